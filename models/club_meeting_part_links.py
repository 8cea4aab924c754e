"""Parts of a meeting belong together: nobody reaches into other meetings by them."""

from odoo import api, models
from odoo.exceptions import AccessError, ValidationError


class ClubMeetingLinkMixin(models.AbstractModel):
    """Names other parts of the same meeting, or a member of a network."""

    _name = "club.meeting.link.mixin"
    _description = "Names Parts of a Meeting"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_links_known()
        return records

    def write(self, vals):
        result = super().write(vals)
        if {"member_id", "meeting_id"} & vals.keys():
            self._check_links_known()
        return result

    def _check_links_known(self):
        """
        :raises AccessError: when what is linked is not open to the user
        """
        if self.env.su or "member_id" not in self._fields:
            return
        members = self.member_id
        if members != members._filtered_access("read"):
            raise AccessError(
                self.env._(
                    "This membership is not open to you. Please choose another one."
                )
            )

    def _check_same_meeting(self, name):
        # sudo: which meeting it is gets compared, no name is told
        for record in self.sudo():
            if record[name] and record[name].meeting_id != record.meeting_id:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” belongs to another meeting. Please choose "
                        "something of this meeting, or leave it empty.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )


class ClubInvitation(models.Model):
    _name = "club.invitation"
    _inherit = ["club.invitation", "club.meeting.link.mixin"]


class ClubAttendance(models.Model):
    _name = "club.attendance"
    _inherit = ["club.attendance", "club.meeting.link.mixin"]

    @api.constrains("invitation_id", "meeting_id")
    def _check_invitation_id(self):
        self._check_same_meeting("invitation_id")


class ClubDecision(models.Model):
    _name = "club.decision"
    _inherit = ["club.decision", "club.meeting.link.mixin"]

    @api.constrains("agenda_item_id", "meeting_id")
    def _check_agenda_item_id(self):
        self._check_same_meeting("agenda_item_id")


class ClubActionItem(models.Model):
    _name = "club.action.item"
    _inherit = ["club.action.item", "club.meeting.link.mixin"]

    @api.constrains("agenda_item_id", "meeting_id")
    def _check_agenda_item_id(self):
        self._check_same_meeting("agenda_item_id")

    @api.constrains("network_id", "meeting_id")
    def _check_network_of_meeting(self):
        # sudo: which network it is gets compared, no name is told
        for item in self.sudo():
            network = item.meeting_id.network_id
            if network and network != item.network_id:
                raise ValidationError(
                    self.env._(
                        "The meeting is not one of this network. Please choose one of "
                        "its meetings, or leave it empty."
                    )
                )

    def _check_links_known(self):
        """Nobody adds to the minutes of a meeting that others organise."""
        if not self.env.su and not self.meeting_id.has_access("write"):
            raise AccessError(
                self.env._(
                    "Only who organises the meeting may change this. Please ask "
                    "whoever is responsible for it."
                )
            )
        return super()._check_links_known()


class ClubAgendaItem(models.Model):
    _inherit = "club.agenda.item"

    @api.constrains("meeting_id")
    def _check_named_nowhere_else(self):
        """What was agreed on under an item stays with it."""
        # sudo: counted only
        for name in ("club.decision", "club.action.item"):
            rows = self.env[name].sudo().search([("agenda_item_id", "in", self.ids)])
            rows._check_same_meeting("agenda_item_id")


class ClubMeeting(models.Model):
    _inherit = "club.meeting"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if self.filtered(lambda meeting: meeting.state == "held"):
            raise ValidationError(
                self.env._(
                    "This meeting took place and counts in the figures. Please archive "
                    "it instead of deleting it."
                )
            )


class ClubNetwork(models.Model):
    _inherit = "club.network"

    @api.constrains("company_id")
    def _check_company_of_meetings(self):
        # sudo: which company it is gets compared, no name is told
        for network in self.sudo().with_context(active_test=False):
            if network.meeting_ids.company_id - network.company_id:
                raise ValidationError(
                    self.env._(
                        "The meetings of this network belong to its company. Please "
                        "set up a network of its own for the other one."
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_history(self):
        # sudo: also what is archived; who may delete the network reads all of it
        parts = ("club.network.member", "club.meeting", "club.action.item")
        for name in parts:
            Part = self.env[name].sudo().with_context(active_test=False)
            if Part.search_count([("network_id", "in", self.ids)], limit=1):
                raise ValidationError(
                    self.env._(
                        "This network has members, meetings or action items, and they "
                        "are kept. Please archive it instead of deleting it."
                    )
                )
