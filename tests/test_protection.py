"""Private data of volunteers: no door is open to users outside of Club Support."""

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_protection import CITY, EMAIL, PRIVATE, STREET, ProtectionCommon


@tagged("post_install", "-at_install")
class TestProtection(ProtectionCommon):
    # ------------------------------------------------------------
    # Who is protected
    # ------------------------------------------------------------

    def test_persons_are_protected_from_their_first_office_on(self):
        self.assertTrue(self.volunteer.is_protected)
        self.assertFalse(self.acquaintance.is_protected)
        self.assertFalse(self.club.is_protected)

    def test_protection_once_taken_away_does_not_come_back_with_the_next_office(self):
        self.volunteer.with_user(self.worker).is_protected = False
        other = self.env.ref("club_support.club_office_function_treasurer")
        self.env["club.office"].create(
            {
                "partner_id": self.club.id,
                "person_id": self.volunteer.id,
                "function_id": other.id,
            }
        )
        self.assertFalse(self.volunteer.is_protected)

    def test_users_in_office_are_not_protected(self):
        for user in (self.plain_user, self.portal):
            self.env["club.office"].create(
                {"partner_id": self.club.id, "person_id": user.partner_id.id}
            )
            self.assertFalse(user.partner_id.is_protected)

    def test_contacts_of_users_cannot_be_protected(self):
        for user in (self.plain_user, self.portal):
            with self.assertRaises(ValidationError) as refused:
                user.partner_id.is_protected = True
            self._assert_sentence(refused.exception)

    def test_who_becomes_a_user_is_protected_no_longer(self):
        user = self.env["res.users"].create(
            {"name": "Hanna", "login": "hanna", "partner_id": self.volunteer.id}
        )
        self.assertFalse(self.volunteer.is_protected)
        user.active = False
        self.volunteer.is_protected = True
        user.active = True
        self.assertFalse(self.volunteer.is_protected)

    def test_a_user_who_changes_to_a_protected_contact_opens_it(self):
        self.plain_user.partner_id = self.volunteer
        self.assertFalse(self.volunteer.is_protected)

    def test_organisations_cannot_be_protected(self):
        with self.assertRaises(ValidationError) as refused:
            self.club.is_protected = True
        self._assert_sentence(refused.exception)
        for vals in ({"is_company": True}, {"company_type": "company"}):
            with self.subTest(vals=vals), self.assertRaises(ValidationError) as refused:
                self.volunteer.write(vals)
            self._assert_sentence(refused.exception)
        with self.assertRaises(ValidationError):
            self.env["res.partner"].create(
                {"name": "SV", "is_company": True, "is_protected": True}
            )

    def test_merging_with_the_contact_of_a_user_opens_it(self):
        user = new_test_user(self.env, login="hanna_user", email=EMAIL)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((user.partner_id | self.volunteer).ids, user.partner_id)
        self.assertFalse(user.partner_id.is_protected)
        self.assertFalse(self.volunteer.exists())
        self.assertEqual(self.office.person_id, user.partner_id)

    def test_merging_protected_with_open_contacts_protects(self):
        double = self.acquaintance.copy({"email": EMAIL})
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((double | self.volunteer).ids, double)
        self.assertTrue(double.is_protected)

    def test_further_addresses_of_protected_persons_are_protected(self):
        older = self.env["res.partner"].create(
            {"name": "Ferien", "type": "other", "parent_id": self.acquaintance.id}
        )
        self.acquaintance.is_protected = True
        self.assertTrue(older.is_protected)
        newer = self.env["res.partner"].create(
            {"name": "Büro", "parent_id": self.acquaintance.id}
        )
        self.assertTrue(newer.is_protected)
        moved = self.env["res.partner"].create({"name": "Laube"})
        self.assertFalse(moved.is_protected)
        moved.parent_id = self.acquaintance
        self.assertTrue(moved.is_protected)
        firm = self.env["res.partner"].create(
            {"name": "Firma", "is_company": True, "parent_id": self.acquaintance.id}
        )
        self.assertFalse(firm.is_protected)

    def test_only_staff_protect_and_unprotect(self):
        for user in self.insiders:
            with self.subTest(user=user.login):
                for partner in (self.acquaintance, self.volunteer):
                    with (
                        self.assertRaises(AccessError),
                        mute_logger("odoo.addons.base.models.ir_rule"),
                    ):
                        self._rpc(
                            user,
                            "res.partner",
                            "write",
                            partner.ids,
                            {"is_protected": partner == self.acquaintance},
                        )
                with self.assertRaises(AccessError):
                    self._rpc(
                        user,
                        "res.partner",
                        "create",
                        {"name": "Neu", "is_protected": True},
                    )
        self._rpc(
            self.worker,
            "res.partner",
            "write",
            self.acquaintance.ids,
            {"is_protected": True},
        )
        self.assertTrue(self.acquaintance.is_protected)

    def test_giving_and_taking_a_role_acts_at_once(self):
        domain = [("id", "=", self.volunteer.id)]
        management = self.env.ref("club_support.club_support_group_management")
        user_group = self.env.ref("base.group_user")

        def found():
            return self._rpc(self.plain_user, "res.partner", "search", domain)

        self.assertFalse(found())
        self.plain_user.group_ids |= management
        self.assertTrue(found())
        self.plain_user.group_ids -= management
        self.assertFalse(found())
        management.user_ids |= self.plain_user
        self.assertTrue(found())
        management.user_ids -= self.plain_user
        self.assertFalse(found())
        helpers = self.env["res.groups"].create(
            {
                "name": "Aushilfen",
                "user_ids": [Command.link(self.plain_user.id)],
                "implied_ids": [Command.link(user_group.id)],
            }
        )
        self.assertFalse(found())
        helpers.implied_ids |= management
        self.assertTrue(found())
        helpers.implied_ids -= management
        self.assertFalse(found())

    def test_rules_of_other_modules_do_not_open_it_again(self):
        self.env["ir.rule"].create(
            {
                "name": "everybody reads all contacts",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "[(1, '=', 1)]",
                "groups": [
                    Command.link(self.env.ref(group).id)
                    for group in (
                        "base.group_user",
                        "base.group_partner_manager",
                        "base.group_system",
                        "base.group_portal",
                        "base.group_public",
                    )
                ],
            }
        )
        for user in self.outsiders:
            with self.subTest(user=user.login):
                partners = self.env["res.partner"].with_user(user)
                self.assertFalse(partners.search([("id", "=", self.volunteer.id)]))

    # ------------------------------------------------------------
    # The contact itself
    # ------------------------------------------------------------

    def test_nobody_outside_finds_it(self):
        leaves = [
            ("id", "=", self.volunteer.id),
            ("email", "ilike", "hanna.privat"),
            ("email", "=", EMAIL),
            ("email_normalized", "=", EMAIL),
            ("phone", "ilike", "471108"),
            ("phone_digits", "ilike", "471108"),
            ("street", "ilike", "Amselweg"),
            ("street2", "ilike", "Amselweg"),
            ("zip", "=", "69999"),
            ("city", "=", CITY),
            ("display_name", "ilike", EMAIL),
            ("display_name", "ilike", "Hanna Vogel"),
            ("complete_name", "ilike", "Hanna Vogel"),
            ("commercial_partner_id.email", "=", EMAIL),
            ("id", "child_of", self.volunteer.id),
            ("id", "parent_of", self.volunteer.id),
        ]
        for leaf in leaves:
            for user in self.outsiders:
                with self.subTest(leaf=leaf, user=user.login):
                    for method in ("search", "search_count"):
                        self.assertFalse(
                            self._rpc(user, "res.partner", method, [leaf]), method
                        )
            for user in self.staff:
                with self.subTest(leaf=leaf, user=user.login):
                    found = self._rpc(user, "res.partner", "search", [leaf])
                    self.assertIn(self.volunteer.id, found)

    def test_asking_who_is_protected_puts_nothing_else_into_memory(self):
        """Values in memory are given to code that may not fetch them."""
        seen = self.volunteer.with_user(self.plain_user)
        self.assertEqual(seen._club_withheld(), seen)
        with mute_logger("odoo.addons.base.models.ir_rule"):
            for name in ("name", "email", "phone", "street"):
                with self.assertRaises(AccessError):
                    self.assertFalse(seen[name])

    def test_what_is_negated_tells_nothing_either(self):
        partners = self.env["res.partner"].with_user(self.plain_user)
        for domain in (
            [("email", "not ilike", "nobody")],
            ["!", ("email", "=", "nobody@example.net")],
            [("city", "!=", "Nirgends")],
            [("phone", "not in", ["1"])],
        ):
            with self.subTest(domain=domain):
                self.assertNotIn(self.volunteer, partners.search(domain))

    def test_the_order_of_contacts_tells_nothing(self):
        found = self._rpc(
            self.plain_user, "res.partner", "search", [], order="email, phone, street"
        )
        self.assertNotIn(self.volunteer.id, found)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_outside_reads_it(self):
        ids = self.volunteer.ids
        spec = {name: {} for name in PRIVATE}
        for user in self.outsiders:
            with self.subTest(user=user.login):
                calls = [
                    ("read", ids, PRIVATE),
                    ("read", ids, ["display_name"]),
                    ("web_read", ids, spec),
                    ("export_data", ids, ["name", *PRIVATE]),
                    ("copy", ids),
                ]
                for method, *args in calls:
                    answer = self._ask(user, "res.partner", method, *args)
                    self._assert_silent(answer)
                    self.assertIsInstance(answer, str, method)
        for user in self.staff:
            with self.subTest(user=user.login):
                (values,) = self._rpc(user, "res.partner", "read", ids, PRIVATE)
                self.assertEqual(values["email"], EMAIL)
                self.assertEqual(values["street"], STREET)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_outside_changes_or_deletes_it(self):
        for user in self.outsiders:
            with self.subTest(user=user.login):
                partner = self.volunteer.with_user(user)
                with self.assertRaises(AccessError):
                    partner.write({"email": "mine@example.net"})
                with self.assertRaises(AccessError):
                    partner.unlink()

    def test_nobody_outside_finds_it_by_typing(self):
        for user in self.outsiders:
            for text in ("Hanna Vogel", EMAIL, "471108", CITY):
                with self.subTest(user=user.login, text=text):
                    for method in ("name_search", "web_name_search"):
                        args = [text] if method == "name_search" else [text, {"id": {}}]
                        self.assertEqual(
                            self._rpc(user, "res.partner", method, *args), []
                        )
        for user in self.staff:
            for text in ("Hanna Vogel", EMAIL, "471108"):
                with self.subTest(user=user.login, text=text):
                    found = self._rpc(user, "res.partner", "name_search", text)
                    self.assertIn(self.volunteer.id, [row[0] for row in found])

    def test_nobody_outside_groups_by_it(self):
        for user in self.outsiders:
            for field in ("email", "phone", "street", "zip", "city", "phone_digits"):
                with self.subTest(user=user.login, field=field):
                    for method in ("formatted_read_group", "web_read_group"):
                        self._assert_silent(
                            self._ask(
                                user,
                                "res.partner",
                                method,
                                [],
                                [field],
                                ["__count", "id:array_agg"],
                            )
                        )
        groups = self._rpc(
            self.management, "res.partner", "formatted_read_group", [], ["city"], []
        )
        self.assertIn(CITY, str(groups))

    def test_lists_of_outsiders_leave_it_out(self):
        spec = {"name": {}, "email": {}, "city": {}}
        for user in self.outsiders:
            with self.subTest(user=user.login):
                answer = self._rpc(
                    user, "res.partner", "web_search_read", [], spec, limit=10000
                )
                self._assert_silent(answer)

    # ------------------------------------------------------------
    # As before
    # ------------------------------------------------------------

    def test_organisations_and_other_contacts_are_found_and_read_as_before(self):
        for user in self.insiders:
            with self.subTest(user=user.login):
                for partner in (self.club, self.chair, self.acquaintance):
                    domain = [("email", "=", partner.email)]
                    found = self._rpc(user, "res.partner", "search", domain)
                    self.assertEqual(found, partner.ids)
                    (values,) = self._rpc(
                        user, "res.partner", "read", partner.ids, ["email", "city"]
                    )
                    self.assertEqual(values["email"], partner.email)
                    names = self._rpc(user, "res.partner", "name_search", partner.email)
                    self.assertEqual([row[0] for row in names], partner.ids)
                groups = self._rpc(
                    user, "res.partner", "formatted_read_group", [], ["city"], []
                )
                self.assertIn("Musterau", str(groups))
        followers = [("message_partner_ids.email", "=", self.worker.email)]
        self.club.message_subscribe(self.worker.partner_id.ids)
        self.assertIn(
            self.club.id,
            self._rpc(self.plain_user, "res.partner", "search", followers),
        )
        followers = [("message_partner_ids", "child_of", "Person worker")]
        self.assertIn(
            self.club.id,
            self._rpc(self.plain_user, "res.partner", "search", followers),
        )

    def test_contact_managers_create_and_change_contacts_as_before(self):
        manager = self.outside_manager
        mine = self._rpc(
            manager,
            "res.partner",
            "create",
            {"name": "Neu", "email": "neu@example.net", "parent_id": self.club.id},
        )
        self._rpc(manager, "res.partner", "write", [mine], {"city": "Neustadt"})
        (values,) = self._rpc(manager, "res.partner", "read", [mine], ["city"])
        self.assertEqual(values["city"], "Neustadt")
        self._rpc(manager, "res.partner", "unlink", [mine])

    def test_portal_users_read_their_own_contacts_as_before(self):
        self.portal.partner_id.parent_id = self.club
        partners = self.env["res.partner"].with_user(self.portal)
        found = partners.search([])
        self.assertEqual(found, self.club | self.chair | self.portal.partner_id)
        self.assertTrue(found.mapped("email"))

    def test_portal_users_of_the_club_do_not_read_its_volunteers(self):
        self.volunteer.parent_id = self.club
        self.portal.partner_id.parent_id = self.club
        partners = self.env["res.partner"].with_user(self.portal)
        self.assertNotIn(self.volunteer, partners.search([]))

    def test_contact_views_of_outsiders_do_not_ask_for_what_they_may_not_see(self):
        Partner = self.env["res.partner"]
        for user in self.insiders:
            for view_type in ("form", "list", "kanban"):
                with self.subTest(user=user.login, view=view_type):
                    view = Partner.with_user(user).get_view(view_type=view_type)
                    arch = etree.fromstring(view["arch"])
                    nodes = arch.xpath("//field[not(ancestor::field)]/@name")
                    self.assertGreater(len(nodes), 3)
                    spec = {name: {} for name in nodes}
                    for partner in (self.club, self.chair, self.acquaintance):
                        self._rpc(user, "res.partner", "web_read", partner.ids, spec)

    # ------------------------------------------------------------
    # Our own rooms
    # ------------------------------------------------------------

    def test_volunteers_are_recognised_as_senders_of_mails(self):
        found = (
            self.env["res.partner"]
            .with_user(self.worker)
            ._club_search_by_email(f"Hanna <{EMAIL}>", self.company)
        )
        self.assertEqual(found, self.volunteer)
        organisation, person = found._club_speak_for()
        self.assertEqual((organisation, person), (self.club, self.volunteer))
        gateway = self.env["res.partner"].with_user(self.env.ref("base.user_root"))
        self.assertEqual(
            gateway._club_search_by_email(EMAIL, self.company), self.volunteer
        )
