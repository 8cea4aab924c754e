"""A course in numbers, copied and archived."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .club_training_date_deadlines import AHEAD


class ClubTraining(models.Model):
    _inherit = "club.training"

    session_count = fields.Integer(
        string="Number of Dates", compute="_compute_session_count"
    )
    next_date = fields.Datetime(compute="_compute_session_count")
    people_count = fields.Integer(
        string="People Registered",
        compute="_compute_people_count",
        help="With a seat, or who took part.",
    )

    @api.depends("session_ids.training_state", "session_ids.date_begin")
    def _compute_session_count(self):
        Event = self.env["event.event"]
        is_theirs = [("training_id", "in", self.ids)]
        took_place = [("training_state", "!=", "called_off"), *is_theirs]
        counts = dict(Event._read_group(took_place, ["training_id"], ["__count"]))
        ahead = [
            ("training_state", "in", AHEAD),
            ("date_begin", ">=", fields.Datetime.now()),
            *is_theirs,
        ]
        nexts = dict(Event._read_group(ahead, ["training_id"], ["date_begin:min"]))
        for training in self:
            training.session_count = counts.get(training, 0)
            training.next_date = nexts.get(training, False)

    @api.depends("session_ids.registration_ids.state")
    def _compute_people_count(self):
        # sudo: counted only; whoever reads the programme learns no name
        groups = (
            self.env["event.registration"]
            .sudo()
            ._read_group(
                [
                    ("training_id", "in", self.ids),
                    ("state", "in", ("open", "done")),
                    ("event_id.training_state", "!=", "called_off"),
                ],
                ["training_id"],
                ["__count"],
            )
        )
        counts = {training.id: count for training, count in groups}
        for training in self:
            training.people_count = counts.get(training.id, 0)

    def copy_data(self, default=None):
        """A copy is a course of its own, without dates."""
        vals_list = super().copy_data(default)
        if "name" in (default or {}):
            return vals_list
        return [
            {**vals, "name": self.env._("%(course)s (copy)", course=training.name)}
            for training, vals in zip(self, vals_list, strict=True)
        ]

    def write(self, vals):
        if "active" in vals and not vals["active"]:
            self._check_archiving()
        return super().write(vals)

    def _check_archiving(self):
        """
        :raises UserError: when dates of it lie ahead
        """
        ahead = self.session_ids.filtered(
            lambda event: (
                event.training_state in AHEAD and event.date_end > fields.Datetime.now()
            )
        )
        if ahead:
            raise UserError(
                self.env._(
                    "“%(course)s” has dates ahead. Please hold them or call them off "
                    "before you archive the course.",
                    course=ahead[0].training_id.name,
                )
            )

    def action_view_sessions(self):
        """Open the dates of this course."""
        self.ensure_one().check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.event_event_action_training"
        )
        action["domain"] = [("training_id", "=", self.id)]
        action["context"] = {"default_training_id": self.id}
        return action

    def action_view_people(self):
        """Open whoever registered for dates of this course."""
        self.ensure_one().check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.event_registration_action_training"
        )
        action["domain"] = [("training_id", "=", self.id)]
        action["context"] = {}
        return action
