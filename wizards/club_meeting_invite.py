from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.placeholders import fill_placeholders


class ClubMeetingInvite(models.TransientModel):
    _name = "club.meeting.invite"
    _description = "Invite to a Meeting"

    meeting_id = fields.Many2one(
        comodel_name="club.meeting", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="meeting_id.company_id", related_sudo=False)
    network_ids = fields.Many2many(
        comodel_name="club.network",
        string="Members Of",
        compute="_compute_network_ids",
        store=True,
        readonly=False,
        domain="[('company_id', '=', company_id)]",
    )
    role_ids = fields.Many2many(
        comodel_name="club.network.role",
        string="Only With the Role",
        help="Leave it empty to invite all members.",
    )
    with_deputies = fields.Boolean(
        help="Invite the deputies of the representatives as well.",
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Further People",
        help="People and organisations who are no members. Whoever was invited and "
        "withdrawn is invited again.",
    )
    text = fields.Text(
        compute="_compute_text",
        store=True,
        readonly=False,
        help="Words in double braces are filled for each person.",
    )
    new_count = fields.Integer(string="Invited Now", compute="_compute_preview")
    mail_count = fields.Integer(string="By Mail", compute="_compute_preview")
    letter_count = fields.Integer(string="By Letter", compute="_compute_preview")
    people_preview = fields.Text(string="Who", compute="_compute_preview")
    lost_hint = fields.Char(compute="_compute_preview")
    text_preview = fields.Text(string="Preview", compute="_compute_text_preview")

    @api.depends("meeting_id")
    def _compute_display_name(self):
        for dialog in self:
            dialog.display_name = dialog.meeting_id.display_name

    @api.depends("meeting_id")
    def _compute_network_ids(self):
        for dialog in self:
            dialog.network_ids = dialog.meeting_id.network_id

    @api.depends("meeting_id")
    def _compute_text(self):
        for dialog in self:
            meeting = dialog.meeting_id
            dialog.text = meeting and meeting._get_invitation_text()

    @api.constrains("meeting_id")
    def _check_meeting_id(self):
        """Only who may edit a meeting learns from the dialog who is invited."""
        self.meeting_id.sudo(False).check_access("write")

    def _find_audience(self):
        self.ensure_one()
        return self.meeting_id._origin._find_audience(
            self.network_ids._origin,
            roles=self.role_ids._origin,
            with_deputies=self.with_deputies,
            people=self.partner_ids._origin,
        )

    @api.depends(
        "meeting_id", "network_ids", "role_ids", "with_deputies", "partner_ids"
    )
    def _compute_preview(self):
        for dialog in self:
            by_channel = dialog._find_new_people() if dialog.meeting_id else {}
            people = self.env["res.partner"].union(*by_channel.values())
            dialog.new_count = len(people)
            dialog.mail_count = len(by_channel.get("email", ()))
            dialog.letter_count = len(by_channel.get("letter", ()))
            dialog.people_preview = "\n".join(people.mapped("display_name"))
            lost = by_channel.get("none")
            dialog.lost_hint = lost and self.env._(
                "Neither e-mail nor postal address is known of: %(names)s. Please add "
                "one of them, or call.",
                names=", ".join(lost.mapped("name")),
            )

    def _find_new_people(self):
        """Who is invited now, by channel."""
        meeting = self.meeting_id._origin
        Partner, Invitation = self.env["res.partner"], self.env["club.invitation"]
        known = meeting.invitation_ids.partner_id
        unusable = self.env["club.team"]._get_mailbox_addresses()
        audience = self._find_audience()
        organisations = Partner.browse(
            vals["organisation_id"] for vals in audience.values()
        )
        # one set of records: whatever is read of them is read at once
        everybody = (Partner.union(*audience) | organisations).with_prefetch()
        everybody.mapped("is_blacklisted")
        by_channel = {}
        for partner, vals in audience.items():
            if partner in known:
                continue
            person = partner.with_prefetch(everybody.ids)
            organisation = Partner.browse(vals["organisation_id"])
            channel, _email = Invitation._find_way(
                person, organisation.with_prefetch(everybody.ids), unusable
            )
            by_channel[channel] = by_channel.get(channel, Partner) | partner
        return by_channel

    @api.depends(
        "meeting_id",
        "text",
        "network_ids",
        "role_ids",
        "with_deputies",
        "partner_ids",
    )
    def _compute_text_preview(self):
        """The mail as the first of them would read it."""
        for dialog in self:
            dialog.text_preview = False
            audience = dialog._find_audience() if dialog.meeting_id else {}
            for vals in list(audience.values())[:1]:
                line = self.env["club.invitation"].new(
                    {**vals, "meeting_id": dialog.meeting_id._origin.id}
                )
                values = {
                    **line._get_placeholder_values(),
                    "link": self.env._("(link of this person)"),
                }
                dialog.text_preview = fill_placeholders(dialog.text, values)

    def action_send(self):
        """Invite everybody chosen who is not invited yet."""
        self.ensure_one()
        meeting = self.meeting_id
        meeting.check_access("write")
        if not (self.text or "").strip():
            raise UserError(
                self.env._("The text is missing. Please write what it is about.")
            )
        if self.text.strip() != meeting._get_invitation_text().strip():
            meeting.invitation_text = self.text
        # a network that the user may not read has no members for them
        networks = self.sudo(False).network_ids._filtered_access("read")
        audience = meeting._find_audience(
            networks,
            roles=self.role_ids,
            with_deputies=self.with_deputies,
            people=self.partner_ids,
        )
        meeting._invite(audience, again=self.partner_ids)
        return {"type": "ir.actions.act_window_close"}
