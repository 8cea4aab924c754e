"""Restricted networks: every door by which somebody else could come across one."""

import re

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_networks import NetworkCommon

SECRET = "Zwieback"
LEAD = "club_support.club_support_group_lead"
OTHERS = ("worker", "colleague", "lead", "management", "administrator", "plain_user")
# what has a network and needs no rule: views of figures name no restricted one,
# a dialog is read by whoever opened it
OPEN = {"club.network.member.add"}
QUIET = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


@tagged("post_install", "-at_install")
class TestRestrictedNetworks(NetworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.name = "Landkreis Musterau"
        cls.network.write({"name": f"Netz {SECRET}", "is_restricted": True})
        cls.member = cls._add_member(note=SECRET)
        cls.meeting = cls._create_meeting(name=f"Sitzung {SECRET}")
        part = {"meeting_id": cls.meeting.id}
        cls.item = cls.env["club.action.item"].create({**part, "name": SECRET})
        cls.series = cls.env["club.meeting.series"].create(
            {"network_id": cls.network.id, "name": SECRET}
        )
        cls.invitation = cls.env["club.invitation"].create(
            {**part, "partner_id": cls.chair.id}
        )
        cls.parts = {
            "club.network": cls.network,
            "club.network.member": cls.member,
            "club.meeting": cls.meeting,
            "club.meeting.series": cls.series,
            "club.action.item": cls.item,
            "club.invitation": cls.invitation,
            "club.agenda.item": cls.env["club.agenda.item"].create(
                {**part, "name": SECRET}
            ),
            "club.decision": cls.env["club.decision"].create({**part, "name": SECRET}),
            "club.attendance": cls.env["club.attendance"].create(
                {**part, "partner_id": cls.chair.id, "note": SECRET}
            ),
            "club.invitation.answer": cls.env["club.invitation.answer"].create(
                {"invitation_id": cls.invitation.id, "note": SECRET}
            ),
            "club.contact.entry": cls.env["club.contact.entry"].create(
                {"network_id": cls.network.id, "note": SECRET}
            ),
            "club.mailing": cls.env["club.mailing"].create(
                {
                    "network_id": cls.network.id,
                    "name": SECRET,
                    "partner_ids": [Command.set(cls.club.ids)],
                }
            ),
        }
        cls.parts["club.mailing.recipient"] = cls.parts["club.mailing"].recipient_ids

    def _users(self):
        return [getattr(self, name) for name in OTHERS]

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

    # ------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------

    @mute_logger(*QUIET)
    def test_nobody_else_reads_or_finds_what_belongs_to_it(self):
        for model, record in self.parts.items():
            here = [("id", "in", record.ids)]
            doors = {
                "search": here,
                "search_count": here,
                "read": record.ids,
                "web_search_read": here,
                "name_search": SECRET,
                "export_data": record.ids,
            }
            for user in self._users():
                for method, argument in doors.items():
                    extra = {
                        "web_search_read": ({"display_name": {}},),
                        "export_data": (["display_name"],),
                    }.get(method, ())
                    with self.subTest(model=model, user=user.login, method=method):
                        answer = self._answer(user, model, method, argument, *extra)
                        if method == "web_search_read" and answer:
                            answer = answer["records"]
                        self.assertFalse(answer)

    def test_those_who_organise_it_read_everything(self):
        self.network.write(
            {
                "deputy_id": self.colleague.id,
                "colleague_ids": [Command.set(self.worker.ids)],
            }
        )
        for user in (self.organiser, self.colleague, self.worker):
            for model, record in self.parts.items():
                with self.subTest(user=user.login, model=model):
                    found = self._rpc(user, model, "search", [("id", "=", record.id)])
                    self.assertEqual(found, record.ids)

    def test_every_model_with_a_network_or_meeting_has_a_rule_about_it(self):
        for name, model in self.env.registry.items():
            if model._abstract or not model._auto or name in OPEN:
                continue
            paths = [
                field.name
                for field in model._fields.values()
                if field.type == "many2one"
                and field.comodel_name in ("club.network", "club.meeting")
            ]
            if not paths or model._transient:
                continue
            with self.subTest(model=name):
                rules = self.env["ir.rule"].search(
                    [("model_id.model", "=", name), ("groups", "=", False)]
                )
                text = " ".join(rules.mapped("domain_force"))
                self.assertTrue(
                    re.search(r"network_id\.is_restricted", text)
                    or re.search(r'"is_restricted"', text),
                    f"{name} has {paths} but no rule",
                )

    def test_dialogs_about_networks_are_for_whoever_opened_them(self):
        for name, model in self.env.registry.items():
            if model._transient and {"network_id", "meeting_id"} & set(model._fields):
                with self.subTest(model=name):
                    rules = self.env["ir.rule"].search([("model_id.model", "=", name)])
                    self.assertIn("create_uid", " ".join(rules.mapped("domain_force")))

    def test_links_tell_no_name(self):
        for user in self._users():
            for record in (self.network, self.meeting, self.series, self.item):
                with self.subTest(user=user.login, model=record._name):
                    self.env.invalidate_all()
                    # as a link of a record that the user may read shows it
                    name = record.with_user(user).sudo().display_name
                    self.assertNotIn(SECRET, name)
                    self.assertTrue(name)
        self.env.invalidate_all()
        name = self.network.with_user(self.organiser).display_name
        self.assertIn(SECRET, name)

    def test_the_organisation_does_not_tell_either(self):
        club = self.club.with_user(self.worker)
        self.assertFalse(club.network_member_ids)
        self.assertEqual(club.network_count, 0)
        self.assertEqual(self.club.with_user(self.organiser).network_count, 1)

    # ------------------------------------------------------------
    # Who may still read it
    # ------------------------------------------------------------

    def test_a_restricted_network_keeps_a_coordinator(self):
        for values in ({"user_id": False}, {"user_id": False, "deputy_id": False}):
            with self.assertRaises(ValidationError) as refusal, self.env.cr.savepoint():
                self._rpc(
                    self.organiser, "club.network", "write", self.network.ids, values
                )
            self._assert_sentence(refusal.exception)
        with self.assertRaises(ValidationError):
            self._rpc(
                self.organiser,
                "club.network",
                "create",
                {"name": "Niemand", "is_restricted": True, "user_id": False},
            )

    def test_when_everybody_left_the_leads_read_it(self):
        self.network.write(
            {
                "deputy_id": self.colleague.id,
                "colleague_ids": [Command.set(self.worker.ids)],
            }
        )
        system = self.env.ref("base.user_admin")
        for number, user in enumerate((self.organiser, self.worker, self.colleague)):
            self.assertEqual(self._can_read(self.lead), False, number)
            self._rpc(system, "res.users", "action_archive", user.ids)
        self.assertTrue(self._can_read(self.lead))
        self.assertFalse(self._can_read(self.management))
        self.assertFalse(self._can_read(self.foreigner))
        self.assertIn(self.network.activity_ids.user_id, self.network.colleague_ids)
        self.assertTrue(self.network.colleague_ids.filtered("active"))
        self._rpc(
            self.lead,
            "club.network",
            "write",
            self.network.ids,
            {"user_id": self.lead.id},
        )
        self.assertTrue(self._can_read(self.lead))

    def test_who_is_deleted_leaves_it_to_the_leads(self):
        visitor = self.worker.copy({"name": "Gast", "login": "club_guest"})
        self.network.colleague_ids = visitor
        self.organiser.active = False
        self.assertFalse(self._can_read(self.lead))
        visitor.unlink()
        self.assertTrue(self._can_read(self.lead))

    def test_the_last_who_may_read_it_stays_without_a_lead(self):
        leads = self.env["res.users"].search(
            [("all_group_ids", "in", self.env.ref(LEAD).ids)]
        )
        leads.company_ids |= self.other_company
        leads.company_id = self.other_company
        leads.company_ids = self.other_company
        with self.assertRaises(UserError) as refusal, self.env.cr.savepoint():
            self.organiser.action_archive()
        self._assert_sentence(refusal.exception)
        self.assertNotIn(SECRET, str(refusal.exception))

    def test_the_last_colleague_is_not_taken_out(self):
        self.network.colleague_ids = self.lead
        self.organiser.active = False
        with self.assertRaises(ValidationError) as refusal:
            self._rpc(
                self.lead,
                "club.network",
                "write",
                self.network.ids,
                {"colleague_ids": [Command.clear()]},
            )
        self._assert_sentence(refusal.exception)

    def _can_read(self, user):
        here = [("id", "in", self.network.ids)]
        return bool(self._answer(user, "club.network", "search", here))

    def test_it_can_be_given_away_in_its_form(self):
        values = self._rpc(
            self.organiser,
            "club.network",
            "web_save",
            self.network.ids,
            {"user_id": self.lead.id},
            {"name": {}},
        )
        self.assertEqual(values, [{"id": self.network.id}])
        self.assertNotIn(self.organiser.partner_id, self.network.message_partner_ids)
        found = self._rpc(
            self.lead, "club.network", "search", [("id", "=", self.network.id)]
        )
        self.assertEqual(found, self.network.ids)

    def test_it_can_be_set_up_for_a_colleague_in_the_form(self):
        values = self._rpc(
            self.lead,
            "club.network",
            "web_save",
            [],
            {"name": "Neu", "is_restricted": True, "user_id": self.organiser.id},
            {"name": {}},
        )
        self.assertEqual(list(values[0]), ["id"])
        network = self.env["club.network"].browse(values[0]["id"])
        self.assertEqual((network.name, network.user_id), ("Neu", self.organiser))

    # ------------------------------------------------------------
    # Chatter, followers, activities
    # ------------------------------------------------------------

    @mute_logger(*QUIET)
    def test_messages_are_for_those_who_organise_it(self):
        self.network.is_restricted = False
        record_by_message = {}
        for record in (self.network, self.meeting, self.series, self.item):
            message = record.with_user(self.lead).message_post(
                body=SECRET, partner_ids=self.colleague.partner_id.ids
            )
            record_by_message[message.id] = record
        self.network.is_restricted = True
        self.assertFalse(
            self.env["mail.notification"].search_count(
                [
                    ("mail_message_id", "in", list(record_by_message)),
                    ("res_partner_id", "=", self.colleague.partner_id.id),
                ]
            )
        )
        for user in (self.lead, self.colleague, self.plain_user):
            here = [("id", "in", list(record_by_message))]
            with self.subTest(user=user.login):
                self.assertFalse(self._answer(user, "mail.message", "search", here))
                for message_id in record_by_message:
                    answer = self._answer(
                        user, "mail.message", "read", [message_id], ["body"]
                    )
                    self.assertIsNone(answer)
        found = self._answer(
            self.organiser, "mail.message", "search", [("body", "ilike", SECRET)]
        )
        self.assertLessEqual(set(record_by_message), set(found))

    def test_nobody_else_follows_it(self):
        for record in (self.network, self.meeting, self.series, self.item):
            with self.subTest(model=record._name):
                with self.assertRaises(UserError) as refusal:
                    self._rpc(
                        self.organiser,
                        record._name,
                        "message_subscribe",
                        record.ids,
                        self.worker.partner_id.ids,
                    )
                self._assert_sentence(refusal.exception)
                record._message_subscribe(self.worker.partner_id.ids)
                self.assertNotIn(self.worker.partner_id, record.message_partner_ids)

    def test_followers_and_activities_leave_when_it_becomes_restricted(self):
        self.network.is_restricted = False
        records = (self.network, self.meeting, self.series, self.item)
        for record in records:
            record.message_subscribe(self.worker.partner_id.ids)
        for record in (self.network, self.meeting, self.item):
            record.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.worker.id
            )
        self.network.is_restricted = True
        for record in records:
            with self.subTest(model=record._name):
                self.assertNotIn(self.worker.partner_id, record.message_partner_ids)
        for record in (self.network, self.meeting, self.item):
            activity = record.activity_ids
            self.assertEqual(activity.user_id, self.organiser)
            self.assertNotIn(SECRET, activity.res_name)

    def test_activities_are_given_to_those_who_organise_it_only(self):
        with self.assertRaises(UserError) as refusal:
            self.network.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.worker.id
            )
        self._assert_sentence(refusal.exception)
        activity = self.network.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.organiser.id
        )
        self.assertNotIn(SECRET, activity.res_name)

    def test_colleagues_get_no_mail_about_it(self):
        message = self.network.with_user(self.organiser).message_post(
            body=SECRET,
            partner_ids=(self.worker.partner_id | self.chair).ids,
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(message.notification_ids.res_partner_id, self.chair)

    @freeze_time("2027-03-10 10:00:00")
    def test_a_mailing_to_its_members_is_not_made_by_others(self):
        values = {"name": "Rundbrief", "network_id": self.network.id}
        with mute_logger(*QUIET), self.assertRaises(AccessError):
            self._rpc(self.worker, "club.mailing", "create", values)
        self.assertTrue(self._rpc(self.organiser, "club.mailing", "create", values))
