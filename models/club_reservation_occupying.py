"""Taking the time on every unit, or on none.

The exclusion constraint of ``club.occupancy`` decides; what is asked before only
gives the better sentence. Whoever loses sees an old state of the database, so what
takes the time is looked up on a cursor of its own.
"""

from datetime import datetime
from typing import NamedTuple

from psycopg2.errors import ExclusionViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, ValidationError
from odoo.tools import SQL
from odoo.tools.misc import mute_logger

# what decides on the rows of occupied time
PLACED_BY = {"facility_id", "start", "stop"}
# in the context it says that the caller takes the time afterwards, of all together;
# compared by identity: nobody can send it from outside
TOGETHER = object()


class Wanted(NamedTuple):
    """A unit that somebody wants from a moment to a moment, naive UTC."""

    unit_id: int
    start: datetime
    stop: datetime
    # of the reservation, or any number that the caller tells them apart by
    key: int


class Clash(NamedTuple):
    """A wanted unit and the reservation that takes it."""

    wanted: Wanted
    reservation_id: int
    start: datetime
    stop: datetime


class ClubReservation(models.Model):
    _inherit = "club.reservation"

    def write(self, vals):
        if not PLACED_BY & vals.keys():
            return super().write(vals)
        if self.env.context.get("club_moving") is TOGETHER:
            return super().write(vals)
        self._queue(self.env["club.facility"].browse(vals.get("facility_id")))
        # whoever catches the error finds all as it was
        with self.env.cr.savepoint():
            result = super().write(vals)
            self._take_again()
        return result

    @api.constrains("facility_id")
    def _check_bookable(self):
        for reservation in self:
            # sudo: whether a space can be booked is no secret
            space = reservation.sudo().facility_id
            if not space.is_bookable:
                raise ValidationError(
                    self.env._(
                        "“%(space)s” cannot be booked. Please choose one of its "
                        "spaces, or have it marked as bookable.",
                        space=space.name,
                    )
                )

    # ------------------------------------------------------------
    # Taking and freeing
    # ------------------------------------------------------------

    def _occupy(self):
        """Take the time of these reservations on all of their units, or raise.

        What they took before is free at once, so two that follow each other can
        move together.

        :raises UserError: when somebody else takes a unit at that time
        """
        self._queue()
        self._take_units()

    def _take_units(self):
        """The same, for whoever queues already."""
        # what is computed while saving may raise on its own, and first
        self.flush_recordset()
        self._share_spaces()
        wanted = self._get_wanted()
        if self._find_clashes(wanted, exclude=self.ids, lapsed=None):
            self._free_lapsed(wanted)
            clashes = self._find_clashes(wanted, exclude=self.ids)
            if clashes:
                raise self._make_clash_error(clashes)
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                self._free()
                self._insert_occupancy(wanted)
        except ExclusionViolation:
            raise self._make_clash_error(self._find_clashes_now(wanted)) from None

    def _take_again(self):
        """Follow the new times of these: those that take time take that instead."""
        self.filtered(lambda one: one.state == "requested")._check_rules()
        taking = self.filtered(lambda one: one.state in self._taking_states)
        if taking:
            taking._check_rules()
            taking._take_units()

    def _queue(self, facilities=None):
        """Wait for whoever is booking the same units, old and new ones.

        Before anything is written: then nobody waits for one who waits for him.

        :param facilities: ``club.facility`` that are taken next; default their own
        """
        spaces = facilities or self.facility_id
        units = {unit.id for each in spaces._get_units().values() for unit in each}
        self.env["club.occupancy"]._lock_units(units, self.ids)

    def _get_wanted(self):
        """One row per unit and reservation, in the order in which rows are written.

        :rtype: list[Wanted]
        """
        units = self.facility_id._get_units()
        return sorted(
            Wanted(unit.id, one.start, one.stop, one.id)
            for one in self
            for unit in units[one.facility_id]
        )

    def _share_spaces(self):
        """Let nobody change the units of these spaces meanwhile.

        The database refuses a booking that read units of before a change, and Odoo
        repeats it.
        """
        self.env.cr.execute(
            SQL(
                "SELECT id FROM club_facility WHERE id IN %s ORDER BY id FOR SHARE",
                tuple(self.facility_id.ids) or (0,),
            )
        )

    @api.model
    def _check_seen(self, facilities):
        """Whoever changes the units of spaces must see all that is booked there.

        :param facilities: ``club.facility`` that are locked already
        :raises ConcurrencyError: when somebody booked meanwhile; Odoo then repeats
            the call
        """
        if not self.env.registry.ready:
            # while modules are installed nobody else books, nor sees the tables
            return
        query = SQL(
            "SELECT id FROM club_reservation WHERE facility_id IN %s "
            "AND state IN %s AND stop > %s",
            tuple(facilities.ids),
            self._taking_states,
            fields.Datetime.now(),
        )
        with self.env.registry.cursor() as cr:
            cr.execute(query)
            there = tuple(row[0] for row in cr.fetchall())
        if not there:
            return
        # refused by the database where somebody changed one of them meanwhile
        self.env.cr.execute(
            SQL("SELECT id FROM club_reservation WHERE id IN %s FOR UPDATE", there)
        )
        if self.env.cr.rowcount < len(there):
            raise ConcurrencyError(
                self.env._("Somebody booked this space in the same second.")
            )

    def _insert_occupancy(self, wanted):
        """Write the rows by hand: four times as fast as record by record."""
        if not wanted:
            return
        self.env.cr.execute(
            SQL(
                "INSERT INTO club_occupancy (unit_id, start, stop, reservation_id) "
                "SELECT * FROM unnest(%s, %s::timestamp[], %s::timestamp[], %s)",
                *(list(column) for column in zip(*wanted, strict=True)),
            )
        )
        self.invalidate_recordset(["occupancy_ids"])

    def _free(self):
        """Give the time of these reservations back."""
        if not self:
            return
        self.env.cr.execute(
            SQL("DELETE FROM club_occupancy WHERE reservation_id IN %s", self._ids)
        )
        self.env["club.occupancy"].invalidate_model()
        self.invalidate_recordset(["occupancy_ids"])

    def _free_lapsed(self, wanted):
        """Free what is held longer than agreed where somebody wants the time."""
        lapsed = self._find_clashes(wanted, exclude=self.ids, lapsed=True)
        # sudo: a hold that has lapsed is in nobody's hand
        holds = self.sudo().browse({clash.reservation_id for clash in lapsed})
        if holds:
            holds._let_lapse()

    def _let_lapse(self):
        """The time is free again; the request stays."""
        self._free()
        self.write({"state": "requested", "hold_until": False})

    # ------------------------------------------------------------
    # Who takes the time
    # ------------------------------------------------------------

    @api.model
    def _find_clashes(self, wanted, exclude=(), lapsed=False):
        """What takes units that are wanted.

        :param list wanted: of ``Wanted``
        :param exclude: ids of reservations that do not count
        :param bool lapsed: ask for holds that have lapsed instead of all others;
            None asks for both
        :rtype: list[Clash]
        """
        if not wanted:
            return []
        columns = [list(column) for column in zip(*wanted, strict=True)]
        has_lapsed = SQL(
            "COALESCE(reservation.state = 'held' AND reservation.hold_until <= %s, "
            "FALSE)",
            fields.Datetime.now(),
        )
        self.env.cr.execute(
            SQL(
                """
                SELECT wanted.unit_id, wanted.start, wanted.stop, wanted.key,
                       occupancy.reservation_id, occupancy.start, occupancy.stop
                  FROM unnest(%s, %s::timestamp[], %s::timestamp[], %s)
                       AS wanted (unit_id, start, stop, key)
                  JOIN club_occupancy AS occupancy
                    ON occupancy.unit_id = wanted.unit_id
                   AND tsrange(occupancy.start, occupancy.stop, '[)')
                       && tsrange(wanted.start, wanted.stop, '[)')
                  JOIN club_reservation AS reservation
                    ON reservation.id = occupancy.reservation_id
                 WHERE occupancy.reservation_id NOT IN %s
                   AND %s
                 ORDER BY wanted.start, occupancy.start, wanted.unit_id
                """,
                *columns,
                tuple(exclude) or (0,),
                SQL("TRUE") if lapsed is None else SQL("%s = %s", has_lapsed, lapsed),
            )
        )
        return [Clash(Wanted(*row[:4]), *row[4:]) for row in self.env.cr.fetchall()]

    def _find_clashes_now(self, wanted):
        """The same as others see it: who was faster is invisible from here.

        :rtype: list[Clash]
        """
        with self.env.registry.cursor() as cr:
            reservations = self.with_env(self.env(cr=cr))
            return reservations._find_clashes(wanted, exclude=self.ids)
