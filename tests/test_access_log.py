"""Every reading of a restricted case is noted, and the notes stay as they are."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ClubSupportCommon, ClubSupportHttpCommon

SPEC = {"name": {}, "partner_id": {"fields": {"display_name": {}}}}


class AccessLogCommon(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._create_case(
            is_restricted=True, deputy_id=cls.colleague.id, supervisor_id=cls.lead.id
        )
        cls.Log = cls.env["club.case.access.log"]

    def _rows(self, case=None):
        rows = self.Log.search([("case_id", "=", (case or self.case).id)], order="id")
        return [(row.user_id, row.kind) for row in rows]


@tagged("post_install", "-at_install")
class TestAccessLog(AccessLogCommon):
    def test_every_way_of_reading_is_noted(self):
        self.worker.group_ids |= self.env.ref("base.group_allow_export")
        here = [("id", "=", self.case.id)]
        following = self._create_case(name="Folgefall")
        following.previous_case_id = self.case
        parent = self.club
        nested = {"previous_case_id": {"fields": {"name": {}}}}
        in_club = {"open_case_ids": {"fields": {"name": {}}}}
        doors = {
            "form": ("club.case", "web_read", self.case.ids, SPEC),
            "list": ("club.case", "web_search_read", here, SPEC),
            "read": ("club.case", "read", self.case.ids, ["name"]),
            "search_read": ("club.case", "search_read", here, ["name"]),
            "export": ("club.case", "export_data", self.case.ids, ["name"]),
            "through another case": ("club.case", "web_read", following.ids, nested),
            "through its club": ("res.partner", "web_read", parent.ids, in_club),
            "exported with another": (
                "club.case",
                "export_data",
                following.ids,
                ["previous_case_id/name"],
            ),
            "save": ("club.case", "web_save", self.case.ids, {"priority": "1"}, SPEC),
            "board": (
                "club.case",
                "web_read_group",
                here,
                ["stage_id"],
            ),
        }
        kinds = {
            "search_read": "read",
            "exported with another": "export",
            "board": "list",
        }
        for door, call in doors.items():
            with self.subTest(door=door):
                kwargs = {}
                if door == "board":
                    kwargs = {"auto_unfold": True, "unfold_read_specification": SPEC}
                self.env["club.case.access.log"].flush_model()
                self.env.cr.execute("DELETE FROM club_case_access_log")
                self.env.invalidate_all()
                self._rpc(self.worker, *call, **kwargs)
                rows = self._rows()
                self.assertEqual([user for user, _kind in rows], [self.worker])
                if door in ("form", "list", "read", "export", *kinds):
                    self.assertEqual(rows[0][1], kinds.get(door, door))

    def test_documents_note_their_reading(self):
        self.case.with_user(self.worker)._club_log_reading("pdf")
        self.assertEqual(self._rows(), [(self.worker, "pdf")])

    def test_a_context_does_not_switch_it_off(self):
        for key in ("club_support_case_reading", "tracking_disable"):
            self._rpc(
                self.worker,
                "club.case",
                "web_read",
                self.case.ids,
                SPEC,
                context={key: 1},
            )
        self.assertEqual(self._rows(), [(self.worker, "form")])

    def test_readings_within_ten_minutes_are_one(self):
        for moment, count in (
            ("2027-03-01 09:00:00", 1),
            ("2027-03-01 09:09:00", 1),
            ("2027-03-01 09:11:00", 2),
        ):
            with freeze_time(moment):
                self._rpc(self.worker, "club.case", "web_read", self.case.ids, SPEC)
            self.assertEqual(len(self._rows()), count, moment)
        self._rpc(self.lead, "club.case", "web_read", self.case.ids, SPEC)
        self.assertEqual(self._rows()[-1], (self.lead, "form"))

    def test_open_cases_and_refused_readings_leave_no_note(self):
        case = self._create_case()
        self._rpc(self.worker, "club.case", "web_read", case.ids, SPEC)
        self.assertFalse(self._rows(case))
        with self.assertRaises(AccessError):
            self._rpc(self.administrator, "club.case", "web_read", self.case.ids, SPEC)
        self.assertFalse(self._rows())

    def test_nobody_adds_changes_or_deletes_a_note(self):
        self._rpc(self.worker, "club.case", "web_read", self.case.ids, SPEC)
        row = self.Log.search([("case_id", "=", self.case.id)])
        vals = {"number": "x", "user_id": self.lead.id, "kind": "form"}
        for name in ("worker", "lead", "administrator", "portal", "public"):
            user = getattr(self, name)
            for call in (
                ("write", row.ids, {"number": "x"}),
                ("unlink", row.ids),
                ("create", {**vals, "date": "2027-03-01", "company_id": 1}),
            ):
                with (
                    self.subTest(persona=name, method=call[0]),
                    self.assertRaises(UserError),
                ):
                    self._rpc(user, "club.case.access.log", *call)
        for change in (lambda: row.sudo().unlink(), lambda: row.sudo().write({})):
            with self.assertRaises(UserError) as caught:
                change()
            self._assert_sentence(caught.exception)
        with self.assertRaises(UserError):
            self._rpc(
                self.worker,
                "club.case",
                "write",
                self.case.ids,
                {"access_log_ids": [(5, 0, 0)]},
            )

    def test_supervisor_and_administrators_read_the_notes(self):
        self._rpc(self.worker, "club.case", "web_read", self.case.ids, SPEC)
        for name, seen in (
            ("worker", 0),
            ("colleague", 0),
            ("lead", 1),
            ("administrator", 1),
            ("foreigner", 0),
        ):
            with self.subTest(persona=name):
                found = self._rpc(
                    getattr(self, name),
                    "club.case.access.log",
                    "search_read",
                    [],
                    ["case_id", "number"],
                )
                self.assertEqual(len(found), seen)
                if name == "administrator":
                    self.assertEqual(found[0]["case_id"][1], f"[{self.case.number}]")

    def test_noting_takes_as_many_queries_for_one_as_for_thirty(self):
        def measure(count):
            cases = self.env["club.case"].concat(
                *(self._create_case(is_restricted=True) for _i in range(count))
            )
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            cases.with_user(self.worker)._club_log_reading("list")
            return self.env.cr.sql_log_count - before

        measure(1)
        self.assertEqual(measure(30), measure(1))


@tagged("post_install", "-at_install")
class TestAccessLogOverHttp(AccessLogCommon, ClubSupportHttpCommon):
    def test_reading_in_the_web_client_is_noted(self):
        for method, args in (
            ("web_read", (self.case.ids, SPEC)),
            ("web_search_read", ([("id", "=", self.case.id)], SPEC)),
            ("read", (self.case.ids, ["name"])),
        ):
            with self.subTest(method=method):
                _result, error = self._call(self.worker, "club.case", method, *args)
                self.assertFalse(error)
        self.assertEqual(
            {kind for _user, kind in self._rows()}, {"form", "list", "read"}
        )
