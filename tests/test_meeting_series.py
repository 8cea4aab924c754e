"""A series makes full meetings, once each, and respects what was done by hand."""

from datetime import datetime

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_series import SeriesCommon

FIRST_TUESDAYS = [
    "2027-01-05",
    "2027-02-02",
    "2027-03-02",
    "2027-04-06",
    "2027-05-04",
    "2027-06-01",
    "2027-07-06",
    "2027-08-03",
    "2027-09-07",
    "2027-10-05",
    "2027-11-02",
    "2027-12-07",
]


@tagged("post_install", "-at_install")
class TestMeetingSeries(SeriesCommon):
    # ------------------------------------------------------------
    # Making meetings
    # ------------------------------------------------------------

    def test_every_first_tuesday_becomes_a_full_meeting_at_wall_time(self):
        self.series.item_ids = [
            Command.create({"name": "Begrüßung", "minutes_planned": 5}),
            Command.create({"name": "Verschiedenes", "presenter_id": self.chair.id}),
        ]
        self.series.staff_ids = [Command.link(self.colleague.id)]
        self._generate()
        self.assertEqual(self._days(), FIRST_TUESDAYS)
        for meeting in self.series.meeting_ids:
            with self.subTest(meeting=meeting.display_name):
                local = meeting._local(meeting.start)
                self.assertEqual((local.hour, local.minute), (18, 0))
                self.assertEqual(meeting._local(meeting.stop).hour, 20)
                self.assertEqual(meeting.name, "Runder Tisch")
                self.assertEqual(meeting.location, "Rathaus")
                self.assertEqual(meeting.state, "planned")
                self.assertEqual(meeting.kind, "own")
                self.assertEqual(meeting.user_id, self.organiser)
                self.assertEqual(meeting.staff_ids, self.organiser | self.colleague)
                self.assertEqual(
                    meeting.agenda_item_ids.mapped("name"),
                    ["Begrüßung", "Verschiedenes"],
                )
                self.assertEqual(meeting.agenda_item_ids.presenter_id, self.chair)

    def test_made_again_nothing_is_made_twice(self):
        self._generate()
        meetings = self.series.meeting_ids
        written = meetings.mapped("write_date")
        with freeze_time("2027-01-04 11:00:00"):
            self._generate()
        self.assertEqual(self.series.meeting_ids, meetings)
        self.assertEqual(len(self.series.date_ids), 12)
        self.assertEqual(meetings.mapped("write_date"), written)
        self.assertEqual(self.series.change_count, 0)

    def test_the_database_refuses_a_date_that_is_there(self):
        self._generate()
        vals = {"series_id": self.series.id, "date": "2027-03-02"}
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env["club.meeting.series.date"].create(vals)

    def test_nobody_gets_forty_mails_for_forty_assignments(self):
        before = self.env["mail.mail"].search_count([])
        self._rpc(self.lead, "club.meeting.series", "action_generate", self.series.ids)
        notified = self.env["mail.notification"].search(
            [("res_partner_id", "=", self.organiser.partner_id.id)]
        )
        self.assertFalse(
            notified.mail_message_id.filtered(lambda m: m.model == "club.meeting")
        )
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_a_first_day_in_the_past_makes_the_meetings_since_once(self):
        series = self._create_series(date_from="2026-11-01", date_to="2027-02-28")
        self._generate(series)
        days = ["2026-11-03", "2026-12-01", "2027-01-05", "2027-02-02"]
        self.assertEqual(self._days(series), days)
        series.weekday = "2"
        self._generate(series)
        days = ["2026-11-03", "2026-12-01", "2027-01-06", "2027-02-03"]
        self.assertEqual(self._days(series), days)

    # ------------------------------------------------------------
    # Skipping
    # ------------------------------------------------------------

    def test_dates_in_holidays_are_skipped_with_their_name(self):
        self._create_holiday("2027-03-29", "2027-04-10")
        self._create_holiday("2027-06-01", kind="public")
        self._create_holiday(
            "2027-09-07", kind="public", state_id=self.env.ref("base.state_de_by").id
        )
        self.assertEqual(self._preview()["2027-04-06"], "make")
        self.assertEqual(self._preview()["2027-06-01"], "skip")
        self.series.skip_school = True
        lines = {str(line["date"]): line for line in self.series.preview()}
        self.assertIn("Osterferien", lines["2027-04-06"]["text"])
        self.assertIn("Feiertag", lines["2027-06-01"]["text"])
        self.assertEqual(lines["2027-09-07"]["action"], "make")
        self._generate()
        self.assertEqual(
            self._days(),
            [d for d in FIRST_TUESDAYS if d not in ("2027-04-06", "2027-06-01")],
        )
        row = self._row("2027-04-06")
        self.assertEqual((row.reason, row.note), ("school", "Osterferien"))
        self.assertEqual(row.status, "skipped")
        self.assertEqual(self._row("2027-06-01").reason, "public")

    def test_days_that_a_month_does_not_have_are_skipped_with_a_reason(self):
        self.series.write({"repeat": "month_day", "month_day": 31})
        self._generate()
        missing = self.series.date_ids.filtered(lambda row: row.reason == "missing")
        self.assertEqual(
            [str(row.date) for row in missing],
            ["2027-02-28", "2027-04-30", "2027-06-30", "2027-09-30", "2027-11-30"],
        )
        self.assertEqual(len(self.series.meeting_ids), 7)
        texts = {str(line["date"]): line["text"] for line in self.series.preview()}
        self._assert_sentence(texts["2027-02-28"].replace("Skipped: t", "T"))

    def test_holidays_that_are_corrected_later_are_followed(self):
        holiday = self._create_holiday("2027-03-29", "2027-04-10")
        self.series.skip_school = True
        self._generate()
        holiday.write({"date_from": "2027-05-01", "date_to": "2027-05-10"})
        self.assertEqual(self._preview()["2027-04-06"], "make")
        self.assertEqual(self._preview()["2027-05-04"], "drop")
        self._generate()
        self.assertIn("2027-04-06", self._days())
        self.assertNotIn("2027-05-04", self._days())
        self.assertEqual(self._row("2027-05-04").reason, "school")
        self.assertFalse(self._row("2027-04-06").reason)

    def test_a_skipped_date_can_be_met_on_anyway(self):
        self._create_holiday("2027-04-06", kind="public")
        self._generate()
        row = self._row("2027-04-06")
        args = ("club.meeting.series.date", "action_make_meeting", row.ids)
        with self.assertRaises(AccessError):
            self._rpc(self.worker, *args)
        action = self._rpc(self.organiser, *args)
        self.assertEqual(action["res_id"], row.meeting_id.id)
        self.assertEqual(str(row.meeting_id.start), "2027-04-06 16:00:00")
        # and making meetings again respects it
        self.assertEqual(self._preview()["2027-04-06"], "stay")
        self._generate()
        self.assertEqual(self._days(), FIRST_TUESDAYS)
        with self.assertRaises(UserError) as caught:
            self._rpc(self.organiser, *args)
        self._assert_sentence(caught.exception.args[0])

    # ------------------------------------------------------------
    # Preview
    # ------------------------------------------------------------

    def test_the_preview_shows_while_the_rule_is_typed(self):
        with Form(self.env["club.meeting.series"].with_user(self.organiser)) as form:
            form.network_id = self.network
            form.name = "Stammtisch"
            self.assertIn("Tue 01/05/2027", form.preview_html)
            form.weekday = "3"
            self.assertIn("Thu 01/07/2027", form.preview_html)
            self.assertEqual(form.rule_text, "Every first Thursday of a month")
            self.assertEqual(form.change_count, 12)

    def test_a_preview_changes_nothing_and_readers_may_look(self):
        lines = self._rpc(
            self.worker, "club.meeting.series", "preview", self.series.ids
        )
        self.assertEqual(len(lines), 12)
        self.assertEqual(lines[0]["start"], datetime(2027, 1, 5, 17))
        self.assertFalse(self.series.date_ids)
        self.network.is_restricted = True
        with self.assertRaises(AccessError):
            self._rpc(self.worker, "club.meeting.series", "preview", self.series.ids)

    def test_rules_are_told_in_words(self):
        cases = [
            ({"repeat": "week"}, "Every Tuesday"),
            ({"repeat": "week", "interval": 2}, "Every 2 weeks on Tuesday"),
            ({"ordinal": "-1"}, "Every last Tuesday of a month"),
            ({"interval": 3}, "Every 3 months on the first Tuesday"),
            ({"repeat": "month_day", "month_day": 15}, "Every month on day 15"),
            (
                {"repeat": "month_day", "month_day": 15, "interval": 2},
                "Every 2 months on day 15",
            ),
        ]
        for vals, text in cases:
            with self.subTest(vals=vals):
                self.assertEqual(self._create_series(**vals).rule_text, text)

    # ------------------------------------------------------------
    # By hand
    # ------------------------------------------------------------

    def test_a_deleted_date_stays_left_out(self):
        self._generate()
        self._row("2027-03-02").meeting_id.with_user(self.organiser).unlink()
        self.assertEqual(self._row("2027-03-02").status, "deleted")
        self.assertEqual(self._preview()["2027-03-02"], "leave")
        self._generate()
        self.assertNotIn("2027-03-02", self._days())

    def test_a_moved_date_keeps_its_place_when_the_rule_changes(self):
        self._generate()
        moved = self._row("2027-03-02").meeting_id.with_user(self.organiser)
        moved.action_postpone(datetime(2027, 3, 4, 17), reason="Saal belegt")
        self.assertEqual(self._row("2027-03-02").status, "moved")
        self._row("2027-05-04").meeting_id.with_user(self.organiser).unlink()
        meetings = self.series.meeting_ids
        self.series.weekday = "2"
        preview = self._preview()
        self.assertEqual(preview["2027-03-03"], "stay")
        self.assertEqual(preview["2027-05-05"], "leave")
        self.assertEqual(preview["2027-06-02"], "move")
        self.assertNotIn("2027-06-01", preview)
        self._generate()
        self.assertEqual(self.series.meeting_ids, meetings)
        self.assertEqual(str(moved.start), "2027-03-04 17:00:00")
        self.assertIn("2027-06-02", self._days())
        self.assertEqual(self._row("2027-06-02").meeting_id.revision, 1)
        self.assertNotIn("2027-05-05", self._days())
        self.assertEqual(set(self._preview().values()), {"keep", "leave"})

    def test_a_rule_that_names_fewer_days_deletes_only_what_nobody_knows(self):
        self._generate()
        invited = self._row("2027-02-02").meeting_id
        self.env["club.invitation"].create(
            {"meeting_id": invited.id, "partner_id": self.chair.id}
        )
        agreed = self._row("2027-04-06").meeting_id
        self.env["club.agenda.item"].create(
            {"meeting_id": agreed.id, "name": "Hallenzeiten"}
        )
        self.series.interval = 3
        preview = self._preview()
        self.assertEqual(preview["2027-02-02"], "stay")
        self.assertEqual(preview["2027-03-02"], "drop")
        self._generate()
        self.assertEqual(
            self._days(),
            ["2027-01-05", "2027-02-02", "2027-04-06", "2027-07-06", "2027-10-05"],
        )

    def test_what_lies_behind_is_never_touched_by_a_new_rule(self):
        self._generate()
        with freeze_time("2027-06-10 10:00:00"):
            self.series.weekday = "0"
            self._generate()
            self.assertEqual(self._days()[:6], FIRST_TUESDAYS[:6])
            self.assertEqual(self._days()[6:8], ["2027-07-05", "2027-08-02"])

    # ------------------------------------------------------------
    # The template
    # ------------------------------------------------------------

    def test_a_changed_template_changes_what_lies_ahead_and_was_not_changed(self):
        self._generate()
        by_hand = self._row("2027-04-06").meeting_id.with_user(self.organiser)
        by_hand.location = "Feuerwehrhaus"
        self.assertEqual(self._row("2027-04-06").status, "changed")
        held = self._row("2027-01-05").meeting_id.with_user(self.organiser)
        off = self._row("2027-05-04").meeting_id.with_user(self.organiser)
        off.action_call_off("Krank")
        with freeze_time("2027-01-06 10:00:00"):
            held.action_hold()
            self._rpc(
                self.organiser,
                "club.meeting.series",
                "write",
                self.series.ids,
                {"location": "Bürgerhaus", "hour_from": 19, "hour_to": 21},
            )
        left = held | by_hand | off
        for meeting in self.series.meeting_ids:
            with self.subTest(meeting=meeting.display_name):
                is_left = meeting in left
                hour = meeting._local(meeting.start).hour
                self.assertEqual(hour, 18 if is_left else 19)
                self.assertEqual(meeting.location == "Bürgerhaus", not is_left)
                if not is_left:
                    # invited people see "change not sent"
                    self.assertEqual(meeting.revision, 2)
        self.assertFalse(self._row("2027-06-01").is_touched)
        body = self.series.message_ids[0].body
        self.assertIn("9 meetings", body)
        self.assertIn(by_hand.display_name, body)
        self.assertIn(off.display_name, body)
        self.assertNotIn(held.display_name, body)

    def test_staff_and_title_of_the_template_reach_the_meetings_ahead(self):
        self._generate()
        self.series.write(
            {"name": "Netzwerktreffen", "staff_ids": [Command.link(self.lead.id)]}
        )
        meetings = self.series.meeting_ids
        self.assertEqual(set(meetings.mapped("name")), {"Netzwerktreffen"})
        for meeting in meetings:
            self.assertIn(self.lead, meeting.staff_ids)

    def test_writing_what_stands_there_already_changes_nothing(self):
        self._generate()
        messages = len(self.series.message_ids)
        self.series.write({"location": "Rathaus", "hour_from": 18})
        self.assertEqual(len(self.series.message_ids), messages)
        self.assertEqual(set(self.series.meeting_ids.mapped("revision")), {0})
        meeting = self.series.meeting_ids[0]
        meeting.write({"location": "Rathaus"})
        self.assertFalse(meeting.series_date_ids.is_touched)

    def test_the_agenda_of_the_template_reaches_items_that_were_not_changed(self):
        self._generate()
        first = self._row("2027-02-02").meeting_id.with_user(self.organiser)
        second = self._row("2027-03-02").meeting_id.with_user(self.organiser)
        self.series.item_ids = [Command.create({"name": "Berichte"})]
        self.assertEqual(first.agenda_item_ids.mapped("name"), ["Berichte"])
        first.agenda_item_ids.minutes_planned = 45
        self.series.item_ids.name = "Berichte aus den Gruppen"
        self.assertEqual(first.agenda_item_ids.name, "Berichte")
        self.assertEqual(second.agenda_item_ids.name, "Berichte aus den Gruppen")
        self.series.item_ids.unlink()
        self.assertTrue(first.agenda_item_ids)
        self.assertFalse(second.agenda_item_ids)

    # ------------------------------------------------------------
    # The end
    # ------------------------------------------------------------

    def test_one_click_extends_by_a_year(self):
        self._generate()
        self._row("2027-03-02").meeting_id.with_user(self.organiser).unlink()
        self._rpc(
            self.organiser, "club.meeting.series", "action_extend", self.series.ids
        )
        self.assertEqual(str(self.series.date_to), "2028-12-31")
        days = self._days()
        self.assertEqual(len(days), 23)
        self.assertEqual(days[-1], "2028-12-05")
        self.assertNotIn("2027-03-02", days)

    def test_a_series_ends_three_years_ahead_at_most(self):
        with self.assertRaises(ValidationError) as caught:
            self.series.date_to = "2030-01-05"
        self._assert_sentence(caught.exception.args[0])
        self.series.date_to = "2030-01-04"
        with self.assertRaises(ValidationError):
            self.series.action_extend()

    def test_without_a_last_day_a_series_ends_after_a_year(self):
        vals = {"name": "Stammtisch", "network_id": self.network.id}
        series = self.env["club.meeting.series"].create(vals)
        self.assertEqual(str(series.date_to), "2028-01-03")

    def test_bad_rules_are_refused(self):
        for vals in (
            {"interval": 0},
            {"interval": 53},
            {"month_day": 0},
            {"month_day": 32},
            {"date_to": "2026-12-31"},
            {"hour_from": 20, "hour_to": 18},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self._create_series(**vals)
        with self.assertRaises(ValidationError) as caught:
            self._create_series(date_from="0026-01-01")
        self._assert_sentence(caught.exception.args[0])

    def test_deleting_a_series_keeps_what_was_held_or_is_known(self):
        self._generate()
        held = self._row("2027-01-05").meeting_id.with_user(self.organiser)
        known = self._row("2027-02-02").meeting_id
        self.env["club.invitation"].create(
            {"meeting_id": known.id, "partner_id": self.chair.id}
        )
        meetings = self.series.meeting_ids
        with freeze_time("2027-01-06 10:00:00"):
            held.action_hold()
            self.series.unlink()
        self.assertEqual(meetings.exists(), held | known)

    def test_an_archived_series_makes_nothing_and_keeps_its_meetings(self):
        self._generate()
        self.series.action_archive()
        self.assertEqual(len(self.series.meeting_ids), 12)
        for method in ("action_generate", "action_extend"):
            with self.assertRaises(UserError) as caught:
                self._rpc(
                    self.organiser, "club.meeting.series", method, self.series.ids
                )
            self._assert_sentence(caught.exception.args[0])

    def test_a_series_stays_with_its_network(self):
        self._generate()
        with self.assertRaises(ValidationError) as caught:
            self.series.network_id = self._create_network(name="Anderes")
        self._assert_sentence(caught.exception.args[0])

    def test_a_copy_has_its_own_agenda_and_no_meetings(self):
        self.series.item_ids = [Command.create({"name": "Berichte"})]
        self._generate()
        copy = self.series.copy()
        self.assertEqual(copy.item_ids.mapped("name"), ["Berichte"])
        self.assertFalse(copy.meeting_ids | copy.date_ids.meeting_id)
        self.assertNotEqual(copy.name, self.series.name)

    # ------------------------------------------------------------
    # Access
    # ------------------------------------------------------------

    def test_only_who_organises_the_network_makes_meetings(self):
        for method in ("action_generate", "action_extend"):
            for user in (self.worker, self.management, self.foreigner):
                with (
                    self.subTest(method=method, user=user.login),
                    self.assertRaises(AccessError),
                ):
                    self._rpc(user, "club.meeting.series", method, self.series.ids)
        self.assertFalse(self.series.meeting_ids)

    def test_nobody_pushes_a_meeting_into_a_series(self):
        meeting = self._create_meeting("2027-02-20 17:00:00")
        vals = {"series_id": self.series.id}
        for call in (
            ("write", meeting.ids, vals),
            ("create", [{**vals, "name": "X", "start": "2027-02-20 17:00:00"}]),
        ):
            with self.assertRaises(UserError) as caught:
                self._rpc(self.organiser, "club.meeting", *call)
            self._assert_sentence(caught.exception.args[0])

    # ------------------------------------------------------------
    # Speed
    # ------------------------------------------------------------

    def test_queries_do_not_grow_with_the_dates(self):
        counts = {}
        for days in (2, 42):
            series = self._create_series(repeat="week", skip_school=True)
            last = {2: "2027-01-18", 42: "2027-10-25"}[days]
            series.write(
                {"date_to": last, "item_ids": [Command.create({"name": "Berichte"})]}
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            series.action_generate()
            self.env.flush_all()
            made = self.env.cr.sql_log_count
            self.assertEqual(len(series.meeting_ids), days)
            self.env.invalidate_all()
            again = self.env.cr.sql_log_count
            series.write({"location": "Schule", "hour_from": 17.5})
            self.env.flush_all()
            counts[days] = (made - before, self.env.cr.sql_log_count - again)
        self.assertLessEqual(counts[42][0], counts[2][0] + 12, counts)
        self.assertLessEqual(counts[42][1], counts[2][1] + 12, counts)
