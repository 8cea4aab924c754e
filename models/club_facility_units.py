"""Which units a space takes, and what happens when they change."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from .club_occupancy import LOCKS

# what decides on the units of a space
DECIDING = {"unit_ids", "parent_id", "is_bookable", "active"}


class ClubFacility(models.Model):
    _inherit = "club.facility"

    is_unit = fields.Boolean(
        string="Is a Unit",
        compute="_compute_is_unit",
        help="Booked as one, without parts of its own.",
    )
    # counted up with each change of the units: a booking that read the former ones
    # is refused by the database and repeated
    units_revision = fields.Integer(readonly=True, copy=False)

    @api.depends("unit_ids", "is_bookable")
    def _compute_is_unit(self):
        for facility in self:
            facility.is_unit = facility.is_bookable and not facility.unit_ids

    def _get_units(self):
        """The units that each of these spaces takes when it is booked.

        :return: dict of facility to facilities; a space without units is its own
        """
        # sudo: which parts a space has is no secret to who may book it
        spaces = self.sudo()
        return {
            space.sudo(False): (space.unit_ids or space).sudo(False) for space in spaces
        }

    # ------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------

    @api.constrains("unit_ids", "parent_id", "is_bookable")
    def _check_units(self):
        combining = self.search([("unit_ids", "in", self.ids)])
        for space in self | combining:
            for unit in space.unit_ids:
                space._check_unit(unit)
            # a space of which nobody said where it lies fits everywhere
            placed = space.unit_ids.filtered("parent_id")
            if len({unit._get_site() for unit in placed}) > 1:
                raise ValidationError(
                    self.env._(
                        "The units of “%(space)s” lie on different sites. Please "
                        "choose units of one site.",
                        space=space.name,
                    )
                )

    def _check_unit(self, unit):
        if unit == self:
            raise ValidationError(
                self.env._(
                    "“%(space)s” cannot be a unit of itself. Please leave it out: a "
                    "space without units is a unit.",
                    space=self.name,
                )
            )
        if unit.unit_ids:
            raise ValidationError(
                self.env._(
                    "“%(unit)s” combines units itself, so it cannot be a unit of "
                    "“%(space)s”. Please choose its units instead.",
                    unit=unit.name,
                    space=self.name,
                )
            )
        if not unit.is_bookable:
            raise ValidationError(
                self.env._(
                    "“%(unit)s” cannot be booked, so it cannot be a unit of "
                    "“%(space)s”. Please mark it as bookable first.",
                    unit=unit.name,
                    space=self.name,
                )
            )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        facilities = super().create(vals_list)
        facilities._join_parents()
        return facilities

    def write(self, vals):
        if not DECIDING & vals.keys():
            return super().write(vals)
        self._lock_sites(self.browse(vals.get("parent_id")))
        involved = self | self._find_combining()
        before = involved._get_units()
        result = super().write(vals)
        # Odoo keeps links to archived units in the database only
        involved.invalidate_recordset(["unit_ids"])
        if {"parent_id", "is_bookable", "active"} & vals.keys():
            self._join_parents()
        after = involved._get_units()
        changed = involved.filtered(lambda space: before[space] != after[space])
        changed._rewrite_occupancy()
        return result

    def _lock_sites(self, parents):
        """Let no unit there be booked meanwhile: which ones change, shows later.

        :param parents: facilities that these are about to become parts of
        """
        paths = (self | parents).sudo().mapped("parent_path")
        self.env.cr.execute(
            SQL(
                """
                SELECT pg_advisory_xact_lock(%s, id)
                  FROM (SELECT id FROM club_facility
                         WHERE split_part(parent_path, '/', 1) IN %s
                         ORDER BY id) AS there
                """,
                LOCKS,
                tuple({path.split("/")[0] for path in paths if path}) or ("",),
            )
        )

    def _find_combining(self):
        """The spaces that these lie in or are units of."""
        # sudo: the parts of a space are consistent whoever changes them
        spaces = self.sudo().with_context(active_test=False)
        combining = spaces.search([("unit_ids", "in", self.ids)])
        return (combining | spaces.parent_id).sudo(False)

    def _join_parents(self):
        """What can be booked inside a bookable space is taken with it.

        However deep it lies, and instead of what was the unit before it was divided.
        """
        # sudo: the parts of a space are consistent whoever changes them
        spaces = self.sudo().filtered("active")
        lines = {each for space in spaces for each in space._get_lineage()}
        wholes = spaces.browse(sorted(lines)).filtered("is_bookable")
        if not wholes:
            return
        inside = spaces.search(
            [("id", "child_of", wholes.ids), ("is_bookable", "=", True)]
        )
        above = {part: set(part._get_lineage()) - {part.id} for part in inside}
        divided = set().union(*(above[part] for part in inside if not part.unit_ids))
        new = inside.filtered(
            lambda part: (
                not part.unit_ids
                and part.id not in divided
                and (above[part] | {part.id}) & set(spaces.ids)
            )
        )
        # from the top: what becomes a combination is nobody's unit by then
        for whole in wholes.sorted(lambda space: len(space._get_lineage())):
            parts = new.filtered(lambda part, whole=whole: whole.id in above[part])
            former = whole.unit_ids.filtered(lambda unit: unit.id in divided)
            whole._exchange_units(parts, former)

    def _exchange_units(self, parts, former):
        """Take parts as units instead of what was one before it was divided."""
        added = parts - self.unit_ids
        if added or (former and parts):
            link, unlink = fields.Command.link, fields.Command.unlink
            self.unit_ids = [
                *(link(part.id) for part in added),
                *(unlink(unit.id) for unit in former),
            ]

    def _rewrite_occupancy(self):
        """Let what is booked ahead take the units as they are now, all or nothing.

        :raises UserError: when a unit is taken by somebody else at that time
        """
        if not self:
            return
        for revision, spaces in self.grouped("units_revision").items():
            # sudo: counted here only
            spaces.sudo().units_revision = revision + 1
        # waits for whoever is booking; whoever comes later reads the new units
        self.flush_recordset(["units_revision"])
        # sudo: all that is booked here moves along, whoever it belongs to
        Reservation = self.env["club.reservation"].sudo()
        taking = Reservation.search(
            [
                ("facility_id", "in", self.ids),
                ("state", "in", Reservation._taking_states),
                ("stop", ">", fields.Datetime.now()),
            ]
        )
        Reservation._check_seen(self)
        try:
            taking._occupy()
        except UserError as error:
            raise UserError(
                self.env._(
                    "The units cannot change like this, for what is booked ahead would "
                    "clash. %(reason)s",
                    reason=error.args[0],
                )
            ) from error
