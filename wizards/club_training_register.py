from odoo import api, fields, models


class ClubTrainingRegister(models.TransientModel):
    """Staff registers people of a club, as they call or write."""

    _name = "club.training.register"
    _description = "Register People"

    event_id = fields.Many2one(
        comodel_name="event.event",
        string="Training Date",
        required=True,
        domain="[('training_state', '=', 'open')]",
        default=lambda self: self._default_event_id(),
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Organisation",
        domain="[('is_company', '=', True)]",
    )
    contact_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="club_training_register_contact_rel",
        string="Contacts",
        domain="[('is_company', '=', False), ('parent_id', '=', partner_id)]",
        help="Contacts of the organisation who come.",
    )
    contact_name = fields.Char(string="Registered By")
    email = fields.Char(
        compute="_compute_email",
        store=True,
        readonly=False,
        help="Everything about the registration is sent there.",
    )
    phone = fields.Char()
    via = fields.Selection(
        selection=[
            ("staff", "Entered by Staff"),
            ("phone", "Telephone"),
            ("mail", "Mail"),
        ],
        string="Came By",
        required=True,
        default="phone",
    )
    stays_together = fields.Boolean(
        default=True, help="They all get seats, or all of them wait."
    )
    line_ids = fields.One2many(
        comodel_name="club.training.register.line",
        inverse_name="register_id",
        string="More People",
    )

    @api.model
    def _default_event_id(self):
        """The date the dialog was opened from."""
        event = self.env["event.event"]
        if self.env.context.get("active_model") == event._name:
            event = event.browse(self.env.context.get("active_id") or [])
        return event._filtered_access("write").filtered("training_id")

    @api.depends("partner_id")
    def _compute_email(self):
        for dialog in self:
            # by the rights of whoever opened it
            dialog.email = dialog.partner_id.sudo(False).email or dialog.email

    @api.constrains("event_id", "partner_id", "contact_ids")
    def _check_own_rights(self):
        """The dialog opens nothing that its owner may not see or change."""
        for dialog in self:
            dialog.event_id.sudo(False).check_access("write")
            (dialog.partner_id | dialog.contact_ids).sudo(False).check_access("read")

    def action_register(self):
        """Register them; seats are given at once.

        :return: action that opens the registration
        :raises UserError: date barred, wrong address, somebody twice
        """
        self.ensure_one()
        self._check_own_rights()
        people = [
            {"name": one.name, "email": one.email, "phone": one.phone}
            for one in [*self.contact_ids, *self.line_ids]
        ]
        booking = self.event_id._club_register(
            people,
            organisation=self.partner_id or None,
            contact=self.contact_name,
            email=self.email,
            phone=self.phone,
            via=self.via,
            stays_together=self.stays_together,
            lang=self.partner_id.lang or None,
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": booking._name,
            "res_id": booking.id,
            "views": [(False, "form")],
        }


class ClubTrainingRegisterLine(models.TransientModel):
    """One person who comes and is no contact yet."""

    _name = "club.training.register.line"
    _description = "Person to Register"

    register_id = fields.Many2one(
        comodel_name="club.training.register", index=True, ondelete="cascade"
    )
    name = fields.Char(required=True)
    email = fields.Char()
    phone = fields.Char()

    @api.constrains("register_id")
    def _check_own_dialog(self):
        """Nobody puts people into the dialog of a colleague."""
        self.register_id.sudo(False).check_access("write")
