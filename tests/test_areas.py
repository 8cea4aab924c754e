"""Areas form a tree, and a filter by an area finds everything inside it."""

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClubSupportCommon, ClubSupportHttpCommon


class AreaTreeMixin:
    @classmethod
    def _create_tree(cls):
        Area = cls.env["club.area"]
        cls.district = Area.create({"name": "Landkreis Musterau", "level": "district"})
        cls.municipality = Area.create(
            {"name": "Grünbach", "parent_id": cls.district.id, "code": "06999001"}
        )
        cls.quarter = Area.create(
            {
                "name": "Nordstadt",
                "level": "quarter",
                "parent_id": cls.municipality.id,
            }
        )
        cls.elsewhere = Area.create({"name": "Tal", "parent_id": cls.district.id})


@tagged("post_install", "-at_install")
class TestAreas(AreaTreeMixin, ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_tree()

    def _field_filter(self, model, field):
        """The domain of a field in the search bar, as the web client builds it."""
        views = self._rpc(self.worker, model, "get_views", [(False, "search")])
        arch = etree.fromstring(views["views"]["search"]["arch"])
        node = arch.find(f".//field[@name='{field}']")
        operator = node.get("operator", "=")
        return lambda record: [(field, operator, record.id)]

    def test_the_full_name_tells_where_an_area_lies(self):
        self.assertEqual(
            self.quarter.complete_name, "Landkreis Musterau / Grünbach / Nordstadt"
        )

    def test_the_full_name_follows_renames_and_moves(self):
        areas = self.env["club.area"].with_user(self.administrator)
        areas.browse(self.district.id).name = "Kreis Au"
        self.assertEqual(self.quarter.complete_name, "Kreis Au / Grünbach / Nordstadt")
        areas.browse(self.quarter.id).parent_id = self.elsewhere
        self.assertEqual(self.quarter.complete_name, "Kreis Au / Tal / Nordstadt")
        areas.browse(self.quarter.id).parent_id = False
        self.assertEqual(self.quarter.complete_name, "Nordstadt")

    def test_an_area_is_found_by_name_and_by_official_code(self):
        for text in ("Grünb", "06999001"):
            with self.subTest(text=text):
                found = self._rpc(self.worker, "club.area", "name_search", text)
                self.assertEqual([area for area, _name in found], self.municipality.ids)

    def test_an_area_never_lies_inside_itself_or_its_parts(self):
        for area, parent in (
            (self.district, self.district),
            (self.district, self.municipality),
            (self.district, self.quarter),
            (self.district | self.elsewhere, self.quarter),
        ):
            with (
                self.subTest(area=area.mapped("name"), parent=parent.name),
                self.assertRaises(UserError) as caught,
            ):
                self._rpc(
                    self.administrator,
                    "club.area",
                    "write",
                    area.ids,
                    {"parent_id": parent.id},
                )
            self._assert_sentence(caught.exception)
        self.assertFalse(self.district.parent_id)
        self.assertEqual(self.elsewhere.parent_id, self.district)

    def test_two_areas_never_lie_inside_each_other(self):
        first = self.env["club.area"].create({"name": "A"})
        second = self.env["club.area"].create({"name": "B", "parent_id": first.id})
        with self.assertRaises(UserError) as caught:
            first.with_user(self.administrator).parent_id = second
        self._assert_sentence(caught.exception)

    def test_importing_a_circle_is_refused_with_a_sentence(self):
        Area = self.env["club.area"].with_user(self.administrator)
        answer = Area.load(
            [".id", "parent_id/.id"],
            [[str(self.district.id), str(self.quarter.id)]],
        )
        self.assertFalse(answer["ids"])
        self._assert_sentence(answer["messages"][0]["message"])

    def test_s2_01_everything_can_be_filtered_by_area_tree(self):
        cases = {
            area: self._create_case(name=area.name, area_id=area.id)
            for area in (self.district, self.municipality, self.quarter, self.elsewhere)
        }
        entries = {
            area: self.env["club.contact.entry"].create(
                {"area_id": area.id, "note": "Anruf"}
            )
            for area in cases
        }
        inside = [self.municipality, self.quarter]
        for model, records in (("club.case", cases), ("club.contact.entry", entries)):
            by_area = self._field_filter(model, "area_id")
            with self.subTest(model=model):
                found = self._rpc(
                    self.worker, model, "search", by_area(self.municipality)
                )
                self.assertEqual(set(found), {records[area].id for area in inside})
                found = self._rpc(self.worker, model, "search", by_area(self.district))
                self.assertEqual(set(found), {r.id for r in records.values()})
                groups = self._rpc(
                    self.worker,
                    model,
                    "formatted_read_group",
                    by_area(self.district),
                    ["area_id"],
                    ["__count"],
                )
                self.assertEqual(len(groups), 4)

    def test_archived_areas_are_no_choice_but_stay_on_cases(self):
        case = self._create_case(area_id=self.quarter.id)
        self.quarter.with_user(self.administrator).action_archive()
        found = self._rpc(self.worker, "club.area", "name_search", "Nordstadt")
        self.assertFalse(found)
        self.assertEqual(case.with_user(self.worker).area_id, self.quarter)
        by_area = self._field_filter("club.case", "area_id")
        found = self._rpc(self.worker, "club.case", "search", by_area(self.quarter))
        self.assertEqual(found, case.ids)

    @mute_logger("odoo.sql_db")
    def test_an_area_with_parts_or_cases_is_not_deleted(self):
        self._create_case(area_id=self.quarter.id)
        for area in (self.municipality, self.quarter):
            with (
                self.subTest(area=area.name),
                self.assertRaises(Exception),  # noqa: B017
            ):
                area.with_user(self.administrator).unlink()
                self.env.flush_all()

    def test_a_part_belongs_to_the_company_of_the_whole(self):
        theirs = self.env["club.area"].create(
            {"name": "Nachbarkreis", "company_id": self.other_company.id}
        )
        ours = self.env["club.area"].create(
            {"name": "Musterau", "company_id": self.company.id}
        )
        with self.assertRaises(UserError):
            ours.parent_id = theirs


@tagged("post_install", "-at_install")
class TestAreasOverHttp(AreaTreeMixin, ClubSupportHttpCommon):
    @mute_logger("odoo.http")
    def test_a_circle_from_outside_ends_in_a_sentence_and_changes_nothing(self):
        self._create_tree()
        for parent in (self.district, self.quarter):
            message = self._assert_refused(
                self.administrator,
                "club.area",
                "write",
                (self.elsewhere | self.district).ids,
                {"parent_id": parent.id, "code": "x"},
            )
            self.assertIsInstance(message, str)
            self.assertEqual(self.elsewhere.parent_id, self.district)
            self.assertFalse(self.district.parent_id or self.district.code)
