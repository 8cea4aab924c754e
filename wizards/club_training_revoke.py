from odoo import api, fields, models


class ClubTrainingRevoke(models.TransientModel):
    """Asks why a certificate is void."""

    _name = "club.training.revoke"
    _description = "Revoke a Certificate"

    registration_id = fields.Many2one(
        comodel_name="event.registration",
        string="Participant",
        required=True,
        readonly=True,
    )
    reason = fields.Char(help="It is noted with the number.")

    @api.constrains("registration_id")
    def _check_registration_id(self):
        """Nobody learns from the dialog what they may not read."""
        self.registration_id.sudo(False).check_access("write")

    def action_apply(self):
        """Revoke the certificate; its number is not given again."""
        self.ensure_one()
        self.registration_id.sudo(False).action_revoke_certificate(self.reason or "")
        return {"type": "ir.actions.act_window_close"}
