"""Giving times to groups, refusing wishes with a reason, and taking both back.

What a solver needs and writes is here and nowhere else: each application names its
rank, its size and, per time (``slot``), the wishes in the order of their ``choice``.
It answers by ``action_serve(wish, facility)`` for the one wish of each time that is
met, and by ``action_refuse(reason)`` for what is not; both can be repeated and taken
back until the season is confirmed.
"""

from odoo import fields, models
from odoo.exceptions import UserError

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


class ClubSeasonApplication(models.Model):
    _inherit = "club.season.application"

    _step_fields = frozenset({"state"})

    given_count = fields.Integer(string="Number of Times", compute="_compute_counts")
    clash_count = fields.Integer(string="Clashes", compute="_compute_counts")

    def _compute_counts(self):
        for application in self:
            series = application.series_ids
            application.given_count = len(series)
            application.clash_count = len(series.filtered("is_clashing"))

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def action_serve(self, wish=None, facility=None):
        """Give the time of a wish: a draft series, told to the club with the season.

        A time that the group has already moves to this wish while it is a draft.

        :param wish: ``club.season.wish`` or ids; without one, the first choice of
            every time that was not decided yet
        :param facility: ``club.facility`` or its id instead of that of the wish
        :return: the series
        :raises UserError: when no space is named, or the time is confirmed already
        """
        self._check_step("open", "served")
        wishes = self._find_wishes(wish)
        space = self._find_space(facility)
        wishes._check_can_be_given(space)
        series = wishes._give(space)
        self._settle()
        return series

    def action_serve_first(self):
        """Give the first choice of every time that was not decided yet."""
        self.action_serve()
        return True

    def action_refuse(self, reason=None):
        """Say no to all that was not given; where all was given, take it back.

        :param str reason: why; the club reads it
        :raises UserError: without a reason
        """
        self._check_step("open", "served")
        reason = self._check_reason(reason)
        self.filtered(lambda one: one.state == "served")._take_drafts_back()
        given = {(wish.application_id, wish.slot) for wish in self.series_ids.wish_id}
        lost = self.wish_ids.filtered(
            lambda wish: (wish.application_id, wish.slot) not in given
        )
        lost.refusal = reason
        self.reason = reason
        self._settle(refused=True)
        return True

    def action_withdraw(self):
        """The club asks for nothing any more; drafts are deleted."""
        self._check_step("open", "served", "refused")
        self._take_drafts_back()
        self._set_state("withdrawn")
        return True

    def action_reopen(self):
        """Take back what was decided: nothing is given, nothing refused."""
        self._check_step("served", "refused", "withdrawn")
        self._take_drafts_back()
        self.wish_ids.refusal = False
        self.write({"reason": False})
        self._set_state("open")
        return True

    # ------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------

    def _check_reason(self, reason):
        reason = " ".join(str(reason or "").split())
        if not reason:
            raise UserError(
                self.env._(
                    "The club wants to know why. Please enter the reason in a few "
                    "words."
                )
            )
        return reason

    def _find_wishes(self, wish):
        """The wishes meant: the one that is named, else first choices still open."""
        if not wish:
            return self.wish_ids.filtered(
                lambda one: one.choice == "1" and one.state == "open"
            )
        ids = wish if isinstance(wish, (list, tuple)) else [wish]
        if isinstance(wish, models.BaseModel):
            ids = wish.ids
        wishes = self.wish_ids.filtered(lambda one: one._origin.id in ids)
        if not wishes:
            raise UserError(
                self.env._(
                    "This wish belongs to another application. Please reload the page."
                )
            )
        return wishes

    def _find_space(self, facility):
        if not facility:
            return self.env["club.facility"]
        return self.env["club.reservation"]._read_space(facility)

    # ------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------

    def _take_drafts_back(self):
        self.series_ids._check_can_change_wish()
        self.series_ids.unlink()

    def _settle(self, refused=False):
        """Say of each application whether all of its times are decided.

        :param bool refused: also of those without any wish
        """
        by_state = {}
        for application in self:
            state = application._get_settled_state(refused)
            by_state[state] = by_state.get(state, self.browse()) | application
        for state, applications in by_state.items():
            applications._set_state(state)

    def _get_settled_state(self, refused):
        if self.state == "withdrawn":
            return "withdrawn"
        slots = set(self.wish_ids.mapped("slot"))
        given = set(self.series_ids.wish_id.mapped("slot"))
        undecided = {wish.slot for wish in self.wish_ids if not wish.refusal} - given
        if undecided or not (slots or self.series_ids or refused):
            return "open"
        return "served" if self.series_ids else "refused"

    def _set_state(self, state):
        changed = self.filtered(lambda one: one.state != state)
        # sudo: the callers checked; the state changes through steps only
        changed.sudo().state = state


class ClubSeasonWish(models.Model):
    _inherit = "club.season.wish"

    def action_give(self):
        """Give this time to the group; see ``club.season.application.action_serve``."""
        self.application_id.action_serve(self)
        return True

    def _check_can_be_given(self, space):
        """
        :raises UserError: when no space is known, or the time is confirmed already
        """
        for wish in self:
            if not (space or wish.facility_id):
                raise UserError(
                    self.env._(
                        "“%(group)s” names no space for this time. Please enter one in "
                        "the wish first.",
                        group=wish.application_id.name,
                    )
                )
        self._get_given()._check_can_change_wish()

    def _get_given(self):
        """The series that these groups have for the same times."""
        return self.application_id.series_ids.filtered(
            lambda one: any(
                wish.application_id == one.application_id
                and wish.slot == one.wish_id.slot
                for wish in self
            )
        )

    def _give(self, space):
        """Make or move the draft series of these wishes."""
        given = self._get_given().grouped(
            lambda one: (one.application_id, one.wish_id.slot)
        )
        Series = self.env["club.reservation.series"]
        new, moved = [], Series
        for wish in self:
            vals = wish._prepare_place_vals(space)
            series = given.get((wish.application_id, wish.slot))
            if series:
                series.write(vals)
                moved |= series
            else:
                new.append({**wish._prepare_group_vals(), **vals})
        self._get_slot_mates().refusal = False
        return moved | Series.create(new)

    def _get_slot_mates(self):
        """All wishes for the same times of the same groups."""
        times = {(wish.application_id, wish.slot) for wish in self}
        return self.application_id.wish_ids.filtered(
            lambda wish: (wish.application_id, wish.slot) in times
        )

    def _prepare_place_vals(self, space):
        return {
            "wish_id": self.id,
            "facility_id": (space or self.facility_id).id,
            "rrule": f"FREQ=WEEKLY;BYDAY={DAYS[int(self.weekday)]}",
            "hour_from": self.hour_from,
            "hour_to": self.hour_to,
        }

    def _prepare_group_vals(self):
        application = self.application_id
        season = application.season_id
        return {
            "name": application.name,
            "partner_id": application.partner_id.id,
            "application_id": application.id,
            "season_id": season.id,
            "sport_id": application.sport_id.id,
            "age_group": application.age_group,
            "instructor_id": application.instructor_id.id,
            "people_expected": application.people_count,
            "date_from": season.date_from,
            "date_to": season.date_to,
            "user_id": season.user_id.id or self.env.uid,
        }
