"""Trainings in the figures, counted again by hand for a generated year."""

import random
import tempfile
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_trainings import TrainingsCommon

UTC = ZoneInfo("UTC")
BERLIN = ZoneInfo("Europe/Berlin")
YEAR = [("date", ">=", "2027-01-01"), ("date", "<=", "2027-12-31")]
ALL_STATUSES = ("waiting", "registered", "attended", "missed", "cancelled")
# what stands in the database for each status
STORED = {
    "waiting": {"is_looked_at": True},
    "registered": {"state": "open"},
    "attended": {"state": "done"},
    "missed": {"state": "open", "is_missed": True},
    "cancelled": {"state": "cancel"},
}


class YearCommon(TrainingsCommon):
    """Dates of a year with people of all kinds, and a list of what was made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rng = random.Random(20270314)
        cls.districts = cls.env["club.area"].create(
            [{"name": f"Bezirk {number}"} for number in range(2)]
        )
        cls.fields = cls.env["club.field.of.action"].create(
            [{"name": f"Feld {number}"} for number in range(2)]
        )
        cls.groups = cls.env["club.target.group"].create(
            [{"name": f"Gruppe {number}"} for number in range(2)]
        )
        cls.clubs = cls.env["res.partner"].create(
            [
                {
                    "name": f"SV Figur {number}",
                    "is_company": True,
                    "is_actor": True,
                    "area_id": cls.districts[0].id if number else False,
                }
                for number in range(4)
            ]
        )
        cls.courses = cls.env["club.training"].create(
            [
                {
                    "name": f"Kurs {number}",
                    "units": 4 + number * 1.5,
                    "area_id": cls.districts[1].id,
                    "field_of_action_id": cls.fields[number % 2].id,
                    "target_group_ids": cls.groups[: number % 3].ids,
                    "user_id": cls.trainingorganiser.id,
                    "seats_max": 40,
                }
                for number in range(3)
            ]
        )
        cls.made = [cls._make_date(number) for number in range(24)]
        cls.people = [person for made in cls.made for person in cls._make_people(made)]
        cls.env.flush_all()

    @classmethod
    def _make_date(cls, number):
        """One of every kind over the year; the first begins in its last night."""
        begin = datetime(2026, 12, 31, 23, 30) + timedelta(days=number * 16)
        state = ("held", "held", "called_off", "open")[number % 4]
        event = cls.env["event.event"].create(
            {
                "training_id": cls.courses[number % 3].id,
                "date_begin": begin,
                "date_end": begin + timedelta(hours=3),
            }
        )
        event.training_state = state
        cls.env["club.training.day"].create(
            {
                "event_id": event.id,
                "start": begin + timedelta(days=1),
                "stop": begin + timedelta(days=1, minutes=90),
            }
        )
        day = begin.replace(tzinfo=UTC).astimezone(BERLIN).date()
        return {"event": event, "state": state, "day": day}

    @classmethod
    def _make_people(cls, made):
        people = []
        for seat in range(1, cls.rng.randrange(2, 9)):
            status = cls.rng.choice(ALL_STATUSES)
            club = cls.rng.choice([*cls.clubs, None])
            typed = None if club else cls.rng.choice(["TSV Neu", "tsv neu ", False])
            minutes = cls._make_person(made["event"], seat, status, club, typed)
            person = {"status": status, "club": club, "typed": typed}
            people.append({**made, **person, "minutes": minutes})
        return people

    @classmethod
    def _make_person(cls, event, seat, status, club, typed):
        """Register somebody and note what became of it; returns minutes attended."""
        booking = cls.env["club.training.booking"].create(
            {
                "event_id": event.id,
                "partner_id": club.id if club else False,
                "organisation_name": typed,
                "via": "page" if seat % 2 else "staff",
            }
        )
        registration = cls.env["event.registration"].create(
            {"event_id": event.id, "booking_id": booking.id, "name": f"Gast {seat}"}
        )
        vals = dict(STORED[status])
        if vals.get("state") in ("open", "done"):
            vals["seat_number"] = seat
        registration.sudo().write(vals)
        if status != "attended":
            return 0
        first, second = event.training_day_ids.sorted("start")
        partly = cls.rng.choice([20, 60, 500])
        cls.env["club.training.attendance"].create(
            [
                {
                    "registration_id": registration.id,
                    "day_id": first.id,
                    "presence": "present",
                },
                {
                    "registration_id": registration.id,
                    "day_id": second.id,
                    "presence": "partly",
                    "minutes": partly,
                },
            ]
        )
        return 180 + min(partly, 90)

    def _of_year(self, rows):
        return [row for row in rows if row["day"].year == 2027]

    def _tell_club(self, person):
        """What tells clubs apart; None where nobody said anything."""
        if person["club"]:
            return person["club"].id
        return (person["typed"] or "").strip().lower() or None


@tagged("post_install", "-at_install")
class TestTrainingFigures(YearCommon):
    def _read(self, groupby, *sums, model="club.training.report", domain=None):
        domain = YEAR if domain is None else domain
        rows = self.env[model]._read_group(domain, groupby, sums)
        return {row[: len(groupby)]: row[len(groupby) :] for row in rows}

    def test_people_by_course_and_club_are_those_who_were_there(self):
        expected = defaultdict(Counter)
        for one in self._of_year(self.people):
            club = one["club"] or self.env["res.partner"]
            line = expected[one["event"].training_id, club]
            line["registered"] += 1
            line["attended"] += one["status"] == "attended"
            line["missed"] += one["status"] == "missed"
            line["cancelled"] += one["status"] == "cancelled"
            line["waiting"] += one["status"] == "waiting"
            line["seats"] += one["status"] in ("registered", "attended", "missed")
            line["minutes"] += one["minutes"]
        found = self._read(
            ["training_id", "partner_id"],
            "registered_count:sum",
            "attended_count:sum",
            "missed_count:sum",
            "cancelled_count:sum",
            "waiting_count:sum",
            "seat_count:sum",
            "attended_hours:sum",
            domain=[*YEAR, ("kind", "=", "person")],
        )
        names = ("registered", "attended", "missed", "cancelled", "waiting", "seats")
        self.assertEqual(
            {key: tuple(values[:-1]) for key, values in found.items()},
            {
                key: tuple(line[name] for name in names)
                for key, line in expected.items()
            },
        )
        for key, values in found.items():
            self.assertEqual(round(values[-1] * 60), expected[key]["minutes"], key)

    def test_dates_and_units_by_month_are_those_that_were_held(self):
        held, units, called_off = Counter(), Counter(), Counter()
        for one in self._of_year(self.made):
            month = one["day"].replace(day=1)
            held[month] += one["state"] == "held"
            units[month] += one["event"].training_id.units * (one["state"] == "held")
            called_off[month] += one["state"] == "called_off"
        found = self._read(
            ["date:month"], "held_count:sum", "units:sum", "called_off_count:sum"
        )
        self.assertEqual(
            {month: values for (month,), values in found.items()},
            {month: (held[month], units[month], called_off[month]) for month in held},
        )

    def test_a_date_after_midnight_counts_in_the_new_year(self):
        first = self.made[0]
        self.assertEqual(first["event"].date_begin.year, 2026)
        [row] = self.env["club.training.report"].search(
            [("event_id", "=", first["event"].id), ("kind", "=", "date")]
        )
        self.assertEqual(row.date, date(2027, 1, 1))
        self.assertEqual(row.display_name, "Training Date")

    def test_each_club_is_reached_once_also_under_the_name_it_wrote(self):
        attended = [
            one for one in self._of_year(self.people) if one["status"] == "attended"
        ]
        expected = {self._tell_club(one) for one in attended} - {None}
        self.assertIn("tsv neu", expected)
        for model, name in (
            ("club.training.report", "club_key"),
            ("club.activity.report", "trained_key"),
        ):
            [(found,)] = self._read([], f"{name}:count_distinct", model=model).values()
            self.assertEqual(found, len(expected), model)

    def test_work_done_knows_trainings_by_field_and_people_by_area(self):
        model = "club.activity.report"
        domain = [*YEAR, ("kind", "in", ["training", "trained"])]
        units, count = Counter(), Counter()
        for one in self._of_year(self.made):
            if one["state"] == "held":
                field = one["event"].training_id.field_of_action_id
                count[field] += 1
                units[field] += one["event"].training_id.units
        found = self._read(
            ["field_of_action_id"],
            "training_count:sum",
            "training_units:sum",
            model=model,
            domain=domain,
        )
        expected = {(field,): (count[field], units[field]) for field in count}
        self.assertEqual(found, expected)
        people, minutes = Counter(), Counter()
        for one in self._of_year(self.people):
            area = (one["club"] and one["club"].area_id) or self.districts[1]
            people[area] += one["status"] == "attended"
            minutes[area] += one["minutes"]
        found = self._read(
            ["area_id"],
            "trained_count:sum",
            "trained_minutes:sum",
            model=model,
            domain=[*YEAR, ("kind", "=", "trained")],
        )
        self.assertEqual(found, {(a,): (people[a], minutes[a]) for a in people})

    def test_work_done_knows_trainings_by_target_group_of_the_course(self):
        expected = Counter()
        for one in self._of_year(self.made):
            groups = one["event"].training_id.target_group_ids
            for group in groups or [self.env["club.target.group"]]:
                expected[group] += one["state"] == "held"
        found = self._read(
            ["target_group_ids"],
            "training_count:sum",
            model="club.activity.report",
            domain=[*YEAR, ("kind", "=", "training")],
        )
        self.assertEqual({group: n for (group,), (n,) in found.items()}, expected)

    def test_archived_dates_count_only_for_whoever_asks_for_them(self):
        held = next(one for one in self._of_year(self.made) if one["state"] == "held")
        domain = [("event_id", "=", held["event"].id)]
        Report = self.env["club.training.report"]
        before = Report.search_count(domain)
        self.assertGreater(before, 1)
        held["event"].sudo().active = False
        self.env.flush_all()
        self.assertEqual(Report.search_count(domain), 0)
        everything = Report.with_context(active_test=False).search_count(domain)
        self.assertEqual(everything, before)

    def test_events_that_are_no_trainings_stand_nowhere(self):
        event = self.env["event.event"].create(
            {
                "name": "Sommerfest",
                "date_begin": "2027-06-01 10:00:00",
                "date_end": "2027-06-01 18:00:00",
            }
        )
        self.env["event.registration"].create({"event_id": event.id, "name": "Gast"})
        self.env.flush_all()
        Report = self.env["club.training.report"].with_context(active_test=False)
        self.assertFalse(Report.search([("event_id", "=", event.id)]))
        self.assertFalse(Report.search([("training_id", "=", False)]))

    def test_no_figure_leads_to_a_name(self):
        names = set(self.env["club.training.report"]._fields)
        self.assertFalse(names & {"name", "email", "phone", "registration_id"})

    def test_figures_are_for_organisers_and_management(self):
        for user in (self.trainingorganiser, self.management):
            self._rpc(user, "club.training.report", "search_count", [])
        for user in (self.worker, self.trainer, self.plain_user, self.officer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._rpc(user, "club.training.report", "search_count", [])

    def test_figures_are_read_by_one_query(self):
        Report = self.env["club.training.report"].with_user(self.trainingorganiser)
        Report._read_group(YEAR, ["training_id"], ["attended_count:sum"])
        with self.assertQueryCount(1):
            Report._read_group(YEAR, ["via"], ["attended_count:sum"])


@tagged("post_install", "-at_install")
class TestTrainingWorkbook(YearCommon):
    def _export(self, user, **vals):
        Export = self.env["club.workbook.export"].with_user(user)
        export = Export.create(
            {"date_from": date(2027, 1, 1), "date_to": date(2027, 12, 31), **vals}
        )
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            export._write_to(file)
            return openpyxl.load_workbook(file.name, data_only=True)

    def _read_sheet(self, book, title):
        head, *rows = book[title].iter_rows(values_only=True)
        # the total stands one line below the table
        end = next((i for i, row in enumerate(rows) if not any(row)), len(rows))
        return [dict(zip(head, row, strict=True)) for row in rows[:end]]

    def test_the_organiser_takes_dates_and_clubs_and_no_names_of_people(self):
        book = self._export(self.trainingorganiser)
        self.assertNotIn("Cases", book.sheetnames)
        made = self._of_year(self.made)
        people = self._of_year(self.people)
        rows = self._read_sheet(book, "Trainings")
        self.assertEqual(len(rows), len(made))
        attended = sum(one["status"] == "attended" for one in people)
        self.assertEqual(sum(row["Took Part"] for row in rows), attended)
        self.assertEqual(rows[0]["Date"].date(), date(2027, 1, 1))
        held = sum(one["state"] == "held" for one in made)
        self.assertEqual(sum(row["Dates Held"] for row in rows), held)
        clubs = self._read_sheet(book, "Participation by Club")
        self.assertEqual(sum(row["Registrations"] for row in clubs), len(people))
        self.assertIsNone(clubs[-1]["Organisation"], "not recognised stand last")
        text = str([list(s.iter_rows(values_only=True)) for s in book.worksheets])
        self.assertNotIn("Gast ", text)
        summary = [row[0] for row in book["Summary"].iter_rows(values_only=True)]
        self.assertIn("Kurs 1", summary)

    def test_a_filter_by_area_counts_clubs_of_that_area(self):
        book = self._export(self.management, area_ids=self.districts[0].ids)
        rows = self._read_sheet(book, "Participation by Club")
        self.assertEqual(
            {row["Organisation"] for row in rows},
            {
                one["club"].name
                for one in self._of_year(self.people)
                if one["club"] and one["club"].area_id
            },
        )
        # the courses belong to another district
        self.assertFalse(self._read_sheet(book, "Trainings"))

    def test_a_filter_by_field_counts_courses_of_that_field(self):
        book = self._export(self.management, field_of_action_ids=self.fields[1].ids)
        rows = self._read_sheet(book, "Trainings")
        self.assertEqual({row["Training Course"] for row in rows}, {"Kurs 1"})

    def test_whoever_asks_for_types_of_cases_gets_no_trainings(self):
        kind = self.env["club.case.type"].create({"name": "Zuschuss"})
        book = self._export(self.management, type_ids=kind.ids)
        self.assertFalse(self._read_sheet(book, "Trainings"))

    def test_whoever_may_not_read_the_figures_has_no_such_sheet(self):
        self.worker.group_ids += self.env.ref("base.group_allow_export")
        book = self._export(self.worker, with_trainings=True, with_participation=True)
        self.assertNotIn("Trainings", book.sheetnames)
        self.assertNotIn("Participation by Club", book.sheetnames)
