from odoo import fields, models


class ClubCaseType(models.Model):
    _name = "club.case.type"
    _description = "Case Type"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    days_to_reply = fields.Integer(
        string="Days to Reply",
        default=5,
        help="Within how many working days clubs hear from you. With 0 no date is set. "
        "A change counts for new cases: dates that were promised stay.",
    )
    result_ids = fields.Many2many(
        comodel_name="club.case.result",
        string="Possible Results",
        help="How cases of this type may end. Without a choice, every result is "
        "possible.",
    )
    is_restricted = fields.Boolean(
        string="Restricted",
        help="New cases of this type may be read only by whoever is responsible, "
        "deputises or supervises.",
    )
    plan_id = fields.Many2one(
        comodel_name="club.case.plan",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="What is done in such a case, step by step.",
    )
    apply_plan = fields.Boolean(
        string="Plan Starts by Itself",
        default=True,
        help="New cases of this type get the steps of the plan at once. Otherwise "
        "somebody applies it by hand.",
    )
    company_id = fields.Many2one(comodel_name="res.company", index="btree_not_null")
    active = fields.Boolean(default=True)

    _days_to_reply_plausible = models.Constraint(
        "CHECK (days_to_reply BETWEEN 0 AND 365)",
        "The days to reply are a number from 0 to 365 working days.",
    )

    def _get_common_results(self):
        """The results that all of the types allow; every one without a type."""
        results = self.env["club.case.result"].search([("active", "=", True)])
        for case_type in self:
            if case_type.result_ids:
                results &= case_type.result_ids
        return results
