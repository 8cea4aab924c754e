from odoo import api, fields, models


class ClubReservationCount(models.TransientModel):
    """Asks how many people came."""

    _name = "club.reservation.count"
    _description = "Count People"

    reservation_id = fields.Many2one(
        comodel_name="club.reservation",
        required=True,
        readonly=True,
        default=lambda self: self._default_reservation_id(),
    )
    number = fields.Integer(
        string="People Who Came",
        compute="_compute_number",
        store=True,
        readonly=False,
    )

    @api.model
    def _default_reservation_id(self):
        """The use that the dialog was opened from, if the user may read it."""
        reservation = self.env["club.reservation"]
        if self.env.context.get("active_model") == reservation._name:
            reservation = reservation.browse(self.env.context.get("active_id") or [])
        return reservation._filtered_access("read")

    @api.depends("reservation_id")
    def _compute_number(self):
        for dialog in self:
            use = dialog.reservation_id.sudo(False)
            dialog.number = use.people_actual if use.is_counted else use.people_expected

    @api.constrains("reservation_id")
    def _check_reservation_id(self):
        """Nobody learns from the dialog what they may not read."""
        self.reservation_id.sudo(False).check_access("read")

    def action_apply(self):
        """Note the number."""
        self.ensure_one()
        self.reservation_id.sudo(False).action_count_people(self.number)
        return {"type": "ir.actions.act_window_close"}
