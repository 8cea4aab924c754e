from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubFacilityPlanPrint(models.TransientModel):
    """Which plans to print, on which paper."""

    _name = "club.facility.plan.print"
    _description = "Print Occupancy Plans"

    facility_ids = fields.Many2many(
        comodel_name="club.facility",
        string="Halls",
        default=lambda self: self._default_facility_ids(),
        help="Sites and buildings stand for all halls in them. Empty means all.",
    )
    kind = fields.Selection(
        selection=[
            ("weekly", "Weekly Plan of the Groups"),
            ("week", "All Uses of One Week"),
        ],
        required=True,
        default="weekly",
    )
    date = fields.Date(
        string="Valid From",
        required=True,
        default=lambda self: self.env.company._club_today(),
    )
    paper = fields.Selection(
        selection=[("a4", "A4"), ("a3", "A3")], required=True, default="a4"
    )

    @api.model
    def _default_facility_ids(self):
        if self.env.context.get("active_model") == "club.facility":
            return self.env.context.get("active_ids")
        return False

    def action_print(self):
        """Print one page per hall.

        :raises UserError: when there is no hall to print
        """
        self.ensure_one()
        facilities = self.facility_ids or self.env["club.facility"].search(
            [("parent_id", "=", False)]
        )
        halls = facilities._get_halls()
        if not halls:
            raise UserError(
                self.env._(
                    "There is no hall that can be booked. Please choose halls, or mark "
                    "them as bookable first."
                )
            )
        report = self.env.ref(f"club_support.club_facility_report_plan_{self.paper}")
        data = {"date": str(self.date), "kind": self.kind}
        # the web client names the records in the address unless data are given
        data = {**data, "ids": halls.ids}
        return report.report_action(halls, data=data, config=False)
