"""Whether an invitation arrived, and whether what was told still holds."""

from odoo import api, fields, models

DELIVERY = [
    ("planned", "Planned"),
    ("queued", "Queued"),
    ("sent", "Sent"),
    ("failed", "Failed"),
    ("undeliverable", "Undeliverable"),
    ("letter", "Letter to Be Printed"),
    ("printed", "Letter Printed"),
    ("phone", "Told by Telephone"),
    ("none", "Cannot Be Reached"),
]
REACHED = ("sent", "printed", "phone")


class ClubInvitation(models.Model):
    _inherit = "club.invitation"

    channel = fields.Selection(
        selection_add=[("phone", "Telephone")], ondelete={"phone": "set default"}
    )
    delivery = fields.Selection(
        selection=DELIVERY,
        string="Delivery Status",
        compute="_compute_delivery",
        store=True,
        index=True,
    )
    failure = fields.Char(
        string="What Went Wrong", compute="_compute_failure", compute_sudo=True
    )
    is_change_unsent = fields.Boolean(
        string="Change Not Sent",
        compute="_compute_is_change_unsent",
        store=True,
        help="The meeting changed after this person was told of it.",
    )
    mail_id = fields.Many2one(
        comodel_name="mail.mail",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_system",
        help="The mail that was sent last.",
    )
    is_bounced = fields.Boolean(string="Came Back", readonly=True, copy=False)
    bounce_reason = fields.Char(readonly=True, copy=False)
    is_reached = fields.Boolean(
        readonly=True,
        copy=False,
        help="Something that was told before the last time arrived.",
    )
    date_told = fields.Datetime(string="Told On", readonly=True, copy=False)
    date_printed = fields.Datetime(string="Printed On", readonly=True, copy=False)
    # when the person was last told that the meeting begins and ends
    start_told = fields.Datetime(readonly=True, copy=False)
    stop_told = fields.Datetime(readonly=True, copy=False)
    answer_before = fields.Selection(
        selection=lambda self: self._fields["answer"].selection,
        string="Before the Change",
        readonly=True,
        copy=False,
        help="What was answered before the meeting got another time. A changed time "
        "asks everybody again.",
    )

    @api.depends(
        "revision_sent",
        "channel",
        "is_bounced",
        "date_printed",
        "mail_id.state",
        "mail_id.failure_type",
    )
    def _compute_delivery(self):
        for invitation in self:
            if invitation.channel == "none":
                invitation.delivery = "none"
            elif invitation.revision_sent < 0:
                invitation.delivery = "planned"
            elif invitation.channel == "letter":
                printed = invitation.date_printed
                invitation.delivery = "printed" if printed else "letter"
            elif invitation.channel == "phone":
                invitation.delivery = "phone"
            else:
                invitation.delivery = invitation._get_mail_delivery()

    def _get_mail_delivery(self):
        return self.mail_id._club_get_delivery(self.delivery, self.is_bounced)

    @api.depends("delivery", "bounce_reason", "channel")
    @api.depends_context("lang")
    def _compute_failure(self):
        sentences = {
            "failed": self.env._(
                "The mail server did not take the mail. It is tried again for three "
                "days."
            ),
            "undeliverable": self.env._(
                "The mail server does not know this address. Please call, or send a "
                "letter."
            ),
            "none": self.env._(
                "Neither e-mail nor postal address is known. Please add one of them, "
                "or call."
            ),
        }
        for invitation in self:
            invitation.failure = sentences.get(invitation.delivery, False)
            if invitation.is_bounced and invitation.bounce_reason:
                invitation.failure = invitation.bounce_reason

    @api.depends(
        "revision_sent", "is_withdrawn", "meeting_id.revision", "meeting_id.state"
    )
    def _compute_is_change_unsent(self):
        for invitation in self:
            meeting = invitation.meeting_id
            invitation.is_change_unsent = (
                invitation.revision_sent >= 0
                and invitation.revision_sent != meeting.revision
                and not invitation.is_withdrawn
                and meeting.state != "held"
            )

    def _note_reached(self):
        """Keep whether the last mail, letter or call arrived, before the next one."""
        arrived = self.filtered(
            lambda line: line.delivery in REACHED and not line.is_reached
        )
        arrived.is_reached = True

    def _choose_kind(self, kind):
        """What the next mail is to this person.

        It takes the place of one that failed, so it says what that one said: to
        whoever got nothing so far there is no change, but an invitation.
        """
        is_failed = self.delivery in ("failed", "undeliverable")
        if kind == "reminder" and is_failed:
            kind = "update"
        if kind == "update" and is_failed and not self.is_reached:
            kind = "request"
        return kind

    def _mark_bounced(self, reason):
        """The mail of these invitations came back."""
        self.write(
            {"is_bounced": True, "bounce_reason": " ".join((reason or "").split())}
        )

    # ------------------------------------------------------------
    # Ways to somebody
    # ------------------------------------------------------------

    def _choose_channels(self):
        """Find out by which way each person is told today.

        The person's own address, else that of the organisation, else a letter.
        Whoever was told by telephone or letter is told so again.
        """
        open_ones = self.filtered(
            lambda invitation: (
                (
                    invitation.channel in ("email", "none")
                    or invitation.revision_sent < 0
                )
                and invitation.channel != "phone"
            )
        )
        unusable = self.env["club.team"]._get_mailbox_addresses()
        # one set of records: whatever is read of them is read at once
        everybody = (open_ones.partner_id | open_ones.organisation_id).with_prefetch()
        everybody.mapped("is_blacklisted")
        for invitation in open_ones:
            channel, email = self._find_way(
                invitation.partner_id, invitation.organisation_id, unusable
            )
            vals = {"channel": channel, "email": email or invitation.email}
            if any(invitation[name] != value for name, value in vals.items()):
                invitation.write(vals)

    @api.model
    def _find_way(self, partner, organisation, unusable):
        """By which channel somebody can be told, and the address of a mail.

        :param partner: the person
        :param organisation: for whom they come; may be empty
        :param unusable: addresses that are nobody's, such as our own mailboxes
        """
        for contact in (partner, organisation):
            if contact and contact._club_can_mail(unusable):
                return "email", contact.email_normalized
        lines = self._find_letter_lines(partner, organisation)
        return ("letter" if lines else "none"), False

    @api.model
    def _find_letter_lines(self, partner, organisation):
        """Lines of the address field of a letter, empty without an address."""
        if organisation and organisation != partner:
            return organisation._club_letter_lines(partner)
        return partner._club_letter_lines()
