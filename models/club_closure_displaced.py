from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .club_closure_displacing import NOTICE_DAYS
from .club_reservation_occupying import TOGETHER

# what the office decides; everything else is kept by the closure
DECIDED = {"way", "facility_id", "start"}


class ClubClosureDisplaced(models.Model):
    """A use that lies in a closure, and what becomes of it."""

    _name = "club.closure.displaced"
    _description = "Displaced Use"
    _inherit = ["club.plausible.date.mixin"]
    _order = "start_before, id"
    _rec_name = "reservation_id"
    _check_company_auto = True
    closure_id = fields.Many2one(
        comodel_name="club.closure",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    reservation_id = fields.Many2one(
        comodel_name="club.reservation",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        related="reservation_id.partner_id", store=True, index="btree_not_null"
    )
    facility_before_id = fields.Many2one(
        comodel_name="club.facility",
        string="Was In",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    start_before = fields.Datetime(string="Was From", required=True, readonly=True)
    stop_before = fields.Datetime(string="Was Until", required=True, readonly=True)
    state_before = fields.Char(required=True, readonly=True)
    hold_until_before = fields.Datetime(readonly=True)
    way = fields.Selection(
        selection=[
            ("move", "Move"),
            ("cancel", "Cancel the Use"),
            ("keep", "Leave as It Is"),
        ],
        string="What to Do",
        required=True,
        default="cancel",
    )
    facility_id = fields.Many2one(
        comodel_name="club.facility",
        string="New Space",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_bookable', '=', True), ('company_id', '=', company_id)]",
        check_company=True,
    )
    start = fields.Datetime(string="New Beginning")
    stop = fields.Datetime(string="New End", compute="_compute_stop")
    state = fields.Selection(
        selection=[("open", "Open"), ("done", "Done"), ("undone", "Taken Back")],
        required=True,
        readonly=True,
        default="open",
    )
    date_done = fields.Datetime(string="Done On", readonly=True)
    is_short_notice = fields.Boolean(
        string="Short Notice",
        compute="_compute_is_short_notice",
        help="Less than two weeks between being told and the use.",
    )
    company_id = fields.Many2one(
        related="closure_id.company_id", store=True, index=True, precompute=True
    )

    _listed_once = models.UniqueIndex(
        "(closure_id, reservation_id) WHERE state = 'open'",
        "This use is in the list already.",
    )

    @api.depends("start", "start_before", "stop_before")
    def _compute_stop(self):
        """As long as before."""
        for line in self:
            line.stop = line.start and line.start + (
                line.stop_before - line.start_before
            )

    @api.depends("start_before", "date_done")
    def _compute_is_short_notice(self):
        now = fields.Datetime.now()
        for line in self:
            told = line.date_done or now
            line.is_short_notice = line.start_before - told < timedelta(
                days=NOTICE_DAYS
            )

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            self._check_by_hand(vals.keys())
        return super().write(vals)

    def _check_by_hand(self, names):
        """
        :raises UserError: when somebody writes what is settled, or kept by steps
        """
        # sudo: the caller may write these lines
        if names - DECIDED or any(line.state != "open" for line in self.sudo()):
            raise UserError(
                self.env._(
                    "Here you decide what becomes of a use, as long as it is open. For "
                    "all else please change the reservation itself."
                )
            )

    def action_find_time(self):
        """Open a dialog with free times that this use could move to.

        :raises UserError: when it is settled
        """
        self.ensure_one()
        self.check_access("write")
        self._check_by_hand(DECIDED)
        Find = self.env["club.reservation.find"]
        return Find._make_for(self.reservation_id, displaced_id=self.id)._reopen()

    def _check_movable(self):
        """
        :raises UserError: when it is not said where to
        """
        for line in self:
            if not (line.facility_id and line.start):
                raise UserError(
                    self.env._(
                        "“%(use)s” is to be moved, but it is not said where to. "
                        "Please choose a space and a time, or cancel it.",
                        use=line.reservation_id.name,
                    )
                )

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def _settle(self):
        """Move, cancel or leave these uses; all of them or none.

        :raises UserError: when a new place is taken
        """
        by_way = self.grouped("way")
        none = self.browse()
        by_way.get("move", none)._check_movable()
        for closure, lines in by_way.get("cancel", none).grouped("closure_id").items():
            lines.reservation_id._take_step(
                "cancelled",
                reason=self.env._("Closed: %(reason)s", reason=closure.name),
            )
        by_way.get("move", none)._place(
            lambda line: {
                "facility_id": line.facility_id.id,
                "start": line.start,
                "stop": line.stop,
            }
        )
        self.write({"state": "done", "date_done": fields.Datetime.now()})

    def _restore(self):
        """Put these uses back to where they were; all of them or none.

        :raises UserError: when somebody else took the time meanwhile
        """
        cancelled = self.filtered(
            lambda line: (
                line.way == "cancel" and line.reservation_id.state == "cancelled"
            )
        )
        moved = self.filtered(lambda line: line.way == "move" and line._is_moved())
        moved._place(
            lambda line: {
                "facility_id": line.facility_before_id.id,
                "start": line.start_before,
                "stop": line.stop_before,
            }
        )
        groups = cancelled.grouped(
            lambda line: (line.state_before, line.hold_until_before)
        )
        for (state, until), lines in groups.items():
            lines.reservation_id._take_step(state, hold_until=until)
        self.write({"state": "undone"})
        return cancelled | moved

    def _is_moved(self):
        """Whether the use still is where the closure put it."""
        use = self.reservation_id
        return use.state == self.state_before and (
            (use.facility_id, use.start, use.stop)
            == (self.facility_id, self.start, self.stop)
        )

    def _place(self, make_vals):
        """Move all of these at once: what one leaves another may take.

        :param make_vals: gets a line, returns the values of its reservation
        """
        if not self:
            return
        places = {line.reservation_id: make_vals(line) for line in self}
        spaces = {vals["facility_id"] for vals in places.values()}
        reservations = self.reservation_id
        reservations._queue(self.env["club.facility"].browse(spaces))
        quiet = reservations.with_context(tracking_disable=True, club_moving=TOGETHER)
        for one in quiet:
            one.write(places[one])
        reservations._check_rules()
        reservations._occupy()
