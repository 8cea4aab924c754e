from psycopg2 import IntegrityError

from odoo import api, models
from odoo.tools import SQL, mute_logger

# names of records in a module and who read which case when: facts, they stay
STAYING = ("ir.model.data", "club.case.access.log")


class ClubCaseMergeReference(models.AbstractModel):
    """Finds whatever points to a case, in this room and all that come later.

    A model says by ``_filter_case_merge(field_name, master, sources)``, called
    on its rows, which of them move; without that method all do.
    """

    _name = "club.case.merge.reference"
    _description = "What Points to a Case"

    @api.model
    def _get_references(self):
        """Every stored field that may point to a case.

        :return: list of model name, field name and type of the field
        """
        references = []
        for model_name, Model in sorted(self.env.registry.items()):
            if Model._abstract or Model._transient or not Model._auto:
                continue
            for name, field in Model._fields.items():
                if self._is_reference(model_name, field):
                    references.append((model_name, name, field.type))
        return references

    @api.model
    def _is_reference(self, model_name, field):
        if model_name in STAYING or not field.store or field.related:
            return False
        if field.compute and field.readonly:
            return False
        if field.type == "many2one":
            handled = (model_name, field.name) == ("club.case", "previous_case_id")
            return field.comodel_name == "club.case" and not handled
        if field.type == "many2many":
            own = model_name == "club.case"
            return field.comodel_name == "club.case" and not own
        return field.type == "many2one_reference"

    @api.model
    def _find(self, model_name, field_name, kind, cases):
        """The rows that point to some cases, archived ones too."""
        # sudo: whoever may write the cases moves all that belongs to them
        Model = self.env[model_name].sudo().with_context(active_test=False)
        domain = [(field_name, "in", cases.ids)]
        if kind == "many2one_reference":
            model_field = Model._fields[field_name].model_field
            domain.append((model_field, "=", "club.case"))
        return Model.search(domain, order="id")

    @api.model
    def _count(self, cases):
        """How much would move, by kind.

        :return: list of what it is called and how many there are
        """
        counts = {}
        for model_name, field_name, kind in self._get_references():
            rows = cases and self._find(model_name, field_name, kind, cases)
            if rows:
                # sudo: what a kind of record is called is no secret
                label = self.env["ir.model"].sudo()._get(model_name).name
                counts[label] = counts.get(label, 0) + len(rows)
        return sorted(counts.items())

    @api.model
    def _move(self, rows, field_name, master, sources, kind="many2one"):
        """Let rows point to the master; where that would clash, they stay.

        By SQL: neither dates of writing nor authors change, and no rule of a part
        stands between a message and its case.
        """
        if hasattr(rows, "_filter_case_merge"):
            rows = rows._filter_case_merge(field_name, master, sources)
        if not rows:
            return
        if kind == "many2many":
            self._link(rows, field_name, master)
            return
        rows.modified([field_name], before=True)
        self._update(rows, field_name, master)
        rows.invalidate_recordset()
        rows.modified([field_name])

    @api.model
    def _update(self, rows, field_name, master):
        """Set the field in as few statements as clashes allow."""
        query = SQL(
            "UPDATE %s SET %s = %s WHERE id IN %s",
            SQL.identifier(rows._table),
            SQL.identifier(field_name),
            master.id,
            tuple(rows.ids),
        )
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint(flush=False):
                self.env.cr.execute(query)
        except IntegrityError:
            middle = len(rows) // 2
            if middle:
                self._update(rows[:middle], field_name, master)
                self._update(rows[middle:], field_name, master)

    @api.model
    def _link(self, rows, field_name, master):
        field = rows._fields[field_name]
        self.env.cr.execute(
            SQL(
                "INSERT INTO %(table)s (%(own)s, %(case)s) "
                "SELECT id, %(master)s FROM unnest(%(ids)s) AS id "
                "ON CONFLICT DO NOTHING",
                table=SQL.identifier(field.relation),
                own=SQL.identifier(field.column1),
                case=SQL.identifier(field.column2),
                master=master.id,
                ids=rows.ids,
            )
        )
        rows.invalidate_recordset([field_name])
