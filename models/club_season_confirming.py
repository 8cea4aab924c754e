"""Where a season stands, and the day on which all of its times become firm."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubSeason(models.Model):
    _name = "club.season"
    _inherit = ["club.season", "club.steps.mixin"]

    _step_fields = frozenset({"state", "date_confirmed"})

    state = fields.Selection(
        selection=[("planning", "Planning"), ("confirmed", "Confirmed")],
        required=True,
        readonly=True,
        default="planning",
        copy=False,
        tracking=True,
    )
    date_confirmed = fields.Datetime(string="Confirmed On", readonly=True, copy=False)
    application_count = fields.Integer(
        string="Number of Applications", compute="_compute_counts"
    )
    open_count = fields.Integer(string="To Decide", compute="_compute_counts")
    progress = fields.Float(
        string="Decided",
        compute="_compute_counts",
        help="Percent of the applications.",
    )
    series_count = fields.Integer(string="Number of Times", compute="_compute_counts")
    draft_count = fields.Integer(string="Drafts", compute="_compute_counts")
    clash_count = fields.Integer(string="Clashes", compute="_compute_clash_count")

    # ------------------------------------------------------------
    # Where it stands
    # ------------------------------------------------------------

    @api.depends("application_ids.state", "series_ids.state")
    def _compute_counts(self):
        Application = self.env["club.season.application"]
        applications = self._count_by_state(Application)
        series = self._count_by_state(self.env["club.reservation.series"])
        for season in self:
            asked, given = applications[season.id], series[season.id]
            total = sum(asked.values())
            season.application_count = total
            season.open_count = asked.get("open", 0)
            season.progress = 100 * (total - season.open_count) / (total or 1)
            season.series_count = sum(given.values())
            season.draft_count = given.get("draft", 0)

    def _count_by_state(self, model):
        """
        :return: dict of id of a season to a dict of state to number
        """
        counts = {season.id: {} for season in self}
        # sudo: how many there are is no secret to who reads the season
        for season, state, number in model.sudo()._read_group(
            [("season_id", "in", self.ids)], ["season_id", "state"], ["__count"]
        ):
            counts[season.id][state] = number
        return counts

    @api.depends("series_ids.is_clashing")
    def _compute_clash_count(self):
        for season in self:
            # sudo: a number only
            drafts = season.sudo().series_ids
            season.clash_count = len(drafts.filtered("is_clashing"))

    # ------------------------------------------------------------
    # Confirming
    # ------------------------------------------------------------

    def action_confirm(self):
        """Confirm all drafts of the season, and tell each club all of its times.

        It can be repeated when times are given later: only the clubs concerned are
        told again.

        :return: what to show: how many clubs get a mail, a letter or nothing
        :raises UserError: while drafts clash, or applications are not decided
        """
        self.ensure_one()
        self._check_step("planning", "confirmed")
        drafts = self.series_ids.filtered(lambda one: one.state == "draft")
        self._check_decided(drafts)
        drafts.action_confirm()
        # sudo: checked above; the state changes through steps only
        self.sudo().write(
            {"state": "confirmed", "date_confirmed": fields.Datetime.now()}
        )
        return self._tell_clubs()

    def _check_decided(self, drafts):
        """
        :raises UserError: while drafts clash, or applications are not decided
        """
        self._check_clashes(drafts)
        waiting = self.application_ids.filtered(lambda one: one.state == "open")
        if waiting:
            raise UserError(
                self.env._(
                    "In this season %(count)s applications are not decided, such as "
                    "“%(group)s”. Please give each a time, or refuse it with a reason.",
                    count=len(waiting),
                    group=waiting[0].name,
                )
            )
        if not (drafts or self.series_ids or self.application_ids):
            raise UserError(
                self.env._(
                    "“%(season)s” has no times yet. Please carry the season before "
                    "over, or enter applications.",
                    season=self.name,
                )
            )

    def _check_clashes(self, drafts):
        # what others changed meanwhile counts
        drafts.invalidate_recordset(["is_clashing", "clash_hint"])
        clashing = drafts.filtered("is_clashing")
        if clashing:
            raise UserError(
                self.env._(
                    "In this season %(count)s times clash, such as that of %(group)s "
                    "in “%(space)s”. Please change or refuse one of each two first.",
                    count=len(clashing),
                    group=clashing[0]._get_full_name(),
                    space=clashing[0].facility_id.display_name,
                )
            )

    # ------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------

    def action_view_clashes(self):
        """Open the drafts that clash."""
        return self._open("club_reservation_series", {"search_default_clashing": 1})

    def action_view_series(self):
        """Open the times of the season."""
        return self._open("club_reservation_series", {})

    def action_view_wishes(self):
        """Open the wishes of the season, day by day."""
        return self._open("club_season_wish", {})

    def action_view_notices(self):
        """Open what the clubs were told, and whether it arrived."""
        return self._open("club_season_notice", {})

    def _open(self, name, context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"club_support.{name}_action"
        )
        action["domain"] = [("season_id", "=", self.id)]
        action["context"] = {"default_season_id": self.id, **context}
        return action
