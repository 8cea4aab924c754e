from collections import Counter
from datetime import date, timedelta
from functools import cache
from unittest.mock import patch

from markupsafe import Markup

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import format_date, mute_logger
from odoo.tools.sql import table_columns

from .common import ClubSupportCommon
from .duplicate_variants import random_of

WIZARD = "base.partner.merge.automatic.wizard"
LONG_AGO = date(1, 1, 1)
NEVER = date(9999, 12, 31)


class MergingCommon(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chair_function = cls.env.ref("club_support.club_office_function_chair")
        cls.youth = cls.env.ref("club_support.club_office_function_youth")
        cls.kind = cls.env.ref("club_support.club_cooperation_kind_joint_offer")
        cls.kept = cls._actor("TSV Musterau 1946 e.V.", email="info@tsv.example.org")
        cls.gone = cls._actor("TSV Musterau", email="chair@example.net")
        cls.third = cls._actor("Kulturverein Musterau")
        cls.hanna, cls.jussuf = cls.env["res.partner"].create(
            [{"name": "Hanna Krause"}, {"name": "Jussuf Yildiz"}]
        )

    @classmethod
    def _actor(cls, name, **vals):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "is_actor": True, **vals}
        )

    @classmethod
    def _office(cls, partner, person, function, date_from, date_to=False, **vals):
        return cls.env["club.office"].create(
            {
                "partner_id": partner.id,
                "person_id": person.id,
                "function_id": function.id,
                "date_from": date_from,
                "date_to": date_to,
                **vals,
            }
        )

    @classmethod
    def _count(cls, partner, year, total, **vals):
        return cls.env["club.membership.count"].create(
            {"partner_id": partner.id, "year": year, "total": total, **vals}
        )

    @classmethod
    def _cooperation(cls, partner, other, **vals):
        return cls.env["club.cooperation"].create(
            {
                "partner_id": partner.id,
                "other_partner_id": other.id,
                "kind_id": cls.kind.id,
                "date_from": False,
                **vals,
            }
        )

    def _merge(self, target, *sources, user=None):
        """Merge as a user does with Odoo's dialog."""
        user = user or self.lead
        partners = target.browse([target.id, *(source.id for source in sources)])
        values = {
            "partner_ids": [Command.set(partners.ids)],
            "dst_partner_id": target.id,
            "state": "selection",
        }
        self.env.flush_all()
        with mute_logger("odoo.models.unlink"):
            wizard_id = self._rpc(user, WIZARD, "create", values)
            self._rpc(user, WIZARD, "action_merge", [wizard_id])
        self.env.flush_all()
        self.env.invalidate_all()

    def _chatter(self, partner):
        return "\n".join(str(body) for body in partner.message_ids.mapped("body"))


@tagged("post_install", "-at_install")
class TestMerging(MergingCommon):
    """Odoo's merge of contacts loses nothing of the register."""

    # ------------------------------------------------------------
    # Offices
    # ------------------------------------------------------------

    def test_one_office_entered_twice_becomes_one(self):
        self._office(
            self.kept,
            self.hanna,
            self.youth,
            "2018-01-01",
            "2020-06-30",
            note="Fußball",
        )
        twin = self._office(
            self.gone, self.hanna, self.youth, "2020-01-01", note="seit 2020 auch Judo"
        )
        self.env["ir.attachment"].create(
            {"name": "Wahl.pdf", "res_model": "club.office", "res_id": twin.id}
        )
        self._merge(self.kept, self.gone)
        office = self.kept.office_ids
        self.assertEqual(len(office), 1)
        self.assertEqual(office.date_from, date(2018, 1, 1))
        self.assertFalse(office.date_to)
        self.assertEqual(office.note, "Fußball; seit 2020 auch Judo")
        self.assertFalse(office.needs_review)
        attachment = self.env["ir.attachment"].search([("name", "=", "Wahl.pdf")])
        self.assertEqual(attachment.res_id, office.id)

    def test_offices_one_after_the_other_stay_two(self):
        self._office(self.kept, self.hanna, self.youth, "2010-01-01", "2012-12-31")
        self._office(self.gone, self.hanna, self.youth, "2013-01-01")
        self._merge(self.kept, self.gone)
        self.assertEqual(len(self.kept.office_ids), 2)

    def test_two_holders_of_a_single_seat_are_kept_and_one_is_marked(self):
        own = self._office(self.kept, self.hanna, self.chair_function, "2020-01-01")
        other = self._office(self.gone, self.jussuf, self.chair_function, "2022-01-01")
        self.assertFalse(self.kept.club_needs_review)
        self._merge(self.kept, self.gone)
        self.assertEqual(self.kept.office_ids, own | other)
        self.assertFalse(own.needs_review)
        self.assertTrue(other.needs_review)
        self.assertTrue(self.kept.club_needs_review)
        self.assertTrue(self.jussuf.club_needs_review)
        found = self.env["res.partner"].search([("club_needs_review", "=", True)])
        self.assertIn(self.kept, found)
        self.assertNotIn(self.third, found)
        own.date_to = "2021-12-31"
        other.action_mark_clarified()
        self.env.invalidate_all()
        self.assertFalse(self.kept.club_needs_review)

    def test_a_united_office_does_not_take_the_seat_of_a_third(self):
        self._office(
            self.kept, self.hanna, self.chair_function, "2010-01-01", "2015-12-31"
        )
        self._office(self.kept, self.jussuf, self.chair_function, "2016-01-01")
        other = self._office(
            self.gone, self.hanna, self.chair_function, "2012-01-01", "2018-12-31"
        )
        self._merge(self.kept, self.gone)
        self.assertEqual(len(self.kept.office_ids), 3)
        self.assertEqual(
            self.kept.office_ids.filtered("needs_review"),
            other,
        )

    def test_offices_of_a_person_entered_twice_follow(self):
        twin = self.hanna.copy({"name": "H. Krause"})
        self._office(self.kept, self.hanna, self.youth, "2018-01-01", "2020-06-30")
        self._office(self.kept, twin, self.youth, "2020-01-01")
        self._office(self.third, twin, self.chair_function, "2021-01-01")
        self._merge(self.hanna, twin)
        self.assertEqual(len(self.hanna.held_office_ids), 2)
        self.assertEqual(self.third.office_ids.person_id, self.hanna)
        self.assertFalse(self.kept.office_ids.date_to)
        self.assertEqual(self.kept.office_ids.date_from, date(2018, 1, 1))

    def test_corrections_for_offices_that_become_one_do_not_stop_the_merge(self):
        twin = self.env["res.partner"].create({"name": "Hanna Krause"})
        offices = [
            self._office(self.kept, person, self.youth, "2020-01-01")
            for person in (self.hanna, twin)
        ]
        check = self.env["club.profile.check"]._ask(self.kept, 2026)
        typed = {
            f"office_{office.id}_{key}": value
            for office, number in zip(offices, "12", strict=True)
            for key, value in (
                ("email", f"hanna{number}@example.net"),
                ("name", f"Eva Neu {number}"),
            )
        }
        typed[f"office_{offices[1].id}_phone"] = "0171 5550002"
        self.assertFalse(check._answer_correct(typed))
        self._merge(self.hanna, twin)
        office = self.kept.office_ids
        self.assertEqual(len(office), 1)
        proposals = check.proposal_ids.grouped("state")
        self.assertEqual(
            sorted(proposals["open"].mapped("new_value"))[:2],
            ["0171 5550002", f"Eva Neu 1, since {self._today()}"],
        )
        self.assertIn("hanna1@example.net", proposals["open"].mapped("new_value"))
        self.assertEqual(proposals["open"].person_id, self.hanna)
        self.assertEqual(len(proposals["rejected"]), 2)
        self.assertEqual(proposals["rejected"].user_id, self.lead)
        self.assertIn("E-Mail of a Person", self._chatter(self.kept))
        self.assertNotIn("hanna2@example.net", self._chatter(self.kept))

    def _today(self):
        return format_date(self.env, fields.Date.context_today(self.kept))

    def test_three_contacts_become_one(self):
        other = self._actor("T.S.V. Musterau")
        for partner, year in ((self.kept, 2018), (self.gone, 2019), (other, 2020)):
            self._office(partner, self.hanna, self.youth, f"{year}-01-01", "2021-12-31")
            self._office(partner, self.jussuf, self.chair_function, f"{year}-01-01")
        self._merge(self.kept, self.gone, other)
        self.assertEqual(len(self.kept.office_ids), 2)
        self.assertEqual(
            set(self.kept.office_ids.mapped("date_from")), {date(2018, 1, 1)}
        )

    # ------------------------------------------------------------
    # Counts
    # ------------------------------------------------------------

    def test_equal_counts_become_one_with_all_their_detail(self):
        sports = self.env["club.sport"].search([], limit=2)
        bands = [{"sport_id": sport.id, "number": 30} for sport in sports]
        self._count(self.kept, 2024, 120, youth=30, line_ids=[Command.create(bands[0])])
        self._count(
            self.gone,
            2024,
            120,
            youth=30,
            line_ids=[Command.create(band) for band in bands],
        )
        self._merge(self.kept, self.gone)
        count = self.kept.membership_count_ids
        self.assertEqual((count.year, count.total, count.youth), (2024, 120, 30))
        self.assertEqual(count.line_ids.sport_id, sports)
        self.assertEqual(len(count.line_ids), 2)
        self.assertFalse(count.needs_review)

    def test_a_count_learns_what_only_the_other_knew(self):
        self._count(self.kept, 2024, 120, is_youth_reported=False, is_estimated=True)
        self._count(self.gone, 2024, 120, youth=30)
        self._merge(self.kept, self.gone)
        count = self.kept.membership_count_ids
        self.assertEqual((count.total, count.youth), (120, 30))
        self.assertTrue(count.is_youth_reported)
        self.assertFalse(count.is_estimated)

    def test_different_counts_are_kept_and_one_is_marked(self):
        sport = self.env["club.sport"].search([], limit=1)
        own = self._count(self.kept, 2024, 120)
        other = self._count(self.gone, 2024, 130)
        youth = self._count(self.kept, 2023, 120, youth=5)
        youths = self._count(self.gone, 2023, 120, youth=6)
        self._count(self.kept, 2022, 9).line_ids = [
            Command.create({"sport_id": sport.id, "number": 3})
        ]
        detail = self._count(self.gone, 2022, 9)
        detail.line_ids = [Command.create({"sport_id": sport.id, "number": 4})]
        self._merge(self.kept, self.gone)
        self.assertEqual(len(self.kept.membership_count_ids), 6)
        unclear = self.kept.membership_count_ids.filtered("needs_review")
        self.assertEqual(unclear, other | youths | detail)
        self.assertFalse((own | youth).filtered("needs_review"))
        self.assertTrue(self.kept.club_needs_review)

    def test_the_latest_count_is_shown_after_merging(self):
        self._count(self.kept, 2020, 100)
        self._count(self.gone, 2024, 140)
        self.assertEqual(self.kept.member_count, 100)
        self._merge(self.kept, self.gone)
        self.assertEqual((self.kept.member_count, self.kept.member_year), (140, 2024))

    # ------------------------------------------------------------
    # Cooperations
    # ------------------------------------------------------------

    def test_one_cooperation_entered_from_both_sides_becomes_one(self):
        case = self._create_case()
        self._cooperation(
            self.kept, self.third, date_to="2022-12-31", note="Kita", origin="advice"
        )
        self._cooperation(
            self.third,
            self.gone,
            date_from="2022-01-01",
            note="Turnen",
            case_id=case.id,
        )
        self._merge(self.kept, self.gone)
        self.assertEqual(len(self.kept.cooperation_ids), 1)
        cooperation = self.kept.cooperation_ids
        self.assertFalse(cooperation.date_from or cooperation.date_to)
        self.assertEqual(cooperation.note, "Kita\nTurnen")
        self.assertEqual((cooperation.case_id, cooperation.origin), (case, "advice"))

    def test_cooperations_that_name_different_cases_are_kept(self):
        cases = self._create_case() | self._create_case(name="Zweiter Fall")
        self._cooperation(self.kept, self.third, case_id=cases[0].id)
        other = self._cooperation(self.gone, self.third, case_id=cases[1].id)
        self._merge(self.kept, self.gone)
        self.assertEqual(self.kept.cooperation_ids.case_id, cases)
        self.assertTrue(other.needs_review)
        self.assertTrue(self.third.club_needs_review)

    def test_a_cooperation_with_itself_is_told_in_the_chatter(self):
        self._cooperation(
            self.kept,
            self.gone,
            date_from="2019-04-01",
            note="Gemeinsames Sportfest <b>",
            origin="network",
        )
        self._cooperation(self.gone, self.kept, active=False, note="Alt")
        self._merge(self.kept, self.gone)
        self.assertFalse(
            self.env["club.cooperation"]
            .with_context(active_test=False)
            .search([("partner_id", "=", self.kept.id)])
        )
        chatter = self._chatter(self.kept)
        for told in (
            "TSV Musterau 1946 e.V. – TSV Musterau",
            "Gemeinsames Sportfest &lt;b&gt;",
            "2019",
            "A Network or Meeting",
            self.kind.name,
            "Alt",
        ):
            self.assertIn(told, chatter)

    # ------------------------------------------------------------
    # What contacts say about themselves
    # ------------------------------------------------------------

    def test_what_the_other_contact_said_is_kept(self):
        self.kept.write({"comment": Markup("<p>Zuerst anrufen</p>"), "phone": ""})
        self.gone.write(
            {
                "comment": Markup("<p>Nur vormittags</p>"),
                "phone": "06999 4711",
                "founding_year": 1946,
                "former_name": "Turnclub Musterau",
                "actor_state": "dormant",
                "tax_exempt_until": "2027-12-31",
                "country_id": self.env.ref("base.de").id,
            }
        )
        self.kept.write({"country_id": self.env.ref("base.at").id})
        self.kept.tax_exempt_until = "2026-12-31"
        self._merge(self.kept, self.gone)
        for text in ("Zuerst anrufen", "Nur vormittags"):
            self.assertIn(text, self.kept.comment)
        self.assertEqual(self.kept.phone, "06999 4711")
        self.assertEqual(self.kept.phone_digits, "069994711")
        self.assertEqual(self.kept.founding_year, 1946)
        self.assertEqual(self.kept.former_name, "Turnclub Musterau, TSV Musterau")
        self.assertEqual(self.kept.email, "info@tsv.example.org")
        chatter = self._chatter(self.kept)
        for told in ("chair@example.net", "Dormant", "2027", "Germany"):
            self.assertIn(told, chatter)
        self.assertNotIn("06999 4711</li>", chatter)

    def test_one_number_written_in_two_ways_is_not_told(self):
        self.kept.phone = "06999 4711"
        self.gone.write({"phone": "+49 6999/4711", "email": "INFO@tsv.example.org"})
        self._merge(self.kept, self.gone)
        self.assertNotIn("4711", self._chatter(self.kept))
        self.assertNotIn("said otherwise", self._chatter(self.kept))

    def test_a_draft_mailing_goes_once_to_what_was_merged(self):
        twin = self.env["res.partner"].create({"name": "H. Krause"})
        (self.hanna | twin).email = "hanna@example.net"
        self._office(self.kept, self.hanna, self.chair_function, "2020-01-01")
        self._office(self.third, twin, self.chair_function, "2020-01-01")
        clubs = self.kept | self.gone | self.third
        vals = {"name": "Fest", "partner_ids": [Command.set(clubs.ids)]}
        vals["body"] = "<p>Text</p>"
        Mailing = self.env["club.mailing"].with_user(self.worker)
        draft, sent = Mailing.create([vals, vals])
        sent.action_send()
        self.assertEqual(draft.recipient_ids.partner_id, clubs)
        self._merge(self.kept, self.gone)
        self.assertEqual(len(draft.recipient_ids), 2)
        self.assertEqual(draft.recipient_ids.partner_id, self.kept | self.third)
        self.assertEqual(len(sent.recipient_ids), 3, "who got it stays")
        twin.write({"name": "Hanna Maria Krause", "letter_salutation": "Liebe H."})
        self._merge(twin, self.hanna)
        self.assertEqual(draft.recipient_ids.person_id, twin)
        self.assertEqual(set(draft.recipient_ids.mapped("salutation")), {"Liebe H."})

    def test_the_mark_of_an_address_goes_with_the_address(self):
        self.gone._club_mark_undeliverable("unknown user")
        other = self._actor("T.S.V. Musterau", email="other@example.net")
        nameless = self._actor("Tus Musterau")
        other._club_mark_undeliverable("mailbox full")
        self._merge(self.kept, self.gone)
        self.assertFalse(self.kept.email_undeliverable)
        self._merge(nameless, other)
        self.assertTrue(nameless.email_undeliverable)
        self.assertEqual(nameless.email_undeliverable_reason, "mailbox full")

    def test_a_name_that_is_the_same_is_no_former_name(self):
        self.gone.name = "tsv musterau 1946 E.V."
        self._merge(self.kept, self.gone)
        self.assertFalse(self.kept.former_name)

    def test_sports_target_groups_and_languages_are_united(self):
        sports = self.env["club.sport"].search([], limit=3)
        languages = self.env["club.language"].search([], limit=2)
        group = self.env["club.target.group"].create({"name": "Kinder"})
        self.kept.write({"sport_ids": sports[:2].ids, "language_ids": languages[0].ids})
        self.gone.write(
            {
                "sport_ids": sports[1:].ids,
                "language_ids": languages[1].ids,
                "target_group_ids": group.ids,
            }
        )
        self._merge(self.kept, self.gone)
        self.assertEqual(self.kept.sport_ids, sports)
        self.assertEqual(self.kept.language_ids, languages)
        self.assertEqual(self.kept.target_group_ids, group)

    def test_who_was_protected_or_in_the_register_is_so_still(self):
        twin = self.hanna.copy({"name": "H. Krause", "is_protected": True})
        self.hanna.is_protected = False
        self._office(self.kept, twin, self.youth, "2020-01-01")
        self.hanna.is_protected = False
        self._office(self.third, self.hanna, self.youth, "2020-01-01")
        self.hanna.is_protected = False
        twin.is_protected = True
        self._merge(self.hanna, twin)
        self.assertTrue(self.hanna.is_protected)
        plain = self.env["res.partner"].create({"name": "Verein", "is_company": True})
        self._merge(plain, self.gone, user=self.env.ref("base.user_admin"))
        self.assertTrue(plain.is_actor)

    def test_a_colleague_who_is_a_volunteer_as_well_is_not_protected(self):
        volunteer = self.env["res.partner"].create(
            {"name": "Person worker", "is_protected": True}
        )
        self._merge(
            self.worker.partner_id, volunteer, user=self.env.ref("base.user_admin")
        )
        self.assertFalse(self.worker.partner_id.is_protected)

    def test_persons_of_the_merged_organisation_are_renamed(self):
        member = self.env["res.partner"].create(
            {"name": "Olga Haas", "parent_id": self.gone.id}
        )
        self._merge(self.kept, self.gone)
        self.assertEqual(member.parent_id, self.kept)
        self.assertEqual(member.commercial_partner_id, self.kept)
        self.assertEqual(member.complete_name, "TSV Musterau 1946 e.V., Olga Haas")

    # ------------------------------------------------------------
    # Cases, entries, messages
    # ------------------------------------------------------------

    def test_cases_entries_activities_and_messages_follow(self):
        case = self._create_case(partner_id=self.gone.id, contact_id=False)
        entry = self.env["club.contact.entry"].create(
            {"partner_id": self.gone.id, "date": "2026-01-05 10:00:00"}
        )
        activity = self.gone.activity_schedule(
            "mail.mail_activity_data_todo", summary="Anrufen", user_id=self.worker.id
        )
        message = self.gone.message_post(body="Rief an")
        attachment = self.env["ir.attachment"].create(
            {"name": "Satzung.pdf", "res_model": "res.partner", "res_id": self.gone.id}
        )
        self._merge(self.kept, self.gone)
        self.assertEqual(case.partner_id, self.kept)
        self.assertEqual(entry.partner_id, self.kept)
        self.assertEqual(self.kept.last_contact, entry.date)
        self.assertEqual(activity.res_id, self.kept.id)
        self.assertEqual(message.res_id, self.kept.id)
        self.assertEqual(attachment.res_id, self.kept.id)

    def test_followers_of_both_and_what_both_follow_survive(self):
        subtype = self.env.ref("mail.mt_note")
        watcher = self.hanna
        both_follow = self._create_case()
        one_follows = self._create_case(name="Zweiter Fall")
        for partner in (self.kept, self.gone):
            partner.message_subscribe(watcher.ids)
            both_follow.message_subscribe(partner.ids)
        self.gone.message_subscribe(watcher.ids, subtype_ids=subtype.ids)
        self.gone.message_subscribe(self.jussuf.ids)
        self.gone.message_subscribe(self.gone.ids)
        self.kept.message_subscribe(self.kept.ids)
        one_follows.message_subscribe(self.gone.ids)
        self._merge(self.kept, self.gone)
        self.assertLessEqual(
            watcher | self.jussuf | self.kept, self.kept.message_partner_ids
        )
        for case in (both_follow, one_follows):
            self.assertIn(self.kept, case.message_partner_ids)
        follower = self.kept.message_follower_ids.filtered(
            lambda follower: follower.partner_id == watcher
        )
        self.assertEqual(len(follower), 1)
        self.assertIn(subtype, follower.subtype_ids)

    def test_a_message_to_both_does_not_stop_the_merge(self):
        case = self._create_case()
        case.message_unsubscribe(case.message_partner_ids.ids)
        letter = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        message = case.message_post(
            body="An beide", partner_ids=(self.kept | self.gone).ids, **letter
        )
        other = case.message_post(body="An einen", partner_ids=self.gone.ids, **letter)
        self._merge(self.kept, self.gone)
        self.assertEqual(message.notification_ids.res_partner_id, self.kept)
        self.assertEqual(other.notification_ids.res_partner_id, self.kept)

    # ------------------------------------------------------------
    # Who may merge what
    # ------------------------------------------------------------

    def test_a_lead_merges_contacts_of_the_register_with_different_addresses(self):
        self._merge(self.kept, self.gone)
        self.assertFalse(self.gone.exists())
        self.assertTrue(self.kept.exists())

    def _assert_refused(self, partners, user, error):
        with self.assertRaises(error) as caught:
            self._merge(partners[0], *partners[1:], user=user)
        self.assertEqual(partners.exists(), partners)
        return str(caught.exception)

    def test_others_cannot_merge(self):
        for user in (self.worker, self.management, self.plain_user, self.portal):
            with self.subTest(user=user.login):
                self._assert_refused(self.kept | self.gone, user, AccessError)

    def test_contact_managers_merge_as_odoo_allows_them(self):
        partners = self.kept | self.gone
        self._assert_refused(partners, self.contact_manager, UserError)
        self.gone.email = self.kept.email
        self._merge(self.kept, self.gone, user=self.contact_manager)
        self.assertFalse(self.gone.exists())

    def test_a_person_is_not_merged_with_an_organisation(self):
        self._office(self.kept, self.hanna, self.youth, "2020-01-01")
        for user in (self.lead, self.env.ref("base.user_admin")):
            with self.subTest(user=user.login):
                for partners in (self.kept | self.hanna, self.hanna | self.kept):
                    message = self._assert_refused(partners, user, UserError)
                    self._assert_sentence(message)
                    self.assertIn("Hanna Krause", message)

    def test_a_lead_cannot_merge_contacts_of_users_or_the_own_company(self):
        self._office(self.kept, self.hanna, self.youth, "2020-01-01")
        self._office(self.kept, self.colleague.partner_id, self.youth, "2020-01-01")
        partners = self.hanna | self.colleague.partner_id
        self._assert_sentence(self._assert_refused(partners, self.lead, AccessError))
        self.colleague.active = False
        self._assert_refused(partners, self.lead, AccessError)
        self.company.partner_id.is_actor = True
        self._assert_refused(
            self.kept | self.company.partner_id, self.lead, AccessError
        )

    def test_a_lead_cannot_merge_contacts_outside_of_the_register(self):
        supplier = self.env["res.partner"].create(
            [
                {"name": "Druckerei Haas", "is_company": True},
                {"name": "Chiara Haas"},
            ]
        )
        message = self._assert_refused(self.kept | supplier[0], self.lead, AccessError)
        self._assert_sentence(message)
        self._office(self.kept, self.hanna, self.youth, "2020-01-01")
        self._assert_refused(self.hanna | supplier[1], self.lead, AccessError)
        supplier[1].parent_id = self.kept
        self._merge(self.hanna, supplier[1])
        self.assertFalse(supplier[1].exists())

    def test_a_lead_merges_nothing_of_another_company(self):
        (self.kept | self.gone).company_id = self.other_company
        self._assert_refused(self.kept | self.gone, self.lead, AccessError)

    def test_organisations_of_different_companies_are_not_merged(self):
        self.kept.company_id = self.company
        for company in (self.other_company, self.env["res.company"]):
            self.gone.company_id = company
            message = self._assert_refused(
                self.kept | self.gone, self.env.ref("base.user_admin"), UserError
            )
            self._assert_sentence(message)

    def test_rows_belong_to_the_company_of_the_contact_after_merging(self):
        (self.kept | self.gone | self.third | self.hanna).company_id = self.company
        self._office(self.gone, self.hanna, self.youth, "2020-01-01")
        self._count(self.gone, 2024, 10)
        self._cooperation(self.third, self.gone)
        self._merge(self.kept, self.gone)
        self.assertEqual(self.kept.office_ids.company_id, self.company)
        self.assertEqual(self.kept.membership_count_ids.company_id, self.company)
        self.assertEqual(self.kept.cooperation_ids.company_id, self.company)

    def test_a_lead_cannot_start_merging_all_contacts(self):
        values = {"group_by_name": True, "state": "option"}
        wizard_id = self._rpc(self.lead, WIZARD, "create", values)
        for method in (
            "action_start_manual_process",
            "action_start_automatic_process",
            "parent_migration_process_cb",
            "action_update_all_process",
        ):
            with self.subTest(method=method), self.assertRaises(AccessError) as caught:
                self._rpc(self.lead, WIZARD, method, [wizard_id])
            self._assert_sentence(caught.exception)

    def test_an_automatic_merge_needs_equal_addresses_as_before(self):
        self.lead.group_ids += self.env.ref("base.group_partner_manager")
        wizard = self.env[WIZARD].with_user(self.lead)
        strict = wizard.with_context(club_support_automatic_merge=True)
        with self.assertRaises(UserError):
            strict._merge((self.kept | self.gone).ids)
        wizard._merge((self.kept | self.gone).ids)
        self.assertEqual(len((self.kept | self.gone).exists()), 1)


@tagged("post_install", "-at_install")
class TestMergingProperty(MergingCommon):
    """Whatever two contacts have, after merging it is there or told."""

    MERGES = 200

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rnd = random_of(20260705)
        cls.functions = cls.env["club.office.function"].search([], limit=4)
        cls.kinds = cls.env["club.cooperation.kind"].search([], limit=2)
        cls.sports = cls.env["club.sport"].search([], limit=5)
        cls.persons = cls.env["res.partner"].create(
            [{"name": f"Person {number}"} for number in range(6)]
        )
        cls.bystanders = cls.env["res.partner"].create(
            [
                {"name": f"Verein {number}", "is_company": True, "is_actor": True}
                for number in range(3)
            ]
        )
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        # Odoo asks for the columns of some forty tables at every merge
        columns = cache(lambda table: list(table_columns(cls.env.cr, table)))
        cls.startClassPatcher(
            patch(
                "odoo.addons.base.wizard.base_partner_merge.table_columns",
                lambda cr, table: columns(table),
            )
        )

    def _period(self):
        """Any days of thirty years; an end may be open."""
        first = date(1995, 1, 1) + timedelta(days=self.rnd.randrange(11000))
        last = first + timedelta(days=self.rnd.randrange(4000))
        return {
            "date_from": first if self.rnd.random() < 0.8 else False,
            "date_to": last if self.rnd.random() < 0.7 else False,
        }

    def _try(self, model, values):
        """Create it unless it contradicts what is there."""
        records = self.env[model]
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                record = records.create(values)
                self.env.flush_all()
        except Exception as error:  # noqa: BLE001
            self.assertIn("conflicting key", str(error).lower())
            return records
        return record

    def _fill_organisation(self, partner, others):
        rnd = self.rnd
        for _number in range(rnd.randrange(4)):
            self._try(
                "club.office",
                {
                    "partner_id": partner.id,
                    "person_id": rnd.choice(self.persons).id,
                    "function_id": rnd.choice(self.functions).id,
                    "note": rnd.choice(("", "A", "B")),
                    **self._period(),
                },
            )
        for year in rnd.sample(range(2018, 2022), rnd.randrange(3)):
            total = rnd.choice((10, 20))
            line = {"sport_id": rnd.choice(self.sports).id, "number": rnd.randrange(9)}
            self.env["club.membership.count"].create(
                {
                    "partner_id": partner.id,
                    "year": year,
                    "total": total,
                    "youth": rnd.choice((1, 2)),
                    "line_ids": [Command.create(line)] if rnd.random() < 0.5 else [],
                }
            )
        for _number in range(rnd.randrange(3)):
            pair = [partner.id, rnd.choice(others).id]
            rnd.shuffle(pair)
            self._try(
                "club.cooperation",
                {
                    "partner_id": pair[0],
                    "other_partner_id": pair[1],
                    "kind_id": rnd.choice(self.kinds).id,
                    "note": f"Vorhaben {rnd.randrange(10**6)}",
                    "active": rnd.random() < 0.9,
                    **self._period(),
                },
            )
        partner.sport_ids = self.sports.browse(
            rnd.sample(self.sports.ids, rnd.randrange(4))
        )

    def _fill_person(self, partner):
        for _number in range(self.rnd.randrange(1, 4)):
            self._try(
                "club.office",
                {
                    "partner_id": self.rnd.choice(self.bystanders).id,
                    "person_id": partner.id,
                    "function_id": self.rnd.choice(self.functions).id,
                    **self._period(),
                },
            )

    def _fill_around(self, partner, case):
        rnd = self.rnd
        field = "partner_id" if partner.is_company else "contact_id"
        if rnd.random() < 0.5:
            self.env["club.contact.entry"].create(
                {field: partner.id, "note": "Gespräch", "active": rnd.random() < 0.8}
            )
        if rnd.random() < 0.3:
            self._create_case(partner_id=False, contact_id=False)[field] = partner
        if rnd.random() < 0.5:
            partner.message_post(body=f"Nachricht {rnd.randrange(10**6)}")
        if rnd.random() < 0.5:
            partner.message_subscribe(rnd.sample(self.persons.ids, 2))
        if rnd.random() < 0.5:
            case.message_subscribe(partner.ids)
        if rnd.random() < 0.3:
            partner.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.worker.id
            )

    def _days(self, row):
        return row.date_from or LONG_AGO, row.date_to or NEVER

    def _snapshot(self, partners, merged):
        """What is known of contacts, with those in ``merged`` as one."""

        def one(partner):
            return "merged" if partner in merged else partner.id

        domain = [("partner_id", "in", partners.ids)]
        offices = self.env["club.office"].search(
            ["|", ("person_id", "in", partners.ids), *domain]
        )
        counts = self.env["club.membership.count"].search(domain)
        cooperations = (
            self.env["club.cooperation"]
            .with_context(active_test=False)
            .search(["|", ("other_partner_id", "in", partners.ids), *domain])
        )
        entries = self.env["club.contact.entry"].with_context(active_test=False)
        on_record = [("res_model", "=", "res.partner"), ("res_id", "in", partners.ids)]
        followers = self.env["mail.followers"]
        return {
            "offices": [
                (
                    (
                        one(office.partner_id),
                        one(office.person_id),
                        office.function_id,
                        office.note or "",
                    ),
                    self._days(office),
                )
                for office in offices
            ],
            "figures": {(row.year, row.total, row.youth) for row in counts},
            "details": {
                (line.count_id.year, line.sport_id, line.number)
                for line in counts.line_ids
            },
            "cooperations": [
                (
                    {one(row.partner_id), one(row.other_partner_id)},
                    row.kind_id,
                    row.note,
                    self._days(row),
                )
                for row in cooperations
            ],
            "entries": entries.search(
                ["|", ("contact_id", "in", partners.ids), *domain]
            ),
            "cases": self.env["club.case"].search(
                ["|", ("contact_id", "in", partners.ids), *domain]
            ),
            "messages": self.env["mail.message"].search(
                [("model", "=", "res.partner"), ("res_id", "in", partners.ids)]
            ),
            "activities": self.env["mail.activity"].search(on_record),
            "followers": followers.search(on_record).partner_id - merged,
            "followed": {
                (follower.res_model, follower.res_id)
                for follower in followers.search([("partner_id", "in", partners.ids)])
                if follower.res_model != "res.partner"
            },
            "sports": partners.sport_ids,
        }

    def _assert_nothing_lost(self, before, after, target):
        chatter = self._chatter(target)
        for (*holder, note), (first, last) in before["offices"]:
            self.assertTrue(
                any(
                    found[:3] == tuple(holder)
                    and note in found[3]
                    and begin <= first
                    and last <= end
                    for found, (begin, end) in after["offices"]
                ),
                holder,
            )
        for pair, kind, note, (first, last) in before["cooperations"]:
            if pair == {"merged"}:
                self.assertIn(note, chatter)
                continue
            self.assertTrue(
                any(
                    (found, its_kind) == (pair, kind)
                    and note in its_note
                    and begin <= first
                    and last <= end
                    for found, its_kind, its_note, (begin, end) in after["cooperations"]
                ),
                note,
            )
        for name in ("figures", "details", "followed"):
            self.assertLessEqual(before[name], after[name], name)
        for name in (
            "cases",
            "entries",
            "messages",
            "activities",
            "followers",
            "sports",
        ):
            self.assertLessEqual(before[name], after[name], name)

    def _assert_in_order(self, target):
        """No row is doubled: what stands beside another says something else."""
        offices = self.env["club.office"].search(
            [("partner_id", "=", target.id), ("needs_review", "=", False)]
        )
        seats = Counter(
            (office.function_id, office.person_id, office.date_from)
            for office in offices
        )
        self.assertLessEqual(max(seats.values(), default=0), 1)
        years = target.membership_count_ids.filtered(lambda row: not row.needs_review)
        self.assertEqual(len(years), len(set(years.mapped("year"))))
        latest = max(years, key=lambda row: row.year, default=years)
        self.assertEqual(target.member_count, latest.total)

    def test_two_hundred_random_merges_lose_nothing(self):
        case = self._create_case()
        told = marked = united = 0
        for number in range(self.MERGES):
            is_company = self.rnd.random() < 0.75
            size = self.rnd.choice((2, 2, 2, 3))
            partners = self.env["res.partner"].create(
                [
                    {
                        "name": f"Kontakt {number}.{index}",
                        "is_company": is_company,
                        "is_actor": is_company,
                        "email": f"k{index}@example.net",
                    }
                    for index in range(size)
                ]
            )
            for partner in partners:
                if is_company:
                    others = (partners | self.bystanders) - partner
                    self._fill_organisation(partner, others)
                else:
                    self._fill_person(partner)
                self._fill_around(partner, case)
            self.env.flush_all()
            with self.subTest(merge=number):
                before = self._snapshot(partners, partners)
                target = self.rnd.choice(partners)
                user = self.lead if self._may_be_merged(partners) else None
                self._merge(
                    target,
                    *(partners - target),
                    user=user or self.env.ref("base.user_admin"),
                )
                self.assertEqual(partners.exists(), target)
                after = self._snapshot(target, target)
                self._assert_nothing_lost(before, after, target)
                self._assert_in_order(target)
                told += {"merged"} in [row[0] for row in before["cooperations"]]
                marked += target.club_needs_review
                united += len(before["offices"]) > len(after["offices"])
        # the dice must have thrown what is difficult
        self.assertGreater(told, 10)
        self.assertGreater(marked, 10)
        self.assertGreater(united, 3)

    def _may_be_merged(self, partners):
        return partners._club_of_register() == partners
