"""The demo data tell one story that looks like a real office.

Not imported by the package: it runs on a database with demo data only.
"""

from datetime import timedelta

from odoo import fields
from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged
from odoo.tools.convert import convert_file
from odoo.tools.mail import email_split
from odoo.tools.safe_eval import safe_eval

INVENTED_DOMAINS = (".example.org", ".example.net", ".example.com")
PERSONAS = ("beraterin", "berater", "leitung", "amtsleitung")
MERGED = "club_support.club_case_judo_gym_demo"
RESTRICTED = "club_support.club_case_mediation_demo"
REGISTER_FILES = (
    "res_partner_demo",
    "res_partner_person_demo",
    "club_office_demo",
    "club_membership_count_demo",
    "club_cooperation_demo",
)
# may be read again as if for the first time
CASE_FILES = (
    "club_unit_demo",
    "club_mandate_demo",
    "club_case_history_demo",
    "club_case_demo",
    "club_case_waiting_demo",
    "club_case_deadline_demo",
    "club_case_goal_demo",
    "club_assessment_demo",
    "club_contact_entry_history_demo",
    "club_contact_entry_people_demo",
)
# may be read again as well
NETWORK_FILES = (
    "club_network_demo",
    "club_network_member_demo",
    "club_meeting_demo",
    "club_agenda_item_demo",
    "club_attendance_demo",
    "club_action_item_demo",
    "club_invitation_demo",
    "club_contact_entry_meeting_demo",
)
# the halls; their rules, closures and seasons may be read again as well
FACILITY_FILES = (
    "club_facility_demo",
    "club_reservation_demo",
    "club_closure_rule_demo",
    "club_reservation_series_demo",
    "club_season_demo",
    "club_closure_demo",
)
# courses, dates and who came
TRAINING_FILES = (
    "club_training_demo",
    "event_event_demo",
    "club_training_booking_demo",
    "event_registration_demo",
    "club_training_attendance_demo",
    "survey_user_input_demo",
)
# what happened once: a merge, readings, links that nobody changes
ONCE_FILES = (
    "club_case_referral_demo",
    "club_case_link_demo",
    "club_case_access_log_demo",
    "club_decision_demo",
    "club_meeting_series_demo",
)


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cases = cls.env["club.case"].search([])
        cls.mails = cls.env["club.incoming.mail"].search([])
        cls.entries = cls.env["club.contact.entry"].search([])
        cls.actors = cls.env["res.partner"].search([("is_actor", "=", True)])
        cls.offices = cls.env["club.office"].search([])
        cls.counts = cls.env["club.membership.count"].search([])
        cls.networks = cls.env["club.network"].search([])
        cls.meetings = cls.env["club.meeting"].search([])
        cls.round_table = cls.env.ref("club_support.club_network_integration_demo")
        cls.personas = {
            login: cls.env.ref(f"club_support.res_users_{login}_demo")
            for login in PERSONAS
        }

    def _case_from(self, address):
        return self.env["club.case"].search([("email_from", "like", address)])

    # ------------------------------------------------------------
    # Clubs and ground
    # ------------------------------------------------------------

    def test_at_least_forty_organisations_with_address(self):
        references = self.env["ir.model.data"].search(
            [("module", "=", "club_support"), ("model", "=", "res.partner")]
        )
        partners = self.env["res.partner"].browse(references.mapped("res_id"))
        organisations = partners.filtered("is_company")
        self.assertGreaterEqual(len(organisations), 40)
        for organisation in organisations:
            with self.subTest(organisation=organisation.name):
                self.assertTrue(organisation.street)
                self.assertTrue(organisation.zip)
                self.assertTrue(organisation.city)
                self.assertFalse(organisation.company_id)

    def test_some_organisations_have_no_email(self):
        organisations = self.env["res.partner"].search(
            [("is_company", "=", True), ("country_id.code", "=", "DE")]
        )
        self.assertTrue(organisations.filtered(lambda p: not p.email))

    def test_every_email_address_is_invented(self):
        written = self.env["res.partner"].search([]).mapped("email")
        written += self.env["club.team"].search([]).mapped("email")
        written += self.env["mail.message"].search([]).mapped("email_from")
        written += self.cases.mapped("email_from") + self.mails.mapped("email_from")
        written += self.env["club.training.booking"].search([]).mapped("email")
        written += self.env["event.registration"].search([]).mapped("email")
        addresses = {a for text in written for a in email_split(text or "")}
        self.assertGreater(len(addresses), 50)
        foreign = {
            address
            for address in addresses
            if not ("." + address.rpartition("@")[2]).endswith(INVENTED_DOMAINS)
        }
        self.assertFalse(foreign)

    def test_areas_reach_from_the_district_to_the_quarter(self):
        areas = self.env["club.area"].search([])
        levels = set(areas.mapped("level"))
        self.assertEqual(levels, {"district", "municipality", "locality", "quarter"})
        district = areas.filtered(lambda area: area.level == "district")
        self.assertEqual(len(district), 1)
        below = self.env["club.area"].search([("id", "child_of", district.id)])
        self.assertEqual(below, areas)

    def test_holidays_agree_with_the_built_in_calendar(self):
        state = self.env.ref("base.state_de_he")
        Holiday = self.env["club.holiday"]
        before = Holiday.search([("state_id", "=", state.id)])
        self.assertEqual(len(before.filtered(lambda h: h.kind == "public")), 20)
        self.env["club.holiday.load"].create(
            {"state_id": state.id, "year_from": 2026, "year_to": 2027}
        ).action_load()
        added = Holiday.search([("state_id", "=", state.id)]) - before
        self.assertFalse(added)

    # ------------------------------------------------------------
    # Register
    # ------------------------------------------------------------

    def test_every_actor_has_type_and_area(self):
        self.assertGreaterEqual(len(self.actors), 45)
        for actor in self.actors:
            with self.subTest(actor=actor.name):
                self.assertTrue(actor.actor_type_id)
                self.assertTrue(actor.area_id)

    def test_every_invented_organisation_is_in_the_register(self):
        organisations = self.env["res.partner"].search(
            [("is_company", "=", True), ("country_id.code", "=", "DE")]
        )
        companies = self.env["res.company"].search([]).partner_id
        self.assertEqual(organisations - companies, self.actors)

    def test_a_founding_year_in_the_name_is_the_founding_year(self):
        named = 0
        for actor in self.actors:
            years = [word for word in actor.name.split() if word.isdigit()]
            if years:
                named += 1
                self.assertEqual(years, [str(actor.founding_year)], actor.name)
        self.assertGreaterEqual(named, 8)

    def test_registered_clubs_have_a_number_of_their_own(self):
        registered = self.actors.filtered(lambda actor: "e.V." in actor.name)
        numbers = registered.mapped("register_number")
        self.assertTrue(all(numbers))
        self.assertEqual(len(set(numbers)), len(registered))
        self.assertTrue(all(registered.mapped("register_court")))

    def test_some_clubs_are_dormant_or_dissolved(self):
        states = self.actors.grouped("actor_state")
        self.assertEqual(set(states), {"active", "dormant", "dissolved"})
        self.assertGreater(len(states["active"]), 40)

    def test_the_filters_of_the_register_find_some_but_not_all(self):
        today = fields.Date.context_today(self.actors)
        soon = today + timedelta(days=90)
        found = {
            "run out": Domain("tax_exempt_until", "<", today),
            "runs out": Domain("tax_exempt_until", ">=", today)
            & Domain("tax_exempt_until", "<", soon),
            "extract": Domain("register_valid_until", "<", soon),
            "no contact": Domain("last_contact", "=", False)
            | Domain("last_contact", "<", today - timedelta(days=365)),
            "nobody": Domain("office_ids", "not any", [("is_current", "=", True)]),
        }
        for case, domain in found.items():
            with self.subTest(case=case):
                actors = self.actors.filtered_domain(domain)
                self.assertGreaterEqual(len(actors), 2)
                self.assertLess(len(actors), 12)

    def test_the_last_contact_is_known_for_most(self):
        known = self.actors.filtered("last_contact")
        self.assertGreater(len(known), 0.85 * len(self.actors))
        self.assertEqual(known, self.entries.partner_id & self.actors)

    def test_nothing_in_the_register_waits_to_be_clarified(self):
        cooperations = self.env["club.cooperation"].search([])
        for records in (self.offices, self.counts, cooperations):
            with self.subTest(model=records._name):
                self.assertTrue(records)
                self.assertFalse(records.filtered("needs_review"))

    def test_few_organisations_have_nobody_in_office(self):
        in_office = self.offices.filtered("is_current").partner_id
        vacant = self.actors - in_office
        self.assertGreaterEqual(len(vacant), 3)
        self.assertLess(len(vacant), 8)
        speaking = self.actors.filtered("spokesperson_id")
        self.assertGreaterEqual(len(speaking), 38)

    def test_some_offices_changed_hands(self):
        ended = self.offices.filtered("date_to")
        successors = 0
        for office in ended:
            first_day = office.date_to + timedelta(days=1)
            successors += len(
                self.offices.filtered(
                    lambda other, office=office, first_day=first_day: (
                        other.partner_id == office.partner_id
                        and other.function_id == office.function_id
                        and other.date_from == first_day
                    )
                )
            )
        self.assertGreaterEqual(successors, 4)

    def test_persons_in_office_are_protected_unless_employed_or_users(self):
        persons = self.offices.person_id
        employed = {
            self.env.ref(f"club_support.res_partner_{name}_demo")
            for name in (
                "albers",
                "brandt",
                "ehrlich",
                "kowalczyk",
                "pauly",
                "reinhardt",
                "ritter",
                "simons",
                "vogt",
            )
        }
        open_to_all = persons.filtered(lambda person: not person.is_protected)
        volunteers = open_to_all.filtered(lambda person: not person.user_ids)
        self.assertEqual(set(volunteers), employed)
        self.assertGreater(len(persons - open_to_all), 60)

    def test_some_persons_hold_offices_in_two_clubs(self):
        current = self.offices.filtered("is_current").grouped("person_id")
        busy = [o for o in current.values() if len(o.partner_id) > 1]
        self.assertGreaterEqual(len(busy), 2)

    def test_one_club_is_reached_by_letter_only(self):
        club = self.env.ref("club_support.res_partner_boxclub_demo")
        holders = club.current_office_ids.person_id
        self.assertTrue(holders)
        self.assertFalse(any((club | holders).mapped("email")))

    def test_who_signs_as_chair_of_a_case_is_the_chair(self):
        for contact, title in (
            ("haller", "chair"),
            ("lohmann", "chair"),
            ("zeller", "chair"),
            ("beck", "chair"),
            ("petersen", "secretary"),
            ("kessler", "treasurer"),
            ("schuette", "treasurer"),
            ("michels", "youth"),
        ):
            person = self.env.ref(f"club_support.res_partner_{contact}_demo")
            function = self.env.ref(f"club_support.club_office_function_{title}")
            with self.subTest(person=person.name):
                office = person.held_office_ids.filtered("is_current")
                self.assertEqual(office.partner_id, person.parent_id)
                self.assertEqual(office.function_id, function)

    def test_counts_reach_to_this_year_over_several_years(self):
        year = fields.Date.context_today(self.counts).year
        by_actor = self.counts.grouped("partner_id")
        self.assertGreaterEqual(len(by_actor), 35)
        latest = [max(counts.mapped("year")) for counts in by_actor.values()]
        self.assertEqual(max(latest), year)
        self.assertGreaterEqual(latest.count(year), 30)
        self.assertTrue(self.counts.filtered("is_estimated"))
        self.assertTrue(self.counts.filtered(lambda c: not c.is_youth_reported))
        detailed = self.counts.filtered("line_ids")
        self.assertEqual(len(detailed), 2)
        for count in detailed:
            self.assertLessEqual(sum(count.line_ids.mapped("number")), count.total)

    def test_cooperations_are_of_several_kinds_and_one_has_ended(self):
        cooperations = self.env["club.cooperation"].search([])
        self.assertGreaterEqual(len(cooperations), 8)
        self.assertGreaterEqual(len(cooperations.kind_id), 5)
        self.assertGreaterEqual(len(set(cooperations.mapped("origin"))), 4)
        self.assertEqual(len(cooperations.filtered(lambda c: not c.is_current)), 1)
        parties = cooperations.case_id.partner_id
        self.assertTrue(parties)
        with_case = cooperations.filtered("case_id")
        self.assertFalse(parties - with_case.partner_id - with_case.other_partner_id)

    def test_loading_the_register_again_doubles_nothing(self):
        models = (
            "res.partner",
            "club.office",
            "club.membership.count",
            "club.membership.count.line",
            "club.cooperation",
        )
        before = {model: self.env[model].search([]).ids for model in models}
        for name in REGISTER_FILES:
            for mode in ("init", "update"):
                convert_file(
                    self.env(context={"install_mode": True}),
                    "club_support",
                    f"demo/{name}.xml",
                    {},
                    mode=mode,
                    noupdate=True,
                )
        after = {model: self.env[model].search([]).ids for model in models}
        self.assertEqual(after, before)

    # ------------------------------------------------------------
    # Cases and entries
    # ------------------------------------------------------------

    def test_every_stage_has_cases(self):
        stages = self.env["club.case.stage"].search([])
        self.assertEqual(self.cases.stage_id, stages)

    def test_every_type_is_used(self):
        types = self.env["club.case.type"].search([])
        self.assertEqual(self.cases.type_id, types)

    def test_every_result_is_used(self):
        results = self.env["club.case.result"].search([])
        self.assertEqual(self.cases.result_id, results)

    def test_every_case_has_a_number_of_its_own(self):
        numbers = self.cases.mapped("number")
        self.assertTrue(all(numbers))
        self.assertEqual(len(set(numbers)), len(self.cases))

    def test_some_replies_are_overdue_and_some_are_due_soon(self):
        today = fields.Date.context_today(self.env["club.case"])
        due = [case.date_reply_by for case in self.cases if not case.is_closed]
        self.assertTrue([day for day in due if day and day < today])
        self.assertTrue([day for day in due if day and day > today])

    def test_some_new_cases_wait_for_somebody_to_take_them(self):
        new = self.cases.filtered(lambda case: not case.user_id)
        self.assertGreaterEqual(len(new), 3)
        self.assertFalse(new.filtered("is_closed"))

    def test_activities_are_late_due_and_planned(self):
        activities = self.env["mail.activity"].search([("res_model", "=", "club.case")])
        self.assertEqual(
            set(activities.mapped("state")), {"overdue", "today", "planned"}
        )

    def test_entries_lie_within_the_case_and_in_the_past(self):
        now = fields.Datetime.now()
        self.assertGreaterEqual(len(self.entries), 40)
        for entry in self.entries:
            with self.subTest(entry=entry.note):
                self.assertLess(entry.date, now)
                self.assertLess(entry.date.weekday(), 5)
                if entry.case_id:
                    self.assertGreaterEqual(entry.date.date(), entry.case_id.date_open)
                if entry.case_id.is_closed:
                    self.assertLessEqual(entry.date.date(), entry.case_id.date_closed)

    def test_entries_come_by_every_way_with_and_without_a_case(self):
        channels = {key for key, _label in self.entries._fields["channel"].selection}
        self.assertEqual(set(self.entries.mapped("channel")), channels)
        self.assertTrue(self.entries.filtered("case_id"))
        self.assertTrue(self.entries.filtered(lambda entry: not entry.case_id))
        walk_ins = self.entries.filtered(lambda entry: entry.channel == "walk_in")
        self.assertTrue(all(walk_ins.mapped("people_count")))

    def test_entries_count_people_by_group_and_some_are_tallies(self):
        counted = self.entries.filtered("people_ids")
        self.assertGreaterEqual(len(counted), 6)
        tallies = self.entries.filtered(
            lambda entry: entry.channel == "walk_in" and not entry.partner_id
        )
        self.assertGreaterEqual(len(tallies), 4)

    def test_some_advice_without_a_case_can_become_one(self):
        short = self.entries.filtered(
            lambda entry: (
                entry.channel == "phone" and not entry.case_id and entry.partner_id
            )
        )
        self.assertGreaterEqual(len(short), 4)
        short[0].with_user(short[0].user_id).action_make_case()
        self.assertEqual(short[0].case_id.partner_id, short[0].partner_id)

    def test_entries_of_a_club_s_case_are_about_an_organisation(self):
        for entry in self.entries.filtered("case_id.partner_id"):
            self.assertTrue(entry.partner_id, entry.note)

    def test_every_month_of_a_year_has_cases_and_entries(self):
        first = fields.Date.today().replace(day=1) - timedelta(days=334)
        months = {
            (first + timedelta(days=days)).strftime("%Y-%m") for days in range(1, 330)
        }
        opened = {case.date_open.strftime("%Y-%m") for case in self.cases}
        entered = {entry.date.strftime("%Y-%m") for entry in self.entries}
        self.assertFalse(months - opened)
        self.assertFalse(months - entered)
        self.assertGreaterEqual(len(self.entries), 100)

    # ------------------------------------------------------------
    # Case management in depth
    # ------------------------------------------------------------

    def _steps(self, cases):
        return self.env["club.case.plan.step"].search([("case_id", "in", cases.ids)])

    def test_closed_cases_have_no_open_step(self):
        closed = self.cases.filtered("is_closed")
        states = set(self._steps(closed).mapped("state"))
        self.assertEqual(states, {"done"})

    def test_plans_of_older_cases_are_partly_done_and_not_long_overdue(self):
        today = fields.Date.context_today(self.env["club.case"])
        older = self.cases.filtered(
            lambda case: not case.is_closed and (today - case.date_open).days > 28
        )
        self.assertGreaterEqual(len(older), 12)
        for case in older:
            with self.subTest(case=case.name):
                steps = self._steps(case)
                self.assertIn("done", steps.mapped("state"))
                for step in steps.filtered(lambda step: step.state == "open"):
                    self.assertLess((today - step.date).days, 28, step.name)

    def test_done_steps_lie_between_opening_and_today_and_in_order(self):
        today = fields.Date.context_today(self.env["club.case"])
        for step in self._steps(self.cases).filtered("done_date"):
            with self.subTest(case=step.case_id.name, step=step.name):
                self.assertGreaterEqual(step.done_date, step.case_id.date_open)
                self.assertLessEqual(step.done_date, today)
                if step.case_id.is_closed:
                    self.assertLessEqual(step.done_date, step.case_id.date_closed)

    def test_cases_wait_for_different_things_and_some_waited_before(self):
        waiting = self.cases.filtered("is_waiting")
        self.assertGreaterEqual(len(set(waiting.mapped("waiting_reason"))), 4)
        self.assertEqual(len(set(waiting.mapped("waiting_since"))), len(waiting))
        past = self.env["club.case.waiting"].search([("date_to", "!=", False)])
        self.assertGreaterEqual(len(past.case_id), 4)

    def test_the_clock_shows_every_state_and_most_dates_are_computed(self):
        states = {key for key, _label in self.cases._fields["clock_state"].selection}
        self.assertEqual(set(self.cases.mapped("clock_state")), states)
        by_hand = self.cases.filtered("is_reply_by_manual")
        self.assertTrue(by_hand)
        self.assertLess(len(by_hand), 5)

    def test_deadlines_are_soon_later_and_done(self):
        today = fields.Date.context_today(self.env["club.case"])
        deadlines = self.env["club.case.deadline"].search([])
        self.assertGreaterEqual(len(deadlines.kind_id), 5)
        self.assertTrue(deadlines.filtered("is_done"))
        days = [(d.date - today).days for d in deadlines if not d.is_done]
        self.assertTrue([left for left in days if 0 <= left <= 30])
        self.assertTrue([left for left in days if left > 60])

    def test_one_opening_is_completed_and_one_is_under_way(self):
        completed = self.env.ref("club_support.club_case_opening_sg_demo")
        levels = {found.moment: found.level for found in completed.assessment_ids}
        self.assertEqual(set(levels), {"start", "end"})
        self.assertGreater(levels["end"], levels["start"] + 1)
        self.assertTrue(completed.is_closed)
        self.assertTrue(all(completed.goal_ids.mapped("end_value")))
        self.assertEqual(completed.partner_id.maturity, levels["end"])
        current = self.env.ref("club_support.club_case_opening_tsg_demo")
        self.assertEqual(
            set(current.assessment_ids.mapped("moment")), {"start", "interim"}
        )
        self.assertTrue(current.goal_ids)
        self.assertFalse(current.is_closed)

    def test_referrals_are_drafted_open_overdue_and_answered(self):
        today = fields.Date.context_today(self.env["club.case"])
        referrals = self.env["club.case.referral"].search([])
        states = {"draft", "sent", "accepted", "declined", "done"}
        self.assertEqual(set(referrals.mapped("state")), states)
        sent = referrals.filtered(lambda referral: referral.state == "sent")
        self.assertEqual({r.answer_until < today for r in sent}, {True, False})

    def test_a_case_was_merged_and_two_are_possible_duplicates(self):
        merged = self.env.ref(MERGED)
        self.assertFalse(merged.active)
        self.assertEqual(
            merged.merged_into_id,
            self.env.ref("club_support.club_case_judo_hall_demo"),
        )
        self.assertEqual(len(self.cases.filtered("has_duplicates")), 2)
        self.assertGreaterEqual(len(set(self.cases.link_ids.mapped("kind"))), 2)

    def test_the_restricted_case_is_for_its_people_only_and_was_read(self):
        case = self.env.ref(RESTRICTED)
        may_read = {
            login
            for login, user in self.personas.items()
            if case.with_user(user).has_access("read")
        }
        self.assertEqual(may_read, {"berater", "leitung"})
        self.assertEqual(case.user_id, self.personas["berater"])
        self.assertEqual(case.supervisor_id, self.personas["leitung"])
        readings = self.env["club.case.access.log"].search([("case_id", "=", case.id)])
        self.assertGreaterEqual(len(readings), 4)
        self.assertLessEqual(
            readings.user_id, self.personas["berater"] | self.personas["leitung"]
        )

    def test_units_answer_for_cases_and_are_involved(self):
        self.assertGreaterEqual(len(self.cases.unit_id), 4)
        self.assertGreaterEqual(len(self.cases.involved_unit_ids), 4)

    def test_the_contractor_works_on_few_cases_until_the_mandate_ends(self):
        user = self.env.ref("club_support.res_users_extern_demo")
        mandate = self.env["club.mandate"].search([("user_id", "=", user.id)])
        self.assertTrue(mandate.is_current)
        self.assertNotEqual(mandate.employer_id, mandate.commissioned_by_id)
        cases = self.env["club.case"].with_user(user).search([])
        self.assertEqual(len(cases), 3)
        self.assertEqual(len(cases.filtered(lambda case: case.user_id == user)), 1)
        cases.read(["display_name", "step_ids", "deadline_ids"])

    def test_a_colleague_is_employed_by_another_body(self):
        mandate = self.env["club.mandate"].search(
            [("user_id", "=", self.personas["berater"].id)]
        )
        self.assertTrue(mandate.is_current)
        self.assertEqual(
            mandate.commissioned_by_id, self.env.ref("base.main_company").partner_id
        )
        self.assertNotEqual(mandate.employer_id, mandate.commissioned_by_id)

    def test_the_desk_has_something_on_each_card_and_is_not_full(self):
        user = self.personas["beraterin"]
        Desk = self.env["club.desk"].with_user(user)
        for card in sorted(Desk._get_shown_cards()):
            with self.subTest(card=card):
                found = getattr(Desk, f"_card_{card}")()
                count = self.env[found.model].with_user(user).search_count(found.domain)
                self.assertGreater(count, 0)
                self.assertLessEqual(count, 8)

    def test_case_workers_begin_at_their_desk(self):
        desk = self.env.ref("club_support.club_desk_action")
        extern = self.env.ref("club_support.res_users_extern_demo")
        begins = [self.personas[name] for name in ("beraterin", "berater", "leitung")]
        for user in [*begins, extern]:
            self.assertEqual(user.action_id.id, desk.id, user.login)

    def test_the_shared_favourites_find_some_cases(self):
        beraterin = self.env["club.case"].with_user(self.personas["beraterin"])
        for name in ("late", "waiting", "unassigned", "load"):
            favourite = self.env.ref(f"club_support.ir_filters_{name}")
            with self.subTest(favourite=name):
                domain = safe_eval(favourite.domain, {"uid": beraterin.env.uid})
                self.assertTrue(beraterin.search(domain))

    def test_loading_the_work_again_doubles_nothing(self):
        models = (
            "club.unit",
            "club.mandate",
            "club.case",
            "club.case.waiting",
            "club.case.deadline",
            "club.case.plan.step",
            "club.case.goal",
            "club.assessment",
            "club.assessment.line",
            "club.case.referral",
            "club.case.link",
            "club.case.access.log",
            "club.contact.entry",
            "club.contact.entry.people",
            "club.network",
            "club.network.member",
            "club.meeting",
            "club.meeting.series",
            "club.agenda.item",
            "club.attendance",
            "club.decision",
            "club.action.item",
            "club.invitation",
            "club.invitation.answer",
            "calendar.event",
        )
        active = {"active_test": False}
        before = {
            m: self.env[m].with_context(**active).search([], order="id").ids
            for m in models
        }
        loads = [(name, "init") for name in CASE_FILES if name != "club_case_demo"]
        loads += [(name, "update") for name in CASE_FILES + NETWORK_FILES + ONCE_FILES]
        for name, mode in loads:
            convert_file(
                self.env(context={"install_mode": True}),
                "club_support",
                f"demo/{name}.xml",
                {},
                mode=mode,
                noupdate=True,
            )
        after = {
            m: self.env[m].with_context(**active).search([], order="id").ids
            for m in models
        }
        self.assertEqual(after, before)

    # ------------------------------------------------------------
    # Networks
    # ------------------------------------------------------------

    def test_every_kind_and_level_of_network_is_there(self):
        for name in ("kind", "level", "maturity"):
            keys = {key for key, _label in self.networks._fields[name].selection}
            with self.subTest(field=name):
                self.assertEqual(set(self.networks.mapped(name)) - {False}, keys)
        self.assertEqual(len(self.networks.filtered("has_votes")), 1)
        self.assertEqual(self.round_table.target_state, "due")
        self.assertEqual(self.networks.series_ids.network_id, self.round_table)

    def test_the_round_table_has_had_every_kind_of_member(self):
        members = self.round_table.member_ids
        states = members.grouped("state")
        self.assertEqual(len(states["member"]), 13)
        self.assertTrue(states["candidate"])
        self.assertTrue(members.role_id.filtered("is_liaison"))
        current = states["member"].partner_id
        self.assertTrue(states["left"].filtered(lambda m: m.partner_id in current))
        self.assertTrue(states["left"].partner_id - current)

    def test_the_regulars_carry_their_table_themselves(self):
        regulars = self.networks.filtered(lambda one: one.kind == "regulars_table")
        self.assertEqual(regulars.target_state, "in_time")
        self.assertGreater(regulars.carried_share, 50)

    def test_one_network_is_for_those_who_organise_it_only(self):
        network = self.networks.filtered("is_restricted")
        self.assertEqual(len(network), 1)
        may_read = {
            login
            for login, user in self.personas.items()
            if network.with_user(user).has_access("read")
        }
        self.assertEqual(may_read, {"beraterin", "leitung"})

    def test_only_the_organisers_may_change_networks(self):
        for login, may in (("beraterin", True), ("berater", False)):
            network = self.round_table.with_user(self.personas[login])
            self.assertEqual(network.has_access("write"), may, login)

    def test_meetings_have_every_state_and_stand_in_the_calendar(self):
        states = {key for key, _label in self.meetings._fields["state"].selection}
        self.assertEqual(set(self.meetings.mapped("state")), states)
        self.assertEqual(set(self.meetings.mapped("kind")), {"own", "external"})
        minutes = set(self.meetings.mapped("minutes_state"))
        self.assertEqual(minutes, {"none", "draft", "sent", "approved"})
        self.assertEqual(len(self.meetings.calendar_event_id), len(self.meetings))
        called_off = self.meetings.filtered(lambda one: one.state == "called_off")
        self.assertTrue(all(called_off.mapped("reason")))

    def test_meetings_lie_on_working_days_between_morning_and_evening(self):
        now = fields.Datetime.now()
        for meeting in self.meetings:
            with self.subTest(meeting=meeting.display_name):
                start, stop = (
                    meeting._local(meeting.start),
                    meeting._local(meeting.stop),
                )
                self.assertLess(start.weekday(), 5)
                self.assertGreaterEqual(start.hour, 8)
                self.assertLess(stop.hour, 22)
                if meeting.state == "held":
                    self.assertLess(meeting.stop, now)
                    self.assertGreater(meeting.people_count, 0)

    def test_the_series_meets_on_first_tuesdays_outside_school_holidays(self):
        series = self.round_table.series_ids
        self.assertGreaterEqual(len(series.meeting_ids), 8)
        for meeting in series.meeting_ids:
            day = meeting._local(meeting.start)
            self.assertEqual((day.weekday(), day.hour, day.day <= 7), (1, 17, True))

    def test_decisions_are_numbered_in_their_order(self):
        decisions = self.env["club.decision"].search([])
        states = {"adopted", "rejected", "repealed"}
        self.assertEqual(set(decisions.mapped("state")), states)
        numbered = decisions.filtered("number").grouped(
            lambda decision: (decision.network_id, decision.year)
        )
        for found in numbered.values():
            in_order = found.sorted("sequence_number")
            numbers = in_order.mapped("sequence_number")
            self.assertEqual(numbers, list(range(1, len(found) + 1)))
            days = in_order.mapped("date_adopted")
            self.assertEqual(days, sorted(days))

    def test_action_items_are_open_late_done_and_dropped(self):
        today = fields.Date.context_today(self.meetings)
        items = self.env["club.action.item"].search([])
        self.assertEqual(set(items.mapped("state")), {"open", "done", "dropped"})
        self.assertTrue(items.filtered(lambda one: one.done_via == "link"))
        self.assertTrue(items.filtered("date_proposed"))
        is_open = items.filtered(lambda one: one.state == "open")
        late = is_open.filtered(lambda one: one.date_due < today)
        self.assertTrue(late)
        self.assertGreater(len(is_open), len(late))

    def test_the_next_meeting_was_answered_in_every_way(self):
        meeting = self.env.ref("club_support.club_meeting_integration_next_demo")
        invitations = meeting.invitation_ids
        answers = {key for key, _label in invitations._fields["answer"].selection}
        self.assertEqual(set(invitations.mapped("answer")), answers)
        ways = set(invitations.mapped("answered_via")) - {False}
        self.assertEqual(ways, {"link", "mail", "phone", "letter"})
        delivery = set(invitations.mapped("delivery"))
        self.assertEqual(
            delivery, {"sent", "undeliverable", "letter", "printed", "phone"}
        )
        self.assertFalse(invitations.filtered("is_change_unsent"))
        self.assertEqual(meeting.proposed_answer_count, 1)
        answered = invitations.filtered(lambda one: one.answer != "none")
        taken = answered.answer_ids.filtered(lambda row: row.state == "taken")
        self.assertEqual(len(taken), len(answered))
        self.assertLessEqual(max(answered.mapped("date_answered")), meeting.start)

    def test_the_next_agenda_begins_with_the_minutes_and_carries_over(self):
        meeting = self.env.ref("club_support.club_meeting_integration_next_demo")
        items = meeting.agenda_item_ids
        self.assertEqual(items[0].minutes_of_id.minutes_state, "draft")
        self.assertTrue(items.carried_from_id)
        self.assertEqual(len(items.filtered(lambda one: one.state == "proposed")), 1)

    def test_effort_was_noted_for_own_meetings_and_those_of_others(self):
        entries = self.entries.filtered("meeting_id")
        self.assertEqual(set(entries.mapped("meeting_kind")), {"own", "external"})
        self.assertGreaterEqual(len(entries.user_id), 3)

    # ------------------------------------------------------------
    # Halls and rooms
    # ------------------------------------------------------------

    def _persona(self, login):
        return self.env.ref(f"club_support.res_users_{login}_demo")

    def test_halls_divide_and_every_site_has_address_and_position(self):
        facilities = self.env["club.facility"].search([])
        sites = facilities.filtered(lambda one: one.kind == "site")
        self.assertGreaterEqual(len(sites), 5)
        for site in sites:
            with self.subTest(site=site.name):
                self.assertTrue(site.street and site.zip and site.city)
                self.assertTrue(site.latitude and site.longitude)
        whole = facilities.filtered(lambda one: len(one.unit_ids) == 3)
        self.assertEqual(
            set(whole.mapped("name")), {"Jahnhalle", "Auetalhalle", "Sportbecken"}
        )
        pairs = facilities.filtered(lambda one: one.name == "Drittel A + B")
        self.assertEqual([len(pair.unit_ids) for pair in pairs], [2, 2])
        spaces = facilities.filtered("is_bookable")
        self.assertGreaterEqual(len(spaces - spaces.parent_id), 12)
        self.assertEqual(set(spaces.mapped("booking_mode")), {"approval", "direct"})
        self.assertEqual(set(spaces.mapped("plan_shows")), {"name", "occupied"})

    def test_the_contact_point_has_hours_absences_and_walk_ins(self):
        place = self.env.ref("club_support.club_facility_anlaufstelle_demo")
        self.assertTrue(place.is_contact_point and place.is_published)
        self.assertEqual(len(place.consultation_calendar_id.attendance_ids), 3)
        self.assertEqual(len(place.absence_ids), 2)
        walk_ins = self.entries.filtered(lambda entry: entry.channel == "walk_in")
        self.assertEqual(walk_ins.facility_id, place)

    def test_a_row_stands_for_every_use_that_takes_a_unit_and_none_else(self):
        self.env.cr.execute(
            """
            WITH taken AS (
                SELECT COALESCE(rel.unit_id, one.facility_id) AS unit_id,
                       one.id AS reservation_id, one.start, one.stop
                  FROM club_reservation AS one
                  LEFT JOIN club_facility_unit_rel AS rel
                    ON rel.facility_id = one.facility_id
                 WHERE one.state IN ('held', 'confirmed')
            ), written AS (
                SELECT unit_id, reservation_id, start, stop FROM club_occupancy
            )
            (TABLE taken EXCEPT TABLE written)
            UNION ALL (TABLE written EXCEPT TABLE taken)
            """
        )
        self.assertFalse(self.env.cr.fetchall())

    def test_two_seasons_are_confirmed_and_clubs_apply_for_the_next(self):
        before, running, coming = (
            self.env.ref(f"club_support.club_season_{name}_demo")
            for name in ("before", "running", "next")
        )
        today = fields.Date.context_today(running)
        self.assertEqual(
            [season.state for season in (before, running, coming)],
            ["confirmed", "confirmed", "planning"],
        )
        self.assertLess(before.date_to, today)
        self.assertLessEqual(running.date_from, today)
        self.assertGreaterEqual(running.date_to, today)
        self.assertGreater(coming.date_from, today)
        self.assertEqual(running.previous_id, before)
        self.assertEqual(coming.previous_id, running)
        self.assertGreaterEqual(len(before.series_ids), 40)
        carried = running.series_ids.filtered("previous_id")
        self.assertEqual(carried.previous_id, before.series_ids)
        self.assertEqual(len(running.series_ids - carried), 4)
        dates = before.series_ids.reservation_ids | running.series_ids.reservation_ids
        self.assertEqual(set(dates.mapped("state")), {"confirmed"})
        self.assertTrue((before | running).series_ids.skipped_ids)

    def test_each_club_was_told_its_times_once_by_mail_or_letter(self):
        seasons = self.env["club.season"].search([("state", "=", "confirmed")])
        for season in seasons:
            clubs = season.series_ids.partner_id | season.application_ids.partner_id
            self.assertEqual(season.notice_ids.partner_id, clubs)
            self.assertEqual(len(season.notice_ids), len(clubs))
        notices = seasons.notice_ids
        self.assertEqual(set(notices.mapped("channel")), {"email", "letter"})
        self.assertEqual(set(notices.mapped("delivery")), {"sent", "letter"})
        self.assertTrue(notices.filtered("refused_count"))

    def test_applications_for_the_next_season_clash_and_have_ranks(self):
        season = self.env.ref("club_support.club_season_next_demo")
        applications = season.application_ids
        self.assertGreaterEqual(len(applications), 12)
        self.assertEqual(set(applications.mapped("state")), {"open"})
        self.assertTrue(all(applications.mapped("rank_id")))
        self.assertGreaterEqual(len(applications.rank_id), 3)
        wishes = applications.wish_ids
        self.assertEqual(set(wishes.mapped("choice")), {"1", "2"})
        turns = set(wishes.mapped("turn"))
        self.assertEqual(turns, {"alone", "first", "equal", "later"})

    def test_single_times_have_every_state(self):
        single = self.env["club.reservation"].search([("series_id", "=", False)])
        self.assertEqual(
            set(single.mapped("state")),
            {"requested", "held", "confirmed", "rejected", "cancelled"},
        )
        for one in single.filtered(lambda use: use.state in ("rejected", "cancelled")):
            self.assertTrue(one.reason)
        waiting = single.filtered(lambda use: use.state == "requested")
        self.assertGreaterEqual(len(waiting), 5)
        self.assertTrue(waiting.filtered("user_id") - waiting.filtered("contact_id"))
        now = fields.Datetime.now()
        holds = single.filtered(lambda use: use.state == "held")
        self.assertLess(min(holds.mapped("hold_until")), now + timedelta(days=3))
        asked = self.env.ref("club_support.club_reservation_extra_training_demo")
        self.assertTrue(asked.time_hint)
        self.assertTrue(asked.preview()["alternatives"])
        letters = self.env["club.reservation.notice"].search([])
        self.assertEqual(letters.mapped("delivery"), ["letter"])

    def test_people_were_counted_and_one_group_never_came(self):
        Series = self.env["club.reservation.series"]
        unused = Series.search([("is_unused", "=", True)])
        self.assertEqual(
            unused, self.env.ref("club_support.club_reservation_series_hobby_demo")
        )
        self.assertTrue(unused.activity_ids)
        counted = self.env["club.reservation"].search([("is_counted", "=", True)])
        self.assertGreater(len(counted), 30)
        self.assertLess(max(counted.mapped("start")), fields.Datetime.now())

    def test_closures_displace_uses_and_one_was_settled(self):
        closures = self.env["club.closure"].search([])
        self.assertEqual(len(closures), 4)
        lines = closures.displaced_ids
        self.assertEqual(set(lines.mapped("state")), {"open", "done"})
        self.assertEqual(set(lines.mapped("way")), {"move", "cancel"})
        self.assertTrue(closures.filtered("short_notice_hint"))
        settled = closures.filtered("notice_ids")
        self.assertEqual(settled.name, "Malerarbeiten")

    def test_the_facility_office_works_without_cases_and_the_caretaker_reads(self):
        officer = self._persona("belegung")
        caretaker = self._persona("hausmeister")
        Reservation = self.env["club.reservation"]
        everything = Reservation.search_count([])
        self.assertEqual(Reservation.with_user(officer).search_count([]), everything)
        seen = Reservation.with_user(caretaker).search([])
        self.assertTrue(0 < len(seen) < everything)
        self.assertEqual(set(seen.facility_id.all_caretaker_ids), {caretaker})
        for user in (officer, caretaker):
            self.assertFalse(self.env["club.case"].with_user(user).has_access("read"))

    def test_the_desk_of_the_facility_office_has_something_on_each_card(self):
        user = self._persona("belegung")
        Desk = self.env["club.desk"].with_user(user)
        shown = Desk._get_shown_cards() - {"today"}
        self.assertEqual(
            shown,
            {"activities", "requests", "holds", "unused", "displacing", "notices"},
        )
        for card in sorted(shown):
            with self.subTest(card=card):
                found = getattr(Desk, f"_card_{card}")()
                count = self.env[found.model].with_user(user).search_count(found.domain)
                self.assertGreater(count, 0)
                self.assertLessEqual(count, 8)

    def test_loading_the_halls_again_doubles_nothing(self):
        models = (
            "club.facility",
            "club.closure.rule",
            "club.closure",
            "club.season",
            "club.season.application",
            "club.season.wish",
            "club.season.notice",
            "club.reservation.series",
            "club.reservation",
            "resource.calendar",
            "mail.mail",
        )
        before = {model: self.env[model].search_count([]) for model in models}
        for name in FACILITY_FILES:
            convert_file(
                self.env(context={"install_mode": True}),
                "club_support",
                f"demo/{name}.xml",
                {},
                mode="update",
                noupdate=True,
            )
        after = {model: self.env[model].search_count([]) for model in models}
        self.assertEqual(after, before)

    # ------------------------------------------------------------
    # Trainings
    # ------------------------------------------------------------

    def _date(self, name):
        return self.env.ref(f"club_support.event_event_{name}_demo")

    def test_trainings_have_every_state_and_way(self):
        courses = self.env["club.training"].search([])
        self.assertEqual(len(courses), 5)
        self.assertEqual(len(courses.filtered("refresher_months")), 2)
        self.assertTrue(all(courses.mapped("trainer_ids")))
        dates = courses.session_ids
        self.assertGreaterEqual(len(dates), 10)
        states = set(dates.mapped("training_state"))
        self.assertEqual(states, {"planned", "open", "held", "called_off"})
        modes = set(dates.mapped("training_mode"))
        self.assertEqual(modes, {"on_site", "online", "hybrid"})
        self.assertEqual(len(self._date("vereinsrecht_evenings").training_day_ids), 3)
        called_off = self._date("social_media_called_off")
        self.assertTrue(called_off.call_off_reason)
        self.assertFalse(called_off.training_day_ids.reservation_id)

    def test_trainings_ahead_have_their_rooms(self):
        ahead = self.env["event.event"].search(
            [
                ("training_id", "!=", False),
                ("training_state", "in", ("planned", "open")),
                ("facility_id", "!=", False),
                ("date_begin", ">", fields.Datetime.now()),
            ]
        )
        self.assertGreaterEqual(len(ahead), 6)
        reservations = ahead.training_day_ids.reservation_id
        self.assertEqual(len(reservations), len(ahead.training_day_ids))
        self.assertEqual(set(reservations.mapped("state")), {"confirmed"})

    def test_a_full_training_has_an_open_offer_and_a_group_behind_it(self):
        full = self._date("kinderschutz_full")
        people = full.registration_ids.sorted("id")
        self.assertEqual(full.training_people_count, full.seats_max)
        offered = people.filtered(lambda one: one.training_status == "offered")
        self.assertEqual(offered.offer_id.mapped("state"), ["open"])
        waiting = people.filtered(lambda one: one.training_status == "waiting")
        self.assertEqual(waiting.mapped("waiting_position"), [1, 2, 3, 4])
        group = waiting[:3].booking_id
        self.assertEqual(group.registration_ids, waiting[:3])
        self.assertTrue(group.stays_together)
        kinds = set(full.allotment_ids.mapped("kind"))
        self.assertEqual(kinds, {"seat", "full", "given_up", "offered"})

    def test_a_quota_keeps_two_of_a_club_waiting_while_seats_are_free(self):
        people = self._date("erste_hilfe_quota").registration_ids
        waiting = people.filtered(lambda one: one.training_status == "waiting")
        self.assertEqual(waiting.mapped("training_wait"), ["quota", "quota"])
        self.assertEqual(len(waiting.booking_id), 1)

    def test_too_few_people_are_a_question_to_be_answered_today(self):
        few = self._date("kasse_few")
        self.assertLess(few.training_people_count, few.seats_min)
        organiser = self._persona("fortbildung")
        self.assertEqual(few.activity_ids.user_id, organiser)
        self.assertTrue(few.decision_hint)

    def test_what_was_held_has_attendance_certificates_and_feedback(self):
        held = self._date("kinderschutz_held")
        people = held.registration_ids
        presence = people.attendance_ids.mapped("presence")
        self.assertEqual(set(presence), {"present", "partly", "absent"})
        certified = people.filtered("certificate_number")
        self.assertEqual(len(certified), len(people) - 2)
        numbers = set(certified.mapped("certificate_number"))
        self.assertEqual(len(numbers), len(certified))
        self.assertTrue(all((people - certified).mapped("certificate_obstacle")))
        self.assertGreaterEqual(held.feedback_count, 3)
        self.assertGreater(held.feedback_average, 3)

    def test_refreshers_are_due_and_clubs_not_recognised(self):
        due = self.env["event.registration"].search(
            [("is_refresher_open", "=", True), ("refresher_on", "<=", "today +60d")]
        )
        self.assertEqual(due.event_id, self._date("erste_hilfe_before"))
        unknown = self.env["club.training.booking"].search([("partner_id", "=", False)])
        self.assertEqual(len(unknown), 3)
        self.assertTrue(all(unknown.mapped("organisation_name")))

    def test_the_desks_of_organiser_and_trainer_have_something(self):
        cards = {
            "fortbildung": {
                "activities",
                "attendance",
                "decisions",
                "queues",
                "refreshers",
                "strangers",
            },
            "referentin": {"attendance", "teaching"},
        }
        for login, expected in cards.items():
            user = self._persona(login)
            Desk = self.env["club.desk"].with_user(user)
            self.assertLessEqual(expected, Desk._get_shown_cards())
            for card in sorted(expected):
                with self.subTest(login=login, card=card):
                    found = getattr(Desk, f"_card_{card}")()
                    model = self.env[found.model].with_user(user)
                    count = model.search_count(found.domain)
                    self.assertTrue(0 < count <= 8)

    def test_nobody_was_written_to_about_trainings(self):
        self.assertFalse(self.env["club.training.notice"].search_count([]))

    def test_loading_the_trainings_again_doubles_nothing(self):
        models = (
            "club.training",
            "event.event",
            "club.training.day",
            "club.training.booking",
            "event.registration",
            "club.training.offer",
            "club.training.allotment",
            "club.training.attendance",
            "club.reservation",
            "survey.user_input",
            "mail.activity",
            "mail.mail",
        )
        before = {model: self.env[model].search_count([]) for model in models}
        for name in TRAINING_FILES:
            convert_file(
                self.env(context={"install_mode": True}),
                "club_support",
                f"demo/{name}.xml",
                {},
                mode="update",
                noupdate=True,
            )
        after = {model: self.env[model].search_count([]) for model in models}
        self.assertEqual(after, before)

    # ------------------------------------------------------------
    # Mail
    # ------------------------------------------------------------

    def test_mails_came_in_by_the_gateway_without_an_error(self):
        outcomes = set(self.mails.mapped("outcome"))
        self.assertEqual(outcomes, {"case", "reply", "automatic", "bounce", "bulk"})
        self.assertFalse(self.mails.filtered("error"))

    def test_the_forwarded_mail_has_a_responsible_and_offers_the_sender(self):
        case = self._case_from("stefanie.kowalczyk@")
        self.assertEqual(len(case), 1)
        self.assertEqual(case.user_id, self.personas["berater"])
        self.assertTrue(case.sender_is_unknown)
        self.assertEqual(
            case.sender_candidate_ids,
            self.env.ref("club_support.res_partner_kowalczyk_demo"),
        )

    def test_an_unknown_sender_is_offered_as_a_new_contact(self):
        case = self._case_from("mareike.thalbach@")
        self.assertEqual(len(case), 1)
        self.assertTrue(case.sender_is_unknown)
        self.assertFalse(case.sender_candidate_ids)
        self.assertFalse(case.contact_id | case.partner_id)

    def test_a_known_sender_brings_contact_club_and_attachment(self):
        case = self._case_from("yasemin.kaplan@")
        self.assertEqual(
            case.contact_id, self.env.ref("club_support.res_partner_kaplan_demo")
        )
        self.assertEqual(case.partner_id, case.contact_id.parent_id)
        attachments = case.message_ids.attachment_ids
        self.assertEqual(attachments.mapped("mimetype"), ["application/pdf"])

    def test_a_thread_goes_back_and_forth(self):
        messages = self._case_from("yasemin.kaplan@").message_ids.sorted("id")
        self.assertEqual(messages.mapped("message_type"), ["email", "comment", "email"])
        self.assertEqual(messages.sorted("date"), messages)

    def test_the_inline_image_is_shown_in_the_text(self):
        message = self._case_from("vorstand@rsv-wanderlust").message_ids
        image = message.attachment_ids
        self.assertEqual(image.mimetype, "image/png")
        self.assertIn(f"/web/image/{image.id}", message.body)

    def test_the_bounced_answer_is_marked_as_such(self):
        bounce = self.mails.filtered(lambda mail: mail.outcome == "bounce")
        self.assertEqual(
            bounce.case_id, self.env.ref("club_support.club_case_barrier_free_demo")
        )
        notifications = bounce.mail_message_id.notification_ids
        self.assertEqual(notifications.mapped("notification_status"), ["bounce"])

    def test_no_contact_was_made_by_mail(self):
        known = self.env["ir.model.data"].search([("model", "=", "res.partner")])
        # users that Odoo or somebody made have a contact without a name in the data
        users = self.env["res.users"].with_context(active_test=False).search([])
        companies = self.env["res.company"].search([])
        partners = self.env["res.partner"].search([("email", "!=", False)])
        partners -= self.env["res.partner"].browse(known.mapped("res_id"))
        self.assertFalse(partners - users.partner_id - companies.partner_id)

    def test_no_mail_leaves_for_anybody_outside_the_office(self):
        # Odoo itself tells staff by mail that their account changed
        staff = Domain("email_to", "like", "@landkreis-musterau.example.org")
        # what clubs were told of their times counts as sent
        waiting = Domain("state", "in", ("outgoing", "exception"))
        self.assertFalse(self.env["mail.mail"].search(~staff & waiting))
        kinds = ("club.season.notice", "club.closure.notice")
        told = self.env["mail.mail"].search(~staff)
        self.assertEqual(set(told.mapped("model")), set(kinds))

    # ------------------------------------------------------------
    # Personas
    # ------------------------------------------------------------

    def test_each_persona_reads_the_list_and_the_form(self):
        for login, user in self.personas.items():
            with self.subTest(login=login):
                cases = self.env["club.case"].with_user(user).search([])
                hidden = self.cases.filtered(
                    lambda case, user=user: (
                        case.is_restricted
                        and user
                        not in case.user_id | case.deputy_id | case.supervisor_id
                    )
                )
                self.assertEqual(cases.ids, (self.cases - hidden).ids)
                cases.read(["display_name", "partner_id", "contact_id", "message_ids"])
                entries = self.env["club.contact.entry"].with_user(user).search([])
                entries.read(["display_name", "minutes", "note"])

    def test_each_persona_reads_the_register(self):
        for login, user in self.personas.items():
            with self.subTest(login=login):
                actors = self.env["res.partner"].with_user(user)
                actors = actors.search([("is_actor", "=", True)])
                self.assertEqual(actors.ids, self.actors.ids)
                actors.read(["last_contact", "next_step", "spokesperson_id"])
                actors.current_office_ids.read(["email", "phone", "date_from"])
                actors.membership_count_ids.read(["year", "total"])

    def test_each_case_worker_has_open_cases(self):
        for login in ("beraterin", "berater", "leitung"):
            with self.subTest(login=login):
                user = self.personas[login]
                own = self.cases.filtered(
                    lambda case, user=user: case.user_id == user and not case.is_closed
                )
                self.assertGreaterEqual(len(own), 3)

    def test_each_persona_logs_in_with_the_login_as_password(self):
        others = {
            login: self.env.ref(f"club_support.res_users_{login}_demo")
            for login in ("extern", "belegung", "hausmeister")
        }
        for login, user in {**self.personas, **others}.items():
            with self.subTest(login=login):
                credential = {"type": "password", "login": login, "password": login}
                user.with_user(user)._check_credentials(
                    credential, {"interactive": True}
                )

    def test_each_responsible_person_is_in_the_team_of_the_case(self):
        for case in self.cases.filtered("user_id"):
            with self.subTest(case=case.number):
                self.assertIn(case.user_id, case.team_id.member_ids)
