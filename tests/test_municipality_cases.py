"""Lines of the municipalities about cases, each by the way of its users."""

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import ClubSupportCommon

TODAY = "2027-03-01"


@tagged("post_install", "-at_install")
@freeze_time(f"{TODAY} 10:00:00")
class TestMunicipalityCases(ClubSupportCommon):
    def setUp(self):
        super().setUp()
        self.sports_association = self.env["res.partner"].create(
            {"name": "Kreissportbund", "is_company": True}
        )

    def _create_mandate(self, user, date_to):
        """As an administrator enters it."""
        Mandate = self.env["club.mandate"].with_user(self.administrator)
        with Form(Mandate) as form:
            form.user_id = user
            form.employer_id = self.sports_association
            form.date_from = "2027-01-01"
            form.date_to = date_to
        return form.record

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_s0_11_a_contractor_works_until_the_mandate_ends_and_is_followed(self):
        contractor = new_test_user(
            self.env,
            login="club_contractor",
            groups="club_support.club_support_group_contractor",
            name="Person contractor",
            email="contractor@sportbund.example.org",
            tz="Europe/Berlin",
        )
        self._create_mandate(contractor, "2027-06-30")
        case = self._create_case(user_id=contractor.id)
        other = self._create_case(name="Anderer")
        self.env.flush_all()
        found = self._rpc(contractor, "club.case", "search", [])
        self.assertIn(case.id, found)
        self.assertNotIn(other.id, found)
        with Form(case.with_user(contractor)) as form:
            form.name = "Öffnung, zweiter Teil"
        with freeze_time("2027-07-01 06:00:00"):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                self._rpc(contractor, "club.case", "read", case.ids, ["name"])
            self.env.registry.clear_cache()
            form = Form(self.env["club.case.hand.over"].with_user(self.lead))
            form.user_id = contractor
            self.assertEqual(form.responsible_count, 1)
            form.successor_id = self.colleague
            form.note = "Der Auftrag ist zu Ende."
            form.save().action_hand_over()
        self.env.invalidate_all()
        self.assertEqual(case.user_id, self.colleague)
        self.assertEqual(case.predecessor_id, contractor)
        self.assertEqual(other.user_id, self.worker)

    def test_s4_09_staff_employed_by_one_body_work_for_another(self):
        mandate = self._create_mandate(self.worker, "2027-12-31")
        self.assertEqual(mandate.employer_id, self.sports_association)
        self.assertEqual(mandate.commissioned_by_id, self.company.partner_id)
        case = self._create_case(user_id=self.colleague.id)
        self.assertIn(case.id, self._rpc(self.worker, "club.case", "search", []))
        found = self._rpc(
            self.management,
            "club.mandate",
            "search_read",
            [("employer_id", "=", self.sports_association.id)],
            ["user_id", "commissioned_by_id"],
        )
        self.assertEqual(found[0]["user_id"][0], self.worker.id)

    def test_s3_03_the_end_of_a_subsidised_post_is_entered_in_the_case(self):
        case = self._create_case()
        kind = self.env.ref("club_support.club_deadline_kind_post_end")
        with (
            Form(case.with_user(self.worker)) as form,
            form.deadline_ids.new() as deadline,
        ):
            deadline.kind_id = kind
            deadline.name = "Platzpflege"
            deadline.date = "2027-03-20"
        cron = self.env.ref("club_support.club_case_deadline_cron_remind")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(case.deadline_ids.activity_id.user_id, self.worker)
        desk = self.env["club.desk"].with_user(self.worker)
        card = desk.search([("card", "=", "deadlines")])
        self.assertIn("Platzpflege", card.content)
        self.assertIn(case.number, card.content)
