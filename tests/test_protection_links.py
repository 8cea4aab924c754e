"""Private data of volunteers do not show through records that lead to them."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_protection import CITY, EMAIL, PHONE, PRIVATE, STREET, ProtectionCommon


@tagged("post_install", "-at_install")
class TestProtectionLinks(ProtectionCommon):
    # ------------------------------------------------------------
    # Paths from other records
    # ------------------------------------------------------------

    def _links(self):
        """Records of other models that lead to the volunteer, and by which path."""
        event = self._event()
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "DE02120300000000202051", "partner_id": self.volunteer.id}
        )
        child = self.env["res.partner"].create(
            {"name": "Büro", "type": "other", "parent_id": self.volunteer.id}
        )
        self.club.user_id = self.plain_user
        message = self.club.with_user(self.worker).message_post(
            body="Danke", partner_ids=self.volunteer.ids
        )
        message.author_id = self.volunteer
        self.club.message_subscribe(self.volunteer.ids)
        follower = self.club.message_follower_ids.filtered(
            lambda line: line.partner_id == self.volunteer
        )
        attendee = event.attendee_ids.filtered(
            lambda line: line.partner_id == self.volunteer
        )
        return [
            (event, "partner_ids"),
            (event, "attendee_ids.partner_id"),
            (attendee, "partner_id"),
            (bank, "partner_id"),
            (child, "parent_id"),
            (child, "commercial_partner_id"),
            (message, "author_id"),
            (message, "partner_ids"),
            (message, "notified_partner_ids"),
            (message, "notification_ids.res_partner_id"),
            (follower, "partner_id"),
            (self.club, "message_partner_ids"),
            (self.club, "message_follower_ids.partner_id"),
            (self.club, "message_ids.author_id"),
        ]

    def test_no_path_from_another_record_leads_to_it(self):
        links = self._links()
        self.env.flush_all()
        for record, path in links:
            for field, value in (
                ("email", EMAIL),
                ("email_normalized", EMAIL),
                ("phone", PHONE),
                ("street", STREET),
                ("city", CITY),
            ):
                *way, last = path.split(".")
                inner = [(last, "any", [(field, "=", value)])]
                for step in reversed(way):
                    inner = [(step, "any", inner)]
                for domain in ([(f"{path}.{field}", "=", value)], inner):
                    own = [("id", "=", record.id), *domain]
                    for user in self.insiders:
                        with self.subTest(
                            domain=own, model=record._name, user=user.login
                        ):
                            self.assertFalse(self._ask_number(user, record._name, own))
                    self.assertTrue(
                        self.env[record._name].search_count(own),
                        f"{record._name}: {own} proves nothing",
                    )

    def _ask_number(self, user, model, domain):
        self.env.invalidate_all()
        try:
            with mute_logger("odoo.addons.base.models.ir_rule"):
                return self._rpc(user, model, "search_count", domain)
        except AccessError:
            return 0

    def test_fields_that_show_an_address_of_a_linked_contact_do_not(self):
        links = self._links()
        follower = next(rec for rec, _path in links if rec._name == "mail.followers")
        attendee = next(rec for rec, _path in links if rec._name == "calendar.attendee")
        for user in self.insiders:
            for record, names in (
                (follower, ["email", "name", "display_name"]),
                (attendee, ["email", "phone", "common_name", "display_name"]),
            ):
                with self.subTest(user=user.login, model=record._name):
                    answer = self._ask(user, record._name, "read", record.ids, names)
                    self._assert_silent(answer)
                    self.assertIn("Hanna Vogel", str(answer))
                    for name in set(names) & {"email", "phone"}:
                        for value in (EMAIL, "471108"):
                            self.assertFalse(
                                self._rpc(
                                    user,
                                    record._name,
                                    "search",
                                    [
                                        ("id", "=", record.id),
                                        (name, "ilike", value),
                                    ],
                                )
                            )
        for user in self.staff:
            (values,) = self._rpc(
                user, "mail.followers", "read", follower.ids, ["email"]
            )
            self.assertEqual(values["email"], EMAIL)
            (values,) = self._rpc(
                user, "calendar.attendee", "read", attendee.ids, ["email", "phone"]
            )
            self.assertEqual((values["email"], values["phone"]), (EMAIL, PHONE))
            self.assertTrue(
                self._rpc(
                    user,
                    "calendar.attendee",
                    "search",
                    [("email", "=", EMAIL), ("phone", "=", PHONE)],
                )
            )

    def test_no_module_shows_an_address_through_a_link_that_we_do_not_know(self):
        """A field of another model that shows private data is checked or closed."""
        closed = {
            "calendar.attendee": {"email", "phone"},
            "mail.followers": {"email"},
        }
        ours = {"club.office": {"email", "phone"}}
        never = {"res.company"}  # a company's contact is an organisation
        users = {"res.users"}  # never protected
        private = {*PRIVATE, "phone_digits", "phone_sanitized"}
        found = {}
        for name, model in self.env.registry.items():
            for field in model._fields.values():
                if not field.related or field.inherited or name in never | users:
                    continue
                *path, last = field.related.split(".")
                comodel = self.env[name]
                for step in path:
                    comodel = comodel[step]
                if comodel._name == "res.partner" and last in private:
                    found.setdefault(name, set()).add(field.name)
        self.assertEqual(found, ours)
        for name, names in closed.items():
            for field in names:
                self.assertFalse(self.env[name]._fields[field].related)
        offices = self.env["club.office"].with_user(self.plain_user)
        self.assertFalse(offices.has_access("read"))

    def test_reading_on_through_a_link_is_refused(self):
        links = self._links()
        for record, path in links:
            field, _dot, rest = path.partition(".")
            inner = {"fields": {"display_name": {}, **{name: {} for name in PRIVATE}}}
            spec = {field: {"fields": {rest: inner}} if rest else inner}
            for user in self.insiders:
                with self.subTest(model=record._name, path=path, user=user.login):
                    self._assert_silent(
                        self._ask(user, record._name, "web_read", record.ids, spec)
                    )
                    columns = [path.replace(".", "/"), "id"]
                    columns += [f"{path.replace('.', '/')}/{name}" for name in PRIVATE]
                    self._assert_silent(
                        self._ask(
                            user, record._name, "export_data", record.ids, columns
                        )
                    )

    def test_grouping_on_through_a_link_shows_nothing(self):
        for record, path in self._links():
            if "." in path or record._fields[path].type != "many2one":
                continue
            for user in self.insiders:
                for field in ("email", "phone", "city"):
                    with self.subTest(model=record._name, path=path, field=field):
                        self._assert_silent(
                            self._ask(
                                user,
                                record._name,
                                "formatted_read_group",
                                [("id", "=", record.id)],
                                [f"{path}.{field}"],
                                ["__count"],
                            )
                        )

    def test_a_new_record_does_not_tell_what_it_would_show(self):
        for model, vals, names in (
            (
                "calendar.attendee",
                {"partner_id": self.volunteer.id},
                ["email", "phone"],
            ),
            ("mail.followers", {"partner_id": self.volunteer.id}, ["email", "name"]),
            (
                "res.partner",
                {"name": "Neu", "parent_id": self.volunteer.id},
                ["street", "street2", "zip", "city", "contact_address", "parent_name"],
            ),
        ):
            for user in self.insiders:
                with self.subTest(model=model, user=user.login):
                    spec = {name: {} for name in [*vals, *names]}
                    self._assert_silent(
                        self._ask(user, model, "onchange", [], vals, list(vals), spec)
                    )

    def test_the_address_is_not_inherited_by_a_contact_below(self):
        for user in (self.outside_manager, self.outside_admin):
            vals = {"name": "Anbau", "parent_id": self.volunteer.id}
            mine = self._rpc(user, "res.partner", "create", {"name": "Mein Kontakt"})
            calls = [
                ("create", vals),
                ("write", [mine], {"parent_id": self.volunteer.id}),
                ("name_create", "Anbau", {"default_parent_id": self.volunteer.id}),
                (
                    "load",
                    ["name", "parent_id/.id"],
                    [["Anbau", str(self.volunteer.id)]],
                ),
            ]
            for method, *args in calls:
                with self.subTest(user=user.login, method=method):
                    kwargs = {}
                    if method == "name_create":
                        kwargs = {"context": args.pop()}
                    self._ask(user, "res.partner", method, *args, **kwargs)
                    found = self._rpc(
                        user,
                        "res.partner",
                        "search_read",
                        [("name", "in", ["Anbau", "Mein Kontakt"])],
                        ["street", "city", "zip"],
                    )
                    self._assert_silent(found)

    def test_contact_managers_outside_cannot_merge_it_into_a_contact_of_theirs(self):
        Wizard = "base.partner.merge.automatic.wizard"
        mine = self._rpc(
            self.outside_manager,
            "res.partner",
            "create",
            {"name": "Mein Kontakt", "email": EMAIL},
        )
        wizard = self._rpc(self.outside_manager, Wizard, "create", {})
        self._ask(
            self.outside_manager,
            Wizard,
            "write",
            [wizard],
            {
                "dst_partner_id": mine,
                "partner_ids": [Command.set([mine, self.volunteer.id])],
            },
        )
        self._ask(self.outside_manager, Wizard, "action_merge", [wizard])
        self.assertTrue(self.volunteer.exists())
        (values,) = self._rpc(
            self.outside_manager, "res.partner", "read", [mine], ["phone", "street"]
        )
        self._assert_silent(values)

    # ------------------------------------------------------------
    # The name, and only the name, through a link
    # ------------------------------------------------------------

    def test_the_name_still_shows_through_a_link(self):
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "DE02120300000000202051", "partner_id": self.volunteer.id}
        )
        (values,) = self._rpc(
            self.plain_user, "res.partner.bank", "read", bank.ids, ["partner_id"]
        )
        self.assertEqual(values["partner_id"][1], "Hanna Vogel")

    def test_no_context_makes_the_name_tell_more(self):
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "DE02120300000000202051", "partner_id": self.volunteer.id}
        )
        contexts = [
            {"show_email": True},
            {"show_email": 1, "formatted_display_name": True},
            {"show_address": True},
            {"show_address": 1, "show_vat": 1, "address_inline": 1},
        ]
        for context in contexts:
            spec = {"partner_id": {"fields": {"display_name": {}}, "context": context}}
            for user in self.insiders:
                with self.subTest(context=context, user=user.login):
                    (one,) = self._rpc(
                        user,
                        "res.partner.bank",
                        "read",
                        bank.ids,
                        ["partner_id"],
                        context=context,
                    )
                    (two,) = self._rpc(
                        user, "res.partner.bank", "web_read", bank.ids, spec
                    )
                    self._assert_silent((one, two))
                    self.assertIn("Hanna Vogel", str(one))
                    self.assertIn("Hanna Vogel", str(two))
        for user in self.staff:
            shown = self.volunteer.with_user(user).with_context(show_email=True)
            self.assertIn(EMAIL, shown.display_name)
            shown = shown.with_context(show_email=False, show_address=True)
            self.assertIn(STREET, shown.display_name)

    def test_names_of_different_readers_do_not_mix(self):
        shown = self.volunteer.sudo().with_context(show_email=True)
        self.assertIn(EMAIL, shown.with_user(self.worker).sudo().display_name)
        self._assert_silent(shown.with_user(self.plain_user).sudo().display_name)
        self._assert_silent(shown.with_user(self.public).sudo().display_name)
        self.assertIn(EMAIL, shown.with_user(self.worker).sudo().display_name)
        self.assertIn(
            EMAIL, shown.with_user(self.env.ref("base.user_root")).display_name
        )

    def test_ordinary_contacts_show_their_address_as_before(self):
        shown = self.acquaintance.with_user(self.plain_user)
        self.assertIn(
            "jens.offen@example.net", shown.with_context(show_email=True).display_name
        )
        self.assertIn("Musterau", shown.with_context(show_address=True).display_name)

    def test_pages_and_documents_show_the_name_only(self):
        Contact = self.env["ir.qweb.field.contact"]
        options = {"fields": ["name", "address", "phone", "email"]}
        for user in self.outsiders:
            html = Contact.with_user(user).value_to_html(self.volunteer, options)
            self._assert_silent(html)
            self.assertIn("Hanna Vogel", html)
        html = Contact.with_user(self.worker).value_to_html(self.volunteer, options)
        self.assertIn(EMAIL, html)
        html = Contact.with_user(self.plain_user).value_to_html(
            self.acquaintance, options
        )
        self.assertIn("jens.offen@example.net", html)
