from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from ..tools.working_days import CountedDays, add_days, shift
from .common import ClubSupportCommon

ODD_DAYS = ("0001-01-01", "0026-03-01", "2200-01-01", "9999-12-31", "soon")


@tagged("post_install", "-at_install")
class TestOddDates(ClubSupportCommon):
    """A year mistyped is said to whoever typed it, and holds up nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._create_case()
        cls.kind = cls.env.ref("club_support.club_deadline_kind_application")
        cls.office = cls.env["res.partner"].create(
            {"name": "Sportkreis", "is_company": True}
        )

    def _assert_odd_refused(self, model, name, vals, record=None):
        for day in ODD_DAYS:
            calls = [("create", [{**vals, name: day}])]
            if record:
                calls.append(("write", record.ids, {name: day}))
            for method, *args in calls:
                with self.subTest(model=model, day=day, method=method):
                    with self.assertRaises(ValidationError) as refusal:
                        self._rpc(self.administrator, model, method, *args)
                    self._assert_sentence(refusal.exception)
                    self.assertIn(day, str(refusal.exception))

    def test_a_case_is_not_opened_in_the_year_26(self):
        self._assert_odd_refused("club.case", "date_open", {"name": "x"}, self.case)
        self._assert_odd_refused("club.case", "date_reply_by", {"name": "x"}, self.case)

    def test_no_part_of_a_case_has_an_odd_date(self):
        vals = {"case_id": self.case.id, "kind_id": self.kind.id}
        self._assert_odd_refused("club.case.deadline", "date", vals)
        vals = {"case_id": self.case.id, "partner_id": self.office.id, "name": "x"}
        self._assert_odd_refused("club.case.referral", "answer_until", vals)
        vals = {"case_id": self.case.id}
        self._assert_odd_refused("club.assessment", "date", vals)

    def test_neither_entries_nor_mandates_have_odd_dates(self):
        self._assert_odd_refused("club.contact.entry", "date", {"note": "x"})
        vals = {"user_id": self.worker.id, "date_to": "2030-01-01"}
        self._assert_odd_refused("club.mandate", "date_from", vals)

    def test_a_form_can_be_filled_with_the_last_of_all_dates(self):
        with Form(self.env(user=self.worker)["club.case"]) as form:
            form.name = "x"
            form.date_open = "9999-12-31"
            form.date_open = "2026-11-02"
            # deadlines are entered once there is a case
            form.save()
            with form.deadline_ids.new() as deadline:
                deadline.kind_id = self.kind
                deadline.date = "1000-01-01"
                deadline.date = "9999-12-31"
                deadline.date = "2027-01-31"
        self.assertEqual(form.record.deadline_ids.date, date(2027, 1, 31))

    def test_days_far_apart_look_up_no_years_between_them(self):
        looked_up = []

        def load(first, last):
            looked_up.append((last - first).days)
            return {date(1900, 1, 2), date(2026, 11, 2), date(2199, 12, 30)}

        counted = CountedDays(load, date(1900, 1, 1), date(2199, 12, 31))
        self.assertTrue(counted(date(2026, 11, 2)))
        self.assertTrue(counted(date(1900, 1, 2)))
        self.assertTrue(counted(date(2199, 12, 30)))
        self.assertFalse(counted(date(2026, 11, 3)))
        self.assertFalse(counted(date.min))
        self.assertFalse(counted(date.max))
        self.assertLess(sum(looked_up), 2000)

    def test_counting_ends_where_all_dates_end(self):
        self.assertIsNone(shift(date.max, 1, lambda day: day < date.max))
        self.assertEqual(add_days(date.max, 1), date.max)
        self.assertEqual(add_days(date.min, -1), date.min)
