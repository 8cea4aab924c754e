"""What rows of all lists have in common, whatever they are rows of."""

from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger

from ..tools.context import names_by_default


class ClubImportRowMixin(models.AbstractModel):
    """A row of a list, text as found, until it is taken over.

    A model of rows says what its cells mean (``problem``), compares rows with the
    register (``_match``), and makes records of them (``_take_over``).
    """

    _name = "club.import.row.mixin"
    _inherit = ["club.copy.mixin"]
    _description = "Staged Row"

    # cells of text; those that tell one record from another; what the model finds
    # out and nobody writes; the field of the record that a row updates
    _cells = ()
    _identity = frozenset()
    _findings = frozenset()
    _target = None

    import_id = fields.Many2one(
        comodel_name="club.import",
        string="List",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="import_id.company_id",
        store=True,
        index=True,
    )
    sequence = fields.Integer(string="Row", readonly=True, aggregator=None)
    hint = fields.Text(string="Hints", readonly=True)
    basis = fields.Char(readonly=True)
    action = fields.Selection(
        selection=[
            ("new", "Add as New"),
            ("update", "Update"),
            ("skip", "Leave Out"),
        ],
        string="What to Do",
    )
    taken_at = fields.Datetime(string="Taken Over On", readonly=True)
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("taken", "Taken Over"),
            ("skipped", "Left Out"),
        ],
        compute="_compute_state",
        store=True,
    )
    result = fields.Text(readonly=True)

    @api.depends("taken_at", "action")
    def _compute_state(self):
        for row in self:
            if row.taken_at:
                row.state = "taken"
            else:
                row.state = "skipped" if row.action == "skip" else "open"

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # a default of the context would enter them as well
        defaults = names_by_default(self.env.context)
        self._refuse_findings([*vals_list, defaults])
        vals_list = [self._storable(vals) for vals in vals_list]
        self._number(vals_list)
        rows = super().create(vals_list)
        # with those read before: a long file comes in portions
        rows._get_siblings()._match()
        return rows

    def write(self, vals):
        self._refuse_findings([vals])
        self._check_open(vals)
        vals = self._storable(vals)
        if self._target in vals and "action" not in vals:
            vals["action"] = "update" if vals[self._target] else "new"
        result = super().write(vals)
        if self._identity & set(vals):
            self._get_siblings()._match()
        return result

    def _get_siblings(self):
        """All rows of the same lists."""
        return self.search([("import_id", "in", self.import_id.ids)])

    def _check_open(self, vals):
        if "import_id" in vals:
            raise UserError(
                self.env._(
                    "A row stays in its list. Please read the other list anew instead."
                )
            )
        if self.filtered("taken_at"):
            raise UserError(self._get_closed_hint())

    @api.model
    def _get_closed_hint(self):
        """Where to correct what was taken over."""
        return self.env._("This row has been taken over already.")

    def _refuse_findings(self, vals_list):
        found = {name for vals in vals_list for name in vals if name in self._findings}
        if found:
            raise UserError(
                self.env._(
                    "What was found out about a row, and whether it was taken over, "
                    "cannot be entered. Please correct its cells instead."
                )
            )

    def _store(self, vals):
        """Write what this model found out; ``write`` is for what people enter."""
        return super().write(vals)  # pylint: disable=super-method-mismatch

    def _storable(self, vals):
        """Characters that PostgreSQL cannot store come with broken files."""
        return {
            name: value.replace("\0", "").encode("utf-8", "replace").decode()
            if name in self._cells and isinstance(value, str)
            else value
            for name, value in vals.items()
        }

    def _number(self, vals_list):
        """Rows belong to a list and are counted in it as they come."""
        default = self.env.context.get("default_import_id")
        lonely = [vals for vals in vals_list if not vals.get("import_id", default)]
        new_list = self.env["club.import"].create(
            [self._get_list_vals()] if lonely else []
        )
        for vals in lonely:
            vals["import_id"] = new_list.id
        ids = {vals.get("import_id", default) for vals in vals_list}
        last = dict(
            self._read_group(
                [("import_id", "in", list(ids))], ["import_id"], ["sequence:max"]
            )
        )
        numbers = {record.id: number or 0 for record, number in last.items()}
        for vals in vals_list:
            import_id = vals.get("import_id", default)
            numbers[import_id] = numbers.get(import_id, 0) + 1
            vals["sequence"] = numbers[import_id]

    @api.model
    def _get_list_vals(self):
        """The list of rows that come without one."""
        return {}

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_take_over(self):
        """Take over these rows; without a selection, the rows of the list shown."""
        return (self or self._rows_shown())._take_over_and_tell()

    def action_skip(self):
        """Leave these rows out."""
        self.filtered(lambda row: row.state == "open").action = "skip"

    def _rows_shown(self):
        domain = self.env.context.get("active_domain")
        return self.search(Domain(domain)) if domain else self

    # ------------------------------------------------------------
    # Taking over
    # ------------------------------------------------------------

    def _take_over_and_tell(self):
        """Take over what is ready and say what became of these rows."""
        self.check_access("write")
        waiting = self.filtered(lambda row: row.state == "open")
        waiting._take_turns()
        waiting._check_again()
        ready = waiting.filtered(lambda row: row._is_ready())
        for rows in ready.grouped("import_id").values():
            rows._take_over_safely()
        taken = ready.filtered(lambda row: row.state == "taken")
        left = waiting.filtered(lambda row: row.state == "open")
        return self._notify_taken(taken, left)

    def _take_turns(self):
        """Let one list of a company be taken over at a time.

        Each would not see what the other makes, and double it. Whoever comes second
        must fail, so that Odoo begins again with a new snapshot: only a changed
        row does that, after a mere lock one still reads the old snapshot.
        """
        # UPDATE by hand: nothing changes, and settings need not be writable
        self.env.cr.execute(
            SQL(
                "UPDATE res_company SET write_date = write_date WHERE id = ANY(%s)",
                sorted(self.company_id.ids),
            )
        )

    def _is_ready(self):
        if self.state != "open":
            return False
        return self.action == "new" or (
            self.action == "update" and bool(self[self._target])
        )

    def _take_over_safely(self):
        """All rows at once; if one cannot be saved, each for itself."""
        if len(self) > 1 and not self._try_to_take_over():
            return
        for row in self.filtered(lambda row: row.state != "taken"):
            error = row._try_to_take_over()
            if error:
                row._store(
                    {
                        "result": self.env._(
                            "This row could not be taken over: %(error)s", error=error
                        )
                    }
                )

    def _try_to_take_over(self):
        """:return: why it did not work, or nothing"""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self._take_over()
        except UserError as error:
            return str(error)
        except IntegrityError as error:
            return self._sql_error_to_message(error)
        return None

    def _notify_taken(self, taken, left):
        text = self.env._("%(number)s rows were taken over.", number=len(taken))
        if left:
            text += " " + self.env._(
                "%(number)s rows wait for a decision or could not be saved.",
                number=len(left),
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": text,
                "type": "warning" if left else "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # ------------------------------------------------------------
    # What a model of rows does itself
    # ------------------------------------------------------------

    def _match(self):
        """Find out what these rows are in the register, and propose what to do."""
        raise NotImplementedError

    def _check_again(self):
        """Read these rows again and compare them with the register of now."""
        raise NotImplementedError

    def _take_over(self):
        """Make records of these rows of one list."""
        raise NotImplementedError

    def _archive_created(self):
        """Archive what these rows brought along."""
        raise NotImplementedError
