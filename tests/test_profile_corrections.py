"""What staff do with the corrections of a club, and who may."""

from datetime import timedelta

from freezegun import freeze_time
from lxml import etree

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common import ClubSupportCommon


@tagged("post_install", "-at_install")
class TestProfileCorrections(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.year = fields.Date.context_today(cls.club).year
        cls.club.write(
            {
                "is_actor": True,
                "user_id": cls.worker.id,
                "street": "Hauptstraße 1",
                "zip": "35390",
                "city": "Grünbach",
                "phone": "0641 1234",
            }
        )
        cls.chair.parent_id = False
        cls.chair_function = cls.env.ref("club_support.club_office_function_chair")
        cls.office = cls.env["club.office"].create(
            {
                "partner_id": cls.club.id,
                "person_id": cls.chair.id,
                "function_id": cls.chair_function.id,
                "date_from": "2020-01-01",
            }
        )
        cls.check = cls.env["club.profile.check"]._ask(cls.club, cls.year)

    def _answer(self, check=None, **typed):
        """Answer as the page does; names of the office's fields begin with _."""
        check = check or self.check
        prefix = f"office_{self.office.id}"
        typed = {
            (prefix + name if name.startswith("_") else name): value
            for name, value in typed.items()
        }
        errors = check.with_user(self.public).sudo()._answer_correct(typed)
        self.assertFalse(errors)
        return check.proposal_ids.filtered(lambda p: p.state == "open")

    def _accept(self, proposals, user=None):
        method = "action_accept"
        self._rpc(user or self.worker, proposals._name, method, proposals.ids)
        self.env.invalidate_all()

    # ------------------------------------------------------------
    # Who has left
    # ------------------------------------------------------------

    def _why_closed(self):
        token = self.check.link_url.rpartition("/")[2]
        return self.check._club_link_record("profile-check", token)[1]

    def test_the_link_of_who_handed_over_opens_nothing(self):
        self.assertEqual(self.check.recipient_id, self.chair)
        self.assertFalse(self._why_closed())
        other = self.env["res.partner"].create({"name": "Ali Demir"})
        self.office.action_hand_over(other)
        self.assertEqual(self._why_closed(), "expired")

    def test_the_link_of_who_was_replaced_by_a_correction_opens_nothing(self):
        self._accept(self._answer(_name="Eva Neu"))
        self.assertEqual(self._why_closed(), "expired")

    def test_the_link_of_who_handed_over_for_later_counts_until_then(self):
        other = self.env["res.partner"].create({"name": "Ali Demir"})
        today = fields.Date.context_today(self.office)
        self.office.action_hand_over(other, today + timedelta(days=10))
        self.assertFalse(self._why_closed())
        with freeze_time(today + timedelta(days=10)):
            self.env.invalidate_all()
            self.assertEqual(self._why_closed(), "expired")

    def test_ending_an_office_revokes_the_link_at_once(self):
        token = self.check.link_url.rpartition("/")[2]
        self._rpc(self.worker, "club.office", "action_end", self.office.ids)
        self.env.invalidate_all()
        _nothing, why = self.check._club_link_record("profile-check", token)
        self.assertEqual(why, "expired")

    def test_mails_that_wait_go_to_the_successor(self):
        other = self.env["res.partner"].create(
            {"name": "Ali Demir", "email": "ali.demir@example.net"}
        )
        self.office.action_hand_over(other)
        with self.enter_registry_test_mode():
            self.env.ref(
                "club_support.club_profile_check_cron_send"
            ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.check.email, "ali.demir@example.net")
        self.assertEqual(self.check.recipient_id, other)
        self.assertTrue(self.check.date_sent)
        self.assertFalse(self._why_closed())

    # ------------------------------------------------------------
    # Accepting
    # ------------------------------------------------------------

    def test_the_history_says_what_was_said_and_what_was_rejected(self):
        proposals = self._answer(remark="Wir haben auch Faustball.", phone="06999 4711")
        by_kind = proposals.grouped("kind")
        self._accept(by_kind["remark"])
        self.assertIn("Wir haben auch Faustball.", self.club.message_ids[0].body)
        by_kind["phone"].with_user(self.worker).action_reject()
        self.assertIn("rejected", self.club.message_ids[0].body)
        self.assertIn("06999 4711", self.club.message_ids[0].body)

    def test_s4_8_one_click_takes_over_what_a_club_corrected(self):
        proposals = self._answer(
            name="TSV Grünbach 1902",
            street="Am Sportplatz 2",
            phone="0641 98765",
            email="vorstand@tsv-gruenbach.example.org",
            website="www.tsv-gruenbach.example.org",
            total="330",
            youth="110",
            remark="Wir haben auch Faustball.",
            _email="hanna@example.net",
            _phone="0171 5550009",
        )
        self.assertEqual(len(proposals), 9)
        self._rpc(
            self.worker, "club.profile.check", "action_accept_all", self.check.ids
        )
        self.env.invalidate_all()
        self.assertRecordValues(
            self.club,
            [
                {
                    "name": "TSV Grünbach 1902",
                    "street": "Am Sportplatz 2",
                    "zip": "35390",
                    "city": "Grünbach",
                    "phone": "0641 98765",
                    "email": "vorstand@tsv-gruenbach.example.org",
                    "website": "http://www.tsv-gruenbach.example.org",
                    "member_count": 330,
                    "member_year": self.year,
                    "profile_confirmed_on": fields.Date.today(),
                }
            ],
        )
        self.assertEqual(self.club.membership_count_ids.youth, 110)
        self.assertEqual(self.chair.email, "hanna@example.net")
        self.assertEqual(self.chair.phone, "0171 5550009")
        self.assertEqual(self.check.state, "done")
        self.assertFalse(self.club.activity_ids, "nothing left to check")
        self.assertEqual(set(proposals.mapped("state")), {"accepted"})
        self.assertEqual(proposals.user_id, self.worker)
        self.assertTrue(all(proposals.mapped("date_decided")))

    def test_one_correction_is_accepted_and_another_rejected(self):
        proposals = self._answer(phone="0641 98765", city="Neustadt")
        phone = proposals.filtered(lambda p: p.kind == "phone")
        self._accept(phone)
        self.assertEqual(self.club.phone, "0641 98765")
        self.assertEqual(self.club.city, "Grünbach")
        self.assertEqual(self.check.state, "corrected")
        self.assertTrue(self.club.activity_ids)
        self.assertFalse(self.club.profile_confirmed_on)
        rest = proposals - phone
        self._rpc(self.worker, rest._name, "action_reject", rest.ids)
        self.assertEqual(self.club.city, "Grünbach")
        self.assertEqual(self.check.state, "done")
        self.assertFalse(self.club.activity_ids)
        self.assertTrue(self.club.profile_confirmed_on)

    def test_a_correction_never_goes_to_who_holds_the_office_now(self):
        proposals = self._answer(_email="hanna@example.net", _name="Eva Neu")
        self.assertEqual(proposals.person_id, self.chair)
        other = self.env["res.partner"].create({"name": "Ali Demir"})
        self.office.person_id = other
        self.assertEqual(proposals.mapped("is_outdated"), [True, True])
        for proposal in proposals:
            with self.assertRaises(UserError) as caught:
                self._accept(proposal)
            self._assert_sentence(str(caught.exception))
            self.assertIn("Ali Demir", str(caught.exception))
        self.env.invalidate_all()
        self.assertFalse(other.email)
        self.assertFalse(self.office.date_to)
        self.assertEqual(set(proposals.mapped("state")), {"open"})
        self._rpc(self.worker, proposals._name, "action_reject", proposals.ids)
        self.assertEqual(set(proposals.mapped("state")), {"rejected"})

    def test_who_follows_in_an_office_does_not_see_what_was_typed_for_another(self):
        self._answer(_email="hanna@example.net")
        other = self.env["res.partner"].create({"name": "Ali Demir"})
        self.office.person_id = other
        self.check.recipient_id = other
        self.assertNotIn("hanna@example.net", str(self.check._page_form()))
        self.assertFalse(self.check._page_proposed())

    def test_a_correction_follows_a_person_that_was_merged(self):
        proposal = self._answer(_email="hanna@example.net")
        twin = self.env["res.partner"].create({"name": "Hanna Krause"})
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard.create({})._merge((self.chair | twin).ids, twin)
        self.env.invalidate_all()
        self._accept(proposal)
        self.assertEqual(twin.email, "hanna@example.net")

    def test_all_at_once_means_all_that_was_shown(self):
        shown = self._answer(phone="0641 98765").ids
        button = etree.fromstring(self.check.get_view(view_type="form")["arch"])
        button = button.xpath("//button[@name='action_accept_all']")[0]
        context = safe_eval(button.get("context"), {"proposal_ids": shown})
        fresh = self._answer(phone="0641 66666")
        check = self.check.with_user(self.worker).with_context(**context)
        for method in ("action_accept_all", "action_reject_all"):
            with self.assertRaises(UserError) as caught:
                getattr(check, method)()
            self._assert_sentence(str(caught.exception))
        self.assertEqual(fresh.state, "open")
        self.assertEqual(self.club.phone, "0641 1234")
        check.with_context(club_shown_proposals=fresh.ids).action_accept_all()
        self.assertEqual(self.club.phone, "0641 66666")

    def test_a_value_can_be_removed(self):
        self._accept(self._answer(phone=""))
        self.assertFalse(self.club.phone)

    def test_what_is_in_the_chatter_tells_no_private_address(self):
        self._accept(self._answer(_email="hanna@example.net", phone="0641 98765"))
        body = self.club.message_ids[0].body
        self.assertIn("Corrections by the organisation accepted", body)
        self.assertIn("Telephone", body)
        self.assertNotIn("hanna@example.net", body)

    def test_the_count_of_the_year_is_corrected_and_not_doubled(self):
        count = self.env["club.membership.count"].create(
            {
                "partner_id": self.club.id,
                "year": self.year,
                "total": 300,
                "youth": 100,
                "is_estimated": True,
            }
        )
        proposal = self._answer(total="310")
        self.assertEqual((proposal.old_value, proposal.new_value), ("300 / 100", "310"))
        self._accept(proposal)
        self.assertRecordValues(
            self.club.membership_count_ids,
            [
                {
                    "id": count.id,
                    "total": 310,
                    "is_youth_reported": False,
                    "is_estimated": False,
                }
            ],
        )

    def test_a_row_says_when_the_record_changed_meanwhile(self):
        proposal = self._answer(phone="0641 98765")
        self.assertFalse(proposal.is_outdated)
        self.club.phone = "0641 777"
        self.assertTrue(proposal.is_outdated)
        self._accept(proposal)
        self.assertEqual(self.club.phone, "0641 98765", "staff saw it and decided")

    # ------------------------------------------------------------
    # Somebody else in office
    # ------------------------------------------------------------

    def test_a_successor_takes_over_as_a_new_protected_person(self):
        proposal = self._answer(
            _name="Eva Neu",
            _since="2026-02-01",
            _new_email="eva@example.net",
            _new_phone="0171 42",
        )
        self._accept(proposal)
        successor = self.club.office_ids - self.office
        self.assertRecordValues(
            successor.person_id,
            [
                {
                    "name": "Eva Neu",
                    "email": "eva@example.net",
                    "phone": "0171 42",
                    "is_protected": True,
                    "is_company": False,
                    "parent_id": False,
                }
            ],
        )
        self.assertEqual(str(successor.date_from), "2026-02-01")
        self.assertEqual(str(self.office.date_to), "2026-01-31")
        self.assertEqual(successor.function_id, self.chair_function)

    def test_a_known_person_with_this_name_and_address_is_not_made_twice(self):
        eva = self.env["res.partner"].create(
            {"name": "Eva Neu", "email": "Eva@example.net", "phone": "0171 1"}
        )
        self._accept(
            self._answer(
                _name="eva neu", _new_email="eva@example.net", _new_phone="0171 2"
            )
        )
        self.assertEqual(self.club.spokesperson_id, eva)
        self.assertEqual(eva.phone, "0171 1", "what is there is not replaced")

    def test_an_address_shared_by_two_people_makes_nobody_somebody_else(self):
        shared = self.env["res.partner"].create(
            {"name": "Karl Neu", "email": "familie.neu@example.net"}
        )
        self._accept(
            self._answer(_name="Eva Neu", _new_email="familie.neu@example.net")
        )
        self.assertNotEqual(self.club.spokesperson_id, shared)
        self.assertEqual(self.club.spokesperson_id.name, "Eva Neu")

    def test_the_deputy_becomes_chair_and_stays_one_person(self):
        deputy = self.env["res.partner"].create({"name": "Ali Demir"})
        self.env["club.office"].create(
            {
                "partner_id": self.club.id,
                "person_id": deputy.id,
                "function_id": self.env.ref(
                    "club_support.club_office_function_treasurer"
                ).id,
            }
        )
        self._accept(self._answer(_name="Ali Demir", _new_email="ali@example.net"))
        self.assertEqual(self.club.spokesperson_id, deputy)
        self.assertEqual(deputy.email, "ali@example.net", "it was missing")

    def test_one_new_person_in_two_offices_is_made_once(self):
        treasurer = self.env["club.office"].create(
            {
                "partner_id": self.club.id,
                "person_id": self.env["res.partner"].create({"name": "Ali Demir"}).id,
                "function_id": self.env.ref(
                    "club_support.club_office_function_treasurer"
                ).id,
                "date_from": "2020-01-01",
            }
        )
        proposals = self._answer(
            _name="Eva Neu", **{f"office_{treasurer.id}_name": "Eva Neu"}
        )
        self._accept(proposals)
        current = self.club.office_ids.filtered("is_current")
        self.assertEqual(len(current), 2)
        self.assertEqual(len(current.person_id), 1)

    def test_the_first_chair_of_a_club_without_one(self):
        self.office.unlink()
        proposal = self._answer(office_0_name="Eva Neu", office_0_since="2026-02-01")
        self.assertIn(self.chair_function.name, proposal.label)
        self._accept(proposal)
        self.assertEqual(self.club.spokesperson_id.name, "Eva Neu")
        self.assertTrue(self.club.spokesperson_id.is_protected)

    def test_a_hand_over_that_cannot_be_leaves_all_undecided(self):
        proposals = self._answer(
            _name="Eva Neu", _since="2019-12-31", phone="0641 98765"
        )
        with self.assertRaises(ValidationError) as refused, self.env.cr.savepoint():
            self._accept(proposals)
        self._assert_sentence(refused.exception)
        self.env.invalidate_all()
        self.assertEqual(set(proposals.mapped("state")), {"open"})
        self.assertEqual(self.club.phone, "0641 1234")
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Eva Neu")]))

    # ------------------------------------------------------------
    # Twice, and several at once
    # ------------------------------------------------------------

    def test_what_is_decided_is_not_decided_again(self):
        proposals = self._answer(phone="0641 98765")
        self._accept(proposals)
        self.club.phone = "0641 777"
        for method in ("action_accept", "action_reject"):
            with self.subTest(method=method), self.assertRaises(UserError) as refused:
                self._rpc(self.colleague, proposals._name, method, proposals.ids)
            self._assert_sentence(refused.exception)
        self.assertEqual(self.club.phone, "0641 777")
        self.assertEqual(proposals.user_id, self.worker)

    def test_a_colleague_who_selects_all_leaves_the_decided_ones_alone(self):
        proposals = self._answer(phone="0641 98765", city="Neustadt")
        phone = proposals.filtered(lambda p: p.kind == "phone")
        self._rpc(self.worker, phone._name, "action_reject", phone.ids)
        self._accept(proposals, self.colleague)
        self.assertEqual(self.club.phone, "0641 1234")
        self.assertEqual(self.club.city, "Neustadt")
        self.assertEqual(phone.state, "rejected")

    def test_corrections_of_many_clubs_are_accepted_together(self):
        clubs = self.env["res.partner"].create(
            [
                {"name": f"Verein {number}", "is_company": True, "is_actor": True}
                for number in range(5)
            ]
        )
        checks = self.env["club.profile.check"]._ask(clubs, self.year)
        for number, check in enumerate(checks):
            self._answer(check, phone=f"0641 100{number}", total="50")
        self._accept(checks.proposal_ids)
        phones = {partner.phone for partner in checks.partner_id}
        self.assertEqual(phones, {f"0641 100{number}" for number in range(5)})
        self.assertEqual(clubs.mapped("member_count"), [50] * 5)

    def test_an_answer_after_a_decision_begins_anew(self):
        first = self._answer(phone="0641 98765")
        self._accept(first)
        self._answer(phone="0641 55555")
        self.assertEqual(len(self.check.proposal_ids), 2)
        self.assertEqual(self.check.state, "corrected")
        self.assertEqual(first.state, "accepted")
        self.check.sudo()._answer_confirm()
        self.assertEqual(self.check.state, "done")

    # ------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_only_case_workers_of_the_company_decide(self):
        proposals = self._answer(phone="0641 98765")
        calls = [
            (proposals, "action_accept"),
            (proposals, "action_reject"),
            (self.check, "action_accept_all"),
            (self.check, "action_reject_all"),
            (self.check, "action_confirm"),
            (self.check, "action_send_again"),
            (self.check, "action_revoke_links"),
        ]
        for user in (
            self.management,
            self.plain_user,
            self.portal,
            self.public,
            self.foreigner,
        ):
            for records, method in calls:
                with (
                    self.subTest(user=user.login, method=method),
                    self.assertRaises(AccessError),
                ):
                    self._rpc(user, records._name, method, records.ids)
        self.assertEqual(proposals.state, "open")

    def test_nobody_forges_a_correction_or_a_state_by_rpc(self):
        proposals = self._answer(phone="0641 98765")
        for user in (self.worker, self.lead, self.administrator):
            for model, method, args in (
                ("club.profile.proposal", "write", (proposals.ids, {"state": "open"})),
                (
                    "club.profile.proposal",
                    "create",
                    ({"check_id": self.check.id, "kind": "phone"},),
                ),
                ("club.profile.check", "write", (self.check.ids, {"email": "x@y.de"})),
                (
                    "club.profile.check",
                    "write",
                    (self.check.ids, {"proposal_ids": [Command.clear()]}),
                ),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    self._rpc(user, model, method, *args)
        with self.assertRaises(AccessError):
            self._rpc(
                self.administrator, proposals._name, "read", proposals.ids, ["payload"]
            )

    def test_answers_cannot_be_given_by_rpc(self):
        for method in (
            "_answer_correct",
            "_answer_confirm",
            "_club_link_record",
            "_ask",
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                self._rpc(self.worker, "club.profile.check", method, self.check.ids)

    def test_staff_note_what_they_heard_on_the_telephone(self):
        self._rpc(self.worker, self.check._name, "action_confirm", self.check.ids)
        self.assertEqual(self.check.state, "confirmed")
        self.assertEqual(self.club.profile_confirmed_on, fields.Date.today())

    def test_corrections_are_not_confirmed_away(self):
        self._answer(phone="0641 98765")
        with self.assertRaises(UserError) as refused:
            self._rpc(self.worker, self.check._name, "action_confirm", self.check.ids)
        self._assert_sentence(refused.exception)

    def test_the_form_of_a_club_leads_to_its_corrections(self):
        proposals = self._answer(phone="0641 98765")
        self.assertEqual(
            self.club.with_user(self.worker).profile_check_state, "corrected"
        )
        for method, found in (
            ("action_view_profile_proposals", proposals),
            ("action_view_profile_checks", self.check),
        ):
            action = self._rpc(self.worker, "res.partner", method, self.club.ids)
            ids = self._rpc(
                self.worker, action["res_model"], "search", action["domain"]
            )
            self.assertEqual(ids, found.ids)

    def test_merging_two_clubs_keeps_both_checks(self):
        twin = self.env["res.partner"].create(
            {"name": "TSV Grünbach", "is_company": True, "is_actor": True}
        )
        second = self.env["club.profile.check"]._ask(twin, self.year)
        self._answer(second, phone="0641 98765")
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.club | twin).ids, self.club)
        self.env.invalidate_all()
        self.assertEqual(self.club.profile_check_ids, self.check | second)
        self._accept(second.proposal_ids)
        self.assertEqual(self.club.phone, "0641 98765")
