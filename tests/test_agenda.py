"""Agenda: clock times, topics proposed by members, the paper."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .test_minutes import ProtocolCommon


@tagged("post_install", "-at_install")
class TestAgenda(ProtocolCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ahead = cls._create_meeting(
            name="Runder Tisch im Juni",
            start="2027-06-01 16:00:00",
            stop="2027-06-01 18:00:00",
        )
        cls.minutes_items = [
            cls._add_item(name, meeting=cls.ahead, minutes_planned=minutes)
            for name, minutes in (("Begrüßung", 10), ("Hallen", 45), ("Fest", 30))
        ]

    def _propose(self, name="Flutlicht", text="", partner=None):
        partner = partner or self.chair
        return self.ahead.with_user(self.public)._propose_agenda_item(
            partner, name, text
        )

    # ------------------------------------------------------------
    # Times
    # ------------------------------------------------------------

    def _get_times(self):
        return [item.start_time for item in self.ahead._get_agenda()]

    def test_each_item_begins_when_those_before_are_over(self):
        self.assertEqual(self._get_times(), ["18:00", "18:10", "18:55"])
        self.minutes_items[0].minutes_planned = 20
        self.assertEqual(self._get_times(), ["18:00", "18:20", "19:05"])
        self.minutes_items[2].sequence = 1
        self.assertEqual(self._get_times(), ["18:00", "18:30", "18:50"])
        self.assertEqual(self.ahead._get_agenda()[0].name, "Fest")

    def test_times_follow_the_meeting_and_its_zone(self):
        self.ahead.start = "2027-06-01 15:30:00"
        self.assertEqual(self._get_times()[0], "17:30")
        self.ahead.tz = "Europe/London"
        self.assertEqual(self._get_times()[0], "16:30")

    def test_an_item_goes_on_when_the_clocks_change(self):
        night = self._create_meeting(
            start="2027-03-27 23:50:00", stop="2027-03-28 02:00:00"
        )
        items = [
            self._add_item(name, meeting=night, minutes_planned=20)
            for name in ("vor", "nach", "danach")
        ]
        items[1].minutes_planned = 50
        self.assertEqual(
            [item.start_time for item in items], ["00:50", "01:10", "03:00"]
        )

    def test_the_form_shows_times_before_it_is_saved(self):
        with Form(self._as_organiser(self.ahead)) as form:
            with form.agenda_item_ids.new() as line:
                line.name = "Verschiedenes"
                line.minutes_planned = 5
            self.assertEqual(form.agenda_item_ids._records[3]["start_time"], "19:25")

    def test_an_agenda_that_is_too_long_says_so(self):
        self.assertEqual(self.ahead.agenda_overrun, 0)
        self._add_item("Wahlen", meeting=self.ahead, minutes_planned=50)
        self.assertEqual(self.ahead.agenda_overrun, 15)
        self._add_item(
            "Vorschlag", meeting=self.ahead, minutes_planned=50, state="proposed"
        )
        self.assertEqual(self.ahead.agenda_overrun, 15)

    def test_times_of_many_meetings_cost_no_more_queries(self):
        meetings = self.env["club.meeting"].create(
            [
                {
                    "network_id": self.network.id,
                    "start": "2027-06-01 16:00:00",
                    "agenda_item_ids": [
                        Command.create({"name": f"{number}"}) for number in range(3)
                    ],
                }
                for _number in range(31)
            ]
        )

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.agenda_item_ids.mapped("start_time")
            return self.env.cr.sql_log_count - before

        count(meetings[0])
        self.assertEqual(count(meetings[0]), count(meetings[1:]))

    # ------------------------------------------------------------
    # Proposals
    # ------------------------------------------------------------

    def test_members_propose_topics_as_plain_text(self):
        item = self._propose("Flut\nlicht\x00", "<b>Bitte</b>\nbald")
        self.assertEqual((item.name, item.state), ("Flut licht", "proposed"))
        self.assertIn("&lt;b&gt;Bitte&lt;/b&gt;", item.text)
        self.assertEqual(item.proposed_by_id, self.chair)
        self.assertNotIn(item, self.ahead._get_agenda())
        self.assertFalse(item.start_time)

    def test_proposals_have_limits(self):
        for name, text in (("", ""), ("  ", ""), ("x" * 151, ""), ("x", "y" * 2001)):
            with self.subTest(name=name[:5]), self.assertRaises(UserError) as refused:
                self._propose(name, text)
            self._assert_sentence(refused.exception)
        with self.assertRaises(UserError):
            self._propose(name=None)
        for number in range(3):
            self._propose(f"Thema {number}")
        with self.assertRaises(UserError) as refused:
            self._propose("Thema 4")
        self._assert_sentence(refused.exception)
        self._propose("Von anderen", partner=self.club)

    def test_nobody_proposes_once_the_meeting_began_or_was_called_off(self):
        self.ahead.action_call_off("Krank")
        with self.assertRaises(UserError) as refused:
            self._propose()
        self._assert_sentence(refused.exception)
        with self.assertRaises(UserError):
            self.meeting._propose_agenda_item(self.chair, "Zu spät")

    def test_accepting_puts_the_topic_at_the_end(self):
        item = self._propose()
        self._rpc(self.organiser, "club.agenda.item", "action_accept", item.ids)
        self.assertEqual(self.ahead._get_agenda()[-1], item)
        self.assertEqual(item.start_time, "19:25")

    def test_a_declined_topic_stays_readable_and_off_the_agenda(self):
        item = self._propose()
        self._rpc(self.organiser, "club.agenda.item", "action_decline", item.ids)
        self.assertEqual(item.state, "declined")
        self.assertNotIn(item, self.ahead._get_agenda())
        with self.assertRaises(UserError) as refused:
            self._rpc(self.organiser, "club.agenda.item", "action_accept", item.ids)
        self._assert_sentence(refused.exception)

    def test_only_who_edits_the_meeting_decides(self):
        item = self._propose()
        with self.assertRaises(AccessError):
            self._rpc(self.worker, "club.agenda.item", "action_accept", item.ids)

    def test_who_proposed_is_not_written_by_hand(self):
        vals = {"proposed_by_id": self.chair.id}
        new = {"meeting_id": self.ahead.id, "name": "Untergeschoben"}
        calls = [
            ("write", (self.minutes_items[0].ids, vals), {}),
            ("create", ([{**new, **vals}],), {}),
            ("create", ([new],), {"default_proposed_by_id": self.chair.id}),
        ]
        for method, args, context in calls:
            with self.subTest(method=method), self.assertRaises(UserError) as refused:
                self._rpc(
                    self.organiser, "club.agenda.item", method, *args, context=context
                )
            self._assert_sentence(refused.exception)

    def test_the_responsible_has_one_task_until_all_are_decided(self):
        items = self._propose("Eins") | self._propose("Zwei")
        task = self.ahead.activity_ids
        self.assertEqual(task.user_id, self.organiser)
        self.assertIn("Eins", task.summary)
        self._as_organiser(items[0]).action_accept()
        self.assertTrue(task.exists())
        self._as_organiser(items[1]).action_decline()
        self.assertFalse(self.ahead.activity_ids)

    def test_whoever_organises_it_today_has_the_task(self):
        """Whoever is responsible may be out of a network that was restricted."""
        self.network.user_id = self.lead
        self.network.is_restricted = True
        item = self._propose()
        self.assertEqual(item.state, "proposed")
        self.assertEqual(self.ahead.activity_ids.user_id, self.lead)

    # ------------------------------------------------------------
    # Paper
    # ------------------------------------------------------------

    def test_the_agenda_on_paper_has_times_and_nobodys_address(self):
        self.minutes_items[1].write(
            {"presenter_id": self.chair.id, "text": "<p>Wer trainiert wann?</p>"}
        )
        self._propose("Noch nicht angenommen")
        page = self._render_html("club_meeting_agenda", meeting=self.ahead)
        text = " ".join(page.text_content().split())
        for expected in (
            "Tuesday, June 1, 2027, 18:00 – 20:00",
            "18:10 2 Hallen Wer trainiert wann? Hanna Berg 45",
            "18:55 3 Fest",
        ):
            self.assertIn(expected, text)
        for secret in ("@", "Noch nicht angenommen"):
            self.assertNotIn(secret, text)

    def test_the_agenda_is_a_file_with_a_name(self):
        name, content = self._as_organiser(self.ahead)._render_agenda_pdf()
        self.assertEqual(name, "Agenda 2027-06-01 Runder Tisch im Juni.pdf")
        self.assertIsInstance(content, bytes)

    def test_management_and_workers_print_it(self):
        for user in (self.worker, self.management):
            page = self._render_html("club_meeting_agenda", user, self.ahead)
            self.assertIn("Hallen", page.text_content())
        self.network.write({"is_restricted": True})
        with self.assertRaises(AccessError):
            self._render_html("club_meeting_agenda", self.worker, self.ahead)
