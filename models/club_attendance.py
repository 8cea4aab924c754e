from odoo import fields, models


class ClubAttendance(models.Model):
    """Who took part in a meeting, for which organisation."""

    _name = "club.attendance"
    _description = "Attendance"
    _inherit = ["club.meeting.part.mixin"]
    _order = "meeting_id, organisation_id, partner_id, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Person",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    organisation_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
        check_company=True,
    )
    member_id = fields.Many2one(
        comodel_name="club.network.member",
        index="btree_not_null",
        ondelete="set null",
    )
    invitation_id = fields.Many2one(
        comodel_name="club.invitation",
        index="btree_not_null",
        ondelete="set null",
    )
    state = fields.Selection(
        selection=[
            ("expected", "Expected"),
            ("present", "Present"),
            ("excused", "Excused"),
            ("absent", "Absent"),
            ("guest", "Guest"),
        ],
        string="Attendance",
        required=True,
        default="expected",
    )
    note = fields.Char(help="For example who came instead.")
