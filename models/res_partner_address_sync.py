"""Where Odoo hands addresses on between a contact and those below it.

What somebody writes into a contact of an organisation becomes the address of the
organisation and of everybody else there. A club's public address is never the home
of one of its volunteers.
"""

from odoo import api, models

# Context key: the id of the contact whose address does not go up.
STAYS_WITH = "club_address_stays_with"


class ResPartner(models.Model):
    _inherit = "res.partner"

    # ------------------------------------------------------------
    # Upwards
    # ------------------------------------------------------------

    def _club_keeps_address(self):
        """Whether the address of this contact does not become that of its parent."""
        # sudo: the marks are for staff, and decide what is written, not shown
        partner = self.sudo()
        if partner.is_protected or partner.parent_id.is_protected:
            return True
        above = self.browse() if partner.is_company else partner.parent_id
        while above and not above.is_actor:
            above = above.parent_id
        return bool(above)

    def _fields_sync(self, values):
        if self._club_keeps_address():
            self = self.with_context(**{STAYS_WITH: self.id})
        return super()._fields_sync(values)

    def _get_address_values(self):
        """Nothing, where Odoo asks for what it would write into the parent."""
        if self and self.env.context.get(STAYS_WITH) == self.id:
            return {}
        return super()._get_address_values()

    def _handle_first_contact_creation(self):
        if self._club_keeps_address():
            return None
        return super()._handle_first_contact_creation()

    def _create_contact_parent_company(self):
        """A company made of the name in a protected contact starts without address."""
        company = super()._create_contact_parent_company()
        # sudo: see above
        if company and self.sudo().is_protected:
            company._update_address(dict.fromkeys(self._address_fields(), False))
        return company

    # ------------------------------------------------------------
    # Downwards
    # ------------------------------------------------------------

    def write(self, vals):
        sharing = self._club_sharing_address(vals)
        result = super().write(vals)
        if sharing:
            names = vals.keys() & set(self._address_fields())
            sharing.write({name: vals[name] for name in names})
        return result

    def _club_sharing_address(self, vals):
        """Protected persons who are reached where these contacts are, and move along.

        :param dict vals: what is written into these contacts
        """
        address_fields = self._address_fields()
        if vals.keys().isdisjoint(address_fields):
            return self.browse()
        # sudo: those who share an address move along, whoever writes it
        return self.sudo().child_ids.filtered(
            lambda child: (
                child.is_protected
                and child.type == "contact"
                and all(child[name] == child.parent_id[name] for name in address_fields)
            )
        )

    def _club_has_address(self):
        return any(self[name] for name in self._address_fields())

    def _update_address(self, vals):
        """Nothing comes from a protected person, or over the address of one."""
        is_whole = vals.keys() >= set(self._address_fields())
        # sudo: see above
        takers = self.sudo().filtered(
            lambda partner: (
                not partner.parent_id.is_protected
                and (
                    not partner.is_protected
                    or (is_whole and not partner._club_has_address())
                )
            )
        )
        return super(ResPartner, self & self.browse(takers.ids))._update_address(vals)

    @api.onchange("parent_id")
    def onchange_parent_id(self):
        """A protected person keeps the own address in the form as well."""
        # sudo: see above
        partner = self.sudo()
        if partner.is_protected and partner._club_has_address():
            return None
        return super().onchange_parent_id()

    def _load_records_create(self, vals_list):
        """Imported persons who are protected keep the address they came with."""
        partners = super()._load_records_create(vals_list)
        address_fields = self._address_fields()
        for partner, vals in zip(partners, vals_list, strict=True):
            address = {name: vals.get(name, False) for name in address_fields}
            # sudo: see above
            if partner.sudo().is_protected and any(address.values()):
                partner.write(address)
        return partners
