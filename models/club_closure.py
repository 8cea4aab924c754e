from odoo import fields, models


class ClubClosure(models.Model):
    """A facility with all that lies in it is closed from a moment to a moment."""

    _name = "club.closure"
    _description = "Closure"
    _inherit = ["mail.thread", "club.plausible.date.mixin"]
    _order = "start desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Reason",
        required=True,
        tracking=True,
        help="Clubs read it. Such as “New floor”.",
    )
    facility_id = fields.Many2one(
        comodel_name="club.facility",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        tracking=True,
        help="It is closed with all that lies in it.",
    )
    start = fields.Datetime(required=True, index=True, tracking=True)
    stop = fields.Datetime(required=True, tracking=True)
    company_id = fields.Many2one(
        related="facility_id.company_id", store=True, index=True, precompute=True
    )
    active = fields.Boolean(default=True, tracking=True)

    _start_before_stop = models.Constraint(
        "CHECK (start < stop)",
        "The closure ends before it begins. Please correct the times.",
    )
