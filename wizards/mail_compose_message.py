from odoo import api, fields, models
from odoo.tools import formataddr


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    club_answer_to = fields.Char(
        string="To, Without Contact",
        compute="_compute_club_answer_to",
        store=True,
        readonly=False,
        help="Addresses that are no contacts. They receive the answer as well; no "
        "contact is made of them.",
    )

    @api.model
    def default_get(self, fields):
        """Leave out recipients without a contact and those the author cannot read;
        show the number of the case."""
        partner_ids = self.env.context.get("default_partner_ids")
        if partner_ids and all(not p or isinstance(p, int) for p in partner_ids):
            partners = self.env["res.partner"].browse(p for p in partner_ids if p)
            shown = partners - partners._club_withheld()
            self = self.with_context(default_partner_ids=shown.ids)
        values = super().default_get(fields)
        res_ids = self.env.context.get("default_res_ids")
        if values.get("model") == "club.case" and values.get("subject") and res_ids:
            case = self.env["club.case"].browse(res_ids[:1])
            values["subject"] = case._add_number(values["subject"])
        return values

    @api.depends("model", "res_ids", "composition_mode", "composition_comment_option")
    def _compute_club_answer_to(self):
        for composer in self:
            composer.club_answer_to = False
            if (
                composer.model != "club.case"
                or composer.composition_mode != "comment"
                or composer.composition_batch
                or composer.subtype_is_log
                or composer.composition_comment_option == "forward"
            ):
                continue
            case = self.env["club.case"].browse(composer._evaluate_res_ids())
            replies_to_all = composer.composition_comment_option == "reply_all"
            suggested = case._message_get_suggested_recipients(
                reply_discussion=True,
                reply_message=replies_to_all and case._get_last_incoming_message(),
            )
            composer.club_answer_to = ", ".join(
                formataddr((recipient["name"], recipient["email"]))
                for recipient in suggested
                if not recipient["partner_id"]
            )

    def _prepare_mail_values(self, res_ids):
        values_by_id = super()._prepare_mail_values(res_ids)
        is_answer = self.composition_mode == "comment" and not self.subtype_is_log
        if self.model == "club.case" and is_answer:
            for values in values_by_id.values():
                values["outgoing_email_to"] = self.club_answer_to
        return values_by_id
