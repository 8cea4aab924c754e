"""When houses are closed: closures, rules, exceptions."""

from datetime import date, timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..tools.holiday_weeks import choose_weeks, split_weeks
from .common_facilities import FacilitiesCommon


@tagged("post_install", "-at_install")
class TestClosures(FacilitiesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["club.holiday"].search([]).active = False
        state = cls.env.ref("base.state_de_he").id
        cls.summer = cls.env["club.holiday"].create(
            {
                "name": "Sommerferien",
                "kind": "school",
                "state_id": state,
                "date_from": "2027-06-28",
                "date_to": "2027-08-06",
            }
        )
        cls.unity = cls.env["club.holiday"].create(
            {
                "name": "Tag der Deutschen Einheit",
                "kind": "public",
                "state_id": state,
                "date_from": "2027-10-03",
            }
        )

    def _rule(self, facility, **vals):
        return self.env["club.closure.rule"].create(
            {"facility_id": facility.id, **vals}
        )

    def _closed(self, facility, first="2027-01-01", last="2028-01-01"):
        """Local days from and to, and the reason."""
        start, stop = self._at(first, 0), self._at(last, 0)
        return [
            (
                str(self._wall(one.start)),
                str(self._wall(one.stop)),
                one.reason,
            )
            for one in facility._get_closed(start, stop)[facility]
        ]

    def _wall(self, moment):
        booking = self.env["club.reservation"].new({"facility_id": self.hall.id})
        return booking._local(moment).replace(tzinfo=None)

    def test_weeks_are_counted_from_the_first_day(self):
        weeks = split_weeks(date(2027, 6, 28), date(2027, 8, 6))
        self.assertEqual(len(weeks), 6)
        self.assertEqual(weeks[0], (date(2027, 6, 28), date(2027, 7, 4)))
        self.assertEqual(weeks[-1], (date(2027, 8, 2), date(2027, 8, 6)))
        # a remainder of two days belongs to the week before
        weeks = split_weeks(date(2027, 3, 22), date(2027, 4, 6))
        self.assertEqual(weeks[-1], (date(2027, 3, 29), date(2027, 4, 6)))

    def test_a_week_that_the_holidays_do_not_have_names_no_day(self):
        self.assertIsNone(choose_weeks(date(2027, 4, 1), date(2027, 4, 9), "one", 3))
        self.assertEqual(
            choose_weeks(date(2027, 4, 1), date(2027, 4, 9), "first", 9),
            (date(2027, 4, 1), date(2027, 4, 9)),
        )

    def test_the_first_three_weeks_of_summer_close_the_house_with_all_in_it(self):
        self._rule(self.building, holiday_name="sommer", weeks="first", week_number=3)
        expected = [("2027-06-28 00:00:00", "2027-07-19 00:00:00", "Sommerferien")]
        for facility in (self.building, self.hall, self.thirds[0]):
            self.assertEqual(self._closed(facility), expected)
        self.assertFalse(self._closed(self.site))

    def test_the_last_week_and_the_second_one(self):
        self._rule(self.hall, weeks="last", week_number=1)
        self._rule(self.hall, weeks="one", week_number=2)
        self.assertEqual(
            [line[:2] for line in self._closed(self.hall)],
            [
                ("2027-07-05 00:00:00", "2027-07-12 00:00:00"),
                ("2027-08-02 00:00:00", "2027-08-07 00:00:00"),
            ],
        )

    def test_a_part_is_open_although_its_house_is_closed(self):
        self._rule(self.building, holiday_name="Sommer")
        self._rule(
            self.thirds[0],
            effect="open",
            kind="days",
            date_from="2027-07-03",
            date_to="2027-07-04",
        )
        self.assertEqual(
            [line[:2] for line in self._closed(self.thirds[0])],
            [
                ("2027-06-28 00:00:00", "2027-07-03 00:00:00"),
                ("2027-07-05 00:00:00", "2027-08-07 00:00:00"),
            ],
        )
        self.assertEqual(len(self._closed(self.thirds[1])), 1)

    def test_a_later_rule_of_the_same_house_counts_more(self):
        self._rule(self.hall, kind="public", sequence=1)
        self._rule(
            self.hall, kind="public", effect="open", holiday_name="Einheit", sequence=2
        )
        self.assertFalse(self._closed(self.hall))

    def test_a_public_holiday_lasts_from_midnight_to_midnight_on_the_wall(self):
        self._rule(self.site, kind="public")
        [(start, stop, reason)] = self._closed(self.hall)
        self.assertEqual(start, "2027-10-03 00:00:00")
        self.assertEqual(stop, "2027-10-04 00:00:00")
        self.assertEqual(reason, self.unity.name)

    def test_holidays_of_another_state_do_not_count(self):
        self.unity.state_id = self.env.ref("base.state_de_by")
        self._rule(self.site, kind="public")
        self.assertFalse(self._closed(self.hall))

    def test_what_only_touches_the_time_asked_for_is_not_named(self):
        self._rule(self.site, kind="public")
        self.assertFalse(self._closed(self.hall, "2027-10-04", "2027-10-05"))
        self.assertFalse(self._closed(self.hall, "2027-10-02", "2027-10-03"))

    def test_closures_and_rules_are_told_together(self):
        self._rule(self.site, kind="public", reason="Feiertag")
        self.env["club.closure"].create(
            {
                "name": "Wahl",
                "facility_id": self.hall.id,
                "start": self._at("2027-09-26", 6),
                "stop": self._at("2027-09-26", 22),
            }
        )
        reasons = [line[2] for line in self._closed(self.thirds[2])]
        self.assertEqual(reasons, ["Wahl", "Feiertag"])

    def test_the_number_of_queries_does_not_grow(self):
        self._rule(self.building, kind="public")
        span = (self._at("2027-01-01", 0), self._at("2028-01-01", 0))
        self._count_queries(self.hall, span)
        few = self._count_queries(self.hall, span)
        for facility in (self.site, self.hall, *self.thirds):
            self._rule(facility)
            self._rule(facility, kind="public")
        many = self.env["club.facility"].create(
            [
                {"name": f"Raum {number}", "parent_id": self.building.id}
                for number in range(30)
            ]
        )
        self.assertEqual(self._count_queries(self.hall | many, span), few)

    def _count_queries(self, facilities, span):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        facilities._get_closed(*span)
        return self.env.cr.sql_log_count - before

    def test_a_rule_says_which_days_of_the_coming_year_it_means(self):
        today = self.env.company._club_today()
        self.summer.write({"date_to": today, "date_from": today})
        rule = self._rule(self.hall)
        self.assertIn("Sommerferien", rule.preview)
        rule.holiday_name = "Ostern"
        self.assertFalse(rule.preview)
        rule.write({"kind": "days", "date_from": today, "reason": "Putztag"})
        self.assertEqual(rule.date_to, today)
        self.assertIn("Putztag", rule.preview)

    def test_certain_days_must_be_named(self):
        with self.assertRaises(ValidationError) as caught:
            self._rule(self.hall, kind="days")
        self._assert_sentence(caught.exception)

    def test_a_rule_shows_the_uses_that_it_displaces(self):
        today = self.env.company._club_today()
        rule = self._rule(
            self.building, kind="days", date_from=f"{today:%Y-%m-%d}", reason="Putztag"
        )
        rule.date_to = rule.date_from.replace(year=today.year + 1)
        with self.assertRaises(UserError) as caught:
            rule.action_open_displaced()
        self._assert_sentence(caught.exception)
        rule.active = False
        booking = self._reserve(day=str(self._soon()))
        booking.action_confirm()
        rule.active = True
        action = rule.action_open_displaced()
        self.assertEqual(action["domain"], [("id", "in", booking.ids)])

    def _soon(self):
        return self.env.company._club_today() + timedelta(days=20)
