from datetime import date

from odoo import models


class ClubReviewMixin(models.AbstractModel):
    """What rows of contacts that become one have to do before Odoo moves them."""

    _inherit = "club.review.mixin"

    def _resolve_merge(self, sources, target):
        """Make these rows fit beside each other once all belong to one contact.

        What says the same becomes one row; what contradicts is marked. Nobody else
        sees the rows in between: it happens in the transaction of the merge.

        :param sources: contacts that will be gone
        :param target: the contact that remains
        """
        raise NotImplementedError

    def _absorb(self, others):
        """Take over what refers to other rows, and let these go."""
        self.ensure_one()
        if not others:
            return
        Wizard = self.env["base.partner.merge.automatic.wizard"]
        Wizard._update_foreign_keys_generic(self._name, others, self)
        Wizard._update_reference_fields_generic(self._name, others, self)
        others.unlink()

    def _united_period(self):
        """The values of the period that covers these overlapping rows."""
        starts = self.mapped("date_from")
        ends = self.mapped("date_to")
        return {
            "date_from": min(starts) if all(starts) else False,
            "date_to": max(ends) if all(ends) else False,
        }

    def _overlapping(self, period):
        """Those of these rows that share a day with a period, a row or its values."""
        first = period["date_from"] or date.min
        last = period["date_to"] or date.max
        return self.filtered(
            lambda row: (
                (row.date_from or date.min) <= last
                and first <= (row.date_to or date.max)
            )
        )

    def _joined_notes(self):
        """All that was noted, each text once; the first row begins."""
        notes = (note.strip() for note in self.mapped("note") if note and note.strip())
        return "\n".join(dict.fromkeys(notes)) or False
