"""How many people an entry reached: a total, and lines by target group."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

MOST_PEOPLE = 100000


class ClubContactEntry(models.Model):
    _inherit = "club.contact.entry"

    people_count = fields.Integer(
        string="People",
        compute="_compute_people_count",
        store=True,
        readonly=False,
        precompute=True,
        aggregator="sum",
        help="How many people were reached. They are counted, not named. It may be "
        "more than the groups together, as not everybody belongs to one.",
    )
    people_ids = fields.One2many(
        comodel_name="club.contact.entry.people",
        inverse_name="entry_id",
        string="People by Group",
        copy=True,
    )
    people_without_group = fields.Integer(
        string="In No Group",
        compute="_compute_people_without_group",
        help="The total less the people counted by group.",
    )

    _people_count_plausible = models.Constraint(
        f"CHECK (people_count BETWEEN 0 AND {MOST_PEOPLE})",
        "The number of people is a count from 0 to 100,000.",
    )

    @api.depends("people_ids.count")
    def _compute_people_count(self):
        """At least the sum of the groups; a larger number entered by hand stays.

        In a form, a total that was the sum before stays the sum.
        """
        for entry in self:
            # more than any entry takes is refused by the constraint, not by the column
            grouped = min(sum(entry.people_ids.mapped("count")), MOST_PEOPLE + 1)
            origin = entry._origin
            followed = origin != entry and origin.people_count == sum(
                origin.people_ids.mapped("count")
            )
            if followed and entry.people_count == origin.people_count:
                entry.people_count = grouped
            else:
                entry.people_count = max(entry.people_count, grouped)

    @api.depends("people_count", "people_ids.count")
    def _compute_people_without_group(self):
        for entry in self:
            grouped = sum(entry.people_ids.mapped("count"))
            entry.people_without_group = max(entry.people_count - grouped, 0)

    @api.constrains("people_count", "people_ids")
    def _check_people_count(self):
        for entry in self:
            grouped = sum(entry.people_ids.mapped("count"))
            if entry.people_ids and entry.people_count < grouped:
                raise ValidationError(
                    self.env._(
                        "By group you counted %(grouped)s people, so the total cannot "
                        "be %(total)s. Please correct the total or the groups.",
                        grouped=grouped,
                        total=entry.people_count,
                    )
                )

    def _filter_people_summed(self):
        """The entries whose total says no more than their groups together."""
        return self.filtered(
            lambda entry: entry.people_count == sum(entry.people_ids.mapped("count"))
        )
