"""Who may do what with cases, contact entries and incoming mails."""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PERSONAS, ClubSupportCommon

EVERYBODY = [*PERSONAS, "foreigner"]
RAW_MAIL = b"""\
From: Olga Kowalski <olga@example.net>\r
To: vereine@landkreis-musterau.example.org\r
Subject: Hallenzeiten\r
Message-ID: <access-1@example.net>\r
Date: Mon, 01 Mar 2027 10:00:00 +0100\r
Content-Type: text/plain; charset=utf-8\r
\r
Guten Tag\r
"""

WORKERS = {
    "worker",
    "colleague",
    "organiser",
    "contact_manager",
    "lead",
    "administrator",
}


@tagged("post_install", "-at_install")
class TestAccessCases(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._create_case()
        cls.unassigned = cls._create_case(name="Niemand zuständig", user_id=False)
        cls.deputised = cls._create_case(
            name="Vertretung", user_id=cls.lead.id, deputy_id=cls.worker.id
        )
        cls.foreign_case = cls.env["club.case"].create(
            {
                "name": "Fall im Nachbarkreis",
                "company_id": cls.other_company.id,
                "user_id": cls.foreigner.id,
            }
        )

    def _entry(self, user, **vals):
        return self.env["club.contact.entry"].create(
            {
                "note": "Anruf",
                "user_id": user.id,
                "company_id": user.company_id.id,
                **vals,
            }
        )

    def _incoming_mail(self, **vals):
        mail = self.env["club.incoming.mail"]._receive(RAW_MAIL)
        mail.case_id.unlink()
        mail.write({"outcome": "bulk", **vals})
        return mail

    def _who_may(self, call):
        """Personas for whom a call goes through; nothing of it stays."""
        allowed = set()
        for persona in EVERYBODY:
            try:
                with self.env.cr.savepoint() as savepoint:
                    call(getattr(self, persona))
                    self.env.flush_all()
                    savepoint.rollback()
            except AccessError as error:
                self.env.invalidate_all()
                self.assertTrue(str(error))
            else:
                self.env.invalidate_all()
                allowed.add(persona)
        return allowed

    # ------------------------------------------------------------
    # Cases: own, deputised, unassigned, somebody else's
    # ------------------------------------------------------------

    def test_workers_edit_own_deputised_and_unassigned_cases(self):
        for case in (self.case, self.unassigned, self.deputised):
            with self.subTest(case=case.name):
                self._rpc(
                    self.worker, "club.case", "write", case.ids, {"priority": "1"}
                )
                self.assertEqual(case.priority, "1")

    def test_workers_read_but_do_not_edit_somebody_elses_case(self):
        names = self._rpc(self.colleague, "club.case", "read", self.case.ids, ["name"])
        self.assertEqual(names[0]["name"], self.case.name)
        with self.assertRaises(AccessError):
            self._rpc(
                self.colleague, "club.case", "write", self.case.ids, {"priority": "1"}
            )
        self.assertEqual(self.case.priority, "0")

    def test_a_batch_with_one_foreign_case_changes_none(self):
        cases = self.unassigned | self.case
        with self.assertRaises(AccessError):
            self._rpc(
                self.colleague, "club.case", "write", cases.ids, {"priority": "1"}
            )
        self.assertEqual(cases.mapped("priority"), ["0", "0"])

    def test_workers_hand_their_case_to_a_colleague(self):
        values = {"user_id": self.colleague.id}
        self._rpc(self.worker, "club.case", "write", self.case.ids, values)
        self.assertEqual(self.case.user_id, self.colleague)
        with self.assertRaises(AccessError):
            self._rpc(
                self.worker, "club.case", "write", self.case.ids, {"priority": "1"}
            )

    def test_leads_edit_every_case_of_their_company_only(self):
        ours = self.case | self.unassigned | self.deputised
        self._rpc(self.lead, "club.case", "write", ours.ids, {"priority": "1"})
        self.assertEqual(set(ours.mapped("priority")), {"1"})
        with self.assertRaises(AccessError):
            self._rpc(
                self.lead,
                "club.case",
                "write",
                self.foreign_case.ids,
                {"priority": "1"},
            )

    def test_only_administrators_delete_cases(self):
        allowed = self._who_may(
            lambda user: self._rpc(user, "club.case", "unlink", self.unassigned.ids)
        )
        self.assertEqual(allowed, {"administrator"})

    # ------------------------------------------------------------
    # Contact entries: own and somebody else's
    # ------------------------------------------------------------

    def test_workers_keep_their_own_entries_only(self):
        entry = self._entry(self.worker)
        write = lambda user: self._rpc(  # noqa: E731
            user, "club.contact.entry", "write", entry.ids, {"people_count": 5}
        )
        unlink = lambda user: self._rpc(  # noqa: E731
            user, "club.contact.entry", "unlink", entry.ids
        )
        keepers = {"worker", "lead", "administrator"}
        self.assertEqual(self._who_may(write), keepers)
        self.assertEqual(self._who_may(unlink), keepers)

    def test_workers_log_entries_in_their_own_name_only(self):
        def log(user):
            vals = {"user_id": self.worker.id, "company_id": self.company.id}
            vals["note"] = "Anruf"
            return self._rpc(user, "club.contact.entry", "create", vals)

        self.assertEqual(self._who_may(log), {"worker", "lead", "administrator"})

    def test_workers_cannot_hand_their_entries_to_somebody_else(self):
        entry = self._entry(self.worker, minutes=30)
        with self.assertRaises(AccessError):
            self._rpc(
                self.worker,
                "club.contact.entry",
                "write",
                entry.ids,
                {"user_id": self.colleague.id},
            )
        self.assertEqual(entry.user_id, self.worker)
        self._rpc(
            self.lead,
            "club.contact.entry",
            "write",
            entry.ids,
            {"user_id": self.colleague.id},
        )
        self.assertEqual(entry.user_id, self.colleague)

    def test_workers_log_a_call_on_somebody_elses_case(self):
        entry_id = self._rpc(
            self.colleague,
            "club.contact.entry",
            "create",
            {"case_id": self.case.id, "minutes": 10},
        )
        entry = self.env["club.contact.entry"].browse(entry_id)
        self.assertEqual(entry.user_id, self.colleague)
        self.assertEqual(self.case.entry_count, 1)

    # ------------------------------------------------------------
    # Records of another company
    # ------------------------------------------------------------

    def _foreign_records(self):
        """One record of the other company for each model that has companies."""
        company = {"company_id": self.other_company.id}
        team = self.env["club.team"].create({"name": "Team Nachbarkreis", **company})
        mail = self.env["club.incoming.mail"].create(
            {"name": "Fremd", "date": "2027-03-01 09:00:00", **company}
        )
        vocabulary = [
            self.env[model].create({"name": "Fremd", **company})
            for model in (
                "club.area",
                "club.field.of.action",
                "club.target.group",
                "club.case.type",
            )
        ]
        entry = self._entry(self.foreigner, case_id=self.foreign_case.id, note="Fremd")
        return [self.foreign_case, entry, team, mail, *vocabulary]

    def _find(self, user, record):
        """Everything by which a user could come across a record."""
        model, domain = record._name, [("id", "=", record.id)]
        found = [
            self._rpc(user, model, "search", domain),
            self._rpc(user, model, "search_read", domain, ["display_name"]),
            self._rpc(user, model, "search_count", domain),
            self._rpc(user, model, "name_search", "", domain),
            self._rpc(user, model, "web_search_read", domain, {"id": {}})["records"],
        ]
        groups = self._rpc(
            user, model, "formatted_read_group", domain, ["company_id"], ["__count"]
        )
        found.append(sum(group["__count"] for group in groups))
        return [bool(result) for result in found]

    def test_nobody_comes_across_records_of_another_company(self):
        readers = {
            "club.incoming.mail": ("worker", "lead", "administrator"),
        }
        usual = ("worker", "lead", "management", "administrator")
        for persona in usual:
            getattr(self, persona).group_ids |= self.env.ref("base.group_allow_export")
        for record in self._foreign_records():
            for persona in readers.get(record._name, usual):
                with self.subTest(model=record._name, persona=persona):
                    user = getattr(self, persona)
                    self.assertFalse(any(self._find(user, record)))
                    with self.assertRaises(AccessError):
                        self._rpc(
                            user, record._name, "read", record.ids, ["display_name"]
                        )
                    with self.assertRaises(AccessError):
                        self._rpc(
                            user,
                            record._name,
                            "export_data",
                            record.ids,
                            ["display_name"],
                        )
            with self.subTest(model=record._name, persona="foreigner"):
                self.assertTrue(all(self._find(self.foreigner, record)))

    def test_a_case_refuses_words_of_another_company(self):
        foreign = {record._name: record for record in self._foreign_records()}
        values = {
            "area_id": foreign["club.area"].id,
            "field_of_action_id": foreign["club.field.of.action"].id,
            "target_group_ids": [fields.Command.set(foreign["club.target.group"].ids)],
            "type_id": foreign["club.case.type"].id,
            "team_id": foreign["club.team"].id,
        }
        for field, value in values.items():
            with self.subTest(field=field), self.assertRaises(UserError):
                self._rpc(
                    self.worker, "club.case", "write", self.case.ids, {field: value}
                )

    def test_an_entry_refuses_a_case_and_area_of_another_company(self):
        foreign = {record._name: record for record in self._foreign_records()}
        entry = self._entry(self.worker)
        values = {
            "case_id": self.foreign_case.id,
            "area_id": foreign["club.area"].id,
            "target_group_ids": [fields.Command.set(foreign["club.target.group"].ids)],
        }
        for field, value in values.items():
            with self.subTest(field=field), self.assertRaises(UserError):
                self._rpc(
                    self.worker,
                    "club.contact.entry",
                    "write",
                    entry.ids,
                    {field: value},
                )

    def test_words_of_all_companies_can_be_used_everywhere(self):
        area = self.env["club.area"].create({"name": "Region", "company_id": False})
        for user, case in (
            (self.worker, self.case),
            (self.foreigner, self.foreign_case),
        ):
            self._rpc(user, "club.case", "write", case.ids, {"area_id": area.id})
        self.assertEqual((self.case | self.foreign_case).area_id, area)

    def test_nobody_pushes_work_into_a_company_out_of_reach(self):
        values = {"company_id": self.other_company.id}
        case = self._create_case(user_id=False, supervisor_id=False)
        for record in (case, self._entry(self.lead)):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                self._rpc(self.lead, record._name, "write", record.ids, values)

    def test_workers_cannot_create_a_case_in_another_company(self):
        with self.assertRaises(AccessError):
            self._rpc(
                self.worker,
                "club.case",
                "create",
                {"name": "Fremd", "company_id": self.other_company.id},
            )

    # ------------------------------------------------------------
    # Buttons, called past the web client
    # ------------------------------------------------------------

    def test_who_closes_a_case(self):
        allowed = self._who_may(
            lambda user: self._rpc(
                user,
                "club.case",
                "action_close",
                self.case.ids,
                self.result_achieved.id,
            )
        )
        self.assertEqual(allowed, {"worker", "lead", "administrator"})

    def test_who_reopens_a_case(self):
        self.case.action_close(self.result_achieved)
        allowed = self._who_may(
            lambda user: self._rpc(user, "club.case", "action_reopen", self.case.ids)
        )
        self.assertEqual(allowed, {"worker", "lead", "administrator"})

    def test_who_takes_over_a_case_without_anybody(self):
        allowed = self._who_may(
            lambda user: self._rpc(
                user, "club.case", "action_assign_to_me", self.unassigned.ids
            )
        )
        self.assertEqual(allowed, WORKERS)

    def test_who_takes_somebody_elses_case_away(self):
        allowed = self._who_may(
            lambda user: self._rpc(
                user, "club.case", "action_assign_to_me", self.case.ids
            )
        )
        self.assertEqual(allowed, {"worker", "lead", "administrator"})

    def test_who_makes_a_contact_of_a_sender(self):
        self.case.write(
            {"email_from": "Olga Kowalski <olga@example.net>", "contact_id": False}
        )
        allowed = self._who_may(
            lambda user: self._rpc(
                user, "club.case", "action_create_contact", self.case.ids
            )
        )
        self.assertEqual(allowed, {"worker", "lead", "administrator"})

    def test_who_says_who_the_sender_is(self):
        self.case.write({"email_from": "Olga <olga@example.net>", "contact_id": False})
        allowed = self._who_may(
            lambda user: self._rpc(
                user,
                "club.case",
                "action_link_sender",
                self.case.ids,
                self.chair.id,
            )
        )
        self.assertEqual(allowed, {"worker", "lead", "administrator"})

    def test_who_makes_a_case_of_a_listed_mail(self):
        mail = self._incoming_mail()
        allowed = self._who_may(
            lambda user: self._rpc(
                user, "club.incoming.mail", "action_make_case", mail.ids
            )
        )
        self.assertEqual(allowed, WORKERS)

    def test_who_gives_a_mail_another_try(self):
        mail = self._incoming_mail(outcome="error")
        allowed = self._who_may(
            lambda user: self._rpc(
                user, "club.incoming.mail", "action_process_again", mail.ids
            )
        )
        self.assertEqual(allowed, WORKERS)

    def test_nobody_edits_what_became_of_a_mail(self):
        mail = self._incoming_mail()
        allowed = self._who_may(
            lambda user: self._rpc(
                user, "club.incoming.mail", "write", mail.ids, {"outcome": "case"}
            )
        )
        self.assertFalse(allowed)

    def test_the_close_dialog_closes_nobody_elses_case(self):
        wizard = (
            self.env["club.case.close"]
            .with_user(self.colleague)
            .create(
                {
                    "case_ids": [fields.Command.set(self.case.ids)],
                    "result_id": self.result_achieved.id,
                }
            )
        )
        with self.assertRaises(AccessError):
            wizard.action_close()
        self.assertFalse(self.case.is_closed)

    # ------------------------------------------------------------
    # What contacts tell
    # ------------------------------------------------------------

    def test_who_sees_how_many_cases_a_club_has(self):
        allowed = self._who_may(
            lambda user: self._rpc(
                user, "res.partner", "read", self.club.ids, ["club_case_count"]
            )
        )
        self.assertEqual(
            allowed,
            set(EVERYBODY)
            - {"plain_user", "portal", "public", "officer", "caretaker"}
            - {"trainer", "trainingorganiser"},
        )

    def test_the_number_of_cases_leaves_out_other_companies(self):
        self.foreign_case.partner_id = self.club
        for user, count in ((self.worker, 3), (self.foreigner, 1)):
            self.env.invalidate_all()
            values = self._rpc(
                user, "res.partner", "read", self.club.ids, ["club_case_count"]
            )
            self.assertEqual(values[0]["club_case_count"], count)

    def test_plain_users_see_nothing_of_ours_on_contacts(self):
        names = self._rpc(self.plain_user, "res.partner", "fields_get")
        self.assertFalse([name for name in names if name.startswith("club_")])
        arch = self._rpc(
            self.plain_user, "res.partner", "get_views", [(False, "form")]
        )["views"]["form"]["arch"]
        self.assertNotIn("club_case", arch)

    def test_the_sender_dialog_tells_nothing_about_cases_out_of_reach(self):
        self.case.email_from = "Geheim <geheim@example.net>"
        vals = {"case_id": self.case.id, "partner_id": self.chair.id}
        allowed = self._who_may(
            lambda user: self._rpc(user, "club.case.link.sender", "create", vals)
        )
        self.assertEqual(allowed, {"worker", "lead", "administrator"})

    def test_management_may_export(self):
        self.assertTrue(self.management.has_group("base.group_allow_export"))
