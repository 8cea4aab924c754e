from uuid import uuid4

from odoo import api, fields, models

ANSWERS = [
    ("none", "No Answer"),
    ("yes", "Yes"),
    ("no", "No"),
    ("perhaps", "Perhaps"),
    ("substitute", "Someone Else Comes"),
]
ANSWERED_VIA = [
    ("link", "Link"),
    ("mail", "Mail"),
    ("phone", "Telephone"),
    ("letter", "Letter"),
]


class ClubInvitation(models.Model):
    """One person invited to one meeting: how it was told, and what they answered.

    UID and SEQUENCE are those of iCalendar (RFC 5545, RFC 5546): the calendar of
    whoever was invited knows the entry again by them.
    """

    _name = "club.invitation"
    _description = "Invitation"
    _inherit = ["club.meeting.part.mixin", "club.link.mixin"]
    _order = "meeting_id desc, organisation_id, id"
    _rec_name = "partner_id"
    _rec_names_search = ["partner_id.name", "organisation_id.name"]
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Invited",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        help="The person, or the organisation where nobody is known there.",
    )
    organisation_id = fields.Many2one(
        comodel_name="res.partner",
        string="For",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
        check_company=True,
    )
    member_id = fields.Many2one(
        comodel_name="club.network.member",
        index="btree_not_null",
        ondelete="set null",
    )
    channel = fields.Selection(
        selection=[("email", "E-Mail"), ("letter", "Letter"), ("none", "None")],
        required=True,
        readonly=True,
        default="none",
    )
    uid = fields.Char(
        string="UID",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self._default_uid(),
        help="Stays the same as long as the invitation lives.",
    )
    sequence = fields.Integer(
        string="Version Sent",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Rises with each mail that changes something.",
    )
    revision_sent = fields.Integer(
        readonly=True,
        copy=False,
        default=-1,
        aggregator=None,
        help="The revision of the meeting that was told last; -1: nothing yet.",
    )
    email = fields.Char(
        string="E-Mail Address",
        readonly=True,
        copy=False,
        help="As it was written to last.",
    )
    is_withdrawn = fields.Boolean(
        string="Withdrawn",
        readonly=True,
        copy=False,
        help="Invited no more; whoever was told got a cancellation.",
    )
    answer = fields.Selection(
        selection=ANSWERS,
        required=True,
        readonly=True,
        default="none",
        copy=False,
        index=True,
    )
    answer_note = fields.Text(string="Note", readonly=True, copy=False)
    people_count = fields.Integer(
        string="People", readonly=True, copy=False, aggregator="sum"
    )
    answered_via = fields.Selection(
        selection=ANSWERED_VIA,
        string="Answered By",
        readonly=True,
        copy=False,
    )
    date_answered = fields.Datetime(string="Answered On", readonly=True, copy=False)
    substitute = fields.Char(
        string="Comes Instead",
        readonly=True,
        copy=False,
        help="Name of whoever comes instead.",
    )

    # Not UNIQUE: merging contacts deletes rows that a UNIQUE constraint on a
    # contact column refuses.
    _once_per_meeting = models.UniqueIndex(
        "(meeting_id, partner_id)",
        "This person is invited to the meeting already. Please use the invitation "
        "that is there.",
    )
    _uid_uniq = models.UniqueIndex(
        "(uid)", "Two invitations cannot be the same entry of a calendar."
    )

    @api.model
    def _default_uid(self):
        return f"{uuid4()}@club-support"
