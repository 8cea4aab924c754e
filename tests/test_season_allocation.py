"""Wishes side by side, times given and refused."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.allocation import Use, days_of, find_overlaps
from .common_seasons import SeasonsCommon


@tagged("post_install", "-at_install")
class TestSeasonAllocation(SeasonsCommon):
    # ------------------------------------------------------------
    # Side by side
    # ------------------------------------------------------------

    def test_overlaps_are_those_of_brute_force(self):
        uses = [
            Use(
                key=n,
                units=frozenset({n % 3, n % 5}),
                days=frozenset({n % 2, n % 7}),
                hour_from=8 + (n * 7) % 12,
                hour_to=9 + (n * 7) % 12 + n % 3,
            )
            for n in range(120)
        ]
        found = {(a, b) for a, others in find_overlaps(uses).items() for b in others}
        expected = {
            (a.key, b.key)
            for a in uses
            for b in uses
            if a.key != b.key
            and a.units & b.units
            and a.days & b.days
            and a.hour_from < b.hour_to
            and b.hour_from < a.hour_to
        }
        self.assertTrue(expected)
        self.assertEqual(found, expected)

    def test_a_rule_that_nobody_can_read_has_no_dates(self):
        first, last = self.season.date_from, self.season.date_to
        self.assertEqual(len(days_of("FREQ=WEEKLY;BYDAY=TU", first, last)), 8)
        for rule in ("NONSENSE", "FREQ=WEEKLY;BYDAY=XX", ""):
            self.assertFalse(days_of(rule, first, last), rule)

    def test_wishes_for_a_whole_and_its_part_clash_and_the_rank_says_whose_turn_it_is(
        self,
    ):
        adults = self._apply()
        youth = self._apply(
            self._wish(self.thirds[0], 19, 21),
            partner=self.other_club,
            age_group="U13",
        )
        after = self._apply(self._wish(start=21, stop=22), name="Turnen")
        first, second = adults.wish_ids, youth.wish_ids
        self.assertTrue(first.is_clashing)
        self.assertEqual((first.turn, second.turn), ("later", "first"))
        self.assertIn("SV Weidental", first.clash_hint)
        self.assertIn("19:00–21:00", first.clash_hint)
        self.assertEqual(after.wish_ids.turn, "alone", "back to back fits")
        clashing = self.env["club.season.wish"].search([("is_clashing", "=", True)])
        self.assertEqual(clashing, first | second)
        calm = self.env["club.season.wish"].search([("is_clashing", "=", False)])
        self.assertIn(after.wish_ids, calm)

    def test_equal_ranks_and_second_choices_are_told_apart(self):
        one, two = self._apply(), self._apply(partner=self.other_club)
        self.assertEqual(one.wish_ids.turn, "equal")
        two.wish_ids.choice = "2"
        one.wish_ids.invalidate_recordset()
        self.assertEqual(one.wish_ids.turn, "first", "a first choice goes first")
        self.assertEqual(two.wish_ids.turn, "equal")
        self.assertIn("second choice", one.wish_ids.clash_hint)

    def test_choices_of_one_group_for_the_same_time_do_not_clash(self):
        both = self._apply(self._wish(), self._wish(self.thirds[0], choice="2"))
        self.assertFalse(any(both.wish_ids.mapped("is_clashing")))

    def test_wishes_of_refused_applications_clash_with_nobody(self):
        one, two = self._apply(), self._apply(partner=self.other_club)
        two.action_refuse("Zu spät")
        one.wish_ids.invalidate_recordset()
        self.assertFalse(one.wish_ids.is_clashing)

    def test_too_few_and_too_many_people_show(self):
        self.hall.write({"people_min": 12, "capacity": 60})
        application = self._apply(people_count=8)
        self.assertIn("12", application.wish_ids.size_hint)
        application.people_count = 80
        self.assertIn("60", application.wish_ids.size_hint)
        application.people_count = 20
        self.assertFalse(application.wish_ids.size_hint)

    # ------------------------------------------------------------
    # Giving and refusing
    # ------------------------------------------------------------

    def test_giving_a_wish_makes_a_draft_of_the_whole_season(self):
        application = self._apply(people_count=14, age_group="Herren")
        series = application.action_serve(application.wish_ids)
        self.assertEqual(application.state, "served")
        self.assertEqual(application.wish_ids.state, "given")
        self.assertEqual(series.state, "draft")
        self.assertEqual(series.facility_id, self.hall)
        self.assertEqual(series.rrule, "FREQ=WEEKLY;BYDAY=TU")
        self.assertEqual((series.hour_from, series.hour_to), (18, 20))
        self.assertEqual(series.date_from, self.season.date_from)
        self.assertEqual(series.date_to, self.season.date_to)
        self.assertEqual(series.people_expected, 14)
        self.assertEqual(series.season_id, self.season)

    def test_the_second_choice_takes_the_place_of_the_first(self):
        application = self._apply(
            self._wish(), self._wish(self.thirds[1], weekday="3", choice="2")
        )
        first, second = application.wish_ids.sorted("choice")
        series = application.action_serve(first)
        self.assertTrue(series.has_second_choice)
        series.action_take_other_choice()
        self.assertEqual(application.series_ids, series, "moved, not doubled")
        self.assertEqual(series.facility_id, self.thirds[1])
        self.assertEqual(series.rrule, "FREQ=WEEKLY;BYDAY=TH")
        self.assertEqual((first.state, second.state), ("other", "given"))

    def test_an_application_with_two_times_is_open_until_both_are_decided(self):
        application = self._apply(
            self._wish(),
            self._wish(weekday="3", slot=2),
            self._wish(weekday="4", slot=3),
        )
        wishes = application.wish_ids.sorted("slot")
        application.action_serve(wishes[0].id)
        self.assertEqual(application.state, "open")
        wishes[1].action_give()
        self.assertEqual(application.state, "open")
        application.action_refuse("Donnerstags ist alles belegt")
        self.assertEqual(application.state, "served", "two given, one refused")
        self.assertEqual(wishes[2].state, "refused")
        self.assertEqual(len(application.series_ids), 2)

    def test_who_names_no_space_gets_one_by_hand_only(self):
        application = self._apply(self._wish(self.env["club.facility"]))
        with self.assertRaises(UserError) as refused:
            application.action_serve()
        self._assert_sentence(refused.exception.args[0])
        application.action_serve(application.wish_ids, self.thirds[2].id)
        self.assertEqual(application.series_ids.facility_id, self.thirds[2])

    def test_a_wish_of_somebody_else_is_refused(self):
        mine, other = self._apply(), self._apply(partner=self.other_club)
        with self.assertRaises(UserError) as refused:
            mine.action_serve(other.wish_ids.id)
        self._assert_sentence(refused.exception.args[0])

    def test_the_club_is_refused_with_a_reason_only(self):
        application = self._apply()
        for reason in (None, "", "   "):
            with self.assertRaises(UserError) as refused:
                application.action_refuse(reason)
            self._assert_sentence(refused.exception.args[0])
        application.action_refuse("Jugend geht vor")
        self.assertEqual(application.state, "refused")
        self.assertEqual(application.wish_ids.refusal, "Jugend geht vor")
        self.assertEqual(application.wish_ids.state, "refused")

    def test_refusing_one_of_two_times_keeps_the_other(self):
        application = self._apply(self._wish(), self._wish(weekday="3", slot=2))
        application.action_serve()
        kept, lost = application.series_ids.sorted(lambda one: one.wish_id.slot)
        lost.action_refuse("Donnerstag ist Wettkampf")
        self.assertEqual(application.series_ids, kept)
        self.assertEqual(application.state, "served")
        second = application.wish_ids.filtered(lambda wish: wish.slot == 2)
        self.assertEqual(second.refusal, "Donnerstag ist Wettkampf")

    def test_a_draft_that_is_deleted_has_to_be_decided_again(self):
        application = self._apply()
        application.action_serve()
        application.series_ids.unlink()
        self.assertEqual(application.state, "open")
        self.assertEqual(application.wish_ids.state, "open")

    def test_decisions_are_taken_back_before_they_are_confirmed(self):
        application = self._apply()
        application.action_serve()
        application.action_reopen()
        self.assertEqual(application.state, "open")
        self.assertFalse(application.series_ids)
        application.action_refuse("Zu spät")
        application.action_reopen()
        self.assertFalse(application.wish_ids.refusal)
        application.action_withdraw()
        self.assertEqual(application.state, "withdrawn")
        application.action_reopen()
        application.action_serve()
        application.series_ids.action_confirm()
        for method in ("action_reopen", "action_withdraw", "action_serve"):
            with self.assertRaises(UserError):
                args = [application.wish_ids] if method == "action_serve" else []
                getattr(application, method)(*args)

    def test_the_dialog_refuses_an_application_or_one_time(self):
        Dialog = self.env["club.season.refuse"].with_user(self.officer)
        application, other = self._apply(), self._apply(partner=self.other_club)
        Dialog.with_context(
            active_model="club.season.application", active_id=application.id
        ).create({"reason": "Zu spät"}).action_apply()
        self.assertEqual(application.state, "refused")
        other.action_serve()
        dialog = Dialog.with_context(
            active_model="club.reservation.series", active_id=other.series_ids.id
        ).create({"reason": "Zu klein"})
        self.assertEqual(dialog.rank_reason, other.rank_id.reason)
        dialog.action_apply()
        self.assertEqual(other.state, "refused")
        self.assertEqual(other.wish_ids.refusal, "Zu klein")

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_only_the_facility_office_gives_times(self):
        application = self._apply()
        for user in (self.worker, self.caretaker, self.management, self.plain_user):
            for method, args in (
                ("action_serve", [application.wish_ids.id]),
                ("action_refuse", ["Nein"]),
                ("action_withdraw", []),
            ):
                with (
                    self.subTest(user=user.login, method=method),
                    self.assertRaises(AccessError),
                ):
                    self._rpc(
                        user,
                        "club.season.application",
                        method,
                        application.ids,
                        *args,
                    )
        with self.assertRaises(UserError):
            self._rpc(
                self.officer,
                "club.season.application",
                "write",
                application.ids,
                {"state": "served"},
            )

    # ------------------------------------------------------------
    # Drafts that clash
    # ------------------------------------------------------------

    def test_drafts_that_clash_say_with_whom_and_how_often(self):
        one, two = (
            self._apply(),
            self._apply(self._wish(self.thirds[0], 19, 21), partner=self.other_club),
        )
        first, second = one.action_serve(), two.action_serve()
        self.assertTrue(first.is_clashing)
        self.assertIn("SV Weidental e.V.", first.clash_hint)
        self.assertIn("8 dates", first.clash_hint)
        self.assertIn("TSV Grünbach", second.clash_hint)
        self.assertEqual(self.season.clash_count, 2)
        self.assertEqual(one.clash_count, 1)
        found = self.env["club.reservation.series"].search(
            [("is_clashing", "=", True), ("season_id", "=", self.season.id)]
        )
        self.assertEqual(found, first | second)
        second.hour_from = 20
        first.invalidate_recordset()
        self.assertFalse(first.is_clashing, "back to back fits")

    def test_every_second_week_in_turns_is_no_clash(self):
        one, two = self._apply(), self._apply(partner=self.other_club)
        first, second = one.action_serve(), two.action_serve()
        first.rrule = second.rrule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"
        self.assertTrue(first.is_clashing)
        second.date_from = "2027-10-11"
        first.invalidate_recordset()
        self.assertFalse(first.is_clashing)

    def test_what_is_booked_already_shows_as_a_clash(self):
        booking = self._reserve(self.thirds[2], day="2027-10-12", name="Kreistag")
        series = self._apply().action_serve()
        self.assertFalse(series.is_clashing)
        booking.action_confirm()
        series.invalidate_recordset()
        self.assertIn("Kreistag", series.clash_hint)
        self.assertIn("10/12/2027", series.clash_hint)

    def test_closures_show_before_the_season_is_confirmed(self):
        self.env["club.closure"].create(
            {
                "name": "Neuer Boden",
                "facility_id": self.site.id,
                "start": self._at("2027-10-18", 0),
                "stop": self._at("2027-10-31", 0),
            }
        )
        series = self._apply().action_serve()
        self.assertEqual(series.closed_hint, "Neuer Boden (2)")

    def test_queries_do_not_grow_with_the_times(self):
        def measure(count):
            applications = self.env["club.season.application"].union(
                *(self._apply(name=f"Gruppe {n}") for n in range(count))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            applications.mapped("wish_ids.clash_hint")
            wishes = self.env.cr.sql_log_count - before
            series = applications.action_serve()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            series.mapped("clash_hint")
            series.mapped("closed_hint")
            drafts = self.env.cr.sql_log_count - before
            applications.action_withdraw()
            return wishes, drafts

        measure(1)
        few = measure(3)
        many = measure(30)
        for name, one, thirty in zip(("wishes", "drafts"), few, many, strict=True):
            self.assertLessEqual(thirty, one + 1, name)
