"""What attackers found in halls, times, series and seasons: ways around the steps."""

import inspect

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_break_facilities import QUIET, BreakFacilitiesCommon

NONSENSE = (
    None,
    "rubbish",
    10**30,
    -1,
    1.5,
    [],
    {},
    [7],
    ["7"],
    "9999-12-31 23:59:59",
    "0001-01-01",
    "9999-12-31",
    True,
)
# public, besides those that are called action_…
DAY_OF_NOTHING = "2027-10-15"
OTHERS = ("preview", "free_slots", "get_board", "get_places")


@tagged("post_install", "-at_install")
class TestBreakFacilitiesSteps(BreakFacilitiesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls._reserve(day="2027-10-13", start=9, stop=11)
        cls.rule = cls.env["club.closure.rule"].create(
            {"facility_id": cls.site.id, "kind": "days", "date_from": "2027-12-24"}
        )
        cls.draft_series = cls.env["club.reservation.series"].create(
            {
                "name": "Turnen",
                "season_id": cls.season.id,
                "facility_id": cls.thirds[0].id,
                "rrule": "FREQ=WEEKLY;BYDAY=MO",
                "hour_from": 18,
                "hour_to": 20,
            }
        )
        cls.records = {
            "club.facility": cls.hall,
            "club.reservation": cls.asked,
            "club.reservation.series": cls.series,
            "club.reservation.skip": cls.series.skipped_ids,
            "club.season": cls.season,
            "club.season.application": cls.application,
            "club.season.wish": cls.application.wish_ids,
            "club.closure": cls.second_closure,
            "club.closure.rule": cls.rule,
            "club.closure.displaced": cls.second_closure.displaced_ids,
            "club.closure.notice": cls.closure.notice_ids,
            "club.reservation.notice": cls.env["club.reservation.notice"].search(
                [], limit=1
            ),
            "club.facility.type": cls.env["club.facility.type"].search([], limit=1),
            "club.equipment": cls.env["club.equipment"].search([], limit=1),
        }

    def _try(self, user, model, method, ids, *args):
        """Anything but a refusal in words fails by itself."""
        self.env.flush_all()
        try:
            with mute_logger(*QUIET), self.env.cr.savepoint() as savepoint:
                self._rpc(user, model, method, ids, *args)
                self.env.flush_all()
                savepoint.rollback()
        except (AccessError, MissingError, CheckViolation) as error:
            return error
        except UserError as error:
            self._assert_sentence(error)
            return error
        finally:
            self.env.invalidate_all()
        return None

    # ------------------------------------------------------------
    # Nonsense
    # ------------------------------------------------------------

    def test_nonsense_as_argument_ends_in_a_sentence(self):
        for model, record in self.records.items():
            cls = type(self.env[model])
            for name in dir(cls):
                method = getattr(cls, name)
                is_ours = name.startswith("action_") or name in OTHERS
                if not callable(method) or not is_ours or name.endswith("archive"):
                    continue
                for args in self._make_nonsense(method):
                    with self.subTest(model=model, method=name, args=args):
                        self._try(self.officer, model, name, record.ids, *args)

    def _make_nonsense(self, method):
        if not list(inspect.signature(method).parameters)[1:]:
            yield []
            return
        parameters = list(inspect.signature(method).parameters)[1:]
        yield from ([value] * len(parameters) for value in NONSENSE)
        sensible = {
            "action_move": ["2027-10-14 10:00:00", None, None],
            "action_serve": [None, None],
            "action_divide": [3, None, None],
            "action_change": [{"hour_from": 17.0}, None],
            "free_slots": ["2027-10-12 00:00:00", "2027-10-13 00:00:00", 60],
            "get_board": ["2027-10-12", "2027-10-13"],
        }.get(method.__name__, [])
        for place in range(len(sensible)):
            for value in NONSENSE:
                yield [*sensible[:place], value, *sensible[place + 1 :]]

    def test_changes_of_a_series_are_read_with_care(self):
        for vals in (
            {"hour_from": "rubbish"},
            {"hour_from": None},
            {"hour_from": -5},
            {"hour_to": 99},
            {"hour_from": 19.99, "hour_to": 19.98},
            {"facility_id": 10**9},
            {"facility_id": "rubbish"},
            {"facility_id": self.site.id},
            {"rrule": "FREQ=SECONDLY"},
            {"rrule": None},
            {"rrule": 7},
            {"date_to": "9999-12-31"},
            {"date_to": "0001-01-01"},
            {"date_to": "rubbish"},
            {"people_expected": -4},
            {"partner_id": 10**9},
            {"use": "rubbish"},
            {"state": "draft"},
            {"user_id": 1},
        ):
            with self.subTest(vals=vals):
                error = self._try(
                    self.officer,
                    "club.reservation.series",
                    "action_change",
                    self.series.ids,
                    vals,
                )
                self.assertTrue(error, "went through")

    def test_absurd_values_end_in_a_sentence(self):
        elsewhere = self.env["club.facility"].create({"name": "Anderswo"})
        far = {"name": "Saal", "parent_id": elsewhere.id, "is_bookable": True}
        far_hall = self.env["club.facility"].create(far)
        cases = [
            (self.draft, {"stop": "2020-01-01 10:00:00"}),
            (self.draft, {"start": "9999-12-31 23:59:59"}),
            (self.draft, {"start": "0001-01-01 00:00:00"}),
            (self.draft, {"start": False}),
            (self.draft, {"stop": False}),
            (self.draft, {"facility_id": False}),
            (self.draft, {"facility_id": self.site.id}),
            (self.draft, {"setup_minutes": -1}),
            (self.draft, {"setup_minutes": 500}),
            (self.draft, {"cleanup_minutes": 10**6}),
            (self.draft, {"people_expected": -1}),
            (self.draft, {"name": "   "}),
            (self.draft_series, {"hour_from": -1}),
            (self.draft_series, {"hour_to": 25}),
            (self.draft_series, {"hour_from": 21, "hour_to": 20}),
            (self.draft_series, {"date_from": "9999-01-01"}),
            (self.draft_series, {"date_to": "2199-01-01"}),
            (self.draft_series, {"rrule": "rubbish"}),
            (self.draft_series, {"rrule": "FREQ=DAILY;BYHOUR=5"}),
            (self.draft_series, {"rrule": "FREQ=SECONDLY"}),
            (self.draft_series, {"rrule": "FREQ=WEEKLY;BYDAY=TU" + ";COUNT=9" * 99}),
            (self.draft_series, {"rrule": "FREQ=WEEKLY;INTERVAL=0"}),
            (self.draft_series, {"rrule": "FREQ=DAILY;INTERVAL=-1"}),
            (self.draft_series, {"rrule": "FREQ=DAILY;COUNT=99999999999"}),
            (self.draft_series, {"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31,"}),
            (self.draft_series, {"every_weeks": 10**9}),
            (self.draft_series, {"people_expected": -1}),
            (self.draft_series, {"name": " "}),
            (self.season, {"date_from": "2030-01-01"}),
            (self.season, {"date_to": "9999-12-31"}),
            (self.season, {"previous_id": self.season.id}),
            (self.application, {"people_count": -3}),
            (self.application, {"name": "  "}),
            (self.application.wish_ids, {"hour_from": -1}),
            (self.application.wish_ids, {"hour_to": 30}),
            (self.second_closure, {"start": "0001-01-01 00:00:00"}),
            (self.second_closure, {"stop": "9999-12-31 00:00:00"}),
            (self.second_closure, {"name": " "}),
            (self.rule, {"date_from": "0001-01-01"}),
            (self.rule, {"date_to": "9999-12-31"}),
            (self.hall, {"grid_minutes": 0}),
            (self.hall, {"grid_minutes": -5}),
            (self.hall, {"capacity": -1}),
            (self.hall, {"lead_hours": -1}),
            (self.hall, {"longest_minutes": -1}),
            (self.hall, {"latitude": 91}),
            (self.hall, {"parent_id": self.hall.id}),
            (self.hall, {"unit_ids": [Command.link(self.hall.id)]}),
            (self.hall, {"unit_ids": [Command.link(far_hall.id)]}),
            (self.hall, {"tz": False}),
            (self.hall, {"name": "  "}),
        ]
        for record, values in cases:
            with self.subTest(model=record._name, values=values):
                self.env.flush_all()
                with (
                    mute_logger(*QUIET),
                    self.assertRaises(Exception) as refusal,
                    self.env.cr.savepoint(),
                ):
                    self._rpc(self.officer, record._name, "write", record.ids, values)
                    self.env.flush_all()
                self.env.invalidate_all()
                name = type(refusal.exception).__name__
                if name not in ("CheckViolation", "NotNullViolation"):
                    self.assertIsInstance(refusal.exception, UserError, name)
                    self._assert_sentence(refusal.exception)

    def test_absurd_values_in_a_form_are_no_errors(self):
        values = {
            "date": (False, "0001-01-01", "9999-12-31"),
            "datetime": (False, "0001-01-01 00:00:00", "9999-12-31 23:59:59"),
            "integer": (False, 0, -1, 2**31 - 1),
            "float": (False, -1.0, 1e9, 24.0),
            "char": (False, "", "rubbish", "<b>&\x1f"),
            "many2one": (False, 10**6),
        }
        models = [
            name
            for name, model in self.env.registry.items()
            if name.startswith(
                ("club.reservation", "club.season", "club.closure", "club.facility")
            )
            and not model._abstract
        ]
        for name in models:
            if not self.env[name].with_user(self.officer).has_access("create"):
                continue
            record = self.records.get(name, self.env[name])
            spec = self._spec(name, self.officer)
            for key in spec:
                field = self.env[name]._fields[key]
                if field.readonly and field.type != "char":
                    continue
                for value in values.get(field.type, ()):
                    for ids in ([], record[:1].ids):
                        with self.subTest(model=name, field=key, value=value, ids=ids):
                            self._try(
                                self.officer,
                                name,
                                "onchange",
                                ids,
                                {key: value},
                                [key],
                                spec,
                            )

    def test_days_of_a_series_may_be_written_one_by_one(self):
        series = self.draft_series
        series.write({"every_weeks": 2})
        self.assertEqual(series.rrule, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO")
        series.write({"wed": True})
        self.assertEqual(series.rrule, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE")
        series.write({"mon": False})
        self.assertEqual(series.rrule, "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE")
        self.assertEqual((series.mon, series.wed, series.every_weeks), (False, True, 2))

    # ------------------------------------------------------------
    # Around the steps
    # ------------------------------------------------------------

    def test_what_steps_write_is_written_by_nobody_else(self):
        guarded = {
            "club.reservation": {
                "state": "confirmed",
                "hold_until": "2028-01-01 10:00:00",
                "date_confirmed": "2027-01-01 10:00:00",
                "people_actual": 7,
                "is_counted": True,
                "series_id": self.series.id,
                "series_date": DAY_OF_NOTHING,
                "reason": "x",
                "place_told": "x",
                "date_moved": "2027-01-01 10:00:00",
                "occupancy_ids": [
                    Command.create(
                        {
                            "unit_id": self.hall.id,
                            "start": "2027-10-14 10:00:00",
                            "stop": "2027-10-14 12:00:00",
                        }
                    )
                ],
                "notice_ids": [Command.clear()],
            },
            "club.reservation.series": {
                "state": "confirmed",
                "date_confirmed": "2027-01-01 10:00:00",
                "skipped_ids": [
                    Command.create({"date": DAY_OF_NOTHING, "kind": "hand"})
                ],
                "reservation_ids": [Command.link(self.asked.id)],
            },
            "club.season": {"state": "confirmed", "date_confirmed": "2027-01-01 10:00"},
            "club.season.application": {
                "state": "served",
            },
            "club.closure.displaced": {
                "state": "done",
                "date_done": "2027-01-01 10:00:00",
                "reservation_id": self.asked.id,
                "state_before": "confirmed",
                "start_before": "2027-01-01 10:00:00",
                "facility_before_id": self.other_hall.id,
            },
        }
        guarded["club.reservation"] |= {"is_hold_warned": True}
        records = {
            **self.records,
            "club.reservation": self.draft,
            "club.reservation.series": self.draft_series,
        }
        for model, fields in guarded.items():
            record = records[model][:1]
            for name, value in fields.items():
                for user in (self.officer, self.worker, self.house_caretaker):
                    with self.subTest(model=model, field=name, user=user.login):
                        self._assert_unwritten(user, record, name, value)
        for name, value in guarded["club.reservation"].items():
            for way in ("vals", "default", "load"):
                for user in (self.officer, self.worker):
                    with self.subTest(create=name, way=way, user=user.login):
                        self._assert_uncreated(user, name, value, way)

    def _assert_unwritten(self, user, record, name, value):
        before = record.sudo().read([name])[0][name]
        self.env.flush_all()
        try:
            with mute_logger(*QUIET), self.env.cr.savepoint() as savepoint:
                self._rpc(user, record._name, "write", record.ids, {name: value})
                self.env.flush_all()
                self.env.invalidate_all()
                after = record.sudo().read([name])[0][name]
                savepoint.rollback()
        except UserError as error:
            if not isinstance(error, AccessError):
                self._assert_sentence(error)
            return
        finally:
            self.env.invalidate_all()
        self.assertEqual(after, before)

    def _assert_uncreated(self, user, name, value, way):
        vals = {
            "facility_id": self.hall.id,
            "start": "2027-10-14 10:00:00",
            "stop": "2027-10-14 12:00:00",
        }
        context = {}
        if way == "vals":
            vals[name] = value
        elif way == "default":
            context[f"default_{name}"] = value
        self.env.flush_all()
        Reservation = self.env["club.reservation"]
        try:
            with mute_logger(*QUIET), self.env.cr.savepoint() as savepoint:
                if way == "load":
                    answer = self._rpc(
                        user,
                        "club.reservation",
                        "load",
                        ["facility_id/.id", "start", "stop", name],
                        [[str(self.hall.id), *list(vals.values())[1:], str(value)]],
                    )
                    made = Reservation.browse(answer["ids"] or [])
                else:
                    ids = self._rpc(
                        user, "club.reservation", "create", [vals], context=context
                    )
                    made = Reservation.browse(ids)
                self.env.flush_all()
                self.env.invalidate_all()
                got = made.sudo().read([name])
                rows = made.sudo().occupancy_ids
                savepoint.rollback()
        except UserError as error:
            if not isinstance(error, AccessError):
                self._assert_sentence(error)
            return
        finally:
            self.env.invalidate_all()
        self.assertFalse(rows)
        if got and name != "state":
            self.assertFalse(got[0][name])
        elif got:
            self.assertEqual(got[0][name], "draft")

    def test_nobody_writes_occupied_time(self):
        row = self.taken.occupancy_ids[:1]
        for user in (self.officer, self.administrator, self.management, self.worker):
            for method, args in (
                ("write", (row.ids, {"start": "2027-10-12 10:00:00"})),
                ("unlink", (row.ids,)),
                (
                    "create",
                    (
                        {
                            "unit_id": self.hall.id,
                            "reservation_id": self.taken.id,
                            "start": "2027-10-14 10:00:00",
                            "stop": "2027-10-14 12:00:00",
                        },
                    ),
                ),
            ):
                with (
                    self.subTest(user=user.login, method=method),
                    mute_logger(*QUIET),
                    self.assertRaises(AccessError),
                    self.env.cr.savepoint(),
                ):
                    self._rpc(user, "club.occupancy", method, *args)

    def test_others_take_no_steps(self):
        methods = {
            "club.reservation": (
                ("action_hold", ()),
                ("action_confirm", ()),
                ("action_reject", ("x",)),
                ("action_cancel", ("x",)),
                ("action_reopen", ()),
                ("action_move", ("2027-10-14 10:00:00",)),
                ("action_shift", (60,)),
                ("action_count_people", (3,)),
                ("action_leave_out", ("x",)),
                ("unlink", ()),
                ("write", ({"name": "x"},)),
            ),
            "club.reservation.series": (
                ("action_confirm", ()),
                ("action_undo", ()),
                ("action_end", ()),
                ("action_change", ({"name": "x"},)),
                ("action_leave_out", ("2027-10-26",)),
                ("unlink", ()),
            ),
            "club.reservation.skip": (("action_add_again", ()), ("unlink", ())),
            "club.season": (
                ("action_confirm", ()),
                ("action_carry_over", ()),
                ("action_carry_over_undo", ()),
            ),
            "club.season.application": (
                ("action_serve", ()),
                ("action_refuse", ("x",)),
                ("action_withdraw", ()),
            ),
            "club.closure": (
                ("action_settle", ()),
                ("action_undo", ()),
                ("action_list_displaced", ()),
            ),
            "club.facility": (("action_divide", (2,)), ("unlink", ())),
        }
        users = self.outsiders | self.management | self.house_caretaker
        for model, calls in methods.items():
            for method, args in calls:
                for user in users:
                    ids = self.records[model].ids
                    with (
                        self.subTest(user=user.login, model=model, method=method),
                        mute_logger(*QUIET),
                        self.assertRaises(UserError),
                        self.env.cr.savepoint(),
                    ):
                        self._rpc(user, model, method, ids, *args)

    def test_a_worker_gets_no_more_than_asking(self):
        own = (
            self.env["club.reservation"]
            .with_user(self.worker)
            .create(
                {
                    "facility_id": self.hall.id,
                    "start": self._at("2027-10-13", 9),
                    "stop": self._at("2027-10-13", 11),
                }
            )
        )
        calls = (
            ("action_hold", ()),
            ("action_confirm", ()),
            ("action_reject", ("x",)),
            ("action_count_people", (3,)),
            ("write", ({"is_exception": True},)),
            ("unlink", ()),
        )
        for method, args in calls:
            with self.subTest(method=method):
                error = self._try(
                    self.worker, "club.reservation", method, own.ids, *args
                )
                self.assertTrue(error, "went through")

    def test_a_space_of_another_company_is_nobody_s_way_in(self):
        foreign = self.env["club.facility"].create(
            {
                "name": "Fremde Halle",
                "kind": "space",
                "is_bookable": True,
                "company_id": self.other_company.id,
            }
        )
        wish = self.application.wish_ids
        for record, method, args in (
            (self.asked, "write", ({"facility_id": foreign.id},)),
            (self.asked, "action_move", ("2027-10-14 10:00:00", None, foreign.id)),
            (self.draft_series, "write", ({"facility_id": foreign.id},)),
            (self.series, "action_change", ({"facility_id": foreign.id},)),
            (self.application, "action_serve", (wish.ids, foreign.id)),
            (wish, "write", ({"facility_id": foreign.id},)),
            (self.hall, "write", ({"parent_id": foreign.id},)),
            (self.hall, "write", ({"unit_ids": [Command.link(foreign.id)]},)),
            (self.second_closure, "write", ({"facility_id": foreign.id},)),
            (
                self.second_closure.displaced_ids[:1],
                "write",
                ({"facility_id": foreign.id, "way": "move"},),
            ),
            (foreign, "get_board", ("2027-10-12", "2027-10-13")),
            (
                foreign,
                "free_slots",
                ("2027-10-12 00:00:00", "2027-10-13 00:00:00", 60),
            ),
        ):
            with self.subTest(model=record._name, method=method):
                if method == "get_board":
                    board = self._rpc(
                        self.officer, record._name, method, record.ids, *args
                    )
                    self.assertNotIn("Fremde", repr(board))
                    continue
                with (
                    mute_logger(*QUIET),
                    self.assertRaises(UserError),
                    self.env.cr.savepoint(),
                ):
                    self._rpc(self.officer, record._name, method, record.ids, *args)
                    self.env.flush_all()
                self.env.invalidate_all()

    def test_a_space_stays_in_its_company_while_it_is_used(self):
        self.officer.company_ids |= self.other_company
        with (
            mute_logger(*QUIET),
            self.assertRaises(UserError),
            self.env.cr.savepoint(),
        ):
            self.site.with_user(self.officer).with_context(
                allowed_company_ids=(self.company | self.other_company).ids
            ).write({"company_id": self.other_company.id})
            self.env.flush_all()
