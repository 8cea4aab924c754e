"""Asking: the dialog, the yearly round, the mails, the reminders, the rate."""

import re
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from lxml import html

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common import ClubSupportCommon

TODAY = "2026-03-02 09:00:00"


@tagged("post_install", "-at_install")
class TestProfileChecks(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(freeze_time(TODAY))
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.env["res.lang"]._activate_lang("en_US")
        cls.Check = cls.env["club.profile.check"]
        cls.env["res.partner"].search([("is_actor", "=", True)]).is_actor = False
        cls.club.write({"is_actor": True, "lang": "de_DE"})
        cls.chair.write({"parent_id": False, "lang": "de_DE"})
        cls.env["club.office"].create(
            {
                "partner_id": cls.club.id,
                "person_id": cls.chair.id,
                "function_id": cls.env.ref(
                    "club_support.club_office_function_chair"
                ).id,
                "date_from": "2020-01-01",
            }
        )
        cls.choir, cls.silent, cls.dissolved, cls.archived, cls.contact = cls.env[
            "res.partner"
        ].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "is_actor": name != "Kein Akteur",
                    "email": email,
                    "actor_state": state,
                    "active": name != "Archivierter Verein",
                    "lang": "en_US",
                }
                for name, email, state in (
                    ("Liederkranz Musterau", "chor@example.net", "active"),
                    ("Heimatverein ohne Post", False, "active"),
                    ("Aufgelöster Verein", "weg@example.net", "dissolved"),
                    ("Archivierter Verein", "alt@example.net", "active"),
                    ("Kein Akteur", "firma@example.net", "active"),
                )
            ]
        )
        cls.all = (
            cls.club | cls.choir | cls.silent | cls.dissolved | cls.archived
        ) | cls.contact

    def _send(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "club_support.club_profile_check_cron_send"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _yearly(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("club_support.club_profile_check_cron_yearly")
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _mails(self, checks=None):
        checks = self.Check.search([]) if checks is None else checks
        return self.env["mail.mail"].search(
            [("model", "=", checks._name), ("res_id", "in", checks.ids)], order="id"
        )

    # ------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------

    def test_the_dialog_asks_the_selection_and_says_who_is_left_out(self):
        Start = self.env["club.profile.check.start"].with_user(self.worker)
        Start = Start.with_context(active_model="res.partner", active_ids=self.all.ids)
        dialog = Form(Start)
        self.assertEqual(dialog.year, 2026)
        self.assertEqual(dialog.days_valid, 60)
        self.assertEqual(dialog.mail_count, 2)
        self.assertEqual(dialog.letter_count, 1)
        self.assertEqual(dialog.left_out_count, 3)
        action = dialog.save().action_start()
        checks = self.Check.search(action["domain"])
        self.assertEqual(checks.partner_id, self.club | self.choir | self.silent)
        self.assertEqual(checks.user_id, self.worker)
        self.assertEqual(set(checks.mapped("state")), {"queued", "no_address"})
        self.assertFalse(self._mails(checks), "nothing is sent while one waits")

    def test_the_chair_is_asked_else_the_club_else_nobody(self):
        checks = self.Check._ask(self.all, 2026).grouped("partner_id")
        self.assertEqual(checks[self.club].recipient_id, self.chair)
        self.assertEqual(checks[self.club].email, "hanna.berg@example.net")
        self.assertFalse(checks[self.choir].recipient_id)
        self.assertEqual(checks[self.choir].email, "chor@example.net")
        self.assertEqual(checks[self.silent].state, "no_address")
        self.chair.email = "kaputt"
        self.assertEqual(
            self.club.profile_check_recipient, "info@tsv-gruenbach.example.org"
        )

    def test_nobody_is_asked_twice_in_a_year(self):
        first = self.Check._ask(self.all, 2026)
        self.assertFalse(self.Check._ask(self.all, 2026))
        self.assertEqual(len(self.Check._ask(self.all, 2027)), len(first))
        dialog = self.env["club.profile.check.start"].create(
            {"partner_ids": [Command.set(self.all.ids)]}
        )
        with self.assertRaises(UserError) as refused:
            dialog.action_start()
        self._assert_sentence(refused.exception)

    def test_the_dialog_refuses_years_and_times_that_cannot_be(self):
        for values in ({"year": 1999}, {"year": 2999}, {"days_valid": 0}):
            with self.subTest(values=values), self.assertRaises(ValidationError) as no:
                self.env["club.profile.check.start"].create(values)
            self._assert_sentence(no.exception)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_only_case_workers_ask_and_only_about_what_they_read(self):
        values = {"partner_ids": [Command.set(self.club.ids)]}
        for user in (self.management, self.plain_user, self.portal, self.public):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._rpc(user, "club.profile.check.start", "create", values)
        self.choir.company_id = self.company
        with self.assertRaises(AccessError):
            self.Check.with_user(self.foreigner)._ask(self.choir, 2026)

    def test_asking_many_costs_no_more_queries_than_asking_few(self):
        clubs = self.env["res.partner"].create(
            [
                {
                    "name": f"Verein {number}",
                    "is_company": True,
                    "is_actor": True,
                    "email": f"verein{number}@example.net",
                }
                for number in range(62)
            ]
        )
        self.Check._ask(clubs[60:], 2026)

        def queries(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Check._ask(partners, 2026)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few, many = queries(clubs[:5]), queries(clubs[5:60])
        self.assertLessEqual(many, few + 2)

    # ------------------------------------------------------------
    # Mails
    # ------------------------------------------------------------

    def test_each_mail_goes_to_one_recipient_with_one_link(self):
        checks = self.Check._ask(self.all, 2026)
        self._send()
        mails = self._mails(checks)
        self.assertEqual(
            set(mails.mapped("email_to")),
            {"hanna.berg@example.net", "chor@example.net"},
        )
        for mail in mails:
            self.assertFalse(mail.recipient_ids)
            self.assertFalse(mail.email_cc)
            self.assertEqual(mail.state, "outgoing", "the queue sends it")
            self.assertIn(self.team.email, mail.reply_to)
            check = checks.filtered(lambda c, mail=mail: c.id == mail.res_id)
            links = re.findall(r'href="([^"]+)"', mail.body_html)
            self.assertEqual(links, [check.link_url])
            self.assertNotIn("<img", mail.body_html)
            others = (checks - check).partner_id.mapped("name")
            self.assertFalse([name for name in others if name in mail.body_html])
        asked = checks.filtered("email")
        self.assertEqual(set(asked.mapped("state")), {"sent"})
        self.assertEqual(set(asked.mapped("date_sent")), {fields.Date.today()})
        self._send()
        self.assertEqual(self._mails(checks), mails, "nobody gets it twice")

    def test_the_mail_speaks_the_language_of_its_reader(self):
        template = self.env.ref("club_support.mail_template_profile_check")
        german = template.with_context(lang="de_DE")
        german.subject = "Stimmen unsere Daten noch?"
        checks = self.Check._ask(self.club | self.choir, 2026)
        self._send()
        mails = {mail.res_id: mail for mail in self._mails(checks)}
        by_club = checks.grouped("partner_id")
        mail = mails[by_club[self.club].id]
        self.assertEqual(mail.subject, "Stimmen unsere Daten noch?")
        self.assertIn("Hanna Berg", mail.body_html)
        self.assertIn(self.chair._club_salutation(), mail.body_html)
        self.assertIn("01.05.2026", mail.body_html)
        mail = mails[by_club[self.choir].id]
        self.assertIn("Liederkranz Musterau", mail.subject)
        self.assertIn("05/01/2026", mail.body_html)

    def test_the_link_in_the_mail_counts_until_the_day_it_names(self):
        check = self.Check._ask(self.choir, 2026, days_valid=10)
        self._send()
        body = html.fromstring(self._mails(check).body_html)
        token = body.xpath("//a/@href")[0].rpartition("/")[2]
        with freeze_time("2026-03-12 20:00:00"):
            self.assertEqual(
                self.Check._club_link_record("profile-check", token)[0], check
            )
        with freeze_time("2026-03-13 01:00:00"):
            self.assertFalse(self.Check._club_link_record("profile-check", token)[0])

    def test_a_mail_that_cannot_be_written_stops_no_other(self):
        checks = self.Check._ask(self.club | self.choir, 2026)
        Template = type(self.env["mail.template"])
        original = Template.send_mail_batch
        broken = checks.filtered(lambda c: c.partner_id == self.choir)

        def send_mail_batch(template, res_ids, *args, **kwargs):
            if broken.id in res_ids:
                raise ValueError("broken")
            return original(template, res_ids, *args, **kwargs)

        self.patch(Template, "send_mail_batch", send_mail_batch)
        with self.assertLogs("odoo.addons.club_support", "ERROR"):
            self._send()
        self.assertEqual(broken.state, "failed")
        self.assertEqual((checks - broken).state, "sent")
        self.assertEqual(len(self._mails(checks)), 1)
        self.patch(Template, "send_mail_batch", original)
        broken.with_user(self.worker).action_send_again()
        self._send()
        self.assertEqual(broken.state, "sent")

    def test_a_refused_mail_shows_at_its_check(self):
        checks = self.Check._ask(self.club | self.choir, 2026)
        self._send()
        refused = self._mails(checks)[0]
        refused.state = "exception"
        check = checks.filtered(lambda c: c.id == refused.res_id)
        Check = self.Check.with_user(self.worker)
        self.assertEqual(Check.search([("is_undeliverable", "=", True)]), check)
        self.assertNotIn(check, Check.search([("is_undeliverable", "=", False)]))
        self.assertTrue(check.with_user(self.worker).is_undeliverable)

    def test_a_mail_that_failed_because_a_server_was_away_goes_out_again(self):
        checks = self.Check._ask(self.club | self.choir, 2026)
        self._send()
        away, refused = self._mails(checks)
        (away | refused).write({"state": "exception", "failure_type": "mail_smtp"})
        refused.failure_type = "mail_email_invalid"
        self.env.flush_all()
        failed_at = fields.Datetime.now() - timedelta(hours=1)
        self.env.cr.execute(
            "UPDATE mail_mail SET create_date = %(day)s, write_date = %(day)s "
            "WHERE id IN %(ids)s",
            {"day": failed_at, "ids": (away.id, refused.id)},
        )
        self.env.invalidate_all()
        self.env["mail.mail"]._cron_send_case_answers_again()
        self.assertEqual(away.state, "outgoing")
        self.assertEqual(refused.state, "exception")

    def test_an_address_that_came_back_is_not_asked(self):
        self.chair.email_undeliverable = True
        check = self.Check._ask(self.club, 2026)
        self.assertFalse(check.recipient_id)
        self.assertEqual(check.email, "info@tsv-gruenbach.example.org")

    def test_who_was_dissolved_meanwhile_gets_no_mail(self):
        check = self.Check._ask(self.choir, 2026)
        self.choir.actor_state = "dissolved"
        self._send()
        self.assertFalse(self._mails(check))
        with self.assertRaises(UserError) as refused:
            check.with_user(self.worker).action_send_again()
        self._assert_sentence(refused.exception)

    def test_send_again_goes_to_whoever_is_in_charge_today(self):
        check = self.Check._ask(self.silent, 2026)
        self.assertEqual(check.state, "no_address")
        self.silent.email = "heimat@example.net"
        old = check.link_url.rpartition("/")[2]
        check.with_user(self.worker).action_send_again()
        self._send()
        self.assertEqual(self._mails(check).email_to, "heimat@example.net")
        _nothing, why = self.Check._club_link_record("profile-check", old)
        self.assertEqual(why, "expired")

    # ------------------------------------------------------------
    # The yearly round
    # ------------------------------------------------------------

    def test_the_round_is_off_until_somebody_wants_it(self):
        self.assertFalse(self.company.club_profile_check)
        self.company.club_profile_check_month = "3"
        self._yearly()
        self.assertFalse(self.Check.search([]))

    def test_the_round_asks_active_organisations_in_its_month(self):
        self.company.write(
            {"club_profile_check": True, "club_profile_check_month": "4"}
        )
        self._yearly()
        self.assertFalse(self.Check.search([]), "it is March")
        self.choir.actor_state = "dormant"
        with freeze_time("2026-04-01 06:00:00"):
            self._yearly()
            self._yearly()
        checks = self.Check.search([])
        self.assertEqual(checks.partner_id, self.club | self.silent)
        self.assertEqual(len(checks), 2)
        self.assertFalse(checks.user_id)
        self.assertEqual(checks.company_id, self.company)

    def test_the_round_leaves_out_who_answered_of_late_and_comes_back(self):
        self.company.write(
            {"club_profile_check": True, "club_profile_check_month": "3"}
        )
        self.club.profile_confirmed_on = fields.Date.today() - relativedelta(months=3)
        self._yearly()
        self.assertNotIn(self.club, self.Check.search([]).partner_id)
        # who answered in May is asked again in March, not in the March after it
        self.choir.profile_confirmed_on = "2026-05-10"
        with freeze_time("2027-03-01 06:00:00"):
            self._yearly()
        asked = self.Check.search([("year", "=", 2027)]).partner_id
        self.assertEqual(asked, self.club | self.choir | self.silent)

    def test_the_round_works_in_batches(self):
        self.company.write(
            {"club_profile_check": True, "club_profile_check_month": "3"}
        )
        self.env["res.partner"].create(
            [
                {"name": f"Verein {n}", "is_company": True, "is_actor": True}
                for n in range(7)
            ]
        )
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            Check = self.env(cr=cr)["club.profile.check"]
            Check._cron_yearly(batch_size=3)
            self.assertEqual(Check.search_count([]), 10)
            Check._cron_send(batch_size=1)
        self.env.invalidate_all()
        self.assertEqual(len(self._mails()), 2)

    def test_an_organisation_of_two_companies_is_asked_once(self):
        for company in (self.company, self.other_company):
            company.write({"club_profile_check": True, "club_profile_check_month": "3"})
        self._yearly()
        self.assertEqual(
            len(self.Check.search([("partner_id", "=", self.choir.id)])), 1
        )

    # ------------------------------------------------------------
    # Reminders and rate
    # ------------------------------------------------------------

    def test_who_does_not_answer_is_reminded_once(self):
        checks = self.Check._ask(self.club | self.choir | self.silent, 2026)
        self._send()
        by_club = checks.grouped("partner_id")
        by_club[self.choir].sudo()._answer_confirm()
        self._yearly()
        self.assertEqual(len(self._mails(checks)), 2, "too early")
        with freeze_time(fields.Datetime.to_datetime(TODAY) + timedelta(days=21)):
            self._yearly()
            self._yearly()
        reminders = self._mails(checks)[2:]
        self.assertEqual(reminders.email_to, "hanna.berg@example.net")
        self.assertIn("Reminder", reminders.subject)
        self.assertIn(by_club[self.club].link_url, reminders.body_html)
        self.assertTrue(by_club[self.club].date_reminded)
        self.assertEqual(by_club[self.club].state, "sent")

    def test_nobody_is_reminded_of_a_link_that_has_run_out(self):
        check = self.Check._ask(self.choir, 2026, days_valid=21)
        self._send()
        with freeze_time(fields.Datetime.to_datetime(TODAY) + timedelta(days=22)):
            self._yearly()
        self.assertFalse(check.date_reminded)

    def test_the_rate_counts_answers_among_the_mails(self):
        checks = self.Check._ask(self.club | self.choir | self.silent, 2026)
        self._send()
        checks.filtered(lambda c: c.partner_id == self.choir).sudo()._answer_confirm()
        ((year, rate),) = self.Check.with_user(self.worker)._read_group(
            [("id", "in", checks.ids)], ["year"], ["response_rate:avg"]
        )
        self.assertEqual((year, rate), (2026, 0.5))

    def test_settings_of_the_round_belong_to_the_company(self):
        settings = self.env["res.config.settings"].create(
            {"club_profile_check": True, "club_profile_check_month": "2"}
        )
        settings.execute()
        self.assertTrue(self.company.club_profile_check)
        self.assertEqual(self.company.club_profile_check_month, "2")
        self.assertFalse(self.other_company.club_profile_check)

    def test_organisations_that_did_not_confirm_for_a_year_are_found(self):
        self.club.profile_confirmed_on = "2025-04-01"
        self.choir.profile_confirmed_on = "2025-02-01"
        search = html.fromstring(
            self._rpc(
                self.worker,
                "res.partner",
                "get_view",
                self.env.ref("club_support.res_partner_view_search_organisation").id,
                "search",
            )["arch"]
        )
        (domain,) = search.xpath("//filter[@name='not_confirmed']/@domain")
        found = self.env["res.partner"].search(
            [("is_actor", "=", True), *safe_eval(domain)]
        )
        self.assertIn(self.choir, found)
        self.assertIn(self.silent, found)
        self.assertNotIn(self.club, found)
