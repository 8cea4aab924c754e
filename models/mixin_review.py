from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubReviewMixin(models.AbstractModel):
    """Rows that contradict each other after two contacts became one.

    Merging loses nothing: what cannot stand beside a row of the remaining
    contact is kept, marked, and outside of the constraint it would violate,
    until a person has decided.
    """

    _name = "club.review.mixin"
    _description = "To Be Clarified"

    needs_review = fields.Boolean(
        string="To Clarify",
        readonly=True,
        copy=False,
        help="Two contacts were merged and both had an entry here that excludes "
        "the other. Correct or delete one, then mark this as clarified.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # a default of the context would set it as well
        mark = self.env.context.get("default_needs_review")
        for vals in (*vals_list, {"needs_review": mark}):
            self._check_review_mark(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_review_mark(vals)
        return super().write(vals)

    def _check_review_mark(self, vals):
        """The mark lifts a constraint, so nobody sets it by hand.

        :raises UserError: when a user does
        """
        if vals.get("needs_review") and not self.env.su:
            raise UserError(
                self.env._(
                    "“To clarify” is set by merging contacts only. Please correct "
                    "the entry itself."
                )
            )

    def action_mark_clarified(self):
        """Put the rows back under their constraint."""
        self.write({"needs_review": False})
