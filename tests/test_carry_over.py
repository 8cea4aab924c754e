"""What is open after a meeting stands on the agenda of the next one by itself."""

from datetime import datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_series import SeriesCommon

MINUTES = "Minutes of Runder Tisch Integration, 01/03/2027"


@tagged("post_install", "-at_install")
class TestCarryOver(SeriesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.past = cls._create_meeting("2027-01-03 17:00:00")
        cls.next = cls._create_meeting("2027-02-02 17:00:00")
        cls.later = cls._create_meeting("2027-03-02 17:00:00")
        cls.other = cls._create_meeting(
            "2027-01-20 17:00:00", network_id=cls._create_network(name="Anderes").id
        )
        cls.Item = cls.env["club.agenda.item"].with_user(cls.organiser)
        cls.open_item, cls.done_item, cls.proposed_item = cls.Item.create(
            [
                {
                    "meeting_id": cls.past.id,
                    "name": "Hallenzeiten",
                    "presenter_id": cls.chair.id,
                    "minutes_planned": 25,
                    "text": "<p>Wer trainiert wann?</p>",
                    "outcome": "<p>Vertagt</p>",
                },
                {"meeting_id": cls.past.id, "name": "Rückblick", "state": "done"},
                {"meeting_id": cls.past.id, "name": "Fahrten", "state": "proposed"},
            ]
        )
        cls.Item.create({"meeting_id": cls.next.id, "name": "Sommerfest"})

    def _names(self, meeting):
        self.env.invalidate_all()
        return meeting.agenda_item_ids.mapped("name")

    def _hold(self, meeting):
        self._rpc(self.organiser, "club.meeting", "action_hold", meeting.ids)
        self.env.invalidate_all()

    def test_s2_12_open_points_stand_on_the_agenda_of_the_next_regular_meeting(self):
        self._generate()
        january = self._row("2027-01-05").meeting_id.with_user(self.organiser)
        february = self._row("2027-02-02").meeting_id
        (self.next | self.later).unlink()
        self.Item.create(
            [
                {"meeting_id": january.id, "name": "Raum für den Chor"},
                {"meeting_id": january.id, "name": "Begrüßung", "state": "done"},
            ]
        )
        task = self.env["club.action.item"].create(
            {"name": "Hausmeister fragen", "meeting_id": january.id}
        )
        with freeze_time("2027-01-05 20:00:00"):
            self._hold(january)
            self.assertEqual(self._names(february), ["Raum für den Chor"])
            self.assertEqual(february.earlier_item_ids, task)

    def test_what_stands_on_every_agenda_of_a_series_is_not_doubled(self):
        self.series.item_ids = [Command.create({"name": "Begrüßung"})]
        self._generate()
        (self.next | self.later).unlink()
        january = self._row("2027-01-05").meeting_id.with_user(self.organiser)
        february = self._row("2027-02-02").meeting_id
        self.Item.create({"meeting_id": january.id, "name": "Raum für den Chor"})
        self._hold(january)
        self.assertEqual(self._names(february), ["Raum für den Chor", "Begrüßung"])

    def test_what_is_open_goes_to_the_earliest_planned_meeting_after(self):
        self._hold(self.past)
        self.assertEqual(
            self._names(self.next), ["Hallenzeiten", "Fahrten", "Sommerfest"]
        )
        self.assertFalse(self._names(self.later))
        self.assertFalse(self._names(self.other))
        carried, proposed = self.next.agenda_item_ids[:2]
        self.assertEqual(carried.carried_from_id, self.open_item)
        self.assertEqual(carried.presenter_id, self.chair)
        self.assertEqual(carried.minutes_planned, 25)
        self.assertIn("Wer trainiert wann?", carried.text)
        self.assertFalse(carried.outcome)
        self.assertEqual((carried.state, proposed.state), ("open", "proposed"))
        self.assertEqual(self.open_item.state, "carried")
        self.assertEqual(self.done_item.state, "done")

    def test_repeated_nothing_is_doubled(self):
        self._hold(self.past)
        for _time in range(2):
            self.past._carry_over_to(self.next)
            self.past._carry_over()
        self.open_item.sudo().state = "open"
        self.assertEqual(
            self._names(self.next), [MINUTES, "Hallenzeiten", "Fahrten", "Sommerfest"]
        )
        self.assertEqual(self.open_item.state, "carried")

    def test_an_item_without_origin_is_not_doubled_either(self):
        following = self.env["club.meeting"]
        vals = {"name": "Protokoll", "sequence": 0, "meeting_id": self.next.id}
        for _time in range(2):
            new = following._without_doubles([vals], self.Item.sudo().browse())
            self.Item.create(new)
        self.assertEqual(self._names(self.next), ["Protokoll", "Sommerfest"])

    def test_it_goes_from_meeting_to_meeting(self):
        self._hold(self.past)
        with freeze_time("2027-02-03 10:00:00"):
            self._hold(self.next)
        self.assertEqual(
            self._names(self.later), ["Hallenzeiten", "Fahrten", "Sommerfest"]
        )
        chain = self.later.agenda_item_ids[0].carried_from_id.carried_from_id
        self.assertEqual(chain, self.open_item)

    def test_several_meetings_held_at_once_hand_on_each_their_own(self):
        with freeze_time("2027-02-03 10:00:00"):
            self._hold(self.past | self.next)
        self.assertEqual(
            set(self._names(self.later)), {"Hallenzeiten", "Fahrten", "Sommerfest"}
        )

    def test_what_waits_goes_to_a_meeting_that_is_planned_later(self):
        (self.next | self.later).unlink()
        self._hold(self.past)
        self.assertEqual(self.open_item.state, "open")
        new = self._create_meeting("2027-02-09 17:00:00")
        self.assertEqual(self._names(new), [MINUTES, "Hallenzeiten", "Fahrten"])
        self.assertEqual(self.open_item.state, "carried")
        # one before that approves the minutes first, takes nothing else away, and
        # none is doubled
        between = self._create_meeting("2027-02-08 17:00:00")
        self.assertEqual(self._names(between), [MINUTES])

    def test_what_turns_out_to_be_done_vanishes_from_the_next_agenda(self):
        self._hold(self.past)
        self.open_item.state = "done"
        self.assertEqual(self._names(self.next), ["Fahrten", "Sommerfest"])
        self.done_item.state = "open"
        self.assertEqual(
            set(self._names(self.next)), {"Rückblick", "Fahrten", "Sommerfest"}
        )
        # what the next meeting has worked on stays
        copy = self.next.agenda_item_ids.filtered(lambda i: i.name == "Fahrten")
        copy.outcome = "<p>Besprochen</p>"
        self.proposed_item.state = "done"
        self.assertIn("Fahrten", self._names(self.next))

    def test_an_outcome_written_down_settles_the_item(self):
        self._hold(self.past)
        self.assertEqual(self.open_item.state, "carried")
        self.open_item.outcome = "<p><br></p>"
        self.assertEqual(self.open_item.state, "carried", "nothing was written")
        fahrten = self.next.agenda_item_ids.filtered(lambda i: i.name == "Fahrten")
        fahrten.outcome = "<p>Bus bestellt</p>"
        self.assertEqual(fahrten.state, "proposed", "it was on no agenda")
        self.open_item.outcome = "<p>Dienstags frei</p>"
        self.assertEqual(self.open_item.state, "done")
        self.assertNotIn("Hallenzeiten", self._names(self.next))
        self.open_item.state = "open"
        self.assertIn("Hallenzeiten", self._names(self.next))
        self.open_item.outcome = "<p>Dienstags frei, sagt Hanna</p>"
        self.assertEqual(self.open_item.state, "carried", "opened again on purpose")

    def test_a_meeting_called_off_hands_on_and_takes_back(self):
        self._hold(self.past)
        next_meeting = self.next.with_user(self.organiser)
        next_meeting.action_call_off("Sturm")
        names = ["Hallenzeiten", "Fahrten", "Sommerfest"]
        self.assertEqual(self._names(self.later), names)
        next_meeting.action_restore()
        self.assertFalse(self._names(self.later))
        self.assertEqual(self._names(self.next), names)
        states = self.next.agenda_item_ids.mapped("state")
        self.assertEqual(states, ["open", "proposed", "open"])

    def test_a_deleted_meeting_hands_back_what_it_was_given(self):
        self._hold(self.past)
        self.next.unlink()
        self.assertEqual(self._names(self.later), ["Hallenzeiten", "Fahrten"])
        self.later.unlink()
        self.assertEqual(self.open_item.state, "open")
        self.assertEqual(self.proposed_item.state, "proposed")

    def test_meetings_of_others_carry_nothing_over(self):
        external = self._create_meeting(
            "2027-01-02 17:00:00", network_id=False, name="Landesforum"
        )
        item = self.Item.create({"meeting_id": external.id, "name": "Förderung"})
        self._hold(external)
        self.assertEqual(item.state, "open")

    def test_holding_asks_the_same_questions_for_one_and_for_thirty(self):
        counts = {}
        for number in (1, 30):
            networks = self.env["club.network"].create(
                [
                    {"name": f"Netz {i}", "user_id": self.organiser.id}
                    for i in range(number)
                ]
            )
            held, after = self.env["club.meeting"], self.env["club.meeting"]
            times = ("2027-01-02 17:00:00", "2027-02-02 17:00:00")
            held, after = (
                self.env["club.meeting"].create(
                    [{"network_id": network.id, "start": start} for network in networks]
                )
                for start in times
            )
            held.agenda_item_ids = [Command.create({"name": "Offen"})]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            held._carry_over()
            self.env.flush_all()
            counts[number] = self.env.cr.sql_log_count - before
            self.assertEqual(len(after.agenda_item_ids), number)
        self.assertLessEqual(counts[30], counts[1] + 3, counts)

    # ------------------------------------------------------------
    # Open action items
    # ------------------------------------------------------------

    def test_open_action_items_of_the_network_show_on_each_later_meeting(self):
        vals = {"network_id": self.network.id}
        items = self.env["club.action.item"].create(
            [{**vals, "name": "A"}, {**vals, "name": "B"}]
        )
        items[1].sudo().state = "done"
        self.assertEqual(self.next.earlier_item_ids, items[0])
        self.assertEqual(self.later.earlier_item_ids, items[0])
        self.assertFalse(self.other.earlier_item_ids)
        items[0].meeting_id = self.next
        self.assertFalse(self.past.earlier_item_ids)
        self.assertFalse(self.next.earlier_item_ids, "it stands among its own")
        self.assertEqual(self.later.earlier_item_ids, items[0])

    # ------------------------------------------------------------
    # The next meeting without a series
    # ------------------------------------------------------------

    def _make_next(self, meeting, user=None):
        action = self._rpc(
            user or self.organiser, "club.meeting", "action_make_next", meeting.ids
        )
        self.env.invalidate_all()
        return self.env["club.meeting"].browse(action["res_id"])

    def test_the_next_meeting_lies_as_far_ahead_at_the_same_hour(self):
        self.later.location = "Schule"
        new = self._make_next(self.later)
        # the first Tuesday of April, at 18:00 in summer time as well
        self.assertEqual(new.start, datetime(2027, 4, 6, 16))
        self.assertEqual(new.stop, datetime(2027, 4, 6, 18))
        self.assertEqual(new.state, "planned")
        self.assertEqual(new.location, "Schule")
        self.assertEqual(new.network_id, self.network)
        self.assertEqual(new.staff_ids, self.later.staff_ids)
        self.assertFalse(new.invitation_ids)

    def test_asked_again_the_next_meeting_is_opened_not_made(self):
        new = self._make_next(self.later)
        self.assertEqual(self._make_next(self.later), new)
        self.assertEqual(self._make_next(self.past), self.next)

    def test_the_next_meeting_lies_ahead_and_takes_over_what_is_open(self):
        (self.next | self.later).unlink()
        self._hold(self.past)
        with freeze_time("2027-06-01 10:00:00"):
            new = self._make_next(self.past)
            self.assertEqual(str(new.start), "2027-06-20 16:00:00")
            self.assertEqual(self._names(new), [MINUTES, "Hallenzeiten", "Fahrten"])

    def test_a_meeting_past_midnight_keeps_its_length(self):
        meeting = self._create_meeting(
            "2027-03-20 21:00:00", stop="2027-03-21 00:30:00"
        )
        new = self._make_next(meeting)
        self.assertEqual(meeting._local(meeting.start).hour, 22)
        self.assertEqual(new._local(new.start).hour, 22)
        self.assertEqual(new.stop - new.start, meeting.stop - meeting.start)

    def test_who_may_not_organise_the_network_makes_no_meeting(self):
        for user in (self.worker, self.management, self.foreigner):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._make_next(self.later, user)

    def test_nothing_follows_a_meeting_without_network(self):
        external = self._create_meeting(
            "2027-01-02 17:00:00", network_id=False, name="Landesforum"
        )
        with self.assertRaises(UserError) as caught:
            self._make_next(external)
        self._assert_sentence(caught.exception.args[0])
