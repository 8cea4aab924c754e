from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, formataddr

PURPOSE = "profile-check"
DAYS_VALID = 60
WORKER = "club_support.club_support_group_worker"


class ClubProfileCheck(models.Model):
    """Asks one organisation in one year whether what we know of it is still right.

    Nobody creates or writes these rows: the dialog and the yearly round ask, the
    page behind the link answers, and staff decide about the corrections.
    """

    _name = "club.profile.check"
    _description = "Data Check"
    _inherit = ["club.link.mixin"]
    _order = "year desc, partner_id, id"
    _rec_names_search = ["partner_id.name", "email"]

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Organisation",
        required=True,
        index=True,
        ondelete="restrict",
    )
    # The organisation as it was asked. Merging contacts moves partner_id only:
    # afterwards two checks of one year stand side by side and none is lost.
    partner_key = fields.Integer(required=True, groups=fields.NO_ACCESS)
    year = fields.Integer(required=True, aggregator=None)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Asked By",
        ondelete="set null",
    )
    recipient_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="set null",
        help="The person in office who was asked. Empty: the organisation itself.",
    )
    email = fields.Char(string="Sent To", readonly=True)
    lang = fields.Char(string="Language", readonly=True)
    valid_until = fields.Date(required=True, help="Last day of the link in the mail.")
    date_asked = fields.Date(
        string="Asked On",
        required=True,
        readonly=True,
        default=fields.Date.context_today,
    )
    date_sent = fields.Date(string="Sent On", readonly=True)
    date_reminded = fields.Date(string="Reminded On", readonly=True)
    date_answered = fields.Datetime(string="Answered On", readonly=True)
    has_failed = fields.Boolean(string="Not Sent", readonly=True)
    proposal_ids = fields.One2many(
        comodel_name="club.profile.proposal",
        inverse_name="check_id",
        string="Corrections",
    )
    state = fields.Selection(
        selection=[
            ("queued", "Being Sent"),
            ("failed", "Not Sent"),
            ("no_address", "By Letter"),
            ("sent", "No Answer Yet"),
            ("corrected", "Corrections to Check"),
            ("confirmed", "Confirmed"),
            ("done", "Corrected"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
    )
    response_rate = fields.Float(
        compute="_compute_response_rate",
        store=True,
        aggregator="avg",
        help="Answers among the organisations that got a mail.",
    )
    is_undeliverable = fields.Boolean(
        string="Undeliverable",
        compute="_compute_is_undeliverable",
        search="_search_is_undeliverable",
        compute_sudo=True,
        help="The mail server refused this mail.",
    )
    link_url = fields.Char(
        string="Link",
        compute="_compute_link_url",
        groups=WORKER,
    )
    salutation = fields.Char(compute="_compute_salutation", compute_sudo=True)
    contact_email = fields.Char(compute="_compute_contact_email", compute_sudo=True)
    mail_from = fields.Char(compute="_compute_contact_email", compute_sudo=True)

    _once_a_year = models.UniqueIndex(
        "(partner_key, year)",
        "This organisation has been asked this year already. Please open that check "
        "and use “Send Again”.",
    )

    # ------------------------------------------------------------
    # Computes and searches
    # ------------------------------------------------------------

    @api.depends("partner_id.name", "year")
    def _compute_display_name(self):
        for check in self:
            check.display_name = f"{check.partner_id.name or ''} ({check.year})"

    @api.depends(
        "email", "date_sent", "date_answered", "has_failed", "proposal_ids.state"
    )
    def _compute_state(self):
        for check in self:
            check.state = (
                check._answer_state()
                if check.date_answered
                else (
                    "sent"
                    if check.date_sent
                    else "no_address"
                    if not check.email
                    else "failed"
                    if check.has_failed
                    else "queued"
                )
            )

    def _answer_state(self):
        if not self.proposal_ids:
            return "confirmed"
        is_open = "open" in self.proposal_ids.mapped("state")
        return "corrected" if is_open else "done"

    @api.depends("date_answered")
    def _compute_response_rate(self):
        for check in self:
            check.response_rate = 1.0 if check.date_answered else 0.0

    def _read_group_select(self, aggregate_spec, query):
        """The rate of a group leaves out whoever was not asked by mail."""
        if aggregate_spec != "response_rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "AVG(%s) FILTER (WHERE %s IS NOT NULL)",
            self._field_to_sql(self._table, "response_rate", query),
            self._field_to_sql(self._table, "date_sent", query),
        )

    def _compute_is_undeliverable(self):
        refused = self._refused_mails([("res_id", "in", self.ids)])
        for check in self:
            check.is_undeliverable = check.id in refused

    def _search_is_undeliverable(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in", self._refused_mails([]))]

    def _refused_mails(self, domain):
        # sudo: only the fact that a mail was refused is told
        mails = (
            self.env["mail.mail"]
            .sudo()
            .search([("model", "=", self._name), ("state", "=", "exception"), *domain])
        )
        return mails.mapped("res_id")

    @api.depends("valid_until")
    def _compute_link_url(self):
        for check in self:
            check.link_url = check.id and check._club_link_url(
                PURPOSE, check.valid_until
            )

    @api.depends("recipient_id", "partner_id", "lang")
    def _compute_salutation(self):
        for check in self:
            addressee = check.recipient_id or check.partner_id
            check.salutation = addressee.with_context(
                lang=check.lang
            )._club_salutation()

    @api.depends("company_id")
    def _compute_contact_email(self):
        """Questions go to the first function mailbox of the company."""
        teams = (
            self.env["club.team"]
            .search(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("email_normalized", "!=", False),
                ]
            )
            .grouped("company_id")
        )
        for check in self:
            company = check.company_id
            team = teams.get(company, self.env["club.team"])[:1]
            check.contact_email = team.email_normalized or company.email
            check.mail_from = check.contact_email and formataddr(
                (company.name, check.contact_email)
            )

    # ------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------

    @api.model
    def _ask(self, partners, year, days_valid=DAYS_VALID):
        """Ask organisations; the mails leave from the queue, see ``_cron_send``.

        Who is dissolved, archived, not in the register or was asked in this year
        already is left out.

        :param partners: organisations the caller may read
        :return: the new checks
        """
        partners = self.env["res.partner"].browse(partners.ids)
        partners.check_access("read")
        # sudo: checks are made here only, so nobody can make one up by RPC
        partners = partners.sudo()._profile_check_candidates(year)
        recipients = partners._profile_check_recipients()
        valid_until = fields.Date.context_today(self) + timedelta(days=days_valid)
        checks = self.sudo().create(
            [
                {
                    "partner_id": partner.id,
                    "partner_key": partner.id,
                    "year": year,
                    "company_id": (partner.company_id or self.env.company).id,
                    "user_id": not self.env.su and self.env.uid,
                    "recipient_id": person.id,
                    "email": email,
                    "lang": person.lang or partner.lang or self.env.lang,
                    "valid_until": valid_until,
                }
                for partner, (person, email) in recipients.items()
            ]
        )
        self._trigger_sending()
        return checks.sudo(self.env.su)

    @api.model
    def _trigger_sending(self):
        # sudo: whoever may ask may have the queue looked at
        self.env.ref("club_support.club_profile_check_cron_send").sudo()._trigger()

    def _check_worker(self):
        """Staff who read these checks are not all meant to act on them.

        :raises AccessError: when the user is no case worker
        """
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(WORKER)):
            raise AccessError(
                self.env._(
                    "Only case workers decide about the data of organisations. "
                    "Please ask a colleague."
                )
            )

    def _club_link_check_revoke(self):
        self._check_worker()

    def _club_link_is_open(self, purpose):
        """Archived and dissolved organisations are not asked any more."""
        return super()._club_link_is_open(purpose) and bool(
            self.partner_id._profile_check_open()
        )

    def _club_link_is_withdrawn(self):
        return super()._club_link_is_withdrawn() or bool(self._whose_recipient_left())

    def _whose_recipient_left(self):
        """Those of these checks that asked a person who is not in office any more."""
        return self.filtered(
            lambda check: (
                check.recipient_id
                and check.recipient_id
                not in check.partner_id.office_ids.filtered("is_current").person_id
            )
        )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_send_again(self):
        """Send a new link, to the recipient of today; earlier links become void."""
        self._check_worker()
        # sudo: checked above; the rows change through actions only
        checks = self.sudo().filtered(
            lambda check: check.partner_id._profile_check_open()
        )
        if not checks:
            raise UserError(
                self.env._(
                    "Organisations that are dissolved or archived are not asked. "
                    "Please correct their status first."
                )
            )
        checks.action_revoke_links()
        valid_until = fields.Date.context_today(self) + timedelta(days=DAYS_VALID)
        values = {
            "valid_until": valid_until,
            "date_sent": False,
            "date_reminded": False,
            "has_failed": False,
        }
        checks.write(values)
        checks._address_anew()
        self._trigger_sending()
        return True

    def action_confirm(self):
        """Note that the club said otherwise that all is right, as on the telephone."""
        self._check_worker()
        # sudo: checked above; the rows change through actions only
        checks = self.sudo().filtered(lambda check: check.state != "corrected")
        if not checks:
            raise UserError(
                self.env._(
                    "There are corrections to check. Please accept or reject them "
                    "first."
                )
            )
        checks.date_answered = fields.Datetime.now()
        checks._note_confirmed()
        return True

    def _note_confirmed(self):
        """Write down on the organisations when they last looked at their data."""
        self.partner_id.profile_confirmed_on = fields.Date.context_today(self)
