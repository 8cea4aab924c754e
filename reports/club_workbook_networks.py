"""The sheets of the networks and their meetings, and what the summary says of them."""

from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ..tools.workbook import Column
from .club_workbook_sheets import UTC
from .club_workbook_summary import Measure


class ClubWorkbook(models.AbstractModel):
    _inherit = "club.workbook"

    @api.model
    def _get_sheet_models(self):
        return [
            *super()._get_sheet_models(),
            "club.workbook.sheet.networks",
            "club.workbook.sheet.meetings",
        ]

    @api.model
    def _get_notes(self, scope):
        notes = super()._get_notes(scope)
        if {"networks", "meetings"} & {*scope["sheets"]}:
            notes.append(
                self.env._(
                    "Meetings count when they were held. Restricted networks and their "
                    "meetings stand here only if you may read them; the figures of "
                    "“Work Done” count them without saying which they are."
                )
            )
        return notes


class ClubWorkbookSummary(models.AbstractModel):
    _inherit = "club.workbook.summary"

    @api.model
    def _get_measures(self, tables):
        measures = super()._get_measures(tables)
        table = tables.get("meetings")
        if table:
            measures += [
                Measure(self.env._("Own Meetings"), table, "start", "own"),
                Measure(self.env._("Meetings of Others"), table, "start", "external"),
                Measure(self.env._("People in Meetings"), table, "start", "people"),
            ]
        return measures

    @api.model
    def _get_groups(self):
        groups = super()._get_groups()
        groups["network_kind"] = self.env._("Kind of Network")
        groups["network_level"] = self.env._("Level of Network")
        return groups


class ClubWorkbookSheetNetworks(models.AbstractModel):
    """Networks with what happened in the period: members are those of its last day."""

    _name = "club.workbook.sheet.networks"
    _description = "Networks in a Workbook"
    _inherit = ["club.workbook.sheet"]

    _key = "networks"
    _model = "club.network"

    @api.model
    def _get_title(self):
        return self.env._("Networks")

    @api.model
    def _get_columns(self, scope):
        counts = self._count(scope)

        def column(name, label):
            return Column(
                name,
                label,
                "integer",
                total=True,
                get=lambda network: counts[name].get(network.id, 0),
            )

        return [
            self._column("name", width=40),
            self._column("kind", width=20),
            self._column("level", width=16),
            self._column("area_id", width=22),
            self._column("field_of_action_id", width=24),
            self._column("target_group_ids", width=26),
            self._column("user_id", width=22),
            self._column("maturity", width=18),
            self._column("date_start", width=13),
            self._column("date_target", width=13),
            column("members", self._label("club.network", "member_ids")),
            column("own", self.env._("Own Meetings")),
            column("external", self.env._("Meetings of Others")),
            column("people", self.env._("People in Meetings")),
        ]

    @api.model
    def _count(self, scope):
        """What each network has, by column."""
        held = Domain("state", "=", "held")
        if not scope["ids"]:
            held &= self.env["club.workbook.sheet.meetings"]._get_days(scope)
        groups = self.env["club.meeting"]._read_group(
            held, ["network_id", "kind"], ["__count", "people_count:sum"]
        )
        counts = {"own": {}, "external": {}, "people": {}}
        for network, kind, count, people in groups:
            counts[kind][network.id] = count
            counts["people"][network.id] = counts["people"].get(network.id, 0) + people
        counts["members"] = self._count_members(scope)
        return counts

    @api.model
    def _count_members(self, scope):
        """Members of each network on the last day of the period, or today."""
        day = min(scope["date_to"], self.env.company._club_today())
        Member = self.env["club.network.member"]
        groups = Member._read_group(
            Member._get_domain_on(day), ["network_id"], ["partner_id:count_distinct"]
        )
        return {network.id: count for network, count in groups}

    @api.model
    def _get_domain(self, scope):
        """All that had begun by the end of the period."""
        begun = Domain("date_start", "=", False) | Domain(
            "date_start", "<=", scope["date_to"]
        )
        return begun & _get_scope_domain(self.env, scope)


class ClubWorkbookSheetMeetings(models.AbstractModel):
    _name = "club.workbook.sheet.meetings"
    _description = "Meetings in a Workbook"
    _inherit = ["club.workbook.sheet"]

    _key = "meetings"
    _model = "club.meeting"

    @api.model
    def _get_title(self):
        return self.env._("Meetings")

    @api.model
    def _get_columns(self, scope):
        def column(name, label, get):
            return Column(name, label, "integer", total=True, get=get)

        return [
            self._column("start", width=18, tally=True, get=self._local_time),
            self._column("name", width=40),
            self._column("network_id", width=34),
            *(self._network_column(name) for name in ("kind", "level")),
            self._column("location", width=26),
            self._column("convened_by_id", width=30),
            self._column("field_of_action_id", width=24, tally=True),
            self._column("area_id", width=22, tally=True),
            self._column("target_group_ids", width=26),
            self._column("user_id", width=22),
            self._column("state", width=14),
            column("own", self.env._("Own Meetings"), self._is_held("own")),
            column(
                "external", self.env._("Meetings of Others"), self._is_held("external")
            ),
            column("people", self.env._("People in Meetings"), self._people_held),
        ]

    @api.model
    def _network_column(self, name):
        choice = self.env["club.workbook.sheet.networks"]._choice_of(name)
        return Column(
            f"network_{name}",
            self._label("club.activity.report", f"network_{name}"),
            width=20,
            tally=True,
            get=lambda meeting: choice(meeting.network_id),
        )

    @api.model
    def _is_held(self, kind):
        return lambda meeting: int(meeting.state == "held" and meeting.kind == kind)

    @api.model
    def _people_held(self, meeting):
        return meeting.people_count if meeting.state == "held" else 0

    @api.model
    def _local_time(self, meeting):
        zone = meeting.company_id._club_zone()
        moment = meeting.start.replace(tzinfo=UTC).astimezone(zone)
        return moment.replace(tzinfo=None)

    @api.model
    def _get_domain(self, scope):
        return self._get_days(scope) & _get_scope_domain(self.env, scope)

    @api.model
    def _get_days(self, scope):
        """Meetings that begin in the period, by the local day of each company."""
        midnight = self.env["club.workbook.sheet.entries"]._midnight
        after = scope["date_to"] + timedelta(days=1)
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("start", ">=", midnight(company, scope["date_from"]))
            & Domain("start", "<", midnight(company, after))
            for company in self.env.companies
        )


def _get_scope_domain(env, scope):
    """What is asked for; who asks for types of cases asks for no networks."""
    if scope["types"]:
        return Domain.FALSE
    return env["club.workbook.sheet.cases"]._get_scope_domain(scope)
