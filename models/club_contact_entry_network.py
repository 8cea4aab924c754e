from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class ClubContactEntry(models.Model):
    """Work for a network or in a meeting."""

    _inherit = "club.contact.entry"

    network_id = fields.Many2one(
        comodel_name="club.network",
        compute="_compute_network_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    meeting_id = fields.Many2one(
        comodel_name="club.meeting",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("meeting_id.network_id")
    def _compute_network_id(self):
        """That of the meeting: rights rest on it, so no other one will do."""
        for entry in self:
            entry.network_id = entry.meeting_id.network_id or entry.network_id

    @api.depends("network_id.company_id", "meeting_id.company_id")
    def _compute_company_id(self):
        without_case = self.filtered(lambda entry: not entry.case_id)
        for entry in without_case:
            work = entry.meeting_id or entry.network_id
            entry.company_id = work.company_id or entry.company_id
        return super()._compute_company_id()

    @api.depends("network_id", "meeting_id")
    def _compute_scope(self):
        """Without a case, the scope is that of the meeting or the network."""
        for entry in self.filtered(lambda entry: not entry.case_id):
            for work in (entry.meeting_id, entry.network_id):
                entry.area_id = entry.area_id or work.area_id
                entry.field_of_action_id = (
                    entry.field_of_action_id or work.field_of_action_id
                )
        return super()._compute_scope()

    @api.depends("network_id", "meeting_id")
    def _compute_target_group_ids(self):
        for entry in self.filtered(lambda entry: not entry.case_id):
            for work in (entry.meeting_id, entry.network_id):
                entry.target_group_ids = entry.target_group_ids or work.target_group_ids
        return super()._compute_target_group_ids()

    @api.depends("network_id", "meeting_id")
    def _compute_display_name(self):
        return super()._compute_display_name()

    def _get_with_whom(self):
        name = super()._get_with_whom()
        return name or self.meeting_id.name or self.network_id.name

    # ------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------

    @api.constrains(
        "note",
        "case_id",
        "partner_id",
        "contact_id",
        "people_count",
        "network_id",
        "meeting_id",
    )
    def _check_not_empty(self):
        """For which network or in which meeting says enough, too."""
        without = self.filtered(
            lambda entry: not (entry.network_id or entry.meeting_id)
        )
        return super(ClubContactEntry, without)._check_not_empty()

    @api.constrains("network_id", "meeting_id")
    def _check_network_of_meeting(self):
        for entry in self:
            network = entry.meeting_id.network_id
            if network and entry.network_id != network:
                # without a name: the meeting may be one that nobody tells the user of
                raise ValidationError(
                    self.env._(
                        "The meeting is not one of this network. Please take the "
                        "network or the meeting out of the entry."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._check_network_known()
        return entries

    def write(self, vals):
        result = super().write(vals)
        if {"network_id", "meeting_id"} & vals.keys():
            self._check_network_known()
        return result

    def _check_network_known(self):
        """Nobody logs work into a network or a meeting that they do not know of.

        :raises AccessError: without a name, for the name may be what is restricted
        """
        if self.env.su:
            return
        for work in (self.network_id, self.meeting_id):
            if work and work != work._filtered_access("read"):
                raise AccessError(
                    self.env._(
                        "You cannot log work for this network or meeting, as it is not "
                        "open to you. Please ask its coordinator."
                    )
                )
