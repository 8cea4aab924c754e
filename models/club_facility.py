from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_partner import _tz_get

KINDS = [
    ("site", "Site"),
    ("building", "Building"),
    ("space", "Space"),
]


class ClubFacility(models.Model):
    """A place for clubs: a site, its buildings, and the spaces one can book.

    A space is a unit, or it combines units: a triple hall is its three thirds.
    """

    _name = "club.facility"
    _description = "Facility"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _parent_store = True
    _rec_names_search = ["complete_name"]
    _order = "complete_name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    complete_name = fields.Char(
        string="Full Name",
        compute="_compute_complete_name",
        recursive=True,
        store=True,
    )
    kind = fields.Selection(
        selection=KINDS,
        required=True,
        compute="_compute_kind",
        store=True,
        readonly=False,
        precompute=True,
        recursive=True,
    )
    type_id = fields.Many2one(
        comodel_name="club.facility.type",
        string="Facility Type",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    parent_id = fields.Many2one(
        comodel_name="club.facility",
        string="Part of",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(
        comodel_name="club.facility",
        inverse_name="parent_id",
        string="Rooms and Parts",
    )
    is_bookable = fields.Boolean(
        string="Can Be Booked",
        tracking=True,
        help="Clubs and schools can ask for times here.",
    )
    unit_ids = fields.Many2many(
        comodel_name="club.facility",
        relation="club_facility_unit_rel",
        column1="facility_id",
        column2="unit_id",
        string="Made Up Of",
        domain="[('is_bookable', '=', True), ('id', '!=', id)]",
        ondelete="restrict",
        copy=False,
        check_company=True,
        help="Whoever books this space takes all of these. A space without any is a "
        "unit itself.",
    )
    street = fields.Char()
    zip = fields.Char(string="ZIP")
    city = fields.Char()
    owner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Run By",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
        help="The town, school or club that this belongs to.",
    )
    area_id = fields.Many2one(
        comodel_name="club.area",
        compute="_compute_from_parent",
        store=True,
        readonly=False,
        precompute=True,
        recursive=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    latitude = fields.Float(digits=(9, 6))
    longitude = fields.Float(digits=(9, 6))
    capacity = fields.Integer(
        string="People at Most",
        help="How many people may be in there at once. 0 means that nobody set a "
        "limit.",
    )
    people_min = fields.Integer(
        string="People at Least",
        help="Groups that are smaller show as a hint when times are given.",
    )
    sport_ids = fields.Many2many(comodel_name="club.sport", string="Sports")
    equipment_ids = fields.Many2many(
        comodel_name="club.equipment", string="Equipment and Accessibility"
    )
    caretaker_ids = fields.Many2many(
        comodel_name="res.users",
        relation="club_facility_caretaker_rel",
        string="Caretakers",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        check_company=True,
        help="They see the plan of this house with all that is in it, and note who "
        "came.",
    )
    all_caretaker_ids = fields.Many2many(
        comodel_name="res.users",
        relation="club_facility_all_caretaker_rel",
        string="Caretakers Here and Above",
        compute="_compute_all_caretaker_ids",
        store=True,
        recursive=True,
    )
    house_caretaker_ids = fields.Many2many(
        related="parent_id.all_caretaker_ids", string="Caretakers of the House"
    )
    tz = fields.Selection(
        selection=_tz_get,
        string="Time Zone",
        compute="_compute_from_parent",
        store=True,
        readonly=False,
        precompute=True,
        recursive=True,
        required=True,
    )
    resource_calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Opening Hours",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Empty: as the building or site, and if nothing is said there daily from "
        "7 to 22.",
    )
    grid_minutes = fields.Integer(
        string="Grid (Minutes)",
        compute="_compute_rules",
        store=True,
        readonly=False,
        precompute=True,
        help="Times begin and end on this grid, counted from midnight.",
    )
    shortest_minutes = fields.Integer(
        string="Shortest Use (Minutes)",
        compute="_compute_rules",
        store=True,
        readonly=False,
        precompute=True,
    )
    longest_minutes = fields.Integer(
        string="Longest Use (Minutes)",
        compute="_compute_rules",
        store=True,
        readonly=False,
        precompute=True,
        help="0 means no limit.",
    )
    lead_hours = fields.Integer(
        string="Ahead (Hours)",
        compute="_compute_rules",
        store=True,
        readonly=False,
        precompute=True,
        help="How long before its beginning a use is asked for at the latest.",
    )
    booking_mode = fields.Selection(
        selection=[
            ("approval", "The Office Decides"),
            ("direct", "Booked at Once"),
        ],
        string="Requests",
        required=True,
        compute="_compute_rules",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    plan_shows = fields.Selection(
        selection=[
            ("name", "Name of the Group"),
            ("occupied", "“Occupied” Only"),
        ],
        string="The Plan Shows",
        required=True,
        compute="_compute_rules",
        store=True,
        readonly=False,
        precompute=True,
        help="What others read in the plan and when they ask for a time that is taken.",
    )
    reservation_ids = fields.One2many(
        comodel_name="club.reservation",
        inverse_name="facility_id",
        string="Reservations",
    )
    note = fields.Text()
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        recursive=True,
    )
    active = fields.Boolean(default=True, tracking=True)

    _name_not_blank = models.Constraint(
        "CHECK (btrim(name) <> '')",
        "A facility needs a name. Please enter one.",
    )
    _numbers_plausible = models.Constraint(
        "CHECK (capacity >= 0 AND people_min >= 0 AND lead_hours >= 0 "
        "AND shortest_minutes >= 0 AND longest_minutes >= 0)",
        "People, minutes and hours cannot be fewer than none. Please correct the "
        "number.",
    )
    _grid_plausible = models.Constraint(
        "CHECK (grid_minutes BETWEEN 1 AND 1440)",
        "The grid lies between one minute and a day (1440 minutes). Please correct it.",
    )
    _longest_plausible = models.Constraint(
        "CHECK (longest_minutes = 0 OR longest_minutes >= shortest_minutes)",
        "The longest use is shorter than the shortest one. Please correct the minutes.",
    )
    _position_plausible = models.Constraint(
        "CHECK (latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)",
        "This position lies outside the earth: latitude goes from -90 to 90, "
        "longitude from -180 to 180. Please correct it.",
    )

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for facility in self:
            names = [facility.parent_id.complete_name, facility.name]
            facility.complete_name = " / ".join(name for name in names if name)

    @api.depends("parent_id.kind", "is_bookable")
    def _compute_kind(self):
        for facility in self:
            is_proposed = facility.kind == "site" and not facility._origin
            if facility.kind and not is_proposed:
                continue
            if facility.is_bookable or facility.parent_id.kind in ("building", "space"):
                facility.kind = "space"
            else:
                facility.kind = "building" if facility.parent_id else "site"

    @api.depends("parent_id.company_id")
    def _compute_company_id(self):
        for facility in self:
            facility.company_id = (
                facility.parent_id.company_id or facility.company_id or self.env.company
            )

    @api.depends("parent_id.tz", "parent_id.area_id", "company_id")
    def _compute_from_parent(self):
        for facility in self:
            parent = facility.parent_id
            facility.area_id = facility.area_id or parent.area_id
            if not (facility.tz and facility._origin):
                company = facility.company_id or self.env.company
                facility.tz = parent.tz or company._club_zone().key

    @api.depends("caretaker_ids", "parent_id.all_caretaker_ids")
    def _compute_all_caretaker_ids(self):
        for facility in self:
            facility.all_caretaker_ids = (
                facility.caretaker_ids | facility.parent_id.all_caretaker_ids
            )

    @api.depends("name", "kind", "parent_id.name", "parent_id.kind")
    def _compute_display_name(self):
        """Short enough for a column; a part names what it is a part of."""
        for facility in self:
            parent = facility.parent_id
            names = [parent.name or ""] if parent and facility.kind == "space" else []
            facility.display_name = " · ".join([*names, facility.name or ""])

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    def write(self, vals):
        if vals.get("parent_id"):
            self._check_new_parent(self.browse(vals["parent_id"]))
        return super().write(vals)

    def _check_new_parent(self, parent):
        """Refuse a circle before Odoo does, in words that help.

        :param parent: the facility that these are about to become parts of
        :raises ValidationError: when it is one of them or lies inside one
        """
        lineage = (parent.parent_path or "").split("/")
        for facility in self:
            if str(facility.id) in lineage:
                raise ValidationError(
                    self.env._(
                        "“%(facility)s” cannot lie inside itself or inside one of its "
                        "parts. Please choose another one as “Part of”.",
                        facility=facility.name,
                    )
                )

    # ------------------------------------------------------------
    # For others
    # ------------------------------------------------------------

    def _get_site(self):
        """The site that this lies on: the topmost facility."""
        self.ensure_one()
        top = (self.parent_path or str(self.id)).split("/")[0]
        return self.browse(int(top))
