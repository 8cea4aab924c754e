"""How long work took: known to whoever did it, to others by a works agreement only."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL


class ClubContactEntry(models.Model):
    """``minutes`` is what the current user may know, on every way it can be asked for.

    The column itself is closed to everybody. Reading goes through the compute;
    searching, sorting, grouping and adding up go through ``_field_to_sql``.
    Code that needs the sum over all employees reads ``minutes_logged`` as superuser.
    """

    _inherit = "club.contact.entry"

    minutes_logged = fields.Integer(groups=fields.NO_ACCESS, copy=False)
    minutes = fields.Integer(
        compute="_compute_minutes",
        inverse="_inverse_minutes",
        search="_search_minutes",
        aggregator="sum",
        copy=True,
        help="How long it took; leave it empty if it does not matter. Minutes of "
        "colleagues are shown only where a works agreement allows it.",
    )
    are_minutes_visible = fields.Boolean(compute="_compute_are_minutes_visible")

    _minutes_plausible = models.Constraint(
        "CHECK (minutes_logged BETWEEN 0 AND 1440)",
        "The duration is given in minutes, from 0 to 1440 (one day). Please enter "
        "longer work as one entry per day.",
    )

    # Whose minutes they are is no dependency on purpose: on a new entry a change of
    # that person would take back what was typed in. `write` clears the cache instead.
    @api.depends("minutes_logged")
    @api.depends_context("uid")
    def _compute_minutes(self):
        visible = set(self._filter_minutes_visible()._ids)
        for entry in self:
            # sudo: the column is closed; whose minutes may be told is known by now
            known = entry.sudo().minutes_logged if entry._ids[0] in visible else 0
            entry.minutes = known

    def _inverse_minutes(self):
        # sudo: the column is closed to everybody; the entries may be written
        for entry in self:
            entry.sudo().minutes_logged = entry.minutes

    @api.model
    def _search_minutes(self, operator, value):
        field = self._fields["minutes"]
        return Domain.custom(
            to_sql=lambda model, alias, query: field.condition_to_sql(
                field.name, operator, value, model, alias, query
            )
        )

    @api.depends("user_id", "company_id")
    @api.depends_context("uid")
    def _compute_are_minutes_visible(self):
        visible = set(self._filter_minutes_visible()._ids)
        for entry in self:
            is_visible = not entry._origin or entry._ids[0] in visible
            entry.are_minutes_visible = is_visible

    def _filter_minutes_visible(self):
        """The entries whose minutes the current user may know.

        Those are the own ones, those of nobody, and all where the company says so.
        """
        if self.env.su:
            return self
        # sudo: only whose entry it is and whether the company has an agreement
        visible = self.sudo().filtered(
            lambda entry: (
                entry.user_id <= self.env.user or entry.company_id.club_minutes_visible
            )
        )
        return visible.with_env(self.env)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr != "minutes":
            return super()._field_to_sql(alias, field_expr, query)
        minutes = SQL.identifier(
            alias, "minutes_logged", to_flush=self._fields["minutes_logged"]
        )
        if self.env.su:
            return minutes
        company_fields = self.env["res.company"]._fields
        return SQL(
            "CASE WHEN COALESCE(%(user)s, %(uid)s) = %(uid)s OR %(company)s IN "
            "(SELECT id FROM res_company WHERE %(agreed)s) THEN %(minutes)s END",
            user=SQL.identifier(alias, "user_id", to_flush=self._fields["user_id"]),
            uid=self.env.uid,
            company=SQL.identifier(
                alias, "company_id", to_flush=self._fields["company_id"]
            ),
            agreed=SQL.identifier(
                "res_company",
                "club_minutes_visible",
                to_flush=company_fields["club_minutes_visible"],
            ),
            minutes=minutes,
        )

    # ------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        # what was logged for a colleague is known to that colleague from now on
        entries.invalidate_recordset(["minutes"], flush=False)
        return entries

    def write(self, vals):
        if not {"user_id", "case_id", "company_id", "minutes"} & vals.keys():
            return super().write(vals)
        hidden = self - self._filter_minutes_visible()
        if hidden and "minutes" in vals:
            hidden._check_minutes_untouched(vals["minutes"])
            others = {key: vals[key] for key in vals if key != "minutes"}
            super(ClubContactEntry, self - hidden).write(vals)
            result = super(ClubContactEntry, hidden).write(others)
        else:
            result = super().write(vals)
        self.invalidate_recordset(["minutes", "are_minutes_visible"])
        if hidden._filter_minutes_visible():
            raise AccessError(
                self.env._(
                    "The minutes of this entry belong to whoever did the work, and you "
                    "cannot open them to yourself. Please ask that colleague to change "
                    "the entry."
                )
            )
        return result

    def _check_minutes_untouched(self, minutes):
        """Refuse to replace what one cannot see; the 0 shown in its place is no news.

        :raises AccessError: for any other number
        """
        if minutes:
            raise AccessError(
                self.env._(
                    "You do not see how long this took and cannot change it. Please "
                    "ask whoever did the work to correct the minutes."
                )
            )
