"""One way to address a club: holder, own address, letter."""

from odoo import fields
from odoo.tests import tagged

from .common import ClubSupportCommon


class AddressingCommon(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.function_chair = cls.env.ref("club_support.club_office_function_chair")
        cls.function_youth = cls.env.ref("club_support.club_office_function_youth")
        cls.function_manager = cls.env.ref("club_support.club_office_function_manager")
        cls.club.write({"street": "Am Anger 3", "zip": "99999", "city": "Grünbach"})
        cls.hanna = cls._create_person("Hanna Krause")

    @classmethod
    def _create_person(cls, name, **vals):
        email = f"{name.lower().replace(' ', '.')}@example.net"
        return cls.env["res.partner"].create({"name": name, "email": email, **vals})

    @classmethod
    def _create_office(cls, person, function=None, club=None, **vals):
        return cls.env["club.office"].create(
            {
                "partner_id": (club or cls.club).id,
                "person_id": person.id,
                "function_id": (function or cls.function_youth).id,
                "date_from": "2020-01-01",
                **vals,
            }
        )

    @classmethod
    def _create_clubs(cls, number, **vals):
        """Clubs with an address of their own and one youth officer each."""
        clubs = cls.env["res.partner"].create(
            [
                {
                    "name": f"SV Dorf {index}",
                    "is_company": True,
                    "email": f"info{index}@sv-dorf.example.org",
                    **vals,
                }
                for index in range(number)
            ]
        )
        for index, club in enumerate(clubs):
            cls._create_office(cls._create_person(f"Jule {index} Dorf"), club=club)
        return clubs

    def _recipient(self, function=None, club=None, user=None):
        club = (club or self.club).with_user(user or self.worker)
        return club._club_recipient(function)[club]

    def _mark(self, partner):
        partner.sudo()._club_mark_undeliverable("550 no such user")


@tagged("post_install", "-at_install")
class TestAddressing(AddressingCommon):
    # ------------------------------------------------------------
    # The three steps
    # ------------------------------------------------------------

    def test_the_holder_of_the_function_is_written_to_first(self):
        self._create_office(self.hanna)
        recipient = self._recipient(self.function_youth)
        self.assertEqual(recipient.step, "holder")
        self.assertEqual(recipient.channel, "email")
        self.assertEqual(recipient.person, self.hanna)
        self.assertEqual(recipient.partner, self.hanna)
        self.assertEqual(recipient.email, "hanna.krause@example.net")
        self.assertEqual(
            recipient.email_formatted, '"Hanna Krause" <hanna.krause@example.net>'
        )
        self._assert_sentence(recipient.reason)

    def test_without_a_holder_the_club_itself_is_written_to(self):
        recipient = self._recipient(self.function_youth)
        self.assertEqual(recipient.step, "club")
        self.assertFalse(recipient.person)
        self.assertEqual(recipient.partner, self.club)
        self.assertEqual(recipient.email, "info@tsv-gruenbach.example.org")
        self._assert_sentence(recipient.reason)

    def test_a_holder_without_address_is_written_to_at_the_club(self):
        self._create_office(self.hanna)
        self.hanna.email = False
        recipient = self._recipient(self.function_youth)
        self.assertEqual(recipient.step, "club")
        self.assertEqual(recipient.person, self.hanna)
        self.assertEqual(recipient.salutation, "Dear Hanna Krause,")
        self.assertEqual(recipient.email, "info@tsv-gruenbach.example.org")
        self.assertIn("Hanna Krause has no e-mail address.", recipient.reason)

    def test_without_any_address_it_is_a_letter_to_the_holder_at_the_club(self):
        self._create_office(self.hanna)
        (self.hanna | self.club).email = False
        recipient = self._recipient(self.function_youth)
        self.assertEqual(recipient.step, "letter")
        self.assertEqual(recipient.channel, "letter")
        self.assertEqual(recipient.email, "")
        self.assertEqual(
            recipient.address_lines,
            ("TSV Grünbach 1902 e.V.", "Hanna Krause", "Am Anger 3", "99999 Grünbach"),
        )
        self._assert_sentence(recipient.reason)

    def test_a_club_without_house_gets_its_letters_at_the_holder_s(self):
        self._create_office(self.hanna)
        self.hanna.write(
            {"email": False, "street": "Weg 1", "zip": "99998", "city": "Tal"}
        )
        self.club.write({"email": False, "street": False})
        recipient = self._recipient(self.function_youth)
        self.assertEqual(
            recipient.address_lines,
            ("TSV Grünbach 1902 e.V.", "c/o Hanna Krause", "Weg 1", "99998 Tal"),
        )

    def test_nobody_can_be_reached_without_e_mail_and_postal_address(self):
        self.club.write({"email": False, "city": False})
        recipient = self._recipient(self.function_youth)
        self.assertEqual((recipient.step, recipient.channel), ("none", "none"))
        self.assertEqual(recipient.address_lines, ())
        self._assert_sentence(recipient.reason)

    def test_addresses_abroad_end_with_the_country(self):
        self.club.write({"email": False, "country_id": self.env.ref("base.at").id})
        self.assertEqual(
            self._recipient(self.function_youth).address_lines[-1], "AUSTRIA"
        )

    # ------------------------------------------------------------
    # Addresses that do not work
    # ------------------------------------------------------------

    def test_an_undeliverable_address_leads_to_the_next_step(self):
        self._create_office(self.hanna)
        self._mark(self.hanna)
        recipient = self._recipient(self.function_youth)
        self.assertEqual(recipient.step, "club")
        self.assertIn("Mail to Hanna Krause came back.", recipient.reason)
        self._mark(self.club)
        recipient = self._recipient(self.function_youth)
        self.assertEqual(recipient.step, "letter")
        self.club.street = False
        self.assertEqual(self._recipient(self.function_youth).step, "none")

    def test_who_wishes_no_bulk_mail_gets_none(self):
        self._create_office(self.hanna)
        self.env["mail.blacklist"].create({"email": self.hanna.email})
        recipient = self._recipient(self.function_youth)
        self.assertEqual(recipient.step, "club")
        self.assertIn("Hanna Krause wishes no bulk mail.", recipient.reason)

    def test_our_own_mailbox_is_nobody_s_address(self):
        self._create_office(self.hanna)
        (self.hanna | self.club).email = self.team.email
        recipient = self._recipient(self.function_youth)
        self.assertEqual(recipient.step, "letter")
        self.assertIn("is one of our own.", recipient.reason)

    def test_what_is_no_address_leads_to_the_next_step(self):
        self._create_office(self.hanna)
        for text in ("unbekannt", "hanna (at) example", "@example.net"):
            self.hanna.email = text
            with self.subTest(text=text):
                self.assertEqual(self._recipient(self.function_youth).step, "club")

    # ------------------------------------------------------------
    # Who holds the function
    # ------------------------------------------------------------

    def test_past_and_future_holders_are_not_written_to(self):
        today = fields.Date.context_today(self.club.with_user(self.worker))
        past = self._create_person("Alter Wart")
        future = self._create_person("Neue Wartin")
        self._create_office(past, date_to=fields.Date.subtract(today, days=1))
        self._create_office(future, date_from=fields.Date.add(today, days=1))
        self.assertEqual(self._recipient(self.function_youth).step, "club")
        self._create_office(self.hanna, date_from=today, date_to=today)
        self.assertEqual(self._recipient(self.function_youth).person, self.hanna)

    def test_an_archived_holder_is_not_written_to(self):
        self._create_office(self.hanna)
        self.hanna.active = False
        recipient = self._recipient(self.function_youth)
        self.assertEqual((recipient.step, recipient.person), ("club", self.hanna[:0]))

    def test_another_function_is_not_meant(self):
        self._create_office(self.hanna, self.function_chair)
        self.assertEqual(self._recipient(self.function_youth).step, "club")

    def test_every_holder_of_a_function_with_several_seats_gets_a_mail(self):
        second = self._create_person("Ben Wolf")
        self._create_office(self.hanna)
        self._create_office(second, date_from="2021-01-01")
        recipients = self.club._club_recipients(self.function_youth)[self.club]
        self.assertEqual(
            [recipient.person for recipient in recipients], [second, self.hanna]
        )
        self.assertEqual(self._recipient(self.function_youth).person, second)
        second.email = False
        recipients = self.club._club_recipients(self.function_youth)[self.club]
        self.assertEqual([recipient.person for recipient in recipients], [self.hanna])

    def test_without_a_function_the_first_who_speaks_and_can_be_reached(self):
        manager = self._create_person("Max Amt")
        self._create_office(manager, self.function_manager)
        self._create_office(self.hanna, self.function_chair)
        self.assertEqual(self._recipient().person, self.hanna)
        self._mark(self.hanna)
        self.assertEqual(self._recipient().person, manager)
        self._mark(manager)
        recipient = self._recipient()
        self.assertEqual((recipient.step, recipient.person), ("club", self.hanna))
        self.assertEqual(len(self.club._club_recipients()[self.club]), 1)

    def test_of_two_holders_of_one_seat_the_undisputed_one_is_written_to(self):
        merged = self._create_person("Zweite Vorsitzende")
        self._create_office(self.hanna, self.function_chair)
        disputed = self.env["club.office"].sudo()
        disputed.create(
            {
                "partner_id": self.club.id,
                "person_id": merged.id,
                "function_id": self.function_chair.id,
                "date_from": "2022-01-01",
                "needs_review": True,
            }
        )
        recipients = self.club._club_recipients(self.function_chair)[self.club]
        self.assertEqual([recipient.person for recipient in recipients], [self.hanna])

    def test_the_management_may_know_who_would_be_written_to(self):
        self._create_office(self.hanna)
        recipient = self._recipient(self.function_youth, user=self.management)
        self.assertEqual(recipient.person, self.hanna)

    # ------------------------------------------------------------
    # Salutation
    # ------------------------------------------------------------

    def test_the_salutation_is_the_person_s_own_or_names_him(self):
        self.assertEqual(self.hanna._club_salutation(), "Dear Hanna Krause,")
        self.assertEqual(self.club._club_salutation(), "Hello,")
        for typed, shown in (
            ("Liebe Hanna", "Liebe Hanna,"),
            ("Liebe Hanna,", "Liebe Hanna,"),
            ("Hallo Hanna! ", "Hallo Hanna!"),
        ):
            self.hanna.letter_salutation = typed
            with self.subTest(typed=typed):
                self.assertEqual(self.hanna._club_salutation(), shown)

    # ------------------------------------------------------------
    # Cost
    # ------------------------------------------------------------

    def _count_queries(self, clubs):
        self.env.flush_all()
        self.env.invalidate_all()
        clubs = clubs.with_user(self.worker)
        before = self.env.cr.sql_log_count
        recipients = clubs._club_recipients(self.function_youth)
        self.assertEqual(len(recipients), len(clubs))
        return self.env.cr.sql_log_count - before

    def test_five_hundred_clubs_cost_as_many_queries_as_ten(self):
        clubs = self._create_clubs(500)
        clubs[::7].email = False
        clubs[:3].office_ids.person_id.email = False
        self._count_queries(clubs[:10])
        few, many = self._count_queries(clubs[:10]), self._count_queries(clubs)
        self.assertEqual(few, many)
        self.assertLessEqual(many, 15)
