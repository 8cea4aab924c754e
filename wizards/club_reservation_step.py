from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.club_reservation_steps import HOLD_DAYS


class ClubReservationStep(models.TransientModel):
    """Asks for what rejecting, cancelling or holding times needs."""

    _name = "club.reservation.step"
    _description = "Decide on Times"

    reservation_ids = fields.Many2many(
        comodel_name="club.reservation",
        required=True,
        readonly=True,
        default=lambda self: self._default_reservation_ids(),
    )
    step = fields.Selection(
        selection=[
            ("reject", "Reject"),
            ("cancel", "Cancel the Use"),
            ("hold", "Hold"),
        ],
        required=True,
        readonly=True,
        default="cancel",
    )
    reason = fields.Char(help="The club reads it.")
    hold_until = fields.Datetime(
        string="Held Until",
        default=lambda self: fields.Datetime.add(
            fields.Datetime.now().replace(second=0), days=HOLD_DAYS
        ),
    )

    @api.model
    def _default_reservation_ids(self):
        """Those that the dialog was opened from, if the user may read them."""
        reservations = self.env["club.reservation"]
        if self.env.context.get("active_model") == reservations._name:
            context = self.env.context
            ids = context.get("active_ids") or [context.get("active_id")]
            reservations = reservations.browse([each for each in ids if each])
        return reservations._filtered_access("read")

    @api.constrains("reservation_ids")
    def _check_reservation_ids(self):
        """Nobody learns from the dialog what they may not read."""
        self.reservation_ids.sudo(False).check_access("read")

    def action_apply(self):
        """Take the step for all of them, and tell the clubs.

        :raises UserError: without a reason, or for a hold that ends in the past
        """
        self.ensure_one()
        reservations = self.reservation_ids.sudo(False)
        if self.step == "hold":
            self._check_until()
            reservations.action_hold(self.hold_until)
        elif self.step == "reject":
            reservations.action_reject(self.reason)
        else:
            self._check_reason()
            reservations.action_cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}

    def _check_until(self):
        if not self.hold_until or self.hold_until <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "A time is held until a moment to come. Please enter until when."
                )
            )

    def _check_reason(self):
        if not (self.reason or "").strip():
            raise UserError(
                self.env._(
                    "The club wants to know why its time is gone. Please enter the "
                    "reason in a few words."
                )
            )
