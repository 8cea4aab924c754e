import base64
import logging

from psycopg2.errors import UniqueViolation

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger
from odoo.tools.mail import email_split

from ..tools import incoming_mail as mail_tools

_logger = logging.getLogger(__name__)

ENVELOPE_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To")
RECIPIENT_HEADERS = ("To", "Cc")
RETRIES = 3


class ClubIncomingMail(models.Model):
    """Every mail that reached a function mailbox, and what became of it.

    The raw mail is stored before anything is made of it, so that no error can
    lose it.
    """

    _name = "club.incoming.mail"
    _description = "Incoming Mail"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Subject", readonly=True)
    email_from = fields.Char(string="From", readonly=True)
    email_to = fields.Char(string="To", readonly=True)
    date = fields.Datetime(string="Received", required=True, readonly=True)
    message_identifier = fields.Char(
        string="Message-ID",
        readonly=True,
        index="btree_not_null",
    )
    # in the table, not in the file store: a full disk must not lose the mail
    raw = fields.Binary(string="Original Mail", attachment=False, readonly=True)
    digest = fields.Char(readonly=True)
    raw_filename = fields.Char(compute="_compute_raw_filename")
    body_preview = fields.Text(string="Text", readonly=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
    )
    team_id = fields.Many2one(
        comodel_name="club.team",
        readonly=True,
        index="btree_not_null",
        check_company=True,
    )
    outcome = fields.Selection(
        selection=[
            ("case", "New Case"),
            ("reply", "Reply"),
            ("automatic", "Automatic Reply"),
            ("bounce", "Undeliverable"),
            ("bulk", "Bulk Mail"),
            ("duplicate", "Received Twice"),
            ("error", "Error"),
        ],
        required=True,
        readonly=True,
        index=True,
        default="error",
    )
    case_id = fields.Many2one(
        comodel_name="club.case",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    mail_message_id = fields.Many2one(
        comodel_name="mail.message",
        string="Message",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The message that this mail became or, for an undeliverable one, the "
        "message that could not be delivered.",
    )
    error = fields.Text(readonly=True)
    attempts = fields.Integer(readonly=True)

    _digest_uniq = models.UniqueIndex(
        "(company_id, COALESCE(team_id, 0), digest)",
        "This mail has arrived already.",
    )

    @api.depends("name")
    def _compute_raw_filename(self):
        for mail in self:
            mail.raw_filename = f"mail-{mail.id}.eml"

    # ------------------------------------------------------------
    # Receiving
    # ------------------------------------------------------------

    @api.model
    def _is_for_us(self, model, raw):
        """Whether the gateway should hand a mail to our function mailboxes.

        :param model: fallback model that the gateway was called with
        :param bytes raw: the mail
        """
        if model == "club.case" or self._get_server().club_team_id:
            return True
        return not model and bool(self._find_teams(raw))

    @api.model
    def _get_server(self):
        # only the fetching of mail itself may say where a mail was fetched
        server_id = self.env.su and self.env.context.get("default_fetchmail_server_id")
        return self.env["fetchmail.server"].browse(server_id or [])

    @api.model
    def _find_teams(self, raw):
        envelope = mail_tools.read_envelope(raw)
        # sudo: the gateway's own user need not be a case worker
        Team = self.env["club.team"].sudo()
        for headers in (ENVELOPE_HEADERS, RECIPIENT_HEADERS):
            values = [mail_tools.get_header(envelope, header) for header in headers]
            teams = Team._find_by_addresses(email_split(",".join(values)))
            if teams:
                return teams
        return Team

    @api.model
    def _receive(self, raw):
        """Keep a mail and make of it what it is.

        :param bytes raw: the mail as it came
        :return: the incoming mail with its outcome
        :raises AccessError: when the caller is not the mail gateway
        """
        if not (
            self.env.su
            or self.env.user.has_group("base.group_system")
            or self.env.user.has_group("club_support.club_support_group_administrator")
        ):
            raise AccessError(
                self.env._(
                    "Only the mail gateway may hand in mail. Its user needs the "
                    "rights of an administrator."
                )
            )
        # sudo: the gateway's own user need not be a case worker
        team = self._get_server().club_team_id or self._find_teams(raw)[:1]
        if not team:
            company_domain = [("company_id", "=", self.env.company.id)]
            team = self.env["club.team"].sudo().search(company_domain, limit=1)
        company = team.company_id or self.env.company
        incoming = self.with_user(SUPERUSER_ID).with_company(company)
        incoming = incoming.with_context(
            lang=company.partner_id.lang or self.env.lang,
            default_fetchmail_server_id=None,
        )
        incoming = incoming._keep(raw, team, company)
        if incoming.digest:
            incoming._process()
        return self.browse(incoming.id)

    @api.model
    def _keep(self, raw, team, company):
        """Store a mail before anything is made of it.

        The same mail, fetched twice at the same moment, is handled once: the
        second one finds its digest taken and is only listed.
        """
        envelope = mail_tools.read_envelope(raw)
        vals = {
            "raw": base64.b64encode(raw),
            "digest": mail_tools.get_digest(raw),
            "date": fields.Datetime.now(),
            "company_id": company.id,
            "team_id": team.id,
            "name": mail_tools.get_header(envelope, "Subject")[:1000],
            "email_from": mail_tools.get_header(envelope, "From")[:1000],
            "email_to": mail_tools.get_header(envelope, "To")[:1000],
        }
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                return self.create(vals)
        except UniqueViolation:
            first = self.search(
                [
                    ("digest", "=", vals["digest"]),
                    ("company_id", "=", company.id),
                    ("team_id", "=", team.id),
                ]
            )
            return self.create(
                {
                    **vals,
                    "digest": False,
                    "outcome": "duplicate",
                    "case_id": first.case_id.id,
                }
            )

    def _process(self, force_case=False):
        """Make of the mail what it is; whatever goes wrong, the mail stays.

        :param bool force_case: make a case even of a mail that a rule would
            only list
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                vals = self._handle(force_case=force_case)
        except Exception as error:
            _logger.info(
                "Incoming mail %s could not be handled", self.id, exc_info=True
            )
            vals = {"outcome": "error", "error": str(error) or type(error).__name__}
            vals["case_id"] = self.case_id.id or self._find_case_of_error().id
        vals.setdefault("error", False)
        self.write({**vals, "attempts": self.attempts + 1})

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_make_case(self):
        """Make a case of a mail that was only listed, and open it.

        :raises UserError: when the mail belongs to a case already
        :raises AccessError: when the user may not create cases
        """
        self.ensure_one()
        self.check_access("read")
        self.env["club.case"].check_access("create")
        if self.outcome in ("case", "reply") and self.case_id:
            raise UserError(
                self.env._(
                    "This mail is part of case %(number)s already. Please open that "
                    "case instead.",
                    number=self.case_id.number,
                )
            )
        self._process_as_gateway(force_case=True)
        if self.outcome == "error":
            raise UserError(
                self.env._(
                    "No case could be made of this mail: %(error)s",
                    error=self.error,
                )
            )
        return self.case_id._get_records_action()

    def action_process_again(self):
        """Give mails that ended in an error another try."""
        self.check_access("read")
        self.env["club.case"].check_access("create")
        for mail in self.filtered(lambda mail: mail.outcome == "error"):
            mail._process_as_gateway()
        return True

    def _process_as_gateway(self, force_case=False):
        # sudo: the same way as if the mail arrived just now; the caller checked
        # that the user may read the mail and create cases
        incoming = self.with_user(SUPERUSER_ID).with_company(self.company_id)
        lang = self.company_id.partner_id.lang or self.env.lang
        incoming.with_context(lang=lang)._process(force_case=force_case)
        self.invalidate_recordset()

    @api.model
    def _cron_process_again(self):
        """Errors that pass by themselves, such as a locked case, need nobody."""
        domain = [("outcome", "=", "error"), ("attempts", "<", RETRIES)]
        Cron = self.env["ir.cron"]
        mails = self.search(domain, order="id", limit=100)
        Cron._commit_progress(remaining=len(mails))
        for mail in mails.try_lock_for_update():
            mail._process_as_gateway()
            if not Cron._commit_progress(1):
                break
