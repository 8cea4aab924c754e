"""Everything that happened in a case, in one list."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClubSupportCommon


@tagged("post_install", "-at_install")
class TestCaseTimeline(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._create_case()
        cls.entry = cls._create_entry(cls.case, note="Halle ist frei")

    @classmethod
    def _create_entry(cls, case, **vals):
        return cls.env["club.contact.entry"].create(
            {"case_id": case.id, "user_id": cls.worker.id, "minutes": 25, **vals}
        )

    def _post_mail(self, case, body="<p>Guten Tag</p>", **kwargs):
        return case.sudo().message_post(
            body=body,
            body_is_html=True,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            email_from="hanna.berg@example.net",
            author_id=self.chair.id,
            **kwargs,
        )

    def _timeline(self, case, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        Timeline = self.env["club.case.timeline"].with_user(user or self.worker)
        return Timeline.search([("case_id", "=", case.id)])

    def test_an_unknown_sender_stands_there_by_name_or_else_by_address(self):
        for sender, person in (
            ('"Mareike Thalbach" <mareike@example.net>', "Mareike Thalbach"),
            ("mareike@example.net", "mareike@example.net"),
        ):
            with self.subTest(sender=sender):
                message = self._post_mail(self.case)
                message.write({"author_id": False, "email_from": sender})
                rows = self._timeline(self.case)
                row = rows.filtered(lambda r, m=message: r.res_id == m.id)
                self.assertEqual(row.person, person)

    def test_mails_notes_entries_and_deadlines_stand_in_one_list(self):
        self._post_mail(self.case)
        self.case.with_user(self.worker).message_post(
            body="Antwort", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.case.with_user(self.worker).message_post(
            body="Nur für uns", message_type="comment"
        )
        self.env["club.case.deadline"].create(
            {
                "case_id": self.case.id,
                "kind_id": self.env.ref("club_support.club_deadline_kind_grant_end").id,
                "date": "2027-06-30",
            }
        )
        kinds = self._timeline(self.case).mapped("kind")
        expected = ["opened", "entry", "mail_in", "mail_out", "note", "deadline"]
        self.assertCountEqual(kinds, expected)

    def test_what_odoo_tells_of_by_itself_is_left_out(self):
        before = self._timeline(self.case)
        self.case.user_id = self.colleague
        self.case._message_log(body="von selbst")
        self.assertEqual(self._timeline(self.case), before)

    def test_the_newest_stands_first_and_ids_are_unique(self):
        self._create_entry(self.case, date=fields.Datetime.now() - timedelta(days=3))
        self._create_entry(self.case, date=fields.Datetime.now() + timedelta(days=3))
        rows = self._timeline(self.case)
        dates = rows.mapped("date")
        self.assertEqual(dates, sorted(dates, reverse=True))
        self.assertEqual(len(set(rows.ids)), len(rows))

    def test_a_closed_case_tells_its_result(self):
        self.case.action_close(self.result_achieved)
        row = self._timeline(self.case).filtered(lambda row: row.kind == "closed")
        self.assertEqual(row.detail, self.result_achieved.name)

    def test_the_day_of_closing_is_the_same_in_germany(self):
        for day in ("2024-07-01", "2024-12-02"):
            with self.subTest(day=day):
                case = self._create_case(date_open=day)
                case.action_close(self.result_achieved)
                case.date_closed = day
                closed = self._timeline(case).filtered(lambda row: row.kind == "closed")
                german = closed.with_context(tz="Europe/Berlin")
                moment = fields.Datetime.context_timestamp(german, closed.date)
                self.assertEqual(str(moment.date()), day)

    def test_notes_of_closing_and_handing_over_are_told(self):
        dialog = self.env["club.case.hand.over"].with_user(self.lead)
        dialog.create(
            {
                "user_id": self.worker.id,
                "successor_id": self.colleague.id,
                "note": "Bitte Frau Berg anrufen",
            }
        ).action_hand_over()
        closing = self.env["club.case.close"].with_user(self.colleague)
        closing.create(
            {
                "case_ids": self.case.ids,
                "result_id": self.result_achieved.id,
                "note": "Halle zugesagt",
            }
        ).action_close()
        rows = self._timeline(self.case).filtered(lambda row: row.kind == "note")
        self.assertEqual(rows.mapped("person"), ["Person colleague", "Person lead"])
        self.assertEqual(rows[0].detail, "Halle zugesagt")
        self.assertIn("Bitte Frau Berg anrufen", rows[1].detail)

    def test_waiting_steps_goals_and_referrals_are_told(self):
        self.case.action_wait("Antwort des Amtes")
        self.case.action_resume()
        self.env["club.case.goal"].create(
            {"case_id": self.case.id, "name": "Zwei Trainerinnen", "end_value": "1"}
        )
        self.env["club.assessment"].create(
            {"case_id": self.case.id, "moment": "start", "line_ids": []}
        )
        rows = self._timeline(self.case)
        self.assertLessEqual(
            {"waiting", "resumed", "goal", "assessment"}, set(rows.mapped("kind"))
        )
        by_kind = {row.kind: row for row in rows}
        self.assertEqual(by_kind["waiting"].detail, "Antwort des Amtes")
        self.assertEqual(by_kind["goal"].title, "Zwei Trainerinnen")

    def test_a_merged_case_is_told_by_its_master(self):
        other = self._create_case(name="Doppelt")
        other.with_user(self.lead)._club_merge_into(self.case.with_user(self.lead))
        self.assertIn("merged", self._timeline(self.case).mapped("kind"))

    def test_texts_come_without_markup_and_minutes_are_not_shown(self):
        self._post_mail(self.case, body="<style>p {}</style><p>Hallo <b>Sie</b></p>")
        rows = self._timeline(self.case)
        mail = rows.filtered(lambda row: row.kind == "mail_in")
        self.assertIn("Hallo", mail.detail)
        self.assertNotIn("<", mail.detail)
        self.assertEqual(mail.person, "Hanna Berg")
        entry = rows.filtered(lambda row: row.kind == "entry")
        self.assertEqual(entry.detail, "Halle ist frei")
        self.assertNotIn("25", f"{entry.title} {entry.detail} {entry.person}")

    def test_every_kind_has_an_icon_and_words(self):
        Timeline = self.env["club.case.timeline"]
        icons = Timeline._get_icons()
        for kind, _label in Timeline._fields["kind"]._description_selection(self.env):
            with self.subTest(kind=kind):
                self.assertIn(kind, icons)
                self.assertTrue(hasattr(Timeline, f"_describe_{kind}"))

    def test_an_event_opens_what_is_behind_it(self):
        self._post_mail(self.case)
        for row in self._timeline(self.case):
            with self.subTest(kind=row.kind):
                action = self._rpc(
                    self.worker, "club.case.timeline", "action_open", row.ids
                )
                target = (action["res_model"], action["res_id"])
                expected = ("club.case", self.case.id)
                if row.kind == "entry":
                    expected = ("club.contact.entry", self.entry.id)
                self.assertEqual(target, expected)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_a_restricted_case_tells_nothing_to_others(self):
        rows = self._timeline(self.case)
        self.case.is_restricted = True
        for user in (self.colleague, self.management, self.foreigner):
            with self.subTest(user=user.login):
                self.assertFalse(self._timeline(self.case, user))
                for method in ("read", "action_open"):
                    args = [["detail"]] if method == "read" else []
                    with self.assertRaises(AccessError):
                        self._rpc(
                            user, "club.case.timeline", method, rows[0].ids, *args
                        )
        self.assertEqual(self._timeline(self.case), rows)
        partner = self.club.with_user(self.colleague)
        self.assertNotIn(self.case.id, partner.club_timeline_ids.case_id.ids)

    def test_a_club_tells_of_all_its_cases_and_talks(self):
        second = self._create_case(name="Zweiter Fall")
        alone = self.env["club.contact.entry"].create(
            {"partner_id": self.club.id, "user_id": self.worker.id, "note": "Kurz"}
        )
        self.env.flush_all()
        rows = self.club.with_user(self.worker).club_timeline_ids
        self.assertEqual(rows.case_id, self.case | second)
        entries = rows.filtered(lambda row: row.kind == "entry")
        self.assertIn(alone.id, entries.mapped("res_id"))
        action = self._rpc(
            self.worker, "res.partner", "action_view_club_timeline", self.club.ids
        )
        self.assertEqual(action["domain"], [("partner_id", "=", self.club.id)])

    def test_the_list_costs_the_same_however_much_happened(self):
        counts = []
        for number in (1, 30):
            case = self._create_case()
            for _i in range(number):
                self._create_entry(case)
                self._post_mail(case)
            specification = {
                "timeline_ids": {
                    "fields": {"title": {}, "detail": {}, "person": {}, "icon": {}}
                }
            }
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._rpc(self.worker, "club.case", "web_read", case.ids, specification)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_a_case_finds_its_events_by_index(self):
        self.env.flush_all()
        query = self.env["club.case.timeline"]._search([("case_id", "=", self.case.id)])
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute("EXPLAIN " + query.select().code, query.select().params)
        plan = "\n".join(row[0] for row in self.env.cr.fetchall())
        for table in ("mail_message", "club_contact_entry"):
            self.assertNotIn(f"Seq Scan on {table}", plan)
