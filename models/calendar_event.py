from odoo import api, models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def _get_ics_file(self):
        """All guests get the same file: leave addresses of volunteers out."""
        for_all = self.with_context(club_support_for_all_guests=True)
        return super(CalendarEvent, for_all)._get_ics_file()

    @api.model
    def _prepare_partner_contact_details_html(self, section_title, partner):
        """The description is for all guests: of volunteers it tells the name."""
        if not partner._club_withheld(self.env["res.users"]):
            return super()._prepare_partner_contact_details_html(section_title, partner)
        # sudo: the name shows wherever the contact is linked
        name_only = self.env["res.partner"].new({"name": partner.sudo().name})
        return super()._prepare_partner_contact_details_html(section_title, name_only)
