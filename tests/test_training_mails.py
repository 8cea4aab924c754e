"""What people are told of their registrations, and what stands in the mails."""

from datetime import UTC, timedelta
from unittest.mock import patch

import icalendar
import vobject
from freezegun import freeze_time
from lxml import html

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import email_normalize, email_split, mute_logger

from odoo.addons.club_support.models.club_training_notice_calendar import Attachment

from .common_invitations import InvitationCommon
from .common_trainings import TrainingsCommon
from .test_mailings import BOUNCE

MAILBOX = "vereine@landkreis-musterau.example.org"
NOTICE = "club.training.notice"


class TellingCommon(TrainingsCommon):
    _sink = InvitationCommon._sink

    def _work_off(self, port):
        InvitationCommon._work_off(self, port, models=(NOTICE,))

    @classmethod
    def _allot(cls, events):
        """Seats are given without a word: each test tells what it is about."""
        quiet = events.sudo().with_context(club_tell_clubs=False)
        quiet.env["club.training.allotter"]._run(quiet)

    def _give_up(self, people, kind="person"):
        people.with_context(club_tell_clubs=False)._give_up(kind)
        self.env.invalidate_all()

    def _told(self, event, **vals):
        domain = [(name, "=", value) for name, value in vals.items()]
        return self.env[NOTICE].search([("event_id", "=", event.id), *domain])

    def _text(self, notice):
        return html.fromstring(notice.mail_id.body_html).text_content()

    def _entries(self, notice):
        """The calendar entries of a mail: method and event."""
        found = []
        for file in notice.mail_id.attachment_ids.sorted("id"):
            calendar = icalendar.Calendar.from_ical(file.raw)
            [event] = calendar.walk("VEVENT")
            self.assertIn(f"method={calendar['METHOD']}".lower(), file.mimetype)
            found.append((str(calendar["METHOD"]), event))
        return found

    def _tell(self, kind, people, **kwargs):
        return people.booking_id._club_tell(kind, people, **kwargs)

    def _group(self, event, *names):
        """People who share the address of their sender."""
        people = self._register(event, *names)
        people.email = False
        return people


@tagged("post_install", "-at_install")
class TestTrainingMails(TellingCommon):
    def test_a_sender_gets_seat_place_link_and_calendar(self):
        event = self._create_date(event_url="https://meet.example.org/kurs")
        people = self._register(event, "Hanna Berg")
        notice = self._tell("seat", people)
        self.assertEqual(notice.delivery, "queued")
        self.assertEqual(notice.mail_id.state, "outgoing")
        text = self._text(notice)
        for part in (
            "Dear Hanna Berg,",
            "Child Protection in the Club",
            "https://meet.example.org/kurs",
            "The seat is confirmed",
        ):
            self.assertIn(part, text)
        self.assertIn(people.booking_id._get_page_url(), notice.mail_id.body_html)
        self.assertNotIn("/club/training/", notice.body + notice.facts)
        [(method, entry)] = self._entries(notice)
        self.assertEqual(method, "REQUEST")
        self.assertEqual(entry["ATTENDEE"], "mailto:hanna.berg@verein.example.org")
        self.assertEqual(entry["ORGANIZER"], f"mailto:{MAILBOX}")
        self.assertEqual(
            entry["DTSTART"].dt.astimezone(UTC), event.date_begin.replace(tzinfo=UTC)
        )
        self.assertIn("/club/training/", entry["DESCRIPTION"])

    def test_people_with_an_address_get_no_link_and_no_other_name(self):
        people = self._register(self._create_date(), "Hanna Berg", "Kai Vogt")
        notices = self._tell("seat", people)
        sender = notices.filtered("is_to_sender")
        other = notices - sender
        self.assertEqual(other.email, "kai.vogt@verein.example.org")
        self.assertEqual(other.registration_ids, people[1])
        body = other.mail_id.body_html
        self.assertNotIn("/club/training/", body)
        self.assertNotIn("Hanna", body)
        self.assertIn("Kai Vogt", self._text(sender))
        entries = [entry for one in notices for _m, entry in self._entries(one)]
        uids = {str(entry["UID"]) for entry in entries}
        self.assertEqual(len(uids), 2)

    def test_a_sender_whose_people_have_addresses_has_no_entry_in_the_calendar(self):
        people = self._register(
            self._create_date(), "Hanna Berg", "Kai Vogt", email="office@x.example.org"
        )
        notices = self._tell("seat", people)
        sender = notices.filtered("is_to_sender")
        self.assertEqual(len(notices), 3)
        self.assertFalse(sender.mail_id.attachment_ids)

    def test_the_position_on_the_waiting_list_is_told(self):
        event = self._create_date(seats_max=1, seats_limited=True)
        self._register(event, "First Person")
        self._register(event, "Second Person")
        third = self._register(event, "Third Person")
        notice = self._tell("waiting", third)
        self.assertIn(
            "Third Person, position 2 on the waiting list", self._text(notice)
        )
        self.assertFalse(notice.mail_id.attachment_ids)

    def test_an_offer_names_its_deadline_and_goes_to_the_sender_only(self):
        event = self._create_date(seats_max=2, seats_limited=True)
        first = self._register(event, "First Person", "Other Person")
        pair = self._register(event, "Hanna Berg", "Kai Vogt")
        self._give_up(first)
        self._allot(event)
        self.assertTrue(pair.offer_id)
        notice = self._tell("offered", pair)
        self.assertEqual(len(notice), 1)
        self.assertTrue(notice.is_to_sender)
        until = event._club_tell_moment(pair.offer_id.until)
        self.assertIn(until, self._text(notice))
        self.assertIn("Accept or Decline the Seat", self._text(notice))

    def test_a_cancelled_seat_is_taken_out_of_the_calendar(self):
        people = self._group(self._create_date(), "Hanna Berg", "Kai Vogt")
        seat = self._tell("seat", people)
        [(_method, first)] = self._entries(seat)
        self._give_up(people[0])
        notice = self._tell("given_up", people[0])
        self.assertFalse(self._entries(notice), "the other one still comes")
        self._give_up(people[1])
        notice = self._tell("given_up", people[1])
        [(method, entry)] = self._entries(notice)
        self.assertEqual((method, entry["STATUS"]), ("CANCEL", "CANCELLED"))
        self.assertEqual(entry["UID"], first["UID"])
        self.assertGreater(entry["SEQUENCE"], first["SEQUENCE"])

    def test_every_day_is_an_entry_and_a_day_that_goes_is_cancelled(self):
        event = self._create_date()
        day = event.training_day_ids
        second, third = day.create(
            [
                {
                    "event_id": event.id,
                    "start": day.start + timedelta(days=number),
                    "stop": day.stop + timedelta(days=number),
                }
                for number in (1, 2)
            ]
        )
        people = self._register(event, "Hanna Berg")
        seat = self._tell("seat", people)
        files = seat.mail_id.attachment_ids.sorted("id")
        self.assertEqual(
            files.mapped("name"), ["invite.ics", "invite-2.ics", "invite-3.ics"]
        )
        before = {str(entry["UID"]): entry for _m, entry in self._entries(seat)}
        self.assertEqual(len(before), 3)
        second.start += timedelta(hours=1)
        third.unlink()
        event._club_tell("moved")
        moved = self._told(event, kind="moved")
        entries = self._entries(moved)
        self.assertEqual([m for m, _e in entries], ["REQUEST", "REQUEST", "CANCEL"])
        self.assertEqual({str(entry["UID"]) for _m, entry in entries}, set(before))
        for _method, entry in entries:
            self.assertEqual(entry["SEQUENCE"], 1)
        self.assertEqual(len(self._text(moved).split("09:00")), 2)

    def test_calling_off_tells_everybody_once_and_cancels_entries(self):
        event = self._create_date(seats_max=1, seats_limited=True)
        seated = self._register(event, "Hanna Berg")
        self._register(event, "Kai Vogt")
        self._tell("seat", seated)
        event._club_tell("called_off", reason="The trainer is ill.")
        self._give_up(event.registration_ids, "called_off")
        event._club_tell("called_off")
        self._tell("given_up", event.registration_ids)
        notices = self._told(event, kind="called_off").sorted("id")
        self.assertEqual(notices.mapped("recipient"), ["Hanna Berg", "Kai Vogt"])
        self.assertFalse(self._told(event, kind="given_up"))
        self.assertIn("The trainer is ill.", self._text(notices[0]))
        self.assertEqual([m for m, _e in self._entries(notices[0])], ["CANCEL"])
        self.assertFalse(self._entries(notices[1]))

    def test_certificates_and_feedback_go_to_the_person_alone(self):
        event = self._create_date()
        people = self._register(event, "Hanna Berg", "Kai Vogt")
        notices = self._tell("certificate", people)
        by_address = {one.email: one.registration_ids.name for one in notices}
        self.assertEqual(
            by_address,
            {
                "hanna.berg@verein.example.org": "Hanna Berg",
                "kai.vogt@verein.example.org": "Kai Vogt",
            },
        )

    def test_people_are_reminded_once(self):
        event = self._create_date(days=3, seats_max=1, seats_limited=True)
        later = self._create_date(days=5)
        for one in (event, later):
            self._register(one, "Hanna Berg")
        self._register(event, "Kai Vogt")
        self.env["club.training"]._cron_remind()
        self.env["club.training"]._cron_remind()
        self.assertEqual(self._told(event, kind="reminder").recipient, "Hanna Berg")
        self.assertFalse(self._told(later))
        # moved to another month, it is near once more
        begin = event.date_begin + timedelta(days=30)
        event.write({"date_begin": begin, "date_end": begin + timedelta(hours=7)})
        with freeze_time(begin - timedelta(days=2)):
            self.env["club.training"]._cron_remind()
        self.assertEqual(len(self._told(event, kind="reminder")), 2)

    def test_privacy_is_told_once(self):
        people = self._register(self._create_date(), "Hanna Berg")
        first, second = self._tell("waiting", people), self._tell("seat", people)
        notice = html.fromstring(self.company._club_privacy_notice("en_US"))
        start = notice.text_content().strip()[:30]
        self.assertIn(start, self._text(first))
        self.assertNotIn(start, self._text(second))

    def test_nobody_is_told_of_what_is_over(self):
        event = self._create_date()
        people = self._register(event, "Hanna Berg")
        with freeze_time(event.date_end + timedelta(hours=1)):
            self.assertFalse(self._tell("seat", people))
            self.assertTrue(self._tell("certificate", people))

    def test_events_without_training_tell_nobody(self):
        event = self.env["event.event"].create(
            {
                "name": "Sommerfest",
                "date_begin": fields.Datetime.now() + timedelta(days=3),
                "date_end": fields.Datetime.now() + timedelta(days=4),
            }
        )
        guest = self.env["event.registration"].create(
            {"event_id": event.id, "name": "Gast", "email": "gast@example.org"}
        )
        event._club_tell("moved")
        self.assertFalse(self._told(event))
        self.assertFalse(guest._club_is_told("seat"))

    def test_each_reads_it_in_their_own_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        event = self._create_date()
        people = self._register(event, "Hanna Berg", lang="de_DE")
        unknown = self._register(event, "Kai Vogt", lang="xx_XX")
        notice = self._tell("seat", people | unknown).sorted("id")
        self.assertEqual(notice.mapped("lang"), ["de_DE", "en_US"])
        months = event._club_local(event.date_begin)
        german = event.with_context(lang="de_DE")._club_get_times()[0]
        self.assertIn(german, self._text(notice[0]))
        self.assertIn(str(months.year), notice[0].topic)

    def test_without_an_address_it_is_a_letter_or_a_hint(self):
        event = self._create_date()
        people = self._register(
            event, "Hanna Berg", email=False, partner_id=self.club.id
        )
        people.email = False
        notice = self._tell("seat", people)
        self.assertEqual(notice.delivery, "none")
        self._assert_sentence(notice.failure)
        self.club.write({"street": "Dorfstraße 1", "zip": "35390", "city": "Grünbach"})
        letter = self._tell("moved", people)
        self.assertEqual(letter.delivery, "letter")
        self.assertFalse(self._tell("reminder", people))
        self.assertEqual(event.training_lost_count, 2)
        with self.assertRaises(AccessError):
            self._rpc(self.trainer, NOTICE, "action_print_letters", letter.ids)
        self._rpc(self.trainingorganiser, NOTICE, "action_print_letters", letter.ids)
        self.assertEqual(letter.delivery, "printed")
        with self.assertRaises(UserError) as caught:
            notice.with_user(self.trainingorganiser).action_print_letters()
        self._assert_sentence(caught.exception)
        self._rpc(self.trainingorganiser, NOTICE, "action_mark_done", notice.ids)
        event.invalidate_recordset()
        self.assertEqual(event.training_lost_count, 0)

    @mute_logger("odoo.addons.club_support.models.mixin_notice")
    def test_a_spoiled_text_keeps_nobody_from_deciding(self):
        template = self.env.ref("club_support.mail_template_training_seat")
        template.body_html = '<p t-out="object.nothing_there"/>'
        people = self._register(self._create_date(), "Hanna Berg")
        notice = self._tell("seat", people)
        self.assertTrue(notice.has_failed)
        self.assertEqual(notice.delivery, "failed")
        self._assert_sentence(notice.failure)

    def test_the_letter_holds_address_text_and_date(self):
        self.club.write({"street": "Dorfstraße 1", "zip": "35390", "city": "Grünbach"})
        event = self._create_date()
        club = self.club.id
        people = self._register(event, "Hanna Berg", email=False, partner_id=club)
        people.email = False
        letter = self._tell("seat", people)
        report = "club_support.club_training_notice_report_letters"
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(
            report, letter.ids
        )
        text = html.fromstring(content).text_content()
        for part in (
            "Dorfstraße 1",
            "Dear Hanna Berg,",
            "The seat is confirmed",
            event._club_get_times()[0],
        ):
            self.assertIn(part, text)
        self.assertNotIn("/club/training/", content.decode())

    def test_rooms_and_venues_are_named(self):
        hall = self.env["club.facility"].create(
            {"name": "Saal 2", "is_bookable": True, "street": "Ring 5", "city": "Au"}
        )
        event = self._create_date(facility_id=hall.id)
        self.assertEqual(event._club_get_place(), "Saal 2, Ring 5, Au")
        event.training_mode = "online"
        self.assertEqual(event._club_get_place(), "Online")
        event.write({"training_mode": "on_site", "facility_id": False})
        event.training_day_ids.facility_id = False
        event.address_id = self.club
        self.club.city = "Grünbach"
        self.assertEqual(event._club_get_place(), f"{self.club.name}, Grünbach")

    def test_files_and_links_of_one_person_go_along(self):
        people = self._register(self._create_date(), "Hanna Berg")
        file = Attachment("TB-1.pdf", b"%PDF-1.4", "application/pdf")
        notice = self._tell("certificate", people, files={people: [file]})
        self.assertEqual(notice.mail_id.attachment_ids.mapped("name"), ["TB-1.pdf"])
        self.assertNotIn("/club/training/", notice.mail_id.body_html)
        url = "https://town.example.org/survey/start/1"
        with patch.object(type(people), "_get_feedback_url", lambda _self: url):
            notice = self._tell("feedback", people)
        self.assertIn(url, notice.mail_id.body_html)

    def test_certificates_are_sent_once_each_with_its_own_file(self):
        event = self._create_date()
        people = self._register(event, "Hanna Berg", "Kai Vogt")
        own = event.with_user(self.trainingorganiser)
        with self.assertRaises(UserError) as caught:
            own.action_club_send_certificates()
        self._assert_sentence(caught.exception)
        for number, one in enumerate(people, 1):
            one.sudo().certificate_number = f"TB-2099-{number:04}"
        pdf = (b"%PDF-1.4", "pdf")
        report = type(self.env["ir.actions.report"])
        with patch.object(report, "_render_qweb_pdf", lambda *_a, **_k: pdf):
            own.action_club_send_certificates()
        notices = self._told(event, kind="certificate")
        files = {
            one.registration_ids.name: one.mail_id.attachment_ids.name
            for one in notices
        }
        self.assertEqual(
            files,
            {"Hanna Berg": "TB-2099-0001.pdf", "Kai Vogt": "TB-2099-0002.pdf"},
        )
        with self.assertRaises(UserError):
            own.action_club_send_certificates()
        with self.assertRaises(AccessError):
            event.with_user(self.trainer).action_club_send_certificates()

    def test_giving_and_giving_up_seats_tells_by_itself(self):
        event = self._create_date(seats_max=1, seats_limited=True)
        allot = TrainingsCommon.__dict__["_allot"].__func__
        first = self._register(event, "Hanna Berg", allot=False)
        second = self._register(event, "Kai Vogt", allot=False)
        allot(type(self), event)
        first._give_up("person")
        allot(type(self), event)
        told = [
            (one.kind, one.registration_ids.name)
            for one in self._told(event).sorted("id")
        ]
        self.assertEqual(
            told,
            [
                ("seat", "Hanna Berg"),
                ("waiting", "Kai Vogt"),
                ("given_up", "Hanna Berg"),
                ("offered", "Kai Vogt"),
            ],
        )
        self.assertTrue(second.offer_id)

    def test_organisers_open_the_mails_of_a_date(self):
        event = self._create_date()
        self._tell("seat", self._register(event, "Hanna Berg"))
        own = event.with_user(self.trainingorganiser)
        self.assertEqual(own.training_notice_count, 1)
        for action in (own.action_club_notices(), own.action_club_lost_notices()):
            self.assertEqual(action["res_model"], NOTICE)
            self.assertEqual(action["domain"], [("event_id", "in", event.ids)])
        with self.assertRaises(AccessError):
            self._rpc(self.trainer, NOTICE, "search_read", [])
        with self.assertRaises(AccessError):
            self._rpc(
                self.trainingorganiser,
                "event.registration",
                "read",
                event.registration_ids.ids,
                ["training_uid"],
            )

    def test_nobody_is_told_where_the_context_says_so(self):
        people = self._register(self._create_date(), "Hanna Berg")
        booking = people.booking_id.with_context(club_tell_clubs=False)
        self.assertFalse(booking._club_tell("seat"))

    def test_queries_do_not_grow_with_the_people(self):
        event = self._create_date(seats_max=0, seats_limited=False)
        one = self._register(event, "Hanna Berg")
        people = [self._register(event, f"Person {n}", allot=False) for n in range(30)]
        self._allot(event)
        many = one.concat(*people)
        self.env.flush_all()
        self._tell("seat", one)
        self.env.flush_all()
        counts = []
        for told in (one, many):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._tell("moved", told)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1], counts[0] + 40)


@tagged("post_install", "-at_install")
class TestTrainingMailServer(TellingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # races of other tests commit, and their mails would leave as well
        cls.env["mail.mail"].search([("state", "=", "outgoing")]).state = "cancel"

    def test_each_mail_names_one_person_in_every_place(self):
        event = self._create_date()
        people = self._register(event, "Hanna Berg", "Kai Vogt")
        self._tell("seat", people)
        with self._sink() as sink:
            self._work_off(sink.server_address[1])
        self.assertEqual(len(sink.taken), 2)
        for (envelope, _raw), mail in zip(sink.taken, sink.mails, strict=True):
            [address] = envelope
            self.assertEqual(email_split(mail["To"]), [address])
            self.assertIsNone(mail["Cc"])
            self.assertEqual(email_normalize(mail["From"]), MAILBOX)
            self.assertEqual(email_normalize(mail["Reply-To"]), MAILBOX)
            [part] = [p for p in mail.walk() if p.get_content_type() == "text/calendar"]
            self.assertEqual(part.get_param("method"), "REQUEST")
            text = part.get_payload(decode=True).decode()
            self.assertNotIn("\n", text.replace("\r\n", ""))
            entry = vobject.readOne(text).vevent
            self.assertEqual(entry.attendee.value, f"mailto:{address}")

    def test_further_days_are_files_with_a_method_of_their_own(self):
        event = self._create_date()
        day = event.training_day_ids
        day.copy({"start": day.start + timedelta(1), "stop": day.stop + timedelta(1)})
        self._tell("seat", self._register(event, "Hanna Berg"))
        with self._sink() as sink:
            self._work_off(sink.server_address[1])
        [mail] = sink.mails
        kinds = [part.get_content_type() for part in mail.walk()]
        self.assertEqual(kinds.count("text/calendar"), 1)
        files = {part.get_filename(): part for part in mail.iter_attachments()}
        self.assertEqual(set(files), {"invite.ics", "invite-2.ics"})
        for file in files.values():
            self.assertEqual(file.get_content_type(), "application/ics")
            text = file.get_payload(decode=True).decode()
            self.assertIn("METHOD:REQUEST", text)

    def test_a_server_that_is_down_loses_nothing(self):
        notice = self._tell("seat", self._register(self._create_date(), "Hanna Berg"))
        with self._sink() as sink:
            port = sink.server_address[1]
        self._work_off(port)
        self.assertEqual(notice.delivery, "failed")
        self._assert_sentence(notice.failure)
        self.env.cr.execute(
            "UPDATE mail_mail SET write_date = write_date - interval '20 minute', "
            "create_date = create_date - interval '20 minute' WHERE id = %s",
            (notice.mail_id.id,),
        )
        self.env.invalidate_all()
        self.env["mail.mail"]._cron_send_case_answers_again()
        self.assertEqual(notice.delivery, "queued")

    def test_what_failed_is_not_sent_once_something_newer_is_true(self):
        people = self._register(self._create_date(), "Hanna Berg", "Kai Vogt")
        seats = self._tell("seat", people)
        with self._sink() as sink:
            port = sink.server_address[1]
        self._work_off(port)
        self._give_up(people[1])
        self._tell("given_up", people[1])
        self.env.flush_all()
        sender = seats.filtered("is_to_sender")
        self.assertEqual(sender.mail_id.state, "exception", "still about the other")
        self.assertEqual((seats - sender).mail_id.state, "cancel")
        self.assertTrue((seats - sender).is_done)

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def test_a_mail_that_comes_back_is_sent_again_to_a_better_address(self):
        people = self._group(self._create_date(), "Hanna Berg")
        notice = self._tell("seat", people)
        mail = notice.mail_id
        raw = BOUNCE.format(
            number=mail.id, address=notice.email, message_id=mail.message_id
        )
        self.env["club.incoming.mail"]._receive(raw.encode())
        self.assertEqual(notice.delivery, "undeliverable")
        self.assertIn("no such user", notice.failure)
        people.booking_id.email = "hanna@neu.example.org"
        self._rpc(self.trainingorganiser, NOTICE, "action_send_again", notice.ids)
        again = self._told(people.event_id) - notice
        self.assertEqual(again.email, "hanna@neu.example.org")
        [(method, entry)] = self._entries(again)
        self.assertEqual((method, entry["SEQUENCE"]), ("REQUEST", 1))
        with self.assertRaises(UserError) as caught:
            self._rpc(self.trainingorganiser, NOTICE, "action_send_again", again.ids)
        self._assert_sentence(caught.exception)

    def _reply(self, notice, sender):
        [(_method, entry)] = self._entries(notice)
        raw = (
            f"From: {sender}\r\nTo: {MAILBOX}\r\nSubject: Declined\r\n"
            "Message-ID: <declined@example.net>\r\n"
            "Content-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n"
            "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
            f"UID:{entry['UID']}\r\nSEQUENCE:0\r\n"
            f"ATTENDEE;PARTSTAT=DECLINED:mailto:{notice.email}\r\n"
            "END:VEVENT\r\nEND:VCALENDAR\r\n"
        )
        return self.env["club.incoming.mail"]._receive(raw.encode())

    def test_a_calendar_that_declines_is_a_hint_and_no_cancellation(self):
        people = self._register(self._create_date(), "Hanna Berg")
        notice = self._tell("seat", people)
        self._reply(notice, "stranger@example.net")
        self.assertFalse(people.event_id.activity_ids)
        incoming = self._reply(notice, notice.email)
        self.assertEqual(incoming.outcome, "answer")
        self.assertEqual(people.state, "open")
        [task] = people.event_id.activity_ids
        self.assertEqual(task.user_id, self.trainingorganiser)
        self.assertIn("declined", people.booking_id.message_ids[0].body)
