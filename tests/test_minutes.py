"""Minutes: draft, sent to each, approved as the first item of the next meeting."""

import io
import shutil
import unittest

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import email_normalize, mute_logger
from odoo.tools.pdf import PdfReader

from odoo.addons.mail.tests.common import MailCase

from .common import ClubSupportCommon

PDF = b"%PDF-1.4 only for tests"


class ProtocolCommon(ClubSupportCommon, MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.network = cls.env["club.network"].create(
            {
                "name": "Runder Tisch Sport",
                "user_id": cls.organiser.id,
                "team_id": cls.team.id,
            }
        )
        cls.member = cls._create_member(cls.club, cls.chair)
        cls.meeting = cls._create_meeting()

    @classmethod
    def _create_meeting(cls, **vals):
        """Two hours on a Tuesday in March 2025, 18:00 in Berlin; ``vals`` win."""
        return cls.env["club.meeting"].create(
            {
                "network_id": cls.network.id,
                "name": "Runder Tisch im März",
                "start": "2025-03-04 17:00:00",
                "location": "Rathaus, Zimmer 12",
                **vals,
            }
        )

    @classmethod
    def _create_member(cls, club, person=None, **vals):
        return cls.env["club.network.member"].create(
            {
                "network_id": cls.network.id,
                "partner_id": club.id,
                "representative_id": person.id if person else False,
                "date_from": "2020-01-01",
                **vals,
            }
        )

    @classmethod
    def _create_club(cls, name, person=None, email=None, **vals):
        club = cls.env["res.partner"].create({"name": name, "is_company": True, **vals})
        contact = club.browse()
        if person:
            contact = contact.create(
                {"name": person, "parent_id": club.id, "email": email}
            )
        return club, contact

    @classmethod
    def _add_item(cls, name, meeting=None, **vals):
        meeting = meeting or cls.meeting
        return cls.env["club.agenda.item"].create(
            {"meeting_id": meeting.id, "name": name, **vals}
        )

    @classmethod
    def _invite(cls, partner, meeting=None, **vals):
        meeting = meeting or cls.meeting
        return cls.env["club.invitation"].create(
            {"meeting_id": meeting.id, "partner_id": partner.id, **vals}
        )

    def _as_organiser(self, record):
        return record.with_user(self.organiser)

    def _hold(self, meeting=None):
        meeting = self._as_organiser(meeting or self.meeting)
        meeting.action_hold()
        return meeting

    def _send(self, meeting=None):
        """Send the minutes without printing them, which takes a second each."""
        meeting = self._as_organiser(meeting or self.meeting)
        Meeting = type(self.env["club.meeting"])
        self.patch(Meeting, "_render_minutes_pdf", lambda self: ("Minutes.pdf", PDF))
        meeting.action_send_minutes()
        return self.env["mail.mail"].search(
            [("model", "=", "club.meeting"), ("res_id", "=", meeting.id)], order="id"
        )

    def _render_html(self, report, user=None, meeting=None):
        self.env.invalidate_all()
        Report = self.env["ir.actions.report"].with_user(user or self.organiser)
        meeting = meeting or self.meeting
        source = Report._render_qweb_html(f"club_support.{report}", meeting.ids)[0]
        return html.fromstring(source.decode())


@tagged("post_install", "-at_install")
class TestMinutes(ProtocolCommon):
    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def test_a_held_meeting_has_minutes_to_be_written(self):
        self.assertEqual(self.meeting.minutes_state, "none")
        self._hold()
        self.assertEqual(self.meeting.minutes_state, "draft")

    def test_a_meeting_of_others_has_no_minutes_of_ours(self):
        external = self._create_meeting(network_id=False, name="Messe")
        external.user_id = self.organiser
        self._hold(external)
        self.assertEqual((external.state, external.minutes_state), ("held", "none"))

    def test_minutes_are_sent_and_approved_by_steps_only(self):
        self._hold()
        for values in (
            {"minutes_state": "approved"},
            {"minutes_version": 7},
            {"minutes_sent_on": "2025-03-05"},
            {"minutes_approved_on": "2025-03-05"},
            {"minutes_approved_in_id": self.meeting.id},
        ):
            with self.subTest(values=values), self.assertRaises(UserError) as refused:
                self._rpc(
                    self.organiser, "club.meeting", "write", self.meeting.ids, values
                )
            self._assert_sentence(refused.exception)
        with self.assertRaises(UserError):
            self._rpc(
                self.organiser,
                "club.meeting",
                "create",
                [{"network_id": self.network.id, "start": "2027-03-02 17:00:00"}],
                context={"default_minutes_approved_on": "2025-03-05"},
            )

    def test_steps_follow_each_other(self):
        for step in ("send", "approve", "revise"):
            with self.subTest(step=step), self.assertRaises(UserError) as refused:
                self._rpc(
                    self.organiser,
                    "club.meeting",
                    f"action_{step}_minutes",
                    self.meeting.ids,
                )
            self._assert_sentence(refused.exception)

    def test_only_who_edits_the_meeting_takes_the_steps(self):
        self._hold()
        for step in ("send", "approve", "revise"):
            for user in (self.worker, self.management, self.foreigner):
                with self.subTest(step=step, user=user), self.assertRaises(AccessError):
                    self._rpc(
                        user,
                        "club.meeting",
                        f"action_{step}_minutes",
                        self.meeting.ids,
                    )

    # ------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------

    def test_each_gets_one_mail_of_their_own(self):
        tsv, erika = self._create_club("SV Tal", "Erika Tal", "erika@example.net")
        absent = self._create_club("SC Berg", "Uwe Berg", "uwe@example.net")[1]
        guest = self._create_club("DRK", "Gast Rot", "gast@example.net")[1]
        rows = [
            {"partner_id": self.chair.id, "state": "present"},
            {"partner_id": erika.id, "organisation_id": tsv.id, "state": "excused"},
            {"partner_id": absent.id, "state": "absent"},
            {"partner_id": guest.id, "state": "guest"},
            {"name": "Otto Ohne", "state": "guest"},
        ]
        self.env["club.attendance"].create(
            [{"meeting_id": self.meeting.id, **row} for row in rows]
        )
        self._hold()
        mails = self._send()
        self.assertEqual(
            sorted(email_normalize(mail.email_to) for mail in mails),
            ["erika@example.net", "hanna.berg@example.net"],
        )
        addresses = {email_normalize(mail.email_to) for mail in mails}
        for mail in mails:
            self.assertFalse(mail.recipient_ids)
            self.assertFalse(mail.email_cc)
            self.assertEqual(email_normalize(mail.reply_to), self.team.email)
            self.assertEqual(email_normalize(mail.email_from), self.team.email)
            self.assertEqual(mail.attachment_ids.raw, PDF)
            others = addresses - {email_normalize(mail.email_to)}
            self.assertFalse([name for name in others if name in mail.body_html])
        to_erika = mails.filtered(lambda mail: "erika" in mail.email_to)
        self.assertIn("Dear Erika Tal,", to_erika.body_html)
        self.assertEqual(self.meeting.minutes_state, "sent")

    def test_representatives_who_were_not_there_get_the_minutes(self):
        self._hold()
        mails = self._send()
        self.assertEqual(
            [email_normalize(mail.email_to) for mail in mails],
            ["hanna.berg@example.net"],
        )

    def test_members_of_another_day_do_not(self):
        late = self._create_club("SV Neu", "Nina Neu", "nina@example.net")
        self._create_member(*late, date_from="2025-04-01")
        candidate = self._create_club("SV Bald", "Bea Bald", "bea@example.net")
        self._create_member(*candidate, state="candidate")
        self._hold()
        self.assertEqual(len(self._send()), 1)

    def test_who_has_no_address_gets_them_through_the_organisation(self):
        club, person = self._create_club("SV Amt", "Paul Post", email=None)
        club.email = "info@sv-amt.example.org"
        self._create_member(club, person)
        silent, nobody = self._create_club("SV Still", "Sina Still")
        self._create_member(silent, nobody)
        self._hold()
        mails = self._send()
        self.assertEqual(
            {email_normalize(mail.email_to) for mail in mails},
            {"hanna.berg@example.net", "info@sv-amt.example.org"},
        )
        note = self.meeting.message_ids[0]
        self.assertIn("SV Still", note.body)
        self.assertEqual(note.attachment_ids.raw, PDF)

    def test_where_nobody_can_be_reached_they_are_given_out_by_hand(self):
        self.chair.email = self.club.email = False
        self._hold()
        with self.assertRaises(UserError) as refused:
            self._send()
        self._assert_sentence(refused.exception)
        self.meeting.invalidate_recordset()
        self.assertEqual(self.meeting.minutes_state, "draft")
        self._rpc(
            self.organiser,
            "club.meeting",
            "action_send_minutes_by_hand",
            self.meeting.ids,
        )
        self.assertEqual(self.meeting.minutes_state, "sent")

    def test_single_mails_stay_out_of_the_history(self):
        self._hold()
        self._send()
        shown = self.meeting.message_ids.filtered(
            lambda message: message.message_type != "user_notification"
        )
        self.assertIn("Minutes sent to: Hanna Berg", shown[0].body)
        self.assertNotIn(
            "example.net", " ".join(self.meeting.message_ids.mapped("body"))
        )

    def test_mails_that_fail_are_tried_again(self):
        self._hold()
        mail = self._send()
        mail.write({"state": "exception", "failure_type": "mail_smtp"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_mail SET write_date = write_date - INTERVAL '20 minutes' "
            "WHERE id = %s",
            [mail.id],
        )
        mail.invalidate_recordset()
        self.env["mail.mail"]._cron_send_case_answers_again()
        self.assertEqual(mail.state, "outgoing")

    def test_more_members_cost_no_more_queries_each(self):
        def send(count):
            network = self.network.copy({"name": f"Netz {count}"})
            meeting = self._create_meeting(network_id=network.id)
            for number in range(count):
                club, person = self._create_club(
                    f"SV {count}-{number}", "P", f"p{count}-{number}@example.net"
                )
                self._create_member(club, person, network_id=network.id)
            self._hold(meeting)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            mails = self._send(meeting)
            self.assertEqual(len(mails), count)
            return self.env.cr.sql_log_count - before

        send(1)
        one, thirty = send(2), send(30)
        self.assertLessEqual(thirty, one + 10)

    # ------------------------------------------------------------
    # What was sent stays
    # ------------------------------------------------------------

    def _assert_frozen(self, model, method, *args):
        with self.assertRaises(UserError) as refused:
            self._rpc(self.organiser, model, method, *args)
        self._assert_sentence(refused.exception)
        self.assertIn("Revise Minutes", str(refused.exception))

    def test_what_was_sent_stays_as_it_is(self):
        item = self._add_item("Hallenzeiten", outcome="<p>Alle einig.</p>")
        row = self.env["club.attendance"].create(
            {"meeting_id": self.meeting.id, "partner_id": self.chair.id}
        )
        self._hold()
        self._send()
        part = {"meeting_id": self.meeting.id}
        other = self._create_meeting(start="2025-06-03 16:00:00")
        for model, method, *args in (
            ("club.agenda.item", "write", item.ids, {"outcome": "<p>Nein.</p>"}),
            ("club.agenda.item", "write", item.ids, {"meeting_id": other.id}),
            ("club.agenda.item", "create", [{**part, "name": "Noch etwas"}]),
            ("club.agenda.item", "unlink", item.ids),
            ("club.attendance", "write", row.ids, {"state": "present"}),
            ("club.attendance", "action_present", row.ids),
            ("club.attendance", "create", [{**part, "name": "Otto"}]),
            ("club.attendance", "unlink", row.ids),
            ("club.meeting", "write", self.meeting.ids, {"minutes_text": "<p>x</p>"}),
        ):
            with self.subTest(model=model, method=method):
                self._assert_frozen(model, method, *args)
        stray = self._add_item("Anderes", meeting=other)
        self._assert_frozen("club.agenda.item", "write", stray.ids, part)
        with self.assertRaises(UserError) as refused:
            self._rpc(self.organiser, "club.meeting", "unlink", self.meeting.ids)
        self._assert_sentence(refused.exception)

    def test_that_an_item_is_carried_over_may_be_noted_later(self):
        item = self._add_item("Hallenzeiten")
        self._hold()
        self._send()
        self._rpc(
            self.organiser, "club.agenda.item", "write", item.ids, {"state": "carried"}
        )
        self.assertEqual(item.state, "carried")

    def test_revised_minutes_are_sent_again(self):
        item = self._add_item("Hallenzeiten")
        self._hold()
        self._send()
        self._rpc(
            self.organiser, "club.meeting", "action_revise_minutes", self.meeting.ids
        )
        self.assertEqual(self.meeting.minutes_state, "draft")
        self._as_organiser(item).outcome = "<p>Doch einig.</p>"
        mails = self._send()
        self.assertEqual(len(mails), 2)
        self.assertEqual(self.meeting.minutes_version, 2)
        self.assertNotIn("revised", mails[0].body_html)
        self.assertIn("revised", mails[1].body_html)

    # ------------------------------------------------------------
    # Approval
    # ------------------------------------------------------------

    def test_the_next_meeting_begins_with_the_minutes(self):
        after = self._create_meeting(name="Im Juni", start="2027-06-01 16:00:00")
        later = self._create_meeting(name="Im Juli", start="2027-07-06 16:00:00")
        first = self._add_item("Begrüßung", meeting=after, sequence=1)
        self._hold()
        self._send()
        item = after._get_agenda()[0]
        self.assertNotEqual(item, first)
        self.assertEqual(item.minutes_of_id, self.meeting)
        self.assertIn("Minutes of Runder Tisch im März", item.name)
        self.assertFalse(later.agenda_item_ids)

    def test_the_next_meeting_approves_by_its_first_item(self):
        after = self._create_meeting(name="Im Juni", start="2027-06-01 16:00:00")
        self._hold()
        self._send()
        item = after._get_agenda()
        self._rpc(
            self.organiser, "club.agenda.item", "action_approve_minutes", item.ids
        )
        self.assertEqual(self.meeting.minutes_state, "approved")
        self.assertEqual(self.meeting.minutes_approved_in_id, after)
        self.assertEqual(self.meeting.minutes_approved_on, self.company._club_today())
        self.assertEqual(item.state, "done")
        with self.assertRaises(UserError):
            self._as_organiser(item).action_approve_minutes()

    def test_approving_from_the_meeting_finds_the_item(self):
        after = self._create_meeting(name="Im Juni", start="2027-06-01 16:00:00")
        self._hold()
        self._send()
        self._as_organiser(self.meeting).action_approve_minutes()
        self.assertEqual(self.meeting.minutes_approved_in_id, after)

    def test_sending_twice_makes_one_item(self):
        after = self._create_meeting(name="Im Juni", start="2027-06-01 16:00:00")
        self._hold()
        self._send()
        self._as_organiser(self.meeting).action_revise_minutes()
        self._send()
        self.assertEqual(len(after.agenda_item_ids), 1)

    def test_a_meeting_made_later_begins_with_the_minutes_as_well(self):
        self.assertEqual(self.meeting._get_carried_item_vals(), [])
        self._hold()
        self.assertEqual(
            [vals["minutes_of_id"] for vals in self.meeting._get_carried_item_vals()],
            [self.meeting.id],
        )
        self._send()
        self._as_organiser(self.meeting).action_approve_minutes()
        self.assertEqual(self.meeting._get_carried_item_vals(), [])
        self.assertFalse(self.meeting.minutes_approved_in_id)

    def test_minutes_that_were_not_approved_are_carried_on(self):
        june = self._create_meeting(name="Im Juni", start="2027-06-01 16:00:00")
        july = self._create_meeting(name="Im Juli", start="2027-07-06 16:00:00")
        self._hold()
        self._send()
        item = june._get_agenda()
        carried = self._add_item("Weiter", july, carried_from_id=item.id)
        self.assertEqual(carried.minutes_of_id, self.meeting)
        self._as_organiser(carried).action_approve_minutes()
        self.assertEqual(self.meeting.minutes_approved_in_id, july)
        self.assertEqual((item.state, carried.state), ("done", "done"))

    def test_other_items_approve_nothing(self):
        item = self._add_item("Hallenzeiten")
        with self.assertRaises(UserError) as refused:
            self._as_organiser(item).action_approve_minutes()
        self._assert_sentence(refused.exception)

    def test_nobody_approves_minutes_of_another_network(self):
        other = self.env["club.network"].create(
            {"name": "Geheim", "user_id": self.lead.id, "is_restricted": True}
        )
        foreign = self._create_meeting(network_id=other.id)
        item = self._add_item("Fremdes")
        with self.assertRaises(UserError) as refused:
            self._rpc(
                self.organiser,
                "club.agenda.item",
                "write",
                item.ids,
                {"minutes_of_id": foreign.id},
            )
        self._assert_sentence(refused.exception)

    # ------------------------------------------------------------
    # Paper
    # ------------------------------------------------------------

    def _fill(self):
        self.network.has_votes = True
        item = self._add_item(
            "Hallenzeiten",
            outcome="<p>Es gab <b>drei</b> Vorschläge.</p>",
            presenter_id=self.chair.id,
        )
        self._add_item("Nur vorgeschlagen", state="proposed")
        part = {"meeting_id": self.meeting.id}
        self.env["club.decision"].create(
            [
                {**part, "name": "Dienstags frei", "agenda_item_id": item.id},
                {**part, "name": "Wir treffen uns öfter"},
            ]
        ).write({"state": "adopted", "number": "2025-01"})
        self.env["club.action.item"].create(
            {
                **part,
                "name": "Plan schicken",
                "agenda_item_id": item.id,
                "partner_id": self.chair.id,
                "date_due": "2025-04-01",
            }
        )
        self.env["club.action.item"].create({**part, "name": "Kuchen backen"})
        mail_made = self.env["res.partner"].create(
            {"name": "jemand@example.net", "email": "jemand@example.net"}
        )
        invitation = self._invite(mail_made, answer="substitute", substitute="Eva")
        self.env["club.attendance"].create(
            [
                {
                    **part,
                    "partner_id": self.chair.id,
                    "organisation_id": self.club.id,
                    "state": "present",
                },
                {
                    **part,
                    "partner_id": mail_made.id,
                    "invitation_id": invitation.id,
                    "state": "present",
                },
                {**part, "name": "Otto Ohne", "state": "guest"},
            ]
        )
        self._create_meeting(name="Im Juni", start="2027-06-01 16:00:00")

    def test_the_minutes_tell_it_all_and_nobodys_address(self):
        self._fill()
        self.club.write({"street": "Am Anger 3", "phone": "09999 123"})
        self._hold()
        text = " ".join(
            self._render_html("club_meeting_minutes").text_content().split()
        )
        for expected in (
            "Minutes of Meeting · Draft",
            "Runder Tisch im März",
            "Tuesday, March 4, 2025, 18:00 – 20:00",
            "Rathaus, Zimmer 12",
            "Present (2)",
            "Hanna Berg, TSV Grünbach 1902 e.V.",
            "Eva for",
            "Guest (1) Otto Ohne",
            "Voting members present: 1 of 1",
            "1. Hallenzeiten",
            "Es gab drei Vorschläge.",
            "Resolution 2025-01: Dienstags frei (Adopted)",
            "Task: Plan schicken – Hanna Berg, by 04/01/2025",
            "Further decisions and tasks",
            "Wir treffen uns öfter",
            "Kuchen backen",
            "Tuesday, June 1, 2027, 18:00 – 20:00",
        ):
            self.assertIn(expected, text)
        for secret in ("@", "example", "Am Anger", "09999", "Nur vorgeschlagen"):
            self.assertNotIn(secret, text)

    def test_approved_minutes_say_where(self):
        self._create_meeting(name="Im Juni", start="2027-06-01 16:00:00")
        self._hold()
        self._send()
        self._as_organiser(self.meeting).action_revise_minutes()
        self._send()
        self._as_organiser(self.meeting).action_approve_minutes()
        text = self._render_html("club_meeting_minutes").text_content()
        self.assertIn("in: Im Juni", text)
        self.assertIn("revised, version 2", text)

    def test_the_minutes_are_a_real_document(self):
        if not shutil.which("wkhtmltopdf"):
            raise unittest.SkipTest("wkhtmltopdf is not installed")
        self._fill()
        self._hold()
        meeting = self._as_organiser(self.meeting)
        meeting = meeting.with_context(force_report_rendering=True)
        with mute_logger("odoo.addons.base.models.ir_actions_report"):
            name, content = meeting._render_minutes_pdf()
        self.assertEqual(name, "Minutes of Meeting 2025-03-04 Runder Tisch im März.pdf")
        text = " ".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split())
        self.assertIn("Hallenzeiten", text)
        self.assertNotIn("@", text)
