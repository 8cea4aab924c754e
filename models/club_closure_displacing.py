"""What a closure displaces: listed, moved or cancelled, told, taken back."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .club_reservation_steps import OFFICER

# a displaced group is told at least so many days ahead
NOTICE_DAYS = 14
PLACED_BY = {"facility_id", "start", "stop", "active"}


class ClubClosure(models.Model):
    _inherit = "club.closure"

    displaced_ids = fields.One2many(
        comodel_name="club.closure.displaced",
        inverse_name="closure_id",
        string="Displaced Uses",
        copy=False,
        groups=OFFICER,
    )
    notice_ids = fields.One2many(
        comodel_name="club.closure.notice",
        inverse_name="closure_id",
        string="Told",
        readonly=True,
        groups=OFFICER,
    )
    open_count = fields.Integer(
        string="Uses to Settle", compute="_compute_displaced_counts"
    )
    done_count = fields.Integer(
        string="Settled Uses", compute="_compute_displaced_counts"
    )
    letter_count = fields.Integer(
        string="Letters to Be Printed", compute="_compute_displaced_counts"
    )
    short_notice_hint = fields.Char(
        compute="_compute_short_notice_hint", groups=OFFICER
    )

    @api.depends("displaced_ids.state", "notice_ids.delivery")
    def _compute_displaced_counts(self):
        # sudo: how much is to be done is no secret, whose it is would be
        lines = self.env["club.closure.displaced"].sudo()
        by_state = {
            (closure.id, state): count
            for closure, state, count in lines._read_group(
                [("closure_id", "in", self.ids)],
                ["closure_id", "state"],
                ["__count"],
            )
        }
        letters = {
            closure.id: count
            for closure, count in self.env["club.closure.notice"]
            .sudo()
            ._read_group(
                [("closure_id", "in", self.ids), ("delivery", "=", "letter")],
                ["closure_id"],
                ["__count"],
            )
        }
        for closure in self:
            closure.open_count = by_state.get((closure._origin.id, "open"), 0)
            closure.done_count = by_state.get((closure._origin.id, "done"), 0)
            closure.letter_count = letters.get(closure._origin.id, 0)

    @api.depends("displaced_ids.state", "displaced_ids.start_before")
    def _compute_short_notice_hint(self):
        for closure in self:
            lines = closure.displaced_ids.filtered(
                lambda line: line.state == "open" and line.is_short_notice
            )
            names = sorted(set(lines.partner_id.mapped("name")))
            closure.short_notice_hint = bool(lines) and self.env._(
                "Please call %(names)s as well: %(count)s of these uses begin in less "
                "than two weeks, and displaced groups want to know it earlier.",
                count=len(lines),
                names=", ".join(names or lines.reservation_id.mapped("name")),
            )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        closures = super().create(vals_list)
        closures._list_displaced()
        return closures

    def write(self, vals):
        result = super().write(vals)
        if PLACED_BY & vals.keys():
            self._list_displaced()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        # sudo: who deletes a closure must not lose what was told
        if any(line.state == "done" for line in self.sudo().displaced_ids):
            raise UserError(
                self.env._(
                    "Groups were displaced by this closure and have been told. Please "
                    "use “Take Back” instead of deleting it."
                )
            )

    # ------------------------------------------------------------
    # What is displaced
    # ------------------------------------------------------------

    def _find_displaced(self):
        """Uses ahead that take a unit while it is closed.

        :return: dict of closure to ``club.reservation`` (sudo)
        """
        # sudo: what a closure displaces does not depend on who enters it
        Reservation = self.env["club.reservation"].sudo()
        ids = self._find_displaced_ids()
        everything = Reservation.browse(set().union(*ids.values()))
        return {
            closure: Reservation.browse(ids[closure.id]).with_prefetch(everything._ids)
            for closure in self
        }

    def _find_displaced_ids(self):
        """
        :return: dict of id of a closure to ids of reservations
        """
        ids = defaultdict(list)
        if self.ids:
            self.env["club.facility"].flush_model(["parent_path"])
            self.flush_recordset(["facility_id", "start", "stop", "active"])
            taking = self.env["club.reservation"]
            taking.flush_model(["facility_id", "start", "stop", "state"])
            query = SQL(
                """
                WITH closed AS (
                    SELECT closure.id, closure.start, closure.stop,
                           inside.id AS facility_id
                      FROM club_closure AS closure
                      JOIN club_facility AS top ON top.id = closure.facility_id
                      JOIN club_facility AS inside
                        ON inside.parent_path LIKE top.parent_path || '%%'
                     WHERE closure.id IN %s AND closure.active
                ), taken AS (
                    SELECT closed.id, occupancy.reservation_id, occupancy.stop
                      FROM closed
                      JOIN club_occupancy AS occupancy
                        ON occupancy.unit_id = closed.facility_id
                       AND tsrange(occupancy.start, occupancy.stop, '[)')
                           && tsrange(closed.start, closed.stop, '[)')
                     UNION
                    -- the units of a combination may lie elsewhere
                    SELECT closed.id, booking.id, booking.stop
                      FROM closed
                      JOIN club_reservation AS booking
                        ON booking.facility_id = closed.facility_id
                       AND booking.start < closed.stop
                       AND booking.stop > closed.start
                     WHERE booking.state IN %s
                )
                SELECT id, reservation_id FROM taken
                 WHERE stop > %s
                 ORDER BY id, reservation_id
                """,
                tuple(self.ids),
                taking._taking_states,
                fields.Datetime.now(),
            )
            for closure_id, reservation_id in self.env.execute_query(query):
                ids[closure_id].append(reservation_id)
        return ids

    def _list_displaced(self, again=False):
        """Bring the lists up to date: what is new comes with a proposal.

        :param bool again: propose anew for what is listed already
        """
        found = self._find_displaced()
        # sudo: the list is kept by the closure
        lines = self.sudo().displaced_ids
        stale = lines.filtered(
            lambda line: (
                line.state == "open"
                and (again or line.reservation_id not in found[line.closure_id])
            )
        )
        stale.unlink()
        vals_list = []
        for closure, reservations in found.items():
            listed = closure.sudo().displaced_ids.filtered(
                lambda line: line.state == "open" or line.way == "keep"
            )
            new = reservations - listed.reservation_id
            vals_list += closure._prepare_displaced_vals(new)
        lines.create(vals_list)

    def _prepare_displaced_vals(self, reservations):
        proposals = self._propose(reservations) if reservations else {}
        return [
            {
                "closure_id": self.id,
                "reservation_id": one.id,
                "facility_before_id": one.facility_id.id,
                "start_before": one.start,
                "stop_before": one.stop,
                "state_before": one.state,
                "hold_until_before": one.hold_until,
                "way": "move" if one in proposals else "cancel",
                "facility_id": proposals[one].id if one in proposals else False,
                "start": one.start,
            }
            for one in reservations
        ]

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def action_list_displaced(self):
        """Look again what is displaced, and where it could go.

        :raises AccessError: unless the user decides on times
        """
        self._check_may_displace()
        self._list_displaced(again=True)
        return True

    def action_settle(self):
        """Move and cancel what is listed, and tell each organisation once.

        :raises UserError: when there is nothing to do, or a new place is taken
        """
        self._check_may_displace()
        # sudo: the list is kept by the closure; who asks was checked
        closures = self.sudo()
        found = closures._find_displaced()
        lines = closures.displaced_ids.filtered(
            lambda line: (
                line.state == "open" and line.reservation_id in found[line.closure_id]
            )
        )
        if not lines:
            raise UserError(
                self.env._(
                    "Nothing is booked in this time, or all of it has been settled. "
                    "There is nothing to do."
                )
            )
        told_together = lines.with_context(club_tell_clubs=False)
        told_together._settle()
        closures._tell("closed", lines.filtered(lambda line: line.way != "keep"))
        return True

    def action_undo(self):
        """Take the closure back: what was displaced returns, and everybody reads it.

        :raises UserError: when somebody else took the time meanwhile
        """
        self._check_may_displace()
        # sudo: as above
        closures = self.sudo()
        closures.active = False
        lines = closures.displaced_ids.filtered(lambda line: line.state == "done")
        told_together = lines.with_context(club_tell_clubs=False)
        closures._tell("undone", told_together._restore())
        return True

    def _check_may_displace(self):
        self.check_access("write")
        self.env["club.reservation"]._check_officer()
