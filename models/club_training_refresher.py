"""What was learnt lapses: whose refresher is due."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .club_training_room import ROOM

# so long before it lapses, somebody should offer a date
WARN_DAYS = 60
FIELDS = (
    "certificate_date",
    "name",
    "organisation_id",
    "refresher_on",
    "state",
    "training_id",
    "training_identity",
)


class EventRegistration(models.Model):
    _inherit = "event.registration"

    refresher_on = fields.Date(
        compute="_compute_refresher_on",
        store=True,
        index="btree_not_null",
        help="On this day, what was certified lapses.",
    )
    is_refresher_open = fields.Boolean(
        compute="_compute_is_refresher_open",
        search="_search_is_refresher_open",
        help="It lapses, and the person has no later certificate of the course.",
    )

    @api.depends("certificate_date", "training_id.refresher_months")
    def _compute_refresher_on(self):
        for registration in self:
            months = registration.training_id.refresher_months
            since = registration.certificate_date
            is_due = since and months
            registration.refresher_on = is_due and since + relativedelta(months=months)

    @api.depends(*FIELDS)
    def _compute_is_refresher_open(self):
        domain = Domain("id", "in", self._origin.ids)
        domain &= Domain("is_refresher_open", "=", True)
        # sudo: a later certificate settles it, whoever may read that one
        found = self.sudo().with_context(active_test=False).search(domain)
        for registration in self:
            registration.is_refresher_open = registration._origin.id in found.ids

    def _search_is_refresher_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env["event.registration"].flush_model(FIELDS)
        return Domain("id", "in", SQL("(%s)", self._query_refresher_open()))

    @api.model
    def _query_refresher_open(self):
        """Certificates that lapse, but for those whose owner came again.

        The same person is who has the same name and either the same address or the
        same organisation.
        """
        return SQL(
            """
            SELECT certified.id
              FROM event_registration certified
             WHERE certified.refresher_on IS NOT NULL
               AND certified.state <> 'cancel'
               AND NOT EXISTS (
                   SELECT 1
                     FROM event_registration later
                    WHERE later.training_id = certified.training_id
                      AND later.certificate_date > certified.certificate_date
                      AND later.state <> 'cancel'
                      AND (later.training_identity = certified.training_identity
                           OR (later.organisation_id = certified.organisation_id
                               AND lower(btrim(later.name))
                                   = lower(btrim(certified.name)))))
            """
        )


class ClubEnding(models.Model):
    """Refreshers by club and course: a count would do, and no name is there."""

    _inherit = "club.ending"
    _depends = {
        "event.registration": list(FIELDS),
        "club.training": ["name", "user_id", "company_id", "active"],
    }

    kind = fields.Selection(selection_add=[("refresher", "Refresher of a Training")])

    def _ending_branches(self):
        branches = super()._ending_branches()
        if self.env["res.groups"].sudo()._club_is_room_on(ROOM):
            branches.append(("refresher", "club.training", self._select_refreshers()))
        return branches

    def _select_refreshers(self):
        """The first refresher of a club that is due, course by course."""
        return SQL(
            """
            SELECT MIN(registration.id) AS id, MIN(registration.refresher_on) AS date,
                   training.name, NULL::integer AS deadline_kind_id,
                   NULL::integer AS case_id, NULL::integer AS network_id,
                   registration.organisation_id AS partner_id, training.user_id,
                   NULL::integer AS deputy_id, training.company_id
              FROM event_registration registration
              JOIN club_training training ON training.id = registration.training_id
             WHERE training.active AND registration.organisation_id IS NOT NULL
               AND registration.is_anonymised IS NOT TRUE
               AND registration.id IN (%s)
          GROUP BY training.id, registration.organisation_id
            """,
            self.env["event.registration"]._query_refresher_open(),
        )
