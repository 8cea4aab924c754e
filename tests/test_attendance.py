"""Attendance: made from invitations, one tap per person, counted, quorum."""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .test_minutes import ProtocolCommon


@tagged("post_install", "-at_install")
class TestAttendance(ProtocolCommon):
    def _take(self, meeting=None):
        meeting = meeting or self.meeting
        self._rpc(self.organiser, "club.meeting", "action_take_attendance", meeting.ids)
        return meeting.attendance_ids

    def _tap(self, rows, button, user=None):
        self._rpc(
            user or self.organiser, "club.attendance", f"action_{button}", rows.ids
        )

    def _add_members(self, count, network=None):
        for number in range(count):
            club, person = self._create_club(f"SV {number}", f"Person {number}")
            self._create_member(club, person, network_id=(network or self.network).id)

    # ------------------------------------------------------------
    # Making the list
    # ------------------------------------------------------------

    def test_the_list_is_made_from_the_invitations(self):
        _club, uwe = self._create_club("SC Berg", "Uwe Berg")
        erika = self._create_club("SV Tal", "Erika Tal")[1]
        office, _nobody = self._create_club("Sportamt")
        self._invite(self.chair, organisation_id=self.club.id, member_id=self.member.id)
        self._invite(uwe, answer="no")
        self._invite(erika, is_withdrawn=True)
        self._invite(office)
        rows = self._take()
        self.assertEqual(
            {row.display_name: row.state for row in rows},
            {"Hanna Berg": "expected", "Uwe Berg": "excused", "Sportamt": "expected"},
        )
        hanna = rows.filtered(lambda row: row.partner_id == self.chair)
        self.assertEqual(hanna.organisation_id, self.club)
        self.assertEqual(hanna.member_id, self.member)

    def test_without_invitations_the_members_are_expected(self):
        silent, _nobody = self._create_club("SV Still")
        self._create_member(silent)
        late = self._create_club("SV Neu", "Nina Neu")
        self._create_member(*late, date_from="2025-03-05")
        rows = self._take()
        self.assertEqual(set(rows.mapped("display_name")), {"Hanna Berg", "SV Still"})

    def test_nobody_stands_there_twice(self):
        self._invite(self.chair)
        rows = self._take()
        self.assertEqual(self._take(), rows)
        # whoever is invited later, or stands there already, comes once as well
        uwe, ina = (self._create_club(name, name)[1] for name in ("Uwe", "Ina"))
        self._rpc(
            self.organiser,
            "club.attendance",
            "create",
            [{"meeting_id": self.meeting.id, "partner_id": uwe.id}],
        )
        self._invite(uwe)
        self._invite(ina)
        self.assertEqual(
            sorted(self._take().mapped("display_name")), ["Hanna Berg", "Ina", "Uwe"]
        )

    def test_somebody_else_in_a_line_does_not_bring_the_invited_back(self):
        self._invite(self.chair)
        rows = self._take()
        self._as_organiser(rows).partner_id = self._create_club("A", "Uwe")[1]
        self.assertEqual(len(self._take()), 1)

    def test_postgresql_refuses_the_same_person_twice(self):
        row = {"meeting_id": self.meeting.id, "partner_id": self.chair.id}
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env["club.attendance"].create([row, row])
        place = {"meeting_id": self.meeting.id, "organisation_id": self.club.id}
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env["club.attendance"].create([place, place])
        self.env["club.attendance"].create(
            [{**place, "name": "Eins"}, {**place, "name": "Zwei"}, place]
        )

    def test_a_line_names_somebody(self):
        with self.assertRaises(ValidationError) as refused:
            self._rpc(
                self.organiser,
                "club.attendance",
                "create",
                [{"meeting_id": self.meeting.id, "name": " "}],
            )
        self._assert_sentence(refused.exception)

    def test_the_substitute_stands_beside_whom_they_stand_for(self):
        self._invite(self.chair, answer="substitute", substitute="Eva Ersatz")
        self.assertEqual(self._take().substitute, "Eva Ersatz")

    def test_a_meeting_called_off_has_no_list(self):
        self.meeting.action_call_off("Sturm")
        with self.assertRaises(UserError) as refused:
            self._take()
        self._assert_sentence(refused.exception)

    def test_the_list_opens_after_the_minutes_are_sent_too(self):
        self._hold()
        self._send()
        action = self._rpc(
            self.organiser, "club.meeting", "action_take_attendance", self.meeting.ids
        )
        self.assertEqual(action["domain"], [("meeting_id", "=", self.meeting.id)])
        self.assertFalse(self.meeting.attendance_ids)

    def test_making_a_long_list_costs_no_more_queries(self):
        def count(number):
            network = self.network.copy({"name": f"Netz {number}"})
            self._add_members(number, network)
            meeting = self._create_meeting(network_id=network.id)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = self._take(meeting)
            self.assertEqual(len(rows), number)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertLessEqual(count(30), count(2) + 2)

    # ------------------------------------------------------------
    # Taps
    # ------------------------------------------------------------

    def test_one_tap_per_person(self):
        row = self._take()
        for button, state in (
            ("present", "present"),
            ("excuse", "excused"),
            ("absent", "absent"),
            ("guest", "guest"),
            ("guest", "expected"),
        ):
            self._tap(row, button)
            self.assertEqual(row.state, state)

    def test_only_who_edits_the_meeting_taps(self):
        row = self._take()
        for user in (self.worker, self.management, self.foreigner):
            with self.assertRaises(AccessError):
                self._tap(row, "present", user)
        with self.assertRaises(AccessError):
            self._rpc(
                self.worker, "club.meeting", "action_take_attendance", self.meeting.ids
            )

    def test_a_guest_is_added_by_name(self):
        action = self.env.ref("club_support.club_attendance_action_guest")
        self._rpc(
            self.organiser,
            "club.attendance",
            "create",
            [{"name": "Otto Ohne"}],
            context={
                "default_meeting_id": self.meeting.id,
                **safe_eval(action.context),
            },
        )
        guest = self.meeting.attendance_ids
        self.assertEqual((guest.display_name, guest.state), ("Otto Ohne", "guest"))
        self.assertEqual(self.meeting.people_count, 1)

    # ------------------------------------------------------------
    # People
    # ------------------------------------------------------------

    def test_people_are_counted_as_they_come(self):
        self._add_members(3)
        rows = self._take()
        self._tap(rows, "present")
        self.assertEqual(self.meeting.people_count, 4)
        self._tap(rows[0], "absent")
        self._tap(rows[1], "guest")
        self.assertEqual(self.meeting.people_count, 3)
        self._as_organiser(rows[1]).unlink()
        self.assertEqual(self.meeting.people_count, 2)

    def test_a_number_entered_by_hand_stays(self):
        rows = self._take()
        self._as_organiser(self.meeting).people_count = 25
        self._tap(rows, "present")
        self.assertEqual(self.meeting.people_count, 25)

    def test_the_list_is_summed_up(self):
        self._add_members(2)
        rows = self._take()
        self._tap(rows[:2], "present")
        self.assertEqual(self.meeting.attendance_summary, "Expected: 1 · Present: 2")
        self.network.has_votes = True
        self.assertIn("Voting members present: 2 of 3", self.meeting.attendance_summary)

    # ------------------------------------------------------------
    # Quorum
    # ------------------------------------------------------------

    def test_those_who_may_vote_are_counted_once(self):
        self.network.has_votes = True
        silent_role = self.env["club.network.role"].create(
            {"name": "Gast", "is_voting": False, "sequence": 99}
        )
        beside = self._create_club("Presse", "Pia Presse")
        self._create_member(*beside, role_id=silent_role.id)
        twice, _person = self._create_club("Förderverein")
        self._create_member(twice, self.chair)
        self._add_members(2)
        candidate = self._create_club("SV Bald", "Bea Bald")
        self._create_member(*candidate, state="candidate")
        self.assertEqual(self.meeting.voters_count, 4)
        rows = self._take()
        # one person for two organisations stands on the list once
        self.assertEqual(len(rows), 4)
        chair = rows.filtered(lambda row: row.partner_id == self.chair)
        press = rows.filtered(lambda row: row.partner_id == beside[1])
        self._tap(chair | press, "present")
        self.assertEqual(self.meeting.voters_present, 2)
        self._tap(rows - chair - press, "guest")
        self.assertEqual(self.meeting.voters_present, 2)
