"""The attendance list of a meeting: made from invitations, counted."""

from odoo import api, fields, models
from odoo.fields import Domain

from .club_attendance_tapping import TOOK_PART


class ClubMeeting(models.Model):
    _inherit = "club.meeting"

    attendance_summary = fields.Char(
        string="Took Part", compute="_compute_attendance_summary"
    )

    @api.depends("attendance_ids.state", "voters_present", "voters_count")
    @api.depends_context("lang")
    def _compute_attendance_summary(self):
        labels = dict(
            self.env["club.attendance"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        for meeting in self:
            by_state = meeting.attendance_ids.grouped("state")
            parts = [
                f"{label}: {len(by_state[state])}"
                for state, label in labels.items()
                if state in by_state
            ]
            if meeting.network_id.has_votes and meeting.attendance_ids:
                parts.append(meeting._describe_voting())
            meeting.attendance_summary = " · ".join(parts)

    def _describe_voting(self):
        return self.env._(
            "Voting members present: %(present)s of %(all)s",
            present=self.voters_present,
            all=self.voters_count,
        )

    # ------------------------------------------------------------
    # Making the list
    # ------------------------------------------------------------

    def action_take_attendance(self):
        """Open the list for a tablet; it is made from the invitations at first.

        Whoever is invited later is added by opening it again, nobody twice.
        """
        self.ensure_one()
        self._check_step("planned", "tentative", "held")
        if self.minutes_state not in ("sent", "approved"):
            self._make_attendance()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_attendance_action"
        )
        action["domain"] = [("meeting_id", "=", self.id)]
        action["context"] = {"default_meeting_id": self.id}
        action["display_name"] = self.display_name
        return action

    def _make_attendance(self):
        """Add whoever is expected and does not stand on the list yet."""
        self._claim()
        rows = self.attendance_ids
        known = {
            *rows.invitation_id,
            *rows.member_id,
            *rows.partner_id,
            *rows.filtered(lambda row: not row.partner_id).organisation_id,
        }
        wanted = []
        for vals, sources in self._get_expected():
            if not known & sources:
                wanted.append(vals)
                known |= sources
        self.env["club.attendance"].create(wanted)

    def _get_expected(self):
        """Values of the list, each with the records that stand for the same person."""
        invitations = self.invitation_ids.filtered(lambda row: not row.is_withdrawn)
        if invitations:
            return [self._expect_invited(invitation) for invitation in invitations]
        return [self._expect_member(member) for member in self._get_members()]

    def _expect_invited(self, invitation):
        person = invitation.partner_id
        organisation = invitation.organisation_id
        if person.is_company:
            person, organisation = person.browse(), person
        vals = {
            "member_id": invitation.member_id.id,
            "invitation_id": invitation.id,
            "state": "excused" if invitation.answer == "no" else "expected",
        }
        return self._expect(vals, person, organisation, invitation)

    def _expect_member(self, member):
        vals = {"member_id": member.id, "state": "expected"}
        return self._expect(vals, member.representative_id, member.partner_id, member)

    def _expect(self, vals, person, organisation, source):
        vals = {
            "meeting_id": self.id,
            "partner_id": person.id,
            "organisation_id": organisation.id,
            **vals,
        }
        return vals, {source, person or organisation}

    # ------------------------------------------------------------
    # Counting
    # ------------------------------------------------------------

    def _count_people(self):
        """How many took part by the list.

        :return: dict of meeting: number
        """
        groups = self.env["club.attendance"]._read_group(
            Domain("meeting_id", "in", self.ids) & Domain("state", "in", TOOK_PART),
            ["meeting_id"],
            ["__count"],
        )
        return dict.fromkeys(self, 0) | dict(groups)

    def _follow_attendance(self, before):
        """Count people anew, unless somebody entered another number by hand.

        :param dict before: what the list had counted until now
        """
        now = self._count_people()
        following = self.filtered(
            lambda meeting: meeting.people_count == before[meeting] != now[meeting]
        )
        for count, meetings in following.grouped(now.get).items():
            meetings.people_count = count

    def _get_members(self):
        """The members of the network on the day of the meeting."""
        self.ensure_one()
        return self.network_id._get_members_on(self._local(self.start).date())
