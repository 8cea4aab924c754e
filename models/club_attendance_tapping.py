"""Attendance by one tap per person, guests by name, people counted as they come."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

TOOK_PART = ("present", "guest")


class ClubAttendance(models.Model):
    _name = "club.attendance"
    _inherit = ["club.attendance", "club.minuted.mixin"]

    name = fields.Char(
        help="Of a guest who is not among the contacts.",
    )
    substitute = fields.Char(
        string="Comes Instead",
        compute="_compute_substitute",
        help="Name of whoever comes instead, as answered to the invitation.",
    )

    _person_once = models.UniqueIndex(
        "(meeting_id, partner_id) WHERE partner_id IS NOT NULL",
        "This person stands on the attendance list already. Please use the line that "
        "is there.",
    )
    _organisation_once = models.UniqueIndex(
        "(meeting_id, organisation_id) "
        "WHERE partner_id IS NULL AND COALESCE(name, '') = ''",
        "This organisation stands on the attendance list already. Please name the "
        "person who came.",
    )

    @api.depends("invitation_id.answer", "invitation_id.substitute")
    def _compute_substitute(self):
        for row in self:
            invitation = row.invitation_id
            answered = invitation.answer == "substitute"
            row.substitute = answered and invitation.substitute

    @api.depends("partner_id.name", "name", "organisation_id.name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = (
                row.partner_id.name or row.name or row.organisation_id.name
            )

    @api.constrains("partner_id", "organisation_id", "name")
    def _check_somebody(self):
        for row in self:
            if not (row.partner_id or row.organisation_id or (row.name or "").strip()):
                raise ValidationError(
                    self.env._(
                        "Nobody is named in this line. Please choose a person or an "
                        "organisation, or enter the name of the guest."
                    )
                )

    # ------------------------------------------------------------
    # Taps
    # ------------------------------------------------------------

    def action_present(self):
        """Note that these people are there."""
        return self._tap("present")

    def action_excuse(self):
        """Note that these people said they would not come."""
        return self._tap("excused")

    def action_absent(self):
        """Note that these people are missing."""
        return self._tap("absent")

    def action_guest(self):
        """Note that these people are there as guests."""
        return self._tap("guest")

    def _tap(self, state):
        """A second tap on the same button takes the first one back."""
        self.check_access("write")
        self.meeting_id._check_step("planned", "tentative", "held")
        same = self.filtered(lambda row: row.state == state)
        same.write({"state": "expected"})
        (self - same).write({"state": state})
        return True

    # ------------------------------------------------------------
    # People who took part
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        came = rows.filtered(lambda row: row.state in TOOK_PART).grouped("meeting_id")
        before = {
            meeting: count - len(came.get(meeting, ()))
            for meeting, count in rows.meeting_id._count_people().items()
        }
        rows.meeting_id._follow_attendance(before)
        return rows

    def write(self, vals):
        if not {"state", "meeting_id"} & vals.keys():
            return super().write(vals)
        meetings = self.meeting_id | self.meeting_id.browse(vals.get("meeting_id"))
        before = meetings._count_people()
        result = super().write(vals)
        meetings._follow_attendance(before)
        return result

    def unlink(self):
        meetings = self.meeting_id
        before = meetings._count_people()
        result = super().unlink()
        meetings._follow_attendance(before)
        return result
