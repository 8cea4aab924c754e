"""What lists of networks and meetings cost: the same, however long they are."""

from datetime import datetime, timedelta

from lxml import etree

from odoo.tests import tagged

from .common import ClubSupportCommon

MOST_QUERIES = 50


@tagged("post_install", "-at_install")
class TestNetworkWeight(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for model in ("club.meeting", "club.network"):
            cls.env[model].search([]).active = False

    def _make(self, number):
        """So many networks, each with a member, meetings, an item and an entry."""
        clubs = self.env["res.partner"].create(
            [{"name": f"SV {i}", "is_company": True} for i in range(number)]
        )
        networks = self.env["club.network"].create(
            [
                {
                    "name": f"Netzwerk {i}",
                    "user_id": self.organiser.id,
                    "deputy_id": self.lead.id,
                    "member_ids": [(0, 0, {"partner_id": club.id})],
                }
                for i, club in enumerate(clubs)
            ]
        )
        start = datetime.now().replace(microsecond=0)
        for days in (-30, 30):
            self.env["club.meeting"].create(
                [
                    {"network_id": network.id, "start": start + timedelta(days=days)}
                    for network in networks
                ]
            )
        self.env["club.action.item"].create(
            [{"name": "Einladen", "network_id": network.id} for network in networks]
        )
        self.env["club.contact.entry"].create(
            [{"network_id": network.id, "minutes": 5} for network in networks]
        )

    def _specify(self, model):
        views = self._rpc(self.organiser, model, "get_views", [(False, "list")])
        arch = etree.fromstring(views["views"]["list"]["arch"])
        specification = {}
        for node in arch.iter("field"):
            field = self.env[model]._fields[node.get("name")]
            known = {"fields": {"display_name": {}}} if field.relational else {}
            specification[field.name] = known
        return specification

    def _count(self, model):
        specification = self._specify(model)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        answer = self._rpc(
            self.organiser, model, "web_search_read", [], specification, limit=80
        )
        return self.env.cr.sql_log_count - before, len(answer["records"])

    def test_lists_cost_the_same_with_one_and_with_thirty_networks(self):
        models = (
            "club.network",
            "club.meeting",
            "club.network.member",
            "club.action.item",
        )
        self._make(1)
        for model in models:
            self._count(model)
        few = {model: self._count(model) for model in models}
        self._make(30)
        for model in models:
            with self.subTest(model=model):
                queries, rows = self._count(model)
                self.assertGreaterEqual(rows, few[model][1] + 30)
                self.assertLessEqual(queries, few[model][0])
                self.assertLessEqual(queries, MOST_QUERIES)
