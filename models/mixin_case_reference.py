from odoo import SUPERUSER_ID, api, models
from odoo.fields import Domain
from odoo.tools import SQL


class ClubCaseReferenceMixin(models.AbstractModel):
    """What belongs to a case by model and id: messages, activities, followers.

    Odoo opens much of that to its author, to who was notified and to who it is
    assigned to. Of a case that is not for them they read it no longer.
    """

    _name = "club.case.reference.mixin"
    _description = "Belongs to a Case by Model and Id"

    # names of the fields that tell model and id
    _club_case_reference = ("res_model", "res_id")

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if self._club_asks_as_somebody() and not bypass_access:
            domain = Domain(domain) & self._club_open_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if not self._club_asks_as_somebody() or not any(self._ids):
            return result
        records = self - result[0] if result else self
        withheld = records._club_withheld_by_case()
        if not withheld:
            return result
        forbidden = (result[0] if result else self.browse()) + withheld
        Rule = self.env["ir.rule"]
        return forbidden, lambda: Rule._make_access_error(operation, forbidden)

    @api.model
    def _club_asks_as_somebody(self):
        return not self.env.su and self.env.uid != SUPERUSER_ID

    @api.model
    def _club_withheld_cases(self):
        """The ids of cases that are not for the user, as part of a query."""
        # sudo: the user is compared by id, no case is shown
        Case = self.env["club.case"].sudo().with_context(active_test=False)
        return Case._search(Case._club_withheld_domain(self.env.user.sudo()))

    @api.model
    def _club_open_domain(self):
        """Everything but what belongs to a case that is not for the user."""
        cases = self._club_withheld_cases().subselect()
        model_field, id_field = self._club_case_reference

        def to_sql(model, alias, query):
            return SQL(
                "(%(model)s IS DISTINCT FROM 'club.case' OR %(id)s NOT IN %(cases)s"
                " OR %(id)s IS NULL)",
                model=model._field_to_sql(alias, model_field, query),
                id=model._field_to_sql(alias, id_field, query),
                cases=cases,
            )

        return Domain.custom(to_sql=to_sql)

    def _club_withheld_by_case(self):
        """Those of these records that belong to a case that is not for the user."""
        model_field, id_field = self._club_case_reference
        # sudo: only which case it is
        records = self.sudo()
        # nothing else may be fetched here: what is in memory is given to anybody
        records._origin.fetch([model_field, id_field])
        cases = {
            record.id: record[id_field]
            for record in records
            if record[model_field] == "club.case" and record[id_field]
        }
        Case = self.env["club.case"]
        existing = Case.browse(set(cases.values())).sudo().exists().sudo(False)
        withheld = set(existing._club_withheld()._ids)
        return self.filtered(lambda record: cases.get(record.id) in withheld)


class ClubMessageReferenceMixin(models.AbstractModel):
    """What hangs on a message of a case: notices, changed values."""

    _name = "club.message.reference.mixin"
    _description = "Belongs to a Message of a Case"
    _inherit = ["club.case.reference.mixin"]

    @api.model
    def _club_open_domain(self):
        cases = self._club_withheld_cases().subselect()

        def to_sql(model, alias, query):
            return SQL(
                "NOT EXISTS (SELECT FROM mail_message m WHERE m.id = %s"
                " AND m.model = 'club.case' AND m.res_id IN %s)",
                model._field_to_sql(alias, "mail_message_id", query),
                cases,
            )

        return Domain.custom(to_sql=to_sql)

    def _club_withheld_by_case(self):
        # sudo: only which message it is
        records = self.sudo()
        records._origin.fetch(["mail_message_id"])
        messages = {record.id: record.mail_message_id for record in records}
        all_messages = self.env["mail.message"].union(*messages.values()).sudo(False)
        withheld = all_messages._club_withheld_by_case()
        return self.filtered(lambda record: messages[record.id] in withheld)
