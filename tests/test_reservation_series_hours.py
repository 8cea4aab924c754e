"""A series keeps to opening hours, goes on as what it was, and names what is empty."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_reservation_series import ReservationSeriesCommon


@tagged("post_install", "-at_install")
class TestReservationSeriesHours(ReservationSeriesCommon):
    @classmethod
    def _make_calendar(cls, name, hours):
        """Open on the weekdays of ``hours`` only.

        :param dict hours: number of a weekday to a pair of hours
        """
        return cls.env["resource.calendar"].create(
            {
                "name": name,
                "tz": "Europe/Berlin",
                "attendance_ids": [
                    (5, 0, 0),
                    *(
                        (
                            0,
                            0,
                            {
                                "name": name,
                                "dayofweek": str(day),
                                "hour_from": begin,
                                "hour_to": end,
                            },
                        )
                        for day, (begin, end) in hours.items()
                    ),
                ],
            }
        )

    def test_dates_outside_opening_hours_are_skipped_and_say_when_it_is_open(self):
        late = self._create_series(name="Nachtlauf", hour_from=21, hour_to=23)
        lines = late.preview()
        self.assertEqual({line["state"] for line in lines}, {"hours"})
        self.assertIn("07:00–22:00", lines[0]["text"])
        self.hall.resource_calendar_id = self._make_calendar(
            "Dienstags lang, mittwochs nie", {1: (7, 23)}
        )
        twice = self._create_series(
            name="Nachtlauf", rrule="FREQ=WEEKLY;BYDAY=TU,WE", hour_from=21, hour_to=23
        )
        twice.action_confirm()
        self.assertEqual(set(twice.skipped_ids.mapped("kind")), {"hours"})
        self.assertEqual({one.date.weekday() for one in twice.skipped_ids}, {2})
        self.assertEqual(len(self._get_dates(twice)), 10)
        self.assertIn("not on this day", twice.skipped_ids[0].reason)

    def test_the_whole_is_open_while_all_of_its_parts_are(self):
        self.thirds[1].resource_calendar_id = self._make_calendar(
            "Bis sieben", dict.fromkeys(range(7), (7, 19))
        )
        states = {line["state"] for line in self.series.preview()}
        self.assertEqual(states, {"hours"})
        part = self._create_series(facility_id=self.thirds[0].id)
        self.assertEqual({line["state"] for line in part.preview()}, {"free"})

    def test_all_series_without_any_date_are_named_at_once(self):
        night = self._create_series(name="Nachtlauf", hour_from=22, hour_to=23)
        early = self._create_series(name="Frühsport", hour_from=5, hour_to=6)
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            (self.series | night | early).action_confirm()
        text = caught.exception.args[0]
        self._assert_sentence(text)
        self.assertIn("Nachtlauf", text)
        self.assertIn("Frühsport", text)
        self.assertIn("Dreifachhalle", text)
        self.assertNotIn("Handball", text)
        self.env.invalidate_all()
        self.assertEqual(self.series.state, "draft")
        self.series.action_confirm()
        self.assertEqual(self.series.state, "confirmed")

    def test_a_series_that_goes_on_keeps_what_the_group_applied_for(self):
        season = self.env["club.season"].create(
            {
                "name": "Winter",
                "date_from": "2027-01-01",
                "date_to": "2027-03-31",
                "user_id": self.officer.id,
            }
        )
        application = self.env["club.season.application"].create(
            {
                "season_id": season.id,
                "partner_id": self.club.id,
                "name": "Handball C-Jugend",
                "wish_ids": [
                    (
                        0,
                        0,
                        {
                            "facility_id": self.hall.id,
                            "weekday": "3",
                            "hour_from": 18,
                            "hour_to": 20,
                        },
                    )
                ],
            }
        )
        series = application.action_serve().with_user(self.officer)
        series.action_confirm()
        rest = series.action_change({"hour_to": 19.5}, date_from="2027-02-04")
        self.assertNotEqual(rest, series)
        self.assertEqual(rest.continues_id, series)
        self.assertEqual(rest.application_id, application)
        self.assertEqual(rest.wish_id, application.wish_ids)
        self.assertEqual(rest._get_beginning(), series)
        self.assertEqual(application.state, "served")

    def test_a_chain_that_somebody_tied_into_a_ring_ends(self):
        other = self._create_series(continues_id=self.series.id)
        self.series.continues_id = other
        self.assertEqual(self.series._get_beginning(), other)
