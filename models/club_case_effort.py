from odoo import api, fields, models


class ClubCase(models.Model):
    _inherit = "club.case"

    minutes_total = fields.Integer(
        string="Effort (Minutes)",
        compute="_compute_minutes_total",
        help="The minutes of all contact entries of this case together, whoever did "
        "the work.",
    )

    @api.depends("entry_ids.minutes_logged", "entry_ids.active")
    def _compute_minutes_total(self):
        # sudo: the effort of a case is told as a sum, without naming an employee
        sums = dict(
            self.env["club.contact.entry"]
            .sudo()
            ._read_group(
                [("case_id", "in", self._origin.ids)],
                ["case_id"],
                ["minutes_logged:sum"],
            )
        )
        effort = {case.id: minutes for case, minutes in sums.items()}
        for case in self:
            case.minutes_total = effort.get(case._origin.id, 0)
