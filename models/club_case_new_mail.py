"""Which cases wait for an answer of ours: the last word came from outside."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

CORRESPONDENCE = "message_type IN ('email', 'comment', 'email_outgoing')"


class MailMessage(models.Model):
    _inherit = "mail.message"

    # the last letter of each case, also when all cases are asked
    _club_correspondence_idx = models.Index(
        "(res_id, subtype_id, id) WHERE model = 'club.case'"
        f" AND {CORRESPONDENCE} AND is_internal IS NOT TRUE"
    )


class ClubContactEntry(models.Model):
    _inherit = "club.contact.entry"

    _club_case_date_idx = models.Index(
        "(case_id, date) WHERE active AND case_id IS NOT NULL"
    )


class ClubCase(models.Model):
    _inherit = "club.case"

    has_new_mail = fields.Boolean(
        string="New Mail",
        compute="_compute_has_new_mail",
        search="_search_has_new_mail",
        compute_sudo=True,
        help="The last mail came from outside. Neither an answer nor a contact entry "
        "followed.",
    )

    def _compute_has_new_mail(self):
        found = self.browse()
        if self.ids:
            query = SQL(
                "SELECT id FROM club_case WHERE id IN %s AND %s",
                tuple(self.ids),
                self._sql_has_new_mail("club_case"),
            )
            self._flush_correspondence()
            found = self.browse(row[0] for row in self.env.execute_query(query))
        for case in self:
            case.has_new_mail = case._origin in found

    @api.model
    def _search_has_new_mail(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._flush_correspondence()
        # compiling the condition takes longer than asking thousands of cases
        self.env.cr.execute("SET LOCAL jit = off")
        domain = Domain.custom(
            to_sql=lambda _model, alias, _query: self._sql_has_new_mail(alias),
            predicate=lambda case: case.has_new_mail,
        )
        return domain if True in value else ~domain

    @api.model
    def _flush_correspondence(self):
        self.env["mail.message"].flush_model()
        self.env["club.contact.entry"].flush_model(["case_id", "date", "active"])
        self.env["res.partner"].flush_model(["partner_share"])

    @api.model
    def _sql_has_new_mail(self, alias):
        """Condition on one case; asks only for the last mail of that case."""
        return SQL(
            """COALESCE((
                SELECT %(is_incoming)s AND NOT EXISTS (
                    SELECT FROM club_contact_entry e
                    WHERE e.case_id = r.res_id AND e.active AND e.date > r.date
                )
                FROM mail_message r
                LEFT JOIN res_partner author ON author.id = r.author_id
                WHERE r.model = 'club.case' AND r.res_id = %(case)s
                AND r.%(correspondence)s
                AND r.subtype_id = %(comment)s AND r.is_internal IS NOT TRUE
                ORDER BY r.id DESC LIMIT 1
            ), FALSE)""",
            is_incoming=self.env["club.case.timeline"]._sql_is_incoming(),
            case=SQL.identifier(alias, "id"),
            correspondence=SQL(CORRESPONDENCE),
            comment=self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment"),
        )
