from lxml import etree

from odoo.tests import tagged

from .common_facilities import FacilitiesCommon
from .common_migrations import ADDON, load_script

VERSION = "19.0.5.0.0"
RULE = "club_support.res_partner_rule_protected"


@tagged("post_install", "-at_install")
class TestMigrationFacilities(FacilitiesCommon):
    """From 19.0.4.0.0: nothing knew of halls, and what we ship stays as it was."""

    def _migrate(self, name):
        self.env.flush_all()
        load_script(VERSION, name).migrate(self.env.cr, "19.0.4.0.0")
        self.env.invalidate_all()

    def _read_shipped(self, path, expression):
        return etree.parse(ADDON / path).xpath(expression)

    def test_former_entries_happened_at_no_place(self):
        entry = self.env["club.contact.entry"].create(
            {"note": "Telefonat", "minutes": 20, "people_count": 3}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE club_contact_entry DROP COLUMN facility_id CASCADE"
        )
        self._migrate("pre-facilities")
        self.assertFalse(entry.facility_id)
        seen = (entry.note, entry.minutes, entry.people_count)
        self.assertEqual(seen, ("Telefonat", 20, 3))

    def test_sports_that_we_ship_need_a_hall_as_in_a_new_database(self):
        shipped = self._read_shipped(
            "data/club_sport_data.xml", "//record[field/@name='needs_hall']/@id"
        )
        self.env.flush_all()
        self.env.cr.execute("UPDATE club_sport SET needs_hall = NULL")
        own = self.env["club.sport"].create({"name": "Kegeln"})
        self._migrate("post-facilities")
        needing = self.env["club.sport"].search([("needs_hall", "=", True)])
        names = needing.get_external_id().values()
        self.assertEqual(set(names), {f"club_support.{name}" for name in shipped})
        self.assertNotIn(own, needing)

    def test_what_somebody_has_said_of_a_sport_stays(self):
        handball = self.env.ref("club_support.club_sport_handball")
        handball.needs_hall = False
        self._migrate("post-facilities")
        self.assertFalse(handball.needs_hall)

    def test_the_facility_office_reads_volunteers(self):
        [shipped] = self._read_shipped(
            "security/res_partner_security.xml",
            "//record[@id='res_partner_rule_protected']"
            "/field[@name='domain_force']/text()",
        )
        rule = self.env.ref(RULE)
        script = load_script(VERSION, "post-facilities")
        former = script.PROTECTED % f"{script.WORKER},{script.MANAGEMENT}"
        rule.domain_force = former
        self.assertNotEqual(former, shipped)
        self.chair.is_protected = True
        Partner = self.env["res.partner"].with_user(self.officer)
        self.assertFalse(Partner.search([("id", "=", self.chair.id)]))
        self._migrate("post-facilities")
        groups = f"{script.WORKER},{script.MANAGEMENT},{script.OFFICER}"
        self.assertEqual(rule.domain_force, script.PROTECTED % groups)
        self.assertTrue(Partner.search([("id", "=", self.chair.id)]))
        self.assertFalse(
            Partner.with_user(self.caretaker).search([("id", "=", self.chair.id)])
        )

    def test_a_rule_of_ones_own_stays(self):
        rule = self.env.ref(RULE)
        rule.domain_force = [("is_protected", "=", False)]
        self._migrate("post-facilities")
        self.assertEqual(rule.domain_force, "[('is_protected', '=', False)]")

    def test_running_it_again_changes_nothing(self):
        place = {"is_contact_point": True, "parent_id": self.site.id}
        place = self.env["club.facility"].create({"name": "Treffpunkt", **place})
        entry = self.env["club.contact.entry"].create(
            {"note": "Frage", "facility_id": place.id}
        )
        booking = self._reserve()
        booking.action_confirm()
        for name in ("pre-facilities", "post-facilities"):
            self._migrate(name)
        self.assertEqual(entry.facility_id, place)
        self._assert_rows_true()
