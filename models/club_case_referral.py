from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import formataddr

from ..tools.working_days import add_days, shift

PURPOSE = "referral"
WORKER = "club_support.club_support_group_worker"
WORKING_DAYS = 10
FALLBACK_DAYS = 14
# an answered referral is reported as done by the same link, weeks later
DAYS_VALID = 120
# changed by the steps only
STEP_FIELDS = {
    "state",
    "date_sent",
    "date_answered",
    "recipient_id",
    "email",
    "lang",
    "reminded_on",
}
# what the other side has been told stays as it was
TOLD_FIELDS = {"case_id", "partner_id", "function_id", "name", "text"}
ANSWER_FIELDS = {"answer_note", "answered_via"}
# empty in a draft
FILLED_BY_STEPS = (STEP_FIELDS | ANSWER_FIELDS) - {"state"}


class ClubCaseReferral(models.Model):
    """Asks another organisation to take care of a matter (Weitervermittlung).

    The other side reads what the case worker wrote here, and nothing else of the
    case.
    """

    _name = "club.case.referral"
    _description = "Referral"
    _inherit = ["club.case.part.mixin", "club.link.mixin"]
    _order = "answer_until desc, id desc"
    _rec_names_search = ["name", "partner_id.name"]
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Passed On To",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_company", "=", True)],
        check_company=True,
    )
    function_id = fields.Many2one(
        comodel_name="club.office.function",
        string="Addressed To",
        ondelete="restrict",
        help="Who is written to there. Empty: whoever speaks for the organisation.",
    )
    name = fields.Char(
        string="Subject",
        required=True,
        help="The other side reads this. Leave out names of persons.",
    )
    text = fields.Text(
        string="What Is Handed Over",
        help="The other side reads exactly this text and nothing else of the case. "
        "Personal data only if the person has agreed.",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("sent", "No Answer Yet"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
            ("done", "Done"),
            ("withdrawn", "Withdrawn"),
        ],
        default="draft",
        required=True,
        index=True,
        copy=False,
        readonly=True,
    )
    answer_until = fields.Date(
        compute="_compute_answer_until",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        copy=False,
    )
    date_sent = fields.Datetime(string="Sent On", copy=False, readonly=True)
    date_answered = fields.Datetime(string="Answered On", copy=False, readonly=True)
    answered_via = fields.Selection(
        selection=[
            ("link", "Link"),
            ("phone", "Telephone"),
            ("mail", "E-Mail"),
            ("letter", "Letter"),
        ],
        string="Answered By",
        copy=False,
    )
    answer_note = fields.Text(string="Answer", copy=False)
    reminded_on = fields.Date(copy=False, readonly=True)
    recipient_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        readonly=True,
        help="The person who was written to. Empty: the organisation itself.",
    )
    email = fields.Char(string="Sent To", copy=False, readonly=True)
    lang = fields.Char(string="Language", copy=False, readonly=True)
    recipient_hint = fields.Char(compute="_compute_recipient_hint")
    link_url = fields.Char(string="Link", compute="_compute_link_url", groups=WORKER)
    salutation = fields.Char(compute="_compute_mail_words", compute_sudo=True)
    mail_from = fields.Char(compute="_compute_mail_words", compute_sudo=True)

    _name_not_blank = models.Constraint(
        "CHECK (btrim(name) <> '')",
        "A referral needs a subject. Please say in a few words what it is about.",
    )

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("partner_id", "name")
    def _compute_display_name(self):
        for referral in self:
            parts = [referral.partner_id.name, referral.name]
            referral.display_name = ": ".join(part for part in parts if part)

    @api.depends("case_id")
    def _compute_answer_until(self):
        days = {}
        for referral in self:
            company = referral.case_id.company_id or self.env.company
            if company not in days:
                today = company._club_today()
                working = company._club_working_days(today, today + timedelta(days=60))
                day = shift(today, WORKING_DAYS, working.__contains__)
                # a calendar without working days must not stop the work
                days[company] = day or add_days(today, FALLBACK_DAYS)
            referral.answer_until = referral.answer_until or days[company]

    @api.depends("partner_id", "function_id", "state")
    def _compute_recipient_hint(self):
        """Before it is sent: whom it will reach, and why them."""
        drafts = self.filtered(lambda r: r.state == "draft" and r.partner_id)
        (self - drafts).recipient_hint = False
        for function, referrals in drafts.grouped("function_id").items():
            recipients = referrals.partner_id._origin._club_recipient(function)
            for referral in referrals:
                found = recipients.get(referral.partner_id._origin)
                parts = [found.email, found.reason] if found else []
                referral.recipient_hint = " – ".join(part for part in parts if part)

    @api.depends("answer_until", "state")
    def _compute_link_url(self):
        for referral in self:
            is_sent = referral.id and referral.state != "draft"
            referral.link_url = is_sent and referral._club_link_url(
                PURPOSE, add_days(referral.answer_until, DAYS_VALID)
            )

    @api.depends("case_id.team_id", "recipient_id", "partner_id", "lang")
    def _compute_mail_words(self):
        """How the mail begins, and the mailbox it comes from."""
        Team = self.env["club.team"]
        domain = [("company_id", "in", self.company_id.ids)]
        teams = Team.search([*domain, ("email_normalized", "!=", False)])
        teams = teams.grouped("company_id")
        for referral in self:
            company = referral.company_id
            addressee = referral.recipient_id or referral.partner_id
            addressee = addressee.with_context(lang=referral.lang)
            referral.salutation = addressee and addressee._club_salutation()
            address = (
                referral.case_id.team_id.email_normalized
                or teams.get(company, Team)[:1].email_normalized
                or company.email
            )
            referral.mail_from = address and formataddr((company.name, address))

    # ------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------

    @api.constrains("partner_id", "case_id")
    def _check_partner_id(self):
        # sudo: only whose organisation it is
        for referral in self.sudo():
            receiver = referral.partner_id
            if receiver in (
                referral.company_id.partner_id,
                referral.case_id.partner_id,
            ):
                raise ValidationError(
                    self.env._(
                        "A referral goes to somebody else: “%(organisation)s” is your "
                        "own organisation or the one that the case is about. Please "
                        "choose another one.",
                        organisation=receiver.name,
                    )
                )
            if not receiver.is_company:
                raise ValidationError(
                    self.env._(
                        "“%(person)s” is a person. Please refer to an organisation and "
                        "say by the function whom to write to there.",
                        person=receiver.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        referrals = super().create(vals_list)
        if not self.env.su and any(
            referral.state != "draft" or any(referral[name] for name in FILLED_BY_STEPS)
            for referral in referrals
        ):
            self._raise_by_hand()
        return referrals

    def write(self, vals):
        if not self.env.su:
            self._check_by_hand(vals)
        rearmed = self.browse()
        if "answer_until" in vals:
            until = fields.Date.to_date(vals["answer_until"])
            rearmed = self.filtered(lambda r: r.reminded_on and r.answer_until != until)
        result = super().write(vals)
        if rearmed:
            # sudo: written here only; who may set a new date may have it watched
            rearmed.sudo().write({"reminded_on": False})
        return result

    def _check_by_hand(self, vals):
        """Refuse jumps around the steps, and changes of what has been told."""
        if STEP_FIELDS & vals.keys():
            self._raise_by_hand()
        if TOLD_FIELDS & vals.keys() and self.filtered(lambda r: r.state != "draft"):
            raise UserError(
                self.env._(
                    "What has been sent stays as it was. Please withdraw this referral "
                    "and write a new one."
                )
            )
        if ANSWER_FIELDS & vals.keys() and self.filtered(
            lambda r: r.state not in ("sent", "accepted") or r.answered_via == "link"
        ):
            raise UserError(
                self.env._(
                    "An answer is noted while a referral waits for it, and what the "
                    "other side wrote itself stays as it is."
                )
            )

    def _raise_by_hand(self):
        raise UserError(
            self.env._(
                "A referral changes by its own steps only. Please use “Send”, "
                "“Accepted”, “Declined”, “Done” or “Withdraw”."
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if self.filtered(lambda referral: referral.state != "draft"):
            raise UserError(
                self.env._(
                    "A referral that was sent stays in the case. Please withdraw it "
                    "instead."
                )
            )

    # ------------------------------------------------------------
    # Link
    # ------------------------------------------------------------

    def _club_link_is_open(self, purpose):
        """A draft is nobody's business yet."""
        return super()._club_link_is_open(purpose) and self.state != "draft"
