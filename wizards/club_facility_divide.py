from odoo import api, fields, models


class ClubFacilityDivide(models.TransientModel):
    _name = "club.facility.divide"
    _description = "Divide a Space into Parts"

    facility_id = fields.Many2one(
        comodel_name="club.facility",
        string="Space",
        required=True,
        default=lambda self: self._default_facility_id(),
    )
    number = fields.Integer(string="Number of Parts", required=True, default=3)
    word = fields.Char(
        string="A Part Is Called",
        help="Letters follow: “Court A”, “Court B”. Empty: “Half”, “Hall Third” or "
        "“Part”.",
    )
    with_neighbours = fields.Boolean(
        string="Offer Neighbours Together",
        help="Such as “Third A + B”, for those who need more than one part.",
    )

    @api.model
    def _default_facility_id(self):
        context = self.env.context
        if context.get("active_model") == "club.facility":
            return context.get("active_id")
        return False

    @api.depends("facility_id")
    def _compute_display_name(self):
        for dialog in self:
            dialog.display_name = dialog.facility_id.display_name

    def action_divide(self):
        """Make the parts and close the dialog.

        :raises UserError: when the space cannot be divided like this
        """
        self.ensure_one()
        self.facility_id.action_divide(self.number, self.word, self.with_neighbours)
        return {"type": "ir.actions.act_window_close"}
