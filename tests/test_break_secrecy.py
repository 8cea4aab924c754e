"""What attackers found: forms that are never saved, readings by side doors."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .test_restricted_cases import ANSWER, SECRET, RestrictedCommon

NAME = {"fields": {"display_name": {}}}


@tagged("post_install", "-at_install")
class TestBreakSecrecy(RestrictedCommon):
    def _onchange(self, user, model, name, record, spec):
        values = {name: record.id}
        return self._rpc(
            user, model, "onchange", [], values, [name], {**spec, name: {}}
        )

    def test_no_form_tells_of_a_case_that_is_chosen_in_it(self):
        self.case.email_from = self.chair.email
        message = self.case.message_post(body=SECRET, subject=SECRET, **ANSWER)
        entry = self.env["club.contact.entry"].create({"case_id": self.case.id})
        doors = [
            ("club.contact.entry", "case_id", self.case, {"partner_id": NAME}),
            ("club.assessment", "case_id", self.case, {"partner_id": NAME}),
            ("club.case.link", "related_id", self.case, {"related_number": {}}),
            ("club.case.link.sender", "case_id", self.case, {"partner_id": NAME}),
            ("club.case.move.message", "case_id", self.case, {"line_ids": NAME}),
            (
                "club.case.move.message.line",
                "message_id",
                message,
                {"subject": {}, "preview": {}},
            ),
            ("mail.compose.message", "parent_id", message, {"subject": {}}),
            ("club.contact.entry.people", "entry_id", entry, {"company_id": NAME}),
        ]
        for user in (self.colleague, self.lead, self.foreigner):
            for door in doors:
                with (
                    self.subTest(user=user.login, door=door[:2]),
                    self.assertRaises(AccessError),
                ):
                    self.env.invalidate_all()
                    self._onchange(user, *door)
            with self.assertRaises(AccessError):
                self._rpc(
                    user,
                    "club.contact.entry",
                    "onchange",
                    [],
                    {},
                    [],
                    {"case_id": {}, "partner_id": NAME},
                    context={"default_case_id": self.case.id},
                )
        answer = self._onchange(self.worker, *doors[0])
        self.assertEqual(answer["value"]["partner_id"]["id"], self.club.id)

    def test_contractors_make_no_case_to_see_a_volunteer(self):
        contractor = new_test_user(
            self.env,
            login="club_intruder",
            groups="club_support.club_support_group_contractor",
        )
        self.env["club.mandate"].create(
            {
                "user_id": contractor.id,
                "date_from": "2020-01-01",
                "date_to": "2099-12-31",
            }
        )
        self.env["club.office"].create(
            {
                "partner_id": self.club.id,
                "person_id": self.chair.id,
                "function_id": self.env["club.office.function"].search([], limit=1).id,
            }
        )
        own = self._create_case(user_id=contractor.id, contact_id=False)
        vals = {"name": "Falle", "user_id": contractor.id, "contact_id": self.chair.id}
        with self.assertRaises(AccessError):
            self._rpc(contractor, "club.case", "create", vals)
        with self.assertRaises(AccessError):
            self._rpc(contractor, "club.case", "write", own.ids, vals)
        # what staff entered stays, and may be repeated
        own.contact_id = self.chair
        self._rpc(contractor, "club.case", "write", own.ids, vals)
        self._rpc(contractor, "club.case", "create", vals)

    def test_parts_of_a_restricted_case_note_their_reading(self):
        entry = self.env["club.contact.entry"].create({"case_id": self.case.id})
        Log = self.env["club.case.access.log"]
        here = [("case_id", "=", self.case.id)]
        doors = {
            "list": ("club.case.timeline", "web_search_read", here, {"detail": {}}),
            "read": ("club.contact.entry", "read", entry.ids, ["note"]),
        }
        for kind, (model, method, *args) in doors.items():
            before = Log.search(here)
            self._rpc(self.worker, model, method, *args)
            noted = Log.search(here) - before
            self.assertEqual(noted.mapped("kind"), [kind])
            self.assertEqual(noted.user_id, self.worker)

    def test_printing_by_odoos_own_route_is_noted(self):
        Report = self.env(user=self.worker)["ir.actions.report"]
        Report._render_qweb_html("club_support.club_case_file", self.case.ids)
        log = self.env["club.case.access.log"].search([("kind", "=", "pdf")])
        self.assertEqual(log.case_id, self.case)

    def test_an_answer_to_a_draft_is_not_made_up(self):
        partner = self.env["res.partner"].create({"name": "Amt", "is_company": True})
        vals = {"case_id": self.case.id, "partner_id": partner.id, "name": "Bitte"}
        for forged in ({"answered_via": "link"}, {"reminded_on": "2026-01-01"}):
            with self.assertRaises(UserError):
                self._rpc(self.worker, "club.case.referral", "create", vals | forged)
