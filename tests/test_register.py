from lxml import etree

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common import ClubSupportCommon, ClubSupportHttpCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 10:00:00")
class TestRegister(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.is_actor = True
        cls.other, cls.third = cls.env["res.partner"].create(
            [
                {"name": "Grundschule Grünbach", "is_company": True, "is_actor": True},
                {"name": "Café Kunterbunt", "is_company": True, "is_actor": True},
            ]
        )

    def _filtered(self, name):
        """What a filter of the register's search finds among our three."""
        arch = self.env.ref("club_support.res_partner_view_search_organisation").arch
        node = etree.fromstring(arch).find(f".//filter[@name='{name}']")
        domain = safe_eval(node.get("domain"), {"uid": self.worker.id})
        ours = self.club | self.other | self.third
        found = self.env["res.partner"].with_user(self.worker).search(domain)
        return found & ours

    def _found(self, text, user=None):
        found = self._rpc(user or self.worker, "res.partner", "name_search", text)
        return [partner_id for partner_id, _name in found]

    # ------------------------------------------------------------
    # Profile
    # ------------------------------------------------------------

    def test_s2_04_an_initiative_without_legal_form_is_an_actor_and_grows(self):
        form = Form(
            self.env["res.partner"]
            .with_user(self.worker)
            .with_context(default_is_company=True, default_is_actor=True),
            view="club_support.res_partner_view_form_organisation",
        )
        form.name = "Nachbarschaftsgarten Weidental"
        form.actor_type_id = self.env.ref("club_support.club_actor_type_initiative")
        initiative = form.save()
        case = self._create_case(
            partner_id=initiative.id,
            contact_id=False,
            type_id=self.env.ref("club_support.club_case_type_foundation").id,
        )
        self.cr.flush()
        self.assertFalse(initiative.register_number)
        self.assertEqual(initiative.open_case_ids, case)

        initiative.actor_type_id = self.env.ref("club_support.club_actor_type_club")
        initiative.former_name = initiative.name
        initiative.name = "Gartenverein Weidental e.V."
        self.cr.flush()
        self.assertIn(initiative.id, self._found("Nachbarschaftsgarten"))
        tracked = initiative.message_ids.sudo().tracking_value_ids
        self.assertIn("actor_type_id", tracked.field_id.mapped("name"))

    def test_s4_08_an_accommodation_is_an_actor_and_cooperations_are_counted(self):
        place = self.env["res.partner"].create(
            {
                "name": "Gemeinschaftsunterkunft Am Wasserturm",
                "is_company": True,
                "is_actor": True,
                "actor_type_id": self.env.ref(
                    "club_support.club_actor_type_accommodation"
                ).id,
            }
        )
        self._rpc(
            self.worker,
            "club.cooperation",
            "create",
            [
                {"partner_id": place.id, "other_partner_id": self.club.id},
                {"partner_id": self.other.id, "other_partner_id": place.id},
                {
                    "partner_id": place.id,
                    "other_partner_id": self.third.id,
                    "date_from": "2020-01-01",
                    "date_to": "2021-01-01",
                },
            ],
        )
        self.assertEqual(place.with_user(self.worker).cooperation_count, 2)
        self.assertEqual(len(place.with_user(self.worker).cooperation_ids), 3)
        self.assertEqual(self.other.cooperation_count, 1)

    def test_s0_02_a_cooperation_names_two_actors_and_what_brought_it_about(self):
        case = self._create_case()
        form = Form(
            self.env["club.cooperation"]
            .with_user(self.worker)
            .with_context(default_partner_id=self.club.id)
        )
        form.other_partner_id = self.other
        form.kind_id = self.env.ref("club_support.club_cooperation_kind_school")
        form.origin = "advice"
        form.case_id = case
        cooperation = form.save()
        self.assertEqual(
            cooperation.display_name, "TSV Grünbach 1902 e.V. – Grundschule Grünbach"
        )
        self.assertEqual(str(cooperation.date_from), "2026-11-22")
        for actor in (self.club, self.other):
            self.assertIn(cooperation, actor.cooperation_ids)
            action = actor.action_view_cooperations()
            found = self.env["club.cooperation"].search(action["domain"])
            self.assertEqual(found, cooperation)

    def test_organisations_with_offices_counts_or_cooperations_enter_the_register(self):
        new = self.env["res.partner"].create(
            [{"name": f"Neu {number}", "is_company": True} for number in range(4)]
        )
        self.assertFalse(any(new.mapped("is_actor")))
        user = self.worker.id
        self.env["club.office"].with_user(user).create(
            {"partner_id": new[0].id, "person_id": self.chair.id}
        )
        self.env["club.membership.count"].with_user(user).create(
            {"partner_id": new[1].id, "total": 3}
        )
        self.env["club.cooperation"].with_user(user).create(
            {"partner_id": new[2].id, "other_partner_id": new[3].id}
        )
        self.assertTrue(all(new.mapped("is_actor")))

    def test_persons_are_not_in_the_register(self):
        with self.assertRaises(ValidationError) as caught:
            self.chair.is_actor = True
        self._assert_sentence(caught.exception)

    def test_a_contact_is_taken_into_the_register_by_one_click(self):
        contact = self.env["res.partner"].create({"name": "Neu", "is_company": True})
        self._rpc(self.worker, "res.partner", "action_enter_register", contact.ids)
        self.assertTrue(contact.is_actor)

    def test_links_to_actors_and_people_in_office_open_the_forms_of_the_register(self):
        person = self.env["res.partner"].create({"name": "Jörg Brandt"})
        self.env["club.office"].create(
            {"partner_id": self.club.id, "person_id": person.id}
        )
        for partner, xml_id in (
            (self.club, "res_partner_view_form_organisation"),
            (person, "res_partner_view_form_person"),
        ):
            with self.subTest(partner=partner.name):
                for user, expected in (
                    (self.worker, self.env.ref(f"club_support.{xml_id}").id),
                    (self.plain_user, False),
                ):
                    views = partner.with_user(user).get_formview_action()["views"]
                    self.assertEqual(views[0][0], expected)

    def test_a_founding_year_is_a_year(self):
        for year in (19, 2999):
            with self.subTest(year=year):
                with self.assertRaises(ValidationError) as caught:
                    self.club.founding_year = year
                self._assert_sentence(caught.exception)

    def test_the_map_is_asked_for_place_or_address(self):
        self.club.write({"street": "Schulweg 4", "zip": "99902", "city": "Grünbach"})
        url = self.club.action_open_map()["url"]
        self.assertIn("Schulweg%204%2C%2099902%2C%20Gr%C3%BCnbach", url)
        self.club.write({"partner_latitude": 50.5, "partner_longitude": 8.25})
        self.assertIn("50.5%2C8.25", self.club.action_open_map()["url"])

    # ------------------------------------------------------------
    # Cooperations and counts
    # ------------------------------------------------------------

    def test_nobody_cooperates_with_itself_or_with_a_person(self):
        for other in (self.club, self.chair):
            with self.subTest(other=other.name):
                with self.assertRaises(ValidationError) as caught:
                    self.env["club.cooperation"].create(
                        {"partner_id": self.club.id, "other_partner_id": other.id}
                    )
                self._assert_sentence(caught.exception)

    def test_the_latest_count_is_shown_and_the_chart_tells_the_trend(self):
        self.env["club.membership.count"].create(
            [
                {"partner_id": self.club.id, "year": year, "total": total}
                for year, total in ((2024, 180), (2026, 212), (2025, 190))
            ]
        )
        club = self.club.with_user(self.worker)
        self.assertEqual((club.member_count, club.member_year), (212, 2026))
        self.assertRegex(club.membership_chart, "2024.*180.*2025.*190.*2026.*212")
        club.membership_count_ids.filtered(lambda c: c.year == 2026).total = 213
        self.assertEqual(club.member_count, 213)

    def test_detail_of_a_count_is_never_added_to_its_total(self):
        count = self.env["club.membership.count"].create(
            {
                "partner_id": self.club.id,
                "total": 100,
                "youth": 40,
                "line_ids": [
                    (0, 0, {"age_band": "07", "gender": "female", "number": 25}),
                    (0, 0, {"age_band": "07", "gender": "male", "number": 15}),
                ],
            }
        )
        self.assertEqual((count.total, count.youth), (100, 40))
        self.assertEqual(self.club.member_count, 100)
        self.assertEqual(count.line_ids.mapped("display_name"), ["25", "15"])

    # ------------------------------------------------------------
    # What is open
    # ------------------------------------------------------------

    def test_advice_without_a_case_is_a_contact(self):
        self.env["club.contact.entry"].create(
            {"date": "2026-05-04 08:00:00", "partner_id": self.club.id}
        )
        self.assertEqual(str(self.club.last_contact), "2026-05-04 08:00:00")

    def test_last_contact_is_the_latest_entry(self):
        Entry = self.env["club.contact.entry"]
        entries = Entry.create(
            [
                {"partner_id": self.club.id, "date": date}
                for date in ("2026-10-01 08:00:00", "2026-03-01 08:00:00")
            ]
        )
        self.assertEqual(str(self.club.last_contact), "2026-10-01 08:00:00")
        self.assertEqual(self.club.club_contact_entry_count, 2)
        entries[0].active = False
        self.assertEqual(str(self.club.last_contact), "2026-03-01 08:00:00")
        action = self.club.action_view_club_contact_entries()
        self.assertEqual(Entry.search(action["domain"]), entries[1])

    def test_a_mail_of_theirs_in_a_case_is_a_contact_too(self):
        mail = self.env["club.incoming.mail"].create(
            {
                "name": "Hallenzeiten",
                "date": "2026-11-02 09:00:00",
                "outcome": "reply",
                "case_id": self._create_case().id,
                "company_id": self.company.id,
            }
        )
        self.assertEqual(str(self.club.last_contact), "2026-11-02 09:00:00")
        mail.outcome = "automatic"
        self.assertFalse(self.club.last_contact)

    def test_the_form_says_what_is_missing_and_what_ran_out(self):
        club = self.club.with_user(self.worker)
        self.assertIn("Nobody is in office.", club.register_hint)
        self.env["club.office"].create(
            {"partner_id": club.id, "person_id": self.chair.id}
        )
        self.assertFalse(club.register_hint)
        club.write(
            {"register_valid_until": "2026-11-21", "tax_exempt_until": "2026-11-22"}
        )
        self.assertRegex(club.register_hint, "^The register extract ran out on")
        self.assertNotIn("tax", club.register_hint)
        club.tax_exempt_until = "2026-11-20"
        self.assertIn("tax exemption ran out", club.register_hint)
        club.actor_state = "dissolved"
        self.assertNotIn("Nobody", club.register_hint)

    def test_next_step_is_the_earliest_of_activities_and_answers_due(self):
        self.assertFalse(self.club.next_step)
        case = self._create_case(date_reply_by="2026-12-10")
        self.club.invalidate_recordset()
        self.assertIn(case.number, self.club.next_step)
        case.activity_schedule(
            "mail.mail_activity_data_todo", fields.Date.to_date("2026-12-05"), "Anruf"
        )
        self.club.invalidate_recordset()
        self.assertIn("Anruf", self.club.next_step)
        self.club.activity_schedule(
            "mail.mail_activity_data_todo", fields.Date.to_date("2026-12-01"), "Besuch"
        )
        self.club.invalidate_recordset()
        self.assertRegex(self.club.with_user(self.worker).next_step, ": Besuch$")

    def test_work_for_an_organisation_is_work_in_its_area(self):
        areas = self.env["club.area"].create(
            [
                {"name": "Grünbach", "company_id": False},
                {"name": "Weidental", "company_id": self.company.id},
                {"name": "Nachbarort", "company_id": self.other_company.id},
            ]
        )
        self.club.area_id = areas[0]
        self.assertEqual(self._create_case().area_id, areas[0])
        self.assertEqual(self._create_case(area_id=areas[1].id).area_id, areas[1])
        entry = self.env["club.contact.entry"].create({"partner_id": self.club.id})
        self.assertEqual(entry.area_id, areas[0])
        self.club.area_id = areas[2]
        self.assertFalse(self._create_case().area_id)

    def test_buttons_of_the_form_carry_the_club_and_who_speaks_for_it(self):
        self.env["club.office"].create(
            {"partner_id": self.club.id, "person_id": self.chair.id}
        )
        club = self.club.with_user(self.worker)
        entry = Form(
            self.env["club.contact.entry"]
            .with_user(self.worker)
            .with_context(**club.action_log_club_contact()["context"]),
            view="club_support.club_contact_entry_view_form_log_call",
        )
        self.assertEqual(entry.contact_id, self.chair)
        entry.note = "Hallenzeiten besprochen"
        self.assertEqual(entry.save().partner_id, self.club)
        case = Form(
            self.env["club.case"]
            .with_user(self.worker)
            .with_context(**club.action_create_club_case()["context"])
        )
        case.name = "Neue Mannschaft"
        self.assertEqual(case.save().partner_id, self.club)
        context = club.action_create_cooperation()["context"]
        self.assertEqual(context, {"default_partner_id": self.club.id})

    # ------------------------------------------------------------
    # Finding
    # ------------------------------------------------------------

    def test_a_club_is_found_by_former_name_chair_email_and_telephone(self):
        self.club.write(
            {"former_name": "Turnverein Mühlgrund", "phone": "+49 (0) 6999 / 104 94-0"}
        )
        self.chair.phone = "+49 171 555 00 12"
        office = self.env["club.office"].create(
            {
                "partner_id": self.club.id,
                "person_id": self.chair.id,
                "date_from": "2020-01-01",
            }
        )
        for text in (
            "TSV Grünb",
            "mühlgrund",
            "Hanna Berg",
            "hanna.berg@example",
            "0171 555 00",
            "info@tsv-gruenbach",
            "06999 10494",
            "0699910494-0",
            "+49 6999 10494",
            "10494",
        ):
            with self.subTest(text=text):
                self.assertIn(self.club.id, self._found(text))
        self.assertNotIn(self.club.id, self._found("999 99"))
        office.date_to = "2026-11-01"
        self.assertNotIn(self.club.id, self._found("Hanna Berg"))

    def test_others_find_contacts_as_before(self):
        self.club.write({"former_name": "Turnverein Mühlgrund", "phone": "06999 10494"})
        self.assertIn(self.club.id, self._found("TSV Grünb", self.plain_user))
        self.assertNotIn(self.club.id, self._found("mühlgrund", self.plain_user))
        self.assertNotIn(self.club.id, self._found("10494", self.plain_user))

    def test_filter_no_contact_for_twelve_months(self):
        self.env["club.contact.entry"].create(
            [
                {"partner_id": self.club.id, "date": "2025-11-21 10:00:00"},
                {"partner_id": self.other.id, "date": "2025-11-23 10:00:00"},
            ]
        )
        self.assertEqual(self._filtered("no_contact"), self.club | self.third)

    def test_filter_register_or_tax_exemption_runs_out(self):
        self.club.register_valid_until = "2027-02-01"
        self.other.tax_exempt_until = "2026-01-31"
        self.third.tax_exempt_until = "2027-06-01"
        self.assertEqual(self._filtered("expiring"), self.club | self.other)

    def test_filter_nobody_in_office(self):
        offices = self.env["club.office"].create(
            [
                {
                    "partner_id": actor.id,
                    "person_id": self.chair.id,
                    "date_from": "2020-01-01",
                }
                for actor in (self.club, self.other)
            ]
        )
        offices[1].date_to = "2026-11-21"
        self.assertEqual(self._filtered("nobody_in_office"), self.other | self.third)

    def test_filters_of_what_is_mine_and_open(self):
        self.club.user_id = self.worker
        self._create_case(partner_id=self.other.id, contact_id=False)
        self.third.actor_state = "dissolved"
        self.assertEqual(self._filtered("mine"), self.club)
        self.assertEqual(self._filtered("open_cases"), self.other)
        self.assertEqual(self._filtered("dissolved"), self.third)

    # ------------------------------------------------------------
    # Cost
    # ------------------------------------------------------------

    def test_the_list_costs_the_same_for_ten_and_a_hundred_clubs(self):
        view = self.env.ref("club_support.res_partner_view_list_organisation")
        specification = {
            name: {"fields": {"display_name": {}}}
            if self.env["res.partner"]._fields[name].relational
            else {}
            for name in self.env["res.partner"]
            .with_user(self.worker)
            .get_view(view.id, "list")["models"]["res.partner"]
        }
        clubs = self._create_clubs(100)

        def queries(count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._rpc(
                self.worker,
                "res.partner",
                "web_search_read",
                [("id", "in", clubs.ids)],
                specification,
                limit=count,
            )
            return self.cr.sql_log_count - before

        queries(10)
        import logging

        a = queries(10)
        logging.getLogger("odoo.sql_db").setLevel(10)
        b = queries(30)
        logging.getLogger("odoo.sql_db").setLevel(30)
        self.assertEqual(a, b)

    def _create_clubs(self, count):
        clubs = self.env["res.partner"].create(
            [
                {"name": f"Verein {number}", "is_company": True, "is_actor": True}
                for number in range(count)
            ]
        )
        persons = self.env["res.partner"].create(
            [{"name": f"Person {number}"} for number in range(count)]
        )
        self.env["club.office"].create(
            [
                {"partner_id": club.id, "person_id": person.id}
                for club, person in zip(clubs, persons, strict=True)
            ]
        )
        cases = self.env["club.case"].create(
            [
                {"name": "Fall", "partner_id": club.id, "date_reply_by": "2026-12-01"}
                for club in clubs
            ]
        )
        for record in (clubs | self.club)[:20]:
            record.activity_schedule("mail.mail_activity_data_todo", summary="Anruf")
        for case in cases[:20]:
            case.activity_schedule("mail.mail_activity_data_todo", summary="Frist")
        self.env["club.contact.entry"].create(
            [{"partner_id": club.id} for club in clubs]
        )
        return clubs


@tagged("post_install", "-at_install")
class TestRegisterFromOutside(ClubSupportHttpCommon):
    @mute_logger("odoo.sql_db")
    def test_impossible_counts_are_refused_in_words(self):
        first = {"partner_id": self.club.id, "year": 2025, "total": 100, "youth": 20}
        self._call(self.worker, "club.membership.count", "create", first)
        for vals in (
            {"year": 2026, "total": -1},
            {"year": 2026, "total": 10, "youth": 11},
            {"year": 2026, "total": 10, "youth": -1},
            {"year": 26, "total": 10},
            {"year": 2025, "total": 101},
        ):
            with self.subTest(vals=vals):
                self._assert_refused(
                    self.worker,
                    "club.membership.count",
                    "create",
                    {"partner_id": self.club.id, **vals},
                )
        self.assertEqual(self.club.membership_count_ids.total, 100)

    @mute_logger("odoo.sql_db")
    def test_a_cooperation_is_not_entered_twice_from_either_side(self):
        other = self.env["res.partner"].create({"name": "Schule", "is_company": True})
        pair = {"partner_id": self.club.id, "other_partner_id": other.id}
        self._call(self.worker, "club.cooperation", "create", pair)
        turned = {"partner_id": other.id, "other_partner_id": self.club.id}
        self._assert_refused(self.worker, "club.cooperation", "create", turned)
        backwards = {**pair, "date_from": "2020-02-01", "date_to": "2020-01-01"}
        self._assert_refused(self.worker, "club.cooperation", "create", backwards)
        self.assertEqual(self.club.cooperation_count, 1)
