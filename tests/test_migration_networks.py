import importlib.util
from pathlib import Path

from odoo.tests import tagged

from .common import ClubSupportCommon

SCRIPT = Path(__file__).parents[1] / "migrations" / "19.0.4.0.0" / "pre-entries.py"


@tagged("post_install", "-at_install")
class TestMigrationNetworks(ClubSupportCommon):
    """From 19.0.3.0.0: nothing knew of networks."""

    def _migrate(self):
        spec = importlib.util.spec_from_file_location("pre_entries", SCRIPT)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.migrate(self.env.cr, "19.0.3.0.0")
        self.env.invalidate_all()

    def test_former_entries_stay_as_they_were(self):
        area = self.env["club.area"].create({"name": "Weidental"})
        entry = self.env["club.contact.entry"].create(
            {
                "note": "Telefonat",
                "area_id": area.id,
                "minutes": 20,
                "people_count": 3,
                "user_id": self.env.uid,
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE club_contact_entry DROP COLUMN network_id CASCADE, "
            "DROP COLUMN meeting_id CASCADE"
        )
        self._migrate()
        self.assertFalse(entry.network_id or entry.meeting_id)
        seen = (entry.note, entry.area_id, entry.minutes, entry.people_count)
        self.assertEqual(seen, ("Telefonat", area, 20, 3))

    def test_running_it_again_changes_nothing(self):
        network = self.env["club.network"].create({"name": "Runder Tisch"})
        entry = self.env["club.contact.entry"].create({"network_id": network.id})
        self.env.flush_all()
        self._migrate()
        self.assertEqual(entry.network_id, network)
