"""How far a network carries itself, what its list counts, and its sheet."""

import io
import shutil
import unittest
from datetime import date

from freezegun import freeze_time
from lxml import etree, html

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader

from .common_networks import NetworkCommon

NETWORK = "club.network"


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestNetworkMaturity(NetworkCommon):
    # ------------------------------------------------------------
    # Target
    # ------------------------------------------------------------

    def test_s0_10_maturity_stands_against_a_target_of_twelve_months(self):
        network_id = self._rpc(
            self.organiser,
            NETWORK,
            "create",
            {"name": "Runder Tisch", "date_start": "2026-04-01"},
        )
        network = self.env[NETWORK].browse(network_id)
        self.assertEqual(network.maturity, "initiated")
        self.assertEqual(network.date_target, date(2027, 4, 1))
        self.assertEqual(network.target_state, "due")
        with freeze_time("2027-04-02 10:00:00"):
            network.invalidate_recordset()
            self.assertEqual(network.target_state, "late")
        values = {"maturity": "self_supporting"}
        self._rpc(self.organiser, NETWORK, "write", [network_id], values)
        self.assertEqual(network.date_reached, date(2027, 3, 10))
        self.assertEqual(network.target_state, "in_time")

    def test_every_state_of_the_target_is_found_as_it_is_shown(self):
        networks = self.env[NETWORK].create(
            [
                {"name": "on_way", "date_target": "2027-12-31"},
                {"name": "due", "date_target": "2027-03-10"},
                {"name": "late", "date_target": "2027-03-09"},
                {
                    "name": "in_time",
                    "date_target": "2027-03-31",
                    "maturity": "self_supporting",
                },
                {
                    "name": "reached_late",
                    "date_target": "2027-03-01",
                    "maturity": "self_supporting",
                },
                {
                    "name": "False",
                    "date_target": "2027-03-01",
                    "kind": "distribution_list",
                },
            ]
        )
        networks |= self.env[NETWORK].create({"name": "False", "date_start": False})
        here = ("id", "in", networks.ids)
        for network in networks:
            with self.subTest(name=network.name):
                self.assertEqual(str(network.target_state), network.name)
                state = network.target_state
                same = networks.filtered(lambda row, s=state: row.target_state == s)
                for leaf in (
                    ("target_state", "=", state),
                    ("target_state", "in", [state]),
                ):
                    self.assertEqual(self.env[NETWORK].search([here, leaf]), same)
                others = self.env[NETWORK].search([here, ("target_state", "!=", state)])
                self.assertEqual(others, networks - same)

    def test_falling_back_forgets_the_day(self):
        self.network.maturity = "self_supporting"
        self.assertEqual(self.network.date_reached, date(2027, 3, 10))
        self.network.maturity = "shared"
        self.assertFalse(self.network.date_reached)

    # ------------------------------------------------------------
    # Curve
    # ------------------------------------------------------------

    def test_the_curve_tells_who_convened_and_hosted(self):
        own = self.company.partner_id
        for start, convened, host, share in (
            ("2026-05-05 17:00:00", None, None, 0),
            ("2026-11-03 17:00:00", None, self.club, 50),
            ("2027-02-02 17:00:00", self.club, self.club, 100),
            ("2027-02-09 17:00:00", self.club, own, 50),
        ):
            meeting = self._create_meeting(
                start,
                state="held",
                convened_by_id=convened and convened.id,
                host_id=host and host.id,
            )
            with self.subTest(start=start):
                self.assertEqual(meeting.carried_share, share)
        self._create_meeting("2027-02-16 17:00:00", convened_by_id=self.club.id)
        self._create_meeting("2025-02-16 17:00:00", state="held")
        action = self._rpc(
            self.worker, NETWORK, "action_view_carried_share", self.network.ids
        )
        groups = self._rpc(
            self.worker,
            "club.meeting",
            "formatted_read_group",
            [*action["domain"], ("state", "=", "held"), ("start", ">=", "2026-01-01")],
            ["start:quarter"],
            ["carried_share:avg"],
        )
        shares = [group["carried_share:avg"] for group in groups]
        self.assertEqual(shares, [0, 50, 75])
        self.assertEqual(self.network.carried_share, 50, "planned ones do not count")

    # ------------------------------------------------------------
    # List
    # ------------------------------------------------------------

    def test_the_list_counts_members_and_meetings(self):
        self._add_member()
        self._add_member(self._create_club(), date_to="2027-01-31")
        self._create_meeting("2027-02-02 17:00:00", state="held")
        self._create_meeting("2027-04-06 17:00:00")
        self._create_meeting("2027-03-16 17:00:00", state="called_off")
        self.env["club.action.item"].create(
            {"name": "Liste", "network_id": self.network.id}
        )
        network = self.network.with_user(self.worker)
        self.assertEqual(network.member_count, 1)
        self.assertEqual(network.current_member_ids.partner_id, self.club)
        self.assertEqual(network.meeting_count, 1)
        self.assertEqual(str(network.next_meeting), "2027-04-06 17:00:00")
        self.assertEqual(str(network.last_meeting), "2027-02-02 17:00:00")
        self.assertEqual(network.open_action_item_count, 1)
        for name, model in (
            ("action_view_members", "club.network.member"),
            ("action_view_meetings", "club.meeting"),
            ("action_view_action_items", "club.action.item"),
        ):
            action = self._rpc(self.worker, NETWORK, name, self.network.ids)
            self.assertEqual(action["res_model"], model)
            self.assertTrue(self.env[model].search(action["domain"]))

    def test_a_long_list_costs_no_more_queries_than_a_short_one(self):
        view = self.env.ref("club_support.club_network_view_list")
        names = [node.get("name") for node in etree.fromstring(view.arch).iter("field")]
        specification = {name: {} for name in names}
        self.env[NETWORK].create([{"name": f"Netz {number}"} for number in range(30)])
        self.env["club.network.member"].create(
            [
                {"network_id": network.id, "partner_id": self.club.id}
                for network in self.env[NETWORK].search([("name", "like", "Netz ")])
            ]
        )
        self.env.flush_all()
        counts = []
        for limit in (1, 1, 30):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._rpc(
                self.worker, NETWORK, "web_search_read", [], specification, limit=limit
            )
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1] + 2)
        self.assertLessEqual(counts[2], 50)

    def test_the_first_screen_of_a_network_is_light(self):
        arch = self._rpc(
            self.organiser,
            NETWORK,
            "get_views",
            [(self.env.ref("club_support.club_network_view_form").id, "form")],
        )["views"]["form"]["arch"]
        shown = {
            node.get("name")
            for node in etree.fromstring(arch).iter("field")
            if not any(
                part.tag == "notebook" or part.get("name") == "button_box"
                for part in node.iterancestors()
            )
            and node.get("invisible") not in ("1", "True")
        }
        self.assertLessEqual(len(shown), 12, sorted(shown))

    # ------------------------------------------------------------
    # Sheet
    # ------------------------------------------------------------

    def _render_sheet(self, user, network=None):
        self.env.flush_all()
        self.env.invalidate_all()
        report = self.env["ir.actions.report"].with_user(user)
        source = report._render_qweb_html(
            "club_support.club_network_sheet", (network or self.network).ids
        )[0]
        return html.fromstring(source.decode()).text_content()

    def _fill_sheet(self):
        self.network.purpose = "Alle an einen Tisch"
        self.network.level = "steering"
        self.network.deputy_id = self.colleague
        self.chair.phone = "09999 4711"
        self._add_member()
        self._create_meeting(
            "2027-02-02 17:00:00",
            state="held",
            host_id=self.club.id,
            people_count=12,
        )
        self._create_meeting("2027-04-06 17:00:00", location="Rathaus")
        self.env["club.action.item"].create(
            {
                "name": "Liste der Hallenzeiten",
                "network_id": self.network.id,
                "partner_id": self.chair.id,
                "date_due": "2027-03-31",
            }
        )

    def test_the_sheet_tells_of_the_network_without_anybodys_address(self):
        self._fill_sheet()
        for user in (self.worker, self.organiser, self.management):
            with self.subTest(user=user.login):
                text = self._render_sheet(user)
                for expected in (
                    "Runder Tisch Sport",
                    "Alle an einen Tisch",
                    "TSV Grünbach 1902 e.V.",
                    "Hanna Berg",
                    "Liste der Hallenzeiten",
                    "Rathaus",
                    "12 people",
                    "50 %",
                    "1/27",
                ):
                    self.assertIn(expected, text)
                self.assertNotIn("@", text.replace("@media", "").replace("@page", ""))
                self.assertNotIn("4711", text)

    def test_the_sheet_cuts_what_is_too_much(self):
        clubs = self.env["res.partner"].create(
            [{"name": f"Verein {i:02}", "is_company": True} for i in range(30)]
        )
        for club in clubs:
            self._add_member(club)
        self.env["club.action.item"].create(
            [{"name": f"Punkt {i}", "network_id": self.network.id} for i in range(9)]
        )
        text = self._render_sheet(self.worker)
        self.assertIn("and 6 more", " ".join(text.split()))
        self.assertIn("and 3 more", " ".join(text.split()))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_the_sheet_of_a_restricted_network_is_for_its_organisers(self):
        self.network.is_restricted = True
        self.assertIn("restricted", self._render_sheet(self.organiser))
        for user in (self.worker, self.lead, self.plain_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._render_sheet(user)

    def test_the_sheet_is_one_page(self):
        if not shutil.which("wkhtmltopdf"):
            raise unittest.SkipTest("wkhtmltopdf is not installed")
        self._fill_sheet()
        report = self.env["ir.actions.report"].with_user(self.worker)
        report = report.with_context(force_report_rendering=True)
        with mute_logger("odoo.addons.base.models.ir_actions_report"):
            pdf = report._render_qweb_pdf(
                "club_support.club_network_sheet", self.network.ids
            )[0]
        pages = PdfReader(io.BytesIO(pdf)).pages
        self.assertEqual(len(pages), 1)
        text = " ".join(pages[0].extract_text().split())
        self.assertIn("Runder Tisch Sport", text)
