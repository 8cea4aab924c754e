from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubNetworkMemberAdd(models.TransientModel):
    _name = "club.network.member.add"
    _description = "Add Organisations to a Network"

    network_id = fields.Many2one(
        comodel_name="club.network",
        required=True,
        default=lambda self: self._default_network_id(),
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Organisations",
        domain="[('is_company', '=', True)]",
        default=lambda self: self._default_partner_ids(),
    )
    role_id = fields.Many2one(
        comodel_name="club.network.role",
        default=lambda self: self.env["club.network.role"].search([], limit=1),
    )
    state = fields.Selection(
        selection=[("candidate", "Candidate"), ("member", "Member")],
        required=True,
        default="member",
    )
    date_from = fields.Date(
        string="Since",
        required=True,
        default=lambda self: self.env.company._club_today(),
    )
    present_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Members Already",
        compute="_compute_present_ids",
        help="They stay as they are.",
    )

    @api.model
    def _default_network_id(self):
        context = self.env.context
        if context.get("active_model") == "club.network":
            return context.get("active_id")
        return False

    @api.model
    def _default_partner_ids(self):
        context = self.env.context
        if context.get("active_model") != "res.partner":
            return self.env["res.partner"]
        chosen = self.env["res.partner"].browse(context.get("active_ids", []))
        return chosen.filtered("is_company")

    @api.depends("network_id")
    def _compute_display_name(self):
        for dialog in self:
            dialog.display_name = dialog.network_id.display_name

    @api.depends("network_id", "partner_ids", "date_from")
    def _compute_present_ids(self):
        for dialog in self:
            dialog.present_ids = dialog._find_rivals().partner_id

    @api.constrains("network_id")
    def _check_network_id(self):
        """Only who may edit a network learns from the dialog who belongs to it."""
        self.network_id.sudo(False).check_access("write")

    def _find_rivals(self):
        """Memberships of the chosen organisations that reach into the period."""
        return self.env["club.network.member"].search(
            [
                ("network_id", "=", self.network_id._origin.id),
                ("partner_id", "in", self.partner_ids._origin.ids),
                ("needs_review", "=", False),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", self.date_from),
            ]
        )

    def action_add(self):
        """Make the organisations members; who is one already stays as it is.

        :raises UserError: when nobody is left to be added
        """
        self.ensure_one()
        newcomers = self.partner_ids - self._find_rivals().partner_id
        if not newcomers:
            raise UserError(
                self.env._(
                    "All of these organisations are in the network already. Please "
                    "choose others."
                )
            )
        self.env["club.network.member"].create(
            [
                {
                    "network_id": self.network_id.id,
                    "partner_id": partner.id,
                    "role_id": self.role_id.id,
                    "state": self.state,
                    "date_from": self.date_from,
                }
                for partner in newcomers
            ]
        )
        return {"type": "ir.actions.act_window_close"}
