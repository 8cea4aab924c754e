"""The SELECTs that the rows of the figures come from."""

from odoo import api, models
from odoo.tools import SQL

# Each record of a room has this many numbers for the rows that it may become.
# A branch takes an even one for open rows and the next for restricted ones.
SLOTS = 64
OPENED, CLOSED, WAITING, ENTRY, MINUTES, PEOPLE = 0, 2, 4, 6, 8, 10
MEASURES = (
    "opened_count",
    "closed_count",
    "wait_count",
    "wait_days",
    "entry_count",
    "minutes",
    "people_count",
    "people_in_group",
    "network_minutes",
    "own_meeting_count",
    "external_meeting_count",
    "meeting_people_count",
    "use_count",
    "use_minutes",
    "training_count",
    "trained_count",
    "trained_minutes",
)
# what rows consist of besides their id and kind, and what stands where a branch
# says nothing
COLUMNS = {
    "company_id": "NULL::int4",
    "active": "TRUE",
    "date": "NULL::date",
    "channel": "NULL::varchar",
    "area_id": "NULL::int4",
    "field_of_action_id": "NULL::int4",
    "type_id": "NULL::int4",
    "unit_id": "NULL::int4",
    "partner_id": "NULL::int4",
    "actor_type_id": "NULL::int4",
    "case_id": "NULL::int4",
    "user_id": "NULL::int4",
    "network_id": "NULL::int4",
    "network_kind": "NULL::varchar",
    "network_level": "NULL::varchar",
    "network_key": "NULL::int4",
    "member_key": "NULL::int4",
    "facility_id": "NULL::int4",
    "facility_use": "NULL::varchar",
    "training_id": "NULL::int4",
    "training_units": "0::float8",
    "trained_key": "NULL::varchar",
    **dict.fromkeys(MEASURES, "0::int4"),
}
# all that is left of what is restricted: these, the month and the sums
KEPT = ("company_id", "active", "channel")
MONTH = SQL("date_trunc('month', date)::date")
# the case of a row is restricted
RESTRICTED = SQL("c.is_restricted IS TRUE")
# the case or the network of an entry is restricted
ENTRY_RESTRICTED = SQL("(c.is_restricted IS TRUE OR n.is_restricted IS TRUE)")
# whether an entry is work for networks, or in meetings of others
FOR_NETWORKS = SQL("(e.network_id IS NOT NULL OR e.meeting_id IS NOT NULL)")


class ClubActivityReport(models.Model):
    _inherit = "club.activity.report"

    def init(self):
        """Make the target groups of the rows, as the relation of a many2many."""
        selects = SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s::int8 * %s + %s AS report_id, "
                "rel.club_target_group_id AS target_group_id FROM %s",
                record,
                SQL(str(SLOTS)),
                SQL(str(slot)),
                source,
            )
            for slot, record, source in self._get_target_group_branches()
        )
        view = SQL.identifier(self._fields["target_group_ids"].relation)
        self.env.cr.execute(SQL("DROP VIEW IF EXISTS %s", view))
        self.env.cr.execute(SQL("CREATE VIEW %s AS %s", view, selects))

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(self._get_branches())

    @api.model
    def _search(self, *args, **kwargs):
        # compiling such a query takes longer than running it, sorting on disk too
        self.env.cr.execute("SET LOCAL jit = off; SET LOCAL work_mem = '48MB'")
        return super()._search(*args, **kwargs)

    # ------------------------------------------------------------
    # What rooms contribute
    # ------------------------------------------------------------

    @api.model
    def _get_branches(self):
        """SELECTs of all rooms, see :meth:`_branch`; rooms extend the list.

        :rtype: list[SQL]
        """
        return [
            *self._case_branch(OPENED, "opened", "date_open", "opened_count"),
            *self._case_branch(CLOSED, "closed", "date_closed", "closed_count"),
            *self._waiting_branch(),
            *self._entry_branch(),
            self._minutes_branch(),
            *self._people_branch(),
        ]

    @api.model
    def _get_target_group_branches(self):
        """Where the target groups of the rows stand; rooms extend the list.

        What is restricted has none. Nothing here depends on who reads.

        :return: slot, id of the record, and a source with the relation ``rel``
        :rtype: list[tuple[int, SQL, SQL]]
        """
        cases = SQL(
            "club_case_club_target_group_rel AS rel JOIN club_case AS c "
            "ON c.id = rel.club_case_id AND c.is_restricted IS NOT TRUE"
        )
        entries = SQL(
            "club_contact_entry_club_target_group_rel AS rel "
            "JOIN club_contact_entry AS e ON e.id = rel.club_contact_entry_id "
            "LEFT JOIN club_case AS c ON c.id = e.case_id "
            "LEFT JOIN club_network AS n ON n.id = e.network_id WHERE NOT %s",
            ENTRY_RESTRICTED,
        )
        waits = SQL("%s JOIN club_case_waiting AS w ON w.case_id = c.id", cases)
        people = SQL(
            "club_contact_entry_people AS line "
            "JOIN club_contact_entry AS e ON e.id = line.entry_id "
            "LEFT JOIN club_case AS c ON c.id = e.case_id "
            "LEFT JOIN club_network AS n ON n.id = e.network_id "
            "CROSS JOIN LATERAL (SELECT line.target_group_id AS club_target_group_id) "
            "AS rel WHERE NOT %s",
            ENTRY_RESTRICTED,
        )
        return [
            (OPENED, SQL("c.id"), cases),
            (CLOSED, SQL("c.id"), cases),
            (WAITING, SQL("w.id"), waits),
            (PEOPLE, SQL("line.id"), people),
            (ENTRY, SQL("e.id"), entries),
            (MINUTES, SQL("e.id"), entries),
        ]

    # ------------------------------------------------------------
    # Making a branch
    # ------------------------------------------------------------

    @api.model
    def _branch(
        self, slot, kind, record, source, where, restricted=RESTRICTED, **values
    ):
        """The SELECTs of one kind of rows: open ones singly, restricted ones summed.

        :param int slot: an even number below 64 that is this branch's own
        :param str kind: a value of the field ``kind``
        :param SQL record: id of the record, unique within the branch
        :param SQL source: what follows FROM; the case of a row is named ``c``
        :param SQL where: condition on the source
        :param SQL restricted: whether a row is restricted
        :param values: one SQL per column of the report; see ``COLUMNS``
        :rtype: list[SQL]
        """
        columns = {
            name: values.get(name) or SQL(empty) for name, empty in COLUMNS.items()
        }
        opened = SQL(
            "SELECT %s::int8 * %s + %s AS id, %s::varchar AS kind, %s FROM %s "
            "WHERE NOT %s AND (%s)",
            record,
            SQL(str(SLOTS)),
            slot,
            kind,
            self._select_columns(columns),
            source,
            restricted,
            where,
        )
        where = SQL("%s AND (%s)", restricted, where)
        return [opened, self._restricted_branch(slot, kind, source, where, columns)]

    @api.model
    def _restricted_branch(self, slot, kind, source, where, columns):
        """Sums by company, month and channel; their ids tell nothing of a record."""
        inner = {name: columns[name] for name in (*KEPT, "date", *MEASURES)}
        outer = {
            **{name: SQL(empty) for name, empty in COLUMNS.items()},
            **{name: SQL.identifier(name) for name in KEPT},
            **{name: SQL("SUM(%s)::int4", SQL.identifier(name)) for name in MEASURES},
            "date": MONTH,
        }
        channels = [value for value, _label in self._fields["channel"].selection]
        months = "(extract(year FROM %(month)s) * 12 + extract(month FROM %(month)s))"
        number = SQL(
            "((company_id::int8 * 65536 + %s::int8 * 2 + active::int) * 32 "
            "+ COALESCE(array_position(%s::varchar[], channel), 0)) * %s + %s",
            SQL(months, month=MONTH),
            channels,
            SQL(str(SLOTS)),
            slot + 1,
        )
        return SQL(
            "SELECT %s AS id, %s::varchar AS kind, %s FROM (SELECT %s FROM %s "
            "WHERE %s) AS r "
            "GROUP BY company_id, active, %s, channel",
            number,
            kind,
            self._select_columns(outer),
            self._select_columns(inner),
            source,
            where,
            MONTH,
        )

    @api.model
    def _select_columns(self, columns):
        return SQL(", ").join(
            SQL("%s AS %s", value, SQL.identifier(name))
            for name, value in columns.items()
        )

    @api.model
    def _company_table(self):
        """What rows need to know of their company, as a table to join."""
        # sudo: which zone a company has and what its setting is, no more
        companies = (
            self.env["res.company"]
            .sudo()
            .search([("id", "in", self.env.companies.ids)])
        )
        rows = SQL(", ").join(
            SQL(
                "(%s, %s, %s::date, %s)",
                company.id,
                company._club_zone().key,
                company._club_today(),
                company.club_minutes_visible,
            )
            for company in companies
        )
        return SQL("(VALUES %s) AS company (id, zone, today, shows_minutes)", rows)

    # ------------------------------------------------------------
    # Cases
    # ------------------------------------------------------------

    @api.model
    def _case_branch(self, slot, kind, date_field, measure):
        return self._branch(
            slot,
            kind,
            SQL("c.id"),
            SQL("club_case AS c LEFT JOIN res_partner AS p ON p.id = c.partner_id"),
            SQL("%s IS NOT NULL", SQL.identifier("c", date_field)),
            date=SQL.identifier("c", date_field),
            **self._case_columns(),
            **{measure: SQL("1")},
        )

    @api.model
    def _case_columns(self):
        return {
            "company_id": SQL("c.company_id"),
            "active": SQL("c.active"),
            "channel": SQL("c.origin"),
            "area_id": SQL("c.area_id"),
            "field_of_action_id": SQL("c.field_of_action_id"),
            "type_id": SQL("c.type_id"),
            "unit_id": SQL("c.unit_id"),
            "partner_id": SQL("c.partner_id"),
            "actor_type_id": SQL("p.actor_type_id"),
            "case_id": SQL("c.id"),
            "user_id": SQL("c.user_id"),
        }

    @api.model
    def _waiting_branch(self):
        """Waits by the day they began; one that goes on lasts until today."""
        columns = {
            **self._case_columns(),
            "active": SQL("c.active"),
            "date": SQL("w.date_from"),
            "wait_count": SQL("1"),
            "wait_days": SQL(
                "GREATEST(COALESCE(w.date_to, company.today) - w.date_from, 0)"
            ),
        }
        return self._branch(
            WAITING,
            "waiting",
            SQL("w.id"),
            SQL(
                "club_case_waiting AS w JOIN club_case AS c ON c.id = w.case_id "
                "JOIN %s ON company.id = c.company_id "
                "LEFT JOIN res_partner AS p ON p.id = c.partner_id",
                self._company_table(),
            ),
            SQL("TRUE"),
            **columns,
        )

    # ------------------------------------------------------------
    # Entries
    # ------------------------------------------------------------

    @api.model
    def _entry_source(self):
        return SQL(
            "club_contact_entry AS e JOIN %s ON company.id = e.company_id "
            "LEFT JOIN club_case AS c ON c.id = e.case_id "
            "LEFT JOIN club_network AS n ON n.id = e.network_id",
            self._company_table(),
        )

    @api.model
    def _entry_columns(self):
        return {
            "company_id": SQL("e.company_id"),
            "active": SQL("e.active"),
            "date": SQL("(e.date AT TIME ZONE 'UTC' AT TIME ZONE company.zone)::date"),
            "channel": SQL("e.channel"),
            "area_id": SQL("e.area_id"),
            "field_of_action_id": SQL("e.field_of_action_id"),
            "type_id": SQL("c.type_id"),
            "unit_id": SQL("c.unit_id"),
            "network_kind": SQL("n.kind"),
            "network_level": SQL("n.level"),
        }

    @api.model
    def _entry_branch(self):
        """Entries with the minutes that the reader may know one by one."""
        known = SQL(
            "CASE WHEN %s OR %s THEN COALESCE(e.minutes_logged, 0) ELSE 0 END",
            ENTRY_RESTRICTED,
            self._own_minutes(),
        )
        return self._branch(
            ENTRY,
            "entry",
            SQL("e.id"),
            SQL(
                "%s LEFT JOIN res_partner AS p ON p.id = e.partner_id",
                self._entry_source(),
            ),
            SQL("TRUE"),
            ENTRY_RESTRICTED,
            **self._entry_columns(),
            **self._entry_links(),
            entry_count=SQL("1"),
            minutes=known,
            network_minutes=SQL("CASE WHEN %s THEN %s ELSE 0 END", FOR_NETWORKS, known),
            people_count=SQL("COALESCE(e.people_count, 0)"),
        )

    @api.model
    def _entry_links(self):
        """Whom and what an entry is about: not told of the minutes of colleagues."""
        return {
            "partner_id": SQL("e.partner_id"),
            "actor_type_id": SQL("p.actor_type_id"),
            "case_id": SQL("e.case_id"),
            "user_id": SQL("e.user_id"),
            "network_id": SQL("e.network_id"),
        }

    @api.model
    def _people_branch(self):
        """People counted by group, each line under its own group only."""
        return self._branch(
            PEOPLE,
            "people",
            SQL("line.id"),
            SQL(
                "%s JOIN club_contact_entry_people AS line ON line.entry_id = e.id "
                "LEFT JOIN res_partner AS p ON p.id = e.partner_id",
                self._entry_source(),
            ),
            SQL("TRUE"),
            ENTRY_RESTRICTED,
            **self._entry_columns(),
            **self._entry_links(),
            people_in_group=SQL("COALESCE(line.count, 0)"),
        )

    @api.model
    def _own_minutes(self):
        return SQL(
            "(company.shows_minutes OR COALESCE(e.user_id, %(uid)s) = %(uid)s)",
            uid=self.env.uid,
        )

    @api.model
    def _minutes_branch(self):
        """What is left of the minutes, summed over all that is alike in a month."""
        kept = ("company_id", "active", "channel", "area_id")
        kept = (*kept, "field_of_action_id", "type_id", "unit_id")
        kept = (*kept, "network_kind", "network_level")
        columns = {
            **{name: SQL(empty) for name, empty in COLUMNS.items()},
            **{name: SQL.identifier(name) for name in kept},
            "date": MONTH,
            "minutes": SQL("SUM(minutes_logged)::int4"),
            "network_minutes": SQL("SUM(minutes_logged * for_networks)::int4"),
        }
        groups = SQL(
            "(SELECT club_contact_entry_id AS id, "
            "array_agg(club_target_group_id ORDER BY club_target_group_id) AS ids "
            "FROM club_contact_entry_club_target_group_rel GROUP BY 1)"
        )
        return SQL(
            # whatever entry lends its number, it has these target groups
            "SELECT min(id)::int8 * %s + %s AS id, 'minutes'::varchar AS kind, %s "
            "FROM (SELECT e.id, e.minutes_logged, %s::int AS for_networks, "
            "target.ids AS groups, %s FROM %s "
            "LEFT JOIN %s AS target ON target.id = e.id "
            "WHERE NOT %s AND e.minutes_logged > 0 "
            "AND NOT %s) AS r "
            "GROUP BY %s, groups, %s",
            SQL(str(SLOTS)),
            MINUTES,
            self._select_columns(columns),
            FOR_NETWORKS,
            self._select_columns(self._entry_columns()),
            self._entry_source(),
            groups,
            ENTRY_RESTRICTED,
            self._own_minutes(),
            SQL(", ").join(map(SQL.identifier, kept)),
            MONTH,
        )
