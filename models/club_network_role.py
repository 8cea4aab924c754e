from odoo import fields, models


class ClubNetworkRole(models.Model):
    """What an organisation is in a network: member, chair, liaison, guest."""

    _name = "club.network.role"
    _description = "Role in a Network"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    is_liaison = fields.Boolean(
        string="Liaison",
        help="Connects the network with the work of a person elsewhere.",
    )
    is_voting = fields.Boolean(
        string="May Vote",
        default=True,
        help="Counts for the quorum of networks that vote.",
    )
    active = fields.Boolean(default=True)
