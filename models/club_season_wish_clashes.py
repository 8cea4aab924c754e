"""Wishes side by side: who else wants this time, and who goes first."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_duration

from ..tools.allocation import Use, find_overlaps

# behind all ranks that are named
NO_RANK = 10**6


class ClubSeasonWish(models.Model):
    _inherit = "club.season.wish"

    # a column for every day, also where nobody wishes anything
    weekday = fields.Selection(group_expand=True)
    partner_id = fields.Many2one(
        related="application_id.partner_id",
        string="Organisation",
        store=True,
        index="btree_not_null",
    )
    rank_id = fields.Many2one(
        related="application_id.rank_id", store=True, index="btree_not_null"
    )
    people_count = fields.Integer(
        related="application_id.people_count", string="People"
    )
    series_ids = fields.One2many(
        comodel_name="club.reservation.series",
        inverse_name="wish_id",
        string="Times Given",
    )
    refusal = fields.Char(
        string="Why Not",
        copy=False,
        readonly=True,
        help="Why this wish was not met; the club reads it.",
    )
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("given", "Given"),
            ("other", "Another Time Given"),
            ("refused", "Refused"),
        ],
        compute="_compute_state",
        store=True,
    )
    is_clashing = fields.Boolean(
        string="Clashes",
        compute="_compute_clashes",
        search="_search_is_clashing",
    )
    clash_count = fields.Integer(string="Others", compute="_compute_clashes")
    clash_hint = fields.Text(string="Others Who Want It", compute="_compute_clashes")
    turn = fields.Selection(
        selection=[
            ("alone", "Nobody Else"),
            ("first", "Goes First"),
            ("equal", "Equal Rank"),
            ("later", "Others First"),
        ],
        string="By Rank",
        compute="_compute_clashes",
    )
    size_hint = fields.Char(compute="_compute_size_hint")

    @api.depends("slot", "weekday", "hour_from", "hour_to", "facility_id")
    def _compute_display_name(self):
        days = dict(self._fields["weekday"]._description_selection(self.env))
        for wish in self:
            hours = wish._format_hours()
            space = wish.facility_id.display_name
            parts = [f"{days.get(wish.weekday, '')} {hours}", space]
            wish.display_name = ", ".join(part for part in parts if part)

    @api.depends(
        "slot",
        "refusal",
        "application_id.state",
        "application_id.series_ids.wish_id",
        "application_id.series_ids.active",
    )
    def _compute_state(self):
        for wish in self:
            given = wish.application_id.series_ids.wish_id
            if wish in given:
                wish.state = "given"
            elif wish.slot in given.mapped("slot"):
                wish.state = "other"
            elif wish.refusal or wish.application_id.state in ("refused", "withdrawn"):
                wish.state = "refused"
            else:
                wish.state = "open"

    @api.depends("application_id.people_count", "facility_id.people_min")
    def _compute_size_hint(self):
        for wish in self:
            space, people = wish.facility_id, wish.people_count
            wish.size_hint = False
            if people and people < space.people_min:
                wish.size_hint = self.env._(
                    "%(people)s people; this space is for %(least)s at least.",
                    people=people,
                    least=space.people_min,
                )
            elif space.capacity and people > space.capacity:
                wish.size_hint = self.env._(
                    "%(people)s people; this space holds %(most)s at most.",
                    people=people,
                    most=space.capacity,
                )

    def action_open_application(self):
        """Open the application that this wish belongs to."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "club.season.application",
            "res_id": self.application_id.id,
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------
    # Others who want it
    # ------------------------------------------------------------

    @api.depends(
        "season_id",
        "facility_id",
        "weekday",
        "hour_from",
        "hour_to",
        "state",
        "application_id.rank_sequence",
    )
    def _compute_clashes(self):
        overlaps = self._find_overlapping()
        for wish in self:
            others = self.browse(overlaps.get(wish._origin.id, {})).sorted(
                lambda one: (one.choice, one._get_turn(), one.id)
            )
            wish.clash_count = len(others)
            wish.is_clashing = bool(others)
            wish.clash_hint = "\n".join(one._describe() for one in others) or False
            wish.turn = wish._compare(others)

    def _find_overlapping(self):
        """Other wishes for the same units at the same time, as far as undecided.

        :return: dict of id to a dict of other ids
        """
        asking = self._origin.filtered(lambda one: one.state in ("open", "given"))
        if not asking:
            return {}
        rivals = self.search(
            Domain("season_id", "in", asking.season_id.ids)
            & Domain("state", "in", ("open", "given"))
            & Domain("facility_id", "!=", False)
        )
        units = rivals.facility_id._get_units()
        overlaps = find_overlaps(
            Use(
                (one.application_id.id, one.slot, one.id),
                frozenset(units[one.facility_id].ids),
                frozenset([(one.season_id.id, one.weekday)]),
                one.hour_from,
                one.hour_to,
            )
            for one in rivals
        )
        # choices for the same time of a group are no rivals
        return {
            key[2]: {
                other[2]: days for other, days in found.items() if other[:2] != key[:2]
            }
            for key, found in overlaps.items()
        }

    def _search_is_clashing(self, operator, value):
        if operator != "in":
            return NotImplemented
        asking = self.search([("state", "in", ("open", "given"))])
        found = [key for key, others in asking._find_overlapping().items() if others]
        domain = Domain("id", "in", found)
        return domain if True in value else ~domain

    def _get_turn(self):
        """Whose turn it is: the smaller, the earlier."""
        application = self.application_id
        return application.rank_sequence if application.rank_id else NO_RANK

    def _compare(self, others):
        """How this wish stands among others that count as much or more."""
        turns = [one._get_turn() for one in others if one.choice <= self.choice]
        turns += [one._get_turn() for one in others if one.state == "given"]
        own = self._get_turn()
        if not turns:
            return "alone" if not others else "first"
        if own == min(turns):
            return "equal"
        return "first" if own < min(turns) else "later"

    def _describe(self):
        """Such as “TSV Grünbach, Handball C youth, 18:00–19:30 (second choice)”."""
        application = self.application_id
        names = dict.fromkeys([application.partner_id.name, application.name])
        words = {
            "given": self.env._("given"),
            "1": self.env._("first choice"),
            "2": self.env._("second choice"),
        }
        parts = [*names, self._format_hours(), application.rank_id.name]
        word = words["given"] if self.state == "given" else words[self.choice]
        return f"{', '.join(part for part in parts if part)} ({word})"

    def _format_hours(self):
        return f"{format_duration(self.hour_from)}–{format_duration(self.hour_to)}"
