"""Notes of the staff never reach a club, whichever way they are written."""

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ClubSupportCommon

NOTE = {"subtype_xmlid": "mail.mt_note", "message_type": "comment"}


@tagged("post_install", "-at_install")
class TestInternalNotes(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._create_case()
        cls.note = cls.env.ref("mail.mt_note")

    def _assert_refused(self, door, user, model, method, *args, **kwargs):
        with self.subTest(door=door):
            with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
                self._rpc(user, model, method, *args, **kwargs)
            self._assert_sentence(caught.exception)

    def test_a_note_to_somebody_outside_is_refused_by_every_path(self):
        case, outside = self.case, self.chair.ids
        post = ("club.case", "message_post", case.ids)
        create = ("mail.message", "create")
        message = {"model": "club.case", "res_id": case.id, "body": "intern"}
        people = {"partner_ids": [Command.set(outside)]}
        doors = {
            "post": (*post, {"partner_ids": outside, **NOTE}),
            "post by default": (*post, {"partner_ids": outside}),
            "post to an address": (
                *post,
                {"outgoing_email_to": "x@example.net", **NOTE},
            ),
            "post internally": (
                *post,
                {
                    "partner_ids": outside,
                    "is_internal": True,
                    "subtype_xmlid": "mail.mt_comment",
                    "message_type": "comment",
                },
            ),
            "post as mail": (
                *post,
                {
                    "partner_ids": outside,
                    "subtype_xmlid": "mail.mt_note",
                    "message_type": "email",
                },
            ),
            "notify": (
                "club.case",
                "message_notify",
                case.ids,
                {"partner_ids": outside, "body": "x"},
            ),
        }
        for door, (model, method, ids, kwargs) in doors.items():
            self._assert_refused(door, self.worker, model, method, ids, **kwargs)
        for door, vals in {
            "create": {**message, **people, "subtype_id": self.note.id},
            "create without subtype": {**message, **people},
            "create to an address": {
                **message,
                "subtype_id": self.note.id,
                "outgoing_email_to": "x@example.net",
            },
        }.items():
            self._assert_refused(door, self.worker, *create, vals)
        self._assert_refused(
            "later",
            self.worker,
            "mail.scheduled.message",
            "create",
            {
                **message,
                **people,
                "author_id": self.worker.partner_id.id,
                "is_note": True,
                "scheduled_date": fields.Datetime.add(fields.Datetime.now(), days=1),
            },
        )

    def test_the_composer_sends_no_note_outside(self):
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.worker)
            .create(
                {
                    "model": "club.case",
                    "res_ids": str(self.case.ids),
                    "composition_mode": "comment",
                    "body": "intern",
                    "subtype_id": self.note.id,
                    "partner_ids": [Command.set(self.chair.ids)],
                }
            )
        )
        with self.assertRaises(UserError) as caught:
            self._rpc(
                self.worker, "mail.compose.message", "action_send_mail", composer.ids
            )
        self._assert_sentence(caught.exception)

    def test_a_note_does_not_become_a_message_later(self):
        note = self.case.with_user(self.worker).message_post(body="intern", **NOTE)
        comment = self.env.ref("mail.mt_comment").id
        for door, vals in {
            "subtype": {"subtype_id": comment},
            "people": {"partner_ids": [Command.link(self.chair.id)]},
            "address": {"outgoing_email_to": "x@example.net"},
            "all at once": {
                "subtype_id": comment,
                "is_internal": False,
                "partner_ids": [Command.link(self.chair.id)],
            },
        }.items():
            self._assert_refused(
                door, self.worker, "mail.message", "write", note.ids, vals
            )

    def test_a_follower_outside_gets_neither_notes_nor_changes(self):
        subtypes = self.env["mail.message.subtype"].search([])
        self.case.message_subscribe(self.chair.ids, subtypes.ids)
        note = self.case.with_user(self.worker).message_post(body="intern", **NOTE)
        self.assertNotIn(self.chair, note.notified_partner_ids)
        self.env.flush_all()
        self.cr.precommit.run()
        before = self.case.message_ids
        self.case.with_user(self.worker).write({"name": "Geändert"})
        self.env.flush_all()
        self.cr.precommit.run()
        self.env.invalidate_all()
        changed = self.case.message_ids - before
        self.assertTrue(changed)
        self.assertFalse(changed.notified_partner_ids & self.chair)

    def test_colleagues_are_still_mentioned_in_notes(self):
        note = self.case.with_user(self.worker).message_post(
            body="intern", partner_ids=self.colleague.partner_id.ids, **NOTE
        )
        self.assertEqual(note.notified_partner_ids, self.colleague.partner_id)
