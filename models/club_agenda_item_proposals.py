"""Proposals of members: accepted or declined with one click."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.context import names_by_default

# noted where the item comes from
ORIGIN = {"carried_from_id", "minutes_of_id", "series_item_id"}


class ClubAgendaItem(models.Model):
    _inherit = "club.agenda.item"

    state = fields.Selection(
        selection_add=[("declined", "Declined")],
        ondelete={"declined": "cascade"},
    )
    proposed_by_id = fields.Many2one(
        comodel_name="res.partner",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_proposed_by(names_by_default(self.env.context))
        for vals in vals_list:
            # nothing is noted of most of them, and said so
            self._check_proposed_by({name for name, value in vals.items() if value})
        return super().create(vals_list)

    def write(self, vals):
        self._check_proposed_by(vals)
        return super().write(vals)

    @api.model
    def _check_proposed_by(self, names):
        if not self.env.su and "proposed_by_id" in names:
            raise UserError(
                self.env._(
                    "Who proposed a topic is noted when it is proposed, and does not "
                    "change."
                )
            )
        if not self.env.su and ORIGIN & set(names):
            raise UserError(
                self.env._(
                    "Where an agenda item comes from is noted when it is carried over "
                    "or made by a series, and does not change."
                )
            )

    def action_accept(self):
        """Take these proposals onto the agenda."""
        return self._decide("open")

    def action_decline(self):
        """Keep these proposals off the agenda; they stay readable."""
        return self._decide("declined")

    def _decide(self, state):
        self.check_access("write")
        if any(item.state != "proposed" for item in self):
            raise UserError(
                self.env._(
                    "This topic is decided on already. Please look at the agenda again."
                )
            )
        self.write({"state": state})
        self.meeting_id._forget_decided_proposals()
        return True
