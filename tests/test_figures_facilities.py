"""Use of facilities in the figures, counted by hand to the minute."""

import random
import tempfile
from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_facilities import BERLIN, FacilitiesCommon

UTC = ZoneInfo("UTC")
USES = ("practice", "competition", "school", "event")


@tagged("post_install", "-at_install")
class TestFiguresFacilities(FacilitiesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rng = random.Random(20260611)
        cls.clubs = cls.env["res.partner"].create(
            [{"name": f"SV {name}", "is_company": True} for name in "ABC"]
        )
        cls.bookings = cls._make_bookings()
        cls.confirmed = cls.bookings.filtered(lambda one: one.state == "confirmed")
        cls.year = [("date", ">=", "2027-01-01"), ("date", "<=", "2027-12-31")]

    @classmethod
    def _make_bookings(cls):
        """Random uses that follow each other, over both days when the clock changes."""
        moment = datetime(2027, 3, 27, 8, 0)
        vals_list = []
        for number in range(60):
            if number == 30:
                moment = datetime(2027, 10, 30, 20, 0)
            stop = moment + timedelta(minutes=cls.rng.randrange(15, 400, 5))
            vals_list.append(
                {
                    "facility_id": cls.rng.choice(cls.thirds | cls.hall).id,
                    "partner_id": cls.rng.choice(cls.clubs).id,
                    "use": cls.rng.choice(USES),
                    "start": moment,
                    "stop": stop,
                    "is_exception": True,
                }
            )
            moment = stop
        bookings = cls.env["club.reservation"].create(vals_list)
        # whether the rules of the hall allow the nights is not asked here
        bookings[5:].sudo()._take_step("confirmed")
        return bookings

    def _sum(self, *groupby, model="club.occupancy.report", measure="hours"):
        rows = self.env[model]._read_group(self.year, groupby, [f"{measure}:sum"])
        return {row[:-1]: round(row[-1] * 60) for row in rows}

    def _expect(self, key, weight=lambda one: 1):
        minutes = Counter()
        for one in self.confirmed:
            minutes[key(one)] += one.minutes * weight(one)
        return dict(minutes)

    def test_hours_by_use_club_space_and_month_are_right_to_the_minute(self):
        for names, key in (
            (("use",), lambda one: (one.use,)),
            (("partner_id",), lambda one: (one.partner_id,)),
            (("facility_id",), lambda one: (one.facility_id,)),
            (
                ("date:month",),
                lambda one: (one._local(one.start).date().replace(day=1),),
            ),
        ):
            with self.subTest(by=names):
                self.assertEqual(self._sum(*names), self._expect(key))

    def test_a_whole_hall_counts_once_in_hours_and_thrice_in_hours_by_unit(self):
        by_unit = self._sum("use", measure="unit_hours")
        expected = self._expect(
            lambda one: (one.use,), lambda one: 3 if one.facility_id == self.hall else 1
        )
        self.assertEqual(by_unit, expected)

    def _expect_heat(self):
        """Minute by minute, in wall time."""
        heat = Counter()
        for one in self.confirmed:
            units = 3 if one.facility_id == self.hall else 1
            for number in range(one.minutes):
                moment = one.start + timedelta(minutes=number)
                wall = moment.replace(tzinfo=UTC).astimezone(BERLIN)
                heat[wall.weekday(), wall.hour] += units
        return dict(heat)

    def test_the_map_of_weekday_and_hour_equals_minute_by_minute(self):
        expected = self._expect_heat()
        rows = self.env["club.occupancy.hour"]._read_group(
            [], ["weekday", "hour"], ["unit_hours:sum"]
        )
        found = {(int(day), hour): round(hours * 60) for day, hour, hours in rows}
        self.assertEqual(found, expected)
        fast = self.env["club.occupancy.hour"]._get_heat(
            self.thirds, datetime(2027, 1, 1), datetime(2028, 1, 1)
        )
        self.assertEqual(fast, expected)
        self.assertEqual(
            self.env["club.occupancy.hour"]._get_heat(
                self.env["club.facility"], datetime(2027, 1, 1), datetime(2028, 1, 1)
            ),
            {},
        )

    def test_work_done_counts_each_use_once_and_names_whom_the_plan_names(self):
        rows = self.env["club.activity.report"]._read_group(
            [*self.year, ("kind", "=", "use")],
            ["partner_id"],
            ["use_minutes:sum", "use_count:sum"],
        )
        self.assertEqual(
            {(partner,): minutes for partner, minutes, _count in rows},
            self._expect(lambda one: (one.partner_id,)),
        )
        self.hall.plan_shows = "occupied"
        self.thirds.plan_shows = "occupied"
        self.env.flush_all()
        rows = self._rpc(
            self.worker,
            "club.activity.report",
            "formatted_read_group",
            [*self.year, ("kind", "=", "use")],
            ["partner_id"],
            ["use_minutes:sum"],
        )
        self.assertEqual([row["partner_id"] for row in rows], [False])

    def test_hours_that_nobody_used_stand_apart(self):
        one = self.confirmed[0]
        one.sudo().write({"is_counted": True, "people_actual": 0})
        unused = self._sum("facility_id", measure="unused_hours")
        self.assertEqual(sum(unused.values()), one.minutes)

    def test_figures_of_use_are_for_the_office_and_management(self):
        for user in (self.officer, self.management):
            self._rpc(user, "club.occupancy.report", "search_count", [])
        for user in (self.worker, self.caretaker, self.plain_user):
            for model in ("club.occupancy.report", "club.occupancy.hour"):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    self._rpc(user, model, "search_count", [])

    def _export(self, user, **vals):
        Export = self.env["club.workbook.export"].with_user(user)
        export = Export.create(
            {"date_from": date(2027, 1, 1), "date_to": date(2027, 12, 31), **vals}
        )
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            export._write_to(file)
            return openpyxl.load_workbook(file.name, data_only=True)

    def test_the_office_exports_uses_and_the_map_and_no_cases(self):
        book = self._export(self.officer)
        self.assertNotIn("Cases", book.sheetnames)
        sheet = book["Uses of Halls and Rooms"]
        rows = list(sheet.iter_rows(values_only=True))
        minutes = rows[0].index("Duration (Minutes)")
        lines = [row for row in rows[1:] if row[2]]
        self.assertEqual(
            sum(row[minutes] for row in lines), sum(self.confirmed.mapped("minutes"))
        )
        heat = list(book["Weekday × Hour"].iter_rows(values_only=True))
        self.assertEqual(heat[25][8], sum(self._expect_heat().values()))
        expected = self._expect_heat()
        for hour in range(24):
            for day in range(7):
                self.assertEqual(heat[hour + 1][day + 1], expected.get((day, hour), 0))
        summary = list(book["Summary"].iter_rows(values_only=True))
        uses = next(index for index, row in enumerate(summary) if "Kind of Use" in row)
        self.assertIn("Practice", {row[0] for row in summary[uses : uses + 6]})

    def test_s0_14_hours_by_weekday_and_what_stood_empty_tell_how_well_halls_are_used(
        self,
    ):
        """Hours of a year, weekday by hour, and what stood empty."""
        self.confirmed[0].sudo().write({"is_counted": True, "people_actual": 0})
        groups = self._rpc(
            self.officer,
            "club.occupancy.report",
            "formatted_read_group",
            self.year,
            ["facility_id"],
            ["hours:sum", "unused_hours:sum"],
        )
        self.assertEqual(
            round(sum(group["hours:sum"] for group in groups) * 60),
            sum(self.confirmed.mapped("minutes")),
        )
        self.assertTrue(any(group["unused_hours:sum"] for group in groups))
        hours = self._rpc(
            self.management,
            "club.occupancy.hour",
            "formatted_read_group",
            [],
            ["weekday", "hour_label"],
            ["unit_hours:sum"],
        )
        self.assertEqual(len(hours), len(self._expect_heat()))
