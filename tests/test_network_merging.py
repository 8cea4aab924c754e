"""Merging contacts loses no membership, invitation or attendance."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_networks import NetworkCommon
from .test_merging import MergingCommon


@tagged("post_install", "-at_install")
class TestNetworkMerging(NetworkCommon, MergingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hold_office(cls.hanna)
        cls._hold_office(cls.jussuf, cls.youth_function)

    def _members(self):
        return self.network.member_ids.sorted(lambda row: (row.date_from, row.id))

    def test_one_membership_entered_twice_becomes_one(self):
        self._add_member(self.kept, date_to="2026-12-31", note="Fußball")
        twin = self._add_member(self.gone, date_from="2026-06-01", note="Judo")
        meeting = self._create_meeting()
        invitation = self.env["club.invitation"].create(
            {
                "meeting_id": meeting.id,
                "partner_id": self.chair.id,
                "member_id": twin.id,
            }
        )
        self._merge(self.kept, self.gone)
        member = self._members()
        self.assertEqual(len(member), 1)
        self.assertEqual(member.partner_id, self.kept)
        self.assertEqual((member.date_from, member.date_to), (date(2026, 1, 1), False))
        self.assertEqual(member.note, "Fußball; Judo")
        self.assertEqual(member.state, "member")
        self.assertEqual(invitation.member_id, member)

    def test_memberships_one_after_the_other_stay_two(self):
        self._add_member(self.kept, date_to="2026-06-30")
        self._add_member(self.gone, date_from="2026-07-01")
        self._merge(self.kept, self.gone)
        self.assertEqual(self._members().partner_id, self.kept)
        self.assertEqual(len(self._members()), 2)
        self.assertFalse(any(self._members().mapped("needs_review")))

    def test_different_representatives_are_left_to_a_person(self):
        self._add_member(self.kept)
        other = self._add_member(self.gone, representative_id=self.hanna.id)
        self._merge(self.kept, self.gone)
        self.assertEqual(len(self._members()), 2)
        self.assertTrue(other.needs_review)
        self.assertEqual(other.representative_id, self.hanna)
        with self.assertRaises(UserError):
            self._rpc(
                self.organiser,
                "club.network.member",
                "write",
                self._members()[0].ids,
                {"needs_review": True},
            )
        other.date_from = "2027-01-01"
        self._members()[0].date_to = "2026-12-31"
        self._rpc(
            self.organiser, "club.network.member", "action_mark_clarified", other.ids
        )
        self.assertFalse(other.needs_review)

    def test_nobody_becomes_the_deputy_of_themselves(self):
        member = self._add_member(
            representative_id=self.hanna.id, deputy_id=self.jussuf.id
        )
        self._merge(self.hanna, self.jussuf)
        self.assertEqual(member.representative_id, self.hanna)
        self.assertFalse(member.deputy_id)

    def test_three_clubs_become_one(self):
        self._add_member(self.kept, date_to="2026-03-31")
        self._add_member(self.gone, date_from="2026-02-01", date_to="2026-08-31")
        self._add_member(self.third, date_from="2026-08-01")
        self._merge(self.kept, self.gone, self.third)
        self.assertEqual(len(self._members()), 1)
        self.assertFalse(self._members().date_to)

    def test_whoever_was_invited_twice_is_invited_once(self):
        meeting = self._create_meeting()
        Invitation = self.env["club.invitation"]
        first, second = Invitation.create(
            [
                {"meeting_id": meeting.id, "partner_id": self.hanna.id},
                {
                    "meeting_id": meeting.id,
                    "partner_id": self.jussuf.id,
                    "organisation_id": self.club.id,
                },
            ]
        )
        first.sudo().write({"sequence": 2, "revision_sent": 1})
        second.sudo().write(
            {"answer": "yes", "people_count": 2, "date_answered": "2027-02-01 10:00:00"}
        )
        self.env["club.invitation.answer"].create(
            {"invitation_id": second.id, "answer": "yes"}
        )
        self.env["club.attendance"].create(
            {
                "meeting_id": meeting.id,
                "partner_id": self.jussuf.id,
                "invitation_id": second.id,
            }
        )
        uid = first.uid
        self._merge(self.hanna, self.jussuf)
        invitation = meeting.invitation_ids
        self.assertEqual(len(invitation), 1)
        self.assertEqual((invitation.partner_id, invitation.uid), (self.hanna, uid))
        self.assertEqual((invitation.answer, invitation.people_count), ("yes", 2))
        self.assertEqual(invitation.organisation_id, self.club)
        answers = self.env["club.invitation.answer"].search(
            [("invitation_id", "=", invitation.id)]
        )
        self.assertEqual(len(answers), 1)
        self.assertEqual(meeting.attendance_ids.invitation_id, invitation)
        self.assertIn("invited twice", "".join(meeting.message_ids.mapped("body")))

    def test_invitations_to_different_meetings_all_stay(self):
        for person in (self.hanna, self.jussuf):
            meeting = self._create_meeting()
            self.env["club.invitation"].create(
                {"meeting_id": meeting.id, "partner_id": person.id}
            )
        self._merge(self.hanna, self.jussuf)
        invitations = self.env["club.invitation"].search(
            [("partner_id", "=", self.hanna.id)]
        )
        self.assertEqual(len(invitations), 2)

    def test_whoever_attended_twice_attended_once(self):
        meeting = self._create_meeting()
        Attendance = self.env["club.attendance"]
        Attendance.create(
            [
                {
                    "meeting_id": meeting.id,
                    "partner_id": self.hanna.id,
                    "state": "excused",
                    "note": "später",
                },
                {
                    "meeting_id": meeting.id,
                    "partner_id": self.jussuf.id,
                    "organisation_id": self.club.id,
                    "state": "present",
                },
            ]
        )
        self._merge(self.hanna, self.jussuf)
        row = meeting.attendance_ids
        self.assertEqual(
            (row.partner_id, row.state, row.note, row.organisation_id),
            (self.hanna, "present", "später", self.club),
        )

    def test_organisations_merged_keep_everybody_who_came_for_them(self):
        meeting = self._create_meeting()
        self.env["club.attendance"].create(
            [
                {"meeting_id": meeting.id, "organisation_id": self.kept.id},
                {"meeting_id": meeting.id, "organisation_id": self.gone.id},
                {
                    "meeting_id": meeting.id,
                    "organisation_id": self.gone.id,
                    "partner_id": self.hanna.id,
                },
            ]
        )
        self._merge(self.kept, self.gone)
        self.assertEqual(len(meeting.attendance_ids), 2)
        self.assertEqual(meeting.attendance_ids.organisation_id, self.kept)
