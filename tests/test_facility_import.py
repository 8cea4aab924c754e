"""A list of halls and pitches, read by Odoo's import, taken over, and again."""

import os
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools.facility_list import Words, read_row
from .common import ClubSupportCommon

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(os.environ.get("CLUB_SUPPORT_DATA", ROOT.parent / "shared" / "data"))
INNSBRUCK = FOLDER / "facilities_innsbruck.csv"
OPTIONS = {"has_headers": True, "quoting": '"', "separator": "", "encoding": ""}


class FacilityListCommon(ClubSupportCommon):
    def _new_list(self, user=None, **vals):
        vals = {"kind": "facilities", "name": "Hallen", **vals}
        return self.env["club.import"].with_user(user or self.officer).create(vals)

    def _add_rows(self, import_, *rows):
        rows = [{"import_id": import_.id, **row} for row in rows]
        return self.env["club.import.facility"].with_user(self.officer).create(rows)

    def _take_over(self, *rows, **vals):
        import_ = self._new_list(**vals)
        rows = self._add_rows(import_, *rows)
        import_.action_take_over()
        return rows

    def _read_file(self, data, import_):
        """Do what Odoo's import screen does with what it matched by itself."""
        importer = (
            self.env["base_import.import"]
            .with_user(self.officer)
            .with_context(default_import_id=import_.id)
            .create(
                {
                    "res_model": "club.import.facility",
                    "file": data,
                    "file_type": "text/csv",
                    "file_name": "liste.csv",
                }
            )
        )
        preview = importer.parse_preview(dict(OPTIONS))
        self.assertNotIn("error", preview)
        width = len(preview["headers"])
        matched = [preview["matches"].get(i, [False])[0] for i in range(width)]
        columns = [header.strip().lower() for header in preview["headers"]]
        result = importer.execute_import(matched, columns, preview["options"])
        self.assertEqual(result["messages"], [])
        rows = self.env["club.import.facility"].browse(result["ids"])
        return matched, rows.with_user(self.officer)

    def _of_kind(self, kind):
        return self.env["club.facility"].search([("kind", "=", kind)])


@tagged("post_install", "-at_install")
class TestFacilityFile(FacilityListCommon):
    def _read_and_take_over(self, data):
        import_ = self._new_list()
        self._read_file(data, import_)
        import_.action_take_over()
        return import_

    # the list is not ours to ship: asked where it lies beside the checkout
    if INNSBRUCK.exists():

        def test_the_municipal_list_comes_in_and_changes_nothing_again(self):
            before = self._of_kind("site"), self._of_kind("space")
            first = self._read_and_take_over(INNSBRUCK.read_bytes())
            self.assertEqual((first.row_count, first.taken_count), (342, 342))
            sites = self._of_kind("site") - before[0]
            spaces = self._of_kind("space") - before[1]
            self.assertEqual((len(sites), len(spaces)), (168, 342))
            self.assertEqual(len({(one.name, one.street) for one in sites}), 168)
            self.assertTrue(all(one.type_id and one.latitude for one in spaces))
            self.assertEqual(len({one.complete_name for one in spaces}), 342)
            tennis = self.env.ref("club_support.club_sport_tennis")
            courts = spaces.filtered(lambda one: tennis in one.sport_ids)
            self.assertEqual(len(courts), 64 + 9)
            second = self._read_and_take_over(INNSBRUCK.read_bytes())
            rows = second.facility_row_ids
            self.assertEqual((second.taken_count, second.created_count), (342, 0))
            self.assertEqual(set(rows.mapped("result")), {"Nothing new."})
            self.assertEqual(rows.facility_id, spaces)
            self.assertEqual(len(self._of_kind("site") - before[0]), 168)

    def test_the_templates_say_what_goes_where(self):
        Row = self.env["club.import.facility"]
        numbers = []
        for template in Row.get_import_templates():
            path = template["template"].removeprefix("/club_support/")
            data = (ROOT / path).read_bytes()
            matched, rows = self._read_file(data, self._new_list())
            self.assertTrue(all(matched), matched)
            self.assertEqual(set(rows.mapped("problem")), {False})
            rows.action_take_over()
            hall = rows[0].facility_id
            self.assertEqual(hall.unit_ids, rows[1:4].facility_id)
            self.assertEqual(hall.parent_id.kind, "building")
            self.assertEqual(hall.capacity, 300)
            self.assertEqual(len(hall.sport_ids), 2)
            self.assertEqual(hall.latitude, 50.1234)
            self.assertFalse(rows[4].facility_id.unit_ids)
            numbers.append(len(rows.created_ids))
        self.assertEqual(numbers, [8, 8])

    def test_a_number_of_the_list_is_no_number_of_ours(self):
        data = b"id;Standort;Typ\n7;Waldbad;Freibad\n"
        matched, rows = self._read_file(data, self._new_list())
        self.assertEqual(matched, [False, "site", "type"])
        self.assertFalse(rows.get_external_id()[rows.id])


@tagged("post_install", "-at_install")
class TestFacilityRows(FacilityListCommon):
    def test_an_invented_list_becomes_sites_and_spaces(self):
        rows = self._take_over(
            {"site": "Waldstadion", "street": "Waldweg 1", "type": "Tennisplatz"},
            {"site": "Waldstadion", "street": "Waldweg 1", "type": "Tennisplatz"},
            {"site": "Waldstadion", "street": "Waldweg 1", "type": "Stadion"},
            {"site": "Waldstadion", "street": "Am See 3", "name": "Bootshaus"},
            {"name": "Turnhalle", "type": "Kegelspielhaus", "city": "Musterau"},
        )
        self.assertEqual(set(rows.mapped("state")), {"taken"})
        spaces = rows.facility_id
        self.assertEqual(
            spaces.mapped("name"),
            ["Tennisplatz 1", "Tennisplatz 2", "Stadion", "Bootshaus", "Turnhalle"],
        )
        self.assertEqual(len({one._get_site() for one in spaces}), 3)
        self.assertEqual(spaces[4]._get_site().city, "Musterau")
        self.assertEqual(spaces[4].type_id.name, "Kegelspielhaus")
        self.assertTrue(all(spaces.mapped("is_bookable")))
        self.assertEqual(set(spaces.mapped("kind")), {"space"})

    def test_reading_the_same_again_adds_nothing(self):
        rows = [
            {"site": "Waldstadion", "street": "Waldstraße 1", "type": "Tennisplatz"},
            {"site": "Waldstadion", "street": "Waldstraße 1", "type": "Tennisplatz"},
            {"site": "Waldstadion", "street": "Waldstraße 1", "name": "Vereinsheim"},
            {"site": "Parkbad"},
            {"site": "Waldstadion", "street": "Waldstraße 1", "building": "Tribüne"},
        ]
        first = self._take_over(*rows)
        self.assertEqual(set(first.mapped("state")), {"taken"})
        self.assertEqual(first[3].facility_id.kind, "site")
        self.assertEqual(first[4].facility_id.kind, "building")
        number = self.env["club.facility"].search_count([])
        respelled = [{**row, "street": "Waldstr. 1"} for row in rows]
        respelled[3]["street"] = ""
        second = self._take_over(*respelled)
        self.assertEqual(second.facility_id, first.facility_id)
        self.assertEqual(set(second.mapped("result")), {"Nothing new."})
        self.assertEqual(self.env["club.facility"].search_count([]), number)

    def test_what_the_list_knows_better_is_brought_up_to_date(self):
        place = {"site": "Waldstadion", "street": "Waldweg 1"}
        first = self._take_over({**place, "name": "Halle", "sports": "Handball"})
        second = self._take_over(
            {
                **place,
                "name": "Halle",
                "sports": "Judo",
                "capacity": "200",
                "zip": "1234",
            }
        )
        hall = first.facility_id
        self.assertEqual(second.action, "update")
        self.assertEqual(hall.capacity, 200)
        self.assertEqual(set(hall.sport_ids.mapped("name")), {"Handball", "Judo"})
        self.assertEqual(hall.parent_id.zip, "01234")
        self.assertIn("People at Most", second.result)
        self.assertIn("From the list", hall.message_ids[:1].body)

    def test_the_position_tells_spaces_of_one_type_apart(self):
        place = {"site": "Waldstadion", "type": "Tennisplatz", "longitude": "11,4"}
        north, south = {"latitude": "47,30"}, {"latitude": "47,20"}
        first = self._take_over({**place, **north}, {**place, **south})
        second = self._take_over({**place, **south}, {**place, **north})
        self.assertEqual(second[0].facility_id, first[1].facility_id)
        self.assertEqual(second[1].facility_id, first[0].facility_id)
        self.assertAlmostEqual(first[0].facility_id.parent_id.latitude, 47.25)

    def test_the_same_twice_in_a_list_is_taken_over_once(self):
        place = {"site": "Waldstadion", "name": "Halle"}
        rows = self._take_over(place, {**place, "name": " halle "})
        self.assertEqual(rows.mapped("state"), ["taken", "skipped"])
        self.assertEqual(rows[1].duplicate_id, rows[0])
        self._assert_sentence(rows[1].hint)

    def test_a_site_of_the_same_name_elsewhere_waits_for_a_decision(self):
        self._take_over({"site": "Sportplatz", "street": "Waldweg 1", "name": "Rasen"})
        rows = self._take_over(
            {"site": "Sportplatz", "street": "Am See 3", "name": "Rasen"}
        )
        self.assertEqual((rows.state, rows.action), ("open", False))
        self._assert_sentence(rows.hint)
        rows.action_add_as_new()
        rows.action_take_over()
        self.assertEqual(rows.facility_id.parent_id.street, "Am See 3")

    def test_what_is_archived_waits_for_a_decision(self):
        first = self._take_over({"site": "Sportplatz", "name": "Rasen"})
        first.facility_id.action_archive()
        rows = self._take_over({"site": "Sportplatz", "name": "Rasen"})
        self.assertEqual((rows.state, rows.action), ("open", False))
        self._assert_sentence(rows.hint)

    def test_what_is_not_understood_is_said_and_left_out(self):
        rows = self._take_over(
            {
                "site": "Waldstadion",
                "name": "Halle",
                "latitude": "95",
                "longitude": "elf",
                "capacity": "-5",
                "sports": "Handball, Quidditch",
                "equipment": "Zeitmaschine",
                "bookable": "vielleicht",
                "note": "=1+1",
            },
            {"capacity": "20"},
            {},
            {"site": "x" * 130, "name": "y" * 130},
            {"site": "Waldstadion", "name": "Nebenraum", "latitude": "47.1"},
        )
        hall = rows[0].facility_id
        self.assertEqual(hall.sport_ids.name, "Handball")
        self.assertEqual((hall.capacity, hall.latitude, hall.note), (0, 0, False))
        self.assertEqual(len(rows[0].problem.splitlines()), 7)
        self.assertEqual(rows[4].problem.count("half"), 1)
        self.assertEqual(
            rows.mapped("state"), ["taken", "skipped", "skipped", "skipped", "taken"]
        )
        for row in rows.filtered("problem"):
            for line in row.problem.splitlines():
                self._assert_sentence(line)
        self.assertIn("Handball", rows[0].preview)

    def test_a_part_names_its_whole(self):
        rows = self._take_over(
            {"site": "Schule", "whole": "Halle", "name": "Drittel A"},
            {"site": "Schule", "whole": "Halle", "name": "Drittel B"},
            {"site": "Schule", "whole": "Aula", "name": "Bühne", "bookable": "nein"},
        )
        hall = rows[0].facility_id.parent_id
        self.assertEqual(hall.name, "Halle")
        self.assertEqual(hall.unit_ids, rows[:2].facility_id)
        self.assertFalse(rows[2].facility_id.is_bookable)
        again = self._take_over(
            {"site": "Schule", "whole": "Halle", "name": "Drittel C"}
        )
        self.assertEqual(again.facility_id.parent_id, hall)

    def test_undo_archives_what_the_list_brought_along(self):
        kept = self._take_over({"site": "Schule", "name": "Aula"})
        rows = self._take_over(
            {"site": "Schule", "name": "Halle"}, {"site": "Bad", "name": "Becken"}
        )
        action = rows.import_id.action_view_facilities()
        self.assertEqual(set(action["domain"][0][2]), set(rows.created_ids.ids))
        rows.import_id.action_archive_created()
        self.assertFalse(any(rows.facility_id.mapped("active")))
        self.assertFalse(rows[1].facility_id.parent_id.active)
        self.assertTrue(kept.facility_id.active)
        self.assertTrue(kept.facility_id.parent_id.active)

    def test_findings_are_not_entered_by_hand(self):
        import_ = self._new_list()
        row = self._add_rows(import_, {"site": "Schule", "name": "Halle"})
        for vals in ({"label": "Aula"}, {"kind": "site"}, {"is_created": True}):
            with self.assertRaises(UserError):
                row.write(vals)
        import_.action_take_over()
        with self.assertRaises(UserError) as refusal:
            row.site = "Bad"
        self._assert_sentence(refusal.exception)
        with self.assertRaises(UserError):
            import_.kind = "clubs"

    def test_lists_belong_to_the_office(self):
        with self.assertRaises(AccessError):
            self._new_list(self.officer, kind="clubs")
        import_ = self._new_list()
        self._add_rows(import_, {"site": "Schule", "name": "Halle"})
        for user in (self.worker, self.caretaker, self.management):
            with self.assertRaises(AccessError):
                self._rpc(user, "club.import", "action_take_over", import_.ids)
        self.assertFalse(import_.taken_count)
        action = import_.action_view_rows()
        self.assertEqual(action["res_model"], "club.import.facility")
        action = import_.action_read_file()
        self.assertEqual(action["params"]["active_model"], "club.import.facility")
        lonely = (
            self.env["club.import.facility"]
            .with_user(self.officer)
            .create({"site": "Bad"})
        )
        self.assertEqual(lonely.import_id.kind, "facilities")

    def test_any_text_in_any_cell_is_read(self):
        words = ("", " ", "-", "=1", "@", "🏟", "\t", "1e9", "٣", "a" * 600, "0", "NaN")
        cells = list(self.env["club.import.facility"]._cells)
        for first in words:
            for second in words:
                texts = {
                    cell: second if number % 3 else first
                    for number, cell in enumerate(cells)
                }
                reading = read_row(texts, Words())
                self.assertTrue(reading.kind)
                if reading.kind == "space":
                    self.assertTrue(reading.values["site"])
