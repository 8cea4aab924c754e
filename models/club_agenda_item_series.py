"""Agenda items that come from a series, or from the meeting before."""

from odoo import fields, models
from odoo.tools import is_html_empty

from .club_meeting_series_item import COPIED

OPEN = ("proposed", "open")
# dragging items about says nothing new of each
COMPARED = [name for name in COPIED if name != "sequence"]


class ClubAgendaItem(models.Model):
    _inherit = "club.agenda.item"

    series_item_id = fields.Many2one(
        comodel_name="club.meeting.series.item",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    carried_to_ids = fields.One2many(
        comodel_name="club.agenda.item",
        inverse_name="carried_from_id",
        string="Carried Over To",
    )

    _carried_once = models.UniqueIndex(
        "(carried_from_id) WHERE carried_from_id IS NOT NULL",
        "This agenda item was carried over already. Please reload the page.",
    )

    def write(self, vals):
        settled = self.browse()
        if "state" not in vals and not is_html_empty(vals.get("outcome")):
            settled = self.filtered(lambda item: item._is_settled_by_outcome())
        result = super().write(vals)
        if settled:
            # the copy on the next agenda goes as well
            settled.state = "done"
        if "state" in vals:
            self._follow_carrying()
        return result

    def _is_settled_by_outcome(self):
        """Whether a first outcome says that the item is done.

        Whoever wants it on the next agenda all the same opens it again.
        """
        return self.state in ("open", "carried") and is_html_empty(self.outcome)

    def _is_from_series(self):
        """Whether the item still says what its series says, and nothing came of it."""
        template = self.series_item_id
        return (
            template
            and self.state == "open"
            and not self.outcome
            and all(self[name] == template[name] for name in COMPARED)
        )

    def _is_to_be_carried(self):
        """Whether the next meeting is to speak about the item.

        What a series puts on every agenda stands there already.
        """
        return self.state in OPEN and not (
            self.series_item_id and self.name == self.series_item_id.name
        )

    def _is_untouched_copy(self):
        """Whether the item was only carried over, to a meeting that lies ahead."""
        return (
            self.state in OPEN
            and not self.outcome
            and self.meeting_id.state in ("planned", "tentative")
        )

    def _get_states_of_origins(self):
        """What to give back where these copies go: state to agenda items."""
        copies = self.filtered("carried_from_id").grouped("state")
        return {state: items.carried_from_id for state, items in copies.items()}

    def _follow_carrying(self):
        """Let what is carried over follow the state of where it came from.

        Minutes are mostly written after the meeting is marked as held: what turns
        out to be done there is not on the next agenda, what is open after all is.
        """
        # sudo: whoever may change the item may hand it on; nothing else of the next
        # meeting is touched
        items = self.sudo()
        settled = items.filtered(lambda item: item.state == "done")
        settled.carried_to_ids.filtered(lambda item: item._is_untouched_copy()).unlink()
        reopened = items.filtered(
            lambda item: (
                item.state in OPEN and item.meeting_id.state in ("held", "called_off")
            )
        )
        if reopened:
            reopened.meeting_id._carry_over(reopened)
