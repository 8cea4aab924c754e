"""What lapses is told in time; who took part is forgotten afterwards."""

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_training_feedback import FeedbackCommon


class LaterCommon(FeedbackCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._club_today()
        cls.training.refresher_months = 12

    def _certify(self, person, day=None):
        person.sudo().certificate_date = day or self.today
        self.env.flush_all()


@tagged("post_install", "-at_install")
class TestRefresher(LaterCommon):
    def _due(self):
        return self.env["event.registration"].search([("is_refresher_open", "=", True)])

    def test_a_certificate_lapses_after_the_months_of_the_course(self):
        _event, person = self._hold("Hanna Berg")
        self.assertFalse(person.refresher_on)
        self._certify(person, fields.Date.to_date("2026-02-28"))
        self.assertEqual(str(person.refresher_on), "2027-02-28")
        self.training.refresher_months = 0
        self.assertFalse(person.refresher_on)

    def test_a_later_certificate_of_the_same_person_settles_it(self):
        _event, first = self._hold("Hanna Berg", "Jörg Brandt")
        self._certify(first)
        self.assertEqual(self._due(), first)
        _event, again = self._hold("Hanna Berg", days=60)
        self._certify(again, fields.Date.add(self.today, days=30))
        self.env.invalidate_all()
        self.assertEqual(self._due(), first[1] | again)
        self.assertEqual(first.mapped("is_refresher_open"), [False, True])

    def test_somebody_of_the_same_name_in_another_club_settles_nothing(self):
        _event, first = self._hold("Hanna Berg")
        self._certify(first)
        event = self._create_date(days=60)
        other = self._register(event, "Hanna Berg", email="hb@example.net")
        other.email = "hb@example.net"
        self._certify(other, fields.Date.add(self.today, days=30))
        self.assertEqual(self._due(), first | other)

    def test_what_ends_soon_names_the_club_and_the_course_only(self):
        _event, people = self._hold("Hanna Berg", "Jörg Brandt")
        people.booking_id.partner_id = self.club
        self._certify(people)
        ending = self.env["club.ending"].with_user(self.worker)
        ending = ending.search([("kind", "=", "refresher")])
        self.assertEqual(len(ending), 1, "both of one club stand in one line")
        self.assertEqual(ending.partner_id, self.club)
        self.assertIn(self.training.name, ending.display_name)
        self.assertEqual(ending.action_open()["res_id"], self.club.id)


@tagged("post_install", "-at_install")
class TestRetention(LaterCommon):
    def _forget(self):
        """A good two years later."""
        with freeze_time(fields.Date.add(self.today, months=26)):
            self.env["club.training.booking"]._cron_anonymise()
        self.env.invalidate_all()

    def test_names_and_mails_go_and_counts_stay(self):
        event, people = self._hold("Hanna Berg", "Jörg Brandt")
        booking = people.booking_id
        booking.write({"partner_id": self.club.id, "note": "Allergie"})
        booking.message_post(body="Hanna fragt nach dem Weg")
        people[0].message_post(body="Hanna kommt später")
        url = booking._club_link_url("training", fields.Date.add(self.today, months=40))
        self._forget()
        self.assertEqual(people.mapped("is_anonymised"), [True, True])
        for record, names in (
            (people, ("name", "email", "phone", "partner_id", "training_identity")),
            (booking, ("contact_name", "email", "phone", "note", "email_normalized")),
        ):
            for name in names:
                with self.subTest(field=name):
                    self.assertFalse(any(record.mapped(name)))
            self.assertFalse(record.message_ids)
        self.assertEqual(people.organisation_id, self.club)
        self.assertEqual(event.with_context(active_test=False).seats_used, 2)
        token = url.rsplit("/", 1)[1]
        found, why = booking._club_link_record("training", token)
        self.assertFalse(found)
        self.assertEqual(why, "expired")

    def test_what_people_were_told_goes_with_its_mails_and_files(self):
        event, people = self._hold("Hanna Berg", "Jörg Brandt")
        booking = people.booking_id
        event._club_tell("seat")
        notices = self.env["club.training.notice"].search([("event_id", "=", event.id)])
        self.assertTrue(notices)
        mails = notices.mail_id
        messages, files = mails.mail_message_id, mails.attachment_ids
        self.assertTrue(mails and messages and files)
        _event, other = self._hold("Kai Vogt", days=3000)
        other.event_id._club_tell("seat")
        kept = self.env["club.training.notice"].search(
            [("event_id", "=", other.event_id.id)]
        )
        self._forget()
        for gone in (notices, mails, messages, files):
            with self.subTest(model=gone._name):
                self.assertFalse(gone.exists())
        self.assertTrue(kept.exists() and kept.mail_id.attachment_ids)
        self.assertTrue(booking.exists())

    def test_a_club_that_was_typed_only_is_counted_and_not_named(self):
        _event, people = self._hold("Hanna Berg")
        booking = people.booking_id
        booking.organisation_name = "Familie Berg"
        _event, again = self._hold("Jörg Brandt", days=3000)
        again.booking_id.organisation_name = " familie  BERG"
        self.env.flush_all()
        key = booking.typed_club_key
        self.assertNotIn("berg", key.lower())
        self._forget()
        self.assertFalse(booking.organisation_name)
        self.assertEqual(booking.typed_club_key, key)
        [found] = self.env["club.training.report"].formatted_read_group(
            [("event_id", "in", (people | again).event_id.ids)],
            [],
            ["club_key:count_distinct"],
        )
        self.assertEqual(found["club_key:count_distinct"], 1)

    def test_a_certificate_that_was_revoked_is_known_by_its_number_only(self):
        _event, people = self._hold("Hanna Berg")
        people.sudo().certificate_number = "TB-7"
        people.action_revoke_certificate("Hanna Berg fehlte")
        people.sudo().certificate_number = "TB-8"
        people.action_revoke_certificate("Hanna Berg fehlte doch")
        self._forget()
        self.assertTrue(people.is_anonymised)
        self.assertEqual(people.certificate_revoked, "TB-7, TB-8")
        self.assertFalse(people.message_ids)

    def test_the_second_run_finds_nothing_and_recent_dates_are_kept(self):
        _event, people = self._hold("Hanna Berg")
        self.env["club.training.booking"]._cron_anonymise()
        self.assertEqual(people.name, "Hanna Berg")
        self._forget()
        before = people.booking_id.sudo().link_version
        self._forget()
        self.assertEqual(people.booking_id.sudo().link_version, before)

    def test_nothing_is_removed_where_the_setting_says_never(self):
        self.company.training_retention_months = 0
        _event, people = self._hold("Hanna Berg")
        self._forget()
        self.assertEqual(people.name, "Hanna Berg")

    def test_whoever_needs_a_refresher_is_known_until_it_is_due(self):
        self.training.refresher_months = 60
        _event, people = self._hold("Hanna Berg", "Jörg Brandt")
        self._certify(people[0])
        self._forget()
        self.assertEqual(people.mapped("is_anonymised"), [False, True])
        self.assertEqual(people.booking_id.contact_name, "Hanna Berg")
        with freeze_time(fields.Date.add(self.today, months=61)):
            self.env["club.training.booking"]._cron_anonymise()
        self.assertTrue(people[0].is_anonymised)
        self.assertFalse(people.booking_id.contact_name)

    def test_ordinary_events_keep_their_guests(self):
        event = self.env["event.event"].create(
            {
                "name": "Sommerfest",
                "date_begin": "2020-06-01 08:00:00",
                "date_end": "2020-06-01 18:00:00",
            }
        )
        guest = self.env["event.registration"].create(
            {"event_id": event.id, "name": "Kai Vogt"}
        )
        self._forget()
        self.assertEqual(guest.name, "Kai Vogt")

    def test_no_company_keeps_names_for_a_negative_time(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.company.training_retention_months = -1
            self.env.flush_all()

    def test_another_hundred_people_cost_no_hundred_queries(self):
        def count(number, days):
            names = [f"Person {days} {index}" for index in range(number)]
            self._hold(*names, days=days)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._forget()
            return self.env.cr.sql_log_count - before

        count(1, 30)
        few, many = count(1, 31), count(20, 32)
        self.assertLessEqual(many, few + 3)
