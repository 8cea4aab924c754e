"""The start page: what waits for me, counted right, at a constant price."""

from datetime import timedelta

from lxml import html

from odoo import fields
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import ClubSupportCommon

MOST_QUERIES = 50


@tagged("post_install", "-at_install")
class TestDesk(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["club.case"].search([]).unlink()
        cls.today = cls.company._club_today()

    def _read_desk(self, user=None):
        """The cards as the web client gets them: key to parsed content."""
        self.env.flush_all()
        self.env.invalidate_all()
        answer = self._rpc(
            user or self.worker,
            "club.desk",
            "web_search_read",
            [],
            {"card": {}, "content": {}},
        )
        return {
            line["card"]: html.fromstring(str(line["content"]))
            for line in answer["records"]
        }

    def _count(self, card, user=None):
        content = self._read_desk(user)[card]
        return int(content.xpath("//header/a/text()")[0])

    def _mail(self, case):
        return case.sudo().message_post(
            body="Bitte um Antwort",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            email_from="hanna.berg@example.net",
            author_id=self.chair.id,
        )

    def test_an_empty_desk_says_so(self):
        for card, content in self._read_desk().items():
            with self.subTest(card=card):
                self.assertEqual(content.xpath("//header/a/text()")[0].strip(), "0")
                self.assertIn("Nothing here", content.text_content())

    def test_late_cases_are_shown_to_the_responsible_and_the_deputy(self):
        case = self._create_case(deputy_id=self.colleague.id)
        case.date_reply_by = self.today - timedelta(days=3)
        self.assertEqual(self._count("due"), 1)
        self.assertEqual(self._count("due", self.colleague), 1)
        self.assertEqual(self._count("due", self.lead), 0)
        self.assertNotIn(
            "for ", self._read_desk()["due"].xpath("//a")[-1].text_content()
        )
        deputised = self._read_desk(self.colleague)["due"].text_content()
        self.assertIn("for Person worker", deputised)

    def test_a_mail_is_new_until_somebody_answers_or_logs_a_contact(self):
        case = self._create_case()
        self.assertEqual(self._count("new_mail"), 0)
        self._mail(case)
        self.assertEqual(self._count("new_mail"), 1)
        case.with_user(self.colleague).sudo().message_post(body="Notiz")
        self.assertEqual(self._count("new_mail"), 1)
        case.with_user(self.worker).message_post(
            body="Antwort", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertEqual(self._count("new_mail"), 0)
        self._mail(case)
        self.env["club.contact.entry"].create(
            {
                "case_id": case.id,
                "user_id": self.worker.id,
                "date": fields.Datetime.now() + timedelta(minutes=5),
            }
        )
        self.assertEqual(self._count("new_mail"), 0)

    def test_new_mail_can_be_searched_both_ways(self):
        with_mail, without = self._create_case(), self._create_case()
        self._mail(with_mail)
        Case = self.env["club.case"].with_user(self.worker)
        for value, expected in ((True, with_mail), (False, without)):
            found = Case.search([("has_new_mail", "=", value)])
            self.assertEqual(found, expected)
            found = Case.search([("has_new_mail", "!=", not value)])
            self.assertEqual(found, expected)
        self.assertTrue(with_mail.has_new_mail)
        self.assertFalse(without.has_new_mail)

    def test_waiting_cases_say_for_what_and_the_longest_comes_first(self):
        first, second = self._create_case(name="Eins"), self._create_case(name="Zwei")
        first.date_open = self.today - timedelta(days=30)
        second.action_wait("Gutachten")
        first.action_wait("Förderbescheid", self.today - timedelta(days=20))
        text = self._read_desk()["waiting"].text_content()
        self.assertLess(text.index("Förderbescheid"), text.index("Gutachten"))

    def test_cases_of_my_team_without_anybody_are_offered(self):
        self._create_case(user_id=False)
        for user, count in (
            (self.worker, 1),
            (self.lead, 1),
            (self.contact_manager, 0),
            (self.foreigner, 0),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._count("unassigned", user), count)

    def test_deadlines_activities_and_neglected_clubs_are_shown(self):
        case = self._create_case()
        self.env["club.case.deadline"].create(
            {
                "case_id": case.id,
                "kind_id": self.env.ref("club_support.club_deadline_kind_grant_end").id,
                "date": self.today + timedelta(days=10),
            }
        )
        case.with_user(self.worker).activity_schedule(
            "mail.mail_activity_data_todo", summary="Anrufen", user_id=self.worker.id
        )
        self.club.write({"is_actor": True, "user_id": self.worker.id})
        cards = self._read_desk()
        self.assertIn("in 10 days", cards["deadlines"].text_content())
        self.assertIn("Anrufen", cards["activities"].text_content())
        self.assertIn("never", cards["neglected"].text_content())
        self.assertIn(
            f"/odoo/club-desk/club-register/{self.club.id}",
            cards["neglected"].xpath("//a/@href"),
        )

    def test_texts_of_others_do_not_become_markup(self):
        case = self._create_case(name="<script>alert(1)</script>")
        case.date_reply_by = self.today - timedelta(days=3)
        content = self._read_desk()["due"]
        self.assertFalse(content.xpath("//script"))
        self.assertIn("<script>", content.text_content())

    def test_restricted_cases_stay_away_from_the_desks_of_others(self):
        self._create_case(user_id=False, is_restricted=True, supervisor_id=self.lead.id)
        self.assertEqual(self._count("unassigned"), 0)
        self.assertEqual(self._count("unassigned", self.lead), 1)

    def test_the_whole_list_behind_a_card_holds_what_the_card_counts(self):
        self._fill(12)
        cards = self._read_desk()
        paths = set()
        for card, content in cards.items():
            path = content.xpath("//header//a/@href")[0].rsplit("/", 1)[1]
            paths.add(path)
            action = self.env["ir.actions.act_window"].search([("path", "=", path)])
            with self.subTest(card=card):
                self.assertEqual(len(action), 1)
                domain = safe_eval(action.domain, {"uid": self.worker.id})
                Model = self.env[action.res_model].with_user(self.worker)
                found = Model.search_count(domain)
                count = int(content.xpath("//header/a/text()")[0])
                self.assertEqual(count, found)
                self.assertLessEqual(len(content.xpath("//section/a")), 7)
        self.assertEqual(len(paths), len(cards))

    def _fill(self, number):
        cases = self.env["club.case"].concat(
            *(self._create_case(name=f"Fall {i}") for i in range(number))
        )
        cases.date_reply_by = self.today - timedelta(days=2)
        for case in cases:
            self._mail(case)
            case.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.worker.id
            )
            self.env["club.case.deadline"].create(
                {
                    "case_id": case.id,
                    "kind_id": self.env.ref(
                        "club_support.club_deadline_kind_grant_end"
                    ).id,
                    "date": self.today + timedelta(days=5),
                }
            )
        for _i in range(number):
            self._create_case(user_id=False)
            self._create_case().action_wait("Antwort")
            self.env.flush_all()

    def test_the_desk_costs_the_same_however_much_there_is(self):
        counts = []
        # both are longer than the cards
        for number in (10, 30):
            self._fill(number)
            self._read_desk()
            before = self.env.cr.sql_log_count
            self._read_desk()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], MOST_QUERIES)
        self.assertLessEqual(counts[1], counts[0])

    def test_the_app_opens_with_the_desk_for_those_who_have_one(self):
        first = {
            self.worker: "club_desk_menu",
            self.lead: "club_desk_menu",
            self.management: "club_case_menu",
        }
        root = self.env.ref("club_support.club_support_menu_root")
        for user, menu in first.items():
            menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
            children = menus[root.id]["children"]
            with self.subTest(user=user.login):
                expected = self.env.ref(f"club_support.{menu}")
                self.assertEqual(children[0], expected.id)

    def test_the_filters_and_favourites_can_be_used(self):
        self._create_case()
        view = html.fromstring(
            self._rpc(self.worker, "club.case", "get_views", [(False, "search")])[
                "views"
            ]["search"]["arch"]
        )
        names = {
            "deputised",
            "new_mail",
            "without_next_step",
            "silent",
            "opened_this_week",
        }
        domains = [view.xpath(f"//filter[@name='{n}']/@domain")[0] for n in names]
        favourites = self.env["ir.model.data"].search(
            [("module", "=", "club_support"), ("model", "=", "ir.filters")]
        )
        for line in favourites:
            domains.append(self.env["ir.filters"].browse(line.res_id).domain)
        for domain in domains:
            with self.subTest(domain=domain):
                self._rpc(
                    self.worker,
                    "club.case",
                    "search",
                    safe_eval(domain, {"uid": self.worker.id}),
                )
