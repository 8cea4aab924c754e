from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from odoo.addons.base.models.res_partner import _tz_get

DURATION = timedelta(hours=2)


class ClubMeeting(models.Model):
    """A meeting of a network, or one of others that staff takes part in.

    It owns one calendar event for the staff and invitations for everybody else.
    """

    _name = "club.meeting"
    _description = "Meeting"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "club.scope.mixin",
        "club.plausible.date.mixin",
    ]
    _order = "start desc, id desc"
    _check_company_auto = True
    _counts_in_forms = True

    name = fields.Char(
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
    )
    network_id = fields.Many2one(
        comodel_name="club.network",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    kind = fields.Selection(
        selection=[("own", "Own Meeting"), ("external", "Meeting of Others")],
        string="Convened",
        compute="_compute_kind",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Own meetings and those of others that you take part in are counted "
        "apart.",
    )
    start = fields.Datetime(
        string="Begins",
        required=True,
        index=True,
        default=lambda self: self._default_start(),
    )
    stop = fields.Datetime(
        string="Ends",
        compute="_compute_stop",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    tz = fields.Selection(
        selection=_tz_get,
        string="Time Zone",
        compute="_compute_tz",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="The zone of the place: times in mails, calendars and minutes are meant "
        "there.",
    )
    location = fields.Char(string="Place", tracking=True)
    convened_by_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
        check_company=True,
        help="The organisation that called the meeting. Leave it empty if it was "
        "your office.",
    )
    host_id = fields.Many2one(
        comodel_name="res.partner",
        string="Hosted By",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
        check_company=True,
        help="The organisation at whose place it meets. Leave it empty if it was "
        "your office.",
    )
    state = fields.Selection(
        selection=[
            ("planned", "Planned"),
            ("tentative", "Tentative"),
            ("held", "Held"),
            ("called_off", "Called Off"),
        ],
        required=True,
        readonly=True,
        default="planned",
        copy=False,
        index=True,
        tracking=True,
    )
    reason = fields.Char(
        readonly=True,
        copy=False,
        help="Why it is tentative, was postponed or called off.",
    )
    minutes_state = fields.Selection(
        selection=[
            ("none", "None Yet"),
            ("draft", "Draft"),
            ("sent", "Sent"),
            ("approved", "Approved"),
        ],
        string="Minutes of Meeting",
        required=True,
        readonly=True,
        default="none",
        copy=False,
        tracking=True,
    )
    minutes_text = fields.Html(
        string="General Remarks",
        copy=False,
        help="What the minutes tell before the agenda items.",
    )
    revision = fields.Integer(
        readonly=True,
        copy=False,
        help="Rises with every change that invited people have to know.",
    )
    series_id = fields.Many2one(
        comodel_name="club.meeting.series",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    user_id = fields.Many2one(
        compute="_compute_from_network",
        store=True,
        readonly=False,
        precompute=True,
    )
    area_id = fields.Many2one(
        compute="_compute_from_network",
        store=True,
        readonly=False,
        precompute=True,
    )
    field_of_action_id = fields.Many2one(
        compute="_compute_from_network",
        store=True,
        readonly=False,
        precompute=True,
    )
    company_id = fields.Many2one(
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        default=None,
    )
    staff_ids = fields.Many2many(
        comodel_name="res.users",
        string="Staff Attending",
        compute="_compute_staff_ids",
        store=True,
        readonly=False,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="The meeting stands in their calendars.",
    )
    team_id = fields.Many2one(
        comodel_name="club.team",
        compute="_compute_from_network",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Invitations leave from the mailbox of this team.",
    )
    people_count = fields.Integer(
        string="People",
        copy=False,
        help="How many took part. Filled by the attendance list, or by hand.",
    )
    agenda_item_ids = fields.One2many(
        comodel_name="club.agenda.item", inverse_name="meeting_id", string="Agenda"
    )
    invitation_ids = fields.One2many(
        comodel_name="club.invitation",
        inverse_name="meeting_id",
        string="Invitations",
    )
    attendance_ids = fields.One2many(
        comodel_name="club.attendance",
        inverse_name="meeting_id",
    )
    decision_ids = fields.One2many(
        comodel_name="club.decision", inverse_name="meeting_id", string="Decisions"
    )
    action_item_ids = fields.One2many(
        comodel_name="club.action.item",
        inverse_name="meeting_id",
        string="Action Items",
    )
    active = fields.Boolean(default=True)

    _start_before_stop = models.Constraint(
        "CHECK (start < stop)",
        "The meeting ends before it begins. Please correct its times.",
    )
    _people_plausible = models.Constraint(
        "CHECK (people_count BETWEEN 0 AND 100000)",
        "The number of people is a count from 0 to 100,000.",
    )

    # ------------------------------------------------------------
    # Defaults and computes
    # ------------------------------------------------------------

    @api.model
    def _default_start(self):
        """The next full hour."""
        now = fields.Datetime.now()
        return now.replace(minute=0, second=0) + relativedelta(hours=1)

    @api.depends("start")
    def _compute_stop(self):
        for meeting in self:
            if meeting.start and (not meeting.stop or meeting.stop <= meeting.start):
                meeting.stop = meeting.start + DURATION

    @api.depends("network_id")
    def _compute_kind(self):
        for meeting in self:
            kind = "own" if meeting.network_id else "external"
            meeting.kind = meeting.kind or kind

    @api.depends("network_id")
    def _compute_name(self):
        for meeting in self:
            meeting.name = meeting.name or meeting.network_id.name

    @api.depends("network_id")
    def _compute_company_id(self):
        for meeting in self:
            company = meeting.network_id.company_id or meeting.company_id
            meeting.company_id = company or self.env.company

    @api.depends("company_id")
    def _compute_tz(self):
        """The zone of the company, whichever one is being worked in."""
        for meeting in self:
            if not (meeting.tz and meeting._origin):
                company = meeting.company_id or self.env.company
                meeting.tz = company._club_zone().key

    @api.depends("network_id")
    def _compute_from_network(self):
        """Take over the scope of the network; what was entered by hand stays."""
        for meeting in self:
            network = meeting.network_id
            meeting.user_id = meeting.user_id or network.user_id or self.env.user
            meeting.area_id = meeting.area_id or network.area_id
            meeting.field_of_action_id = (
                meeting.field_of_action_id or network.field_of_action_id
            )
            meeting.team_id = meeting.team_id or network.team_id

    @api.depends("network_id", "user_id")
    def _compute_staff_ids(self):
        for staff, meetings in self.grouped(lambda one: one._make_staff()).items():
            meetings.staff_ids = staff

    def _make_staff(self):
        return self.staff_ids | self.user_id | self.network_id._get_staff()

    @api.depends("name", "start", "tz")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for meeting in self:
            day = meeting.start and format_date(self.env, meeting._local(meeting.start))
            meeting.display_name = ", ".join(filter(None, [meeting.name, day]))

    def _local(self, moment):
        """A moment in the zone of the meeting, aware.

        :param datetime moment: naive UTC
        """
        self.ensure_one()
        # a form may have no zone yet
        zone = ZoneInfo(self.tz or "UTC")
        return moment.replace(tzinfo=UTC).astimezone(zone)

    @api.constrains("name", "start", "stop")
    def _check_name_and_times(self):
        """Said before the calendar says it in its own words."""
        for meeting in self:
            if not (meeting.name or "").strip():
                raise ValidationError(
                    self.env._("A meeting needs a title. Please enter one.")
                )
            if not (meeting.start and meeting.stop and meeting.start < meeting.stop):
                raise ValidationError(
                    self.env._(
                        "The meeting ends before it begins. Please correct its times."
                    )
                )

    @api.constrains("network_id", "kind")
    def _check_own_has_network(self):
        for meeting in self:
            if meeting.kind == "own" and not meeting.network_id:
                raise ValidationError(
                    self.env._(
                        "An own meeting belongs to a network. Please choose it, or say "
                        "that others convened “%(meeting)s”.",
                        meeting=meeting.name,
                    )
                )
