import smtplib

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.mail_mail import OURS
from ..tools import incoming_mail as mail_tools
from ..tools.delivery import find_unknown_addresses
from .test_mailings import BOUNCE, MailingCommon

UNKNOWN = "550 5.1.1 no such user here"


@tagged("post_install", "-at_install")
class TestUndeliverable(MailingCommon):
    def _report(self, message_id, address, status="5.1.1", answer=UNKNOWN, to=None):
        self.count = getattr(self, "count", 0) + 1
        number = f"{self.id()}-{self.count}"
        raw = BOUNCE.format(number=number, address=address, message_id=message_id)
        raw = raw.replace("Status: 5.1.1\n", f"Status: {status}\n" if status else "")
        told = f"Diagnostic-Code: smtp; {answer}\n" if answer else ""
        raw = raw.replace(f"Diagnostic-Code: smtp; {UNKNOWN}\n", told)
        if to:
            raw = raw.replace("To: vereine@landkreis-musterau.example.org", f"To: {to}")
        return raw.encode()

    def _route(self, raw):
        """Hand a mail to Odoo's gateway, as the server of mail does."""
        with self.mock_mail_gateway(), mute_logger("odoo.addons.mail.models"):
            self.env["mail.thread"].message_process(False, raw)

    def _send_to_one(self):
        club = self._create_clubs(1)
        mailing = self._create_mailing(club)
        mailing.action_send()
        return club.office_ids.person_id, mailing

    def test_whatever_we_mail_is_tried_again_when_a_server_was_away(self):
        kept = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("club.") and not model._abstract
            if "mail_id" in model._fields
            if model._fields["mail_id"].comodel_name == "mail.mail"
        }
        self.assertIn("club.training.notice", kept)
        # those are found by their mail
        self.assertEqual(kept - {"club.mailing.recipient"} - set(OURS), set())

    # ------------------------------------------------------------
    # While the mail is handed over
    # ------------------------------------------------------------

    def test_only_an_answer_about_the_address_marks_it(self):
        cases = {
            (550, b"5.1.1 <x@example.org>: Recipient address rejected"): True,
            (554, b"5.1.0 Address rejected"): True,
            (550, b"#5.1.10 no such user"): True,
            (550, b"no such user"): True,
            (551, b"user not local"): True,
            (553, b"mailbox name not allowed"): True,
            (550, b"5.0.0 unknown"): True,
            (554, b"5.7.1 <x@example.org>: Relay access denied"): False,
            (550, b"5.7.1 sending limit exceeded"): False,
            (550, b"#5.7.1 sender is blocked"): False,
            (550, b"5.1.8 Sender address rejected: Domain not found"): False,
            (552, b"5.2.2 mailbox full"): False,
            (552, b"mailbox full"): False,
            (554, b"transaction failed"): False,
            (450, b"4.2.0 greylisted"): False,
        }
        for (code, text), marked in cases.items():
            with self.subTest(code=code, text=text):
                holder, mailing = self._send_to_one()
                refused = {holder.email: (code, text)}
                error = Exception(
                    "Mail Delivery Failed\nMail delivery failed via SMTP server 'x'.\n"
                    f"SMTPRecipientsRefused: {smtplib.SMTPRecipientsRefused(refused)}"
                )
                self._deliver(mailing, failing={holder.email: error})
                line = mailing.recipient_ids
                self.assertEqual(holder.email_undeliverable, marked)
                self.assertEqual(line.delivery, "undeliverable" if marked else "failed")
                self._assert_sentence(line.failure)
                mail = line.sudo().mail_id
                self.env.cr.execute(
                    "UPDATE mail_mail SET write_date = write_date - interval '1 hour'"
                )
                self.env.invalidate_all()
                self.assertEqual(mail._is_due_again(), not marked)

    def test_of_several_addresses_only_the_unknown_one_is_marked(self):
        bad, good = self._create_clubs(2).office_ids.person_id
        refused = {
            bad.email: (550, b"5.1.1 it's unknown"),
            good.email: (554, b"5.7.1 Relay access denied"),
        }
        failure = f"SMTPRecipientsRefused: {refused}"
        self.assertEqual(find_unknown_addresses(failure), [bad.email])
        mail = self.env["mail.mail"].create(
            {
                "email_to": f"{bad.email},{good.email}",
                "failure_type": "unknown",
                "failure_reason": failure,
            }
        )
        mail._club_mark_refused([], [])
        self.assertTrue(bad.email_undeliverable)
        self.assertFalse(good.email_undeliverable)

    def test_an_error_that_nobody_can_read_marks_nobody(self):
        for failure in (False, "", "SMTPRecipientsRefused: {(550", "timed out"):
            self.assertEqual(find_unknown_addresses(failure), [])

    # ------------------------------------------------------------
    # When the mail comes back
    # ------------------------------------------------------------

    def test_only_a_report_about_the_address_marks_it(self):
        cases = {
            ("5.1.1", UNKNOWN): True,
            ("5.1.1", ""): True,
            ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound"): True,
            ("5.0.0", "550 no such user"): True,
            ("", "550-5.1.1 no such user; see example.org"): True,
            ("", "550 unknown"): True,
            ("5.0.0", "550 5.7.1 relaying denied"): False,
            ("5.0.0", "554 refused"): False,
            ("5.0.0", ""): False,
            ("", "552 mailbox full"): False,
            ("5.2.2", "552 5.2.2 mailbox full"): False,
            ("5.2.2", "550 mailbox full"): False,
            ("5.7.1", "550 5.7.1 blocked"): False,
            ("4.4.7", "451 4.4.7 expired"): False,
        }
        for (status, answer), marked in cases.items():
            for to in (None, "bounce@elsewhere.example.org"):
                with self.subTest(status=status, answer=answer, to=to):
                    holder, mailing = self._send_to_one()
                    self._deliver(mailing)
                    message_id = self._mails_of(mailing).message_id
                    raw = self._report(message_id, holder.email, status, answer, to)
                    self._route(raw)
                    self.assertEqual(holder.email_undeliverable, marked)
                    if not to:
                        self.assertTrue(mailing.recipient_ids.is_bounced)

    def test_the_whole_answer_is_kept(self):
        raw = self._report("<x@x>", "a@example.net", "", "550 unknown; see there")
        message = mail_tools.read_mail(raw)
        self.assertEqual(mail_tools.get_diagnosis(message), "550 unknown; see there")

    def test_a_report_that_odoo_itself_routes_is_believed_on_evidence_only(self):
        clubs = self._create_clubs(2)
        holder, victim = (club.office_ids.person_id for club in clubs)
        mailing = self._create_mailing(clubs[0])
        mailing.action_send()
        self._deliver(mailing)
        message_id = self._mails_of(mailing).message_id
        elsewhere = "anything@elsewhere.example.org"
        self._route(self._report("<nothing@x>", victim.email, to=elsewhere))
        self.assertEqual(victim.message_bounce, 1, "Odoo counts")
        self.assertFalse(victim.email_undeliverable)
        self._route(self._report("<nothing@x>", holder.email, to=elsewhere))
        self.assertFalse(holder.email_undeliverable)
        self._route(self._report(message_id, holder.email, to=elsewhere))
        self.assertTrue(holder.email_undeliverable)
        self.assertEqual(holder.email_undeliverable_reason, UNKNOWN)
        self._route(self._report(message_id, victim.email, to=elsewhere))
        self.assertFalse(victim.email_undeliverable)
        self.assertFalse(clubs.filtered("email_undeliverable"))

    def test_what_a_stranger_wrote_himself_is_no_evidence(self):
        case = self._create_case()
        with self.mock_mail_gateway():
            message = case.message_post(
                body="Hallo",
                message_type="email",
                subtype_xmlid="mail.mt_comment",
                email_from="stranger@example.net",
                author_id=False,
                message_id="<chosen@example.net>",
                partner_ids=self.hanna.ids,
            )
        self.assertIn(self.hanna, message.notification_ids.res_partner_id)
        for to in (None, "bounce@elsewhere.example.org"):
            self._route(self._report("<chosen@example.net>", self.hanna.email, to=to))
            self.assertFalse(self.hanna.email_undeliverable)
