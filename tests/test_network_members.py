"""Members of networks: periods, who has left, dialog, mailing."""

from datetime import date

from freezegun import freeze_time
from psycopg2.errors import ExclusionViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_networks import NetworkCommon

MEMBER = "club.network.member"
DIALOG = "club.network.member.add"


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestNetworkMembers(NetworkCommon):
    # ------------------------------------------------------------
    # Periods
    # ------------------------------------------------------------

    def test_s3_05_organisations_are_members_by_a_person_in_office_for_a_period(self):
        self._hold_office()
        values = {"network_id": self.network.id, "partner_id": self.club.id}
        values["date_from"] = "2026-01-01"
        member_id = self._rpc(self.organiser, MEMBER, "create", values)
        member = self.env[MEMBER].browse(member_id)
        self.assertEqual(member.representative_id, self.chair)
        self._rpc(
            self.organiser, MEMBER, "write", [member_id], {"date_to": "2026-12-31"}
        )
        for day, expected in (
            (date(2025, 12, 31), False),
            (date(2026, 1, 1), True),
            (date(2026, 12, 31), True),
            (date(2027, 1, 1), False),
        ):
            with self.subTest(day=day):
                found = self.network._get_members_on(day)
                self.assertEqual(bool(found), expected)
        self.assertEqual(member.state, "left")
        self.assertTrue(self.club.is_actor, "members stand in the register")

    def test_members_of_many_networks_on_a_day_cost_one_query(self):
        self._add_member()
        day = date(2027, 3, 1)
        networks = self.network
        for number in range(30):
            other = self._create_network(name=f"Netz {number}")
            self._add_member(network=other)
            networks |= other
        self.env.flush_all()
        with self.assertQueryCount(1):
            found = self.network._get_members_on(day)
        with self.assertQueryCount(1):
            found = networks._get_members_on(day)
        self.assertEqual(len(found), 31)

    def test_candidates_are_no_members_yet(self):
        self._add_member(state="candidate")
        self.assertFalse(self.network._get_members_on(date(2027, 3, 10)))
        self.assertEqual(self.network.member_count, 0)

    @mute_logger("odoo.sql_db")
    def test_an_organisation_is_a_member_once_at_a_time(self):
        self._add_member()
        values = {"network_id": self.network.id, "partner_id": self.club.id}
        with self.assertRaises(ExclusionViolation), self.env.cr.savepoint():
            self._rpc(self.organiser, MEMBER, "create", values)

    def test_whoever_left_without_a_day_left_today(self):
        member = self._add_member()
        self._rpc(self.organiser, MEMBER, "write", member.ids, {"state": "left"})
        self.assertEqual(member.date_to, date(2027, 3, 10))
        self.assertEqual(member.state, "left")
        other = self._add_member(self._create_club())
        self._rpc(self.organiser, MEMBER, "action_leave", other.ids)
        self.assertEqual((other.state, other.date_to), ("left", date(2027, 3, 10)))
        new = self._add_member(self._create_club("Jobcenter"), state="left")
        self.assertEqual(new.date_to, date(2027, 3, 10))

    def test_left_follows_the_last_day(self):
        member = self._add_member(date_to="2026-12-31")
        self.assertEqual(member.state, "left")
        member.date_to = "2027-12-31"
        self.assertEqual(member.state, "member")
        self._rpc(self.organiser, MEMBER, "write", member.ids, {"state": "left"})
        self.assertEqual(member.state, "member", "they leave at the end of the year")
        member.date_to = False
        self.assertEqual(member.state, "member")
        member.write({"date_to": "2027-01-31", "state": "member"})
        self.assertEqual(member.state, "left")

    def test_the_night_lets_go_whose_last_day_is_over(self):
        member = self._add_member(date_to="2027-03-10")
        candidate = self._add_member(
            self._create_club(), state="candidate", date_to="2027-03-10"
        )
        self.env[MEMBER]._cron_leave()
        self.assertEqual(member.state, "member")
        self.env.flush_all()
        with freeze_time("2027-03-11 10:00:00"):
            self.env[MEMBER]._cron_leave()
            self.assertEqual(set((member | candidate).mapped("state")), {"left"})

    def test_member_since_follows_the_chain_of_rows(self):
        first = self._add_member(date_from="2020-01-01", date_to="2022-12-31")
        second = self._add_member(
            date_from="2023-01-01", date_to="2024-06-30", representative_id=False
        )
        late = self._add_member(date_from="2025-01-01")
        self.assertEqual(second.date_since, date(2020, 1, 1))
        self.assertEqual(first.date_since, date(2020, 1, 1))
        self.assertEqual(late.date_since, date(2025, 1, 1), "there was a gap")

    # ------------------------------------------------------------
    # Several at once
    # ------------------------------------------------------------

    def test_several_organisations_are_added_in_one_step(self):
        self._add_member()
        clubs = self._create_club() | self._create_club("Jobcenter")
        values = {
            "network_id": self.network.id,
            "partner_ids": [Command.set((clubs | self.club).ids)],
        }
        dialog_id = self._rpc(self.organiser, DIALOG, "create", values)
        dialog = self.env[DIALOG].browse(dialog_id)
        self.assertEqual(dialog.present_ids, self.club)
        self.assertEqual(dialog.display_name, "Runder Tisch Sport")
        self._rpc(self.organiser, DIALOG, "action_add", [dialog_id])
        self.assertEqual(self.network.member_ids.partner_id, clubs | self.club)
        self.assertEqual(self.network.member_count, 3)
        with self.assertRaises(UserError) as refusal:
            self._rpc(self.organiser, DIALOG, "action_add", [dialog_id])
        self._assert_sentence(refusal.exception)

    def test_the_dialog_begins_with_what_was_selected(self):
        Dialog = self.env[DIALOG]
        clubs = self._create_club() | self.chair
        dialog = Dialog.with_context(
            active_model="res.partner", active_ids=clubs.ids
        ).new({})
        self.assertEqual(dialog.partner_ids._origin, clubs - self.chair)
        self.assertFalse(dialog.network_id)
        dialog = Dialog.with_context(
            active_model="club.network", active_id=self.network.id
        ).new({})
        self.assertEqual(dialog.network_id._origin, self.network)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_only_who_organises_the_network_adds_members(self):
        others = self._create_network(user_id=self.lead.id)
        values = {"network_id": others.id, "partner_ids": [Command.set(self.club.ids)]}
        for user in (self.organiser, self.worker, self.management, self.plain_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._rpc(user, DIALOG, "create", values)
        dialog_id = self._rpc(self.lead, DIALOG, "create", values)
        self._rpc(self.lead, DIALOG, "action_add", [dialog_id])
        self.assertEqual(others.member_ids.partner_id, self.club)

    # ------------------------------------------------------------
    # Distribution list
    # ------------------------------------------------------------

    def _write_to_members(self, network, user):
        action = self._rpc(user, "club.network", "action_write_to_members", network.ids)
        defaults = {
            key.removeprefix("default_"): value
            for key, value in action["context"].items()
        }
        defaults["partner_ids"] = [Command.set(defaults["partner_ids"])]
        mailing_id = self._rpc(user, "club.mailing", "create", defaults)
        return self.env["club.mailing"].browse(mailing_id)

    def test_s2_08_a_distribution_list_of_a_town_writes_to_all_its_members(self):
        town = self.env["club.area"].create({"name": "Musterau"})
        quarter = self.env["club.area"].create(
            {"name": "Altstadt", "parent_id": town.id}
        )
        verteiler = self._create_network(
            name="Verteiler Altstadt", kind="distribution_list", area_id=quarter.id
        )
        found = self._rpc(
            self.worker, "club.network", "search", [("area_id", "child_of", town.id)]
        )
        self.assertEqual(found, verteiler.ids)
        other = self._create_club(email="info@kulturverein.example.org")
        self._add_member(network=verteiler)
        self._add_member(other, verteiler, representative_id=False)
        self._add_member(self._create_club("Ehemals"), verteiler, date_to="2027-01-31")
        mailing = self._write_to_members(verteiler, self.worker)
        self.assertEqual(mailing.partner_ids, self.club | other)
        by_club = {line.partner_id: line for line in mailing.recipient_ids}
        self.assertEqual(by_club[self.club].email, "hanna.berg@example.net")
        self.assertEqual(by_club[self.club].person_id, self.chair)
        self.assertIn("represents", by_club[self.club].reason)
        self.assertEqual(by_club[other].email, "info@kulturverein.example.org")

    def test_a_function_chosen_goes_before_the_representative(self):
        self._hold_office(self.successor, self.youth_function)
        self._add_member()
        mailing = self._write_to_members(self.network, self.organiser)
        self.assertEqual(mailing.recipient_ids.person_id, self.chair)
        mailing.function_id = self.youth_function
        self.assertEqual(mailing.recipient_ids.person_id, self.successor)
        mailing.write({"function_id": False, "network_id": False})
        self.assertNotIn("represents", mailing.recipient_ids.reason)

    def test_nobody_to_write_to_is_said(self):
        with self.assertRaises(UserError) as refusal:
            self._rpc(
                self.worker, "club.network", "action_write_to_members", self.network.ids
            )
        self._assert_sentence(refusal.exception)

    # ------------------------------------------------------------
    # The organisation and the person
    # ------------------------------------------------------------

    def test_an_organisation_shows_its_networks(self):
        self._add_member(date_to="2026-06-30")
        self._add_member(date_from="2026-07-01")
        self._add_member(network=self._create_network(name="AK Jugend"))
        self.assertEqual(self.club.with_user(self.worker).network_count, 2)
        action = self._rpc(
            self.worker, "res.partner", "action_view_networks", self.club.ids
        )
        self.assertEqual(self.env[MEMBER].search_count(action["domain"]), 3)
        view = self.env.ref("club_support.res_partner_view_form_organisation")
        arch = self._rpc(self.worker, "res.partner", "get_views", [(view.id, "form")])[
            "views"
        ]["form"]["arch"]
        self.assertIn("network_member_ids", arch)

    def test_s4_07_a_liaison_connects_a_persons_work_with_a_round_table(self):
        liaison = self.env.ref("club_support.club_network_role_liaison")
        with Form(self.env[MEMBER].with_user(self.organiser)) as form:
            form.network_id = self.network
            form.partner_id = self.club
            form.representative_id = self.chair
            form.role_id = liaison
            form.note = "Jugendarbeit im Stadtteil"
        member = form.record
        found = self._rpc(
            self.worker, MEMBER, "search", [("role_id.is_liaison", "=", True)]
        )
        self.assertEqual(found, member.ids)
        chair = self.chair.with_user(self.worker)
        self.assertEqual(chair.represented_member_ids, member)
        views = self._rpc(self.worker, "res.partner", "get_views", [(False, "form")])
        self.assertIn("represented_member_ids", views["views"]["form"]["arch"])

    def test_s4_01_networks_are_of_kinds(self):
        kinds = ("round_table", "working_group", "steering_group", "regulars_table")
        for kind in kinds:
            with Form(self.env["club.network"].with_user(self.organiser)) as form:
                form.name = kind
                form.kind = kind
        groups = self._rpc(
            self.worker,
            "club.network",
            "formatted_read_group",
            [("name", "in", kinds)],
            ["kind"],
            ["__count"],
        )
        self.assertEqual({group["kind"] for group in groups}, set(kinds))

    def test_s2_10_networks_have_a_level(self):
        for level in ("steering", "coordination", "action"):
            with Form(self.env["club.network"].with_user(self.organiser)) as form:
                form.name = level
                form.level = level
        found = self._rpc(
            self.worker,
            "club.network",
            "search_read",
            [("level", "=", "action")],
            ["name"],
        )
        self.assertEqual([row["name"] for row in found], ["action"])
