"""Related cases: each shows all of its links, in its own words."""

from lxml import etree
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..models.club_case_link import REVERSE
from .common import ClubSupportCommon


@tagged("post_install", "-at_install")
class TestCaseLinks(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hall = cls._create_case(name="Hallenzeiten")
        cls.grant = cls._create_case(name="Zuschuss", user_id=cls.colleague.id)

    def _link(self, case, other, kind="related", user=None):
        vals = {"case_id": case.id, "related_id": other.id, "kind": kind}
        link_id = self._rpc(user or self.worker, "club.case.link", "create", vals)
        self.env.invalidate_all()
        return self.env["club.case.link"].browse(link_id)

    def _assert_table_refuses(self, case, other, kind):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError) as caught:
            self._link(case, other, kind, self.lead)
        diagnosis = caught.exception.diag
        Link = self.env["club.case.link"]
        constraint = Link._table_objects[diagnosis.constraint_name]
        self._assert_sentence(constraint.get_error_message(Link, diagnosis))

    def _tell(self, case):
        return [(link.kind, link.related_id) for link in case.link_ids]

    def test_both_cases_show_the_link_each_in_its_words(self):
        for kind, reverse in REVERSE.items():
            with self.subTest(kind=kind):
                link = self._link(self.hall, self.grant, kind)
                self.assertEqual(self._tell(self.hall), [(kind, self.grant)])
                self.assertEqual(self._tell(self.grant), [(reverse, self.hall)])
                link.unlink()
                self.assertFalse(self.grant.link_ids)

    def test_wording_and_its_reverse_belong_together(self):
        kinds = self.env["club.case.link"]._fields["kind"].get_values(self.env)
        self.assertEqual(set(kinds), set(REVERSE))
        for kind, reverse in REVERSE.items():
            self.assertEqual(REVERSE[reverse], kind)

    def test_links_are_added_on_the_form_and_the_other_case_opens(self):
        Link = self.env(user=self.worker)["club.case.link"]
        dialog = Form(
            Link.with_context(default_case_id=self.hall.id),
            view="club_support.club_case_link_view_form",
        )
        dialog.kind = "depends"
        dialog.related_id = self.grant
        dialog.save()
        self.env.invalidate_all()
        self.assertTrue(Form(self.hall.with_user(self.worker)).link_ids)
        self.assertEqual(self._tell(self.grant), [("blocks", self.hall)])
        action = self._rpc(
            self.worker, "club.case.link", "action_open_case", self.hall.link_ids.ids
        )
        self.assertEqual(action["res_id"], self.grant.id)

    def test_one_link_per_pair_and_kind_whoever_adds_it(self):
        self._link(self.hall, self.grant, "follows")
        self._link(self.hall, self.grant, "depends")
        for case, other, kind in (
            (self.hall, self.grant, "follows"),
            (self.grant, self.hall, "precedes"),
        ):
            with self.subTest(kind=kind):
                self._assert_table_refuses(case, other, kind)

    def test_no_link_to_itself_nor_across_companies(self):
        foreign = self.env["club.case"].create(
            {"name": "Fremd", "company_id": self.other_company.id}
        )
        self._assert_table_refuses(self.hall, self.hall, "related")
        with self.assertRaises(ValidationError) as caught:
            self.env["club.case.link"].create(
                {"case_id": self.hall.id, "related_id": foreign.id}
            )
        self._assert_sentence(caught.exception)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_whoever_may_not_edit_the_case_links_nothing(self):
        for user in (self.colleague, self.management, self.plain_user, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._link(self.hall, self.grant, user=user)
        link = self._link(self.hall, self.grant)
        with self.assertRaises(AccessError):
            self._rpc(self.colleague, "club.case.link", "unlink", link.ids)
        # the link is the colleague's as well, seen from his case
        mirror = self.grant.link_ids
        self._rpc(self.colleague, "club.case.link", "unlink", mirror.ids)
        self.env.invalidate_all()
        self.assertFalse(self.hall.link_ids)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_learns_a_number_by_linking(self):
        foreign = self.env["club.case"].create(
            {"name": "Fremd", "company_id": self.other_company.id}
        )
        with self.assertRaises(UserError):
            self._link(self.hall, foreign)
        self.assertFalse(foreign.link_ids)

    def test_who_may_not_read_the_case_does_not_see_its_links(self):
        self.hall.is_restricted = True
        link = self._link(self.hall, self.grant)
        found = self._rpc(self.colleague, "club.case.link", "search", [])
        self.assertNotIn(link.id, found)
        numbers = self._rpc(
            self.colleague, "club.case.link", "read", self.grant.link_ids.ids
        )
        self.assertEqual(numbers[0]["related_number"], self.hall.number)
        self.assertEqual(numbers[0]["display_name"], self.hall.number)
        self.assertNotIn("stage", " ".join(numbers[0]))

    def test_a_link_is_replaced_not_changed(self):
        link = self._link(self.hall, self.grant)
        vals = {"kind": "blocks"}
        for user in (self.worker, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._rpc(user, "club.case.link", "write", link.ids, vals)

    def test_the_form_names_what_the_case_continues_too(self):
        later = self._create_case(previous_case_id=self.hall.id)
        self.assertEqual(self.hall.next_case_ids, later)
        arch = etree.fromstring(self.hall.get_view(view_type="form")["arch"])
        page = arch.find(".//page[@name='related']")
        for name in ("link_ids", "previous_case_id", "next_case_ids"):
            self.assertIsNotNone(page.find(f".//field[@name='{name}']"))

    def test_thirty_links_cost_no_more_queries_than_one(self):
        cases = self.env["club.case"].create([{"name": "Fall"} for _ in range(31)])

        def link(others):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.hall.write(
                {
                    "link_ids": [
                        Command.create({"related_id": other.id}) for other in others
                    ]
                }
            )
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        link(self.grant)
        one, thirty = link(cases[0]), link(cases[1:])
        self.assertLessEqual(thirty, one + 2)
