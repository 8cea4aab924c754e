"""What attackers found in halls, times, series, seasons and closures: secrecy."""

import json

from freezegun import freeze_time
from psycopg2.errors import NotNullViolation

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import PERSONAS, ClubSupportHttpCommon
from .common_seasons import SeasonsCommon

SECRET = "Zwieback"
FAMILY = (
    "club.reservation",
    "club.reservation.series",
    "club.reservation.skip",
    "club.reservation.notice",
    "club.season.application",
    "club.season.wish",
    "club.season.notice",
    "club.closure.displaced",
    "club.closure.notice",
    "club.occupancy",
    "club.occupancy.report",
    "club.occupancy.hour",
)
QUIET = (
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.sql_db",
)
DAY = "2027-10-12"


class BreakFacilitiesCommon(SeasonsCommon):
    """A hall that tells no names, full of secrets; outsiders are those who may not
    know them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2027-09-01 10:00:00"))
        cls.site.write({"plan_shows": "occupied"})
        (cls.hall | cls.thirds).write({"plan_shows": "occupied"})
        cls.other_hall = cls.env["club.facility"].create(
            {"name": "Waldhalle", "kind": "space", "is_bookable": True}
        )
        cls.other_hall.caretaker_ids = cls.caretaker
        cls.house_caretaker = cls._create_user("house_caretaker", PERSONAS["caretaker"])
        cls.building.caretaker_ids = cls.house_caretaker
        cls.contractor = cls._create_user(
            "contractor", "club_support.club_support_group_contractor"
        )
        cls.foreign_officer = cls._create_user(
            "foreign_officer", PERSONAS["officer"], cls.other_company
        )
        cls.outsiders = (
            cls.worker
            | cls.lead
            | cls.organiser
            | cls.caretaker
            | cls.plain_user
            | cls.portal
            | cls.public
            | cls.contractor
            | cls.foreign_officer
        )
        cls._create_secrets()

    @classmethod
    def _create_user(cls, login, groups, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login=f"club_{login}",
            groups=groups,
            name=f"Person {login}",
            email=f"{login}@landkreis-musterau.example.org",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    @classmethod
    def _create_secrets(cls):
        cls.secret_club = cls.env["res.partner"].create(
            {
                "name": f"Verein {SECRET}",
                "is_company": True,
                "email": f"{SECRET}@example.org",
            }
        )
        words = {"partner_id": cls.secret_club.id, "name": SECRET, "note": SECRET}
        officer = cls.env(user=cls.officer)
        cls.series = officer["club.reservation.series"].create(
            {
                **words,
                "season_id": cls.season.id,
                "facility_id": cls.hall.id,
                "rrule": "FREQ=WEEKLY;BYDAY=TU",
                "hour_from": 18,
                "hour_to": 20,
            }
        )
        cls.series.action_leave_out("2027-10-19", SECRET)
        cls.series.action_confirm()
        cls.series.message_post(body=SECRET)
        cls.taken = cls.series.reservation_ids.sorted("start")[:1]
        cls.asked = cls._reserve(day=DAY, start=9, stop=11, **words)
        cls.asked.action_request()
        cls.asked.message_post(body=SECRET)
        cls.held = cls._reserve(day=DAY, start=12, stop=14, **words)
        cls.held.action_hold("2027-09-03 10:00:00")
        cls.held._warn_of_end()
        cls.application = cls._apply(partner=cls.secret_club, name=SECRET, note=SECRET)
        cls.application.message_post(body=SECRET)
        cls.closure = officer["club.closure"].create(
            {
                "name": "Neuer Boden",
                "facility_id": cls.building.id,
                "start": cls._at("2027-11-01", 0),
                "stop": cls._at("2027-11-05", 0),
            }
        )
        cls.second_closure = officer["club.closure"].create(
            {
                "name": "Dach",
                "facility_id": cls.building.id,
                "start": cls._at("2027-11-08", 0),
                "stop": cls._at("2027-11-12", 0),
            }
        )
        cls.closure.action_settle()
        cls.env.flush_all()

    def _attempt(self, user, model, method, *args, **kwargs):
        """What a user gets by a call, which is undone; None where it is refused."""
        self.env.flush_all()
        self.env.invalidate_all()
        try:
            with mute_logger(*QUIET), self.env.cr.savepoint() as savepoint:
                answer = self._rpc(user, model, method, *args, **kwargs)
                self.env.flush_all()
                savepoint.rollback()
        except UserError as error:
            self.assertNotIn(SECRET, str(error))
            return None
        except NotNullViolation:
            return None
        finally:
            self.env.invalidate_all()
        return answer

    def _spec(self, model, user):
        """All fields of a form that a user may see."""
        spec = {}
        Model = self.env[model].with_user(user)
        for name, info in Model.fields_get().items():
            is_link = info["type"] in ("many2one", "one2many", "many2many")
            # a form cannot show them
            if is_link and not Model[name].has_access("read"):
                continue
            spec[name] = {"fields": {"display_name": {}}} if is_link else {}
        return spec

    def _models(self):
        starts = (
            "club.",
            "calendar.",
            "mail.",
            "ir.attachment",
            "discuss.",
            "bus.",
            "resource.",
        )
        return [
            name
            for name, model in self.env.registry.items()
            if not model._abstract and name.startswith(starts)
        ]


@tagged("post_install", "-at_install")
class TestBreakFacilitiesSecrecy(BreakFacilitiesCommon):
    def test_whoever_may_know_knows(self):
        for user in (self.officer, self.management, self.house_caretaker):
            with self.subTest(user=user.login):
                spec = self._spec("club.reservation", user)
                answer = self._attempt(
                    user, "club.reservation", "web_search_read", [], spec
                )
                self.assertIn(SECRET, repr(answer))

    def test_no_model_tells_an_outsider_who_has_a_time(self):
        for user in self.outsiders:
            for name in self._models():
                Model = self.env[name].with_user(user)
                if not Model.has_access("read"):
                    continue
                with self.subTest(user=user.login, model=name):
                    answer = self._attempt(
                        user, name, "web_search_read", [], self._spec(name, user)
                    )
                    # the organisation itself is no secret
                    text = repr(answer).replace(f"Verein {SECRET}", "")
                    self.assertNotIn(SECRET, text)

    def test_no_outsider_counts_or_searches_what_they_may_not_read(self):
        for user in self.outsiders:
            for name in self._models():
                Model = self.env[name].with_user(user)
                if not Model.has_access("read"):
                    continue
                for key, field in Model._fields.items():
                    if not field.relational or field.comodel_name not in FAMILY:
                        continue
                    if not Model._has_field_access(field, "read"):
                        continue
                    text = self.env[field.comodel_name]._rec_name or "id"
                    if text != "name":
                        continue
                    with self.subTest(user=user.login, door=f"{name}.{key}"):
                        domain = [(f"{key}.name", "ilike", SECRET)]
                        found = self._attempt(user, name, "search_count", domain)
                        self.assertFalse(found)

    def test_records_by_their_number_tell_nothing(self):
        records = (
            self.taken,
            self.asked,
            self.held,
            self.series,
            self.series.skipped_ids,
            self.application,
            self.application.wish_ids,
            self.closure.displaced_ids,
            self.closure.notice_ids,
            self.env["club.reservation.notice"].search([]),
            self.taken.occupancy_ids,
        )
        for user in self.outsiders:
            for record in records:
                self.assertTrue(record)
                calls = [
                    ("read", record.ids),
                    ("web_read", record.ids, {"display_name": {}}),
                    ("export_data", record.ids, ["id", "display_name"]),
                    ("copy", record.ids[:1]),
                    ("name_search", SECRET),
                ]
                for method, *args in calls:
                    with self.subTest(
                        user=user.login, model=record._name, method=method
                    ):
                        answer = self._attempt(user, record._name, method, *args)
                        if method == "copy":
                            self.assertFalse(answer)
                        self.assertNotIn(SECRET, repr(answer))

    def test_looking_for_a_time_tells_nobody_s_name(self):
        Reservation = self.env["club.reservation"]
        for user in (self.worker, self.lead):
            own = Reservation.with_user(user).create(
                {
                    "facility_id": self.thirds[0].id,
                    "start": self._at(DAY, 18),
                    "stop": self._at(DAY, 20),
                }
            )
            with self.subTest(user=user.login):
                calls = [
                    ("club.reservation", "preview", own.ids),
                    ("club.reservation", "action_request", own.ids),
                    ("club.reservation", "action_find_time", own.ids),
                    ("club.reservation", "web_read", own.ids, {"time_hint": {}}),
                ]
                for call in calls:
                    answer = self._attempt(user, *call)
                    self.assertNotIn(SECRET, repr(answer))
                hint = self._rpc(user, "club.reservation", "preview", own.ids)
                self.assertFalse(hint["is_free"])
        for user in self.outsiders:
            with self.subTest(user=user.login):
                for days in (
                    ("2027-10-11", "2027-10-18"),
                    ("2027-10-12", "2027-10-13"),
                ):
                    board = self._attempt(
                        user, "club.facility", "get_board", self.site.ids, *days
                    )
                    self.assertNotIn(SECRET, repr(board))
                slots = self._attempt(
                    user,
                    "club.facility",
                    "free_slots",
                    self.hall.ids,
                    "2027-10-12 00:00:00",
                    "2027-10-13 00:00:00",
                    60,
                )
                self.assertNotIn(SECRET, repr(slots))

    def test_forms_that_are_filled_in_tell_nobody_s_name(self):
        values = {
            "facility_id": self.hall.id,
            "start": "2027-10-12 16:00:00",
            "stop": "2027-10-12 18:00:00",
            "date_from": "2027-10-05",
            "date_to": "2027-10-26",
            "rrule": "FREQ=WEEKLY;BYDAY=TU",
            "hour_from": 18,
            "hour_to": 20,
            "season_id": self.season.id,
            "series_id": self.series.id,
            "reservation_id": self.taken.id,
            "reservation_ids": [Command.link(self.taken.id)],
            "application_id": self.application.id,
            "closure_id": self.closure.id,
            "active_id": self.series.id,
        }
        models = [
            name
            for name in self.env.registry
            if name.startswith(("club.reservation", "club.season", "club.closure"))
            and not self.env[name]._abstract
        ]
        contexts = (
            {},
            {"active_model": "club.reservation", "active_ids": self.taken.ids}
            | {"active_id": self.taken.id},
            {"active_model": "club.reservation.series", "active_id": self.series.id},
            {f"default_{name}": value for name, value in values.items()},
        )
        # the others may do nothing beyond these
        for user in (self.worker, self.caretaker, self.foreign_officer):
            for name in models:
                if not self.env[name].with_user(user).has_access("read"):
                    continue
                own = {k: v for k, v in values.items() if k in self.env[name]._fields}
                spec = self._spec(name, user)
                own = {k: v for k, v in own.items() if k in spec}
                for vals in ({}, own):
                    for context in contexts:
                        with self.subTest(
                            user=user.login,
                            model=name,
                            vals=bool(vals),
                            context=context,
                        ):
                            answer = self._attempt(
                                user,
                                name,
                                "onchange",
                                [],
                                vals,
                                list(vals),
                                spec,
                                context=context,
                            )
                            self.assertNotIn(SECRET, repr(answer))

    def test_dialogs_that_are_saved_tell_nobody_s_name(self):
        values = {
            "facility_id": self.hall.id,
            "series_id": self.series.id,
            "reservation_id": self.taken.id,
            "reservation_ids": [Command.link(self.taken.id)],
            "application_ids": [Command.link(self.application.id)],
            "application_id": self.application.id,
            "start": "2027-10-12 16:00:00",
            "stop": "2027-10-12 18:00:00",
        }
        dialogs = [
            name
            for name, model in self.env.registry.items()
            if name.startswith(("club.reservation", "club.season", "club.facility"))
            and model._transient
        ]
        self.assertTrue(dialogs)
        for user in self.outsiders | self.house_caretaker:
            for name in dialogs:
                if not self.env[name].with_user(user).has_access("create"):
                    continue
                own = {k: v for k, v in values.items() if k in self.env[name]._fields}
                spec = self._spec(name, user)
                with self.subTest(user=user.login, model=name):
                    answer = self._attempt(user, name, "web_save", [], own, spec)
                    if user == self.house_caretaker and answer:
                        continue
                    self.assertNotIn(SECRET, repr(answer))

    def test_papers_tell_outsiders_nobody_s_name(self):
        reports = self.env["ir.actions.report"].search(
            [("model", "=like", "club.%"), ("report_name", "like", "club_support.")]
        )
        records = {
            "club.facility": self.hall | self.site,
            "club.closure": self.closure,
            "club.season": self.season,
        }
        for report in reports:
            record = records.get(report.model)
            if report.model in FAMILY:
                record = self.env[report.model].search([], limit=5)
            if not record:
                continue
            for user in self.outsiders:
                with self.subTest(report=report.report_name, user=user.login):
                    try:
                        with mute_logger(*QUIET):
                            html = (
                                self.env["ir.actions.report"]
                                .with_user(user)
                                ._render_qweb_html(
                                    report.report_name,
                                    record.ids,
                                    data={"date": DAY, "kind": "week"},
                                )[0]
                            )
                    except UserError as error:
                        self.assertNotIn(SECRET, str(error))
                        continue
                    self.assertNotIn(SECRET, html.decode())

    def test_archiving_or_dividing_tells_no_name(self):
        # officers of another company change nothing here
        for method, args in (
            ("action_archive", ()),
            ("unlink", ()),
            ("write", ({"unit_ids": [Command.clear()]},)),
            ("action_divide", (2,)),
        ):
            with self.subTest(method=method):
                self.assertIsNone(
                    self._attempt(
                        self.foreign_officer,
                        "club.facility",
                        method,
                        self.hall.ids,
                        *args,
                    )
                )

    def test_figures_count_for_whoever_may_read_them_only(self):
        for user in self.outsiders - self.foreign_officer:
            for name in ("club.occupancy.report", "club.occupancy.hour"):
                with self.subTest(user=user.login, model=name):
                    self.assertIsNone(
                        self._attempt(
                            user, name, "formatted_read_group", [], [], ["__count"]
                        )
                    )


@tagged("post_install", "-at_install")
class TestBreakFacilitiesHttp(BreakFacilitiesCommon, ClubSupportHttpCommon):
    def _get_report(self, user, options, kind="html"):
        self.authenticate(user.login, user.login)
        text = json.dumps(options)
        return self.url_open(
            f"/report/{kind}/club_support.club_facility_plan_a4",
            params={"options": text},
            timeout=60,
        )

    def test_the_plan_by_its_address_tells_no_name_and_breaks_nothing(self):
        day = {"date": DAY, "kind": "week"}
        self.assertIn(
            "belegt" if self.env.lang == "de_DE" else "occupied",
            self._get_report(self.officer, {**day, "ids": self.hall.ids}).text,
        )
        for user in (self.worker, self.plain_user, self.portal, self.caretaker):
            answer = self._get_report(user, {**day, "ids": self.hall.ids})
            with self.subTest(user=user.login):
                self.assertNotIn(SECRET, answer.text)

    @mute_logger("odoo.http")
    def test_odd_options_of_the_plan_are_no_errors(self):
        ids = self.hall.ids
        for options in (
            {"ids": ids, "date": "rubbish"},
            {"ids": ids, "date": "9999-12-31"},
            {"ids": ids, "date": "0001-01-01", "kind": "week"},
            {"ids": ids, "date": 5},
            {"ids": ids, "date": [1]},
            {"ids": ["rubbish"]},
            {"ids": "rubbish"},
            {"ids": [str(ids[0])]},
            {"ids": 7},
            {"ids": [10**30, -1, None, {}]},
            {"ids": ids, "paper": ["a4"]},
            {"ids": ids, "paper": {}},
            {"ids": ids, "kind": None, "paper": "<b>"},
        ):
            with self.subTest(options=options):
                answer = self._get_report(self.officer, options)
                self.assertEqual(answer.status_code, 200, answer.text[-600:])
