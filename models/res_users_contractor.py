"""External contractors: on their own cases, for as long as their mandate runs.

The role implies that of a worker, so that views and menus need not know it. Three
things limit it: record rules with a leaf on the mandate, which are asked anew each
time; the list of models below; and the messages that belong to a case.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .res_partner_register import STAFF

CONTRACTOR = "club_support.club_support_group_contractor"
MENUS = "club_support_menus"
# what somebody needs to work on a case; changed by staff only
READ_BY_CONTRACTORS = {
    "club.actor.type",
    "club.area",
    "club.case.plan",
    "club.case.plan.line",
    "club.case.result",
    "club.case.stage",
    "club.case.timeline",
    "club.case.type",
    "club.cooperation",
    "club.cooperation.kind",
    "club.deadline.kind",
    "club.desk",
    "club.ending",
    "club.field.of.action",
    "club.holiday",
    "club.incoming.mail",
    "club.language",
    "club.mandate",
    "club.maturity.dimension",
    "club.membership.count",
    "club.membership.count.line",
    "club.office",
    "club.office.function",
    "club.sport",
    "club.target.group",
    "club.team",
    "club.unit",
}
WORK = ("club.case", "club.contact.entry", "club.contact.entry.people")


class ResUsers(models.Model):
    _inherit = "res.users"

    def _club_is_contractor(self):
        """Whether this user may work on own cases only."""
        return self.has_group(CONTRACTOR)

    def _club_mandates(self):
        """The mandates of this user that run today."""
        # sudo: the user's own mandates decide on the user's rights
        Mandate = self.env["club.mandate"].sudo()
        domain = [("user_id", "=", self.id), ("is_current", "=", True)]
        return Mandate.search(domain)

    def _is_club_staff(self):
        """Contractors are staff while a mandate of theirs runs."""
        is_staff = super()._is_club_staff()
        if is_staff and self._club_is_contractor():
            return bool(self._club_mandates())
        return is_staff

    def _club_contractor_case_domain(self):
        """The cases on which a contractor works today."""
        companies = self._club_mandates().company_id
        return Domain("company_id", "in", companies.ids) & (
            Domain("user_id", "=", self.id) | Domain("deputy_id", "=", self.id)
        )

    def _club_contractor_may(self, model, mode):
        """Whether a model is open to contractors at all, before any rule.

        Unknown models of ours are closed: a new room opens itself here.

        :param str model: name of a model
        :param str mode: read, write, create or unlink
        """
        if model == "res.partner":
            return mode == "read" or self.has_group("base.group_partner_manager")
        if not model.startswith("club."):
            return True
        in_menus = self.env.cr.cache.get(MENUS)
        if not in_menus and not self._club_mandates():
            return False
        Model = self.env.registry[model]
        part = self.env.registry["club.case.part.mixin"]
        if model in WORK or issubclass(Model, part):
            return True
        if Model._transient and model.startswith("club.case."):
            return True
        return mode == "read" and model in READ_BY_CONTRACTORS


class IrModelAccess(models.Model):
    _inherit = "ir.model.access"

    @api.model
    def check(self, model, mode="read", raise_exception=True):
        """Close to contractors what is not theirs, also before the cron runs."""
        allowed = super().check(model, mode, raise_exception)
        user = self.env.user
        if not allowed or self.env.su or not user._club_is_contractor():
            return allowed
        if user._club_contractor_may(model, mode):
            return allowed
        if raise_exception:
            raise AccessError(
                self.env._(
                    "This is not part of your mandate, or your mandate is over. Please "
                    "ask the people who commissioned your work."
                )
            )
        return False


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _visible_menu_ids(self, debug=False):
        """Menus are kept by role: whose mandate is over must not decide for others."""
        cache = self.env.cr.cache
        cache[MENUS] = True
        try:
            return super()._visible_menu_ids(debug)
        finally:
            cache.pop(MENUS, None)


class ClubCasePartMixin(models.AbstractModel):
    _inherit = "club.case.part.mixin"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        user = self.env.user
        if not (self.env.su or bypass_access) and user._club_is_contractor():
            # sudo: the domain names the user's own cases only
            Case = self.env["club.case"].sudo().with_context(active_test=False)
            cases = Case._search(user._club_contractor_case_domain())
            domain = Domain(domain) & Domain("case_id", "in", cases)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        user = self.env.user
        if self.env.su or not any(self._ids) or not user._club_is_contractor():
            return result
        parts = self - result[0] if result else self
        # sudo: only which case it is
        withheld = parts.sudo().case_id.sudo(False)._club_withheld()
        others = parts.filtered(lambda part: part.sudo().case_id in withheld)
        if not others:
            return result
        forbidden = (result[0] if result else self.browse()) + others
        return forbidden, lambda: forbidden._make_part_error()


class ClubCase(models.Model):
    _inherit = "club.case"

    @api.model
    def _club_withheld_domain(self, user):
        """Contractors see the number only of all that is not their case."""
        withheld = super()._club_withheld_domain(user)
        if user._club_is_contractor():
            return withheld | ~user._club_contractor_case_domain()
        return withheld

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        if not self.env.su and self.env.user._club_is_contractor():
            cases._club_check_contacts_known()
        return cases

    def write(self, vals):
        if not self.env.su and vals.get("contact_id"):
            contact = self.env["res.partner"].browse(vals["contact_id"])
            if contact._club_withheld() and self.env.user._club_is_contractor():
                self._club_refuse_contact()
        return super().write(vals)

    def _club_check_contacts_known(self):
        """A case opens its contact: nobody makes one to see a volunteer."""
        # sudo: the mark and the contacts of cases are compared, neither is shown
        cases = self.sudo().with_context(active_test=False)
        protected = cases.contact_id.filtered("is_protected")
        domain = self.env.user._club_contractor_case_domain()
        domain &= Domain("contact_id", "in", protected.ids)
        known = cases.search(domain & Domain("id", "not in", self.ids)).contact_id
        if protected - known:
            self._club_refuse_contact()

    @api.model
    def _club_refuse_contact(self):
        raise AccessError(
            self.env._(
                "This volunteer is not a contact of your cases. Please ask the people "
                "who commissioned your work to enter the contact person."
            )
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    club_contact_case_ids = fields.One2many(
        comodel_name="club.case",
        inverse_name="contact_id",
        string="Cases as Contact Person",
        groups=STAFF,
    )

    @api.model
    def _has_field_access(self, field, operation):
        """What the register says is closed with the mandate, too."""
        access = super()._has_field_access(field, operation)
        if access and field.groups == STAFF and not self.env.su:
            user = self.env.user
            return not user._club_is_contractor() or bool(user._club_mandates())
        return access

    def _club_withheld(self, reader=None):
        """Contractors learn the private data of the contacts of their cases only."""
        withheld = super()._club_withheld(reader)
        reader = (self.env.user if reader is None else reader).sudo()
        if not reader or not reader._club_is_contractor():
            return withheld
        # sudo: the mark and the contacts of cases are compared, neither is shown
        Case = self.env["club.case"].sudo().with_context(active_test=False)
        domain = reader._club_contractor_case_domain()
        known = Case.search(domain & Domain("contact_id", "in", self.ids)).contact_id
        self.sudo().fetch(["is_protected"])
        protected = self.filtered(lambda partner: partner.sudo().is_protected)
        return protected - known.sudo(False)
