"""The first item of a meeting: the minutes of the one before."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ClubAgendaItem(models.Model):
    _inherit = "club.agenda.item"

    minutes_of_id = fields.Many2one(
        comodel_name="club.meeting",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The meeting whose minutes are approved here.",
    )
    minutes_of_state = fields.Selection(
        related="minutes_of_id.minutes_state", string="Minutes to Be Approved"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Whatever is carried over stays about the same minutes."""
        # sudo: which minutes it is about, checked below to be of the same network
        origins = self.sudo().browse(
            vals["carried_from_id"] for vals in vals_list if vals.get("carried_from_id")
        )
        minutes_of = {origin.id: origin.minutes_of_id.id for origin in origins}
        return super().create(
            [
                {"minutes_of_id": minutes_of.get(vals.get("carried_from_id")), **vals}
                for vals in vals_list
            ]
        )

    @api.constrains("minutes_of_id", "meeting_id")
    def _check_minutes_of_same_network(self):
        for item in self:
            # sudo: nobody learns of meetings by naming them here
            network = item.minutes_of_id.sudo().network_id
            if item.minutes_of_id and network != item.network_id:
                raise ValidationError(
                    self.env._(
                        "“%(item)s” is about the minutes of another network. Please "
                        "choose a meeting of the same one.",
                        item=item.name,
                    )
                )

    def action_approve_minutes(self):
        """Note that this meeting approved the minutes which the item is about.

        :raises UserError: when it is about something else
        """
        self.ensure_one()
        self.check_access("write")
        if not self.minutes_of_id:
            raise UserError(
                self.env._(
                    "“%(item)s” is not about the minutes of a meeting. Please use the "
                    "first item of the agenda.",
                    item=self.name,
                )
            )
        return self.minutes_of_id._approve_minutes(self)
