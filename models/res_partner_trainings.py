"""Who was trained in what: by organisation and course, as counts."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

ORGANISER = "club_support.club_support_group_trainingorganiser"
READERS = (
    "club_support.club_support_group_worker,"
    "club_support.club_support_group_management,"
    "club_support.club_support_group_trainingorganiser"
)
# whoever took part, in any company that the reader may see
TOOK_PART = Domain("training_id", "!=", False) & Domain("state", "=", "done")


class ResPartner(models.Model):
    _inherit = "res.partner"

    trained_in_ids = fields.Many2many(
        comodel_name="club.training",
        compute="_compute_trained_in_ids",
        search="_search_trained_in_ids",
        groups=READERS,
        help="Courses in which somebody of this organisation took part.",
    )
    trained_count = fields.Integer(
        string="People Trained", compute="_compute_trained_in_ids", groups=READERS
    )

    trained_summary = fields.Html(
        string="Who Was Trained in What",
        compute="_compute_trained_summary",
        sanitize=False,
        groups=READERS,
    )

    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_trained_summary(self):
        """How many people by course, and when the last of them was there. No names."""
        # sudo: counts only, see `_compute_trained_in_ids`
        Registration = self.env["event.registration"].sudo()
        domain = TOOK_PART & Domain("organisation_id", "in", self._origin.ids)
        domain &= Domain("company_id", "in", self.env.companies.ids)
        groups = Registration._read_group(
            domain,
            ["organisation_id", "training_id"],
            ["__count", "event_id:recordset"],
        )
        by_partner = {}
        for partner, training, count, events in groups:
            last = max(event._club_local(event.date_begin).date() for event in events)
            line = (training.name, count, last)
            by_partner.setdefault(partner.id, []).append(line)
        for partner in self:
            lines = sorted(by_partner.get(partner._origin.id, []))
            partner.trained_summary = lines and self.env["ir.qweb"]._render(
                "club_support.club_training_partner_summary", {"lines": lines}
            )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_trained_in_ids(self):
        # sudo: counts only; which courses may be read is asked below
        Registration = self.env["event.registration"].sudo()
        domain = TOOK_PART & Domain("organisation_id", "in", self._origin.ids)
        domain &= Domain("company_id", "in", self.env.companies.ids)
        groups = Registration._read_group(
            domain, ["organisation_id"], ["training_id:recordset", "__count"]
        )
        figures = {partner.id: (courses, count) for partner, courses, count in groups}
        nothing = (self.env["club.training"], 0)
        for partner in self:
            courses, count = figures.get(partner._origin.id, nothing)
            partner.trained_in_ids = courses.sudo(False)
            partner.trained_count = count

    def _search_trained_in_ids(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        if operator == "any" or not all(isinstance(one, int) for one in value):
            courses = self.env["club.training"].search(value)
        else:
            courses = self.env["club.training"].browse([one for one in value if one])
        self.env["event.registration"].flush_model()
        query = SQL(
            """(
            SELECT organisation_id FROM event_registration
             WHERE state = 'done' AND active AND organisation_id IS NOT NULL
               AND training_id IN %s AND company_id IN %s)
            """,
            tuple(courses._origin.ids) or (0,),
            tuple(self.env.companies.ids),
        )
        return Domain("id", "in", query)

    def action_view_trainings(self):
        """Open who was trained in what: organisers see names, others count."""
        self.ensure_one()
        self.check_access("read")
        actions = self.env["ir.actions.act_window"]
        if self.env.user.has_group(ORGANISER):
            action = actions._for_xml_id(
                "club_support.event_registration_action_training"
            )
            action["domain"] = [
                ("training_id", "!=", False),
                ("organisation_id", "=", self.id),
            ]
            action["context"] = {"search_default_group_training": 1}
            return action
        action = actions._for_xml_id("club_support.club_training_action")
        action["domain"] = [("id", "in", self.trained_in_ids.ids)]
        action["context"] = {"club_trained_partner_id": self.id}
        return action


class ClubTraining(models.Model):
    _inherit = "club.training"

    people_trained = fields.Integer(
        string="Took Part", compute="_compute_people_trained"
    )
    club_count = fields.Integer(
        string="Clubs Reached", compute="_compute_people_trained"
    )

    @api.depends("session_ids")
    @api.depends_context("club_trained_partner_id")
    def _compute_people_trained(self):
        """All, or those of the organisation from which the list was opened."""
        domain = TOOK_PART & Domain("training_id", "in", self._origin.ids)
        partner_id = self.env.context.get("club_trained_partner_id")
        if isinstance(partner_id, int):
            domain &= Domain("organisation_id", "=", partner_id)
        # sudo: counts only, nobody is named
        groups = (
            self.env["event.registration"]
            .sudo()
            ._read_group(
                domain, ["training_id"], ["__count", "organisation_id:count_distinct"]
            )
        )
        figures = {course.id: counts for course, *counts in groups}
        for training in self:
            people, clubs = figures.get(training._origin.id, (0, 0))
            training.people_trained = people
            training.club_count = clubs

    def action_view_clubs_reached(self):
        """Open the organisations of which somebody took part in this course."""
        action = self._open_clubs("in")
        action["name"] = self.env._("Clubs Trained in “%(course)s”", course=self.name)
        return action

    def action_view_clubs_without(self):
        """Open the active clubs of which nobody took part in this course."""
        action = self._open_clubs("not in")
        action["name"] = self.env._("Clubs without “%(course)s”", course=self.name)
        action["domain"].append(("actor_state", "=", "active"))
        return action

    def _open_clubs(self, operator):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.res_partner_action_register"
        )
        action["domain"] = [
            ("is_actor", "=", True),
            ("trained_in_ids", operator, self.ids),
        ]
        action.pop("path", None)
        return action
