from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# A form reads its case again after every button and a list after every page. What
# one person does with a case within these minutes is one reading.
MINUTES = 10


class ClubCaseAccessLog(models.Model):
    """Who read a restricted case, when and how. Rows are added, never changed."""

    _name = "club.case.access.log"
    _description = "Reading of a Restricted Case"
    _order = "date desc, id desc"
    _rec_name = "number"
    _allow_sudo_commands = False

    # the row outlives its case
    case_id = fields.Many2one(
        comodel_name="club.case",
        readonly=True,
        index=True,
        ondelete="set null",
    )
    number = fields.Char(readonly=True, required=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Read By",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    date = fields.Datetime(string="Read At", required=True, readonly=True, index=True)
    kind = fields.Selection(
        selection=[
            ("form", "Form"),
            ("list", "List or Board"),
            ("read", "Program"),
            ("export", "Export"),
            ("pdf", "Document"),
        ],
        string="How",
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
    )

    _case_user_kind_idx = models.Index("(case_id, user_id, kind, date)")

    def write(self, vals):
        """:raises UserError: whatever shall change"""
        self.check_access("write")
        if self or vals:
            self._club_refuse()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        self._club_refuse()

    @api.model
    def _club_refuse(self):
        raise UserError(
            self.env._(
                "The record of readings writes itself. Nobody can add to it, change it "
                "or delete from it."
            )
        )

    @api.model
    def _club_add(self, case_ids, kind):
        """Note that the current user read the restricted ones of some cases.

        Takes two queries at most, however many cases. Where none is restricted nothing
        is written, so that read-only transactions go on; where one is, Odoo repeats a
        request that began read-only.

        :param case_ids: ids of cases that the user may read, restricted or not
        :param str kind: one of the selection
        """
        self.flush_model()
        cases = self.env["club.case"]
        cases.flush_model(["is_restricted", "number", "company_id"])
        now = fields.Datetime.now()
        since = fields.Datetime.subtract(now, minutes=MINUTES)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, number, company_id FROM club_case
                 WHERE id = ANY(%(ids)s) AND is_restricted
                   AND NOT EXISTS (
                       SELECT FROM club_case_access_log log
                        WHERE log.case_id = club_case.id AND log.user_id = %(user)s
                          AND log.kind = %(kind)s AND log.date > %(since)s)
                 ORDER BY id
                """,
                ids=list(case_ids),
                user=self.env.uid,
                kind=kind,
                since=since,
            )
        )
        if rows:
            self._insert_rows(rows, kind, now)

    @api.model
    def _insert_rows(self, rows, kind, now):
        """Write rows in one query: the ORM takes one for each hundred.

        :param list rows: id, number and company of each case
        """
        case_ids, numbers, company_ids = map(list, zip(*rows, strict=True))
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO club_case_access_log (
                    case_id, number, company_id, user_id, date, kind,
                    create_uid, write_uid, create_date, write_date)
                SELECT id, number, company_id, %(user)s, %(now)s, %(kind)s,
                       %(user)s, %(user)s, %(now)s, %(now)s
                  FROM unnest(%(ids)s::int4[], %(numbers)s::varchar[],
                              %(companies)s::int4[]) AS read (id, number, company_id)
                """,
                ids=case_ids,
                numbers=numbers,
                companies=company_ids,
                user=self.env.uid,
                kind=kind,
                now=now,
            )
        )
        # what is in memory does not know of them
        self.env["club.case"].invalidate_model(["access_log_ids"], flush=False)
