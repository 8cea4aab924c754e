"""Teams own a mailbox; settings say where the company is and what it must tell."""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import PERSONAS, ClubSupportCommon, ClubSupportHttpCommon


@tagged("post_install", "-at_install")
class TestTeams(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Team = cls.env["club.team"].with_user(cls.administrator)

    def test_an_administrator_of_the_app_sets_up_a_team(self):
        with Form(self.Team) as form:
            form.name = "Ehrenamt"
            form.email = "ehrenamt@landkreis-musterau.example.org"
            form.type_id = self.type_funding
            form.member_ids.add(self.colleague)
        self.assertEqual(form.record.company_id, self.company)
        self.assertEqual(form.record.member_ids, self.colleague)

    def test_mail_servers_are_for_administrators_of_odoo_only(self):
        arch = self._rpc(
            self.administrator, "club.team", "get_views", [(False, "form")]
        )["views"]["form"]["arch"]
        self.assertNotIn("fetchmail_server_ids", arch)
        fields = self._rpc(self.administrator, "club.team", "fields_get")
        self.assertNotIn("fetchmail_server_ids", fields)

    @mute_logger("odoo.sql_db")
    def test_two_teams_never_share_a_mailbox(self):
        for email in (
            "vereine@landkreis-musterau.example.org",
            "VEREINE@Landkreis-Musterau.example.org",
            "Vereinsberatung <vereine@landkreis-musterau.example.org>",
            "  vereine@landkreis-musterau.example.org ",
        ):
            for company in (self.company, self.other_company):
                with (
                    self.subTest(email=email, company=company.name),
                    self.assertRaises(UniqueViolation),
                ):
                    self.env["club.team"].create(
                        {"name": "Zweites", "email": email, "company_id": company.id}
                    )

    def test_teams_without_a_mailbox_are_many(self):
        teams = self.Team.create([{"name": "A"}, {"name": "B"}, {"name": "C"}])
        self.assertEqual(set(teams.mapped("email_normalized")), {False})

    def test_what_is_no_address_is_refused(self):
        for email in (
            "vereine",
            "vereine@",
            "@landkreis.example.org",
            "a@landkreis.example.org, b@landkreis.example.org",
            "www.landkreis.example.org",
        ):
            with (
                self.subTest(email=email),
                self.assertRaises(ValidationError) as caught,
            ):
                self.Team.create({"name": "Zweites", "email": email})
            self._assert_sentence(caught.exception)
            self.assertIn(email, str(caught.exception))

    def test_a_changed_mailbox_is_found_in_every_notation(self):
        self.team.with_user(self.administrator).email = "Neu <NEU@landkreis.example>"
        for address in ("neu@landkreis.example", '"Amt" <Neu@Landkreis.Example>'):
            found = self.env["club.team"]._find_by_addresses([address, "x", ""])
            self.assertEqual(found, self.team)
        self.assertFalse(
            self.env["club.team"]._find_by_addresses(
                ["vereine@landkreis-musterau.example.org"]
            )
        )

    def test_the_mailbox_of_an_archived_team_receives_nothing(self):
        self.team.with_user(self.administrator).action_archive()
        self.assertFalse(self.env["club.team"]._find_by_addresses([self.team.email]))

    def test_the_default_type_belongs_to_the_company_of_the_team(self):
        theirs = self.env["club.case.type"].create(
            {"name": "Fremd", "company_id": self.other_company.id}
        )
        with self.assertRaises(UserError):
            self.team.with_user(self.administrator).type_id = theirs


@tagged("post_install", "-at_install")
class TestTeamsOverHttp(ClubSupportHttpCommon):
    @mute_logger("odoo.http", "odoo.sql_db")
    def test_a_shared_or_wrong_mailbox_ends_in_a_sentence(self):
        for email in (self.team.email.upper(), "vereine@"):
            with self.subTest(email=email):
                self._assert_refused(
                    self.administrator,
                    "club.team",
                    "create",
                    {"name": "Zweites", "email": email},
                )
        self.assertFalse(self.env["club.team"].search([("name", "=", "Zweites")]))


@tagged("post_install", "-at_install")
class TestSettings(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.system = new_test_user(
            cls.env,
            login="club_system",
            groups=f"{PERSONAS['administrator']},base.group_system",
            company_id=cls.company.id,
        )
        cls.Settings = cls.env["res.config.settings"].with_user(cls.system)

    def test_the_page_writes_state_and_legal_notices_to_the_company(self):
        berlin = self.env.ref("base.state_de_be")
        with Form(self.Settings) as form:
            self.assertEqual(form.club_state_id, self.env.ref("base.state_de_he"))
            form.club_state_id = berlin
            form.club_privacy_url = "https://www.landkreis.example/datenschutz"
            form.club_imprint_url = "http://www.landkreis.example/impressum"
        form.record.execute()
        self.assertEqual(self.company.state_id, berlin)
        self.assertEqual(
            self.company.club_privacy_url, "https://www.landkreis.example/datenschutz"
        )
        self.assertEqual(
            self.company.club_imprint_url, "http://www.landkreis.example/impressum"
        )
        self.assertFalse(self.other_company.club_privacy_url)

    def test_the_page_can_be_emptied_again(self):
        self.company.club_privacy_url = "https://www.landkreis.example/datenschutz"
        with Form(self.Settings) as form:
            form.club_privacy_url = False
        form.record.execute()
        self.assertFalse(self.company.club_privacy_url)

    def test_what_is_no_web_address_is_refused(self):
        for field in ("club_privacy_url", "club_imprint_url"):
            for url in (
                "www.landkreis.example/datenschutz",
                "javascript:alert(1)",
                "javascript://landkreis.example/%0aalert(1)",
                "data:text/html,x",
                "ftp://landkreis.example",
                "https://",
                "https://landkreis",
                "https://[landkreis",
                "/datenschutz",
                "datenschutz@landkreis.example",
            ):
                with (
                    self.subTest(field=field, url=url),
                    self.assertRaises(ValidationError) as caught,
                ):
                    self.company.with_user(self.system).write({field: url})
                self._assert_sentence(caught.exception)

    def test_administrators_of_the_app_do_not_open_the_settings_of_odoo(self):
        self.assertFalse(self.administrator.has_group("base.group_system"))
        with self.assertRaises(AccessError):
            self._rpc(self.administrator, "res.config.settings", "create", {})
        menu = self.env.ref("club_support.res_config_settings_menu_club_support")
        visible = self.env["ir.ui.menu"].with_user(self.administrator)
        self.assertNotIn(menu.id, visible._visible_menu_ids())
        self.assertIn(menu.id, visible.with_user(self.system)._visible_menu_ids())
