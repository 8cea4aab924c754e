"""Next winter's plan is last winter's plan plus changes."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_seasons import SeasonsCommon


@tagged("post_install", "-at_install")
class TestSeasonCarryOver(SeasonsCommon):
    def _carried(self, *series):
        for one in series:
            one.action_confirm()
        return self.season.action_carry_over()

    def _log(self):
        return self.season.message_ids[0].body

    def test_times_become_drafts_with_an_application_each(self):
        first = self._series_before(people_expected=14, age_group="Herren")
        second = self._series_before(
            rrule="FREQ=WEEKLY;BYDAY=TH", facility_id=self.thirds[0].id
        )
        drafts = self._carried(first, second)
        self.assertEqual(drafts.previous_id, first | second)
        self.assertEqual(set(drafts.mapped("state")), {"draft"})
        self.assertEqual(set(drafts.mapped("date_from")), {self.season.date_from})
        self.assertEqual(set(drafts.mapped("date_to")), {self.season.date_to})
        application = drafts.application_id
        self.assertEqual(len(application), 1, "one for the group with both times")
        self.assertEqual(application.state, "served")
        self.assertTrue(application.is_carried_over)
        self.assertEqual(application.people_count, 14)
        self.assertEqual(sorted(application.wish_ids.mapped("slot")), [1, 2])
        self.assertEqual(sorted(application.wish_ids.mapped("weekday")), ["1", "3"])
        self.assertEqual(set(application.wish_ids.mapped("state")), {"given"})
        self.assertTrue(application.rank_id)

    def test_part_of_a_season_stays_that_part(self):
        series = self._series_before(date_from="2026-10-12", date_to="2026-11-22")
        draft = self._carried(series)
        self.assertEqual(str(draft.date_from), "2027-10-11")
        self.assertEqual(str(draft.date_to), "2027-11-21")

    def test_a_time_that_changed_on_the_way_goes_on_as_it_was_at_the_end(self):
        with freeze_time("2026-09-01 10:00:00"):
            series = self._series_before()
            series.action_confirm()
            rest = series.action_change(
                {"facility_id": self.thirds[0].id}, date_from="2026-11-03"
            )
        draft = self.season.action_carry_over()
        self.assertEqual(draft.previous_id, rest)
        self.assertEqual(draft.facility_id, self.thirds[0])
        self.assertEqual(draft.date_from, self.season.date_from)
        self.assertEqual(draft.date_to, self.season.date_to)

    def test_carrying_over_again_adds_only_what_is_new(self):
        drafts = self._carried(self._series_before())
        self.assertFalse(self.season.action_carry_over())
        later = self._series_before(rrule="FREQ=WEEKLY;BYDAY=FR", name="Turnen")
        again = self._carried(later)
        self.assertEqual(again.previous_id, later)
        drafts.action_refuse("Die Gruppe ist zu klein")
        self.assertFalse(self.season.action_carry_over(), "refused is refused")

    def test_drafts_and_what_ended_early_are_not_carried_over(self):
        self._series_before()
        self.assertFalse(self.season.action_carry_over())

    def test_a_school_without_an_application_and_a_use_without_a_club_go_along(self):
        series = self._series_before(use="school", name="Schulsport")
        series.partner_id = False
        draft = self._carried(series)
        self.assertEqual(draft.use, "school")
        self.assertFalse(draft.application_id)

    def test_who_applied_anew_is_asked_no_second_time(self):
        same = self._apply(self._wish(start=18.5, stop=20))
        other = self._apply(self._wish(weekday="4"), name="Turnen")
        drafts = self._carried(
            self._series_before(),
            self._series_before(
                self.thirds[0], name="Turnen", rrule="FREQ=WEEKLY;BYDAY=MO"
            ),
        )
        self.assertEqual(drafts.application_id, same)
        self.assertEqual(drafts.wish_id, same.wish_ids)
        self.assertEqual(drafts.hour_from, 18.5, "as the club asks now")
        self.assertEqual(other.state, "open")
        self.assertIn("applied for something else", self._log())

    def test_second_choices_of_before_are_kept(self):
        application = self._apply(
            self._wish(), self._wish(weekday="4", choice="2"), season_id=self.before.id
        )
        drafts = self._carried(application.action_serve())
        self.assertTrue(drafts.has_second_choice)
        drafts.action_take_other_choice()
        self.assertEqual(drafts.rrule, "FREQ=WEEKLY;BYDAY=FR")

    def test_the_log_tells_of_clashes_lost_spaces_and_new_closures(self):
        closed = {"facility_id": self.building.id}
        self.env["club.closure"].create(
            [
                {
                    **closed,
                    "name": "Herbstferien 2026",
                    "start": self._at("2026-10-19", 0),
                    "stop": self._at("2026-10-25", 0),
                },
                {
                    **closed,
                    "name": "Herbstferien 2027",
                    "start": self._at("2027-10-18", 0),
                    "stop": self._at("2027-10-24", 0),
                },
                {
                    **closed,
                    "name": "Neuer Boden",
                    "start": self._at("2027-11-08", 0),
                    "stop": self._at("2027-11-14", 0),
                },
            ]
        )
        lost = self.env["club.facility"].create(
            {"name": "Kegelbahn", "parent_id": self.building.id, "is_bookable": True}
        )
        series = self._series_before()
        rival = self._apply(self._wish(self.thirds[1], 19, 21), partner=self.other_club)
        rival.action_serve()
        gone = self._series_before(lost, name="Kegeln")
        series.action_confirm()
        gone.action_confirm()
        lost.is_bookable = False
        self.season.action_carry_over()
        log = self._log()
        self.assertIn("1 times were carried over", log)
        self.assertIn("1 of them clash", log)
        self.assertIn("Kegeln", log)
        self.assertIn("Neuer Boden", log)
        self.assertNotIn("Herbstferien", log, "as every year")

    def test_carrying_over_is_undone(self):
        drafts = self._carried(self._series_before())
        own = self._apply(name="Turnen")
        application = drafts.application_id
        self.season.action_carry_over_undo()
        self.assertFalse(drafts.exists() or application.exists())
        self.assertTrue(own.exists())
        self.assertEqual(len(self.season.action_carry_over()), 1)

    def test_without_a_season_before_the_sentence_says_what_is_missing(self):
        self.season.previous_id = False
        with self.assertRaises(UserError) as refused:
            self.season.action_carry_over()
        self._assert_sentence(refused.exception.args[0])

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_only_the_facility_office_carries_over_and_confirms(self):
        for user in (self.worker, self.caretaker, self.management):
            for method in (
                "action_carry_over",
                "action_carry_over_undo",
                "action_confirm",
                "action_print_letters",
            ):
                with (
                    self.subTest(user=user.login, method=method),
                    self.assertRaises(AccessError),
                ):
                    self._rpc(user, "club.season", method, self.season.ids)

    def test_queries_do_not_grow_with_the_times_carried_over(self):
        def measure(count, hall):
            # dates of their own: confirming is not what is measured
            series = self.env["club.reservation.series"].create(
                [
                    {
                        "name": f"Gruppe {count}-{n}",
                        "season_id": self.before.id,
                        "facility_id": hall.id,
                        "partner_id": self.club.id,
                        "rrule": "FREQ=WEEKLY;BYDAY=TU",
                    }
                    for n in range(count)
                ]
            )
            series.sudo().state = "confirmed"
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.season.action_carry_over()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        measure(2, self.thirds[0])
        few = measure(3, self.thirds[1])
        self.assertLessEqual(measure(30, self.thirds[2]), few + 6)
