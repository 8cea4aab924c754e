"""Effort for trainings."""

from odoo import api, fields, models
from odoo.exceptions import AccessError


class ClubContactEntry(models.Model):
    _inherit = "club.contact.entry"

    training_event_id = fields.Many2one(
        comodel_name="event.event",
        string="Training Date",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('training_id', '!=', False)]",
        check_company=True,
    )

    @api.depends("training_event_id.company_id")
    def _compute_company_id(self):
        for entry in self.filtered(lambda entry: not entry.case_id):
            entry.company_id = entry.training_event_id.company_id or entry.company_id
        return super()._compute_company_id()

    @api.depends("training_event_id")
    def _compute_scope(self):
        """Without a case, the scope is that of the course."""
        for entry in self.filtered(lambda entry: not entry.case_id):
            course = entry.training_event_id.training_id
            entry.area_id = entry.area_id or course.area_id
            entry.field_of_action_id = (
                entry.field_of_action_id or course.field_of_action_id
            )
        return super()._compute_scope()

    @api.depends("training_event_id")
    def _compute_target_group_ids(self):
        for entry in self.filtered(lambda entry: not entry.case_id):
            course = entry.training_event_id.training_id
            entry.target_group_ids = entry.target_group_ids or course.target_group_ids
        return super()._compute_target_group_ids()

    @api.depends("training_event_id")
    def _compute_display_name(self):
        return super()._compute_display_name()

    def _get_with_whom(self):
        return super()._get_with_whom() or self.training_event_id.name

    @api.constrains(
        "note",
        "case_id",
        "partner_id",
        "contact_id",
        "people_count",
        "network_id",
        "meeting_id",
        "training_event_id",
    )
    def _check_not_empty(self):
        """For which training says enough, too."""
        without = self.filtered(lambda entry: not entry.training_event_id)
        return super(ClubContactEntry, without)._check_not_empty()

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._check_training_known()
        return entries

    def write(self, vals):
        result = super().write(vals)
        if "training_event_id" in vals:
            self._check_training_known()
        return result

    def _check_training_known(self):
        """Nobody logs work for events that are no trainings, or not theirs to see.

        :raises AccessError: without a name, for the name may be what is hidden
        """
        events = self.training_event_id
        # sudo: only whether they are trainings
        trainings = events.sudo().filtered("training_id").sudo(False)
        if not self.env.su:
            trainings = trainings._filtered_access("read")
        if events - trainings:
            raise AccessError(
                self.env._(
                    "You cannot log work for this date, as it is no training that is "
                    "open to you. Please ask whoever organises trainings."
                )
            )
