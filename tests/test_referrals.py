"""Passing a matter on: the steps, the mails, the reminder."""

from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.models.mail_template import MailTemplate

from .common import ClubSupportCommon


class ReferralCommon(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._create_case()
        cls.centre = cls.env["res.partner"].create(
            {
                "name": "Beratungsstelle Musterau",
                "is_company": True,
                "is_actor": True,
                "email": "post@beratung.example.org",
                "lang": "en_US",
            }
        )
        cls.advisor = cls.env["res.partner"].create(
            {"name": "Selin Aydin", "email": "selin@example.net", "lang": "en_US"}
        )

    @classmethod
    def _refer(cls, **vals):
        values = {
            "case_id": cls.case.id,
            "partner_id": cls.centre.id,
            "name": "Deutschkurs für zwei Trainerinnen",
            "text": "Zwei Trainerinnen suchen einen Kurs am Abend.",
            **vals,
        }
        return cls.env["club.case.referral"].with_user(cls.worker).create(values)

    def _mails(self, referrals):
        domain = [
            ("model", "=", "club.case.referral"),
            ("res_id", "in", referrals.ids),
        ]
        return self.env["mail.mail"].search(domain)

    def _tasks(self, case=None):
        return (case or self.case).activity_ids.sudo()


@tagged("post_install", "-at_install")
class TestReferrals(ReferralCommon):
    # ------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------

    def test_s2_07_a_matter_is_passed_on_and_the_other_side_accepts(self):
        referral = self._refer()
        referral.action_send()
        mail = self._mails(referral)
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.email_to, "post@beratung.example.org")
        self.assertIn("/club/referral/", mail.body_html)
        self.assertIn("am Abend", mail.body_html)
        self.assertIn(self.team.email, mail.email_from)
        self.assertIn(self.team.email, mail.reply_to)
        self.assertIn(f"[{self.case.number}]", mail.subject)
        referral.action_accept("Wir rufen an.")
        self.assertEqual(referral.state, "accepted")
        self.assertEqual(referral.answered_via, "phone")
        referral.action_done()
        self.assertEqual(referral.state, "done")
        notes = " ".join(self.case.message_ids.mapped("body"))
        for text in ("Passed on", "accepted", "Wir rufen an.", "done"):
            self.assertIn(text, notes)

    def test_the_mail_says_nothing_else_of_the_case(self):
        self.case.name = "Streit im Vorstand"
        referral = self._refer()
        referral.action_send()
        mail = self._mails(referral)
        for text in (mail.subject, mail.body_html):
            self.assertNotIn("Streit", text)
            self.assertNotIn(self.club.name, text)
            self.assertNotIn(self.chair.name, text)

    def test_the_mail_speaks_the_language_of_its_reader(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.centre.lang = "de_DE"
        referral = self._refer()
        referral.action_send()
        self.assertEqual(referral.lang, "de_DE")

    def test_it_goes_to_whoever_holds_the_function(self):
        function = self.env.ref("club_support.club_office_function_chair")
        self.env["club.office"].create(
            {
                "partner_id": self.centre.id,
                "person_id": self.advisor.id,
                "function_id": function.id,
                "date_from": "2020-01-01",
            }
        )
        referral = self._refer(function_id=function.id)
        self.assertIn("Selin Aydin", referral.recipient_hint)
        referral.action_send()
        self.assertEqual(referral.recipient_id, self.advisor)
        self.assertEqual(self._mails(referral).email_to, "selin@example.net")
        self.assertIn("Selin Aydin", self._mails(referral).body_html)
        self.assertFalse(referral.recipient_hint)

    def test_without_an_address_it_is_sent_by_hand(self):
        self.centre.email = False
        referral = self._refer()
        with self.assertRaises(UserError) as refused, self.env.cr.savepoint():
            referral.action_send()
        self._assert_sentence(refused.exception)
        self.assertEqual(referral.state, "draft")
        referral.action_send_by_hand()
        self.assertEqual(referral.state, "sent")
        self.assertFalse(self._mails(referral))
        self.assertIn("/club/referral/", referral.link_url)

    def test_by_hand_no_mail_leaves_even_where_an_address_is_known(self):
        referral = self._refer()
        referral.action_send_by_hand()
        self.assertFalse(referral.email)
        self.assertFalse(self._mails(referral))

    def test_ten_working_days_are_left_for_an_answer(self):
        with freeze_time("2027-03-01 10:00:00"):
            referral = self._refer()
        # a fortnight from Monday to Monday, no holiday between
        self.assertEqual(referral.answer_until, date(2027, 3, 15))

    def test_nothing_is_sent_that_is_incomplete(self):
        for values in ({"text": "  "}, {"answer_until": "2020-01-01"}):
            referral = self._refer(**values)
            with self.subTest(values), self.assertRaises(UserError) as refused:
                referral.action_send()
            self._assert_sentence(refused.exception)
            self.assertEqual(referral.state, "draft")

    def test_a_referral_to_oneself_is_refused(self):
        for partner in (self.club, self.company.partner_id):
            with self.subTest(partner.name), self.assertRaises(ValidationError) as no:
                self._refer(partner_id=partner.id)
            self._assert_sentence(no.exception)
        with self.assertRaises(ValidationError) as refused:
            self._refer(partner_id=self.advisor.id)
        self._assert_sentence(refused.exception)
        referral = self._refer()
        with self.assertRaises(ValidationError):
            referral.partner_id = self.club

    def test_a_new_link_makes_the_old_one_void(self):
        referral = self._refer()
        referral.action_send()
        old = referral.link_url
        self.centre.email = "neu@beratung.example.org"
        referral.action_send_again()
        self.assertEqual(len(self._mails(referral)), 2)
        self.assertEqual(referral.email, "neu@beratung.example.org")
        referral.invalidate_recordset()
        self.assertNotEqual(referral.link_url, old)
        self.centre.email = False
        with self.assertRaises(UserError) as refused:
            referral.action_send_again()
        self._assert_sentence(refused.exception)

    def test_a_reply_by_mail_finds_the_case(self):
        referral = self._refer()
        self.assertFalse(self.case._is_known_correspondent(self.centre.email))
        referral.action_send()
        self.assertTrue(self.case._is_known_correspondent(self.centre.email))
        self.assertFalse(self.case._is_known_correspondent("wer@example.org"))

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def _bring_to(self, state):
        referral = self._refer()
        steps = {
            "draft": [],
            "sent": ["action_send"],
            "accepted": ["action_send", "action_accept"],
            "declined": ["action_send", "action_decline"],
            "done": ["action_send", "action_accept", "action_done"],
            "withdrawn": ["action_send", "action_withdraw"],
        }
        for step in steps[state]:
            getattr(referral, step)()
        self.assertEqual(referral.state, state)
        return referral

    def test_only_steps_that_follow_are_taken(self):
        follows = {
            "action_send": {"draft"},
            "action_send_again": {"sent"},
            "action_accept": {"sent"},
            "action_decline": {"sent"},
            "action_done": {"accepted"},
            "action_withdraw": {"sent", "accepted"},
        }
        for state in ("draft", "sent", "accepted", "declined", "done", "withdrawn"):
            referral = self._bring_to(state)
            for step, states in follows.items():
                if state in states:
                    continue
                with (
                    self.subTest(state=state, step=step),
                    self.assertRaises(UserError) as refused,
                ):
                    self._rpc(self.worker, "club.case.referral", step, referral.ids)
                self._assert_sentence(refused.exception)
                self.assertEqual(referral.state, state)

    def test_no_write_jumps_around_the_steps(self):
        referral = self._bring_to("sent")
        jumps = (
            {"state": "done"},
            {"date_answered": "2027-01-01 10:00:00"},
            {"reminded_on": "2027-01-01"},
            {"email": "anders@example.org"},
            {"partner_id": self.club.id},
            {"text": "Etwas anderes"},
            {"case_id": self._create_case().id},
        )
        for vals in jumps:
            for user in (self.worker, self.lead, self.administrator):
                with self.subTest(vals=vals), self.assertRaises(UserError) as refused:
                    self._rpc(
                        user, "club.case.referral", "write", referral.ids, dict(vals)
                    )
                self._assert_sentence(refused.exception)

    def test_nothing_is_created_in_a_later_state(self):
        for vals in (
            {"state": "accepted"},
            {"date_sent": "2027-01-01 10:00:00"},
            {"date_answered": "2027-01-01 10:00:00"},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError) as refused:
                self._refer(**vals)
            self._assert_sentence(refused.exception)
        Referral = self.env["club.case.referral"].with_user(self.worker)
        with self.assertRaises(UserError):
            Referral.with_context(default_state="done").create(
                {
                    "case_id": self.case.id,
                    "partner_id": self.centre.id,
                    "name": "Sprung",
                }
            )

    def test_an_answer_is_noted_while_one_waits_for_it(self):
        referral = self._bring_to("sent")
        referral.write({"answer_note": "Ja, gern.", "answered_via": "letter"})
        referral.action_accept()
        self.assertEqual(referral.answered_via, "letter")
        self.assertEqual(referral.answer_note, "Ja, gern.")
        for state in ("draft", "declined", "withdrawn"):
            with self.subTest(state), self.assertRaises(UserError) as refused:
                self._bring_to(state).write({"answer_note": "Zu spät"})
            self._assert_sentence(refused.exception)

    def test_what_was_sent_stays_in_the_case(self):
        self._bring_to("draft").unlink()
        for state in ("sent", "declined", "withdrawn"):
            with self.subTest(state), self.assertRaises(UserError) as refused:
                self._bring_to(state).unlink()
            self._assert_sentence(refused.exception)

    def test_a_copy_is_a_draft(self):
        copy = self._bring_to("done").copy()
        self.assertEqual(copy.state, "draft")
        self.assertFalse(copy.date_sent or copy.answer_note or copy.email)

    # ------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------

    def _remind(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "club_support.club_case_referral_cron_remind"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _overdue(self, **vals):
        referral = self._refer(**vals)
        referral.action_send()
        self._mails(referral).unlink()
        # sudo: as time goes by
        yesterday = self.company._club_today() - timedelta(days=1)
        referral.sudo().answer_until = yesterday
        self.env.flush_all()
        return referral

    def test_s2_07_overdue_referrals_are_reminded_of_once(self):
        referral = self._overdue()
        for _run in range(3):
            self._remind()
        self.assertEqual(referral.reminded_on, self.company._club_today())
        self.assertEqual(len(self._mails(referral)), 1)
        self.assertIn("Reminder", self._mails(referral).subject)
        self.assertEqual(self._tasks().user_id, self.worker)
        self.assertEqual(len(self._tasks()), 1)

    def test_whoever_is_not_overdue_is_left_alone(self):
        today = self._refer(answer_until=self.company._club_today())
        today.action_send()
        answered = self._overdue()
        answered.action_decline()
        draft = self._refer()
        draft.answer_until = "2020-01-01"
        archived = self._overdue(case_id=self._create_case().id)
        archived.case_id.active = False
        everyone = today | answered | draft | archived
        mails = self._mails(everyone)
        self._remind()
        self.assertEqual(self._mails(everyone), mails)
        self.assertFalse(any(everyone.mapped("reminded_on")))

    def test_a_changed_day_makes_a_new_reminder_possible(self):
        referral = self._overdue()
        self._remind()
        self._rpc(
            self.worker,
            "club.case.referral",
            "write",
            referral.ids,
            {"answer_until": referral.answer_until},
        )
        self.assertTrue(referral.reminded_on, "the same day is no change")
        referral.answer_until += timedelta(days=30)
        self.assertFalse(referral.reminded_on)
        self._remind()
        self.assertEqual(len(self._mails(referral)), 1)
        referral.sudo().answer_until -= timedelta(days=60)
        self.env.flush_all()
        self._remind()
        self.assertEqual(len(self._mails(referral)), 2)

    def test_an_answer_ends_the_task_of_the_reminder(self):
        first, second = self._overdue(), self._overdue()
        self._remind()
        self.assertEqual(len(self._tasks()), 2)
        first.action_accept()
        self.assertTrue(self._tasks(), "the other one still waits")
        second.action_withdraw()
        self.assertFalse(self._tasks())

    def test_closing_the_case_ends_the_task_that_tells_the_answer(self):
        other = self._create_case()
        referral, elsewhere = self._refer(), self._refer(case_id=other.id)
        (referral | elsewhere).action_send()
        for sent in (referral, elsewhere):
            sent.sudo()._answer_by_link("accept", "Gern.")
        self.assertIn("accepted", self._tasks().summary)
        self.case.with_user(self.lead).action_close(self.result_achieved)
        self.assertFalse(self._tasks())
        self.assertTrue(self._tasks(other), "this one is still open")

    def test_what_was_sent_by_hand_is_a_task_without_a_mail(self):
        referral = self._refer()
        referral.action_send_by_hand()
        referral.sudo().answer_until = "2020-01-01"
        self.env.flush_all()
        self._remind()
        self.assertFalse(self._mails(referral))
        self.assertEqual(len(self._tasks()), 1)

    def test_whoever_has_no_address_any_more_gets_no_reminder(self):
        referral = self._overdue()
        self.centre.email = False
        self.env.flush_all()
        self._remind()
        self.assertFalse(self._mails(referral))
        self.assertEqual(len(self._tasks()), 1)

    def test_a_case_of_nobody_reminds_the_other_side_only(self):
        case = self._create_case(user_id=False, supervisor_id=False)
        case.supervisor_id = False
        referral = self._overdue(case_id=case.id)
        self._remind()
        self.assertTrue(referral.reminded_on)
        self.assertFalse(self._tasks(case))
        self.assertEqual(len(self._mails(referral)), 1)

    def test_one_mail_that_cannot_be_written_stops_no_other(self):
        broken, good = self._overdue(name="Kaputt"), self._overdue()
        original = MailTemplate.send_mail_batch

        def send_mail_batch(template, res_ids, **kwargs):
            if broken.id in res_ids:
                raise ValueError("cannot be written")
            return original(template, res_ids, **kwargs)

        with (
            patch.object(MailTemplate, "send_mail_batch", send_mail_batch),
            mute_logger("odoo.addons.club_support.tools.one_by_one"),
        ):
            self._remind()
        self.assertEqual(len(self._mails(good)), 1)
        self.assertFalse(broken.reminded_on)
        self.assertFalse(self._mails(broken))
        self._remind()
        self.assertTrue(broken.reminded_on, "the next run reminds of it")
        self.assertEqual(len(self._mails(broken) + self._mails(good)), 2)

    def test_a_mail_server_that_is_away_loses_nothing(self):
        referral = self._refer()
        referral.action_send()
        mail = self._mails(referral)
        mail.write({"state": "exception", "failure_type": "mail_smtp"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_mail SET write_date = write_date - interval '1 hour' "
            "WHERE id = %s",
            [mail.id],
        )
        self.env.invalidate_all()
        self.env["mail.mail"]._cron_send_case_answers_again()
        self.assertEqual(mail.state, "outgoing")
        self.assertEqual(referral.state, "sent")

    # ------------------------------------------------------------
    # Screens, closing, access
    # ------------------------------------------------------------

    def test_the_case_and_the_organisation_open_their_referrals(self):
        referral = self._bring_to("sent")
        case = self.case.with_user(self.worker)
        centre = self.centre.with_user(self.management)
        self.assertEqual(case.referral_count, 1)
        self.assertEqual(centre.club_referral_count, 1)
        for action in (
            case.action_view_referrals(),
            centre.action_view_club_referrals(),
        ):
            found = self.env["club.case.referral"].search(action["domain"])
            self.assertEqual(found, referral)
        new = case.action_refer()
        self.assertEqual(new["views"], [(False, "form")])
        Referral = self.env["club.case.referral"].with_user(self.worker)
        with Form(Referral.with_context(**new["context"])) as form:
            form.partner_id = self.centre
            form.name = "Kurs"
        self.assertEqual(form.record.case_id, case)

    def _close_dialog(self):
        Close = self.env["club.case.close"].with_user(self.worker)
        return Form(Close.with_context(active_ids=self.case.ids))

    def test_closing_proposes_passed_on_when_others_took_over(self):
        passed_on = self.env.ref("club_support.club_case_result_passed_on")
        self.assertFalse(self._close_dialog().result_id)
        referral = self._bring_to("sent")
        dialog = self._close_dialog()
        self.assertFalse(dialog.result_id)
        self.assertIn(self.centre.name, dialog.hint)
        referral.action_accept()
        dialog = self._close_dialog()
        self.assertEqual(dialog.result_id, passed_on)
        self.assertFalse(dialog.hint)
        self.type_funding.result_ids = self.result_achieved
        self.case.type_id = self.type_funding
        self.assertFalse(self._close_dialog().result_id)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_referrals_follow_the_right_to_the_case(self):
        referral = self._bring_to("sent")
        steps = ("action_accept", "action_decline", "action_withdraw", "action_send")
        outsiders = (
            self.colleague,
            self.management,
            self.portal,
            self.public,
            self.plain_user,
            self.foreigner,
        )
        for user in outsiders:
            for step in (*steps, "action_revoke_links", "action_send_again"):
                with (
                    self.subTest(user=user.login, step=step),
                    self.assertRaises(AccessError),
                ):
                    self._rpc(user, "club.case.referral", step, referral.ids)
        self.case.is_restricted = True
        self.env.flush_all()
        self.env.invalidate_all()
        for user in (self.colleague, self.management, self.administrator):
            with self.subTest(user=user.login):
                found = self._rpc(user, "club.case.referral", "search", [])
                self.assertNotIn(referral.id, found)
                self.assertFalse(self.centre.with_user(user).club_referral_count)
        with self.assertRaises(AccessError):
            self._rpc(self.management, "club.case.referral", "read", [], ["link_url"])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_contractors_see_goals_and_referrals_of_their_own_cases_only(self):
        group = self.env.ref("club_support.club_support_group_contractor")
        self.colleague.group_ids = group
        own = self._create_case(user_id=self.colleague.id)
        values = self._refer().copy_data()[0]
        self.env["club.case.referral"].create({**values, "case_id": own.id})
        Goal, Assessment = self.env["club.case.goal"], self.env["club.assessment"]
        for case in (self.case, own):
            Goal.create({"case_id": case.id, "name": "Ziel"})
            Assessment.create({"case_id": case.id})
        mandate = self.env["club.mandate"].create(
            {
                "user_id": self.colleague.id,
                "company_id": self.company.id,
                "date_from": "2020-01-01",
                "date_to": "2099-12-31",
            }
        )
        models = (
            "club.case.referral",
            "club.case.goal",
            "club.assessment",
            "club.assessment.line",
        )
        for model in models:
            with self.subTest(model=model):
                found = self.env[model].with_user(self.colleague).search([])
                self.assertEqual(found.sudo().case_id, own)
        mandate.date_to = "2020-12-31"
        self.env.flush_all()
        for model in models:
            with self.subTest(ended=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.colleague).search([])

    def test_merging_the_receiving_organisation_keeps_the_referral(self):
        referral = self._bring_to("sent")
        twin = self.env["res.partner"].create(
            {"name": "Beratung Musterau", "is_company": True, "is_actor": True}
        )
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (twin | self.centre).ids, twin, extra_checks=False
        )
        self.env.invalidate_all()
        self.assertEqual(referral.partner_id, twin)

    def test_sending_many_costs_few_queries_more_than_one(self):
        receivers = self.env["res.partner"].create(
            [
                {"name": f"Stelle {i}", "is_company": True, "email": f"s{i}@x.example"}
                for i in range(32)
            ]
        )
        referrals = self.env["club.case.referral"].browse()
        for receiver in receivers:
            referrals |= self._refer(partner_id=receiver.id)

        def cost(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.action_send_by_hand()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        cost(referrals[0])
        self.assertLessEqual(cost(referrals[2:]), cost(referrals[1]) + 6)
