"""What networks contribute to the figures: meetings held, and members."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..models.club_network import KINDS, LEVELS
from .club_activity_report_branches import COLUMNS, MEASURES, SLOTS

MEETING, MEMBER = 12, 14
RESTRICTED = SQL("n.is_restricted IS TRUE")
# there is room for 4096 months since then
FIRST_YEAR = 1900
# each member has a row per month: further back, nobody asks
YEARS_BACK = 10
# Meetings and members of restricted networks are told apart by numbers that lead to
# none of them: they are drawn by when the network was entered, to the microsecond.
DRAWN = "md5(%s.id::text || COALESCE(%s.create_date::text, ''))"


class ClubActivityReport(models.Model):
    """Networks and members are counted once, in however many rows they stand.

    A row of a restricted network keeps the month and a number of its own, so that
    months and years count it once; nothing else is known of it.
    """

    _inherit = "club.activity.report"
    _depends = {
        "club.contact.entry": ["meeting_id", "network_id"],
        "club.meeting": [
            "active",
            "area_id",
            "company_id",
            "convened_by_id",
            "field_of_action_id",
            "kind",
            "network_id",
            "people_count",
            "start",
            "state",
            "target_group_ids",
            "tz",
            "user_id",
        ],
        "club.network": [
            "active",
            "area_id",
            "field_of_action_id",
            "is_restricted",
            "kind",
            "level",
            "user_id",
        ],
        "club.network.member": [
            "company_id",
            "date_from",
            "date_to",
            "network_id",
            "partner_id",
            "state",
        ],
    }

    kind = fields.Selection(
        selection_add=[("meeting", "Meeting Held"), ("member", "Member of a Network")]
    )
    network_id = fields.Many2one(comodel_name="club.network", readonly=True)
    network_kind = fields.Selection(
        selection=KINDS, string="Kind of Network", readonly=True
    )
    network_level = fields.Selection(
        selection=LEVELS, string="Level of Network", readonly=True
    )
    own_meeting_count = fields.Integer(
        string="Own Meetings", aggregator="sum", readonly=True
    )
    external_meeting_count = fields.Integer(
        string="Meetings of Others", aggregator="sum", readonly=True
    )
    meeting_people_count = fields.Integer(
        string="People in Meetings",
        aggregator="sum",
        readonly=True,
        help="As the attendance lists of meetings held say. Those counted by contact "
        "entries are not among them.",
    )
    network_key = fields.Integer(
        string="Networks That Met",
        aggregator="count_distinct",
        readonly=True,
        help="Networks that held a meeting, each counted once.",
    )
    member_key = fields.Integer(
        string="Members of Networks",
        aggregator="count_distinct",
        readonly=True,
        help="Organisations in networks on some day of the period, up to today: each "
        "counted once per network, for the last ten years. Candidates do not count.",
    )
    network_minutes = fields.Integer(
        string="Minutes for Networks",
        aggregator="sum",
        readonly=True,
        help="Those of all minutes that were logged for a network or a meeting.",
    )

    @api.model
    def _get_branches(self):
        return [
            *super()._get_branches(),
            *self._network_branch(
                MEETING, "meeting", self._meeting_rows(), ("network_key",)
            ),
            *self._network_branch(
                MEMBER, "member", self._member_rows(), ("member_key",)
            ),
        ]

    @api.model
    def _get_target_group_branches(self):
        meetings = SQL(
            "club_meeting_club_target_group_rel AS rel "
            "JOIN club_meeting AS m ON m.id = rel.club_meeting_id "
            "LEFT JOIN club_network AS n ON n.id = m.network_id WHERE NOT %s",
            RESTRICTED,
        )
        return [
            *super()._get_target_group_branches(),
            (MEETING, SQL("m.id"), meetings),
        ]

    @api.model
    def _network_branch(self, slot, kind, rows, keys):
        """SELECTs over rows that say ``record`` and ``restricted`` of each.

        :param SQL rows: a query that names all columns it fills
        :param keys: columns that are counted by their different values
        """
        opened = SQL(
            "SELECT record * %s + %s AS id, %s::varchar AS kind, %s FROM (%s) AS r "
            "WHERE NOT restricted",
            SQL(str(SLOTS)),
            slot,
            kind,
            SQL(", ").join(map(SQL.identifier, COLUMNS)),
            rows,
        )
        return [opened, self._restricted_network_branch(slot, kind, rows, keys)]

    @api.model
    def _restricted_network_branch(self, slot, kind, rows, keys):
        """Sums by company, month and number; their ids tell nothing of a record."""
        month = SQL("date_trunc('month', date)::date")
        kept = ("company_id", "active", *keys)
        values = {
            **{name: SQL(empty) for name, empty in COLUMNS.items()},
            **{name: SQL("SUM(%s)::int4", SQL.identifier(name)) for name in MEASURES},
            **{name: SQL.identifier(name) for name in kept},
            "date": month,
        }
        return SQL(
            "SELECT (((company_id::int8 * 4096 + %s) * 65536 + ABS(%s)) * 2 "
            "+ active::int) * %s + %s AS id, %s::varchar AS kind, %s "
            "FROM (%s) AS r WHERE restricted GROUP BY %s, %s",
            self._number_of_month(month),
            SQL.identifier(keys[0]),
            SQL(str(SLOTS)),
            slot + 1,
            kind,
            self._select_columns(values),
            rows,
            SQL(", ").join(map(SQL.identifier, kept)),
            month,
        )

    @api.model
    def _number_of_month(self, day):
        return SQL(
            "((extract(year FROM %(day)s)::int - %(year)s) * 12 "
            "+ extract(month FROM %(day)s)::int)",
            day=day,
            year=FIRST_YEAR,
        )

    @api.model
    def _rows(self, record, source, **values):
        columns = {
            name: values.get(name) or SQL(empty) for name, empty in COLUMNS.items()
        }
        return SQL(
            "SELECT %s::int8 AS record, %s AS restricted, %s FROM %s",
            record,
            RESTRICTED,
            self._select_columns(columns),
            source,
        )

    @api.model
    def _drawn_numbers(self):
        """Restricted networks with numbers below 0 that lead to none of them."""
        return SQL(
            "(SELECT id, -row_number() OVER (ORDER BY %s)::int4 AS number "
            "FROM club_network AS n WHERE n.is_restricted) AS drawn "
            "ON drawn.id = n.id",
            SQL(DRAWN % ("n", "n")),
        )

    @api.model
    def _drawn_members(self):
        """The same for their members."""
        return SQL(
            "(SELECT m.id, -row_number() OVER (ORDER BY %s)::int4 AS number "
            "FROM club_network_member AS m JOIN club_network AS n "
            "ON n.id = m.network_id WHERE n.is_restricted) AS drawn_member "
            "ON drawn_member.id = m.first_id",
            SQL(DRAWN % ("m", "m")),
        )

    @api.model
    def _network_columns(self):
        return {
            "network_id": SQL("n.id"),
            "network_kind": SQL("n.kind"),
            "network_level": SQL("n.level"),
        }

    @api.model
    def _meeting_rows(self):
        """Meetings that were held, by the local day; those of others stand apart."""
        return self._rows(
            SQL("m.id"),
            SQL(
                "club_meeting AS m JOIN %s ON company.id = m.company_id "
                "LEFT JOIN club_network AS n ON n.id = m.network_id "
                "LEFT JOIN res_partner AS p ON p.id = m.convened_by_id "
                "LEFT JOIN %s WHERE m.state = 'held'",
                self._company_table(),
                self._drawn_numbers(),
            ),
            company_id=SQL("m.company_id"),
            active=SQL("m.active"),
            date=SQL("(m.start AT TIME ZONE 'UTC' AT TIME ZONE company.zone)::date"),
            area_id=SQL("m.area_id"),
            field_of_action_id=SQL("m.field_of_action_id"),
            partner_id=SQL("m.convened_by_id"),
            actor_type_id=SQL("p.actor_type_id"),
            user_id=SQL("m.user_id"),
            network_key=SQL("COALESCE(drawn.number, n.id)"),
            own_meeting_count=SQL("(m.kind = 'own')::int4"),
            external_meeting_count=SQL("(m.kind = 'external')::int4"),
            meeting_people_count=SQL("COALESCE(m.people_count, 0)"),
            **self._network_columns(),
        )

    @api.model
    def _member_rows(self):
        """One row per member and month, of some years back until today.

        Where nobody knows since when, the start of the network or the day it was
        entered says it. Who represents a member changes by a new row of it: both have
        the same key, that of the first one.
        """
        months = SQL(
            "generate_series(GREATEST("
            "date_trunc('month', "
            "COALESCE(m.date_from, n.date_start, m.create_date::date)), "
            "date_trunc('year', company.today - INTERVAL '%s years')), "
            "LEAST(m.date_to, company.today), INTERVAL '1 month') AS month",
            SQL(str(YEARS_BACK)),
        )
        keys = SQL(
            "(SELECT m.*, min(m.id) OVER (PARTITION BY m.network_id, m.partner_id) "
            "AS first_id FROM club_network_member AS m WHERE m.state <> 'candidate')"
        )
        return self._rows(
            SQL("m.id::int8 * 4096 + %s", self._number_of_month(SQL("month"))),
            SQL(
                "%s AS m JOIN club_network AS n ON n.id = m.network_id "
                "JOIN %s ON company.id = m.company_id "
                "LEFT JOIN res_partner AS p ON p.id = m.partner_id "
                "LEFT JOIN %s "
                "CROSS JOIN LATERAL %s",
                keys,
                self._company_table(),
                self._drawn_members(),
                months,
            ),
            company_id=SQL("m.company_id"),
            active=SQL("n.active"),
            date=SQL("month::date"),
            area_id=SQL("n.area_id"),
            field_of_action_id=SQL("n.field_of_action_id"),
            partner_id=SQL("m.partner_id"),
            actor_type_id=SQL("p.actor_type_id"),
            user_id=SQL("n.user_id"),
            member_key=SQL("COALESCE(drawn_member.number, m.first_id)"),
            **self._network_columns(),
        )
