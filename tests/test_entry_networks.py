"""Contact entries for networks and in meetings: scope, rights, lists."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .common import ClubSupportCommon


@tagged("post_install", "-at_install")
class TestEntryNetworks(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        create = cls.env["club.area"].create
        cls.area, cls.village = create([{"name": "Weidental"}, {"name": "Dorf"}])
        cls.field = cls.env["club.field.of.action"].create({"name": "Sport"})
        cls.group = cls.env["club.target.group"].create({"name": "Jugendliche"})
        cls.network = cls.env["club.network"].create(
            {
                "name": "Runder Tisch",
                "user_id": cls.organiser.id,
                "area_id": cls.area.id,
                "field_of_action_id": cls.field.id,
                "target_group_ids": [(6, 0, cls.group.ids)],
            }
        )
        cls.meeting = cls.env["club.meeting"].create(
            {
                "network_id": cls.network.id,
                "start": "2026-05-05 16:00:00",
                "area_id": cls.village.id,
            }
        )
        cls.hidden = cls.env["club.network"].create(
            {
                "name": "Krisenstab",
                "user_id": cls.organiser.id,
                "is_restricted": True,
            }
        )
        cls.hidden_meeting = cls.env["club.meeting"].create(
            {"network_id": cls.hidden.id, "start": "2026-05-06 16:00:00"}
        )

    def _log(self, user, **vals):
        entry_id = self._rpc(user, "club.contact.entry", "create", [vals])
        return self.env["club.contact.entry"].browse(entry_id)

    def test_an_entry_of_a_network_is_not_empty_and_takes_its_scope(self):
        entry = self._log(self.organiser, network_id=self.network.id, minutes=20)
        self.assertEqual(entry.area_id, self.area)
        self.assertEqual(entry.field_of_action_id, self.field)
        self.assertEqual(entry.target_group_ids, self.group)
        self.assertIn("Runder Tisch", entry.display_name)
        with self.assertRaises(ValidationError) as caught:
            entry.network_id = False
        self._assert_sentence(caught.exception)

    def test_an_entry_of_a_meeting_takes_what_the_meeting_says_first(self):
        entry = self._log(self.organiser, meeting_id=self.meeting.id)
        self.assertEqual(entry.network_id, self.network)
        self.assertEqual(entry.area_id, self.village)
        self.assertEqual(entry.field_of_action_id, self.field)
        self.assertEqual(entry.target_group_ids, self.group)

    def test_an_entry_of_a_case_keeps_the_scope_of_the_case(self):
        case = self._create_case(area_id=self.village.id)
        entry = self._log(
            self.worker, case_id=case.id, network_id=self.network.id, minutes=5
        )
        self.assertEqual(entry.area_id, self.village)

    def test_what_was_entered_by_hand_stays(self):
        entry = self._log(
            self.organiser, meeting_id=self.meeting.id, area_id=self.area.id
        )
        self.assertEqual(entry.area_id, self.area)

    def test_a_meeting_of_others_needs_no_network(self):
        meeting = self.env["club.meeting"].create(
            {"name": "Fachtag", "start": "2026-05-05 16:00:00"}
        )
        entry = self._log(self.organiser, meeting_id=meeting.id)
        self.assertFalse(entry.network_id)
        self.assertIn("Fachtag", entry.display_name)
        entry.network_id = self.network
        self.assertEqual(entry.network_id, self.network)

    def test_the_meeting_belongs_to_the_network_of_the_entry(self):
        entry = self._log(self.organiser, meeting_id=self.meeting.id)
        other = self.network.copy({"name": "Anderer"})
        with self.assertRaises(ValidationError) as caught:
            entry.network_id = other
        self._assert_sentence(caught.exception)
        self.meeting.network_id = other
        self.assertEqual(entry.network_id, other)

    def test_nobody_logs_work_into_a_network_that_they_do_not_know_of(self):
        entry = self._log(self.worker, note="Telefonat")
        both = {"meeting_id": self.hidden_meeting.id, "network_id": self.network.id}
        for vals, refused in (
            ({"network_id": self.hidden.id}, AccessError),
            ({"meeting_id": self.hidden_meeting.id}, AccessError),
            (both, ValidationError),
        ):
            with self.subTest(vals=vals):
                with self.assertRaises(refused) as caught:
                    self._log(self.worker, **vals)
                self.assertNotIn("Krisenstab", str(caught.exception))
                with self.assertRaises(refused) as caught:
                    self._rpc(
                        self.worker, "club.contact.entry", "write", entry.ids, vals
                    )
                self.assertNotIn("Krisenstab", str(caught.exception))
        self.assertTrue(self._log(self.organiser, network_id=self.hidden.id))

    def test_entries_of_restricted_networks_stay_with_their_people(self):
        entry = self._log(self.organiser, meeting_id=self.hidden_meeting.id)
        for user in (self.worker, self.colleague, self.management):
            with self.subTest(user=user.login):
                found = self._rpc(
                    user, "club.contact.entry", "search", [("id", "=", entry.id)]
                )
                self.assertFalse(found)
        found = self._rpc(
            self.organiser,
            "club.contact.entry",
            "search",
            [("network_id", "=", self.hidden.id)],
        )
        self.assertEqual(found, entry.ids)

    def test_the_form_offers_meetings_of_the_chosen_network(self):
        with Form(self.env["club.contact.entry"].with_user(self.organiser)) as form:
            form.meeting_id = self.meeting
            self.assertEqual(form.network_id, self.network)
        entry = form.save()
        self.assertEqual(entry.area_id, self.village)
