"""Private data of volunteers do not show in discussions, mails and meetings."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tools.discuss import Store

from .common import ClubSupportHttpCommon
from .common_protection import EMAIL, ProtectionCommon


@tagged("post_install", "-at_install")
class TestProtectionMails(ProtectionCommon):
    # ------------------------------------------------------------
    # Discussions and mails
    # ------------------------------------------------------------

    def _discussed(self):
        """An ordinary contact with a message of the volunteer, who follows it."""
        contact = self.env["res.partner"].create(
            {"name": "Druckerei", "email": "druck@example.net", "is_company": True}
        )
        contact.message_subscribe((self.volunteer | self.plain_user.partner_id).ids)
        contact.with_user(self.worker).message_post(
            body="Danke",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.volunteer.ids,
        )
        answer = contact.message_post(
            body="Bitte",
            author_id=self.volunteer.id,
            email_from="someone@example.net",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.plain_user.partner_id.ids,
        )
        self.env.flush_all()
        return contact, answer

    def _in_store(self, user, records, **options):
        self.env.flush_all()
        self.env.invalidate_all()
        return Store().add(records.with_user(user), **options).get_result()

    def test_the_chatter_names_authors_and_followers_without_their_address(self):
        contact, _answer = self._discussed()
        requests = ["followers", "recipients", "suggestedRecipients", "activities"]
        for user in self.insiders:
            with self.subTest(user=user.login):
                store = self._in_store(
                    user, contact, as_thread=True, request_list=requests
                )
                self._assert_silent(store)
                self.assertIn("Hanna Vogel", str(store))
                store = self._in_store(user, contact.message_ids)
                self._assert_silent(store)
                self.assertIn("Hanna Vogel", str(store))
                self._assert_silent(
                    self._rpc(user, "res.partner", "message_get_followers", contact.ids)
                )
        store = self._in_store(
            self.worker, contact, as_thread=True, request_list=requests
        )
        self.assertIn(EMAIL, str(store))

    def test_what_is_sent_to_many_screens_has_no_address(self):
        """A notice that staff cause reaches the browsers of others as well."""
        store = Store(bus_channel=self.plain_user)
        store.add(self.volunteer.with_user(self.worker).sudo())
        self.assertIn("Hanna Vogel", str(store.get_result()))
        self._assert_silent(store.get_result())
        store = Store(bus_channel=self.worker)
        store.add(self.volunteer.with_user(self.plain_user).sudo())
        self.assertIn(EMAIL, str(store.get_result()))
        store = Store(bus_channel=self.env.ref("base.group_user"))
        store.add(self.volunteer.with_user(self.worker).sudo())
        self._assert_silent(store.get_result())

    def test_mails_of_volunteers_are_read_with_their_sender_where_they_are_filed(
        self,
    ):
        """The open door: mails in documents that a user may read."""
        message = self.club.message_post(
            body="Bitte",
            author_id=self.volunteer.id,
            email_from=EMAIL,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        (values,) = self._rpc(
            self.plain_user, "mail.message", "read", message.ids, ["email_from"]
        )
        self.assertEqual(values["email_from"], EMAIL)
        case = self._create_case(contact_id=self.volunteer.id)
        message = case.message_post(body="Bitte", email_from=EMAIL)
        self.env.flush_all()
        answer = self._ask(
            self.plain_user, "mail.message", "read", message.ids, ["email_from"]
        )
        self._assert_silent(answer)

    def test_cards_and_notices_of_ordinary_contacts_are_as_before(self):
        store = Store().add(self.acquaintance.with_user(self.plain_user))
        self.assertIn("jens.offen@example.net", str(store.get_result()))
        fields = self.acquaintance._get_store_avatar_card_fields(Store().target)
        card = Store().add(self.acquaintance.with_user(self.plain_user), fields)
        self.assertIn("jens.offen@example.net", str(card.get_result()))
        card = Store().add(self.volunteer.with_user(self.plain_user).sudo(), fields)
        self._assert_silent(card.get_result())

    def test_nobody_outside_can_mention_it(self):
        channel = self.env["discuss.channel"]._create_channel("Alle", None)
        channel._add_members(partners=self.volunteer | self.plain_user.partner_id)
        for user in self.insiders:
            for text in ("Hanna", "hanna.privat", EMAIL):
                with self.subTest(user=user.login, text=text):
                    for method, args in (
                        ("get_mention_suggestions", [text]),
                        (
                            "get_mention_suggestions_from_channel",
                            [channel.id, text],
                        ),
                        ("search_for_channel_invite", [text]),
                    ):
                        kwargs = {}
                        if method == "search_for_channel_invite":
                            kwargs["channel_id"] = channel.id
                        answer = self._ask(user, "res.partner", method, *args, **kwargs)
                        self.assertNotIn("Hanna Vogel", str(answer))
        answer = self._rpc(
            self.worker, "res.partner", "get_mention_suggestions", "Hanna V"
        )
        self.assertIn("Hanna Vogel", str(answer))

    def test_answers_are_suggested_to_those_only_who_may_read_the_recipient(self):
        contact, answer = self._discussed()
        for user in self.insiders:
            for options in ({"reply_discussion": True}, {"reply_message": answer}):
                with self.subTest(user=user.login, options=options):
                    self.env.flush_all()
                    self.env.invalidate_all()
                    mine = contact.with_user(user)
                    if "reply_message" in options:
                        options = {"reply_message": answer.with_user(user)}
                    suggested = mine._message_get_suggested_recipients(**options)
                    self.assertNotIn("Hanna Vogel", str(suggested))
                    self._assert_silent(suggested)
        for options in ({"reply_discussion": True}, {"reply_message": answer}):
            suggested = contact.with_user(
                self.worker
            )._message_get_suggested_recipients(**options)
            self.assertIn("druck@example.net", str(suggested))

    def test_posting_in_the_name_of_a_volunteer_does_not_tell_the_address(self):
        contact = self.acquaintance
        for user in (self.outside_manager, self.outside_admin):
            with self.subTest(user=user.login):
                message = self._rpc(
                    user,
                    "res.partner",
                    "message_post",
                    contact.ids,
                    body="Ich bin es",
                    author_id=self.volunteer.id,
                )
                self.env.invalidate_all()
                self.assertTrue(message)
                posted = contact.message_ids[0]
                self._assert_silent([posted.email_from, posted.reply_to])
                self._ask(
                    user,
                    "mail.message",
                    "create",
                    {
                        "model": "res.partner",
                        "res_id": contact.id,
                        "body": "Ich bin es",
                        "author_id": self.volunteer.id,
                    },
                )
                values = self._rpc(
                    user,
                    "mail.message",
                    "search_read",
                    [("model", "=", "res.partner"), ("res_id", "=", contact.id)],
                    ["email_from", "reply_to", "author_id"],
                )
                self._assert_silent(values)
                composer = self._ask(
                    user,
                    "mail.compose.message",
                    "onchange",
                    [],
                    {
                        "model": "res.partner",
                        "res_ids": str(contact.ids),
                        "author_id": self.volunteer.id,
                    },
                    [],
                    {"email_from": {}, "reply_to": {}, "author_id": {}},
                )
                self._assert_silent(composer)

    def test_an_address_that_is_known_makes_no_second_contact(self):
        count = self.env["res.partner"].search_count([])
        for user in (*self.insiders, self.worker):
            with self.subTest(user=user.login):
                self.env.flush_all()
                self.env.invalidate_all()
                Partner = self.env["res.partner"].with_user(user)
                written = f'"Hanna" <{EMAIL.upper()}>'
                self.assertEqual(Partner.find_or_create(written), self.volunteer)
                found = self.acquaintance.with_user(
                    user
                )._partner_find_from_emails_single([written], no_create=False)
                self.assertEqual(found, self.volunteer)
                found = Partner._find_or_create_from_emails(
                    ["jens.offen@example.net", written, "no address"], no_create=True
                )
                self.assertEqual(
                    found, [self.acquaintance, self.volunteer, self.env["res.partner"]]
                )
        self.assertEqual(self.env["res.partner"].search_count([]), count)

    def test_a_part_of_an_address_finds_nobody(self):
        Partner = self.env["res.partner"].with_user(self.outside_manager)
        for text in ("hanna", "hanna.privat", "@example.net", "%@example.net"):
            with self.subTest(text=text):
                found = Partner._find_or_create_from_emails([text], no_create=True)
                self.assertEqual(found, [self.env["res.partner"]])

    def test_an_open_contact_with_the_same_address_is_taken_first(self):
        double = self.env["res.partner"].create({"name": "H. Vogel", "email": EMAIL})
        Partner = self.env["res.partner"].with_user(self.outside_manager)
        self.assertEqual(Partner.find_or_create(EMAIL), double)
        self.assertEqual(Partner._find_or_create_from_emails([EMAIL]), [double])

    def test_addresses_that_are_banned_or_filtered_stay_out(self):
        Partner = self.env["res.partner"].with_user(self.outside_manager)
        nobody = [self.env["res.partner"]]
        self.assertEqual(
            Partner._find_or_create_from_emails([EMAIL], ban_emails=[EMAIL]), nobody
        )
        self.assertEqual(
            Partner._find_or_create_from_emails(
                [EMAIL], filter_found=lambda partner: partner.user_ids, no_create=True
            ),
            nobody,
        )

    def test_the_composer_opens_without_recipients_that_cannot_be_read(self):
        for user, expected in (
            (self.outside_manager, self.acquaintance),
            (self.worker, self.acquaintance | self.volunteer),
        ):
            composer = (
                self.env["mail.compose.message"]
                .with_user(user)
                .with_context(
                    default_model="res.partner",
                    default_res_ids=self.acquaintance.ids,
                    default_partner_ids=[
                        self.acquaintance.id,
                        self.volunteer.id,
                        None,
                    ],
                )
                .create({"body": "Hallo"})
            )
            self.assertEqual(composer.partner_ids, expected)

    def test_followers_are_those_a_user_may_read_and_stay_when_others_change(self):
        contact, _answer = self._discussed()
        seen = contact.with_user(self.outside_manager)
        self.env.invalidate_all()
        self.assertIn(self.plain_user.partner_id, seen.message_partner_ids)
        self.assertNotIn(self.volunteer, seen.message_partner_ids)
        self.assertIn(self.volunteer, seen.sudo().message_partner_ids)
        seen.message_partner_ids -= self.plain_user.partner_id
        self.env.invalidate_all()
        followers = contact.with_user(self.worker).message_partner_ids
        self.assertIn(self.volunteer, followers)
        self.assertNotIn(self.plain_user.partner_id, followers)

    def test_mails_still_reach_a_volunteer_who_follows(self):
        contact, _answer = self._discussed()
        self.env.flush_all()
        self.env.invalidate_all()
        message = contact.with_user(self.outside_manager).message_post(
            body="Neuigkeit",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertIn(self.volunteer, message.sudo().notified_partner_ids)

    # ------------------------------------------------------------
    # Calendar
    # ------------------------------------------------------------

    def test_guests_of_a_meeting_do_not_learn_the_address(self):
        event = self._event()
        self.env.flush_all()
        spec = {
            "description": {},
            "partner_ids": {
                "fields": {"display_name": {}},
                "context": {"show_email": 1},
            },
            "partner_id": {
                "fields": {"display_name": {}},
                "context": {"show_email": 1},
            },
            "attendee_ids": {"fields": {"email": {}, "phone": {}, "common_name": {}}},
            "invalid_email_partner_ids": {"fields": {"display_name": {}}},
        }
        for user in (self.plain_user, self.outside_manager, self.worker):
            with self.subTest(user=user.login):
                self.env.invalidate_all()
                answer = self._rpc(user, "calendar.event", "web_read", event.ids, spec)
                if user != self.worker:
                    self._assert_silent(answer)
                self.assertIn("Hanna Vogel", str(answer))
                shown = event.with_user(user).partner_ids.ids
                self.env.invalidate_all()
                answer = self._rpc(
                    user, "res.partner", "get_attendee_detail", shown, event.ids
                )
                self.assertIn("Person plain_user", str(answer))
                self._assert_silent(answer)
        for user in (self.worker, self.plain_user):
            (file,) = event.with_user(user)._get_ics_file().values()
            self._assert_silent(file.decode())
            self.assertIn(self.plain_user.email, file.decode())

    def test_the_description_of_a_meeting_tells_the_name_only(self):
        guests = self.worker.partner_id | self.volunteer
        event = self._event(partner_ids=[Command.set(guests.ids)])
        self.assertIn("Hanna Vogel", event.description)
        self._assert_silent(event.description)

    def test_the_description_of_a_meeting_with_others_is_as_before(self):
        guests = self.worker.partner_id | self.acquaintance
        event = self._event(partner_ids=[Command.set(guests.ids)])
        self.assertIn("jens.offen@example.net", event.description)

    def test_volunteers_are_told_when_a_colleague_moves_the_meeting(self):
        event = self._event(user_id=self.plain_user.id)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env["mail.message"].search([], order="id desc", limit=1)
        event.with_user(self.plain_user).start += timedelta(days=1)
        self.env.flush_all()
        messages = self.env["mail.message"].search([("id", ">", before.id)])
        self.assertIn(self.volunteer, messages.notified_partner_ids)
        self.assertNotIn(EMAIL, messages.mapped("email_from"))
        for attachment in messages.attachment_ids:
            self._assert_silent(attachment.raw.decode())

    def test_a_plain_user_invites_ordinary_contacts_as_before(self):
        start = fields.Datetime.now() + timedelta(days=2)
        event = (
            self.env["calendar.event"]
            .with_user(self.plain_user)
            .create(
                {
                    "name": "Druck",
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    "partner_ids": [Command.set(self.acquaintance.ids)],
                }
            )
        )
        self.assertEqual(event.attendee_ids.email, "jens.offen@example.net")
        self.assertIn("jens.offen@example.net", event.description)
        (file,) = event._get_ics_file().values()
        self.assertIn("jens.offen@example.net", file.decode())


@tagged("post_install", "-at_install")
class TestProtectionOutside(ProtectionCommon, ClubSupportHttpCommon):
    """The same, over HTTP: routes, and what only a real request checks."""

    def _route(self, user, route, **params):
        self.authenticate(user.login, user.login)
        payload = {"jsonrpc": "2.0", "method": "call", "id": 0, "params": params}
        response = self.url_open(route, json=payload)
        self.env.invalidate_all()
        return response.text

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_the_contact_cannot_be_put_below_a_contact_of_theirs(self):
        mine = self.env["res.partner"].create({"name": "Mein Kontakt"})
        _result, error = self._call(
            self.outside_manager,
            "res.partner",
            "write",
            mine.ids,
            {"child_ids": [Command.link(self.volunteer.id)]},
        )
        self.assertEqual(error["name"], "odoo.exceptions.AccessError")
        self.assertFalse(self.volunteer.parent_id)
        self.assertFalse(mine.street)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_no_route_tells_the_address(self):
        contact = self.acquaintance
        contact.message_subscribe(self.volunteer.ids)
        message = contact.message_post(
            body="Bitte",
            author_id=self.volunteer.id,
            email_from=contact.email,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        thread = {"thread_model": "res.partner", "thread_id": contact.id}
        requests = ["followers", "recipients", "suggestedRecipients"]
        routes = [
            ("/mail/thread/messages", thread),
            ("/mail/thread/recipients", thread),
            ("/mail/thread/recipients", {**thread, "message_id": message.id}),
            (
                "/mail/thread/recipients/get_suggested_recipients",
                {**thread, "partner_ids": self.volunteer.ids},
            ),
            (
                "/mail/data",
                {
                    "fetch_params": [
                        ["mail.thread", {**thread, "request_list": requests}],
                    ]
                },
            ),
        ]
        for user in (self.plain_user, self.outside_manager):
            for route, params in routes:
                with self.subTest(user=user.login, route=route):
                    answer = self._route(user, route, **params)
                    self.assertNotIn("Traceback", answer)
                    self._assert_silent(answer)
                    self.assertNotIn('"error"', answer)
        answer = self._route(self.worker, *routes[0][:1], **routes[0][1])
        self.assertIn("Hanna Vogel", answer)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.tests")
    def test_a_colleague_who_knows_the_address_can_write_to_it(self):
        for asked in (
            {"partner_ids": [], "partner_emails": [EMAIL]},
            {"partner_ids": self.volunteer.ids},
        ):
            with self.subTest(asked=asked):
                self._route(
                    self.outside_manager,
                    "/mail/message/post",
                    thread_model="res.partner",
                    thread_id=self.acquaintance.id,
                    post_data={
                        "body": "Guten Tag",
                        "message_type": "comment",
                        "subtype_xmlid": "mail.mt_comment",
                        **asked,
                    },
                )
                message = self.acquaintance.message_ids[0]
                self.assertIn("Guten Tag", message.body)
                self.assertIn(self.volunteer, message.notified_partner_ids)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_business_cards_are_refused(self):
        url = f"/web/partner/vcard?partner_ids={self.volunteer.id}"
        for user in (self.plain_user, self.outside_manager, self.portal):
            with self.subTest(user=user.login):
                self.authenticate(user.login, user.login)
                response = self.url_open(url)
                self.assertGreaterEqual(response.status_code, 400)
                self._assert_silent(response.text)
        self.authenticate(self.worker.login, self.worker.login)
        self.assertIn(EMAIL, self.url_open(url).text)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_who_types_the_whole_address_gets_the_contact_it_belongs_to(self):
        count = self.env["res.partner"].search_count([])
        answer = self._route(
            self.outside_manager,
            "/mail/partner/from_email",
            thread_model="res.partner",
            thread_id=self.acquaintance.id,
            emails=[EMAIL],
        )
        self.assertIn(f'"id": {self.volunteer.id}', answer)
        self.assertIn("Hanna Vogel", answer)
        self.assertEqual(self.env["res.partner"].search_count([]), count)
