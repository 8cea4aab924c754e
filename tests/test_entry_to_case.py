"""A short advice becomes a case in one click."""

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ClubSupportCommon

ENTRY = "club.contact.entry"


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestEntryToCase(ClubSupportCommon):
    def _log(self, user=None, **vals):
        vals = vals or {"note": "Anruf"}
        entry_id = self._rpc(user or self.worker, ENTRY, "create", vals)
        return self.env[ENTRY].browse(entry_id)

    def _make(self, entries, user=None):
        return self._rpc(user or self.worker, ENTRY, "action_make_case", entries.ids)

    def test_a_short_advice_becomes_a_case_with_all_that_is_known(self):
        self.company.resource_calendar_id.tz = "Europe/Berlin"
        area = self.env["club.area"].create({"name": "Grünbach"})
        action = self.env["club.field.of.action"].create({"name": "Sport"})
        group = self.env["club.target.group"].create({"name": "Mädchen"})
        entry = self._log(
            channel="consultation",
            contact_id=self.chair.id,
            area_id=area.id,
            field_of_action_id=action.id,
            target_group_ids=[Command.set(group.ids)],
            date="2027-03-01 23:30:00",
            minutes=20,
            note="\n Halle für Mädchenfußball gesucht\nab Mai",
        )
        answer = self._make(entry)
        case = entry.case_id
        self.assertEqual(answer["res_id"], case.id)
        self.assertEqual(answer["views"][0][1], "form")
        self.assertEqual(case.name, "Halle für Mädchenfußball gesucht")
        short_advice = self.env.ref("club_support.club_case_type_short_advice")
        self.assertEqual(case.type_id, short_advice)
        self.assertEqual((case.partner_id, case.contact_id), (self.club, self.chair))
        self.assertEqual(case.area_id, area)
        self.assertEqual(case.field_of_action_id, action)
        self.assertEqual(case.target_group_ids, group)
        self.assertEqual(case.user_id, self.worker)
        self.assertEqual(case.origin, "consultation")
        # in Musterau the next day had begun
        self.assertEqual(case.date_open, fields.Date.to_date("2027-03-02"))
        self.assertEqual(entry.minutes, 20)

    def test_every_channel_has_an_origin(self):
        channels = dict(self.env[ENTRY]._fields["channel"].selection)
        entries = self.env[ENTRY].union(
            *(self._log(channel=channel, note="Anruf") for channel in channels)
        )
        answer = self._make(entries)
        cases = entries.case_id
        self.assertEqual(len(cases), len(channels))
        self.assertEqual(answer["domain"], [("id", "in", cases.ids)])
        self.assertEqual(
            [entry.case_id.origin for entry in entries],
            ["phone", "email", "visit", "consultation", "visit", "visit", "letter"],
        )

    def test_the_subject_is_what_is_known_first(self):
        long_note = "Der Verein möchte wissen, wie " + "sehr " * 30
        self.env.ref("base.lang_en").date_format = "%m/%d/%Y"
        for vals, subject in (
            ({"note": long_note}, None),
            ({"partner_id": self.club.id}, f"Short advice for {self.club.name}"),
            ({"people_count": 1}, "Short advice of 03/10/2027"),
        ):
            entry = self._log(**vals)
            self._make(entry)
            with self.subTest(vals=vals):
                if subject:
                    self.assertEqual(entry.case_id.name, subject)
                else:
                    self.assertLessEqual(len(entry.case_id.name), 72)
                    self.assertTrue(entry.case_id.name.endswith("sehr …"))

    def test_an_entry_does_not_become_a_case_twice(self):
        entry, fresh = self._log(), self._log()
        self._make(entry)
        case = entry.case_id
        with self.assertRaises(UserError) as caught:
            self._make(entry | fresh)
        self._assert_sentence(caught.exception)
        self.assertEqual(entry.case_id, case)
        self.assertFalse(fresh.case_id)

    def test_without_the_type_the_case_has_none(self):
        short_advice = self.env.ref("club_support.club_case_type_short_advice")
        for vals in ({"company_id": self.other_company.id}, {"active": False}):
            short_advice.write(vals)
            entry = self._log()
            self._make(entry)
            with self.subTest(vals=vals):
                self.assertFalse(entry.case_id.type_id)

    def test_only_who_may_edit_the_entry_makes_a_case_of_it(self):
        entry = self._log()
        for persona in ("colleague", "management", "plain_user", "foreigner"):
            with self.subTest(persona=persona), self.assertRaises(AccessError):
                self._make(entry, getattr(self, persona))
        self.assertFalse(entry.case_id)
        self._make(entry, self.lead)
        self.assertEqual(entry.case_id.user_id, self.worker)

    def test_the_case_of_somebody_who_left_goes_to_whoever_makes_it(self):
        entry = self._log(self.colleague)
        self.colleague.active = False
        self._make(entry, self.lead)
        self.assertEqual(entry.case_id.user_id, self.lead)
