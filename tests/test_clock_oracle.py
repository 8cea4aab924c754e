"""Reply dates and states of the clock are those of an independent opinion."""

import random
from datetime import date, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from . import clock_oracle
from .common import ClubSupportCommon

CASES = 600
ONE = timedelta(days=1)
# around Easter, the change of clocks, Ascension, Christmas, the new year
CORNERS = [
    date(2026, 3, 27),
    date(2026, 10, 23),
    date(2026, 12, 18),
    date(2027, 1, 4),
    date(2027, 3, 22),
    date(2027, 4, 28),
    date(2027, 5, 14),
    date(2027, 12, 20),
    date(2028, 2, 28),
]


@tagged("post_install", "-at_install")
class TestClockOracle(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        quiet = {"tracking_disable": True, "mail_create_nosubscribe": True}
        cls.env = cls.env(context={**cls.env.context, **quiet})
        cls.other_company.write(
            {"country_id": cls.env.ref("base.de").id, "state_id": cls._state("BY").id}
        )
        cls.offices = {}
        cls._open(cls.company, "HE", {0, 1, 2, 3, 4})
        cls._open(cls.other_company, "BY", {0, 1, 3, 4})
        cls.types = cls.env["club.case.type"].create(
            [
                {"name": f"{days} Tage", "days_to_reply": days}
                for days in (0, 1, 2, 5, 10, 30, 365)
            ]
        )

    @classmethod
    def _state(cls, code):
        return cls.env.ref(f"base.state_de_{code.lower()}")

    @classmethod
    def _open(cls, company, code, weekdays):
        """Working days and holidays of a company, for us and for the oracle."""
        calendar = cls.env["resource.calendar"].create(
            {
                "name": company.name,
                "company_id": company.id,
                "tz": "Europe/Berlin",
                "attendance_ids": [
                    Command.create(
                        {
                            "name": "Tag",
                            "dayofweek": str(day),
                            "hour_from": 8,
                            "hour_to": 16,
                        }
                    )
                    for day in weekdays
                ],
            }
        )
        company.resource_calendar_id = calendar
        state = cls._state(code)
        days = clock_oracle.holidays(code, 2025, 2031)
        Holiday = cls.env["club.holiday"]
        Holiday.search([("state_id", "=", state.id)]).unlink()
        Holiday.create(
            [
                {"name": f"Feiertag {day}", "state_id": state.id, "date_from": day}
                for day in sorted(days)
            ]
        )
        cls.offices[company] = clock_oracle.Office(weekdays, days)

    def _invent(self, chance, today):
        """One story, open and with up to four waits until today."""
        office = chance.choice(list(self.offices))
        opened = chance.choice(CORNERS) + timedelta(days=chance.randrange(-9, 12))
        opened = min(opened, today)
        waits, day = [], opened + timedelta(days=chance.randrange(0, 6))
        for _number in range(chance.choice((0, 0, 1, 1, 2, 4))):
            end = day + timedelta(days=chance.randrange(0, 25))
            if end > today:
                break
            waits.append((day, end))
            # no two begin on one day: which comes first would be open
            day = max(end + timedelta(days=chance.randrange(0, 8)), day + ONE)
        if day <= today and chance.random() < 0.2:
            waits.append((day, None))
        days = chance.choice(self.types.mapped("days_to_reply"))
        answered = chance.random() < 0.2
        story = clock_oracle.Story(
            self.offices[office], opened, days, waits, answered, closed=False
        )
        return office, story

    def _live_through(self, stories):
        """Let cases go through the stories, day by day, by their own methods."""
        cases = self._create_cases(stories)
        events = []
        for case, (_company, story) in zip(cases, stories, strict=True):
            for start, end in story.waits:
                events.append((start, 1, case))
                if end:
                    # a wait of no day ends after it began
                    events.append((end, 2 if end == start else 0, case))
        for day, kind in sorted({event[:2] for event in events}):
            at = [case.id for when, what, case in events if (when, what) == (day, kind)]
            with freeze_time(f"{day} 10:00:00"):
                some = cases.browse(at)
                if kind == 1:
                    some.action_wait("Antwort des Sportamts")
                else:
                    some.action_resume()
        self.env.flush_all()
        self.env.invalidate_all()
        return cases

    def _create_cases(self, stories):
        by_days = {case_type.days_to_reply: case_type for case_type in self.types}
        return self.env["club.case"].create(
            [
                {
                    "name": f"Fall {number}",
                    "number": f"U-{number}",
                    "company_id": company.id,
                    "team_id": False,
                    "user_id": False,
                    "type_id": by_days[story.days].id,
                    "date_open": story.opened,
                    "date_replied": story.opened if story.answered else False,
                }
                for number, (company, story) in enumerate(stories)
            ]
        )

    def test_600_cases_are_due_when_the_oracle_says(self):
        chance = random.Random(20270301)
        days = [
            date(2027, 4, 1),
            date(2027, 5, 7),
            date(2028, 1, 3),
            date(2028, 3, 10),
        ]
        seen = set()
        for today in days:
            stories = [self._invent(chance, today) for _n in range(CASES // len(days))]
            cases = self._live_through(stories)
            with freeze_time(f"{today} 10:00:00"):
                seen |= self._compare(cases, stories, today)
            cases.unlink()
        self.assertEqual(
            seen, {"none", "on_time", "due", "late", "waiting", "answered"}
        )

    def _compare(self, cases, stories, today):
        states = {}
        for case, (_company, story) in zip(cases, stories, strict=True):
            expected = clock_oracle.state(story, today)
            states.setdefault(expected, cases.browse())
            states[expected] |= case
            self.assertEqual(
                (case.date_reply_by or None, case.clock_state),
                (clock_oracle.reply_by(story), expected),
                story,
            )
        Case = self.env["club.case"].sudo()
        for expected, found in states.items():
            domain = [("id", "in", cases.ids), ("clock_state", "=", expected)]
            self.assertEqual(Case.search(domain).sorted("id"), found.sorted("id"))
            domain[1] = ("clock_state", "!=", expected)
            rest = (cases - found).sorted("id")
            self.assertEqual(Case.search(domain).sorted("id"), rest)
        return set(states)

    def test_states_are_told_on_every_day_around_the_turn_of_the_year(self):
        chance = random.Random(1)
        stories = [self._invent(chance, date(2027, 12, 17)) for _n in range(60)]
        cases = self._live_through(stories)
        for offset in range(30):
            today = date(2027, 12, 17) + timedelta(days=offset)
            with freeze_time(f"{today} 23:30:00"):
                # half past midnight in Berlin
                self.env.invalidate_all()
                self._compare(cases, stories, today + timedelta(days=1))
