"""Which rank a group has, by what the municipality's order says of it."""

from odoo import api, fields, models

from ..tools.allocation import is_youth


class ClubAllocationRank(models.Model):
    _inherit = "club.allocation.rank"

    actor_type_ids = fields.Many2many(
        comodel_name="club.actor.type",
        string="Kinds of Organisations",
        check_company=True,
        help="Empty means all.",
    )
    ages = fields.Selection(
        selection=[("youth", "Children and Youth"), ("adults", "Adults")],
        help="Empty means all. The age group and the name of the group tell.",
    )
    place = fields.Selection(
        selection=[("local", "Local"), ("outside", "From Outside")],
        string="From Where",
        help="Local is who has an area in the register. Empty means all.",
    )
    is_hall_bound = fields.Boolean(
        string="Sports That Need a Hall",
        help="Only groups whose sport cannot be played outdoors.",
    )
    hour_to = fields.Float(
        string="Until",
        help="Only wishes that end by then. 0 means at any time.",
    )

    _hour_plausible = models.Constraint(
        "CHECK (hour_to BETWEEN 0 AND 24)",
        "A day has 24 hours. Please correct the time.",
    )

    @api.model
    def _propose(self, applications):
        """The first rank of the order whose conditions a group meets.

        :param applications: ``club.season.application``
        :return: dict of application to rank, empty where none fits
        """
        ranks = self.search(
            [("company_id", "in", [False, *applications.company_id.ids])]
        )
        return {
            one: next((rank for rank in ranks if rank._fits(one)), self.browse())
            for one in applications
        }

    def _fits(self, application):
        """Whether a group meets all conditions of this rank."""
        if self.company_id and self.company_id != application.company_id:
            return False
        # sudo: of what the register says of the organisation only the rank is shown
        partner = application.partner_id.sudo()
        types = self.actor_type_ids
        ages = is_youth(application.age_group, application.name) and "youth"
        place = "local" if partner.area_id else "outside"
        hours = application.wish_ids.mapped("hour_to")
        return bool(
            partner
            and (not types or partner.actor_type_id in types)
            and self.ages in (False, ages or "adults")
            and self.place in (False, place)
            and (not self.is_hall_bound or application.sport_id.needs_hall)
            and (not self.hour_to or max(hours, default=0) <= self.hour_to)
        )
