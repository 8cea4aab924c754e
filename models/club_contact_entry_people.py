from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class ClubContactEntryPeople(models.Model):
    """So many people of one target group were reached. Nobody is named."""

    _name = "club.contact.entry.people"
    _description = "People by Group"
    _order = "entry_id, target_group_id, id"
    _check_company_auto = True

    entry_id = fields.Many2one(
        comodel_name="club.contact.entry",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="entry_id.company_id",
        store=True,
        index=True,
        precompute=True,
    )
    target_group_id = fields.Many2one(
        comodel_name="club.target.group",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    count = fields.Integer(string="People", default=1, aggregator="sum")

    _group_uniq = models.Constraint(
        "UNIQUE (entry_id, target_group_id)",
        "Each target group is counted once per entry. Please add the people to the "
        "line that is there already.",
    )
    _count_plausible = models.Constraint(
        "CHECK (count BETWEEN 0 AND 100000)",
        "The number of people is a count from 0 to 100,000.",
    )

    @api.depends("target_group_id", "count")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.target_group_id.name}: {line.count}"

    # ------------------------------------------------------------
    # Whoever may write the entry counts its people
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_size_of_count(vals)
        lines = super().create(vals_list)
        # the entry is known only now, where it came by a default
        lines.check_access("create")
        return lines

    def write(self, vals):
        self._check_size_of_count(vals)
        summed = self.entry_id._filter_people_summed()
        result = super().write(vals)
        if "entry_id" in vals:
            # nobody counts people into an entry that is not theirs to change
            self.check_access("write")
        self._sum_up(summed)
        return result

    def unlink(self):
        summed = self.entry_id._filter_people_summed()
        result = super().unlink()
        self._sum_up(summed)
        return result

    @api.model
    def _sum_up(self, entries):
        """Let totals that were the sum of their groups stay it."""
        for entry in entries.exists():
            entry.people_count = sum(entry.people_ids.mapped("count"))

    @api.model
    def _check_size_of_count(self, vals):
        if isinstance(vals.get("count"), int) and abs(vals["count"]) > 2**31 - 1:
            raise ValidationError(
                self.env._("This number is too large: an entry takes 100,000 people.")
            )

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if operation == "read" or self.env.su or not any(self._ids):
            return result
        forbidden = result[0] if result else self.browse()
        # sudo: only which entry it is; the right to it is checked as the user
        lines = (self - forbidden).sudo()
        entries = lines.entry_id.sudo(False)
        closed_to_user = entries - entries._filtered_access("write")
        refused = lines.filtered(lambda line: line.entry_id in closed_to_user)
        if not refused:
            return result
        forbidden += refused.sudo(False)
        return forbidden, lambda: forbidden._make_entry_people_error()

    def _make_entry_people_error(self):
        return AccessError(
            self.env._(
                "Only who may edit the contact entry may count its people. Please ask "
                "whoever logged it."
            )
        )
