"""All that happened in a case, in one list, whichever table it stands in."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# every branch has a number of its own below this one, so that ids never meet
BRANCHES = 32
LONGEST_DETAIL = 240


class ClubCaseTimeline(models.Model):
    """One row per event; the rooms of the house add a branch each.

    A branch is a SELECT with the columns of ``_get_branches``; what a row says in
    words is told by ``_describe`` from the record behind it.
    """

    _name = "club.case.timeline"
    _description = "Event in a Case"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "title"
    _depends = {
        "club.case": [
            "partner_id",
            "company_id",
            "user_id",
            "date_open",
            "date_closed",
            "is_closed",
        ],
        "club.case.deadline": ["case_id", "date", "is_done", "active"],
        "club.contact.entry": [
            "case_id",
            "partner_id",
            "company_id",
            "user_id",
            "date",
            "active",
        ],
        "mail.message": [
            "model",
            "res_id",
            "date",
            "message_type",
            "subtype_id",
            "is_internal",
            "author_id",
            "outgoing_email_to",
        ],
        "res.partner": ["partner_share"],
    }

    case_id = fields.Many2one(comodel_name="club.case", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Organisation",
        readonly=True,
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Colleague",
        readonly=True,
    )
    date = fields.Datetime(readonly=True)
    kind = fields.Selection(
        selection=[
            ("opened", "Case Opened"),
            ("closed", "Case Closed"),
            ("entry", "Contact Entry"),
            ("mail_in", "Mail In"),
            ("mail_out", "Mail Out"),
            ("note", "Note"),
            ("activity", "Activity Done"),
            ("deadline", "Deadline"),
        ],
        readonly=True,
    )
    res_model = fields.Char(string="Kind of Record", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record",
        model_field="res_model",
        readonly=True,
    )
    icon = fields.Html(compute="_compute_icon", sanitize=False)
    title = fields.Char(compute="_compute_description")
    detail = fields.Char(string="Details", compute="_compute_description")
    person = fields.Char(
        string="Who",
        compute="_compute_description",
        help="Who did it or wrote it.",
    )

    # ------------------------------------------------------------
    # The table
    # ------------------------------------------------------------

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(
            SQL("(%s)", branch) for branch in self._get_branches()
        )

    def _get_branches(self):
        """The SELECTs that make the list.

        Each has the columns id, case_id, partner_id, company_id, user_id, date,
        kind, res_model and res_id of the very same types: only then the database
        filters each branch by its own index.

        :return: list of SQL
        """
        return [
            self._branch_opened(),
            self._branch_closed(),
            self._branch_entries(),
            self._branch_messages(),
            self._branch_deadlines(),
        ]

    def _branch(self, number, kind, model, columns, tables):
        """One SELECT.

        :param int number: number of the branch, from 1 to 31, never used twice
        :param kind: SQL of the kind
        :param str model: model behind; its table has the alias ``r``
        :param columns: SQL of case, partner, company, user and date
        :param tables: SQL of FROM and WHERE
        """
        return SQL(
            """SELECT r.id::bigint * %s + %s AS id, %s, %s AS kind,
                      %s::varchar AS res_model, r.id AS res_id %s""",
            BRANCHES,
            number,
            columns,
            kind,
            model,
            tables,
        )

    def _branch_opened(self):
        return self._branch(
            1,
            SQL("'opened'::varchar"),
            "club.case",
            SQL(
                """r.id AS case_id, r.partner_id, r.company_id,
                   NULLIF(r.create_uid, %s) AS user_id, %s AS date""",
                SUPERUSER_ID,
                self._sql_moment(SQL("r.date_open"), SQL("r.create_date")),
            ),
            SQL("FROM club_case r"),
        )

    def _branch_closed(self):
        return self._branch(
            2,
            SQL("'closed'::varchar"),
            "club.case",
            SQL(
                """r.id AS case_id, r.partner_id, r.company_id,
                   r.user_id, (r.date_closed + time '21:00') AS date"""
            ),
            SQL("FROM club_case r WHERE r.is_closed"),
        )

    def _branch_entries(self):
        return self._branch(
            3,
            SQL("'entry'::varchar"),
            "club.contact.entry",
            SQL("r.case_id, r.partner_id, r.company_id, r.user_id, r.date"),
            SQL("FROM club_contact_entry r WHERE r.active"),
        )

    def _branch_messages(self):
        """Mails and notes; what Odoo tells of by itself is left out."""
        get_id = self.env["ir.model.data"]._xmlid_to_res_id
        activities, comment = get_id("mail.mt_activities"), get_id("mail.mt_comment")
        return self._branch(
            4,
            SQL(
                """CASE WHEN r.subtype_id = %(activities)s THEN 'activity'
                        WHEN r.is_internal OR r.subtype_id IS DISTINCT FROM %(comment)s
                        THEN 'note'
                        WHEN %(is_incoming)s THEN 'mail_in'
                        ELSE 'mail_out' END::varchar""",
                activities=activities,
                comment=comment,
                is_incoming=self._sql_is_incoming(),
            ),
            "mail.message",
            SQL(
                """c.id AS case_id, c.partner_id, c.company_id,
                   CASE WHEN r.message_type = 'email' THEN NULL ELSE r.create_uid END
                   AS user_id, r.date"""
            ),
            SQL(
                """FROM mail_message r
                   JOIN club_case c ON c.id = r.res_id
                   LEFT JOIN res_partner author ON author.id = r.author_id
                   WHERE r.model = 'club.case'
                   AND (r.message_type IN ('email', 'comment', 'email_outgoing')
                        OR r.subtype_id = %s)""",
                activities,
            ),
        )

    @api.model
    def _sql_is_incoming(self):
        """Whether a message (alias r, its author: author) came from outside.

        A colleague may answer from the own mail programme; such a mail went on to
        the club.
        """
        return SQL(
            """(r.message_type = 'email' AND r.outgoing_email_to IS NULL
                AND (author.id IS NULL OR author.partner_share))"""
        )

    def _branch_deadlines(self):
        return self._branch(
            5,
            SQL("'deadline'::varchar"),
            "club.case.deadline",
            SQL(
                """r.case_id, c.partner_id, r.company_id, NULL::int4 AS user_id,
                   (r.date + time '10:00') AS date"""
            ),
            SQL(
                """FROM club_case_deadline r JOIN club_case c ON c.id = r.case_id
                   WHERE r.active"""
            ),
        )

    @api.model
    def _sql_moment(self, day, moment):
        """The moment itself if it lies on that day, else the day's morning.

        Rooms that know a day only choose an hour that is the same day in Germany.
        """
        return SQL(
            "CASE WHEN %(moment)s::date = %(day)s THEN date_trunc('second', %(moment)s)"
            " ELSE %(day)s + time '06:00' END",
            moment=moment,
            day=day,
        )

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Find rows by id through the primary keys behind them."""

        def add_key(condition):
            if condition.field_expr == "id" and condition.operator == "in":
                keys = [id_ // BRANCHES for id_ in condition.value if id_]
                return condition & Domain("res_id", "in", keys)
            return condition

        domain = Domain(domain).map_conditions(add_key)
        return super()._search(domain, *args, **kwargs)

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    def action_open(self):
        """Open the record behind: the entry, the deadline or the case."""
        self.ensure_one()
        self.check_access("read")
        if self.res_model in self._get_models_with_form():
            record = self.env[self.res_model].browse(self.res_id)
            return record._get_records_action()
        return self.case_id._get_records_action()

    @api.model
    def _get_models_with_form(self):
        """What opens by itself; all else is part of the case's form."""
        return {"club.case", "club.contact.entry"}


class ClubCase(models.Model):
    _inherit = "club.case"

    timeline_ids = fields.One2many(
        comodel_name="club.case.timeline",
        inverse_name="case_id",
        readonly=True,
    )
