from odoo import api, fields, models


class ClubSeasonRefuse(models.TransientModel):
    """Asks why a group does not get a time."""

    _name = "club.season.refuse"
    _description = "Refuse a Wish"

    application_id = fields.Many2one(
        comodel_name="club.season.application",
        readonly=True,
        default=lambda self: self._default_record("club.season.application"),
    )
    series_id = fields.Many2one(
        comodel_name="club.reservation.series",
        string="Time",
        readonly=True,
        default=lambda self: self._default_record("club.reservation.series"),
    )
    reason = fields.Char(help="The club reads it.")
    rank_reason = fields.Char(string="The Order Says", compute="_compute_rank_reason")

    @api.model
    def _default_record(self, model):
        """The record the dialog was opened from, for those who may change it."""
        record = self.env[model]
        if self.env.context.get("active_model") == model:
            record = record.browse(self.env.context.get("active_id") or [])
        return record._filtered_access("write")

    @api.depends("application_id", "series_id")
    def _compute_rank_reason(self):
        for dialog in self:
            application = dialog.series_id.application_id or dialog.application_id
            dialog.rank_reason = application.sudo(False).rank_id.reason

    @api.constrains("application_id", "series_id")
    def _check_records(self):
        """Only who may edit an application learns from the dialog which one it is."""
        self.application_id.sudo(False).check_access("write")
        self.series_id.sudo(False).check_access("write")

    def action_apply(self):
        """Refuse the time, or all that the group was not given yet.

        :raises UserError: without a reason
        """
        self.ensure_one()
        record = self.series_id or self.application_id
        record.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
