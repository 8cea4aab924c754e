"""The sheets of the rooms that exist so far: clubs, cases, contact entries."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, models
from odoo.fields import Domain

from ..tools.workbook import Column

UTC = ZoneInfo("UTC")


class ClubWorkbookSheetClubs(models.AbstractModel):
    _name = "club.workbook.sheet.clubs"
    _description = "Clubs in a Workbook"
    _inherit = ["club.workbook.sheet"]

    _key = "clubs"
    _model = "res.partner"

    @api.model
    def _get_title(self):
        return self.env._("Clubs")

    @api.model
    def _get_columns(self, scope):
        counts = {
            sheet: self._count_by_club(sheet, scope) for sheet in ("cases", "entries")
        }
        return [
            self._column("name", width=38),
            self._column("actor_type_id", width=20),
            self._column("actor_state", width=12),
            self._column("area_id", width=24),
            self._column("city", width=20),
            self._column("sport_ids", width=26),
            self._column("target_group_ids", width=26),
            self._column("member_count", width=12, total=True),
            self._column("member_year", "year", width=10),
            self._column("tax_exempt_until", width=14),
            self._column("register_valid_until", width=14),
            Column(
                "cases",
                self.env._("Cases"),
                "integer",
                total=True,
                get=lambda club: counts["cases"].get(club.id, 0),
            ),
            Column(
                "entries",
                self.env._("Entries"),
                "integer",
                total=True,
                get=lambda club: counts["entries"].get(club.id, 0),
            ),
        ]

    @api.model
    def _count_by_club(self, sheet, scope):
        """How many cases or entries of the scope each club has."""
        other = self.env[f"club.workbook.sheet.{sheet}"]
        domain = [] if scope["ids"] else other._get_domain(scope)
        groups = self.env[other._model]._read_group(
            Domain("partner_id", "!=", False) & Domain(domain),
            ["partner_id"],
            ["__count"],
        )
        return {partner.id: count for partner, count in groups}

    @api.model
    def _get_domain(self, scope):
        domain = Domain("is_actor", "=", True)
        # contacts may belong to no company: then they are everybody's
        domain &= Domain("company_id", "in", [False, *self.env.companies.ids])
        if scope["areas"]:
            domain &= Domain("area_id", "child_of", scope["areas"].ids)
        return domain


class ClubWorkbookSheetCases(models.AbstractModel):
    _name = "club.workbook.sheet.cases"
    _description = "Cases in a Workbook"
    _inherit = ["club.workbook.sheet"]

    _key = "cases"
    _model = "club.case"

    @api.model
    def _get_title(self):
        return self.env._("Cases")

    @api.model
    def _get_columns(self, scope):
        return [
            self._column("number", width=16),
            self._column("name", width=44),
            self._column("partner_id", width=34),
            self._column("type_id", width=24, tally=True),
            self._column("field_of_action_id", width=24, tally=True),
            self._column("area_id", width=22, tally=True),
            self._column("target_group_ids", width=26),
            self._column("origin", width=18, tally=True),
            self._column("user_id", width=22),
            self._column("stage_id", width=16),
            self._column("date_open", width=13, tally=True),
            self._column("date_reply_by", width=13),
            self._column("date_closed", width=13, tally=True),
            self._column("result_id", width=22),
        ]

    @api.model
    def _on_batch(self, records):
        records._club_log_reading("export")

    @api.model
    def _get_domain(self, scope):
        """What was open on any day of the period."""
        return (
            Domain("date_open", "<=", scope["date_to"])
            & (
                Domain("date_closed", "=", False)
                | Domain("date_closed", ">=", scope["date_from"])
            )
            & self._get_scope_domain(scope)
        )

    @api.model
    def _get_scope_domain(self, scope):
        domain = Domain.TRUE
        if scope["areas"]:
            domain &= Domain("area_id", "child_of", scope["areas"].ids)
        if scope["fields_of_action"]:
            domain &= Domain("field_of_action_id", "in", scope["fields_of_action"].ids)
        if scope["types"]:
            domain &= Domain("type_id", "in", scope["types"].ids)
        return domain


class ClubWorkbookSheetEntries(models.AbstractModel):
    _name = "club.workbook.sheet.entries"
    _description = "Contact Entries in a Workbook"
    _inherit = ["club.workbook.sheet"]

    _key = "entries"
    _model = "club.contact.entry"

    @api.model
    def _get_title(self):
        return self.env._("Contact Entries")

    @api.model
    def _get_columns(self, scope):
        return [
            self._column("date", width=18, tally=True, get=self._local_time()),
            self._column("channel", width=18, tally=True),
            self._column("partner_id", width=34),
            self._column("case_id", width=34),
            Column(
                "type_id",
                self._label("club.case", "type_id"),
                width=24,
                tally=True,
                get=self._name_of("type_id", lambda entry: entry.case_id),
            ),
            self._column("field_of_action_id", width=24, tally=True),
            self._column("area_id", width=22, tally=True),
            self._column("target_group_ids", width=26),
            # what one may not know is empty, not 0
            self._column(
                "minutes",
                width=11,
                total=True,
                get=lambda entry: entry.minutes if entry.are_minutes_visible else None,
            ),
            self._column("people_count", width=11, total=True),
            self._column("user_id", width=22),
            self._column("network_id", width=34),
        ]

    @api.model
    def _local_time(self):
        """A function that says when an entry was, in the zone of its company."""
        zones = {company.id: company._club_zone() for company in self.env.companies}

        def get(entry):
            moment = entry.date.replace(tzinfo=UTC)
            return moment.astimezone(zones[entry.company_id.id]).replace(tzinfo=None)

        return get

    @api.model
    def _on_batch(self, records):
        records.case_id._club_log_reading("export")

    @api.model
    def _get_domain(self, scope):
        """What was done in the period, by the local day of each company."""
        days = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("date", ">=", self._midnight(company, scope["date_from"]))
            & Domain(
                "date",
                "<",
                self._midnight(company, scope["date_to"] + timedelta(days=1)),
            )
            for company in self.env.companies
        )
        domain = self.env["club.workbook.sheet.cases"]._get_scope_domain(scope)
        return days & domain.map_conditions(self._of_case)

    @api.model
    def _of_case(self, condition):
        """The type of an entry is that of its case."""
        if condition.field_expr != "type_id":
            return condition
        return Domain("case_id.type_id", condition.operator, condition.value)

    @api.model
    def _midnight(self, company, day):
        """When a day begins in a company, as it is stored."""
        local = datetime.combine(day, time.min, company._club_zone())
        return local.astimezone(UTC).replace(tzinfo=None)
