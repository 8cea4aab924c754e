from lxml import etree

from odoo.tests import tagged

from .common_migrations import ADDON, load_script
from .common_trainings import TrainingsCommon

VERSION = "19.0.6.0.0"
RULE = "club_support.res_partner_rule_protected"


@tagged("post_install", "-at_install")
class TestMigrationTrainings(TrainingsCommon):
    """From 19.0.5.0.0: events were none of ours, and what we ship stays as it was."""

    def _migrate(self, name):
        self.env.flush_all()
        load_script(VERSION, name).migrate(self.env.cr, "19.0.5.0.0")
        self.env.invalidate_all()

    def test_whoever_organises_trainings_reads_volunteers_as_in_a_new_database(self):
        [shipped] = etree.parse(ADDON / "security/res_partner_security.xml").xpath(
            "//record[@id='res_partner_rule_protected']"
            "/field[@name='domain_force']/text()"
        )
        rule = self.env.ref(RULE)
        script = load_script(VERSION, "post-trainings")
        rule.domain_force = script.PROTECTED % script.GROUPS
        self.chair.is_protected = True
        Partner = self.env["res.partner"].with_user(self.trainingorganiser)
        self.assertFalse(Partner.search([("id", "=", self.chair.id)]))
        self._migrate("post-trainings")
        self.assertEqual(rule.domain_force, shipped)
        self.assertTrue(Partner.search([("id", "=", self.chair.id)]))
        trainer = Partner.with_user(self.trainer)
        self.assertFalse(trainer.search([("id", "=", self.chair.id)]))

    def test_a_rule_of_ones_own_stays(self):
        rule = self.env.ref(RULE)
        rule.domain_force = [("is_protected", "=", False)]
        self._migrate("post-trainings")
        self.assertEqual(rule.domain_force, "[('is_protected', '=', False)]")

    def test_events_and_registrations_of_before_stay_what_they_were(self):
        event = self.env["event.event"].create(
            {
                "name": "Sommerfest",
                "date_begin": "2027-06-01 10:00:00",
                "date_end": "2027-06-01 18:00:00",
            }
        )
        guest = self.env["event.registration"].create(
            {"event_id": event.id, "name": "Gast"}
        )
        self.env.flush_all()
        for table, name in (
            ("event_event", "training_state"),
            ("event_registration", "training_status"),
            ("event_registration", "refresher_on"),
        ):
            self.env.cr.execute(f"ALTER TABLE {table} DROP COLUMN {name} CASCADE")
        self._migrate("pre-trainings")
        self.assertFalse(event.training_state)
        self.assertFalse(guest.training_status)
        self.assertEqual((event.name, guest.name), ("Sommerfest", "Gast"))

    def test_running_it_again_changes_nothing(self):
        event = self._create_date()
        one = self._register(event, "Hanna Berg")
        for name in ("pre-trainings", "post-trainings"):
            self._migrate(name)
        self.assertEqual(event.training_state, "open")
        self.assertEqual(one.training_status, "registered")
