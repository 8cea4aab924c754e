"""Motions and votes, in networks that decide by vote."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

VOTES = ("votes_yes", "votes_no", "votes_abstained")


class ClubDecision(models.Model):
    _inherit = "club.decision"

    has_votes = fields.Boolean(related="network_id.has_votes")
    kind_label = fields.Char(string="Kind", compute="_compute_kind_label")
    moved_by_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Who made the motion.",
    )
    votes_yes = fields.Integer(string="Yes", copy=False, aggregator=None)
    votes_no = fields.Integer(string="No", copy=False, aggregator=None)
    votes_abstained = fields.Integer(string="Abstained", copy=False, aggregator=None)
    votes_warning = fields.Char(compute="_compute_votes_warning")

    _votes_plausible = models.Constraint(
        "CHECK (votes_yes BETWEEN 0 AND 100000 AND votes_no BETWEEN 0 AND 100000 "
        "AND votes_abstained BETWEEN 0 AND 100000)",
        "Votes are a count from 0 to 100,000.",
    )

    @api.depends("network_id.has_votes", "state")
    @api.depends_context("lang")
    def _compute_kind_label(self):
        """What people call it: agreed on, or voted for."""
        for decision in self:
            if not decision.has_votes:
                decision.kind_label = self.env._("Decision")
            elif decision.state == "draft":
                decision.kind_label = self.env._("Motion")
            else:
                decision.kind_label = self.env._("Resolution")

    @api.depends(
        *VOTES, "network_id.has_votes", "meeting_id.voters_present", "meeting_id.start"
    )
    @api.depends_context("lang")
    def _compute_votes_warning(self):
        """More votes than people who may vote: said, not refused."""
        for decision in self:
            meeting = decision.meeting_id
            present, cast = meeting.voters_present, decision._count_cast()
            decision.votes_warning = False
            if decision.has_votes and meeting._knows_attendance() and cast > present:
                decision.votes_warning = self.env._(
                    "Only %(present)s of those present may vote, but %(cast)s votes "
                    "were counted. Please check votes and attendance.",
                    cast=cast,
                    present=present,
                )

    @api.constrains(*VOTES)
    def _check_network_votes(self):
        for decision in self:
            if decision._count_cast() and not decision.has_votes:
                raise ValidationError(
                    self.env._(
                        "“%(network)s” does not vote. Please adopt the decision "
                        "without votes, or set up the network to vote.",
                        network=decision.network_id.name or decision.meeting_id.name,
                    )
                )

    def action_count_votes(self):
        """Let the majority decide: adopted with more yes than no, else rejected.

        :raises UserError: when one is no draft, nobody voted, the quorum is missed,
            or the network does not vote
        """
        self._check_step("draft")
        for decision in self:
            if not decision.has_votes:
                raise UserError(
                    self.env._(
                        "“%(network)s” does not vote. Please use “Adopt” or “Reject”.",
                        network=decision.network_id.name or decision.meeting_id.name,
                    )
                )
            decision._check_was_voted()
        carried = self.filtered(lambda decision: decision._is_carried())
        if carried:
            carried.action_adopt()
        if rest := self - carried:
            rest.action_reject()
        return True

    def _check_can_be_adopted(self):
        result = super()._check_can_be_adopted()
        for motion in self.filtered("has_votes"):
            motion._check_was_voted()
            if not motion._is_carried():
                raise UserError(
                    self.env._(
                        "“%(motion)s” has no majority: %(yes)s yes, %(no)s no. Please "
                        "reject it, or correct the votes.",
                        motion=motion.name,
                        yes=motion.votes_yes,
                        no=motion.votes_no,
                    )
                )
        return result

    def _check_was_voted(self):
        """
        :raises UserError: when nobody voted, or too few to vote were there
        """
        self.ensure_one()
        cast = self._count_cast()
        if not cast:
            raise UserError(
                self.env._(
                    "“%(network)s” decides by vote. Please enter the votes for "
                    "“%(motion)s” first.",
                    network=self.network_id.name,
                    motion=self.name,
                )
            )
        present, needed = self.meeting_id._get_quorum(cast)
        if present < needed:
            raise UserError(
                self.env._(
                    "The quorum was missed: %(present)s of those who may vote were "
                    "there, %(needed)s are needed. Please put “%(motion)s” on the "
                    "agenda of another meeting.",
                    present=present,
                    needed=needed,
                    motion=self.name,
                )
            )

    def _describe_result(self):
        result = super()._describe_result()
        if not self._count_cast():
            return result
        return self.env._(
            "%(result)s (%(yes)s yes, %(no)s no, %(abstained)s abstained)",
            result=result,
            yes=self.votes_yes,
            no=self.votes_no,
            abstained=self.votes_abstained,
        )

    def _count_cast(self):
        return sum(self[name] for name in VOTES)

    def _is_carried(self):
        """Whether more said yes than no; who abstains decides nothing."""
        return self.votes_yes > self.votes_no
