from odoo import api, fields, models


class ClubTrainingSeat(models.TransientModel):
    """Asks why somebody gets a seat out of turn."""

    _name = "club.training.seat"
    _description = "Give a Seat"

    registration_id = fields.Many2one(
        comodel_name="event.registration",
        string="Participant",
        required=True,
        readonly=True,
        default=lambda self: self._default_registration_id(),
    )
    # by the rights of whoever asks, also before the dialog is saved
    waiting_position = fields.Integer(
        related="registration_id.waiting_position", related_sudo=False
    )
    reason = fields.Char(help="It is kept, so that the order can be explained.")

    @api.model
    def _default_registration_id(self):
        """The registration the dialog was opened from."""
        registration = self.env["event.registration"]
        if self.env.context.get("active_model") == registration._name:
            registration = registration.browse(self.env.context.get("active_id") or [])
        return registration._filtered_access("write").filtered("training_id")

    @api.constrains("registration_id")
    def _check_registration_id(self):
        """Only who may edit a registration learns from the dialog which one it is."""
        self.registration_id.sudo(False).check_access("write")

    def action_apply(self):
        """Give the next free seat to this person.

        :raises UserError: when others are ahead, and no reason was entered
        """
        self.ensure_one()
        self.registration_id.sudo(False).action_club_give_seat(self.reason)
        return {"type": "ir.actions.act_window_close"}
