"""One mail or letter per club with all of its times."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_seasons import SeasonsCommon


@tagged("post_install", "-at_install")
class TestSeasonTelling(SeasonsCommon):
    def _serve(self, *wishes, **vals):
        application = self._apply(*wishes, **vals)
        application.action_serve()
        return application

    def _notice(self, partner=None):
        return self.season.notice_ids.filtered(
            lambda notice: notice.partner_id == (partner or self.club)
        )

    def _mail(self, notice):
        return notice.sudo().mail_id

    def test_s0_14_each_club_gets_one_mail_with_all_of_its_times(self):
        self._serve(self._wish(self.thirds[0]), self._wish(weekday="3", slot=2))
        self._serve(self._wish(weekday="5"), name="Turnen")
        self._serve(self._wish(weekday="6"), partner=self.other_club, name="Judo")
        answer = self._rpc(
            self.officer, "club.season", "action_confirm", self.season.ids
        )
        self.assertEqual(answer["params"]["type"], "success")
        self.assertEqual(self.season.state, "confirmed")
        self.assertEqual(set(self.season.series_ids.mapped("state")), {"confirmed"})
        self.assertEqual(len(self.season.notice_ids), 2)
        mail = self._mail(self._notice())
        self.assertEqual(
            mail.email_to, '"TSV Grünbach 1902 e.V." <info@tsv-gruenbach.example.org>'
        )
        text = mail.body_html
        for words in ("Tuesday, 18:00–20:00", "Thursday", "Saturday", "Turnen"):
            self.assertIn(words, text)
        self.assertIn("Drittel A", text)
        self.assertIn("Winter 2027/28", mail.subject)
        self.assertIn(self.team.email, mail.reply_to)
        for secret in ("Judo", "SV Weidental", "Sunday"):
            self.assertNotIn(secret, text, "of another club")

    def test_the_mail_says_what_was_refused_and_why(self):
        self._serve()
        self._apply(self._wish(weekday="4"), name="Turnen").action_refuse(
            "Freitags ist Wettkampf"
        )
        self.season.action_confirm()
        notice = self._notice()
        self.assertEqual((notice.time_count, notice.refused_count), (1, 1))
        self.assertIn("Freitags ist Wettkampf", notice.body)
        self.assertIn("Friday 18:00–20:00", notice.body)

    def test_who_gets_nothing_is_told_as_well(self):
        self._apply().action_refuse("Jugend geht vor")
        self.season.action_confirm()
        self.assertIn("Jugend geht vor", self._notice().body)

    def test_dates_that_are_skipped_stand_below_their_time(self):
        self.env["club.closure"].create(
            {
                "name": "Herbstferien",
                "facility_id": self.site.id,
                "start": self._at("2027-10-18", 0),
                "stop": self._at("2027-10-24", 0),
            }
        )
        series = self._serve().series_ids
        self.season.action_confirm()
        self.assertIn("10/19/2027", self._notice().body)
        self.assertIn("Herbstferien", self._notice().body)
        # who has the time instead is no business of the club
        series.sudo().skipped_ids[0].write({"kind": "taken", "reason": "SV Tal"})
        self.assertNotIn("SV Tal", str(series._describe_exceptions()))

    def test_the_club_reads_its_own_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.club.lang = "de_DE"
        self._serve()
        self.season.action_confirm()
        self.assertIn("Dienstag, 18:00–20:00", self._notice().body)
        self.assertEqual(self._notice().lang, "de_DE")

    def test_whoever_has_no_mail_gets_a_letter(self):
        self.club.write({"email": False, "street": "Weg 1", "zip": "1", "city": "Tal"})
        self._serve()
        with self.assertRaises(UserError) as refused:
            self.season.action_print_letters()
        self._assert_sentence(refused.exception.args[0])
        self.season.action_confirm()
        notice = self._notice()
        self.assertEqual(notice.delivery, "letter")
        self.assertFalse(self._mail(notice))
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("club_support.club_season_letters", self.season.ids)[0]
            .decode()
        )
        self.assertIn("Weg 1", html)
        self.assertIn("Tuesday, 18:00–20:00", html)
        self._rpc(self.officer, "club.season", "action_print_letters", self.season.ids)
        self.assertEqual(notice.delivery, "printed")

    def test_who_cannot_be_reached_shows_and_gets_a_letter_once_there_is_an_address(
        self,
    ):
        self.club.email = False
        self._serve()
        answer = self.season.action_confirm()
        self.assertEqual(answer["params"]["type"], "warning")
        notice = self._notice()
        self.assertEqual(notice.delivery, "none")
        notice.action_to_letters()
        self.assertEqual(notice.delivery, "none")
        self.club.write({"street": "Weg 1", "zip": "1", "city": "Tal"})
        self._rpc(self.officer, "club.season.notice", "action_to_letters", notice.ids)
        self.assertEqual(notice.delivery, "letter")

    def test_mails_that_fail_or_come_back_show(self):
        self._serve()
        self.season.action_confirm()
        notice = self._notice()
        self.assertEqual(notice.delivery, "queued")
        self._mail(notice).state = "exception"
        self.assertEqual(notice.delivery, "failed")
        self._mail(notice).state = "sent"
        self.assertEqual(notice.delivery, "sent")
        notice.sudo()._mark_bounced("Mailbox full")
        self.assertEqual(notice.delivery, "undeliverable")

    def test_later_times_are_told_to_the_clubs_concerned_only(self):
        self._serve()
        self._serve(self._wish(weekday="3"), partner=self.other_club)
        self.season.action_confirm()
        self._serve(self._wish(weekday="5"), name="Turnen")
        self.season.action_confirm()
        self.assertEqual(len(self._notice()), 2)
        self.assertEqual(len(self._notice(self.other_club)), 1)
        latest = self._notice().sorted("id")[-1]
        self.assertEqual(latest.time_count, 2, "all of its times again")

    def test_a_season_with_clashes_or_open_wishes_is_not_confirmed(self):
        with self.assertRaises(UserError) as refused:
            self.season.action_confirm()
        self._assert_sentence(refused.exception.args[0])
        one = self._serve()
        two = self._serve(self._wish(self.thirds[0], 19, 21), partner=self.other_club)
        with self.assertRaises(UserError) as refused:
            self.season.action_confirm()
        self._assert_sentence(refused.exception.args[0])
        two.series_ids.action_refuse("Ältere Rechte")
        waiting = self._apply(name="Turnen")
        with self.assertRaises(UserError) as refused:
            self.season.action_confirm()
        self._assert_sentence(refused.exception.args[0])
        self.assertEqual(self.season.open_count, 1)
        waiting.action_withdraw()
        self.season.action_confirm()
        self.assertEqual(self.season.progress, 100)
        self.assertEqual(one.series_ids.state, "confirmed")

    def test_without_any_address_nothing_is_confirmed(self):
        self._serve()
        self.env["club.team"].search([]).email = False
        self.company.email = False
        self.officer.email = False
        with self.assertRaises(UserError) as refused, self.env.cr.savepoint():
            self.season.action_confirm()
        self._assert_sentence(refused.exception.args[0])

    def test_a_rule_of_several_days_or_weeks_is_told_in_words(self):
        series = self._serve().series_ids
        series.rrule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE"
        self.assertEqual(
            series._describe_when(), "Monday, Wednesday, 18:00–20:00 (every 2 weeks)"
        )
        series.rrule = "FREQ=DAILY"
        self.assertIn("Monday, Tuesday", series._describe_when())
        series.rrule = "FREQ=WEEKLY;NONSENSE"
        self.assertEqual(series._describe_when(), "18:00–20:00")

    def test_buttons_open_what_belongs_to_the_season(self):
        self._serve()
        for method in (
            "action_view_clashes",
            "action_view_series",
            "action_view_wishes",
            "action_view_notices",
        ):
            action = self._rpc(self.officer, "club.season", method, self.season.ids)
            self.assertEqual(action["domain"], [("season_id", "=", self.season.id)])
        wish = self.season.application_ids.wish_ids
        opened = self._rpc(
            self.officer, "club.season.wish", "action_open_application", wish.ids
        )
        self.assertEqual(opened["res_id"], wish.application_id.id)

    def test_steps_are_not_written_by_hand(self):
        with self.assertRaises(UserError):
            self._rpc(
                self.officer,
                "club.season",
                "write",
                self.season.ids,
                {"state": "confirmed"},
            )
