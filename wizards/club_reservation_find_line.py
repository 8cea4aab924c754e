from odoo import api, fields, models


class ClubReservationFindLine(models.TransientModel):
    """A time and place that are free; one click takes it or asks for it."""

    _name = "club.reservation.find.line"
    _description = "Free Time"

    find_id = fields.Many2one(
        comodel_name="club.reservation.find",
        required=True,
        ondelete="cascade",
        index=True,
    )
    reservation_id = fields.Many2one(related="find_id.reservation_id")
    kind = fields.Selection(
        selection=[
            ("elsewhere", "Elsewhere at This Time"),
            ("shift", "Here, Shifted"),
            ("part", "Another Part"),
            ("date", "Here on Another Day"),
            ("free", "Free"),
        ],
        string="What",
        required=True,
        default="free",
    )
    facility_id = fields.Many2one(
        comodel_name="club.facility", string="Space", required=True
    )
    start = fields.Datetime(required=True)
    stop = fields.Datetime(required=True)
    free_until = fields.Datetime(string="End of the Free Time")
    when = fields.Char(compute="_compute_when")
    until = fields.Char(string="Free Until", compute="_compute_when")
    capacity = fields.Integer(related="facility_id.capacity")

    @api.depends("facility_id", "start", "stop", "free_until")
    @api.depends_context("lang")
    def _compute_when(self):
        """By the clock on the wall of the space."""
        for line in self:
            space = line.facility_id
            # a line that somebody fills in knows nothing yet
            is_known = space and line.start and line.stop
            line.when = is_known and space._say_when(line.start, line.stop)
            until = line.free_until
            line.until = until and space._say_clock(space._to_wall(space, until))

    def action_take(self):
        """Move the reservation here, or ask for this time in a new one.

        :return: action that shows the reservation, or closes the dialog
        :raises UserError: when the time was taken meanwhile
        """
        self.ensure_one()
        self.check_access("write")
        if self.find_id.displaced_id:
            return self._propose()
        # what the user may change decides, whatever the dialog says
        reservation = self.find_id.reservation_id.sudo(False)
        place = {
            "facility_id": self.facility_id.id,
            "start": self.start,
            "stop": self.stop,
        }
        if reservation:
            reservation._take_instead(place)
        else:
            reservation = self._request(place)
        if self.find_id.stays:
            return {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.act_window",
            "res_model": reservation._name,
            "res_id": reservation.id,
            "view_mode": "form",
            "target": "current",
        }

    def _propose(self):
        """Write this down as where a displaced use moves to; nothing moves yet."""
        # what the user may change decides, whatever the dialog says
        self.find_id.displaced_id.sudo(False).write(
            {"way": "move", "facility_id": self.facility_id.id, "start": self.start}
        )
        return {"type": "ir.actions.act_window_close"}

    def _request(self, place):
        find = self.find_id
        vals = {
            **place,
            "partner_id": find.partner_id.id,
            "people_expected": max(find.people, 0),
            "sport_id": find.sport_id.id,
        }
        if (find.name or "").strip():
            vals["name"] = find.name
        reservation = self.env["club.reservation"].create(vals)
        reservation.action_request()
        return reservation
