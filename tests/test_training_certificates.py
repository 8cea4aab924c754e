"""Certificates, signature sheets and lists on paper."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import PERSONAS
from .test_training_attendance import DAY, AttendanceCommon

SIGNATURES = "club_support.club_training_signatures"
LIST = "club_support.club_training_attendance_list"
CERTIFICATE = "club_support.club_training_certificate"


class CertificateCommon(AttendanceCommon):
    """The two days are over: Hanna was there, Jörg for the half."""

    def setUp(self):
        super().setUp()
        self._at(DAY + timedelta(days=3))
        self._row(self.hanna, self.first)
        self.hanna.attendance_ids.action_present()
        self._row(self.joerg, self.first).action_present()
        self._row(self.joerg, self.second).action_absent()

    def _issue(self):
        return self._rpc(
            self.trainingorganiser,
            "event.event",
            "action_issue_certificates",
            self.event.ids,
        )

    def _print(self, report, records, user=None):
        Report = self.env["ir.actions.report"].with_user(user or self.trainer)
        return Report._render_qweb_html(report, records.ids)[0].decode()


@tagged("post_install", "-at_install")
class TestCertificates(CertificateCommon):
    def test_whoever_was_there_long_enough_gets_a_number(self):
        self._issue()
        self.assertEqual(self.hanna.certificate_number, "TB-2027-0001")
        self.assertEqual(self.hanna.certificate_date, self.company._club_today())
        self.assertEqual(self.hanna.certificate_units, 8)
        self.assertFalse(self.joerg.certificate_number)
        self.assertEqual(
            self.joerg.certificate_obstacle,
            "The person attended 50 of the 80 percent that are needed.",
        )

    def test_issuing_again_changes_no_number_and_serves_the_rest(self):
        self._issue()
        self.training.attendance_share = 50
        self._issue()
        self.assertEqual(self.hanna.certificate_number, "TB-2027-0001")
        self.assertEqual(self.joerg.certificate_number, "TB-2027-0002")
        self.assertEqual(self.event.certificate_count, 2)

    def test_a_reprint_says_what_was_issued(self):
        self._issue()
        self.training.units = 20
        source = self._print(CERTIFICATE, self.hanna)
        self.assertIn("TB-2027-0001", source)
        self.assertIn("8 teaching units", " ".join(source.split()))

    def test_every_company_counts_from_one_and_every_year(self):
        numbers = self.company._club_take_certificate_numbers
        today = self.company._club_today()
        self.assertEqual(numbers(2, today), ["TB-2027-0001", "TB-2027-0002"])
        self.assertEqual(numbers(1, today), ["TB-2027-0003"])
        self.assertEqual(numbers(1, today.replace(year=2028)), ["TB-2028-0001"])
        other = self.other_company._club_take_certificate_numbers
        self.assertEqual(other(1, today), ["TB-2027-0001"])

    def test_thirty_certificates_cost_as_many_queries_as_one(self):
        def count(event):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            event.with_user(self.trainingorganiser).action_issue_certificates()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        single, many, warm = (self._create_date(seats_max=40) for _ in range(3))
        self._register(single, "Person")
        self._register(warm, "Person")
        self._register(many, *[f"Person {number}" for number in range(30)])
        self._at(single.date_end + timedelta(hours=1))
        for event in (single, many, warm):
            event.with_user(self.trainer).action_club_all_present()
        count(warm)
        self.assertLessEqual(count(many), count(single) + 1)
        numbers = many.registration_ids.mapped("certificate_number")
        self.assertEqual(len(set(numbers)), 30)

    def test_there_are_reasons_for_having_none(self):
        obstacles = []
        self.joerg.attendance_ids.action_forget()
        obstacles.append(self.joerg.certificate_obstacle)
        self.joerg.sudo().is_anonymised = True
        obstacles.append(self.joerg.certificate_obstacle)
        self.joerg._give_up("person")
        self.joerg.sudo().is_anonymised = False
        obstacles.append(self.joerg.certificate_obstacle)
        later = DAY + timedelta(days=9)
        self.second.sudo().write({"start": later, "stop": later + timedelta(hours=7)})
        obstacles.append(self.joerg.certificate_obstacle)
        self.event.sudo().training_state = "called_off"
        obstacles.append(self.joerg.certificate_obstacle)
        self.assertEqual(len(set(obstacles)), 5)
        for obstacle in obstacles:
            self._assert_sentence(obstacle)

    def test_one_person_gets_one_or_the_reason(self):
        organised = self.joerg.with_user(self.trainingorganiser)
        with self.assertRaises(UserError) as caught:
            organised.action_issue_certificate()
        self._assert_sentence(caught.exception)
        action = self.hanna.with_user(self.trainingorganiser).action_issue_certificate()
        self.assertEqual(action["report_name"], CERTIFICATE)
        self.assertTrue(self.hanna.certificate_number)

    def test_before_the_end_nothing_is_issued(self):
        self._at(DAY + timedelta(hours=3))
        with self.assertRaises(UserError) as caught:
            self._issue()
        self._assert_sentence(caught.exception)

    def test_a_revoked_number_is_not_given_again(self):
        self._issue()
        organised = self.hanna.with_user(self.trainingorganiser)
        dialog = organised.action_revoke_certificate()
        dialog = (
            self.env[dialog["res_model"]]
            .with_user(self.trainingorganiser)
            .with_context(**dialog["context"])
            .create({"reason": "The name was misspelt"})
        )
        dialog.action_apply()
        self.assertFalse(self.hanna.certificate_number)
        bodies = " ".join(self.hanna.message_ids.mapped("body"))
        self.assertIn("TB-2027-0001", bodies)
        self.assertIn("misspelt", bodies)
        self._issue()
        self.assertEqual(self.hanna.certificate_number, "TB-2027-0002")

    def test_nothing_is_revoked_without_a_reason_or_a_certificate(self):
        with self.assertRaises(UserError):
            self.hanna.action_revoke_certificate("Never issued")
        self._issue()
        for reason in ("", "  ", 7):
            with self.subTest(reason=reason), self.assertRaises(UserError) as caught:
                self.hanna.action_revoke_certificate(reason)
            self._assert_sentence(caught.exception)

    def test_attendance_stays_while_a_certificate_says_it(self):
        self._issue()
        with self.assertRaises(UserError) as caught:
            self.hanna.attendance_ids[:1].with_user(self.trainer).action_absent()
        self._assert_sentence(caught.exception)

    @mute_logger("odoo.models", "odoo.addons.base.models.ir_rule")
    def test_only_organisers_issue_and_revoke(self):
        self._issue()
        for user in (self.trainer, self.worker, self.officer, self.portal, self.public):
            for record, step, args in (
                (self.event, "action_issue_certificates", ()),
                (self.joerg, "action_issue_certificate", ()),
                (self.hanna, "action_revoke_certificate", ("Reason",)),
            ):
                with (
                    self.subTest(user=user.login, step=step),
                    self.assertRaises(AccessError),
                ):
                    self._rpc(user, record._name, step, record.ids, *args)
        with self.assertRaises(UserError):
            self._rpc(
                self.trainingorganiser,
                "event.registration",
                "write",
                self.hanna.ids,
                {"certificate_units": 99},
            )

    def test_whoever_came_to_an_event_that_is_no_training_gets_none(self):
        plain = self.env["event.event"].create(
            {"name": "Party", "date_begin": DAY, "date_end": DAY + timedelta(hours=1)}
        )
        guest = self.env["event.registration"].create(
            {"event_id": plain.id, "name": "Gast"}
        )
        self.assertFalse(guest.certificate_obstacle)
        for record, step in (
            (plain, "action_issue_certificates"),
            (guest, "action_issue_certificate"),
        ):
            with self.subTest(step=step), self.assertRaises(AccessError):
                getattr(record, step)()


@tagged("post_install", "-at_install")
class TestTrainingPapers(CertificateCommon):
    def test_the_signature_sheet_has_every_day_and_nobodys_address(self):
        source = self._print(SIGNATURES, self.event)
        self.assertEqual(source.count("Signature Sheet"), 2)
        self.assertEqual(source.count("Hanna Berg"), 2)
        self.assertIn("SV Grünbach", source)
        self.assertIn("Person trainer", source)
        self.assertNotIn("verein.example.org", source)

    def test_the_attendance_list_says_who_was_there(self):
        self._row(self.joerg, self.second).action_partly(90)
        self._at(DAY - timedelta(days=1))
        ohne = self._register(self.event, "Otto Ohne")
        self._at(DAY + timedelta(days=3))
        self.assertFalse(ohne._club_get_organisation_name())
        source = self._print(LIST, self.event)
        for text in ("×", "90 min", "SV Grünbach", "Without a club", "4.9"):
            self.assertIn(text, source)
        self.assertLess(source.index("SV Grünbach"), source.index("Without a club"))

    def test_the_certificate_says_what_counts(self):
        self.training.write(
            {"contents": "<p>Duties of the board</p>", "attendance_share": 50}
        )
        self._issue()
        people = self.hanna | self.joerg
        source = self._print(CERTIFICATE, people)
        for text in (
            "Certificate of Attendance",
            "Hanna Berg",
            "Child Protection in the Club",
            "Duties of the board",
            "TB-2027-0001",
            "TB-2027-0002",
            "Tuesday, March 2, 2027",
            "Person trainer",
        ):
            self.assertIn(text, source)
        text = " ".join(source.split())
        self.assertIn("4 out of 8 teaching units", text)
        self.assertNotIn("verein.example.org", source)

    def test_a_room_or_the_net_is_the_place(self):
        hall = self.env["club.facility"].create(
            {"name": "Sitzungsraum 1", "is_bookable": True}
        )
        self.event.sudo().facility_id = hall
        self.assertEqual(self.event._club_get_paper_place(), "Sitzungsraum 1")
        self.event.sudo().training_mode = "online"
        self.assertEqual(self.event._club_get_paper_place(), "Online")

    def test_printing_certificates_needs_some(self):
        for step in (
            self.event.with_user(self.trainer).action_club_print_certificates,
            lambda: self._print(CERTIFICATE, self.joerg),
        ):
            with self.assertRaises(UserError) as caught:
                step()
            self._assert_sentence(caught.exception)
        self._issue()
        action = self.event.with_user(self.trainer).action_club_print_certificates()
        self.assertEqual(action["report_name"], CERTIFICATE)
        action = self.event.with_user(self.trainer).action_club_view_certificates()
        self.assertEqual(action["domain"], [("event_id", "=", self.event.id)])

    def test_the_sheets_are_printed_from_the_date(self):
        event = self.event.with_user(self.trainer)
        for action, report in (
            (event.action_club_print_signatures(), SIGNATURES),
            (event.action_club_print_attendance(), LIST),
        ):
            self.assertEqual(action["report_name"], report)

    @mute_logger("odoo.models", "odoo.addons.base.models.ir_rule")
    def test_only_trainers_of_the_date_and_organisers_print(self):
        self._issue()
        other = new_test_user(
            self.env, login="club_other_trainer", groups=PERSONAS["trainer"]
        )
        for user in (other, self.worker, self.management, self.plain_user, self.portal):
            for report, records in (
                (SIGNATURES, self.event),
                (LIST, self.event),
                (CERTIFICATE, self.hanna),
            ):
                with (
                    self.subTest(user=user.login, report=report),
                    self.assertRaises(AccessError),
                ):
                    self._print(report, records, user)
        self.assertIn("Hanna", self._print(LIST, self.event, self.trainingorganiser))

    def test_the_certificate_speaks_the_language_of_the_registration(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.hanna.booking_id.lang = "de_DE"
        self.assertEqual(self.hanna._club_paper_lang(), "de_DE")
        self._issue()
        self.assertIn("Dienstag, 2. März 2027", self._print(CERTIFICATE, self.hanna))

    def test_a_trainer_sees_the_days_with_their_buttons(self):
        self.event.sudo().trainer_ids = [Command.link(self.teacher.id)]
        views = self._rpc(
            self.trainer,
            "event.event",
            "get_views",
            [(self.env.ref("club_support.event_event_view_form_training").id, "form")],
        )
        self.assertIn("action_club_print_signatures", views["views"]["form"]["arch"])
        self.assertNotIn("action_issue_certificates", views["views"]["form"]["arch"])
