import base64
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClubSupportCommon

MAILS = Path(__file__).parent / "mails"
INCOMING_LOGGER = "odoo.addons.club_support.models.club_incoming_mail"


class IncomingMailCommon(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Incoming = cls.env["club.incoming.mail"]

    def _receive(self, raw, model="club.case"):
        """Hand raw bytes to Odoo's gateway; return what our list says of them."""
        last = self.Incoming.search([], limit=1).id or 0
        self.env["mail.thread"].message_process(model, raw)
        return self.Incoming.search([("id", ">", last)])

    def _receive_file(self, name):
        return self._receive((MAILS / name).read_bytes())

    def _make_mail(self, sender, subject="Frage", body="Guten Tag", **headers):
        message = EmailMessage()
        message["From"] = sender
        message["To"] = headers.pop("to", self.team.email)
        message["Subject"] = subject
        message["Message-ID"] = headers.pop(
            "message_id", f"<{subject[:8].encode().hex()}-{id(message)}@example.net>"
        )
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(body)
        return message.as_bytes()

    def _count_partners(self):
        return self.env["res.partner"].with_context(active_test=False).search_count([])


@tagged("post_install", "-at_install")
class TestTenMails(IncomingMailCommon):
    """What arrives in a town hall's mailbox, as raw bytes through the gateway."""

    def test_s3_13_a_mail_becomes_a_case(self):
        partners = self._count_partners()
        incoming = self._receive_file("01_new_inquiry_latin1.eml")
        case = incoming.case_id
        self.assertEqual(incoming.outcome, "case")
        self.assertEqual(
            case.name, "Anfrage: Hallenzeiten für unsere neue Mädchenmannschaft"
        )
        self.assertRegex(case.number, r"^F\d{4}-\d{4}$")
        self.assertEqual(case.stage_id, self.stage_new)
        self.assertEqual(case.origin, "email")
        self.assertEqual(case.team_id, self.team)
        self.assertEqual(case.type_id, self.type_funding)
        self.assertFalse(case.user_id)
        self.assertEqual(
            case.email_from,
            '"Vorstand TSV Grünbach 1902 e.V." <vorstand@tsv-gruenbach.example.org>',
        )
        message = incoming.mail_message_id
        self.assertIn("möchten ab März eine Mädchenfußballmannschaft", message.body)
        self.assertNotIn("<pre", message.body)
        self.assertFalse(message.author_id)
        self.assertTrue(case.sender_is_unknown)
        self.assertEqual(self._count_partners(), partners)

    def test_html_mail_is_readable_and_harmless(self):
        incoming = self._receive_file("02_html_inline_attachment.eml")
        message = incoming.mail_message_id
        self.assertEqual(incoming.outcome, "case")
        self.assertIn("<b>zurück</b>", message.body)
        self.assertNotIn("script", message.body)
        self.assertNotIn("alert", message.body)
        self.assertNotIn("cid:", message.body)
        names = set(message.attachment_ids.mapped("name"))
        self.assertIn("Protokoll Mitgliederversammlung Übersicht.pdf", names)
        image = message.attachment_ids.filtered(lambda a: a.name.endswith(".png"))
        self.assertEqual(len(image), 1)
        self.assertIn(f"/web/image/{image.id}", message.body)
        self.assertEqual(image.mimetype, "image/png")
        self.assertTrue(image.raw.startswith(b"\x89PNG"))

    def test_the_sender_follows_up_on_his_own_first_mail(self):
        first = self._receive_file("01_new_inquiry_latin1.eml")
        self._receive_file("02_html_inline_attachment.eml")
        second = self._receive_file("03_follow_up_by_sender.eml")
        self.assertEqual(second.outcome, "reply")
        self.assertEqual(second.case_id, first.case_id)
        self.assertIn("etwa 14 Kinder", second.mail_message_id.body)
        self.assertEqual(second.mail_message_id.res_id, first.case_id.id)

    def test_out_of_office_makes_no_case_but_is_listed(self):
        incoming = self._receive_file("04_out_of_office.eml")
        self.assertEqual(incoming.outcome, "automatic")
        self.assertFalse(incoming.case_id)
        self.assertIn("nicht im Büro", incoming.body_preview)

    def test_a_bounce_is_listed_against_the_mail_that_bounced(self):
        case = self._create_case(
            email_from="kasse@sv-alt.example.org", contact_id=False
        )
        answer = case.with_user(self.worker).message_post(
            body="Guten Tag",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        answer.sudo().message_id = "<out-77@landkreis-musterau.example.org>"
        incoming = self._receive_file("05_bounce.eml")
        self.assertEqual(incoming.outcome, "bounce")
        self.assertEqual(incoming.case_id, case)
        self.assertEqual(incoming.mail_message_id, answer)
        notification = answer.sudo().notification_ids.filtered(
            lambda n: n.mail_email_address == "kasse@sv-alt.example.org"
        )
        self.assertEqual(notification.notification_status, "bounce")
        note = case.message_ids[0]
        self.assertIn("kasse@sv-alt.example.org", note.body)
        self.assertIn("User unknown", note.body)

    def test_a_bounce_of_an_unknown_mail_is_listed_without_a_case(self):
        incoming = self._receive_file("05_bounce.eml")
        self.assertEqual(incoming.outcome, "bounce")
        self.assertFalse(incoming.case_id)

    def test_bulk_mail_makes_no_case_but_is_listed(self):
        incoming = self._receive_file("06_bulk_mail.eml")
        self.assertEqual(incoming.outcome, "bulk")
        self.assertFalse(incoming.case_id)

    def test_a_citizens_idea_reaches_the_team_it_was_addressed_to(self):
        ideas = self.env["club.team"].create(
            {
                "name": "Ideen",
                "email": "Ideen@Landkreis-Musterau.example.org",
                "type_id": self.env.ref("club_support.club_case_type_citizen_idea").id,
            }
        )
        incoming = self._receive_file("07_idea_from_citizen_cc.eml")
        case = incoming.case_id
        self.assertEqual(case.team_id, ideas)
        self.assertEqual(case.type_id, ideas.type_id)
        self.assertIn("Mia 🙂", incoming.mail_message_id.body)
        self.assertIn(
            "familienbuero@stadt-auenstein.example.org",
            incoming.mail_message_id.incoming_email_cc,
        )
        self.assertFalse(incoming.mail_message_id.incoming_email_to)

    def test_an_empty_mail_without_subject_gets_one(self):
        incoming = self._receive_file("08_empty_no_subject.eml")
        self.assertEqual(incoming.outcome, "case")
        self.assertEqual(
            incoming.case_id.name,
            "E-mail without subject from undisclosed@example.net",
        )

    def test_what_the_gateway_writes_is_in_the_language_of_the_company(self):
        self.company.partner_id.lang = "de_DE"
        incoming = self._receive_file("08_empty_no_subject.eml")
        self.assertEqual(
            incoming.case_id.name, "E-Mail ohne Betreff von undisclosed@example.net"
        )

    def test_a_broken_character_set_is_repaired(self):
        incoming = self._receive_file("09_broken_charset.eml")
        self.assertEqual(incoming.outcome, "case")
        self.assertEqual(incoming.case_id.name, "„Dringend“ – Vereinsfest abgesagt")
        self.assertEqual(
            incoming.case_id.email_from, '"Müller, Kai" <kai@fc-nord.example.org>'
        )
        self.assertIn("fällt aus – wer informiert", incoming.mail_message_id.body)

    def test_a_forwarded_mail_is_the_colleagues_case_and_offers_the_sender(self):
        self.colleague.partner_id.email = "anja.reuter@landkreis-musterau.example.org"
        partners = self._count_partners()
        incoming = self._receive_file("10_forwarded_by_colleague.eml")
        case = incoming.case_id
        self.assertEqual(case.user_id, self.colleague)
        self.assertEqual(case.name, "Unser Vereinsheim / Zuschuss?")
        self.assertEqual(
            case.email_from,
            '"Olga Kowalski" <olga.kowalski@sf-hohenfels.example.org>',
        )
        self.assertTrue(case.sender_is_unknown)
        self.assertFalse(case.contact_id)
        self.assertEqual(incoming.mail_message_id.author_id, self.colleague.partner_id)
        self.assertEqual(self._count_partners(), partners)
        case.with_user(self.colleague).action_create_contact()
        self.assertEqual(case.contact_id.name, "Olga Kowalski")
        self.assertEqual(
            case.contact_id.email, "olga.kowalski@sf-hohenfels.example.org"
        )
        self.assertFalse(case.sender_is_unknown)

    def test_every_mail_is_kept_as_it_came(self):
        for path in sorted(MAILS.glob("*.eml")):
            with self.subTest(mail=path.name):
                incoming = self._receive(path.read_bytes())
                self.assertEqual(len(incoming), 1)
                raw = incoming.with_context(bin_size=False).raw
                self.assertEqual(base64.b64decode(raw), path.read_bytes())


@tagged("post_install", "-at_install")
class TestRouting(IncomingMailCommon):
    """Which case a mail belongs to, and which mail makes none."""

    def _answer(self, case):
        return case.with_user(self.worker).message_post(
            body="Wir kümmern uns.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def test_a_reply_finds_its_case_by_references(self):
        case = self._create_case()
        answer = self._answer(case)
        raw = self._make_mail(
            "new.address@example.net",
            subject="AW: ohne Nummer",
            References=f"<other@example.net> {answer.message_id}",
        )
        incoming = self._receive(raw)
        self.assertEqual(incoming.outcome, "reply")
        self.assertEqual(incoming.case_id, case)
        self.assertEqual(incoming.mail_message_id.parent_id, answer)

    def test_a_number_in_the_subject_counts_when_the_sender_is_known(self):
        case = self._create_case()
        raw = self._make_mail(self.chair.email, subject=f"Nachtrag [{case.number}]")
        incoming = self._receive(raw)
        self.assertEqual(incoming.outcome, "reply")
        self.assertEqual(incoming.case_id, case)
        self.assertEqual(incoming.mail_message_id.author_id, self.chair)

    def test_a_colleague_answers_with_the_number_from_his_own_mailbox(self):
        case = self._create_case()
        raw = self._make_mail(self.colleague.email, subject=f"AW: [{case.number}]")
        self.assertEqual(self._receive(raw).case_id, case)

    def test_a_number_from_a_stranger_makes_a_new_case_with_a_hint(self):
        case = self._create_case()
        raw = self._make_mail("stranger@example.net", subject=f"AW: [{case.number}]")
        incoming = self._receive(raw)
        self.assertEqual(incoming.outcome, "case")
        self.assertNotEqual(incoming.case_id, case)
        self.assertIn(case.number, incoming.case_id.message_ids[0].body)
        self.assertFalse(incoming.case_id.previous_case_id)

    def test_a_number_of_another_company_is_no_number_here(self):
        self.env["club.case"].create(
            {
                "name": "Fremd",
                "number": "F1-1",
                "company_id": self.other_company.id,
                "email_from": "stranger@example.net",
            }
        )
        raw = self._make_mail("stranger@example.net", subject="[F1-1]")
        incoming = self._receive(raw)
        self.assertEqual(incoming.outcome, "case")
        self.assertEqual(incoming.case_id.company_id, self.company)

    def test_a_reply_to_a_lately_closed_case_reopens_it(self):
        case = self._create_case()
        answer = self._answer(case)
        case.action_close(self.result_achieved)
        case.date_open = fields.Date.today() - timedelta(days=60)
        case.date_closed = fields.Date.today() - timedelta(days=30)
        incoming = self._receive(
            self._make_mail(self.chair.email, References=answer.message_id)
        )
        self.assertEqual(incoming.case_id, case)
        self.assertFalse(case.is_closed)
        self.assertFalse(case.result_id)
        self.assertEqual(case.stage_id, self.stage_new)

    def test_a_late_reply_opens_a_linked_case(self):
        case = self._create_case(type_id=self.type_funding.id)
        answer = self._answer(case)
        case.action_close(self.result_achieved)
        case.date_open = fields.Date.today() - timedelta(days=60)
        case.date_closed = fields.Date.today() - timedelta(days=31)
        incoming = self._receive(
            self._make_mail(
                self.chair.email, subject="Noch etwas", References=answer.message_id
            )
        )
        new_case = incoming.case_id
        self.assertEqual(incoming.outcome, "case")
        self.assertEqual(new_case.previous_case_id, case)
        self.assertEqual(new_case.name, "Noch etwas")
        self.assertEqual(new_case.partner_id, self.club)
        self.assertEqual(new_case.contact_id, self.chair)
        self.assertEqual(new_case.user_id, self.worker)
        self.assertTrue(case.is_closed)
        again = self._receive(
            self._make_mail(
                self.chair.email, subject="Und noch", References=answer.message_id
            )
        )
        self.assertEqual(again.outcome, "reply")
        self.assertEqual(again.case_id, new_case)

    def test_a_late_reply_of_somebody_else_is_answered_to_him(self):
        case = self._create_case()
        answer = self._answer(case)
        case.action_close(self.result_achieved)
        case.date_open = fields.Date.today() - timedelta(days=60)
        case.date_closed = fields.Date.today() - timedelta(days=31)
        incoming = self._receive(
            self._make_mail("nachfolger@example.net", References=answer.message_id)
        )
        self.assertEqual(incoming.case_id.partner_id, self.club)
        self.assertFalse(incoming.case_id.contact_id)
        self.assertEqual(
            incoming.case_id._get_correspondent()[1], "nachfolger@example.net"
        )

    def test_a_hundred_mails_of_one_sender_in_an_hour_are_all_kept(self):
        for number in range(100):
            raw = self._make_mail(
                "eifrig@example.net",
                subject=f"Meldung {number}",
                message_id=f"<eifrig-{number}@example.net>",
            )
            self.env["mail.thread"].message_process("club.case", raw)
        incoming = self.Incoming.search([("email_from", "=", "eifrig@example.net")])
        self.assertEqual(len(incoming), 100)
        self.assertEqual(set(incoming.mapped("outcome")), {"case"})
        self.assertEqual(len(incoming.case_id), 100)

    def test_a_mail_delivered_twice_makes_one_case(self):
        raw = self._make_mail("buerger@example.net")
        first = self._receive(raw)
        second = self._receive(raw)
        self.assertEqual(second.outcome, "duplicate")
        self.assertEqual(second.case_id, first.case_id)
        self.assertEqual(len(first.case_id.message_ids), 1)

    def test_our_own_mail_coming_back_makes_no_case(self):
        answer = self._answer(self._create_case())
        raw = self._make_mail(self.team.email, message_id=answer.message_id)
        self.assertEqual(self._receive(raw).outcome, "duplicate")
        raw = self._make_mail(f"Team <{self.team.email.upper()}>", message_id="<own@x>")
        self.assertEqual(self._receive(raw).outcome, "automatic")

    def test_no_mail_goes_out_because_a_mail_came_in(self):
        queued = self.env["mail.mail"].search([])
        for path in sorted(MAILS.glob("*.eml")):
            self._receive(path.read_bytes())
        self.assertEqual(self.env["mail.mail"].search([]) - queued, queued.browse())

    def test_an_automatic_answer_is_listed_at_the_case_it_answers(self):
        case = self._create_case()
        answer = self._answer(case)
        count = len(case.message_ids)
        raw = self._make_mail(
            self.chair.email,
            subject="Abwesenheitsnotiz: Hallenzeiten",
            References=answer.message_id,
        )
        incoming = self._receive(raw)
        self.assertEqual(incoming.outcome, "automatic")
        self.assertEqual(incoming.case_id, case)
        self.assertEqual(len(case.message_ids), count)

    def test_a_read_receipt_is_no_bounce(self):
        raw = (
            b"From: chair@example.net\r\nTo: vereine@landkreis-musterau.example.org\r\n"
            b"Subject: Gelesen: Ihre Anfrage\r\nMessage-ID: <mdn@example.net>\r\n"
            b"Content-Type: multipart/report; report-type=disposition-notification;"
            b' boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nGelesen\r\n'
            b"--b\r\nContent-Type: message/disposition-notification\r\n\r\n"
            b"Disposition: manual-action/MDN-sent-manually; displayed\r\n\r\n--b--\r\n"
        )
        self.assertEqual(self._receive(raw).outcome, "automatic")

    def test_a_mailing_list_reply_to_a_case_is_a_reply(self):
        answer = self._answer(self._create_case())
        raw = self._make_mail(
            "verteiler@example.net", References=answer.message_id, Precedence="list"
        )
        self.assertEqual(self._receive(raw).outcome, "reply")

    def test_a_reply_to_a_message_of_another_record_makes_a_case(self):
        message = self.club.message_post(body="x", subtype_xmlid="mail.mt_comment")
        count = len(self.club.message_ids)
        raw = self._make_mail(self.chair.email, References=message.message_id)
        incoming = self._receive(raw)
        self.assertEqual(incoming.outcome, "case")
        self.assertEqual(len(self.club.message_ids), count)

    def test_piped_mail_finds_its_team_by_the_envelope(self):
        raw = self._make_mail(
            "a@example.net",
            to="verteiler@landkreis-musterau.example.org",
            Delivered_To=self.team.email,
        )
        incoming = self._receive(raw, model=False)
        self.assertEqual(incoming.case_id.team_id, self.team)

    def test_fetched_mail_belongs_to_the_team_of_its_server(self):
        server = self.env["fetchmail.server"].create(
            {"name": "IMAP", "server_type": "local", "club_team_id": self.team.id}
        )
        raw = self._make_mail("a@example.net", to="undisclosed-recipients:;")
        last = self.Incoming.search([], limit=1).id or 0
        self.env["mail.thread"].with_context(
            default_fetchmail_server_id=server.id
        ).message_process(False, raw)
        incoming = self.Incoming.search([("id", ">", last)])
        self.assertEqual(incoming.case_id.team_id, self.team)

    def test_mail_for_others_takes_odoos_way(self):
        raw = self._make_mail("a@example.net", to="irgendwer@example.net")
        with (
            mute_logger("odoo.addons.mail.models.mail_thread"),
            self.assertRaises(ValueError),
        ):
            self.env["mail.thread"].message_process(False, raw)
        self.assertFalse(self.Incoming.search([("email_to", "ilike", "irgendwer")]))

    def test_an_error_never_loses_the_mail(self):
        def fail(*args, **kwargs):
            raise RuntimeError("database on holiday")

        raw = self._make_mail("a@example.net", subject="Wichtig")
        count = self.env["club.case"].search_count([])
        with mute_logger(INCOMING_LOGGER):
            self.patch(self.env.registry["club.case"], "message_new", fail)
            incoming = self._receive(raw)
        self.assertEqual(incoming.outcome, "error")
        self.assertIn("database on holiday", incoming.error)
        self.assertEqual(
            base64.b64decode(incoming.with_context(bin_size=False).raw), raw
        )
        self.assertEqual(self.env["club.case"].search_count([]), count)

    def test_an_error_that_has_passed_is_mended_by_the_cron(self):
        original = type(self.env["club.case"]).message_new
        calls = []

        def fail_once(records, *args, **kwargs):
            calls.append(1)
            if len(calls) == 1:
                raise RuntimeError("locked")
            return original(records, *args, **kwargs)

        with mute_logger(INCOMING_LOGGER):
            self.patch(self.env.registry["club.case"], "message_new", fail_once)
            incoming = self._receive(self._make_mail("a@example.net"))
            self.assertEqual(incoming.outcome, "error")
            with self.enter_registry_test_mode():
                self.env.ref(
                    "club_support.club_incoming_mail_cron_process_again"
                ).method_direct_trigger()
        incoming.invalidate_recordset()
        self.assertEqual(incoming.outcome, "case")
        self.assertFalse(incoming.error)

    def test_the_cron_gives_up_after_three_attempts(self):
        incoming = self._receive(self._make_mail("a@example.net"))
        incoming.sudo().write({"outcome": "error", "attempts": 3})
        with self.enter_registry_test_mode():
            self.env.ref(
                "club_support.club_incoming_mail_cron_process_again"
            ).method_direct_trigger()
        incoming.invalidate_recordset()
        self.assertEqual(incoming.attempts, 3)

    def test_bytes_that_are_no_mail_are_kept(self):
        for raw in (b"", b"\xff\xfe\x00garbage", b"Subject: \x00\r\n\r\n\x00"):
            with self.subTest(raw=raw), mute_logger(INCOMING_LOGGER):
                incoming = self._receive(raw)
                self.assertEqual(len(incoming), 1)

    def test_only_the_gateway_hands_in_mail(self):
        raw = self._make_mail("a@example.net")
        for persona in (self.portal, self.public, self.plain_user, self.worker):
            with self.subTest(persona=persona.login), self.assertRaises(AccessError):
                self.env["mail.thread"].with_user(persona).message_process(
                    "club.case", raw
                )

    def test_the_user_of_a_pipe_is_an_administrator(self):
        raw = self._make_mail("a@example.net")
        gateway = self.env["mail.thread"].with_user(self.administrator)
        case_id = gateway.message_process("club.case", raw)
        self.assertEqual(
            self.env["club.case"].browse(case_id).email_from, "a@example.net"
        )

    def test_a_server_without_team_still_serves_our_mailbox(self):
        server = self.env["fetchmail.server"].create(
            {"name": "IMAP", "server_type": "local"}
        )
        case_id = (
            self.env["mail.thread"]
            .with_context(default_fetchmail_server_id=server.id)
            .message_process(False, self._make_mail("a@example.net"))
        )
        self.assertEqual(self.env["club.case"].browse(case_id).team_id, self.team)

    def test_many_mails_of_one_sender_to_one_case_are_kept_in_silence(self):
        case = self._create_case()
        answer = self._answer(case)
        outcomes = [
            self._receive(
                self._make_mail(
                    self.chair.email,
                    subject=f"Abwesend {number}",
                    References=answer.message_id,
                )
            )
            for number in range(12)
        ]
        self.assertEqual({mail.outcome for mail in outcomes}, {"reply"})
        note = self.env.ref("mail.mt_note")
        self.assertNotEqual(outcomes[0].mail_message_id.subtype_id, note)
        self.assertEqual(outcomes[-1].mail_message_id.subtype_id, note)


@tagged("post_install", "-at_install")
class TestKnownSenders(IncomingMailCommon):
    """Whom a case is about when a mail makes it."""

    def _receive_from(self, sender):
        return self._receive(self._make_mail(sender)).case_id

    def test_a_clubs_own_address_sets_the_organisation(self):
        case = self._receive_from("Info <INFO@tsv-gruenbach.example.org>")
        self.assertEqual(case.partner_id, self.club)
        self.assertFalse(case.contact_id)
        self.assertFalse(case.sender_is_unknown)
        self.assertEqual(case.message_ids[-1].author_id, self.club)

    def test_a_person_counts_for_the_club(self):
        case = self._receive_from(self.chair.email)
        self.assertEqual(case.partner_id, self.club)
        self.assertEqual(case.contact_id, self.chair)
        self.assertFalse(case.sender_is_unknown)

    def test_a_citizen_without_organisation_is_the_contact(self):
        citizen = self.env["res.partner"].create(
            {"name": "Mia Lindt", "email": "mia@example.net"}
        )
        case = self._receive_from("mia@example.net")
        self.assertEqual(case.contact_id, citizen)
        self.assertFalse(case.partner_id)

    def test_an_address_of_club_and_chair_names_both(self):
        self.chair.email = self.club.email
        case = self._receive_from(self.club.email)
        self.assertEqual(case.partner_id, self.club)
        self.assertEqual(case.contact_id, self.chair)

    def test_a_couple_with_one_address_is_left_for_a_person_to_decide(self):
        self.env["res.partner"].create(
            {
                "name": "Jens Berg",
                "parent_id": self.club.id,
                "email": self.chair.email,
            }
        )
        case = self._receive_from(self.chair.email)
        self.assertEqual(case.partner_id, self.club)
        self.assertFalse(case.contact_id)
        self.assertTrue(case.sender_is_unknown)
        self.assertEqual(len(case.sender_candidate_ids), 2)
        self.assertFalse(case.message_ids[-1].author_id)

    def test_an_address_of_two_clubs_is_left_for_a_person_to_decide(self):
        other = self.env["res.partner"].create(
            {"name": "SV Alt", "is_company": True, "email": self.club.email}
        )
        case = self._receive_from(self.club.email)
        self.assertFalse(case.partner_id)
        self.assertEqual(case.sender_candidate_ids, self.club | other)
        case.with_user(self.worker).action_link_sender(other.id)
        self.assertEqual(case.partner_id, other)
        self.assertFalse(case.sender_is_unknown)

    def test_contacts_of_another_company_do_not_count(self):
        self.chair.company_id = self.other_company
        case = self._receive_from(self.chair.email)
        self.assertFalse(case.contact_id)

    def test_a_colleague_is_not_taken_for_a_club(self):
        case = self._receive_from(self.colleague.email)
        self.assertFalse(case.contact_id)
        self.assertFalse(case.user_id)
        self.assertEqual(case.message_ids[-1].author_id, self.colleague.partner_id)

    def test_the_worker_makes_a_contact_of_an_unknown_sender(self):
        case = self._receive_from('"Lindt, Mia" <mia@example.net>')
        message = case.message_ids[-1]
        self.assertFalse(message.author_id)
        case = case.with_user(self.worker)
        case.action_create_contact()
        self.assertEqual(case.contact_id.name, "Mia Lindt")
        self.assertEqual(case.contact_id.email, "mia@example.net")
        self.assertEqual(message.author_id, case.contact_id)
        self.assertFalse(case.sender_is_unknown)

    def test_creating_a_contact_twice_takes_the_one_that_is_there(self):
        first = self._receive_from("mia@example.net")
        second = self._receive(
            self._make_mail("mia@example.net", subject="Zweite Frage")
        ).case_id
        first.with_user(self.worker).action_create_contact()
        second.with_user(self.worker).action_create_contact()
        self.assertEqual(first.contact_id, second.contact_id)

    def test_this_is_names_the_sender(self):
        case = self._receive_from("privat.berg@example.net").with_user(self.worker)
        wizard = (
            self.env["club.case.link.sender"]
            .with_user(self.worker)
            .with_context(active_id=case.id)
            .create({"partner_id": self.chair.id})
        )
        wizard.action_link()
        self.assertEqual(case.contact_id, self.chair)
        self.assertEqual(case.partner_id, self.club)
        self.assertEqual(case.message_ids[-1].author_id, self.chair)

    def test_a_case_without_sender_offers_no_contact(self):
        case = self._create_case(contact_id=False)
        with self.assertRaises(UserError):
            case.with_user(self.worker).action_create_contact()


@tagged("post_install", "-at_install")
class TestMakeACase(IncomingMailCommon):
    """The button for mail that a rule only listed."""

    def test_bulk_mail_becomes_a_case_by_hand(self):
        incoming = self._receive_file("06_bulk_mail.eml").with_user(self.worker)
        action = incoming.action_make_case()
        self.assertEqual(incoming.outcome, "case")
        self.assertEqual(action["res_id"], incoming.case_id.id)
        self.assertEqual(incoming.case_id.name, "Ihr Gewinn wartet!!!")

    def test_a_mail_that_is_a_case_makes_no_second_one(self):
        incoming = self._receive_file("01_new_inquiry_latin1.eml")
        with self.assertRaises(UserError):
            incoming.with_user(self.worker).action_make_case()

    def test_management_cannot_make_a_case(self):
        incoming = self._receive_file("06_bulk_mail.eml")
        with self.assertRaises(AccessError):
            incoming.with_user(self.management).action_make_case()

    def test_a_colleague_of_another_company_cannot_reach_the_mail(self):
        incoming = self._receive_file("06_bulk_mail.eml")
        with self.assertRaises(AccessError):
            incoming.with_user(self.foreigner).action_make_case()

    def test_an_error_is_tried_again_by_hand(self):
        incoming = self._receive(self._make_mail("a@example.net"))
        incoming.sudo().write({"outcome": "error", "case_id": False})
        incoming.case_id.unlink()
        incoming.sudo().mail_message_id.unlink()
        incoming.with_user(self.worker).action_process_again()
        self.assertEqual(incoming.outcome, "case")
