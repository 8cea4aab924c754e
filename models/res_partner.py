import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize

from ..tools.phone import phone_digits


class ResPartner(models.Model):
    _inherit = "res.partner"

    club_case_ids = fields.One2many(
        comodel_name="club.case",
        inverse_name="partner_id",
        string="Cases",
        groups="club_support.club_support_group_worker,"
        "club_support.club_support_group_management",
    )
    club_case_count = fields.Integer(
        string="Number of Cases",
        compute="_compute_club_case_count",
        groups="club_support.club_support_group_worker,"
        "club_support.club_support_group_management",
    )

    phone_digits = fields.Char(
        compute="_compute_phone_digits",
        store=True,
        index="trigram",
    )

    @api.depends("phone")
    def _compute_phone_digits(self):
        for partner in self:
            partner.phone_digits = phone_digits(partner.phone) or False

    @api.depends("club_case_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_club_case_count(self):
        Case = self.env["club.case"]
        by_organisation = dict(
            Case._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        by_contact = dict(
            Case._read_group(
                [("contact_id", "in", self.ids)], ["contact_id"], ["__count"]
            )
        )
        for partner in self:
            counts = by_organisation if partner.is_company else by_contact
            partner.club_case_count = counts.get(partner, 0)

    def _club_organisations(self):
        """The organisations that these contacts speak for.

        An organisation speaks for itself, a person for the organisation it
        belongs to and for those where it is in office today.
        """
        organisations = self.filtered("is_company")
        persons = self - organisations
        offices = self.env["club.office"].search(
            [("person_id", "in", persons.ids), ("is_current", "=", True)]
        )
        return (
            organisations
            | persons.parent_id.filtered("is_company")
            | offices.partner_id
        )

    def _club_speak_for(self):
        """Tell which organisation and person contacts with one address stand for.

        Where several people share the address, no person is named; where they
        belong to different organisations, no organisation either: a person
        decides then. Colleagues stand for nobody.

        :return: organisation and person, either may be empty
        """
        partners = self - self._club_colleagues().partner_id
        organisations = partners._club_organisations()
        persons = partners.filtered(lambda partner: not partner.is_company)
        loners = persons.filtered(lambda person: not person._club_organisations())
        if len(organisations) > 1 or (organisations and loners):
            return self.browse(), self.browse()
        return organisations, persons if len(persons) == 1 else self.browse()

    def _club_colleagues(self):
        """The members of staff among these contacts, as users."""
        # sudo: staff are told apart from clubs, nothing else is read
        return self.sudo().user_ids.filtered(lambda user: not user.share)

    @api.model
    def _club_search_by_email(self, email, company):
        """All contacts with an address.

        :param str email: address in any notation
        :param company: the ``res.company`` whose contacts count
        """
        normalized = email_normalize(email)
        if not normalized:
            return self.browse()
        return self.search(
            [
                ("email_normalized", "=", normalized),
                ("company_id", "in", [company.id, False]),
            ]
        )

    @api.model
    def _search_display_name(self, operator, value):
        """Staff find clubs by former names, by those in office and by telephone."""
        domain = super()._search_display_name(operator, value)
        is_text = operator in ("ilike", "=ilike", "like") and isinstance(value, str)
        if not (is_text and value and self.env.user._is_club_staff()):
            return domain
        domain |= Domain("former_name", operator, value)
        holder = Domain("name", operator, value) | Domain("email", operator, value)
        digits = phone_digits(value)
        if len(digits) >= 4 and not re.search(r"[^\W\d]", value):
            number = Domain("phone_digits", "ilike", digits)
            domain |= number
            holder |= number
        in_office = Domain("is_current", "=", True) & Domain("person_id", "any", holder)
        return domain | Domain("office_ids", "any", in_office)

    def action_view_club_cases(self):
        """Open the cases of this organisation or person."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_case_action"
        )
        field = "partner_id" if self.is_company else "contact_id"
        action["domain"] = [(field, "=", self.id)]
        action["context"] = {f"default_{field}": self.id}
        return action
