"""Merging cases: what moves, what stays, where later mail goes."""

from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, LockError, UserError
from odoo.models import BaseModel
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .test_incoming_mail import IncomingMailCommon

SENDER = "Hanna Berg <hanna.berg@example.net>"


class MergeCommon(IncomingMailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.master = cls._create_case(name="Hallenzeiten")
        cls.source = cls._create_case(name="Hallenzeiten, zweite Anfrage")

    def _merge(self, sources=None, master=None, user=None):
        """Merge by the dialog, as a call from outside would."""
        user = user or self.worker
        sources = self.source if sources is None else sources
        values = {
            "case_ids": [Command.set(sources.ids)],
            "master_id": (master or self.master).id,
        }
        dialog_id = self._rpc(user, "club.case.merge", "create", values)
        action = self._rpc(user, "club.case.merge", "action_merge", [dialog_id])
        self.env.invalidate_all()
        return self.env["club.case"].browse(action["res_id"])

    def _track(self):
        """What the end of a request does: write down what changed."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()

    def _assert_refused(self, call):
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            call()
        self.env.invalidate_all()
        self._assert_sentence(caught.exception)
        return str(caught.exception)


@tagged("post_install", "-at_install")
class TestCaseMerge(MergeCommon):
    def test_a_case_that_somebody_is_working_on_is_not_merged(self):
        with patch.object(
            BaseModel, "lock_for_update", side_effect=LockError("Cannot grab a lock")
        ):
            self._assert_refused(self._merge)
        self.assertFalse(self.source.merged_into_id)

    def test_messages_move_as_they_are(self):
        message = self.source.with_user(self.worker).message_post(
            body="Guten Tag",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=[("Antrag.pdf", b"%PDF")],
        )
        message = message.sudo()
        self._track()
        self.source.name = "Hallenzeiten am Abend"
        self._track()
        tracked = self.source.message_ids.filtered("tracking_value_ids")
        self.assertTrue(tracked)
        fields_kept = ("date", "author_id", "subtype_id", "body", "message_id")
        before = [message[name] for name in fields_kept]
        notified = message.notification_ids
        self._merge()
        self.assertEqual([message[name] for name in fields_kept], before)
        self.assertEqual(message.notification_ids, notified)
        self.assertTrue(notified)
        self.assertLessEqual(message | tracked, self.master.message_ids)
        self.assertEqual(set(message.attachment_ids.mapped("res_id")), {self.master.id})

    def test_all_that_belongs_to_the_case_moves(self):
        entry = self.env["club.contact.entry"].create(
            {"case_id": self.source.id, "user_id": self.colleague.id, "minutes": 10}
        )
        deadline = self.env["club.case.deadline"].create(
            {
                "case_id": self.source.id,
                "kind_id": self.env.ref("club_support.club_deadline_kind_grant_end").id,
                "date": "2030-01-01",
                "active": False,
            }
        )
        file = self.env["ir.attachment"].create(
            {"name": "Satzung", "res_model": "club.case", "res_id": self.source.id}
        )
        activity = self.source.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.colleague.id
        )
        other = self._create_case()
        link = self.env["club.case.link"].create(
            {"case_id": self.source.id, "related_id": other.id, "kind": "depends"}
        )
        mirror = other.link_ids
        self._merge()
        for part in (entry, deadline, link):
            self.assertEqual(part.case_id, self.master)
        self.assertEqual(mirror.related_id, self.master)
        self.assertEqual(file.res_id, self.master.id)
        self.assertTrue(activity.exists())
        self.assertEqual(activity.res_id, self.master.id)
        self.assertEqual(activity.res_name, self.master.display_name)
        self.assertEqual((entry.user_id, entry.minutes), (self.colleague, 10))

    def test_every_model_that_names_a_case_is_covered(self):
        covered = {
            (model, name)
            for model, name, _kind in self.env[
                "club.case.merge.reference"
            ]._get_references()
        }
        self.assertLessEqual(
            {
                ("mail.message", "res_id"),
                ("mail.followers", "res_id"),
                ("mail.activity", "res_id"),
                ("ir.attachment", "res_id"),
                ("calendar.event", "res_id"),
                ("club.contact.entry", "case_id"),
                ("club.incoming.mail", "case_id"),
                ("club.case.deadline", "case_id"),
                ("club.case.link", "case_id"),
                ("club.case.link", "related_id"),
                ("club.cooperation", "case_id"),
                ("club.mailing.recipient", "case_id"),
                ("club.case", "merged_into_id"),
            },
            covered,
        )
        self.assertNotIn(("club.case", "previous_case_id"), covered)
        self.assertNotIn(("ir.model.data", "res_id"), covered)
        self.assertNotIn(("club.case.access.log", "case_id"), covered)
        parts = {
            name
            for name, model in self.env.registry.items()
            if "club.case.part.mixin" in self.env[name]._inherit_module
            or (
                "case_id" in model._fields
                and name.startswith("club.case.")
                and model._auto
                and not (model._abstract or model._transient)
            )
        }
        parts.discard("club.case.access.log")
        # lines follow what they belong to
        parts = {x for x in parts if not self.env[x]._fields["case_id"].related}
        self.assertLessEqual({(name, "case_id") for name in parts}, covered)

    def test_followers_are_united_and_nobody_follows_twice(self):
        both, only = self.lead.partner_id, self.colleague.partner_id
        self.master.message_subscribe(both.ids)
        self.source.message_subscribe((both | only).ids)
        follower = self.source.message_follower_ids.filtered(
            lambda f: f.partner_id == only
        )
        follower.subtype_ids = [Command.set(self.env.ref("mail.mt_comment").ids)]
        third = self._create_case()
        third.message_subscribe(only.ids)
        self._merge(self.source | third)
        partners = self.master.message_follower_ids.mapped("partner_id")
        self.assertLessEqual(both | only, partners)
        self.assertEqual(len(self.master.message_follower_ids), len(partners))
        self.assertEqual(follower.res_id, self.master.id)
        self.assertEqual(follower.subtype_ids, self.env.ref("mail.mt_comment"))

    def test_only_what_is_empty_is_filled(self):
        groups = self.env["club.target.group"].create([{"name": "A"}, {"name": "B"}])
        area = self.env["club.area"].create({"name": "Grünbach"})
        self.master.write(
            {
                "contact_id": False,
                "priority": "0",
                "target_group_ids": [Command.set(groups[0].ids)],
            }
        )
        self.source.write(
            {
                "type_id": self.type_funding.id,
                "area_id": area.id,
                "deputy_id": self.colleague.id,
                "target_group_ids": [Command.set(groups[1].ids)],
                "email_from": SENDER,
            }
        )
        self._merge()
        self.assertEqual(self.master.contact_id, self.chair)
        self.assertEqual(self.master.type_id, self.type_funding)
        self.assertEqual(self.master.area_id, area)
        self.assertEqual(self.master.deputy_id, self.colleague)
        self.assertEqual(self.master.email_from, SENDER)
        self.assertEqual(self.master.target_group_ids, groups)
        self.assertEqual(self.master.name, "Hallenzeiten")

    def test_answers_never_go_to_somebody_of_another_organisation(self):
        other = self.env["res.partner"].create({"name": "SV", "is_company": True})
        self.master.write({"contact_id": False, "email_from": False})
        self.source.write({"partner_id": other.id, "email_from": "x@example.net"})
        dialog = self.env["club.case.merge"].create(
            {
                "case_ids": [Command.set((self.source | self.master).ids)],
                "master_id": self.master.id,
            }
        )
        self.assertTrue(dialog.has_other_organisation)
        self._merge()
        self.assertFalse(self.master.contact_id)
        self.assertFalse(self.master.email_from)
        self.assertEqual(self.master.partner_id, self.club)

    def test_the_merged_case_is_archived_and_both_say_so(self):
        self._merge()
        self.assertEqual(self.source.merged_into_id, self.master)
        self.assertFalse(self.source.active)
        self.assertEqual(self.master.merged_case_ids, self.source)
        self.assertIn(self.source.number, self.master.message_ids[0].body)
        self.assertIn(self.master.number, self.source.message_ids[0].body)
        self.assertNotIn(self.source.name, self.master.message_ids[0].body)
        self.assertEqual(len(self.source.message_ids), 1)

    def test_a_merged_case_stays_as_it_is(self):
        self._merge()
        messages = len(self.source.message_ids)
        for method, *args in (
            ("write", {"name": "Neu"}),
            ("write", {"active": True}),
            ("write", {"merged_into_id": False}),
            ("action_unarchive",),
            ("action_close", self.result_achieved.id),
            ("action_assign_to_me",),
            ("message_post",),
        ):
            with self.subTest(method=method, args=args):
                said = self._assert_refused(
                    lambda method=method, args=args: self._rpc(
                        self.lead, "club.case", method, self.source.ids, *args
                    )
                )
                self.assertIn(self.master.number, said)
        self.assertEqual(len(self.source.message_ids), messages)
        self.source._message_log(body="Vom Programm")
        self.assertEqual(len(self.source.message_ids), messages + 1)
        other = self._create_case()
        self._assert_refused(lambda: self._merge(self.source, other))
        self._assert_refused(lambda: self._merge(other, self.source))
        self._assert_refused(
            lambda: self._rpc(
                self.lead,
                "club.case.link",
                "create",
                {"case_id": other.id, "related_id": self.source.id},
            )
        )
        self._assert_refused(
            lambda: other._club_move_messages(
                other.message_post(body="x", message_type="comment"), self.source
            )
        )

    def test_nobody_says_by_hand_that_a_case_is_merged(self):
        Case = self.env["club.case"].with_user(self.lead)
        vals = {"merged_into_id": self.master.id}
        self._assert_refused(lambda: self.source.with_user(self.lead).write(vals))
        self._assert_refused(lambda: Case.create({"name": "Neu", **vals}))
        self.assertFalse(self.source.merged_into_id)

    # ------------------------------------------------------------
    # Refusals
    # ------------------------------------------------------------

    def test_a_case_is_not_merged_into_itself(self):
        self._assert_refused(lambda: self._merge(self.master))
        self.assertTrue(self.master.active)

    def test_a_dialog_without_a_case_to_keep_is_refused(self):
        dialog = self.env["club.case.merge"].create(
            {"case_ids": [Command.set(self.source.ids)]}
        )
        self.assertFalse(dialog.master_id)
        self._assert_refused(dialog.action_merge)

    def test_cases_of_two_companies_are_not_merged(self):
        foreign = self.env["club.case"].create(
            {"name": "Fremd", "company_id": self.other_company.id}
        )
        self._assert_refused(lambda: foreign._club_merge_into(self.master))
        with (
            mute_logger("odoo.addons.base.models.ir_rule"),
            self.assertRaises(AccessError) as caught,
        ):
            self._merge(foreign)
        self.assertNotIn("Fremd", str(caught.exception))
        self.assertFalse(foreign.merged_into_id)

    def test_open_cases_do_not_vanish_in_a_closed_one(self):
        self.master.action_close(self.result_achieved)
        self._assert_refused(self._merge)
        self.source.action_close(self.result_achieved)
        self.assertEqual(self._merge(), self.master)

    def test_a_closed_case_joins_an_open_one(self):
        self.source.action_close(self.result_achieved)
        self._merge()
        self.assertTrue(self.source.is_closed)
        self.assertFalse(self.master.is_closed)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_all_of_the_cases_must_be_the_users_to_edit(self):
        third = self._create_case(user_id=self.colleague.id)
        for sources, user in (
            (third, self.worker),
            (self.source, self.colleague),
            (self.source | third, self.worker),
        ):
            with self.subTest(user=user.login):
                self._assert_refused(
                    lambda sources=sources, user=user: self._merge(sources, user=user)
                )
        for user in (self.management, self.plain_user, self.portal):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self._merge(user=user)
        self.assertFalse((self.source | third).merged_into_id)
        self.assertTrue(self.source.active)
        self._merge(self.source | third, user=self.lead)
        self.assertEqual((self.source | third).merged_into_id, self.master)

    # ------------------------------------------------------------
    # The dialog
    # ------------------------------------------------------------

    def test_the_dialog_keeps_the_oldest_open_case_and_tells_what_moves(self):
        self.source.message_post(body="Eins", message_type="comment")
        self.master.action_close(self.result_achieved)
        third = self._create_case()
        action = (
            (self.master | self.source | third).with_user(self.worker).action_merge()
        )
        Dialog = self.env[action["res_model"]].with_user(self.worker)
        form = Form(Dialog.with_context(**action["context"]))
        self.assertEqual(form.master_id, self.source)
        form.master_id = third
        self.assertIn("Message", form.summary)
        self.assertFalse(form.has_other_organisation)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_the_dialog_counts_nothing_of_cases_that_are_not_the_users(self):
        vals = {
            "case_ids": [Command.set(self.source.ids)],
            "master_id": self.master.id,
        }
        own = self.env["club.case.merge"].with_user(self.worker).create(vals)
        other = self.env["club.case.merge"].with_user(self.colleague).create(vals)
        self.assertIn("<li>", own.summary)
        self.assertNotIn("<li>", other.summary)

    # ------------------------------------------------------------
    # Clashes
    # ------------------------------------------------------------

    def test_links_that_the_master_has_or_to_itself_stay_behind(self):
        other = self._create_case()
        Link = self.env["club.case.link"]
        kept = Link.create(
            [
                {"case_id": self.master.id, "related_id": other.id},
                {"case_id": self.source.id, "related_id": other.id},
                {"case_id": self.source.id, "related_id": self.master.id},
            ]
        )
        count = Link.search_count([])
        self._merge()
        self.assertEqual(kept.mapped("case_id"), self.master | self.source)
        self.assertEqual(
            self.master.link_ids.filtered(lambda link: link.related_id == other),
            kept[0],
        )
        self.assertEqual(Link.search_count([]), count)
        for link in Link.search([]):
            self.assertTrue(link._find_mirrors())

    def test_rows_that_clash_with_the_masters_stay_behind(self):
        mails = self.Incoming.create(
            [
                {
                    "case_id": case.id,
                    "date": fields.Datetime.now(),
                    "digest": digest,
                    "company_id": self.company.id,
                }
                for case, digest in (
                    (self.master, "a"),
                    (self.source, "b"),
                    (self.source, "c"),
                )
            ]
        )
        self.env.flush_all()
        self.env.cr.execute(
            "CREATE UNIQUE INDEX one_b ON club_incoming_mail (case_id) "
            "WHERE digest IN ('a', 'b')"
        )
        self._merge()
        self.assertEqual(mails[1].case_id, self.source)
        self.assertEqual(mails[2].case_id, self.master)

    def test_no_step_of_a_plan_is_to_be_done_twice(self):
        both, one = self.env["club.case.plan"].create(
            [
                {"name": name, "line_ids": [Command.create({"name": name})]}
                for name in ("Erstgespräch", "Besuch")
            ]
        )
        self.master.action_apply_plan(both)
        self.source.action_apply_plan(both)
        self.source.action_apply_plan(one)
        Step = self.env["club.case.plan.step"]
        double = Step.search(
            [("case_id", "=", self.source.id), ("line_id", "in", both.line_ids.ids)]
        )
        single = Step.search([("line_id", "in", one.line_ids.ids)])
        activity = single.activity_id
        self.assertTrue(activity)
        self._merge()
        self.assertEqual(single.case_id, self.master)
        self.assertEqual(
            (single.activity_id, activity.res_id), (activity, self.master.id)
        )
        self.assertEqual(double.case_id, self.source)
        self.assertEqual((double.state, double.drop_reason), ("dropped", "merge"))
        summaries = self.master.activity_ids.mapped("summary")
        self.assertCountEqual(summaries, set(summaries))

    def test_a_case_that_waits_goes_on_before_it_is_merged(self):
        self.source.date_open = "2026-01-05"
        self.source.action_wait("Antwort des Vereins")
        wait = self.source.waiting_ids
        self._merge()
        self.assertTrue(wait.date_to)
        self.assertEqual(wait.case_id, self.master)
        self.assertFalse((self.source | self.master).filtered("is_waiting"))

    # ------------------------------------------------------------
    # Chains
    # ------------------------------------------------------------

    def test_merged_into_merged_ends_at_the_last_one(self):
        third = self._create_case()
        self._merge()
        self._merge(self.master, third)
        self.assertEqual(self.source._get_merge_master(), third)
        self.assertEqual(self.source._get_current_case(), third)
        self._assert_refused(lambda: self._merge(third, self.source))

    def test_what_continued_the_source_continues_the_master(self):
        later = self._create_case(previous_case_id=self.source.id)
        self._merge()
        self.assertEqual(later.previous_case_id, self.master)
        self.assertEqual(self.source._get_current_case(), later)

    def test_a_master_that_continued_the_source_does_not_continue_itself(self):
        first = self._create_case()
        self.source.previous_case_id = first
        middle = self._create_case(previous_case_id=self.source.id)
        last = self._create_case(previous_case_id=middle.id)
        self._merge(self.source, last)
        self.assertEqual(middle.previous_case_id, first)
        self.assertEqual(last.previous_case_id, middle)
        self.assertEqual(first._get_current_case(), last)
        self._merge(middle | first, last)
        self.assertFalse(last.previous_case_id)
        self.assertEqual(first._get_current_case(), last)

    def test_a_case_that_continues_its_master_ends_there(self):
        between = self._create_case(previous_case_id=self.master.id)
        self.source.previous_case_id = between
        self._merge()
        self.assertEqual(self.master._get_current_case(), between)
        self._merge(between)
        self.assertEqual(self.master._get_current_case(), self.master)
        self.assertEqual(self.source._get_current_case(), self.master)

    # ------------------------------------------------------------
    # Later mail
    # ------------------------------------------------------------

    def test_a_reply_to_a_message_that_moved_arrives_at_the_master(self):
        first = self._receive(self._make_mail(SENDER, subject="Halle"))
        self._merge(first.case_id, user=self.lead)
        reply = self._receive(
            self._make_mail(
                SENDER, subject="AW: Halle", References=first.message_identifier
            )
        )
        self.assertEqual((reply.outcome, reply.case_id), ("reply", self.master))
        self.assertEqual(reply.mail_message_id.res_id, self.master.id)
        self.assertEqual(first.case_id, self.master)

    def test_a_mail_with_the_merged_number_arrives_at_the_master(self):
        self.source.contact_id = self.env["res.partner"].create(
            {"name": "Kasse", "email": "kasse@example.net", "parent_id": self.club.id}
        )
        self._merge()
        third = self._create_case()
        self._merge(self.master, third)
        for sender in (SENDER, "kasse@example.net"):
            with self.subTest(sender=sender):
                reply = self._receive(
                    self._make_mail(sender, subject=f"Halle [{self.source.number}]")
                )
                self.assertEqual((reply.outcome, reply.case_id), ("reply", third))
        self.assertFalse(self.source.active)

    def test_a_strangers_mail_with_the_merged_number_is_a_new_case(self):
        self._merge()
        mail = self._receive(
            self._make_mail("wer@example.net", subject=f"Ich [{self.source.number}]")
        )
        self.assertEqual(mail.outcome, "case")
        self.assertIn(self.master.number, mail.case_id.message_ids[0].body)

    def test_a_reply_to_the_note_on_the_merged_case_arrives_at_the_master(self):
        self._merge()
        note = self.source.message_ids[0]
        reply = self._receive(self._make_mail(SENDER, In_Reply_To=note.message_id))
        self.assertEqual((reply.outcome, reply.case_id), ("reply", self.master))

    def test_a_late_reply_opens_a_case_that_continues_the_master(self):
        for case in self.master | self.source:
            case.date_open = "2020-01-01"
            case.action_close(self.result_achieved)
            case.date_closed = "2020-02-01"
        self._merge()
        reply = self._receive(
            self._make_mail(SENDER, subject=f"Halle [{self.source.number}]")
        )
        self.assertEqual(reply.outcome, "case")
        self.assertEqual(reply.case_id.previous_case_id, self.master)

    # ------------------------------------------------------------
    # Restricted cases
    # ------------------------------------------------------------

    def test_the_result_is_restricted_if_any_of_them_is(self):
        self.source.is_restricted = True
        self._merge()
        self.assertTrue(self.master.is_restricted)

    # ------------------------------------------------------------
    # Speed
    # ------------------------------------------------------------

    def test_twenty_cases_of_500_messages_cost_no_more_queries_than_one(self):
        def prepare(cases, messages):
            sources = self.env["club.case"].create(
                [{"name": "Fall", "user_id": self.worker.id} for _ in range(cases)]
            )
            self.env["mail.message"].create(
                [
                    {"model": "club.case", "res_id": source.id, "body": "Text"}
                    for source in sources
                    for _ in range(messages)
                ]
            )
            self.env["club.contact.entry"].create(
                [
                    {"case_id": source.id, "user_id": self.worker.id}
                    for source in sources
                ]
            )
            return sources

        def merge(sources):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            sources._club_merge_into(self.master)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        merge(prepare(1, 1))
        one, twenty = merge(prepare(1, 2)), merge(prepare(20, 25))
        moved = self.master.message_ids.filtered(lambda m: "Text" in m.body)
        self.assertEqual(len(moved), 1 + 2 + 500)
        self.assertLessEqual(twenty, one + 10, f"{one} and {twenty} queries")
