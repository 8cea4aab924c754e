from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.context import names_by_default

# what is counted of the recipients: field and its value
COUNTS = {
    "holder_count": ("step", "holder"),
    "own_address_count": ("step", "club"),
    "letter_count": ("channel", "letter"),
    "unreachable_count": ("channel", "none"),
    "failed_count": ("delivery", "failed"),
    "undeliverable_count": ("delivery", "undeliverable"),
}


class ClubMailing(models.Model):
    """One letter to many organisations, to whoever holds a function there.

    Each recipient gets a mail of his own, or a letter on paper.
    """

    _name = "club.mailing"
    _description = "Mailing"
    _order = "date_sent desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Subject", required=True)
    body = fields.Html(
        string="Text",
        default=lambda self: self._default_body(),
        help="Without salutation: each mail begins with that of its recipient.",
    )
    function_id = fields.Many2one(
        comodel_name="club.office.function",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Who is written to in each organisation. Without a function it is "
        "whoever speaks for it.",
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Organisations",
        domain="[('is_actor', '=', True)]",
        default=lambda self: self._default_partner_ids(),
        check_company=True,
        copy=True,
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Attachments",
        bypass_search_access=True,
    )
    recipient_ids = fields.One2many(
        comodel_name="club.mailing.recipient",
        inverse_name="mailing_id",
        string="Recipients",
        readonly=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="From",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    team_id = fields.Many2one(
        comodel_name="club.team",
        index="btree_not_null",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        check_company=True,
        help="Mails leave from the mailbox of this team, and answers arrive there.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        selection=[("draft", "Draft"), ("sent", "Sent")],
        string="Status",
        required=True,
        readonly=True,
        copy=False,
        default="draft",
    )
    date_sent = fields.Datetime(string="Sent On", readonly=True, copy=False)
    holder_count = fields.Integer(string="To Office Holders", compute="_compute_counts")
    own_address_count = fields.Integer(
        string="To the Club's Own Address", compute="_compute_counts"
    )
    letter_count = fields.Integer(string="As Letters", compute="_compute_counts")
    unreachable_count = fields.Integer(
        string="Cannot Be Reached", compute="_compute_counts"
    )
    failed_count = fields.Integer(
        string="Failed, Tried Again", compute="_compute_counts"
    )
    undeliverable_count = fields.Integer(string="Came Back", compute="_compute_counts")
    unreachable_hint = fields.Char(compute="_compute_unreachable_hint")

    # ------------------------------------------------------------
    # Defaults and computes
    # ------------------------------------------------------------

    @api.model
    def _default_body(self):
        """A greeting below the empty text."""
        return self.env["ir.qweb"]._render(
            "club_support.club_mailing_greeting", {"user": self.env.user}
        )

    @api.model
    def _default_partner_ids(self):
        context = self.env.context
        if context.get("active_model") != "res.partner":
            return self.env["res.partner"]
        chosen = self.env["res.partner"].browse(context.get("active_ids", []))
        return chosen.filtered("is_actor")

    @api.depends("user_id", "company_id")
    def _compute_team_id(self):
        teams = self.env["club.team"].search(
            [("company_id", "in", self.company_id.ids)]
        )
        for mailing in self:
            own = teams.filtered(
                lambda team, mailing=mailing: team.company_id == mailing.company_id
            )
            member = own.filtered(
                lambda team, mailing=mailing: (
                    mailing.user_id in team.member_ids | team.user_id
                )
            )
            mailing.team_id = (member or own)[:1]

    @api.depends("partner_ids", "function_id", "recipient_ids.delivery")
    def _compute_counts(self):
        stored = self.env["club.mailing.recipient"]._read_group(
            [("mailing_id", "in", self.filtered("id").ids)],
            ["mailing_id", "step", "channel", "delivery"],
            ["__count"],
        )
        for mailing in self:
            rows = [
                ({"step": step, "channel": channel, "delivery": delivery}, number)
                for found, step, channel, delivery, number in stored
                if found == mailing
            ]
            if not mailing.id:
                # somebody still chooses: count whom it would go to
                rows = [(vals, 1) for vals in mailing._prepare_recipient_vals_list()]
            for field, (name, value) in COUNTS.items():
                mailing[field] = sum(
                    number for row, number in rows if row.get(name) == value
                )

    @api.depends("recipient_ids.channel")
    def _compute_unreachable_hint(self):
        for mailing in self:
            lost = mailing.recipient_ids.filtered(lambda line: line.channel == "none")
            mailing.unreachable_hint = False
            if lost:
                mailing.unreachable_hint = self.env._(
                    "Neither e-mail nor postal address is known of: "
                    "%(organisations)s. Please add one of them.",
                    organisations=", ".join(lost.partner_id.mapped("name")),
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # a default of the context would set them as well
        defaults = names_by_default(self.env.context)
        for vals in (*vals_list, defaults):
            self._check_no_state(vals)
        vals_list = [self._flatten_name(vals) for vals in vals_list]
        mailings = super().create(vals_list)
        mailings._adopt_attachments()
        mailings._refresh_recipients()
        return mailings

    def copy_data(self, default=None):
        """Files are copied: those of a draft go with it when it is deleted."""
        vals_list = super().copy_data(default=default)
        for mailing, vals in zip(self, vals_list, strict=True):
            if not (default or {}).get("attachment_ids"):
                files = mailing.attachment_ids.copy({"res_id": False})
                vals["attachment_ids"] = [Command.set(files.ids)]
        return vals_list

    def write(self, vals):
        self._check_no_state(vals)
        sent = self.filtered(lambda mailing: mailing.state == "sent")
        if vals and sent and not self.env.su:
            raise UserError(
                self.env._(
                    "“%(mailing)s” has been sent and stays as it was. Please duplicate "
                    "it to write again.",
                    mailing=sent[0].name,
                )
            )
        result = super().write(self._flatten_name(vals))
        if "attachment_ids" in vals:
            self._adopt_attachments()
        if {"partner_ids", "function_id", "company_id"} & set(vals):
            self._refresh_recipients()
        return result

    def _flatten_name(self, vals):
        """The subject in one line: no mail can be sent with another one."""
        if not vals.get("name"):
            return vals
        return {**vals, "name": " ".join(vals["name"].split())}

    def _check_no_state(self, vals):
        if not self.env.su and {"state", "date_sent"} & set(vals):
            raise UserError(
                self.env._("A mailing counts as sent only by sending it: use “Send”.")
            )

    def _adopt_attachments(self):
        """Files uploaded before the first saving belong to nothing yet."""
        for mailing in self:
            loose = mailing.attachment_ids.filtered(
                lambda file: file.res_model == self._name and not file.res_id
            )
            loose.res_id = mailing.id

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(mailing.state == "sent" for mailing in self):
            raise UserError(
                self.env._(
                    "A mailing that has been sent stays: it tells who got what. Only "
                    "drafts can be deleted."
                )
            )

    # ------------------------------------------------------------
    # Recipients
    # ------------------------------------------------------------

    def _refresh_recipients(self):
        """Find out again who will be written to, and how."""
        drafts = self.filtered(lambda mailing: mailing.state == "draft")
        # sudo: nobody writes recipients by hand; who may write the mailing may
        # have them found
        lines = drafts.sudo().recipient_ids
        lines.unlink()
        vals_list = []
        for mailing in drafts:
            vals_list += mailing._prepare_recipient_vals_list()
        lines.create(vals_list)

    def _refresh_after_merge(self, partners):
        """Refresh the drafts that name contacts which others were merged into."""
        named = Domain("partner_ids", "in", partners.ids) | Domain(
            "recipient_ids.person_id", "in", partners.ids
        )
        drafts = self.search(Domain("state", "=", "draft") & named)
        drafts._refresh_recipients()

    def _prepare_recipient_vals_list(self):
        organisations = self.partner_ids._origin
        found = organisations._club_recipients(self.function_id._origin)
        return [
            {
                "mailing_id": self.id,
                "partner_id": recipient.organisation.id,
                "person_id": recipient.person.id,
                "channel": recipient.channel,
                "step": recipient.step,
                "reason": recipient.reason,
                "salutation": recipient.salutation,
                "email": recipient.email,
                "address": "\n".join(recipient.address_lines),
            }
            for recipients in found.values()
            for recipient in recipients
        ]
