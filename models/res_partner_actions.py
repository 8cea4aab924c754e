from urllib.parse import quote as url_quote

from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def get_formview_id(self, access_uid=None):
        """Links to actors, and to persons in office, open in the register's forms.

        :param int access_uid: the user that opens it, default the current one
        :return: id of the form view, or what Odoo would take
        """
        self.ensure_one()
        user = self.env["res.users"].browse(access_uid or self.env.uid)
        if user._is_club_staff():
            # sudo: whether there is an office decides about the view, no more
            if self.is_actor:
                return self.env.ref(
                    "club_support.res_partner_view_form_organisation"
                ).id
            if self.sudo().held_office_ids:
                return self.env.ref("club_support.res_partner_view_form_person").id
        return super().get_formview_id(access_uid=access_uid)

    def action_enter_register(self):
        """Take organisations that are plain contacts into the register."""
        self.write({"is_actor": True})

    def action_open_map(self):
        """Show the address on the map of OpenStreetMap, in a new tab."""
        self.ensure_one()
        if self.partner_latitude or self.partner_longitude:
            place = f"{self.partner_latitude},{self.partner_longitude}"
        else:
            parts = (self.street, self.zip, self.city, self.country_id.name)
            place = ", ".join(part for part in parts if part)
        url = "https://www.openstreetmap.org/search?query=" + url_quote(place)
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def action_view_cooperations(self):
        """Open the cooperations of this organisation."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_cooperation_action"
        )
        action["domain"] = [
            "|",
            ("partner_id", "=", self.id),
            ("other_partner_id", "=", self.id),
        ]
        action["context"] = {"default_partner_id": self.id}
        return action

    def action_view_club_contact_entries(self):
        """Open the contact entries of this organisation."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_contact_entry_action"
        )
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {"default_partner_id": self.id}
        return action

    def action_log_club_contact(self):
        """Open the four fields of a telephone call with this organisation."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_contact_entry_action_log_call"
        )
        action["context"] = {
            "default_partner_id": self.id,
            "default_contact_id": self.spokesperson_id.id,
            "default_channel": "phone",
        }
        return action

    def action_create_club_case(self):
        """Open an empty case of this organisation."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "club.case",
            "views": [(False, "form")],
            "context": {
                "default_partner_id": self.id,
                "default_contact_id": self.spokesperson_id.id,
                "default_user_id": self.env.uid,
            },
        }

    def action_create_cooperation(self):
        """Open an empty cooperation of this organisation, as a dialog."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add a Cooperation"),
            "res_model": "club.cooperation",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_partner_id": self.id},
        }
