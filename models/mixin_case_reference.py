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
    def _club_secret_models(self):
        """The models of which some records are for few people only.

        Each tells by ``_club_withheld_domain`` and ``_club_withheld`` which.
        """
        return [
            "club.case",
            "club.network",
            "club.meeting",
            "club.meeting.series",
            "club.action.item",
        ]

    @api.model
    def _club_withheld_records(self):
        """The ids of what is not for the user, as parts of a query.

        :return: pairs of the name of a model and a subselect
        """
        # sudo: the user is compared by id, no record is shown
        user = self.env.user.sudo()
        for name in self._club_secret_models():
            secret = self.env[name].sudo().with_context(active_test=False)
            query = secret._search(secret._club_withheld_domain(user))
            yield name, query.subselect()

    @api.model
    def _club_open_domain(self):
        """Everything but what belongs to a case that is not for the user."""
        withheld = list(self._club_withheld_records())
        model_field, id_field = self._club_case_reference

        def to_sql(model, alias, query):
            model_sql = model._field_to_sql(alias, model_field, query)
            id_sql = model._field_to_sql(alias, id_field, query)
            open_to_user = SQL(" AND ").join(
                SQL(
                    "(%s IS DISTINCT FROM %s OR %s NOT IN %s)",
                    model_sql,
                    name,
                    id_sql,
                    ids,
                )
                for name, ids in withheld
            )
            return SQL("(%s IS NULL OR (%s))", id_sql, open_to_user)

        return Domain.custom(to_sql=to_sql)

    def _club_withheld_by_case(self):
        """Those of these records that belong to a case that is not for the user.

        Or to a network, and whatever else is for few people only.
        """
        model_field, id_field = self._club_case_reference
        # sudo: only which case it is
        records = self.sudo()
        # nothing else may be fetched here: what is in memory is given to anybody
        records._origin.fetch([model_field, id_field])
        wholes = {
            record.id: (record[model_field], record[id_field]) for record in records
        }
        withheld = set()
        for name in self._club_secret_models():
            ids = {res_id for model, res_id in wholes.values() if model == name}
            # sudo: whether it is there still; who may read it is asked as the user
            existing = self.env[name].browse(ids - {0}).sudo().exists()
            closed = existing.sudo(False)._club_withheld()
            withheld |= {(name, res_id) for res_id in closed._ids}
        return self.filtered(lambda record: wholes.get(record.id) in withheld)


class ClubMessageReferenceMixin(models.AbstractModel):
    """What hangs on a message of a case: notices, changed values."""

    _name = "club.message.reference.mixin"
    _description = "Belongs to a Message of a Case"
    _inherit = ["club.case.reference.mixin"]

    @api.model
    def _club_open_domain(self):
        closed = SQL(" OR ").join(
            SQL("(m.model = %s AND m.res_id IN %s)", name, ids)
            for name, ids in self._club_withheld_records()
        )

        def to_sql(model, alias, query):
            return SQL(
                "NOT EXISTS (SELECT FROM mail_message m WHERE m.id = %s AND (%s))",
                model._field_to_sql(alias, "mail_message_id", query),
                closed,
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
