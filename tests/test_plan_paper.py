"""The official plan of a hall on paper."""

from datetime import date

from odoo.tests import tagged

from .common_facilities import FacilitiesCommon


@tagged("post_install", "-at_install")
class TestPlanPaper(FacilitiesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.building.write({"street": "Mühlweg 3", "zip": "99999", "city": "Musterau"})
        cls.series = cls.env["club.reservation.series"].create(
            {
                "name": "Handball C-Jugend",
                "facility_id": cls.hall.id,
                "partner_id": cls.club.id,
                "date_from": "2027-03-01",
                "date_to": "2027-06-30",
                "hour_from": 18.0,
                "hour_to": 20.0,
            }
        )
        cls.series.sudo().state = "confirmed"
        days = ("2027-03-16", "2027-03-30", "2027-04-06")
        bookings = cls._reserve(series_id=cls.series.id, day=days[0])
        for day in days[1:]:
            bookings |= cls._reserve(series_id=cls.series.id, day=day)
        bookings.action_confirm()
        cls.single = cls._reserve(
            cls.thirds[2], day="2027-03-17", name="Blutspende", use="event"
        )
        cls.single.action_confirm()

    def _plan(self, day="2027-03-15", hall=None, **kwargs):
        hall = hall or self.hall
        return hall._get_plan(date.fromisoformat(day), **kwargs)[hall]

    def test_a_group_stands_once_on_the_weekly_plan_also_over_the_change_of_clock(self):
        plan = self._plan()
        self.assertEqual(
            [tuple(box) for box in plan["boxes"]],
            [(1, 0, 3, 1080, 1200, "Handball C-Jugend", "practice")],
        )
        self.assertEqual(plan["units"].mapped("name"), self.thirds.mapped("name"))

    def test_a_date_that_was_moved_does_not_stand_on_the_weekly_plan(self):
        moved = self.series.reservation_ids.sorted("start")[-1]
        moved.write(
            {"start": self._at("2027-04-07", 9), "stop": self._at("2027-04-07", 11)}
        )
        self.assertEqual(len(self._plan()["boxes"]), 1)

    def test_the_plan_of_one_week_shows_all_uses_of_that_week(self):
        boxes = self._plan(is_week=True)["boxes"]
        self.assertEqual([box.text for box in boxes], [self.series.name, "Blutspende"])
        self.assertEqual((boxes[1].column, boxes[1].columns), (2, 1))
        self.assertFalse(self._plan("2027-03-22", is_week=True)["boxes"])

    def test_the_plan_says_occupied_where_the_space_says_so(self):
        self.hall.plan_shows = "occupied"
        self.assertEqual(self._plan()["boxes"][0].text, "occupied")

    def test_a_use_beyond_midnight_stands_on_both_days(self):
        night = self._reserve(
            self.thirds[0],
            day="2027-03-20",
            start=22,
            stop=23,
            name="Lesenacht",
            use="event",
        )
        night.stop = self._at("2027-03-21", 2)
        night.is_exception = True
        night.action_confirm()
        boxes = [b for b in self._plan(is_week=True)["boxes"] if b.text == "Lesenacht"]
        self.assertEqual(
            [(box.day, box.start, box.stop) for box in boxes],
            [(5, 1320, 1440), (6, 0, 120)],
        )

    def test_each_hall_has_one_page_and_its_parts_have_none(self):
        other = self.env["club.facility"].create(
            {"name": "Gymnastikraum", "parent_id": self.site.id, "is_bookable": True}
        )
        self.assertEqual(self.site._get_halls(), self.hall | other)
        self.assertEqual(self.thirds[0]._get_halls(), self.thirds[0])

    def test_the_page_names_hall_place_day_and_legend_whoever_prints_it(self):
        dialog = self.env["club.facility.plan.print"].with_user(self.caretaker)
        dialog = dialog.create({"facility_ids": self.site.ids, "date": "2027-03-15"})
        action = dialog.action_print()
        self.assertEqual(action["data"]["ids"], self.hall.ids)
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(dialog.env.user)
            ._render_qweb_html(
                "club_support.club_facility_report_plan_a4",
                None,
                data=dict(action["data"]),
            )
        )
        text = html.decode()
        for word in ("Dreifachhalle", "Mühlweg 3", "99999 Musterau", "18:00"):
            self.assertIn(word, text)
        self.assertIn("Handball C-Jugend", text)
        self.assertIn("Practice", text)
        self.assertNotIn("Blutspende", text)

    def test_a_weekend_without_any_use_leaves_its_place_to_the_other_days(self):
        paper = self.env["report.club_support.club_facility_plan_a4"]

        def draw():
            vals = {"date": "2027-03-15", "kind": "week"}
            return paper._get_report_values(self.hall.ids, vals)["pages"][0]

        page = draw()
        self.assertEqual(len(page["days"]), 5)
        self.assertEqual(len(page["columns"]), 15)
        self._reserve(day="2027-03-20", name="Turnier").action_confirm()
        self.assertEqual(len(draw()["days"]), 6)
        self._reserve(day="2027-03-21", name="Turnier").action_confirm()
        wide = draw()
        self.assertEqual(len(wide["days"]), 7)
        self.assertLess(wide["days"][0]["width"], page["days"][0]["width"])

    def test_each_paper_is_found_by_its_own_name(self):
        """The web client asks by name: one name for both would print one paper."""
        Report = self.env["ir.actions.report"]
        for size, paper in (("a4", "A4"), ("a3", "A3")):
            dialog = self.env["club.facility.plan.print"].create(
                {"facility_ids": self.hall.ids, "paper": size}
            )
            report = Report._get_report(dialog.action_print()["report_name"])
            self.assertEqual(report.paperformat_id.format, paper)
        wide = self.env["report.club_support.club_facility_plan_a3"]
        page = wide._get_report_values(self.hall.ids, {"date": "nonsense"})["pages"][0]
        self.assertGreater(page["width"], 300)
