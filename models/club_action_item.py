from odoo import api, fields, models


class ClubActionItem(models.Model):
    """Who does what by when, as a network agreed."""

    _name = "club.action.item"
    _description = "Action Item"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "club.link.mixin",
        "club.part.mixin",
    ]
    _order = "date_due, id"
    _part_of = "network_id"
    _check_company_auto = True

    name = fields.Char(string="What", required=True, tracking=True)
    network_id = fields.Many2one(
        comodel_name="club.network",
        compute="_compute_network_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="cascade",
    )
    meeting_id = fields.Many2one(
        comodel_name="club.meeting",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    agenda_item_id = fields.Many2one(
        comodel_name="club.agenda.item",
        index="btree_not_null",
        ondelete="set null",
    )
    company_id = fields.Many2one(
        related="network_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Who",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Anybody: a member, a person there, a colleague.",
    )
    date_due = fields.Date(string="By When", tracking=True)
    note = fields.Text(help="What exactly. Whoever does it reads this.")
    state = fields.Selection(
        selection=[("open", "Open"), ("done", "Done"), ("dropped", "Dropped")],
        required=True,
        readonly=True,
        default="open",
        copy=False,
        tracking=True,
        index=True,
    )
    date_done = fields.Date(string="Done On", readonly=True, copy=False)
    done_via = fields.Selection(
        selection=[("staff", "Staff"), ("owner", "Owner"), ("link", "Link")],
        string="Reported By",
        readonly=True,
        copy=False,
    )
    done_note = fields.Text(
        string="What Came of It",
        copy=False,
        help="Or why nobody has to do it any more.",
    )
    active = fields.Boolean(default=True)

    _name_not_blank = models.Constraint(
        "CHECK (btrim(name) <> '')",
        "An action item needs a few words. Please say what is to be done.",
    )

    @api.depends("meeting_id")
    def _compute_network_id(self):
        for item in self:
            item.network_id = item.network_id or item.meeting_id.network_id
