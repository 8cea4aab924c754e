"""What whoever registered for a training was told: one mail or letter each."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import html2plaintext

TEMPLATE = "club_support.mail_template_training"
KINDS = [
    ("seat", "Seat Confirmed"),
    ("waiting", "On the Waiting List"),
    ("offered", "Seat Offered"),
    ("lapsed", "Offer Lapsed"),
    ("given_up", "Registration Cancelled"),
    ("moved", "Date Changed"),
    ("called_off", "Training Called Off"),
    ("reminder", "Reminder"),
    ("certificate", "Certificate of Attendance"),
    ("feedback", "Request for Feedback"),
]


class ClubTrainingNotice(models.Model):
    """One mail or letter about a date to one recipient."""

    _name = "club.training.notice"
    _description = "Notice of a Training"
    _inherit = ["club.notice.mixin"]
    _order = "id desc"
    _rec_name = "subject"

    kind = fields.Selection(selection=KINDS, required=True, readonly=True)
    event_id = fields.Many2one(
        comodel_name="event.event",
        string="Training Date",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="event_id.company_id", store=True, index=True, precompute=True
    )
    booking_id = fields.Many2one(
        comodel_name="club.training.booking",
        string="Registered With",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    registration_ids = fields.Many2many(
        comodel_name="event.registration",
        relation="club_training_notice_registration_rel",
        string="People",
        readonly=True,
    )
    is_to_sender = fields.Boolean(
        string="To the Sender",
        readonly=True,
        help="Only the sender of a registration gets the link to it.",
    )
    recipient = fields.Char(readonly=True)
    facts = fields.Html(readonly=True, sanitize=False)

    # ------------------------------------------------------------
    # Mails
    # ------------------------------------------------------------

    @api.model
    def mail_allowed_qweb_expressions(self):
        """Texts with these are filled in without a program for each of them."""
        return (
            *super().mail_allowed_qweb_expressions(),
            "object.topic",
            "object.lang",
            "object.recipient",
            "object.event_id.name",
        )

    def _get_template(self):
        return self.env.ref(f"{TEMPLATE}_{self[:1].kind}")

    def _get_recipient_name(self):
        return self.recipient or ""

    def _get_sender_key(self):
        return self.company_id, self.event_id.user_id

    def _queue_all(self, links, files, privacy):
        """Queue what these notices say, each with its link and files.

        :param dict links: notice to pairs of text and address
        :param dict files: notice to list of ``Attachment``
        :param dict privacy: notice to what the first mail tells of the data
        """
        created = self._create_files(files)
        own = self.with_context(
            club_training_mails={
                notice.id: {
                    "links": links.get(notice, []),
                    "files": created.get(notice, []),
                    "privacy": privacy.get(notice),
                }
                for notice in self
            }
        )
        own._queue_mails()

    def _create_files(self, files):
        """Files and mails are nobody's but those of the queue.

        Odoo opens a file to whoever made it, and these hold links of one person.
        """
        pairs = [(notice, file) for notice, own in files.items() for file in own]
        queue = self.env["ir.attachment"].with_user(self.env.ref("base.user_root"))
        created = queue.create(
            [
                {
                    "name": file.name,
                    "raw": file.content,
                    "mimetype": file.mimetype,
                    "res_model": "mail.mail",
                    "res_id": 0,
                }
                for _notice, file in pairs
            ]
        )
        by_notice = {}
        for (notice, _file), attachment in zip(pairs, created, strict=True):
            by_notice.setdefault(notice, []).append(attachment.id)
        return by_notice

    def _get_mail_extras(self):
        return self.env.context.get("club_training_mails", {}).get(self.id, {})

    def _prepare_mail_vals(self, sender):
        return {
            **super()._prepare_mail_vals(sender),
            "author_id": self.event_id.user_id.partner_id.id,
            "outgoing_email_to": self.email,
            "attachment_ids": [Command.set(self._get_mail_extras().get("files", []))],
        }

    def _render_mail(self):
        own = self.with_context(lang=self.lang)
        extras = self._get_mail_extras()
        return own.env["ir.qweb"]._render(
            "club_support.club_training_notice_mail",
            {
                "notice": own,
                "company": own.company_id,
                "links": extras.get("links", []),
                "privacy": extras.get("privacy"),
            },
        )

    def _make_plain(self, links):
        """All of it without markup: what some calendars show and nothing else."""
        parts = [html2plaintext(self.body or ""), html2plaintext(self.facts or "")]
        parts += [f"{text}\n{url}" for text, url in links]
        return "\n\n".join(part.strip() for part in parts if part.strip())

    # ------------------------------------------------------------
    # Steps of the office
    # ------------------------------------------------------------

    def _check_training_office(self):
        group = "club_support.club_support_group_trainingorganiser"
        if not self.env.user.has_group(group):
            raise AccessError(
                self.env._(
                    "Only who organises trainings decides about these mails. Please "
                    "ask whoever is responsible for the date."
                )
            )
        self.check_access("read")

    def action_mark_done(self):
        """Somebody told them otherwise; the notice is nothing to do any more."""
        self._check_training_office()
        # sudo: checked above; written by methods only
        self.sudo().is_done = True
        return True

    def action_send_again(self):
        """Tell those again whom nothing reached, at the address known today.

        :raises UserError: when none of them failed
        """
        self._check_training_office()
        # sudo: checked above; written by methods only
        failed = self.sudo().filtered(
            lambda one: (
                one.delivery in ("failed", "undeliverable", "none") and not one.is_done
            )
        )
        if not failed:
            raise UserError(
                self.env._(
                    "There is nothing to send again. Only mails that did not arrive "
                    "can be sent once more."
                )
            )
        failed.write({"is_done": True})
        for (kind, reason), notices in failed.grouped(
            lambda one: (one.kind, one.reason)
        ).items():
            recipients = [one for notice in notices for one in notice._find_again()]
            for one in recipients:
                # whatever their calendar was told did not get there
                one.holder.training_told = False
            self.sudo()._tell(kind, recipients, reason)
        return True

    def _find_again(self):
        """This recipient as the registration names it today."""
        people = self.registration_ids
        return [
            one
            for one in self.booking_id._get_told(self.kind, people)
            if one.is_sender == self.is_to_sender
        ]

    def action_print_letters(self):
        """The letters as one PDF; they count as printed then.

        :raises UserError: when none of these can be a letter
        """
        self._check_training_office()
        letters = self.filtered(
            lambda one: (
                one.address and one.body and one.delivery not in ("queued", "sent")
            )
        )
        if not letters:
            raise UserError(
                self.env._(
                    "There are no letters to print. Letters go to those whom no mail "
                    "reaches and who have a postal address."
                )
            )
        # sudo: checked above; written by methods only
        letters.sudo().write(
            {"channel": "letter", "date_printed": fields.Datetime.now()}
        )
        report = self.env.ref("club_support.club_training_notice_report_letters")
        return report.report_action(letters)
