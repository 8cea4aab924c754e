"""Who comes first when times are given, by the order of the municipality."""

from odoo.tests import tagged

from ..tools.allocation import is_youth
from .common_seasons import SeasonsCommon


@tagged("post_install", "-at_install")
class TestSeasonRanks(SeasonsCommon):
    def _rank(self, name):
        return self.env.ref(f"club_support.club_allocation_rank_{name}")

    def test_words_of_a_group_tell_whether_it_is_young(self):
        for text in ("U13", "C-Jugend", "Bambini", "Eltern-Kind-Turnen", "Junior Team"):
            self.assertTrue(is_youth(text), text)
        for text in ("", None, "Herren", "Ü40", "U21", "Senioren", "Erwachsene"):
            self.assertFalse(is_youth(text), text)
        self.assertFalse(is_youth("Herren", "Handballjugend"), "the age group counts")
        self.assertTrue(is_youth("", "Handball C-Jugend w"))

    def test_s0_14_the_order_of_the_municipality_is_shipped_with_reasons(self):
        ranks = self.env["club.allocation.rank"].search([])
        names = ["school", "youth", "hall", "club", "other", "outside", "commercial"]
        shipped = ranks.browse([self._rank(name).id for name in names])
        self.assertEqual(shipped.sorted("sequence"), shipped, "the order is this one")
        self.assertTrue(all(shipped.mapped("reason")))

    def test_the_rank_is_proposed_from_organisation_age_sport_and_hour(self):
        school = self.env["res.partner"].create(
            {
                "name": "Grundschule",
                "is_company": True,
                "area_id": self.area.id,
                "actor_type_id": self.env.ref("club_support.club_actor_type_school").id,
            }
        )
        studio = self.env["res.partner"].create(
            {
                "name": "Fitnessstudio",
                "is_company": True,
                "actor_type_id": self.env.ref(
                    "club_support.club_actor_type_company"
                ).id,
            }
        )
        stranger = self.other_club.copy({"area_id": False})
        handball = self.env.ref("club_support.club_sport_handball")
        football = self.env.ref("club_support.club_sport_football")
        early = self._wish(start=14, stop=16)
        cases = [
            (self._apply(early, partner=school), "school"),
            (self._apply(partner=school), "other"),
            (self._apply(age_group="U13", sport_id=football.id), "youth"),
            (self._apply(sport_id=handball.id), "hall"),
            (self._apply(sport_id=football.id), "club"),
            (self._apply(partner=stranger, age_group="U13"), "outside"),
            (self._apply(partner=studio), "commercial"),
        ]
        for application, name in cases:
            with self.subTest(rank=name):
                self.assertEqual(application.rank_id, self._rank(name))
                self.assertFalse(application.is_rank_by_hand)

    def test_a_rank_that_somebody_chose_stays_and_the_form_says_what_the_order_says(
        self,
    ):
        application = self._apply(sport_id=False)
        application.rank_id = self._rank("commercial")
        application.age_group = "U11"
        self.env.flush_all()
        self.assertEqual(application.rank_id, self._rank("commercial"))
        self.assertTrue(application.is_rank_by_hand)
        self.assertEqual(application.proposed_rank_id, self._rank("youth"))
        self._rpc(
            self.officer,
            "club.season.application",
            "action_take_proposed_rank",
            application.ids,
        )
        self.assertEqual(application.rank_id, self._rank("youth"))

    def test_the_facility_office_enters_an_application_without_the_register(self):
        application = self.env["club.season.application"].browse(
            self._rpc(
                self.officer,
                "club.season.application",
                "create",
                {
                    "season_id": self.season.id,
                    "partner_id": self.club.id,
                    "age_group": "U13",
                    "wish_ids": [(0, 0, self._wish())],
                },
            )
        )
        self.assertEqual(application.rank_id, self._rank("youth"))
        self._rpc(
            self.officer,
            "club.season.application",
            "action_serve_first",
            application.ids,
        )
        self.assertEqual(application.state, "served")

    def test_without_a_fitting_rank_there_is_none(self):
        nobody = self.env["res.partner"].create({"name": "Otto Ohne"})
        application = self._apply(partner=nobody)
        self.assertFalse(application.rank_id)
        self.assertFalse(application.is_rank_by_hand)

    def test_ranks_of_another_company_do_not_count(self):
        self.env["club.allocation.rank"].create(
            {"name": "Fremd", "sequence": 1, "company_id": self.other_company.id}
        )
        self.assertNotEqual(self._apply().rank_id.name, "Fremd")

    def test_queries_do_not_grow_with_the_applications(self):
        def measure(count):
            applications = self.env["club.season.application"].union(
                *(self._apply(name=f"Gruppe {n}") for n in range(count))
            )
            applications.rank_id = False
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            applications.mapped("proposed_rank_id")
            return self.env.cr.sql_log_count - before

        measure(1)
        self.assertLessEqual(measure(30), measure(1))
