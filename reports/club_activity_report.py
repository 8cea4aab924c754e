from odoo import api, fields, models


class ClubActivityReport(models.Model):
    """What was done, by month, area, field of action, type and channel.

    Rows are computed when they are read, as the reader: each room adds its branch
    by extending :meth:`_get_branches` (and :meth:`_get_target_group_branches`).

    Rows of restricted cases enter for everybody without case, organisation, user,
    type, field of action, area, target groups and day; so do those of restricted
    networks, which are not even told by kind and level. The minutes of colleagues
    enter month by month, without day, organisation, case and name, in rows that sum
    up what is alike; so do neither filters nor groups lead to a colleague's single
    entry, and the totals are right all the same.
    """

    _name = "club.activity.report"
    _description = "Activity"
    _auto = False
    _order = "date desc, id desc"
    _depends = {
        "club.case": [
            "active",
            "area_id",
            "company_id",
            "date_closed",
            "date_open",
            "field_of_action_id",
            "is_restricted",
            "origin",
            "partner_id",
            "target_group_ids",
            "type_id",
            "unit_id",
            "user_id",
        ],
        "club.case.waiting": ["case_id", "date_from", "date_to"],
        "club.contact.entry": [
            "active",
            "area_id",
            "case_id",
            "channel",
            "company_id",
            "date",
            "field_of_action_id",
            "minutes_logged",
            "partner_id",
            "people_count",
            "target_group_ids",
            "user_id",
        ],
        "club.contact.entry.people": ["count", "entry_id", "target_group_id"],
        "res.company": ["club_minutes_visible"],
        "res.partner": ["actor_type_id"],
    }

    kind = fields.Selection(
        selection=[
            ("opened", "Case Opened"),
            ("closed", "Case Closed"),
            ("waiting", "Case Waiting"),
            ("entry", "Contact Entry"),
            ("minutes", "Minutes of Colleagues"),
            ("people", "People by Group"),
        ],
        readonly=True,
        help="Minutes of colleagues are summed up by month, without names.",
    )
    date = fields.Date(
        readonly=True,
        help="The day in the company's time zone. What is restricted, and the minutes "
        "of colleagues, stand on the first of the month.",
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    area_id = fields.Many2one(comodel_name="club.area", readonly=True)
    field_of_action_id = fields.Many2one(
        comodel_name="club.field.of.action",
        string="Field of Action",
        readonly=True,
    )
    type_id = fields.Many2one(
        comodel_name="club.case.type", string="Case Type", readonly=True
    )
    channel = fields.Selection(
        selection=[
            ("phone", "Telephone"),
            ("email", "E-Mail"),
            ("visit", "Visit"),
            ("consultation", "Consultation Hour"),
            ("walk_in", "Walk-in"),
            ("event", "Event"),
            ("letter", "Letter"),
            ("own", "Own Initiative"),
        ],
        readonly=True,
        help="Of a contact entry, how one spoke; of a case, how it reached you.",
    )
    target_group_ids = fields.Many2many(
        comodel_name="club.target.group",
        relation="club_activity_report_target_group_rel",
        column1="report_id",
        column2="target_group_id",
        string="Target Groups",
        readonly=True,
        help="Counted without doubling: an activity for two groups stands under each "
        "of them, and once in the total. So the groups add up to more than the total.",
    )
    unit_id = fields.Many2one(
        comodel_name="club.unit", string="Responsible Unit", readonly=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Organisation", readonly=True
    )
    actor_type_id = fields.Many2one(comodel_name="club.actor.type", readonly=True)
    case_id = fields.Many2one(comodel_name="club.case", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Colleague",
        readonly=True,
        help="Who is responsible for the case or made the entry.",
    )
    active = fields.Boolean(readonly=True)
    opened_count = fields.Integer(
        string="Cases Opened", aggregator="sum", readonly=True
    )
    closed_count = fields.Integer(
        string="Cases Closed", aggregator="sum", readonly=True
    )
    wait_count = fields.Integer(
        string="Waits",
        aggregator="sum",
        readonly=True,
        help="How often cases began to wait for others.",
    )
    wait_days = fields.Integer(
        string="Days Waited",
        aggregator="sum",
        readonly=True,
        help="Calendar days of the waits that began here; what still waits is "
        "counted until today.",
    )
    entry_count = fields.Integer(string="Entries", aggregator="sum", readonly=True)
    minutes = fields.Integer(
        aggregator="sum",
        readonly=True,
        help="The totals are complete. Minutes of colleagues are known by month, "
        "area, field of action, type, channel and target group only.",
    )
    people_count = fields.Integer(string="People", aggregator="sum", readonly=True)

    people_in_group = fields.Integer(
        string="People by Group",
        aggregator="sum",
        readonly=True,
        help="People who were counted by target group. Each stands under one group "
        "only, so by target group nobody is counted twice.",
    )

    @api.depends("kind", "date")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            row.display_name = kinds.get(row.kind)
