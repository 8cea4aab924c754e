"""What networks are made of is not lost by deleting, merging and importing."""

from datetime import datetime

from psycopg2.errors import ForeignKeyViolation

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_networks import NetworkCommon
from .test_merging import MergingCommon


@tagged("post_install", "-at_install")
class TestNetworkCorners(NetworkCommon, MergingCommon):
    def test_what_is_in_use_is_not_deleted(self):
        team = self.env["club.team"].create({"name": "Netzwerke"})
        area = self.env["club.area"].create({"name": "Nord"})
        role = self.env["club.network.role"].create({"name": "Gast"})
        person = self.env["res.partner"].create({"name": "Grete Beispiel"})
        self.network.write({"team_id": team.id, "area_id": area.id})
        self._add_member(role_id=role.id, representative_id=person.id)
        meeting = self._create_meeting(convened_by_id=self.third.id)
        part = {"meeting_id": meeting.id}
        guest, invited, owner = self.env["res.partner"].create(
            [{"name": name} for name in ("Anna Gast", "Ida Laden", "Otto Tun")]
        )
        self.env["club.attendance"].create({**part, "partner_id": guest.id})
        self.env["club.invitation"].create({**part, "partner_id": invited.id})
        self.env["club.action.item"].create(
            {**part, "name": "Liste", "partner_id": owner.id}
        )
        for record in (team, area, role, person, self.third, guest, invited, owner):
            with self.subTest(model=record._name, name=record.display_name):
                self.assertFalse(self._is_deleted(record))

    @mute_logger("odoo.sql_db")
    def _is_deleted(self, record):
        try:
            with self.env.cr.savepoint():
                record.unlink()
        except (UserError, ForeignKeyViolation):
            # the web client gets Odoo's sentence for the latter
            return False
        return True

    def test_merged_contacts_keep_all_they_did(self):
        self._hold_office(self.hanna)
        self._hold_office(self.jussuf, self.youth_function)
        meeting = self._create_meeting(
            convened_by_id=self.gone.id, host_id=self.gone.id, people_count=7
        )
        part = {"meeting_id": meeting.id}
        member = self._add_member(self.gone, representative_id=self.jussuf.id)
        invitation = self.env["club.invitation"].create(
            {**part, "partner_id": self.jussuf.id, "organisation_id": self.gone.id}
        )
        invitation._take_answer("yes", "phone", people=2)
        attendance = self.env["club.attendance"].create(
            {**part, "partner_id": self.jussuf.id, "organisation_id": self.gone.id}
        )
        item = self.env["club.action.item"].create(
            {**part, "name": "Liste", "partner_id": self.jussuf.id}
        )
        until = datetime(2028, 1, 1)
        url = item._club_link_url("action", until)
        entry = self.env["club.contact.entry"].create(
            {
                "network_id": self.network.id,
                "partner_id": self.gone.id,
                "contact_id": self.jussuf.id,
            }
        )
        before = meeting.people_count, self.network.message_ids
        self._merge(self.hanna, self.jussuf)
        self._merge(self.kept, self.gone)
        self.assertEqual(meeting.convened_by_id | meeting.host_id, self.kept)
        self.assertEqual(member.partner_id, self.kept)
        self.assertEqual(member.representative_id, self.hanna)
        self.assertEqual(invitation.partner_id, self.hanna)
        self.assertEqual(invitation.organisation_id, self.kept)
        self.assertEqual((invitation.answer, invitation.people_count), ("yes", 2))
        self.assertEqual(len(invitation.answer_ids), 1)
        self.assertEqual(attendance.partner_id, self.hanna)
        self.assertEqual(item.partner_id, self.hanna)
        self.assertEqual(item._club_link_url("action", until), url)
        self.assertEqual((entry.partner_id, entry.contact_id), (self.kept, self.hanna))
        self.assertEqual((meeting.people_count, self.network.message_ids), before)

    # ------------------------------------------------------------
    # Import
    # ------------------------------------------------------------

    def _load(self, model, fields, rows, user=None):
        context = {"import_file": True, "lang": "en_US"}
        return self._rpc(
            user or self.organiser, model, "load", fields, rows, context=context
        )

    def test_members_are_imported_by_names(self):
        clubs = self.env["res.partner"].create(
            [{"name": f"Verein {i:02} e.V.", "is_company": True} for i in range(50)]
        )
        people = self.env["res.partner"].create(
            [{"name": f"Vertretung {i:02}"} for i in range(50)]
        )
        fields = ["network_id", "partner_id", "representative_id", "date_from"]
        rows = [
            [self.network.name, club.name, person.name, "2026-01-01"]
            for club, person in zip(clubs, people, strict=True)
        ]
        bad = [*rows[:30], [self.network.name, "Gibt es nicht", "", ""], *rows[31:]]
        with mute_logger("odoo.sql_db"):
            result = self._load("club.network.member", fields, bad)
        self.assertFalse(result["ids"])
        message = result["messages"][0]
        self.assertEqual(message["rows"], {"from": 30, "to": 30})
        self.assertIn("Gibt es nicht", message["message"])
        self.assertFalse(self.network.member_ids)
        result = self._load("club.network.member", fields, rows)
        self.assertEqual(result["messages"], [])
        self.assertEqual(self.network.member_ids.partner_id, clubs)
        self.assertEqual(self.network.member_ids.representative_id, people)
        with mute_logger("odoo.sql_db"):
            result = self._load("club.network.member", fields, rows[:1])
        self.assertFalse(result["ids"])
        self._assert_sentence(result["messages"][0]["message"])

    def test_networks_and_meetings_are_imported(self):
        result = self._load(
            "club.network", ["name", "kind"], [["Sport vor Ort", "Working Group"]]
        )
        self.assertEqual(result["messages"], [])
        network = self.env["club.network"].browse(result["ids"])
        self.assertEqual(
            (network.kind, network.user_id), ("working_group", self.organiser)
        )
        fields = ["network_id", "name", "start", "location"]
        rows = [["Sport vor Ort", "Auftakt", "2027-04-06 15:00:00", "Rathaus"]]
        result = self._load("club.meeting", fields, rows)
        self.assertEqual(result["messages"], [])
        self.assertEqual(network.meeting_ids.start, datetime(2027, 4, 6, 13))
        self.assertTrue(network.meeting_ids.calendar_event_id)

    def test_german_headings_are_recognized(self):
        self.env["res.lang"]._activate_lang("de_DE")
        headings = {
            "club.network.member": {
                "Netzwerk": "network_id",
                "Organisation": "partner_id",
            },
            "club.meeting": {"Netzwerk": "network_id", "Ort": "location"},
        }
        self.organiser.lang = "de_DE"
        for model, wanted in headings.items():
            text = ";".join(wanted) + "\n" + ";".join("x" for _name in wanted)
            values = {
                "res_model": model,
                "file": text.encode(),
                "file_type": "text/csv",
            }
            dialogs = self.env["base_import.import"].with_user(self.organiser)
            dialog = dialogs.with_context(lang="de_DE").create(values)
            options = {"has_headers": True, "quoting": '"', "separator": ";"}
            preview = dialog.parse_preview({**options, "encoding": "utf-8"})
            found = [preview["matches"].get(place) for place in range(len(wanted))]
            with self.subTest(model=model):
                self.assertEqual(found, [[name] for name in wanted.values()])

    # ------------------------------------------------------------
    # Two companies, and a team without mailbox
    # ------------------------------------------------------------

    def _set_up_neighbour(self):
        both = self.company | self.other_company
        user = new_test_user(
            self.env,
            login="club_both",
            groups="club_support.club_support_group_organiser",
            email="both@landkreis-musterau.example.org",
            company_id=self.company.id,
            company_ids=[Command.set(both.ids)],
        )
        team = self.env["club.team"].create(
            {
                "name": "Nachbarn",
                "email": "netz@nachbarkreis.example.org",
                "company_id": self.other_company.id,
            }
        )
        self.other_company.partner_id.tz = "Europe/Lisbon"
        network = self.env["club.network"].create(
            {
                "name": "Drüben",
                "user_id": user.id,
                "company_id": self.other_company.id,
            }
        )
        return user, team, network

    def test_the_company_of_the_network_invites(self):
        user, team, network = self._set_up_neighbour()
        self.assertEqual(network.team_id, team)
        self._add_member(network=network)
        context = {"allowed_company_ids": [self.company.id, self.other_company.id]}
        meetings = self.env["club.meeting"].with_user(user).with_context(**context)
        meeting = meetings.create(
            {"network_id": network.id, "start": "2027-06-01 16:00:00"}
        )
        self.assertEqual(meeting.company_id, self.other_company)
        self.assertEqual(meeting.tz, self.other_company._club_zone().key)
        series = self.env["club.meeting.series"].with_user(user).with_context(**context)
        series = series.create({"network_id": network.id, "name": "Monatlich"})
        self.assertEqual(series.tz, meeting.tz)
        meeting.action_invite()
        mail = self.env["mail.mail"].search(
            [
                ("model", "=", "club.invitation"),
                ("res_id", "in", meeting.invitation_ids.ids),
            ]
        )
        self.assertIn(team.email, mail.email_from)
        self.assertIn(team.email, mail.reply_to)
        files = mail.attachment_ids.filtered(
            lambda file: file.mimetype.startswith("text/calendar")
        )
        self.assertIn(team.email, files[0].raw.decode())
        self.assertNotIn(self.team.email, files[0].raw.decode())

    def test_a_team_without_mailbox_lends_the_one_of_the_company(self):
        bare = self.env["club.team"].create({"name": "Ohne Postfach"})
        self.network.team_id = bare
        self._add_member()
        meeting = self._create_meeting("2027-06-01 16:00:00")
        self.assertEqual(meeting._get_mailbox()[0], self.team.email)
        self.env["club.team"].search([]).email = False
        self.assertEqual(meeting._get_mailbox()[0], self.organiser.email)
        self.organiser.partner_id.email = False
        with self.assertRaises(UserError) as refusal:
            meeting.with_user(self.organiser).action_invite()
        self._assert_sentence(refusal.exception)
