"""Action items: told, reported, reminded of."""

from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_agreements import AgreementCommon


@tagged("post_install", "-at_install")
class TestActionItems(AgreementCommon):
    # ------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------

    def test_a_person_gets_one_mail_with_a_link(self):
        item = self._take_on(date_due="2026-12-24", note="Bis 18 Uhr")
        item.action_send()
        mail = self._mails(item)
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.email_to, "hanna.berg@example.net")
        self.assertIn(self.team.email, mail.email_from)
        self.assertIn(self.team.email, mail.reply_to)
        self.assertIn(item.name, mail.subject)
        for text in ("/club/action/", "Bis 18 Uhr", self.network.name, "Hanna Berg"):
            self.assertIn(text, mail.body_html)
        self.assertTrue(item.date_sent)
        self.assertEqual(item.email, "hanna.berg@example.net")

    def test_an_organisation_is_addressed_by_who_speaks_for_it(self):
        item = self._take_on(partner_id=self.club.id)
        item.action_send()
        self.assertEqual(self._mails(item).email_to, self.club.email)
        self.env["club.office"].create(
            {
                "partner_id": self.club.id,
                "person_id": self.chair.id,
                "function_id": self.env.ref(
                    "club_support.club_office_function_chair"
                ).id,
            }
        )
        item.action_send()
        mail = self._mails(item)[1]
        self.assertEqual(mail.email_to, "hanna.berg@example.net")
        self.assertIn("Hanna Berg", mail.body_html)

    def test_the_mail_speaks_the_language_of_its_reader(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.chair.lang = "de_DE"
        item = self._take_on()
        item.action_send()
        self.assertEqual(item.lang, "de_DE")

    def test_a_colleague_gets_an_activity_instead_of_a_mail(self):
        due = self.company._club_today() + timedelta(days=9)
        item = self._take_on(partner_id=self.worker.partner_id.id, date_due=due)
        item.action_send()
        self.assertFalse(self._mails(item))
        task = self._tasks(item, "")
        self.assertEqual(task.user_id, self.worker)
        self.assertEqual(task.date_deadline, due)
        item.date_due = due + timedelta(days=1)
        self.assertEqual(task.date_deadline, due + timedelta(days=1))

    def test_a_colleague_who_may_not_know_the_network_gets_a_mail(self):
        self.network.is_restricted = True
        item = self._take_on(partner_id=self.worker.partner_id.id)
        item.action_send()
        self.assertFalse(self._tasks(item))
        self.assertEqual(self._mails(item).email_to, self.worker.email)

    def test_who_cannot_be_reached_is_named(self):
        nobody = self.env["res.partner"].create({"name": "Ohne Adresse"})
        item = self._take_on(partner_id=nobody.id)
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            item.action_send()
        self._assert_sentence(caught.exception)
        self.assertIn("Ohne Adresse", str(caught.exception))
        other = self._take_on()
        answer = (item | other).action_send()
        self.assertIn("Ohne Adresse", answer["params"]["message"])
        self.assertFalse(item.date_sent)
        self.assertTrue(other.date_sent)
        with self.assertRaises(UserError) as caught:
            self._take_on(partner_id=False).action_send()
        self._assert_sentence(caught.exception)

    def test_all_of_a_meeting_are_sent_at_once_and_only_once(self):
        items = self._take_on() | self._take_on(partner_id=self.club.id)
        self._take_on(partner_id=False)
        meeting = self.meeting.with_user(self.organiser)
        self.assertEqual(meeting.unsent_item_count, 2)
        meeting.action_send_action_items()
        self.assertEqual(len(self._mails(items)), 2)
        self.assertEqual(meeting.unsent_item_count, 0)
        with self.assertRaises(UserError) as caught:
            meeting.action_send_action_items()
        self._assert_sentence(caught.exception)

    def test_sending_takes_a_constant_number_of_queries(self):
        people = self.env["res.partner"].create(
            [
                {"name": f"Person {number}", "email": f"p{number}@example.net"}
                for number in range(31)
            ]
        )
        counts = []
        for owners in (people[:1], people[1:]):
            items = self.env["club.action.item"].union(
                *[self._take_on(partner_id=owner.id) for owner in owners]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            items.action_send()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
            self.assertEqual(len(self._mails(items)), len(owners))
        self.assertLessEqual(counts[1], counts[0] + 10, counts)

    def test_a_mail_that_failed_is_sent_again(self):
        item = self._take_on()
        item.action_send()
        mail = self._mails(item)
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

    def test_who_had_it_before_cannot_report_it_any_more(self):
        item = self._take_on()
        item.action_send()
        token = item.sudo().link_url.rpartition("/")[2]
        Item = self.env["club.action.item"]
        self.assertEqual(Item._club_link_record("action", token)[0], item)
        item.partner_id = self.club
        self.assertFalse(item.date_sent)
        self.assertFalse(item.email)
        self.assertFalse(Item._club_link_record("action", token)[0])
        item.action_send()
        self.assertEqual(
            Item._club_link_record("action", token), (Item.browse(), "expired")
        )

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def test_staff_notes_that_it_is_done(self):
        item = self._take_on(partner_id=self.worker.partner_id.id)
        item.action_send()
        item.action_done("Liegt vor.")
        self.assertEqual(
            (item.state, item.done_via, item.done_note), ("done", "staff", "Liegt vor.")
        )
        self.assertEqual(item.date_done, self.company._club_today())
        self.assertFalse(self._tasks(item))
        self.assertIn("Liegt vor.", item.message_ids[0].body)
        item.action_reopen()
        self.assertEqual((item.state, item.date_done), ("open", False))

    def test_colleagues_report_their_own_and_no_other(self):
        own = self._take_on(partner_id=self.worker.partner_id.id)
        other = self._take_on()
        self.assertTrue(own.with_user(self.worker).may_report)
        self.assertFalse(other.with_user(self.worker).may_report)
        for items in (other, own | other):
            with (
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                self._rpc(self.worker, "club.action.item", "action_done", items.ids)
        self._rpc(self.worker, "club.action.item", "action_done", own.ids, "Fertig")
        self.assertEqual((own.state, own.done_via), ("done", "owner"))
        for method in ("action_reopen", "action_drop", "action_send"):
            with (
                self.subTest(method=method),
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                self._rpc(self.worker, "club.action.item", method, own.ids)

    def test_a_user_without_a_role_reports_nothing_here(self):
        own = self._take_on(partner_id=self.plain_user.partner_id.id)
        with self.assertRaises(AccessError):
            self._rpc(self.plain_user, "club.action.item", "action_done", own.ids)

    def test_what_is_dropped_says_why(self):
        item = self._take_on()
        with self.assertRaises(UserError) as caught:
            item.action_drop()
        self._assert_sentence(caught.exception)
        item.action_drop("Das Fest fällt aus.")
        self.assertEqual(item.state, "dropped")
        self.assertEqual(item.done_note, "Das Fest fällt aus.")
        for method in ("action_done", "action_send"):
            with self.assertRaises(UserError) as caught:
                getattr(item, method)()
            self._assert_sentence(caught.exception)

    def test_nobody_jumps_around_the_steps(self):
        item = self._take_on()
        vals = {"meeting_id": self.meeting.id, "name": "Trick"}
        jumps = {
            "state": "done",
            "date_done": "2026-01-01",
            "done_via": "link",
            "date_sent": "2026-01-01 10:00:00",
            "email": "x@example.net",
            "reminded_on": "2026-01-01",
            "overdue_on": "2026-01-01",
            "date_proposed": "2026-01-01",
        }
        for name, value in jumps.items():
            for method, *args in (
                ("write", item.ids, {name: value}),
                ("create", {**vals, name: value}),
            ):
                with self.subTest(field=name, method=method):
                    with self.assertRaises(UserError) as caught:
                        self._rpc(self.organiser, "club.action.item", method, *args)
                    self._assert_sentence(caught.exception)
            with self.subTest(field=name), self.assertRaises(UserError):
                self._rpc(
                    self.organiser,
                    "club.action.item",
                    "create",
                    vals,
                    context={f"default_{name}": value},
                )

    def test_the_link_is_nobodys_to_read(self):
        item = self._take_on()
        item.action_send()
        for name in ("link_url", "mail_from", "salutation"):
            for user in (self.organiser, self.administrator):
                with (
                    self.subTest(field=name, user=user.login),
                    self.assertRaises(AccessError),
                ):
                    self._rpc(user, "club.action.item", "read", item.ids, [name])

    def test_open_items_of_earlier_meetings_stand_on_the_next_one(self):
        item, done = self._take_on(), self._take_on()
        done.action_done()
        loose = self._take_on(meeting_id=False, network_id=self.network.id)
        later = self._create_meeting(
            start="2026-06-02 17:00:00", stop="2026-06-02 19:00:00"
        )
        self.assertEqual(later.earlier_item_ids, item | loose)
        self.assertEqual(self.meeting.earlier_item_ids, loose)
        later.earlier_item_ids.with_user(self.organiser).action_done()
        self.assertFalse(later.earlier_item_ids)

    def test_the_network_counts_what_is_open(self):
        self._take_on().action_done()
        self._take_on()
        network = self.network.with_user(self.organiser)
        self.assertEqual(network.open_action_item_count, 1)
        self._decide().action_adopt()
        for action in (
            network.action_view_action_items(),
            network.action_view_decisions(),
        ):
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(found.network_id, self.network)

    # ------------------------------------------------------------
    # Reminding
    # ------------------------------------------------------------

    def _remind(self, day):
        cron = self.env.ref("club_support.club_action_item_cron_remind")
        self.env.flush_all()
        with freeze_time(f"{day} 06:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _take_on_and_send(self, due, sent="2026-01-05", **vals):
        with freeze_time(f"{sent} 09:00:00"):
            item = self._take_on(date_due=due, **vals)
            item.action_send()
        return item

    def test_s3_05_agreed_tasks_are_reminded_of_before_and_after_they_are_due(self):
        item = self._take_on_and_send("2026-03-10")
        for day, mails, tasks in (
            ("2026-03-06", 1, 0),
            ("2026-03-07", 2, 0),
            ("2026-03-08", 2, 0),
            ("2026-03-10", 2, 0),
            ("2026-03-11", 3, 1),
            ("2026-03-12", 3, 1),
        ):
            self._remind(day)
            with self.subTest(day=day):
                self.assertEqual(len(self._mails(item)), mails)
                self.assertEqual(len(self._tasks(item, "_overdue")), tasks)
        task = self._tasks(item, "_overdue")
        self.assertEqual(task.user_id, self.organiser)
        self.assertIn(item.name, task.summary)
        self.assertIn("Reminder", self._mails(item)[2].subject)
        item.action_done()
        self.assertFalse(self._tasks(item))

    def test_nobody_is_reminded_of_what_is_settled_or_was_never_sent(self):
        done = self._take_on_and_send("2026-03-10")
        done.action_done()
        unsent = self._take_on(date_due="2026-03-10")
        parked = self._take_on_and_send("2026-03-10")
        parked.active = False
        for day in ("2026-03-08", "2026-03-11"):
            self._remind(day)
        self.assertEqual(len(self._mails(done)), 1)
        self.assertEqual(len(self._mails(parked)), 1)
        self.assertFalse(self._mails(unsent))
        self.assertFalse(self._tasks(done | parked))
        self.assertEqual(self._tasks(unsent).user_id, self.organiser)

    def test_who_was_told_yesterday_needs_no_reminder_today(self):
        item = self._take_on_and_send("2026-03-10", sent="2026-03-08")
        self._remind("2026-03-09")
        self.assertEqual(len(self._mails(item)), 1)
        self._remind("2026-03-11")
        self.assertEqual(len(self._mails(item)), 2)

    def test_a_new_day_is_reminded_of_anew(self):
        item = self._take_on_and_send("2026-03-10")
        self._remind("2026-03-11")
        self.assertTrue(self._tasks(item, "_overdue"))
        item.date_due = "2026-04-10"
        self.assertFalse(self._tasks(item, "_overdue"))
        self._remind("2026-04-08")
        self._remind("2026-04-11")
        self.assertEqual(len(self._mails(item)), 4)
        self.assertTrue(self._tasks(item, "_overdue"))

    def test_a_colleague_is_reminded_by_the_desk_alone(self):
        item = self._take_on_and_send(
            "2026-03-10", partner_id=self.worker.partner_id.id
        )
        self._remind("2026-03-08")
        self._remind("2026-03-11")
        self.assertFalse(self._mails(item))
        self.assertEqual(self._tasks(item, "_overdue").user_id, self.organiser)

    def test_an_address_that_broke_since_gets_no_reminder(self):
        item = self._take_on_and_send("2026-03-10")
        self.chair.email = False
        self._remind("2026-03-11")
        self.assertEqual(len(self._mails(item)), 1)
        self.assertTrue(self._tasks(item, "_overdue"))

    def test_late_items_are_found(self):
        with freeze_time("2026-03-11 06:00:00"):
            late = self._take_on(date_due=date(2026, 3, 10))
            other = self._take_on(date_due=date(2026, 3, 11))
            Item = self.env["club.action.item"]
            ours = [("id", "in", (late | other).ids)]
            self.assertEqual(Item.search([*ours, ("is_overdue", "=", True)]), late)
            self.assertEqual(Item.search([*ours, ("is_overdue", "=", False)]), other)
            self.assertTrue(late.is_overdue)
            self.assertFalse(other.is_overdue)
