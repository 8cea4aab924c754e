from odoo import fields, models


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    # whose hours these are: the facility office edits them, and no other calendars
    club_facility_ids = fields.One2many(
        comodel_name="club.facility",
        inverse_name="resource_calendar_id",
        string="Open Like This",
    )
    club_contact_point_ids = fields.One2many(
        comodel_name="club.facility",
        inverse_name="consultation_calendar_id",
        string="Consultation Like This",
    )
