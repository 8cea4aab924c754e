"""Asking for times, deciding on them, and telling the clubs."""

from datetime import timedelta

from freezegun import freeze_time
from lxml import html

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_facilities import FacilitiesCommon

NOW = "2027-02-01 09:00:00"
REASON = "Turnier"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestReservationSteps(FacilitiesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.write({"street": "Am Bach 1", "zip": "63900", "city": "Musterau"})

    def _notices(self, reservation):
        return self.env["club.reservation.notice"].search(
            [("reservation_ids", "in", reservation.ids)]
        )

    def _text(self, notice):
        return html.fromstring(notice.mail_id.body_html).text_content()

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def test_each_step_is_told_to_the_club_by_one_mail(self):
        booking = self._reserve()
        booking.action_request()
        booking.action_hold()
        booking.action_confirm()
        booking.action_cancel(REASON)
        notices = self._notices(booking).sorted("id")
        kinds = ["received", "held", "confirmed", "cancelled"]
        self.assertEqual(notices.mapped("kind"), kinds)
        self.assertEqual(len(notices.mail_id), 4)
        for notice in notices:
            mail = notice.mail_id
            self.assertEqual(mail.email_to.count("@"), 1)
            self.assertIn("info@tsv-gruenbach.example.org", mail.email_to)
            self.assertFalse(mail.recipient_ids)
            self.assertIn("vereine@landkreis-musterau", mail.reply_to)
            text = self._text(notice)
            self.assertIn("Tuesday, March 2, 2027", text)
            self.assertIn("18:00 – 20:00", text)
            self.assertIn("Dreifachhalle", notice.subject)
        self.assertIn(REASON, self._text(notices[-1]))
        self.assertIn("held until", self._text(notices[1]))

    def test_a_batch_is_told_by_one_mail_for_each_club(self):
        chess = self.club.copy(
            {"name": "Schachclub", "email": "post@chess.example.org"}
        )
        ours = self._reserve() | self._reserve(day="2027-03-09")
        theirs = self._reserve(day="2027-03-10", partner_id=chess.id)
        (ours | theirs).action_confirm()
        notices = self._notices(ours | theirs)
        self.assertEqual(len(notices), 2)
        [own] = notices.filtered(lambda one: one.partner_id == self.club)
        self.assertEqual(own.reservation_ids, ours)
        self.assertIn("March 9", self._text(own))
        self.assertNotIn("March 10", self._text(own))

    def test_telling_many_costs_no_more_queries_for_each(self):
        counts = []
        for month, number in (("03", 1), ("04", 20)):
            bookings = self.env["club.reservation"].union(
                *(
                    self._reserve(day=f"2027-{month}-{day:02}")
                    for day in range(1, number + 1)
                )
            )
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            bookings._tell("confirmed")
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3)

    def test_the_contact_of_a_time_is_written_to_first(self):
        booking = self._reserve(contact_id=self.chair.id)
        booking.action_confirm()
        notice = self._notices(booking)
        self.assertEqual(notice.email, "hanna.berg@example.net")
        self.assertIn("Hanna Berg", self._text(notice))
        # the history names the club, nobody learns an address from it
        bodies = " ".join(str(m.body) for m in booking.message_ids)
        self.assertNotIn("hanna.berg@", bodies)
        self.assertIn("is told by mail", bodies)

    def test_a_club_without_mail_gets_a_letter(self):
        self.club.email = False
        booking = self._reserve()
        booking.action_confirm()
        notice = self._notices(booking)
        self.assertEqual((notice.channel, notice.delivery), ("letter", "letter"))
        self.assertFalse(notice.mail_id)
        self.assertIn("letter", booking.notice_hint)
        page = self.env["ir.actions.report"]._render_qweb_html(
            "club_support.club_reservation_notice_letters", notice.ids
        )[0]
        text = html.fromstring(page).text_content()
        self.assertIn("Am Bach 1", text)
        self.assertIn("18:00 – 20:00", text)
        for user in (self.worker, self.caretaker, self.management):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._rpc(
                    user,
                    "club.reservation.notice",
                    "action_print_letters",
                    notice.ids,
                )
        self._rpc(
            self.officer, "club.reservation.notice", "action_print_letters", notice.ids
        )
        self.assertEqual(notice.delivery, "printed")
        self.assertFalse(booking.notice_hint)

    def test_who_cannot_be_reached_stays_visible_until_somebody_called(self):
        self.club.write({"email": False, "street": False, "city": False})
        booking = self._reserve()
        booking.action_confirm()
        notice = self._notices(booking)
        self.assertEqual(notice.delivery, "none")
        self._assert_sentence(booking.notice_hint)
        with self.assertRaises(UserError) as caught:
            notice.action_print_letters()
        self._assert_sentence(caught.exception)
        action = self._rpc(
            self.officer, "club.reservation", "action_view_notices", booking.ids
        )
        self.assertEqual(action["res_model"], "club.reservation.notice")
        self._rpc(
            self.officer, "club.reservation.notice", "action_mark_done", notice.ids
        )
        self.assertFalse(booking.notice_hint)

    def test_a_mail_that_failed_or_came_back_is_shown(self):
        booking = self._reserve()
        booking.action_confirm()
        notice = self._notices(booking)
        self.assertEqual(notice.delivery, "queued")
        notice.mail_id.write({"state": "exception", "failure_type": "mail_smtp"})
        self.assertEqual(notice.delivery, "failed")
        self._assert_sentence(booking.notice_hint)
        notice.is_bounced = True
        self.assertEqual(notice.delivery, "undeliverable")
        notice.action_print_letters()
        self.assertEqual(notice.delivery, "printed")

    @mute_logger("odoo.addons.club_support.models.mixin_notice")
    @mute_logger("odoo.addons.mail.models.mail_render_mixin")
    def test_a_spoiled_template_keeps_nobody_from_deciding(self):
        template = self.env.ref("club_support.mail_template_reservation_confirmed")
        template.body_html = '<p t-out="object.nothing_like_this"/>'
        booking = self._reserve()
        booking.action_confirm()
        self.assertEqual(booking.state, "confirmed")
        notice = self._notices(booking)
        self.assertEqual(notice.delivery, "failed")
        self.assertFalse(notice.mail_id)
        self._assert_sentence(booking.notice_hint)

    def test_nobody_is_told_of_the_past_nor_of_our_own_work(self):
        past = self._reserve(day="2027-01-05")
        own = self._reserve(partner_id=False, use="maintenance")
        (past | own).action_confirm()
        silent = self._reserve(day="2027-03-05").with_context(club_tell_clubs=False)
        silent.action_confirm()
        self.assertFalse(self._notices(past | own | silent))

    def test_a_rejection_needs_a_reason(self):
        booking = self._reserve()
        booking.action_request()
        with self.assertRaises(UserError) as caught:
            booking.action_reject("  ")
        self._assert_sentence(caught.exception)
        booking.action_reject(" Die Halle\nist zu ")
        self.assertEqual(booking.reason, "Die Halle ist zu")
        self.assertIn("Die Halle ist zu", self._text(self._notices(booking)[0]))
        booking.action_reopen()
        self.assertFalse(booking.reason)

    def test_what_was_given_or_used_is_not_deleted(self):
        given, used, asked = (
            self._reserve(start=hour, stop=hour + 1) for hour in (8, 9, 10)
        )
        given.action_confirm()
        used.action_confirm()
        asked.action_request()
        with freeze_time("2027-03-03 09:00:00"):
            used.action_count_people(12)
            used.sudo()._take_step("cancelled")
            for booking in (given, used, asked):
                with self.assertRaises(UserError) as caught:
                    self._rpc(self.officer, booking._name, "unlink", booking.ids)
                self._assert_sentence(caught.exception)
            self.assertEqual((given | used | asked).exists(), given | used | asked)

    def test_drafts_and_what_nobody_used_are_deleted(self):
        draft, rejected, cancelled = (
            self._reserve(start=hour, stop=hour + 1) for hour in (8, 9, 10)
        )
        rejected.action_request()
        rejected.action_reject(REASON)
        cancelled.action_confirm()
        cancelled.action_cancel(REASON)
        bookings = draft | rejected | cancelled
        bookings.with_user(self.officer).unlink()
        self.assertFalse(bookings.exists())

    def test_only_the_office_decides(self):
        booking = self._reserve(user_id=self.worker.id)
        args = {"action_reject": [REASON]}
        for user in (self.worker, self.caretaker, self.management, self.plain_user):
            for method in ("action_confirm", "action_hold", "action_reject"):
                with (
                    self.subTest(user=user.login, method=method),
                    self.assertRaises(AccessError),
                ):
                    self._rpc(
                        user,
                        "club.reservation",
                        method,
                        booking.ids,
                        *args.get(method, []),
                    )
        self._rpc(self.worker, "club.reservation", "action_request", booking.ids)
        self._rpc(self.officer, "club.reservation", "action_confirm", booking.ids)
        self.assertEqual(booking.state, "confirmed")

    def test_what_is_booked_at_once_is_given_back_at_once(self):
        self.hall.booking_mode = "direct"
        booking = self._reserve(user_id=self.worker.id)
        other = self._reserve(day="2027-03-04", user_id=self.colleague.id)
        other.action_request()
        self._rpc(self.worker, "club.reservation", "action_request", booking.ids)
        self.assertEqual(booking.state, "confirmed")
        self.assertEqual(self._notices(booking).kind, "confirmed")
        with self.assertRaises(AccessError):
            self._rpc(self.worker, "club.reservation", "action_cancel", other.ids)
        self._rpc(self.worker, "club.reservation", "action_cancel", booking.ids, REASON)
        self.assertEqual(booking.state, "cancelled")
        self.assertFalse(booking.occupancy_ids)

    def test_no_time_is_held_until_nonsense(self):
        booking = self._reserve()
        for until in ("bald", [1], 5):
            with self.subTest(until=until), self.assertRaises(UserError) as caught:
                self._rpc(
                    self.officer,
                    "club.reservation",
                    "action_hold",
                    booking.ids,
                    until,
                )
            self._assert_sentence(caught.exception)

    def test_the_dialog_asks_for_what_the_step_needs(self):
        bookings = self._reserve() | self._reserve(day="2027-03-09")
        Step = self.env["club.reservation.step"].with_user(self.officer)
        Step = Step.with_context(
            active_model="club.reservation", active_ids=bookings.ids
        )
        hold = Step.create({"step": "hold", "hold_until": "2027-01-01 10:00:00"})
        for dialog in (hold, Step.create({"step": "cancel", "reason": " "})):
            with self.assertRaises(UserError) as caught:
                dialog.action_apply()
            self._assert_sentence(caught.exception)
        hold.hold_until = "2027-02-20 10:00:00"
        hold.action_apply()
        self.assertEqual(set(bookings.mapped("state")), {"held"})
        Step.create({"step": "reject", "reason": REASON}).action_apply()
        self.assertEqual(set(bookings.mapped("reason")), {REASON})
        other = self._reserve(day="2027-03-11")
        Step.with_context(active_ids=other.ids).create(
            {"step": "cancel", "reason": REASON}
        ).action_apply()
        self.assertEqual(other.state, "cancelled")

    def test_the_dialog_shows_nobody_what_they_may_not_read(self):
        booking = self._reserve()
        vals = {"step": "cancel", "reservation_ids": [(6, 0, booking.ids)]}
        with self.assertRaises(AccessError):
            self._rpc(self.worker, "club.reservation.step", "create", [vals])

    # ------------------------------------------------------------
    # Moves
    # ------------------------------------------------------------

    def test_a_move_is_told_once_with_what_it_was_before(self):
        booking = self._reserve()
        booking.action_confirm()
        hour = timedelta(hours=1)
        booking.write({"start": booking.start + hour, "stop": booking.stop + hour})
        booking.facility_id = self.thirds[0]
        self.assertFalse(self._notices(booking).filtered(lambda n: n.kind == "moved"))
        with freeze_time("2027-02-01 09:11:00"):
            self._run_cron()
            self._run_cron()
        [notice] = self._notices(booking).filtered(lambda one: one.kind == "moved")
        text = self._text(notice)
        self.assertIn("19:00 – 21:00", text)
        self.assertRegex(text, r"before:\s+.*18:00 – 20:00")

    def test_a_move_there_and_back_is_none(self):
        booking = self._reserve()
        booking.action_confirm()
        start = booking.start
        for moment in (start + timedelta(hours=1), start):
            booking.write({"start": moment, "stop": moment + timedelta(hours=2)})
        with freeze_time("2027-02-01 09:11:00"):
            self._run_cron()
        self.assertFalse(booking.place_told)
        self.assertEqual(self._notices(booking).mapped("kind"), ["confirmed"])

    # ------------------------------------------------------------
    # Holds
    # ------------------------------------------------------------

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "club_support.club_reservation_cron_end_holds"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def test_a_hold_is_warned_of_and_then_free(self):
        booking = self._reserve(user_id=self.officer.id)
        booking.action_hold("2027-02-10 09:00:00")
        self._run_cron()
        self.assertEqual(self._notices(booking).mapped("kind"), ["held"])
        with freeze_time("2027-02-08 09:00:00"):
            self._run_cron()
            self._run_cron()
            self.assertEqual(
                self._notices(booking).sorted("id").mapped("kind"), ["held", "lapsing"]
            )
            self.assertEqual(booking.activity_ids.user_id, self.officer)
            self.assertEqual(len(booking.activity_ids), 1)
        with freeze_time("2027-02-10 09:01:00"):
            self._run_cron()
            self.assertEqual(booking.state, "requested")
            self.assertFalse(booking.occupancy_ids)
            self.assertEqual(self._notices(booking)[0].kind, "lapsed")

    def test_a_decision_takes_the_reminder_away(self):
        booking = self._reserve(user_id=self.officer.id)
        booking.action_hold(fields.Datetime.now() + timedelta(days=2))
        self._run_cron()
        self.assertTrue(booking.activity_ids)
        booking.action_confirm()
        self.assertFalse(booking.activity_ids)
        self.assertFalse(booking.is_hold_warned)

    def test_whoever_may_not_read_the_time_gets_no_reminder(self):
        booking = self._reserve(user_id=self.plain_user.id)
        booking.action_hold(fields.Datetime.now() + timedelta(days=2))
        self._run_cron()
        self.assertTrue(booking.is_hold_warned)
        self.assertFalse(booking.activity_ids)

    def test_without_a_team_the_mail_leaves_from_the_office_itself(self):
        self.env["club.team"].search([]).active = False
        self.company.partner_id.email = "sport@landkreis-musterau.example.org"
        self._reserve().action_confirm()
        self._reserve(day="2027-03-03").with_user(self.officer).action_confirm()
        notices = self.env["club.reservation.notice"].search([])
        self.assertTrue(notices.mail_id)
        for mail in notices.mail_id:
            self.assertIn("sport@landkreis-musterau.example.org", mail.email_from)
