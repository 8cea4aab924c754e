"""Restricted cases: every door by which somebody else could come across one."""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClubSupportCommon

SECRET = "Zwieback"
OTHERS = (
    "colleague",
    "contact_manager",
    "lead",
    "management",
    "administrator",
    "plain_user",
    "portal",
    "public",
)
# records of their own that only name a case; the name is its number there. The
# record of readings shows numbers to administrators.
LINKS = (
    "club.case",
    "club.case.access.log",
    "club.cooperation",
    "club.mailing.recipient",
)
# figures: rows of restricted cases name no case
MASKED = ("club.activity.report",)
RAW = """\
From: {sender}\r
To: vereine@landkreis-musterau.example.org\r
Cc: {cc}\r
Subject: {subject}\r
Message-ID: <{key}@example.net>\r
Date: Mon, 01 Mar 2027 10:00:00 +0100\r
Content-Type: text/plain; charset=utf-8\r
\r
Es geht um Zwieback.\r
"""
NOTE = {"subtype_xmlid": "mail.mt_note", "message_type": "comment"}
ANSWER = {"subtype_xmlid": "mail.mt_comment", "message_type": "comment"}


@tagged("post_install", "-at_install")
class RestrictedCommon(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.system = cls.env.ref("base.user_admin")
        cls.team.user_id = False
        cls.case = cls._create_case(
            name=f"Vertraulich: {SECRET}",
            email_from=f"{SECRET} <zwieback@example.net>",
            is_restricted=True,
            user_id=cls.worker.id,
        )
        cls.number_only = f"[{cls.case.number}]"

    def _users(self):
        return [(name, getattr(self, name)) for name in (*OTHERS, "system")]

    def _colleagues(self):
        return [pair for pair in self._users() if pair[0] not in ("portal", "public")]

    def _answer(self, user, model, method, *args, **kwargs):
        """What a user gets to know by a call; nothing if it is refused."""
        self.env.flush_all()
        self.env.invalidate_all()
        try:
            with self.env.cr.savepoint() as savepoint:
                answer = self._rpc(user, model, method, *args, **kwargs)
                savepoint.rollback()
        except (AccessError, UserError) as error:
            self.assertNotIn(SECRET, str(error))
            return None
        finally:
            self.env.invalidate_all()
        return answer


class TestRestrictedCases(RestrictedCommon):
    # ------------------------------------------------------------
    # Reading and finding
    # ------------------------------------------------------------

    def test_who_works_on_a_restricted_case_reads_it(self):
        self.case.write({"deputy_id": self.colleague.id, "supervisor_id": self.lead.id})
        for user in (self.worker, self.colleague, self.lead):
            with self.subTest(user=user.login):
                found = self._rpc(
                    user, "club.case", "search", [("name", "ilike", SECRET)]
                )
                self.assertEqual(found, self.case.ids)
                values = self._rpc(user, "club.case", "read", found, ["display_name"])
                self.assertIn(SECRET, values[0]["display_name"])

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_nobody_else_finds_or_reads_it(self):
        ids, here = self.case.ids, [("id", "in", self.case.ids)]
        spec = {"name": {}, "email_from": {}, "display_name": {}}
        doors = {
            "search": (("search", [("name", "ilike", SECRET)]), {}),
            "search by number": (("search", [("number", "=", self.case.number)]), {}),
            "search archived": (("search", here), {"context": {"active_test": False}}),
            "search_count": (("search_count", here), {}),
            "search_read": (("search_read", here, ["name"]), {}),
            "name_search": (("name_search", SECRET), {}),
            "name_search by number": (("name_search", self.case.number), {}),
            "name_create": (("web_name_search", SECRET, {"display_name": {}}), {}),
            "read": (("read", ids, ["name"]), {}),
            "web_read": (("web_read", ids, spec), {}),
            "web_search_read": (("web_search_read", here, spec), {}),
            "formatted_read_group": (
                ("formatted_read_group", here, ["name"], ["__count", "id:array_agg"]),
                {},
            ),
            "formatted_read_grouping_sets": (
                (
                    "formatted_read_grouping_sets",
                    here,
                    [["name"], []],
                    ["id:array_agg"],
                ),
                {},
            ),
            "web_read_group": (
                ("web_read_group", here, ["stage_id"], ["id:array_agg"]),
                {},
            ),
            "progress bar": (
                (
                    "read_progress_bar",
                    here,
                    "stage_id",
                    {"field": "priority", "colors": {"1": "x"}},
                ),
                {},
            ),
            "export_data": (("export_data", ids, ["name"]), {}),
            "copy": (("copy", ids), {}),
            "onchange": (("onchange", ids, {}, [], spec), {}),
            "metadata": (("get_metadata", ids), {}),
            "write": (("write", ids, {"priority": "1"}), {}),
            "unlink": (("unlink", ids), {}),
            "take over": (("action_assign_to_me", ids), {}),
            "reopen": (("action_reopen", ids), {}),
            "close": (("action_close", ids, self.result_achieved.id), {}),
            "log a call": (("action_create_contact", ids), {}),
            "web_save": (("web_save", ids, {"priority": "1"}, spec), {}),
            "followers": (("message_get_followers", ids), {}),
            "post": (("message_post", ids), {"body": "x", **NOTE}),
            "notify": (
                ("message_notify", ids),
                {"body": "x", "partner_ids": self.colleague.partner_id.ids},
            ),
            "follow": (
                ("message_subscribe", ids, self.colleague.partner_id.ids),
                {},
            ),
            "activity": (
                ("activity_schedule", ids),
                {"act_type_xmlid": "mail.mail_activity_data_todo"},
            ),
        }
        for _name, user in self._users():
            user.group_ids |= self.env.ref("base.group_allow_export")
        harmless = {"write", "unlink", "take over", "close", "web_save", "post"}
        for name, user in self._users():
            for door, (call, kwargs) in doors.items():
                with self.subTest(persona=name, door=door):
                    answer = self._answer(user, "club.case", *call, **kwargs)
                    self.assertNotIn(SECRET.lower(), str(answer).lower())
                    self.assertNotIn(str(ids), str(answer))
                    if door in harmless:
                        self.assertIsNone(answer)
                    if door == "search_count":
                        self.assertFalse(answer)

    def test_the_domains_of_other_models_do_not_find_it(self):
        entry = self.env["club.contact.entry"].create(
            {"case_id": self.case.id, "user_id": self.worker.id, "note": SECRET}
        )
        self.env["club.case.deadline"].create(
            {
                "case_id": self.case.id,
                "kind_id": self.env.ref("club_support.club_deadline_kind_grant_end").id,
                "date": "2027-06-30",
                "name": SECRET,
            }
        )
        mail = self._receive(subject=f"Re: {self.number_only}", sender=self.chair.email)
        self.assertEqual(mail.case_id, self.case)
        following = self._create_case(name="Folgefall", user_id=self.lead.id)
        following.previous_case_id = self.case
        doors = [
            ("res.partner", [("club_case_ids.name", "ilike", SECRET)]),
            ("res.partner", [("open_case_ids.name", "ilike", SECRET)]),
            ("res.partner", [("club_contact_entry_ids.note", "ilike", SECRET)]),
            ("club.contact.entry", [("case_id.name", "ilike", SECRET)]),
            ("club.contact.entry", [("case_id", "ilike", SECRET)]),
            ("club.contact.entry", [("note", "ilike", SECRET)]),
            ("club.contact.entry", [("id", "=", entry.id)]),
            ("club.case.deadline", [("name", "ilike", SECRET)]),
            ("club.case.deadline", [("case_id.name", "ilike", SECRET)]),
            ("club.incoming.mail", [("body_preview", "ilike", SECRET)]),
            ("club.incoming.mail", [("case_id", "=", self.case.id)]),
            ("club.incoming.mail", [("case_id.name", "ilike", SECRET)]),
            ("club.case", [("previous_case_id.name", "ilike", SECRET)]),
            ("club.case", [("previous_case_id", "ilike", SECRET)]),
            ("club.case", [("previous_case_id.display_name", "ilike", SECRET)]),
            ("club.case", [("message_ids.body", "ilike", SECRET)]),
            ("club.case.type", [("name", "=", SECRET)]),
        ]
        for name, user in self._users():
            for model, domain in doors:
                with self.subTest(persona=name, model=model, domain=domain):
                    self.assertFalse(self._answer(user, model, "search", domain))
                    groups = self._answer(
                        user, model, "formatted_read_group", domain, [], ["__count"]
                    )
                    self.assertFalse(groups and groups[0]["__count"])
        for model, domain in doors[:-1]:
            with self.subTest(model=model, domain=domain, reader=True):
                if domain[0][0] != "previous_case_id.display_name":
                    self.assertTrue(self._rpc(self.worker, model, "search", domain))

    def test_links_show_the_number_only(self):
        following = self._create_case(name="Folgefall", user_id=self.lead.id)
        following.previous_case_id = self.case
        for user in (self.colleague, self.lead, self.administrator, self.system):
            with self.subTest(user=user.login):
                values = self._rpc(
                    user, "club.case", "read", following.ids, ["previous_case_id"]
                )
                shown = values[0]["previous_case_id"]
                self.assertEqual(shown[1], self.number_only)
                spec = {"previous_case_id": {"fields": {"display_name": {}}}}
                values = self._rpc(user, "club.case", "web_read", following.ids, spec)
                self.assertNotIn(SECRET, str(values))
                for groupby in ("previous_case_id", "previous_case_id.name"):
                    groups = self._answer(
                        user,
                        "club.case",
                        "formatted_read_group",
                        [("id", "=", following.id)],
                        [groupby],
                        ["__count"],
                    )
                    self.assertNotIn(SECRET, str(groups))
                export = self._answer(
                    user,
                    "club.case",
                    "export_data",
                    following.ids,
                    ["previous_case_id/display_name", "previous_case_id/name"],
                )
                self.assertNotIn(SECRET, str(export))
        values = self._rpc(
            self.worker, "club.case", "read", following.ids, ["previous_case_id"]
        )
        self.assertIn(SECRET, values[0]["previous_case_id"][1])

    def test_a_case_without_anybody_is_read_by_leads_alone(self):
        self.case.write({"user_id": False, "deputy_id": False, "supervisor_id": False})
        readers = {
            name
            for name, user in [*self._users(), ("worker", self.worker)]
            if self._answer(user, "club.case", "read", self.case.ids, ["name"])
        }
        self.assertEqual(readers, {"lead", "administrator", "system"})
        self._rpc(self.lead, "club.case", "action_assign_to_me", self.case.ids)
        self.assertFalse(
            self._answer(
                self.administrator, "club.case", "read", self.case.ids, ["name"]
            )
        )

    def test_every_child_of_a_case_repeats_its_rule(self):
        ours = [
            (name, field.name)
            for name, model in self.env.registry.items()
            if name.startswith("club.") and not model._abstract and not model._transient
            for field in model._fields.values()
            if field.type == "many2one"
            and field.comodel_name == "club.case"
            and field.store
            and name not in LINKS
        ]
        self.assertIn(("club.case.deadline", "case_id"), ours)
        self.assertIn(("club.contact.entry", "case_id"), ours)
        for model, field in ours:
            with self.subTest(model=model, field=field):
                rules = self.env["ir.rule"].search(
                    [("model_id.model", "=", model), ("groups", "=", False)]
                )
                if model in MASKED:
                    rows = self.env[model].search([(field, "=", self.case.id)])
                    self.assertFalse(rows)
                    continue
                self.assertTrue(
                    rules.filtered(
                        lambda rule: (
                            "is_restricted" in rule.domain_force and rule.perm_read
                        )
                    ),
                    f"{model} has no rule for all that names is_restricted",
                )
                records = self.env[model].sudo().search([(field, "!=", False)])
                records = records.filtered(lambda r, f=field: r[f].is_restricted)
                for user in (self.colleague, self.lead, self.administrator):
                    seen = (
                        self.env[model]
                        .with_user(user)
                        .search([("id", "in", records.ids)])
                    )
                    self.assertFalse(seen)

    # ------------------------------------------------------------
    # Messages, activities, followers, appointments
    # ------------------------------------------------------------

    def _receive(self, subject="Frage", sender="x@example.net", cc="", key="s0-11"):
        raw = RAW.format(subject=subject, sender=sender, cc=cc, key=key)
        return self.env["club.incoming.mail"]._receive(raw.encode())

    def _fill_discussion(self, case):
        """A colleague and the lead have taken part in all that a case can have."""
        partners = (self.colleague | self.lead | self.administrator).partner_id
        case.message_subscribe(partners.ids)
        message = (
            case.with_user(self.colleague)
            .sudo()
            .message_post(body=SECRET, subject=SECRET, partner_ids=partners.ids, **NOTE)
        )
        activity = case.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=SECRET,
            note=SECRET,
            user_id=self.colleague.id,
        )
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{SECRET}.txt",
                "raw": SECRET.encode(),
                "res_model": "club.case",
                "res_id": case.id,
            }
        )
        message.attachment_ids = attachment
        self.env["mail.scheduled.message"].with_user(self.worker).create(
            {
                "model": "club.case",
                "res_id": case.id,
                "author_id": self.worker.partner_id.id,
                "body": SECRET,
                "scheduled_date": fields.Datetime.add(fields.Datetime.now(), days=1),
            }
        )
        event = (
            self.env["calendar.event"]
            .with_user(self.worker)
            .create(
                {
                    "name": SECRET,
                    "start": "2027-03-01 10:00:00",
                    "stop": "2027-03-01 11:00:00",
                    "res_model_id": self.env["ir.model"]._get_id("club.case"),
                    "res_id": case.id,
                }
            )
        )
        return message, activity, event

    def test_what_took_part_loses_what_it_had(self):
        case = self._create_case(name=f"Bisher offen: {SECRET}")
        message, activity, event = self._fill_discussion(case)
        self.env.flush_all()
        case.with_user(self.worker).write({"is_restricted": True})
        self.assertEqual(case.message_partner_ids, self.worker.partner_id)
        self.assertEqual(activity.user_id, self.worker)
        self.assertEqual(activity.res_name, f"[{case.number}]")
        on_case = [("res_model", "=", "club.case"), ("res_id", "=", case.id)]
        of_message = [("mail_message_id", "=", message.id)]
        doors = [
            ("mail.message", [("id", "=", message.id)]),
            ("mail.message", [("body", "ilike", SECRET)]),
            ("mail.message", [("subject", "ilike", SECRET)]),
            ("mail.message", [("model", "=", "club.case"), ("res_id", "=", case.id)]),
            ("mail.message", [("attachment_ids.name", "ilike", SECRET)]),
            ("mail.message", [("notification_ids.mail_message_id", "=", message.id)]),
            ("mail.notification", of_message),
            ("mail.notification", [("mail_message_id.body", "ilike", SECRET)]),
            ("mail.tracking.value", [("mail_message_id.res_id", "=", case.id)]),
            ("mail.tracking.value", [("old_value_char", "ilike", SECRET)]),
            ("mail.mail", of_message),
            ("mail.activity", [("summary", "ilike", SECRET)]),
            ("mail.activity", on_case),
            ("mail.activity", [("res_name", "ilike", SECRET)]),
            ("mail.activity", [*on_case, ("active", "in", [True, False])]),
            ("mail.followers", on_case),
            ("mail.scheduled.message", [("body", "ilike", SECRET)]),
            ("ir.attachment", [("name", "ilike", SECRET)]),
            ("ir.attachment", on_case),
            ("calendar.event", [("name", "ilike", SECRET)]),
            ("calendar.event", on_case),
        ]
        for name, user in self._users():
            for model, domain in doors:
                with self.subTest(persona=name, model=model, domain=domain):
                    self.assertFalse(self._answer(user, model, "search", domain))
                    groups = self._answer(
                        user, model, "formatted_read_group", domain, [], ["__count"]
                    )
                    self.assertFalse(groups and groups[0]["__count"])
            for record, names in (
                (message, ["body", "subject", "record_name", "display_name"]),
                (activity, ["summary", "note", "res_name", "display_name"]),
                (event, ["name", "display_name"]),
            ):
                with self.subTest(persona=name, read=record._name):
                    answer = self._answer(user, record._name, "read", record.ids, names)
                    self.assertNotIn(SECRET, str(answer))
                    answer = self._answer(
                        user, record._name, "write", record.ids, {names[0]: "x"}
                    )
                    self.assertIsNone(answer)

    def test_links_to_messages_do_not_tell_their_subject(self):
        case = self._create_case()
        message = self._fill_discussion(case)[0]
        case.is_restricted = True
        child = self.club.message_post(body="x", parent_id=message.id)
        child.parent_id = message
        for user in (self.colleague, self.lead, self.administrator):
            values = self._rpc(user, "mail.message", "read", child.ids, ["parent_id"])
            self.assertEqual(values[0]["parent_id"][1], f"[{case.number}]")

    def test_making_it_restricted_by_any_way_removes_followers(self):
        restricted = self.env["club.case.type"].create(
            {"name": "Konflikt", "is_restricted": True}
        )
        ways = {
            "write": {"is_restricted": True},
            "type": {"type_id": restricted.id},
        }
        for way, vals in ways.items():
            with self.subTest(way=way):
                case = self._create_case()
                case.message_subscribe((self.colleague | self.lead).partner_id.ids)
                case.write(vals)
                self.assertTrue(case.is_restricted)
                self.assertEqual(case.message_partner_ids, self.worker.partner_id)
        with self.subTest(way="create"):
            case = (
                self.env["club.case"]
                .with_user(self.lead)
                .create(
                    {
                        "name": SECRET,
                        "type_id": restricted.id,
                        "user_id": self.worker.id,
                    }
                )
            )
            self.assertEqual(case.sudo().message_partner_ids, self.worker.partner_id)
        with self.subTest(way="mail"):
            self.team.type_id = restricted
            self.team.user_id = self.lead
            mail = self._receive(cc=self.colleague.email, key="neu")
            self.assertEqual(mail.outcome, "case", mail.error)
            self.assertTrue(mail.case_id.is_restricted)
            self.assertLessEqual(mail.case_id.message_partner_ids, self.lead.partner_id)

    def test_who_gives_it_away_keeps_nothing(self):
        self.case.message_subscribe(self.worker.partner_id.ids)
        activity = self.case.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.worker.id, summary=SECRET
        )
        values = self._rpc(
            self.worker,
            "club.case",
            "web_save",
            self.case.ids,
            {"user_id": self.colleague.id},
            {"name": {}, "display_name": {}},
        )
        self.assertEqual(values, [{"id": self.case.id}])
        self.assertEqual(activity.user_id, self.colleague)
        self.assertEqual(self.case.message_partner_ids, self.colleague.partner_id)
        for model, domain in (
            ("mail.activity", [("id", "=", activity.id)]),
            (
                "mail.message",
                [("model", "=", "club.case"), ("res_id", "=", self.case.id)],
            ),
        ):
            self.assertFalse(self._answer(self.worker, model, "search", domain))

    def test_nobody_is_made_a_follower_or_told(self):
        colleague = self.colleague.partner_id.ids
        doors = {
            "subscribe": ("message_subscribe", self.case.ids, colleague),
            "subscribe the club": ("message_subscribe", self.case.ids, self.chair.ids),
        }
        for door, call in doors.items():
            with self.subTest(door=door), self.assertRaises(UserError) as caught:
                self._rpc(self.worker, "club.case", *call)
            self._assert_sentence(caught.exception)
        posts = {
            "mention": {"partner_ids": colleague, **NOTE},
            "answer": {"partner_ids": [*colleague, self.chair.id], **ANSWER},
            "address": {"outgoing_email_to": self.colleague.email, **ANSWER},
        }
        for door, values in posts.items():
            with self.subTest(door=door), self.assertRaises(UserError) as caught:
                self._rpc(
                    self.worker,
                    "club.case",
                    "message_post",
                    self.case.ids,
                    body="x",
                    **values,
                )
            self._assert_sentence(caught.exception)
        with self.subTest(door="notify"), self.assertRaises(UserError):
            self._rpc(
                self.worker,
                "club.case",
                "message_notify",
                self.case.ids,
                body="x",
                partner_ids=colleague,
            )
        with self.subTest(door="activity"), self.assertRaises(UserError) as caught:
            self.case.with_user(self.worker).activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.colleague.id
            )
        self._assert_sentence(caught.exception)
        with self.subTest(door="followers"), self.assertRaises(UserError):
            self._rpc(
                self.system,
                "mail.followers",
                "create",
                {
                    "res_model": "club.case",
                    "res_id": self.case.id,
                    "partner_id": self.colleague.partner_id.id,
                },
            )

    def test_the_club_is_still_answered(self):
        message_id = self._rpc(
            self.worker,
            "club.case",
            "message_post",
            self.case.ids,
            body="Antwort",
            partner_ids=self.chair.ids,
            **ANSWER,
        )
        message = self.env["mail.message"].browse(message_id)
        self.assertEqual(message.notified_partner_ids, self.chair)

    def test_mail_from_outside_reaches_no_colleague_in_copy(self):
        mail = self._receive(
            subject=f"Re: {self.number_only}",
            sender=self.chair.email,
            cc=f"{self.colleague.email}, zweite@example.net",
        )
        self.assertEqual(mail.outcome, "reply", mail.error)
        message = mail.mail_message_id
        self.assertLessEqual(message.notified_partner_ids, self.worker.partner_id)
        found = self._answer(
            self.colleague, "mail.message", "search", [("id", "=", message.id)]
        )
        self.assertFalse(found)

    def test_replies_are_not_diverted_to_another_case(self):
        for method, args in (
            ("create", ({"name": "Umleitung", "previous_case_id": self.case.id},)),
            (
                "write",
                (
                    self._create_case(user_id=self.colleague.id).ids,
                    {"previous_case_id": self.case.id},
                ),
            ),
        ):
            with self.subTest(method=method), self.assertRaises(AccessError) as caught:
                self._rpc(self.colleague, "club.case", method, *args)
            self._assert_sentence(caught.exception)

    def test_what_continues_a_restricted_case_is_restricted(self):
        self.case.action_close(self.result_achieved)
        self.case.write({"date_open": "2020-01-01", "date_closed": "2020-02-01"})
        mail = self._receive(subject=f"Re: {self.number_only}", sender=self.chair.email)
        following = mail.case_id
        self.assertEqual(following.previous_case_id, self.case)
        self.assertTrue(following.is_restricted)
        self.assertEqual(following.user_id, self.worker)

    def test_a_reply_with_an_error_is_not_open_to_all(self):
        original = type(self.env["club.incoming.mail"])._make_reply

        def fail(*args):
            raise ValueError("defekt")

        self.patch(type(self.env["club.incoming.mail"]), "_make_reply", fail)
        with mute_logger("odoo.addons.club_support.models.club_incoming_mail"):
            mail = self._receive(
                subject=f"Re: {self.number_only}", sender=self.chair.email
            )
        self.assertEqual((mail.outcome, mail.case_id), ("error", self.case))
        for user in (self.colleague, self.lead, self.administrator):
            self.assertFalse(
                self._answer(
                    user, "club.incoming.mail", "search", [("id", "=", mail.id)]
                )
            )
        self.patch(type(self.env["club.incoming.mail"]), "_make_reply", original)
        self._rpc(self.worker, "club.incoming.mail", "action_process_again", mail.ids)
        self.assertEqual(mail.outcome, "reply")

    def test_mail_of_a_restricted_mailbox_is_for_its_people(self):
        self.team.type_id = self.env["club.case.type"].create(
            {"name": "Konflikt", "is_restricted": True}
        )
        mail = self.env["club.incoming.mail"].create(
            {
                "name": SECRET,
                "date": "2027-03-01 09:00:00",
                "team_id": self.team.id,
                "company_id": self.company.id,
            }
        )
        readers = {
            name
            for name, user in [*self._users(), ("worker", self.worker)]
            if self._answer(
                user, "club.incoming.mail", "search", [("id", "=", mail.id)]
            )
        }
        self.assertEqual(readers, {"worker", "colleague"})

    # ------------------------------------------------------------
    # Figures and copies
    # ------------------------------------------------------------

    def test_the_register_does_not_tell_of_it(self):
        club = self.env["res.partner"].create(
            {"name": "SV Weidental", "is_company": True}
        )
        case = self._create_case(
            partner_id=club.id, contact_id=False, is_restricted=True
        )
        case.date_reply_by = "2027-03-01"
        self.env["club.contact.entry"].create(
            {"case_id": case.id, "user_id": self.worker.id, "date": "2026-03-01"}
        )
        names = [
            "club_case_count",
            "next_step",
            "last_contact",
            "club_contact_entry_count",
        ]
        for user in (self.colleague, self.lead, self.management, self.administrator):
            with self.subTest(user=user.login):
                self.env.invalidate_all()
                values = self._rpc(user, "res.partner", "read", club.ids, names)[0]
                self.assertFalse(any(values[name] for name in names), values)
        case.is_restricted = False
        self.env.flush_all()
        self.env.invalidate_all()
        values = self._rpc(self.colleague, "res.partner", "read", club.ids, names)[0]
        self.assertTrue(all(values[name] for name in names), values)

    def test_closing_to_others_takes_as_many_queries_for_one_as_for_thirty(self):
        def measure(count):
            cases = self.env["club.case"].concat(
                *(self._create_case() for _i in range(count))
            )
            cases.message_subscribe(self.colleague.partner_id.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cases._club_close_to_others()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        measure(1)
        self.assertLessEqual(measure(30), measure(1) + 2)
