from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubTrainingCallOff(models.TransientModel):
    """Asks why a date is called off; everybody who registered reads it."""

    _name = "club.training.call.off"
    _description = "Call Off a Training"

    event_id = fields.Many2one(
        comodel_name="event.event",
        string="Training Date",
        required=True,
        readonly=True,
        default=lambda self: self._default_event_id(),
    )
    reason = fields.Char(help="Everybody who registered reads it.")
    people_count = fields.Integer(compute="_compute_people_count")

    @api.model
    def _default_event_id(self):
        """The date the dialog was opened from, for those who may change it."""
        event = self.env["event.event"]
        if self.env.context.get("active_model") == event._name:
            event = event.browse(self.env.context.get("active_id") or [])
        return event._filtered_access("write").filtered("training_id")

    @api.depends("event_id")
    def _compute_people_count(self):
        for dialog in self:
            event = dialog.event_id.sudo(False)
            # sudo: counted only
            people = event._filtered_access("write").sudo().registration_ids
            told = people.filtered(lambda one: one.state != "cancel")
            dialog.people_count = len(told)

    @api.constrains("event_id")
    def _check_event_id(self):
        """Only who may edit a date learns of it from the dialog."""
        self.event_id.sudo(False).check_access("write")

    def action_apply(self):
        """Call the date off.

        :raises UserError: without a reason, or when it was held
        """
        self.ensure_one()
        self.check_access("write")
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(
                self.env._(
                    "Everybody who registered wants to know why. Please enter the "
                    "reason in a few words."
                )
            )
        self.event_id.sudo(False).action_call_off(reason)
        return {"type": "ir.actions.act_window_close"}
