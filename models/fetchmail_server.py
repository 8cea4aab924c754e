from odoo import fields, models


class FetchmailServer(models.Model):
    _inherit = "fetchmail.server"

    club_team_id = fields.Many2one(
        comodel_name="club.team",
        string="Club Support Team",
        index="btree_not_null",
        ondelete="set null",
        help="Mail fetched from this server arrives in the function mailbox of "
        "this team.",
    )
