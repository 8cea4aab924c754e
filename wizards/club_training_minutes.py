from odoo import api, fields, models


class ClubTrainingMinutes(models.TransientModel):
    """Asks how long somebody was there."""

    _name = "club.training.minutes"
    _description = "Partly Present"

    attendance_id = fields.Many2one(
        comodel_name="club.training.attendance",
        string="Participant",
        required=True,
        readonly=True,
    )
    minutes = fields.Integer(
        string="Minutes There",
        compute="_compute_minutes",
        store=True,
        readonly=False,
        help="Of the minutes that the day has.",
    )

    @api.depends("attendance_id")
    def _compute_minutes(self):
        """Half of the day, unless something is noted already."""
        for dialog in self:
            row = dialog.attendance_id.sudo(False)
            half = row.day_id._get_minutes() // 2 if row else 0
            dialog.minutes = row.minutes or half

    @api.constrains("attendance_id")
    def _check_attendance_id(self):
        """Nobody learns from the dialog what they may not read."""
        self.attendance_id.sudo(False).check_access("read")

    def action_apply(self):
        """Note the minutes."""
        self.ensure_one()
        self.attendance_id.sudo(False).action_partly(self.minutes)
        return {"type": "ir.actions.act_window_close"}
