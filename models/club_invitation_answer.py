from odoo import fields, models

from .club_invitation import ANSWERED_VIA, ANSWERS


class ClubInvitationAnswer(models.Model):
    """Who answered an invitation how and when; nothing here is changed later."""

    _name = "club.invitation.answer"
    _description = "Answer to an Invitation"
    _inherit = ["club.part.mixin", "club.copy.mixin"]
    _order = "date desc, id desc"
    _part_of = "invitation_id"
    _rec_name = "invitation_id"

    invitation_id = fields.Many2one(
        comodel_name="club.invitation",
        required=True,
        index=True,
        ondelete="cascade",
    )
    network_id = fields.Many2one(
        related="invitation_id.network_id",
        store=True,
        index="btree_not_null",
        precompute=True,
    )
    company_id = fields.Many2one(
        related="invitation_id.company_id", store=True, index=True, precompute=True
    )
    date = fields.Datetime(required=True, default=lambda self: fields.Datetime.now())
    answer = fields.Selection(selection=ANSWERS)
    note = fields.Text()
    people_count = fields.Integer(string="People")
    substitute = fields.Char(string="Comes Instead")
    answered_via = fields.Selection(selection=ANSWERED_VIA, string="Answered By")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Entered By",
        index="btree_not_null",
        ondelete="restrict",
    )
    email_from = fields.Char(string="Sender")
    state = fields.Selection(
        selection=[
            ("taken", "Taken Over"),
            ("proposed", "To Be Checked"),
            ("dismissed", "Dismissed"),
        ],
        required=True,
        default="taken",
        help="An answer from another address than the invited one is checked by staff.",
    )
