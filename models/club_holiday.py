from odoo import api, fields, models
from odoo.fields import Domain


class ClubHoliday(models.Model):
    """Public and school holidays of a federal state, as facts one can correct."""

    _name = "club.holiday"
    _description = "Holiday"
    _order = "date_from, state_id, id"

    name = fields.Char(required=True)
    kind = fields.Selection(
        selection=[
            ("public", "Public Holiday"),
            ("school", "School Holidays"),
        ],
        required=True,
        default="public",
    )
    state_id = fields.Many2one(
        comodel_name="res.country.state",
        string="Federal State",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.state_id,
    )
    date_from = fields.Date(string="First Day", required=True, index=True)
    date_to = fields.Date(
        string="Last Day",
        required=True,
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
    )
    active = fields.Boolean(default=True)

    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_to)",
        "The last day of a holiday cannot lie before the first.",
    )
    _holiday_uniq = models.UniqueIndex(
        "(state_id, kind, date_from, name)",
        "This holiday is in the list already.",
    )

    @api.depends("date_from")
    def _compute_date_to(self):
        for holiday in self:
            if not holiday.date_to or holiday.date_to < holiday.date_from:
                holiday.date_to = holiday.date_from

    @api.model
    def _add_missing(self, vals_list):
        """Create the holidays that are not in the list yet.

        What is there stays as it is, also if somebody corrected or archived it:
        a public holiday on the same day counts as there, as do school holidays
        that share a day.

        :param vals_list: values as for ``create``, all with ``state_id``,
            ``kind``, ``date_from`` and ``date_to`` (dates)
        :return: the new holidays
        """
        if not vals_list:
            return self.browse()
        domain = Domain("state_id", "in", [vals["state_id"] for vals in vals_list])
        domain &= Domain("date_to", ">=", min(v["date_from"] for v in vals_list))
        domain &= Domain("date_from", "<=", max(v["date_to"] for v in vals_list))
        existing = self.with_context(active_test=False).search(domain)
        missing = {
            (vals["state_id"], vals["kind"], vals["date_from"], vals["name"]): vals
            for vals in vals_list
            if not any(holiday._is_same(vals) for holiday in existing)
        }
        return self.create(list(missing.values()))

    def _is_same(self, vals):
        self.ensure_one()
        if (self.state_id.id, self.kind) != (vals["state_id"], vals["kind"]):
            return False
        if self.kind == "public":
            return self.date_from == vals["date_from"]
        return self.date_from <= vals["date_to"] and vals["date_from"] <= self.date_to
