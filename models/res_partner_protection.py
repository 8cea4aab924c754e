"""Private data of volunteers: closed to everybody outside of Club Support.

The record rule closes search, reading, grouping and export. What is here closes the
doors around it: code of Odoo that reads contacts as superuser on behalf of somebody.
"""

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize

# Context keys that make Odoo write private data into the display name.
NAME_TELLS = ("show_address", "show_email", "show_vat")
PRIVATE_IN_STORE = (
    "contact_address",
    "contact_address_inline",
    "email",
    "email_formatted",
    "email_normalized",
    "phone",
)
# What Odoo compares when it looks for the contact of an address.
MATCHED_BY = (
    "active",
    "company_id",
    "email",
    "email_normalized",
    "name",
    "partner_share",
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    # ------------------------------------------------------------
    # Who is protected from whom
    # ------------------------------------------------------------

    def _club_withheld(self, reader=None):
        """Those of these contacts whose private data are not for the reader.

        Whoever acts in sudo() still is who they are; only Odoo itself is exempt.

        :param reader: a ``res.users``, an empty one for "anybody"; default is the
            current user
        """
        reader = self.env.user if reader is None else reader
        # sudo: roles and the mark are asked for, neither is shown
        if reader.id == SUPERUSER_ID or (
            reader and reader.sudo()._club_reads_volunteers()
        ):
            return self.browse()
        # nothing else may be fetched here: what is in memory is given to anybody
        self.sudo().fetch(["is_protected"])
        return self.filtered(lambda partner: partner.sudo().is_protected)

    @api.constrains("is_protected", "is_company")
    def _check_protected_person(self):
        for partner in self.filtered("is_protected"):
            if partner.is_company:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” cannot be protected: only persons have private "
                        "data, organisations are public. Please take the protection "
                        "away, or keep it a person.",
                        name=partner.name,
                    )
                )
            if partner.user_ids:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” cannot be protected: contacts who log in as users "
                        "are visible to their colleagues.",
                        name=partner.name,
                    )
                )

    # ------------------------------------------------------------
    # Addresses below a person: Odoo copies the address of a parent to them
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._club_follow_parents()
        return partners

    def write(self, vals):
        if vals.get("parent_id"):
            parent = vals["parent_id"]
            parent = parent if isinstance(parent, models.Model) else self.browse(parent)
            parent._club_check_readable()
        result = super().write(vals)
        if vals.get("parent_id"):
            self._club_follow_parents()
        elif vals.get("is_protected"):
            self.with_context(active_test=False).child_ids._club_follow_parents()
        return result

    def _club_check_readable(self):
        """Refuse to take over what the user may not see.

        :raises AccessError: for protected contacts, unless Odoo itself acts
        """
        if not self.env.su:
            self._club_withheld().check_access("read")

    def _club_follow_parents(self):
        """Further addresses of a protected person are protected as well."""
        self.parent_id._club_check_readable()
        self.parent_id.sudo().fetch(["is_protected"])
        # sudo: the mark is for staff, and follows from that of the person
        children = self.sudo().filtered(
            lambda partner: (
                partner.parent_id.is_protected
                and not (partner.is_protected or partner.is_company or partner.user_ids)
            )
        )
        if children:
            children.is_protected = True

    @api.onchange("parent_id")
    def onchange_parent_id(self):
        """Do not copy the address of a contact that is protected."""
        if self.parent_id._origin._club_withheld():
            return None
        return super().onchange_parent_id()

    # ------------------------------------------------------------
    # Names and discussions
    # ------------------------------------------------------------

    @api.depends("is_protected")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """Through a link the name shows, whatever the context asks for."""
        withheld = self.browse()
        if any(self.env.context.get(key) for key in NAME_TELLS):
            withheld = self._club_withheld()
        result = super(ResPartner, self - withheld)._compute_display_name()
        names = withheld.with_context(**dict.fromkeys(NAME_TELLS, False))
        super(ResPartner, names)._compute_display_name()
        for partner, name in zip(withheld, names, strict=True):
            partner.display_name = name.display_name
        return result

    def _to_store(self, store, fields):
        """Discussions read contacts as superuser; leave private data out there."""
        withheld = self._club_withheld(store.target.get_user(self.env))
        public = [
            field
            for field in fields
            if getattr(field, "field_name", field) not in PRIVATE_IN_STORE
        ]
        store.add_records_fields(self - withheld, fields)
        store.add_records_fields(withheld, public)

    # ------------------------------------------------------------
    # Looking for the contact of an address
    # ------------------------------------------------------------

    def _club_read_ahead(self):
        """Let code of Odoo compare these contacts on behalf of who may not read them.

        Access is checked when a value is fetched, not when it is there already.
        """
        # sudo: the caller sees to it that nothing of this is handed out
        self.sudo().fetch(MATCHED_BY)

    @api.model
    def _club_known_addresses(self, emails):
        """Protected contacts by address, for users who cannot find them.

        Otherwise Odoo would make a second contact of the address, which nobody
        protects. Only whole addresses are asked for: whoever has one learns the
        name that belongs to it.

        :param emails: addresses in any notation
        :return: normalized address and contact
        :rtype: dict
        """
        addresses = {email_normalize(email) for email in emails} - {False}
        if not addresses or self.env.su or self.env.user._club_reads_volunteers():
            return {}
        domain = Domain("email_normalized", "in", list(addresses))
        # sudo: found by the address that the user has
        protected = self.sudo().search_fetch(
            domain & Domain("is_protected", "=", True), MATCHED_BY, order="id desc"
        )
        if not protected:
            return {}
        readable = set(self.search(domain).mapped("email_normalized"))
        return {
            partner.email_normalized: self.browse(partner.id)
            for partner in protected
            if partner.email_normalized not in readable
        }

    @api.model
    def find_or_create(self, email, assert_valid_email=False):
        """Take a protected contact instead of making a second one."""
        known = self._club_known_addresses([email] if email else [])
        for partner in known.values():
            return partner
        return super().find_or_create(email, assert_valid_email=assert_valid_email)

    @api.model
    def _find_or_create_from_emails(
        self,
        emails,
        ban_emails=None,
        filter_found=None,
        additional_values=None,
        no_create=False,
        sort_key=None,
        sort_reverse=True,
    ):
        """Take protected contacts instead of making second ones."""
        known = self._club_known_addresses(emails)
        for address in ban_emails or ():
            known.pop(address, None)
        if filter_found:
            known = {
                address: partner
                for address, partner in known.items()
                # sudo: filters ask for users and companies of the contact
                if filter_found(partner.sudo())
            }
        found = super()._find_or_create_from_emails(
            emails,
            ban_emails=[*(ban_emails or ()), *known],
            filter_found=filter_found,
            additional_values=additional_values,
            no_create=no_create,
            sort_key=sort_key,
            sort_reverse=sort_reverse,
        )
        return [
            known.get(email_normalize(email), partner)
            for email, partner in zip(emails, found, strict=True)
        ]
