from odoo import api, fields, models


class ClubTrainingWalkIn(models.TransientModel):
    """Asks who came without having registered."""

    _name = "club.training.walk.in"
    _description = "Somebody Came Unregistered"

    event_id = fields.Many2one(
        comodel_name="event.event",
        string="Training Date",
        required=True,
        readonly=True,
        default=lambda self: self._default_event_id(),
    )
    name = fields.Char(string="First and Last Name")
    organisation_name = fields.Char(
        string="Comes From", help="Their club, as they say."
    )
    email = fields.Char(help="Where the certificate goes; may be empty.")
    add_seat = fields.Boolean(
        string="One More Seat If Full",
        groups="club_support.club_support_group_trainingorganiser",
    )

    @api.model
    def _default_event_id(self):
        """The date that the dialog was opened from, if the user may read it."""
        event = self.env["event.event"].browse(
            self.env.context.get("active_id")
            if self.env.context.get("active_model") == "event.event"
            else []
        )
        return event.exists()._filtered_access("read")

    @api.constrains("event_id")
    def _check_event_id(self):
        """Nobody learns from the dialog what they may not read."""
        self.event_id.sudo(False).check_access("read")

    def action_apply(self):
        """Put the person on the list."""
        self.ensure_one()
        # sudo: whether it was ticked; the step checks who may add a seat
        add_seat = self.sudo().add_seat
        return self.event_id.sudo(False).action_club_walk_in(
            self.name, self.organisation_name, self.email, add_seat
        )
