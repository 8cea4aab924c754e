from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command


class ClubCaseMoveMessage(models.TransientModel):
    _name = "club.case.move.message"
    _description = "Move Messages"

    case_id = fields.Many2one(
        comodel_name="club.case",
        string="From Case",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    case_company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_case_company_id",
    )
    line_ids = fields.One2many(
        comodel_name="club.case.move.message.line",
        inverse_name="dialog_id",
        string="Messages",
        compute="_compute_line_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    target = fields.Selection(
        selection=[("existing", "Another Case"), ("new", "A New Case")],
        string="Move",
        required=True,
        default="existing",
    )
    target_id = fields.Many2one(
        comodel_name="club.case",
        string="Case",
        domain="[('company_id', '=', case_company_id), ('id', '!=', case_id), "
        "('merged_into_id', '=', False)]",
    )
    name = fields.Char(
        string="Subject",
        help="Left empty, the subject of the message is taken.",
    )
    leaves_restricted = fields.Boolean(compute="_compute_leaves_restricted")

    @api.depends("case_id")
    def _compute_case_company_id(self):
        for dialog in self:
            dialog.case_company_id = dialog.case_id.sudo(False).company_id

    @api.depends("case_id")
    def _compute_line_ids(self):
        for dialog in self:
            messages = dialog.case_id and dialog.case_id._get_movable_messages()
            dialog.line_ids = [Command.clear()] + [
                Command.create({"message_id": message.id}) for message in messages or []
            ]

    @api.depends("case_id", "target", "target_id")
    def _compute_leaves_restricted(self):
        for dialog in self:
            dialog.leaves_restricted = (
                dialog.target == "existing"
                and dialog.case_id.is_restricted
                and dialog.target_id
                and not dialog.target_id.is_restricted
            )

    @api.constrains("case_id")
    def _check_case_id(self):
        """Only who may edit a case learns from the dialog what was written."""
        self.case_id.sudo(False).check_access("write")

    def action_move(self):
        """Move the ticked messages, and open the case where they are now."""
        self.ensure_one()
        messages = self.line_ids.filtered("is_chosen").message_id
        source = self.case_id
        if not messages:
            raise UserError(
                self.env._("No message is chosen. Please tick those that should move.")
            )
        if self.target == "existing" and not self.target_id:
            raise UserError(
                self.env._(
                    "Please choose the case that the messages belong to, or “A New "
                    "Case”."
                )
            )
        target = self.target_id
        if self.target == "new":
            source.check_access("write")
            Case = self.env["club.case"]
            if messages - source._get_movable_messages():
                # refuses them with a sentence, before a case is made
                source._check_message_move(messages, source)
            target = Case.create(
                Case._prepare_vals_from_messages(source, messages, self.name)
            )
        source._club_move_messages(messages, target)
        return target._get_records_action()


class ClubCaseMoveMessageLine(models.TransientModel):
    _name = "club.case.move.message.line"
    _description = "Message to Move"
    _order = "message_id desc"

    dialog_id = fields.Many2one(
        comodel_name="club.case.move.message",
        required=True,
        index=True,
        ondelete="cascade",
    )
    message_id = fields.Many2one(
        comodel_name="mail.message",
        required=True,
        ondelete="cascade",
    )
    is_chosen = fields.Boolean(string="Move")
    date = fields.Datetime(related="message_id.date", related_sudo=False)
    # who wrote, as the chatter names it
    author = fields.Char(compute="_compute_author")
    subject = fields.Char(related="message_id.subject", related_sudo=False)
    preview = fields.Char(
        string="Text",
        related="message_id.preview",
        related_sudo=False,
    )

    @api.depends("message_id")
    def _compute_author(self):
        for line in self:
            message = line.message_id.sudo(False)
            line.author = message.author_id.name or message.email_from

    @api.constrains("message_id", "dialog_id")
    def _check_message_id(self):
        """A dialog shows messages of its case, and of no other document."""
        for line in self:
            case = line.dialog_id.case_id.sudo(False)
            message = line.message_id.sudo()
            if message.model != case._name or message.res_id != case.id:
                raise ValidationError(
                    self.env._(
                        "This message belongs to another document. Please choose "
                        "messages of the case."
                    )
                )
