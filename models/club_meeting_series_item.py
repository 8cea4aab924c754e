from odoo import api, fields, models

# what an agenda item takes over from the series
COPIED = ("name", "sequence", "minutes_planned", "presenter_id", "text")


class ClubMeetingSeriesItem(models.Model):
    """An agenda item that every meeting of a series begins with.

    A change reaches the meetings ahead that were not changed by hand, where the
    agenda item still says what the series said.
    """

    _name = "club.meeting.series.item"
    _description = "Agenda Item of a Series"
    _inherit = ["club.part.mixin", "club.copy.mixin"]
    _order = "series_id, sequence, id"
    _part_of = "series_id"
    _check_company_auto = True

    series_id = fields.Many2one(
        comodel_name="club.meeting.series",
        required=True,
        index=True,
        ondelete="cascade",
    )
    network_id = fields.Many2one(
        related="series_id.network_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="series_id.company_id", store=True, index=True, precompute=True
    )
    name = fields.Char(string="Topic", required=True)
    sequence = fields.Integer(default=10)
    minutes_planned = fields.Integer(string="Minutes", default=10)
    presenter_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    text = fields.Html(help="What it is about; stands on the agenda.")

    _name_not_blank = models.Constraint(
        "CHECK (btrim(name) <> '')",
        "An agenda item needs a subject. Please enter a few words.",
    )
    _minutes_plausible = models.Constraint(
        "CHECK (minutes_planned BETWEEN 0 AND 1440)",
        "An agenda item takes between 0 and 1440 minutes.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        # sudo: the series was checked, its meetings belong to the same network
        self.env["club.agenda.item"].sudo().create(
            [
                {**item._get_agenda_vals(), "meeting_id": meeting.id}
                for item in items
                for meeting in item.series_id._get_followers()
            ]
        )
        return items

    def write(self, vals):
        if not set(COPIED) & vals.keys():
            return super().write(vals)
        unchanged = self._get_unchanged()
        result = super().write(vals)
        for item, agenda_items in unchanged.items():
            agenda_items.write({name: item._get_agenda_vals()[name] for name in COPIED})
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_unchanged_agenda_items(self):
        Item = self.env["club.agenda.item"]
        Item.union(*self._get_unchanged().values()).unlink()

    def _get_agenda_vals(self):
        """The agenda item of a meeting."""
        self.ensure_one()
        vals = self._convert_to_write({name: self[name] for name in COPIED})
        return {**vals, "series_item_id": self.id}

    def _get_unchanged(self):
        """The agenda items ahead that still say what these say, by item."""
        meetings = self.series_id._get_followers()
        found = self.env["club.agenda.item"].search(
            [("series_item_id", "in", self.ids), ("meeting_id", "in", meetings.ids)]
        )
        same = found.filtered(lambda item: item._is_from_series())
        return same.grouped("series_item_id")
