from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..models.club_profile_check import DAYS_VALID


class ClubProfileCheckStart(models.TransientModel):
    _name = "club.profile.check.start"
    _description = "Ask Whether Data Are Still Right"

    year = fields.Integer(
        required=True,
        default=lambda self: fields.Date.context_today(self).year,
    )
    days_valid = fields.Integer(string="Days", required=True, default=DAYS_VALID)
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Organisations",
        context={"active_test": False},
        default=lambda self: self._default_partner_ids(),
    )
    candidate_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Will Be Asked",
        compute="_compute_candidates",
    )
    mail_count = fields.Integer(string="By Mail", compute="_compute_candidates")
    letter_count = fields.Integer(
        string="Without E-Mail", compute="_compute_candidates"
    )
    left_out_count = fields.Integer(string="Left Out", compute="_compute_candidates")

    def _default_partner_ids(self):
        if self.env.context.get("active_model") != "res.partner":
            return self.env["res.partner"]
        return self.env["res.partner"].browse(self.env.context.get("active_ids"))

    @api.depends("year")
    def _compute_display_name(self):
        for dialog in self:
            dialog.display_name = self.env._("Data Check %(year)s", year=dialog.year)

    @api.depends("partner_ids", "year")
    def _compute_candidates(self):
        for dialog in self:
            partners = dialog.partner_ids._origin
            candidates = partners._profile_check_candidates(dialog.year)
            recipients = candidates._profile_check_recipients().values()
            dialog.candidate_ids = candidates
            dialog.mail_count = sum(bool(email) for _person, email in recipients)
            dialog.letter_count = len(candidates) - dialog.mail_count
            dialog.left_out_count = len(partners) - len(candidates)

    @api.constrains("year", "days_valid")
    def _check_plausible(self):
        this_year = fields.Date.context_today(self).year
        for dialog in self:
            if abs(dialog.year - this_year) > 1:
                raise ValidationError(
                    self.env._(
                        "One can ask about this year, the last or the next one only. "
                        "Please correct the year."
                    )
                )
            if not 7 <= dialog.days_valid <= 365:
                raise ValidationError(
                    self.env._(
                        "Please give the clubs between 7 and 365 days to answer."
                    )
                )

    def action_start(self):
        """Ask: make the checks; the mails leave in batches from the queue."""
        self.ensure_one()
        checks = self.env["club.profile.check"]._ask(
            self.partner_ids, self.year, self.days_valid
        )
        if not checks:
            raise UserError(
                self.env._(
                    "None of these organisations can be asked: they are dissolved, "
                    "not in the register, or have been asked this year already."
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_profile_check_action"
        )
        action["domain"] = [("id", "in", checks.ids)]
        action["context"] = {}
        return action
