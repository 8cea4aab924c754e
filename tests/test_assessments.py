"""How far a club is with its intercultural opening, and what it is known for."""

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ClubSupportCommon


@tagged("post_install", "-at_install")
class TestAssessments(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.is_actor = True
        cls.type_opening = cls.env.ref(
            "club_support.club_case_type_intercultural_opening"
        )
        cls.case = cls._create_case(type_id=cls.type_opening.id)
        cls.dimensions = cls.env["club.maturity.dimension"].search([])
        cls.other_club = cls.env["res.partner"].create(
            {"name": "SV Weidental e.V.", "is_company": True, "is_actor": True}
        )

    def _assess(self, *levels, date="2027-01-15", case=None, user=None, **vals):
        """Assess the dimensions in their order; None leaves one open."""
        assessment = (
            self.env["club.assessment"]
            .with_user(user or self.worker)
            .create({"case_id": (case or self.case).id, "date": date, **vals})
        )
        for line, level in zip(assessment.line_ids, levels, strict=False):
            line.level = level
        return assessment

    # ------------------------------------------------------------
    # Assessing
    # ------------------------------------------------------------

    def test_six_dimensions_are_ready_with_words_for_each_level(self):
        self.assertEqual(len(self.dimensions), 6)
        for dimension in self.dimensions:
            texts = {dimension._level_text(str(level)) for level in range(5)}
            with self.subTest(dimension=dimension.name):
                self.assertEqual(len(texts - {False}), 5)

    def test_a_new_assessment_offers_every_dimension_of_today(self):
        self.dimensions[-1].active = False
        assessment = self._assess()
        self.assertEqual(assessment.line_ids.dimension_id, self.dimensions[:-1])
        self.assertFalse(any(assessment.line_ids.mapped("level")))

    def test_the_level_is_the_average_of_what_was_assessed(self):
        assessment = self._assess("0", "1", "4", None)
        self.assertEqual(assessment.answered_count, 3)
        self.assertAlmostEqual(assessment.level, 5 / 3, 2)
        assessment.line_ids[2].unlink()
        self.assertAlmostEqual(assessment.level, 0.5, 2)

    def test_the_first_assessment_is_the_start_and_later_ones_are_not(self):
        self.assertEqual(self._assess().moment, "start")
        self.assertEqual(self._assess(date="2027-02-01").moment, "interim")
        self.assertEqual(self._assess(date="2027-03-01").moment, "interim")

    def test_a_case_has_one_start_and_one_end(self):
        self._assess(moment="start")
        self._assess(moment="end")
        for moment in ("start", "end"):
            with (
                self.subTest(moment=moment),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self._assess(moment=moment)

    def test_the_end_does_not_lie_before_the_start(self):
        start = self._assess(date="2027-03-01", moment="start")
        with self.assertRaises(ValidationError) as refused:
            self._assess(date="2027-02-28", moment="end")
        self._assert_sentence(refused.exception)
        self._assess(date="2027-03-01", moment="end")
        with self.assertRaises(ValidationError):
            start.date = "2027-03-02"

    def test_each_line_shows_the_level_of_last_time_and_of_the_start(self):
        self._assess("1", "2", date="2026-01-15", case=self._create_case())
        first = self._assess("2", date="2027-01-15")
        second = self._assess("3", date="2027-06-15")
        third = self._assess(date="2027-12-15")
        line = first.line_ids[0]
        self.assertEqual((line.previous_level, line.start_level), ("1", False))
        line = second.line_ids[0]
        self.assertEqual((line.previous_level, line.start_level), ("2", "2"))
        line = third.line_ids[0]
        self.assertEqual((line.previous_level, line.start_level), ("3", "2"))
        # what was left open in between counts as not assessed
        self.assertEqual(third.line_ids[1].previous_level, "2")
        self.assertFalse(third.line_ids[1].start_level)

    def test_a_case_without_an_organisation_compares_with_itself_only(self):
        other = self._create_case(partner_id=False, contact_id=False)
        own = self._create_case(partner_id=False, contact_id=False)
        self._assess("4", date="2026-01-01", case=other)
        self._assess("1", date="2026-02-01", case=own)
        line = self._assess("2", date="2026-03-01", case=own).line_ids[0]
        self.assertEqual(line.previous_level, "1")

    def test_the_form_offers_dimensions_with_their_words(self):
        self._assess("2", date="2026-01-01")
        Assessment = self.env["club.assessment"].with_user(self.worker)
        with Form(Assessment.with_context(default_case_id=self.case.id)) as form:
            self.assertEqual(form.moment, "interim")
            self.assertEqual(len(form.line_ids), 6)
            with form.line_ids.edit(0) as line:
                self.assertEqual(line.previous_level, "2")
                line.level = "3"
                self.assertEqual(line.level_text, self.dimensions[0].text_3)
        self.assertEqual(form.record.level, 3.0)

    # ------------------------------------------------------------
    # The maturity of a club
    # ------------------------------------------------------------

    def test_s3_02_the_maturity_of_a_club_is_its_latest_assessment(self):
        self.assertFalse(self.club.maturity_date)
        self._assess("0", "1", date="2027-01-15", moment="start")
        self.assertEqual(self.club.maturity, 0.5)
        self.assertEqual(self.club.intercultural_maturity, "1")
        self._assess("3", "3", "4", date="2027-11-15", moment="end")
        self.assertAlmostEqual(self.club.maturity, 3.33, 2)
        self.assertEqual(self.club.maturity_date, fields.Date.to_date("2027-11-15"))
        self.assertEqual(self.club.intercultural_maturity, "3")
        lines = self.club.with_user(self.colleague).maturity_line_ids
        self.assertEqual(lines[0].start_level, "0")
        self.assertEqual(lines[0].level, "3")

    def test_level_0_is_an_assessment_and_nothing_assessed_is_none(self):
        self._assess("0", date="2027-01-15")
        self.assertEqual(self.club.intercultural_maturity, "0")
        self._assess(date="2027-02-15")
        self.assertEqual(self.club.maturity_date, fields.Date.to_date("2027-01-15"))

    def test_of_two_assessments_on_one_day_the_later_entered_counts(self):
        self._assess("1")
        self._assess("4")
        self.assertEqual(self.club.maturity, 4.0)

    def test_an_assessment_entered_late_does_not_replace_a_newer_one(self):
        self._assess("4", date="2027-06-01")
        self._assess("1", date="2026-06-01")
        self.assertEqual(self.club.maturity, 4.0)

    def test_the_maturity_follows_changes_and_deletion(self):
        first = self._assess("1", date="2027-01-15")
        second = self._assess("3", date="2027-02-15")
        second.line_ids[0].level = "4"
        self.assertEqual(self.club.maturity, 4.0)
        second.date = "2026-12-01"
        self.assertEqual(self.club.maturity, 1.0)
        first.unlink()
        self.assertEqual(self.club.maturity, 4.0)
        second.unlink()
        self.assertFalse(self.club.maturity_date)
        self.assertEqual(self.club.maturity, 0.0)

    def test_the_maturity_goes_with_the_organisation_of_the_case(self):
        assessment = self._assess("3")
        self.assertEqual(self.club.maturity, 3.0)
        self.case.write({"partner_id": self.other_club.id, "contact_id": False})
        self.assertEqual(assessment.partner_id, self.other_club)
        self.assertEqual(self.other_club.maturity, 3.0)
        self.assertFalse(self.club.maturity_date)

    def test_merging_clubs_keeps_the_latest_assessment(self):
        self._assess("1", date="2026-01-15")
        other = self._create_case(partner_id=self.other_club.id, contact_id=False)
        self._assess("4", date="2027-01-15", case=other)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.club | self.other_club).ids, self.club, extra_checks=False
        )
        self.env.invalidate_all()
        self.assertEqual(self.club.maturity, 4.0)
        self.assertEqual(self.club.intercultural_maturity, "4")
        self.assertEqual(len(self.club.club_case_ids.assessment_ids), 2)

    def test_merging_clubs_keeps_an_estimate(self):
        self.other_club.intercultural_maturity = "2"
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.club | self.other_club).ids, self.club, extra_checks=False
        )
        self.assertEqual(self.club.intercultural_maturity, "2")

    def test_an_estimate_stays_until_the_first_assessment(self):
        self.club.intercultural_maturity = "2"
        self._assess()
        self.assertEqual(self.club.intercultural_maturity, "2")
        self._assess("4")
        self.assertEqual(self.club.intercultural_maturity, "4")

    def test_the_register_can_be_grouped_by_maturity(self):
        self._assess("3")
        groups = dict(
            self.env["res.partner"]
            .with_user(self.management)
            ._read_group(
                [("maturity_date", "!=", False)],
                ["intercultural_maturity"],
                ["maturity:avg"],
            )
        )
        self.assertEqual(groups, {"3": 3.0})

    # ------------------------------------------------------------
    # Access
    # ------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_assessments_of_restricted_cases_are_open_to_those_who_work_on_them(self):
        assessment = self._assess("3")
        self.case.is_restricted = True
        self.env.flush_all()
        for user in (self.colleague, self.management, self.administrator):
            with self.subTest(user=user.login):
                self.env.invalidate_all()
                for records in (assessment, assessment.line_ids):
                    Model = records.browse().with_user(user)
                    self.assertFalse(Model.search([("case_id", "=", self.case.id)]))
                    with self.assertRaises(AccessError):
                        records.with_user(user).read(["display_name"])
                # the figure is one of the club, where it comes from stays closed
                club = self.club.with_user(user)
                self.assertEqual(club.maturity, 3.0)
                self.assertFalse(club.maturity_line_ids)
        self.assertEqual(
            self.club.with_user(self.worker).maturity_line_ids, assessment.line_ids
        )

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_restricted_levels_do_not_show_as_the_last_ones(self):
        self._assess("3", date="2027-01-01")
        self.case.is_restricted = True
        other = self._create_case(user_id=self.colleague.id)
        later = self._assess("1", date="2027-02-01", case=other, user=self.colleague)
        self.env.flush_all()
        self.env.invalidate_all()
        line = later.line_ids[0]
        self.assertFalse(line.with_user(self.colleague).previous_level)
        self.assertEqual(line.with_user(self.worker).previous_level, "3")

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_reaches_into_assessments_of_others(self):
        assessment = self._assess("3")
        own = self._create_case(user_id=self.colleague.id)
        line = {
            "assessment_id": assessment.id,
            "dimension_id": self.dimensions[0].id,
            "case_id": own.id,
        }
        assessment.line_ids[0].unlink()
        foreign = self._assess(case=own, user=self.colleague).line_ids[1]
        attempts = {
            "a line that names an own case": ("create", line),
            "moving an own line": (
                "write",
                foreign.ids,
                {"assessment_id": assessment.id, "dimension_id": line["dimension_id"]},
            ),
            "changing a line": ("write", assessment.line_ids[:1].ids, {"level": "4"}),
            "claiming a line": (
                "write",
                assessment.line_ids[:1].ids,
                {"case_id": own.id},
            ),
        }
        for name, (method, *args) in attempts.items():
            with (
                self.subTest(name),
                self.assertRaises(AccessError),
                self.env.cr.savepoint(),
            ):
                self._rpc(self.colleague, "club.assessment.line", method, *args)

    def test_nobody_gives_a_club_the_assessment_of_another(self):
        for values in (
            {"partner_id": self.other_club.id},
            {"line_ids": [Command.clear()], "partner_id": self.other_club.id},
        ):
            made = self._assess("2", moment="interim", **values)
            self.assertEqual(made.partner_id, self.club)
            made.write({"partner_id": self.other_club.id})
            made.flush_recordset()
            made.invalidate_recordset()
            self.assertEqual(made.partner_id, self.club)
        self.assertFalse(self.other_club.maturity_date)

    # ------------------------------------------------------------
    # Closing and merging of cases
    # ------------------------------------------------------------

    def _close_dialog(self, cases):
        Close = self.env["club.case.close"].with_user(self.worker)
        return Form(Close.with_context(active_ids=cases.ids))

    def test_s3_02_closing_reminds_of_the_assessment_at_the_end_without_force(self):
        dialog = self._close_dialog(self.case)
        self.assertIn(self.case.number, dialog.hint)
        self._assert_sentence(dialog.hint)
        dialog.result_id = self.result_achieved
        dialog.save().action_close()
        self.assertTrue(self.case.is_closed)

    def test_closing_says_nothing_where_nothing_is_missing(self):
        self._assess("2", moment="end")
        cases = self.case | self._create_case(type_id=self.type_funding.id)
        self.assertFalse(self._close_dialog(cases).hint)

    def test_assessments_that_move_to_another_case_lose_no_level(self):
        self._assess("1", date="2027-01-01", moment="start")
        other = self._create_case()
        moved = self._assess("0", date="2026-01-01", case=other, moment="start")
        moved |= self._assess("2", date="2026-06-01", case=other, moment="end")
        other._club_merge_into(self.case)
        self.assertEqual(self.case.assessment_ids & moved, moved)
        self.assertEqual(set(moved.mapped("moment")), {"interim"})
        self.assertEqual(moved.line_ids.case_id, self.case)

    def test_many_assessments_cost_no_more_queries_than_one(self):
        cases = self.env["club.case"].create(
            [
                {"name": f"Fall {i}", "user_id": self.worker.id, "partner_id": club.id}
                for i, club in enumerate(
                    self.env["res.partner"].create(
                        [{"name": f"Verein {i}", "is_company": True} for i in range(32)]
                    )
                )
            ]
        )

        def cost(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            made = self.env["club.assessment"].create(
                [{"case_id": case.id} for case in some]
            )
            made.line_ids.level = "3"
            self.env.flush_all()
            made.line_ids.mapped("previous_level")
            return self.cr.sql_log_count - before

        cost(cases[0])
        # one hundred lines are written at a time
        self.assertLessEqual(cost(cases[2:32]), cost(cases[1]) + 6)
