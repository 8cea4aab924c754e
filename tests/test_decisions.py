"""Decisions: numbers, votes, and what stays as it was."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_agreements import AgreementCommon


@tagged("post_install", "-at_install")
class TestDecisions(AgreementCommon):
    # ------------------------------------------------------------
    # Numbers
    # ------------------------------------------------------------

    def test_adopted_decisions_are_numbered_by_network_and_year(self):
        first, second = self._decide("Erstens") | self._decide("Zweitens")
        second.action_adopt()
        first.action_adopt()
        self.assertEqual((second | first).mapped("number"), ["2026-01", "2026-02"])
        self.assertEqual(first.state, "adopted")
        self.assertEqual(str(first.date_adopted), "2026-03-02")
        self.assertEqual(first.display_name, "2026-02 Erstens")
        later = self._create_meeting(
            start="2027-01-12 17:00:00", stop="2027-01-12 19:00:00"
        )
        other = self._decide(meeting_id=later.id)
        other.action_adopt()
        self.assertEqual(other.number, "2027-01")
        network = self._create_network(name="Sport und Schule")
        meeting = self._create_meeting(network_id=network.id)
        other = self._decide(meeting_id=meeting.id)
        other.action_adopt()
        self.assertEqual(other.number, "2026-01")

    def test_a_batch_is_numbered_in_the_order_in_which_it_was_written(self):
        decisions = self._decide(count=12)
        decisions.sorted("id", reverse=True).action_adopt()
        self.assertEqual(
            decisions.sorted("id").mapped("sequence_number"), list(range(1, 13))
        )
        self.assertEqual(decisions.sorted("id")[11].number, "2026-12")

    def test_the_year_is_that_of_the_day_where_people_meet(self):
        meeting = self._create_meeting(
            start="2026-12-31 23:30:00", stop="2027-01-01 01:00:00", tz="Europe/Berlin"
        )
        decision = self._decide(meeting_id=meeting.id)
        decision.action_adopt()
        self.assertEqual(decision.number, "2027-01")
        self.assertEqual(str(decision.date_adopted), "2027-01-01")

    def test_what_is_rolled_back_leaves_no_gap(self):
        first, second = self._decide(count=2)
        with self.env.cr.savepoint() as savepoint:
            first.action_adopt()
            self.env.flush_all()
            savepoint.rollback()
        self.env.invalidate_all()
        second.action_adopt()
        self.assertEqual(second.number, "2026-01")

    def test_a_counter_takes_a_constant_number_of_queries(self):
        self._decide().action_adopt()
        counts = []
        for count in (1, 30):
            decisions = self._decide(count=count)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            decisions.action_adopt()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_the_meeting_tells_what_was_decided(self):
        decision = self._decide("Wir lüften")
        decision.action_adopt()
        self.assertIn("2026-01 Wir lüften", self.meeting.message_ids[0].body)
        self.assertEqual(self.network.with_user(self.organiser).decision_count, 1)

    def test_a_meeting_of_others_has_no_numbers(self):
        meeting = self._create_meeting(
            network_id=False, kind="external", name="Kreissporttag"
        )
        meeting.user_id = self.organiser
        decision = self._decide(meeting_id=meeting.id)
        with self.assertRaises(UserError) as caught:
            decision.action_adopt()
        self._assert_sentence(caught.exception)

    def test_nothing_is_decided_in_a_meeting_that_was_called_off(self):
        decision = self._decide()
        self.meeting.action_call_off("Sturm")
        with self.assertRaises(UserError) as caught:
            decision.action_adopt()
        self._assert_sentence(caught.exception)

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def test_a_repealed_decision_keeps_its_number(self):
        first, second = self._decide(count=2)
        first.action_adopt()
        first.action_repeal()
        self.assertEqual((first.state, first.number), ("repealed", "2026-01"))
        self.assertTrue(first.date_repealed)
        second.action_adopt()
        self.assertEqual(second.number, "2026-02")
        first.action_restore()
        self.assertEqual((first.state, first.number), ("adopted", "2026-01"))
        self.assertFalse(first.date_repealed)

    def test_what_was_rejected_has_no_number_and_may_be_spoken_of_again(self):
        decision = self._decide()
        decision.action_reject()
        self.assertEqual((decision.state, decision.number), ("rejected", False))
        decision.action_reset()
        decision.action_adopt()
        self.assertEqual(decision.number, "2026-01")

    def test_steps_that_do_not_follow_are_refused(self):
        decision = self._decide()
        steps = {
            "draft": ("action_repeal", "action_restore", "action_reset"),
            "adopted": ("action_adopt", "action_reject", "action_reset"),
            "repealed": ("action_adopt", "action_repeal", "action_count_votes"),
        }
        for state, methods in steps.items():
            if state == "adopted":
                decision.action_adopt()
            elif state == "repealed":
                decision.action_repeal()
            for method in methods:
                with self.subTest(state=state, method=method):
                    with self.assertRaises(UserError) as caught:
                        getattr(decision, method)()
                    self._assert_sentence(caught.exception)

    def test_nobody_jumps_around_the_steps(self):
        decision = self._decide()
        vals = {"meeting_id": self.meeting.id, "name": "Trick"}
        jumps = {
            "state": "adopted",
            "number": "2026-99",
            "year": 2026,
            "sequence_number": 99,
            "date_adopted": "2026-03-02",
            "date_repealed": "2026-03-02",
        }
        for name, value in jumps.items():
            calls = (
                ("write", decision.ids, {name: value}),
                ("create", {**vals, name: value}),
            )
            for method, *args in calls:
                with self.subTest(field=name, method=method):
                    with self.assertRaises(UserError) as caught:
                        self._rpc(self.organiser, "club.decision", method, *args)
                    self._assert_sentence(caught.exception)
            with self.subTest(field=name, method="default"):
                context = {f"default_{name}": value}
                with self.assertRaises(UserError):
                    self._rpc(
                        self.organiser, "club.decision", "create", vals, context=context
                    )

    def test_what_was_decided_stays_as_it_was(self):
        decision = self._decide()
        decision.action_adopt()
        other = self._create_meeting()
        for vals in (
            {"name": "Anders"},
            {"text": "<p>Anders</p>"},
            {"meeting_id": other.id},
            {"votes_yes": 5},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError) as caught:
                self._rpc(self.organiser, "club.decision", "write", decision.ids, vals)
            self._assert_sentence(caught.exception)
        with self.assertRaises(UserError) as caught:
            self._rpc(self.organiser, "club.decision", "unlink", decision.ids)
        self._assert_sentence(caught.exception)

    @mute_logger("odoo.models.unlink")
    def test_drafts_are_deleted_and_adopted_ones_keep_their_meeting(self):
        draft = self._decide()
        self._rpc(self.organiser, "club.decision", "unlink", draft.ids)
        self.assertFalse(draft.exists())
        self._decide().action_adopt()
        with self.assertRaises(UserError) as caught:
            self._rpc(self.organiser, "club.meeting", "unlink", self.meeting.ids)
        self._assert_sentence(caught.exception)

    def test_a_meeting_with_numbers_stays_in_its_network(self):
        decision = self._decide()
        other = self._create_network(name="Anderes Netzwerk")
        self.meeting.network_id = other
        self.meeting.network_id = self.network
        decision.action_adopt()
        with self.assertRaises(UserError) as caught:
            self.meeting.network_id = other
        self._assert_sentence(caught.exception)
        self.meeting.write({"network_id": self.network.id, "location": "Rathaus"})

    def test_only_who_organises_the_meeting_decides(self):
        decision = self._decide()
        for user in (self.worker, self.management):
            for method in ("action_adopt", "action_reject", "action_count_votes"):
                with (
                    self.subTest(user=user.login, method=method),
                    self.assertRaises(AccessError),
                    mute_logger("odoo.addons.base.models.ir_rule"),
                ):
                    self._rpc(user, "club.decision", method, decision.ids)
        self.assertEqual(decision.state, "draft")
        self._rpc(self.lead, "club.decision", "action_adopt", decision.ids)
        self.assertEqual(decision.state, "adopted")

    def test_decisions_are_typed_in_during_the_meeting(self):
        with Form(self.meeting.with_user(self.organiser)) as form:
            for name in ("Erstens", "Zweitens"):
                with form.decision_ids.new() as line:
                    line.name = name
            with form.action_item_ids.new() as line:
                line.name = "Schlüssel holen"
                line.partner_id = self.chair
        self.meeting.decision_ids.with_user(self.organiser).action_adopt()
        numbers = self.meeting.decision_ids.sorted("id").mapped("number")
        self.assertEqual(numbers, ["2026-01", "2026-02"])
        self.assertEqual(self.meeting.action_item_ids.network_id, self.network)


@tagged("post_install", "-at_install")
class TestVotes(AgreementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.network.has_votes = True
        cls.clubs = cls.env["res.partner"].create(
            [{"name": f"SV {place}", "is_company": True} for place in "ABCDE"]
        )
        cls.members = cls.env["club.network.member"].create(
            [
                {
                    "network_id": cls.network.id,
                    "partner_id": club.id,
                    "date_from": "2025-01-01",
                }
                for club in cls.clubs
            ]
        )

    def _note_present(self, count, state="present", meeting=None):
        self.env["club.attendance"].create(
            [
                {
                    "meeting_id": (meeting or self.meeting).id,
                    "organisation_id": club.id,
                    "state": state,
                }
                for club in self.clubs[:count]
            ]
        )

    def test_the_majority_decides(self):
        self._note_present(4)
        motions = self._decide(count=3)
        for motion, (yes, no, abstained) in zip(
            motions, ((3, 1, 0), (1, 2, 1), (1, 1, 2)), strict=True
        ):
            motion.write(
                {"votes_yes": yes, "votes_no": no, "votes_abstained": abstained}
            )
        motions.action_count_votes()
        self.assertEqual(motions.mapped("state"), ["adopted", "rejected", "rejected"])
        self.assertEqual(motions.mapped("number"), ["2026-01", False, False])

    def test_without_quorum_nothing_is_decided(self):
        self._note_present(2)
        self.env["club.attendance"].create(
            {"meeting_id": self.meeting.id, "name": "Presse", "state": "guest"}
        )
        motion = self._decide(votes_yes=2)
        for method in ("action_count_votes", "action_adopt"):
            with self.assertRaises(UserError) as caught:
                getattr(motion, method)()
            self._assert_sentence(caught.exception)
            self.assertIn("2 of those", str(caught.exception))
            self.assertIn("3 are needed", str(caught.exception))
        self.network.quorum_percent = 40
        motion.action_count_votes()
        self.assertEqual(motion.state, "adopted")

    def test_without_attendance_the_votes_tell_the_quorum(self):
        motion = self._decide(votes_yes=2)
        with self.assertRaises(UserError):
            motion.action_count_votes()
        motion.votes_abstained = 1
        motion.action_count_votes()
        self.assertEqual(motion.state, "adopted")
        self.assertFalse(motion.votes_warning)

    def test_only_members_of_the_day_with_a_vote_count(self):
        self.members[0].write({"date_to": "2026-03-01"})
        self.members[1].state = "candidate"
        self.members[2].role_id = self.env["club.network.role"].create(
            {"name": "Gast", "is_voting": False}
        )
        self.members[3].write({"date_from": "2026-03-02", "date_to": "2026-03-02"})
        self.meeting.invalidate_recordset()
        self.assertEqual(self.meeting.voters_count, 2)
        self._note_present(5)
        self.meeting.invalidate_recordset()
        self.assertEqual(self.meeting.voters_present, 2)

    def test_a_representative_is_there_for_the_member(self):
        self.members[0].representative_id = self.chair
        line = {"meeting_id": self.meeting.id, "state": "present"}
        self.env["club.attendance"].create({**line, "partner_id": self.chair.id})
        self.assertEqual(self.meeting.voters_present, 1)

    def test_more_votes_than_people_are_said_and_not_refused(self):
        self._note_present(3)
        motion = self._decide(votes_yes=3)
        self.assertFalse(motion.votes_warning)
        motion.votes_no = 1
        self._assert_sentence(motion.votes_warning)
        motion.action_count_votes()
        self.assertEqual(motion.state, "adopted")

    def test_a_motion_is_not_adopted_without_votes_or_against_them(self):
        motion = self._decide()
        with self.assertRaises(UserError) as caught:
            motion.action_adopt()
        self._assert_sentence(caught.exception)
        motion.write({"votes_yes": 1, "votes_no": 4})
        with self.assertRaises(UserError) as caught:
            motion.action_adopt()
        self._assert_sentence(caught.exception)
        self.assertEqual(motion.state, "draft")

    def test_votes_are_a_count(self):
        for vals in ({"votes_yes": -1}, {"votes_no": 1000001}):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self._rpc(
                    self.organiser,
                    "club.decision",
                    "write",
                    self._decide().ids,
                    vals,
                )
                self.env.flush_all()

    def test_where_nobody_votes_there_are_no_votes(self):
        self.network.has_votes = False
        with self.assertRaises(ValidationError) as caught:
            self._decide(votes_yes=1)
        self._assert_sentence(caught.exception)
        with self.assertRaises(UserError) as caught:
            self._decide().action_count_votes()
        self._assert_sentence(caught.exception)
        self.assertFalse(self.meeting.quorum_note)

    def test_the_meeting_says_how_it_stands_with_the_quorum(self):
        self.assertIn("not known", self.meeting.quorum_note)
        self._note_present(2)
        self.assertIn("Missed: 2", self.meeting.quorum_note)
        self.network.quorum_percent = 20
        self.assertIn("Reached: 2", self.meeting.quorum_note)

    def test_a_decision_is_called_what_it_is(self):
        motion = self._decide(votes_yes=5)
        self.assertEqual(motion.kind_label, "Motion")
        motion.action_count_votes()
        self.assertEqual(motion.kind_label, "Resolution")
        self.network.has_votes = False
        self.assertEqual(motion.kind_label, "Decision")

    def test_voters_of_many_meetings_take_a_constant_number_of_queries(self):
        counts = []
        for count in (1, 30):
            meetings = self.env["club.meeting"].concat(
                *[self._create_meeting() for _number in range(count)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            meetings.mapped("quorum_note")
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(*counts)
