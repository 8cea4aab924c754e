"""A message in the wrong case moves, with its files, its mail and its replies."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .test_incoming_mail import IncomingMailCommon

SENDER = "Hanna Berg <hanna.berg@example.net>"


@tagged("post_install", "-at_install")
class TestMoveMessage(IncomingMailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.target = cls._create_case(name="Zuschuss")

    def setUp(self):
        super().setUp()
        self.incoming = self._receive_file("02_html_inline_attachment.eml")
        self.source = self.incoming.case_id
        self.source.user_id = self.worker
        self.message = self.incoming.mail_message_id

    def _open(self, user=None, **vals):
        Dialog = self.env["club.case.move.message"].with_user(user or self.worker)
        return Dialog.create({"case_id": self.source.id, **vals})

    def _move(self, messages=None, user=None, **vals):
        dialog = self._open(user, target_id=self.target.id, **vals)
        lines = dialog.line_ids.filtered(
            lambda line: line.message_id in (messages or self.message)
        )
        lines.is_chosen = True
        action = self._rpc(user or self.worker, dialog._name, "action_move", dialog.ids)
        self.env.invalidate_all()
        return self.env["club.case"].browse(action["res_id"])

    def test_a_message_moves_with_its_files_and_its_raw_mail(self):
        date, author = self.message.date, self.message.email_from
        files = self.message.attachment_ids
        self.assertTrue(files)
        self._move()
        self.assertEqual(self.message.res_id, self.target.id)
        self.assertEqual(set(files.mapped("res_id")), {self.target.id})
        self.assertEqual(self.incoming.case_id, self.target)
        self.assertEqual((self.message.date, self.message.email_from), (date, author))
        self.assertIn(self.target.number, self.source.message_ids[0].body)
        self.assertIn(self.source.number, self.target.message_ids[0].body)
        self.assertNotIn(self.source.name, self.target.message_ids[0].body)

    def test_a_later_reply_arrives_at_the_target(self):
        self._move()
        raw = self._make_mail(
            self.message.email_from,
            subject="AW: Frage",
            In_Reply_To=self.message.message_id,
        )
        reply = self._receive(raw)
        self.assertEqual(reply.outcome, "reply")
        self.assertEqual(reply.case_id, self.target)

    def test_what_was_not_ticked_stays(self):
        note = self.source.message_post(body="Bleibt", message_type="comment")
        self._move()
        self.assertEqual(note.res_id, self.source.id)

    def test_a_file_that_a_staying_message_has_too_stays(self):
        shared = self.message.attachment_ids[0]
        note = self.source.message_post(body="Bleibt", message_type="comment")
        note.attachment_ids = [Command.link(shared.id)]
        moving = self.message.attachment_ids - shared
        self._move()
        self.assertEqual(shared.res_id, self.source.id)
        self.assertEqual(set(moving.mapped("res_id")), {self.target.id})

    def test_a_message_becomes_a_case_of_its_own(self):
        self.source.is_restricted = True
        case = self._move(target="new", name="Sommerfest")
        self.assertEqual(case.name, "Sommerfest")
        self.assertEqual(case.email_from, self.message.email_from)
        self.assertEqual(case.user_id, self.worker)
        self.assertEqual(case.origin, "email")
        self.assertTrue(case.is_restricted)
        self.assertEqual(self.message.res_id, case.id)

    def test_a_colleagues_note_becomes_a_case_of_the_same_club(self):
        self.source.partner_id = self.club
        note = self.source.with_user(self.worker).message_post(
            body="Der Verein will auch feiern", message_type="comment"
        )
        case = self._move(note, target="new")
        self.assertEqual(case.partner_id, self.club)
        self.assertEqual(case.name, self.source.name)

    def test_the_contact_who_wrote_is_the_contact_of_the_new_case(self):
        incoming = self._receive(self._make_mail(SENDER, subject="Fest"))
        self.source = incoming.case_id
        self.source.user_id = self.worker
        case = self._move(incoming.mail_message_id, target="new")
        self.assertEqual(case.contact_id, self.chair)
        self.assertEqual(case.partner_id, self.club)
        self.assertEqual(case.name, "Fest")

    def test_the_dialog_lists_what_people_wrote(self):
        self.source.priority = "1"
        self.source._message_log(body="Technisch")
        dialog = self._open()
        self.assertEqual(dialog.line_ids.message_id, self.message)
        line = self._rpc(
            self.worker, "club.case.move.message.line", "read", dialog.line_ids.ids
        )[0]
        self.assertTrue(line["preview"])
        self.assertIn("@", line["author"])
        context = {"active_id": self.source.id}
        Dialog = self.env["club.case.move.message"].with_user(self.worker)
        with Form(Dialog.with_context(**context)) as form:
            form.target_id = self.target
            with form.line_ids.edit(0) as ticked:
                ticked.is_chosen = True
        form.record.action_move()
        self.assertEqual(self.message.res_id, self.target.id)

    def test_leaving_a_restricted_case_is_said(self):
        self.source.is_restricted = True
        self.assertTrue(self._open(target_id=self.target.id).leaves_restricted)
        self.assertFalse(self._open(target="new").leaves_restricted)

    def _assert_refused(self, call, error=UserError):
        with self.assertRaises(error) as caught:
            call()
        self._assert_sentence(caught.exception)
        self.assertEqual(self.message.res_id, self.source.id)

    def test_nothing_chosen_or_nowhere_to_go_is_refused(self):
        dialog = self._open(target_id=self.target.id)
        self._assert_refused(dialog.action_move)
        dialog = self._open()
        dialog.line_ids.is_chosen = True
        self._assert_refused(dialog.action_move)
        dialog.target_id = self.source
        self._assert_refused(dialog.action_move)

    def test_a_case_of_another_company_is_refused(self):
        foreign = self.env["club.case"].create(
            {"name": "Fremd", "company_id": self.other_company.id}
        )
        self._assert_refused(
            lambda: self.source._club_move_messages(self.message, foreign)
        )

    def test_messages_of_other_documents_are_refused(self):
        others = self.club.message_post(body="Geheim") | self.target.message_post(
            body="Woanders", message_type="comment"
        )
        dialog = self._open(target_id=self.target.id)
        for message in others:
            with self.subTest(model=message.model):
                self._assert_refused(
                    lambda message=message: self._rpc(
                        self.worker,
                        "club.case.move.message.line",
                        "create",
                        {"dialog_id": dialog.id, "message_id": message.id},
                    ),
                    ValidationError,
                )
                for target in (self.target, self.source):
                    self._assert_refused(
                        lambda message=message, target=target: (
                            self.source._club_move_messages(message, target)
                        )
                    )

    def test_a_message_that_moved_meanwhile_makes_no_empty_case(self):
        dialog = self._open(target="new")
        dialog.line_ids.is_chosen = True
        self._move()
        cases = self.env["club.case"].search_count([])
        with self.assertRaises(UserError) as caught:
            dialog.action_move()
        self._assert_sentence(caught.exception)
        self.assertEqual(self.env["club.case"].search_count([]), cases)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_both_cases_must_be_the_users_to_edit(self):
        for user in (self.colleague, self.management, self.plain_user, self.foreigner):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._open(user)
        self.target.user_id = self.colleague
        with self.assertRaises(AccessError):
            self._move()
        self.assertEqual(self.message.res_id, self.source.id)
        self._move(user=self.lead)
        self.assertEqual(self.message.res_id, self.target.id)

    def test_thirty_messages_cost_no_more_queries_than_one(self):
        messages = self.env["mail.message"]
        for number in range(32):
            messages += self.source.message_post(
                body=f"Notiz {number}", message_type="comment"
            )

        def move(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.source._club_move_messages(some, self.target)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        move(messages[0])
        self.assertLessEqual(move(messages[2:]), move(messages[1]) + 3)
