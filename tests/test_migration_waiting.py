import importlib.util
from datetime import date
from pathlib import Path

from odoo.tests import tagged

from .common import ClubSupportCommon

FOLDER = Path(__file__).parents[1] / "migrations" / "19.0.3.0.0"


@tagged("post_install", "-at_install")
class TestMigrationWaiting(ClubSupportCommon):
    """From 19.0.2.0.0: the stage alone said that a case waits."""

    def _run_script(self, name):
        spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.env.flush_all()
        module.migrate(self.env.cr, "19.0.2.0.0")

    def _make_former_case(self, **vals):
        """A case as it stood before anything knew of waiting."""
        case = self._create_case(date_open="2026-03-02", **vals)
        case.action_wait("x")
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.cr.execute(
            """
            DELETE FROM club_case_waiting WHERE case_id = %(id)s;
            UPDATE club_case
               SET is_waiting = NULL, waiting_reason = NULL, waiting_since = NULL,
                   is_reply_by_manual = NULL, write_date = '2026-09-09 10:00:00'
             WHERE id = %(id)s
            """,
            {"id": case.id},
        )
        self.env.invalidate_all()
        return case

    def _migrate(self, between=lambda: None):
        self._run_script("pre-clock")
        between()
        self._run_script("post-clock")
        self.env.invalidate_all()

    def test_a_case_waits_since_it_came_into_the_stage(self):
        case = self._make_former_case()
        tracked = case.message_ids.filtered("tracking_value_ids")
        # in Germany it is the next day
        tracked.date = "2026-08-31 22:30:00"
        self.company.partner_id.tz = "Europe/Berlin"
        # an update of the module writes on all cases
        self._migrate(lambda: case.write({"priority": "1"}))
        self.assertEqual(case.waiting_since, date(2026, 9, 1))
        self.assertEqual(case.waiting_ids.date_from, date(2026, 9, 1))
        self.assertFalse(case.waiting_ids.date_to)
        case.action_resume()
        self.assertFalse(case.is_waiting)

    def test_without_a_trace_it_waits_since_it_was_last_changed(self):
        case = self._make_former_case()
        case.message_ids.tracking_value_ids.unlink()
        self.env.cr.execute(
            "UPDATE club_case SET write_date = '2026-09-09 10:00:00' WHERE id = %s",
            [case.id],
        )
        self._migrate(lambda: case.write({"priority": "1"}))
        self.assertEqual(case.waiting_since, date(2026, 9, 9))

    def test_the_reason_is_said_in_the_language_of_the_house(self):
        case = self._make_former_case()
        self.env["res.lang"]._activate_lang("de_DE")
        self.stage_waiting.with_context(lang="de_DE").name = "Wartet"
        self.company.partner_id.lang = "de_DE"
        self._migrate()
        self.assertEqual(case.waiting_reason, "Wartet")

    def test_dates_that_people_had_entered_stay(self):
        case = self._make_former_case(type_id=self.type_funding.id)
        day = case.date_reply_by
        self.assertTrue(day)
        self._migrate()
        self.assertTrue(case.is_reply_by_manual)
        self.assertEqual(case.date_reply_by, day)
        self.assertFalse(self._create_case(type_id=False).is_reply_by_manual)
