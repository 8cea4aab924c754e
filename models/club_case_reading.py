"""Reading a restricted case is noted, whatever way it is read."""

from contextlib import contextmanager

from odoo import api, fields, models

CACHE_KEY = "club_support_case_reading"
ROWS_KEY = "club_support_case_rows"


class ClubCase(models.Model):
    _inherit = "club.case"

    access_log_ids = fields.One2many(
        comodel_name="club.case.access.log",
        inverse_name="case_id",
        string="Readings",
    )

    def _club_log_reading(self, kind):
        """Note that the user read those of these cases that are restricted.

        Call it wherever something is made of a case that leaves the screen, such as a
        document or a workbook.

        :param str kind: ``form``, ``list``, ``read``, ``export`` or ``pdf``
        """
        noted = self.env.cr.cache.get(CACHE_KEY) or set()
        case_ids = set(self._origin._ids) - noted
        # sudo: what the program reads for its own purposes is nobody's reading
        if case_ids and not self.env.su:
            self.env["club.case.access.log"]._club_add(case_ids, kind)

    @contextmanager
    def _club_reading(self, kind):
        """Note a reading once, not again for each method that it is made of.

        Kept with the cursor, not in the context, which callers could fill in.
        """
        cache = self.env.cr.cache
        before = cache.get(CACHE_KEY) or set()
        self._club_log_reading(kind)
        cache[CACHE_KEY] = before | set(self._origin._ids)
        try:
            yield
        finally:
            cache[CACHE_KEY] = before

    @contextmanager
    def _club_reading_rows(self):
        """Cases that are read inside are rows of a list or board, also a single one."""
        cache = self.env.cr.cache
        before = cache.get(ROWS_KEY)
        cache[ROWS_KEY] = True
        try:
            yield
        finally:
            cache[ROWS_KEY] = before

    # Odoo serves these with a cursor that cannot write; the note needs one that can.

    def read(self, fields=None, load="_classic_read"):
        """Note the reading by a program, unless a view reads."""
        values = super().read(fields, load)
        self._club_log_reading("read")
        return values

    read._readonly = False

    def web_read(self, specification):
        """Note the reading of a form, or of rows shown elsewhere."""
        if not set(specification) - {"id"}:
            return super().web_read(specification)
        self.check_access("read")
        are_rows = len(self) > 1 or self.env.cr.cache.get(ROWS_KEY)
        with self._club_reading("list" if are_rows else "form"):
            return super().web_read(specification)

    web_read._readonly = False

    @api.model
    def web_search_read(self, domain, specification, *args, **kwargs):
        """Note the reading of a list or board."""
        with self._club_reading_rows():
            return super().web_search_read(domain, specification, *args, **kwargs)

    web_search_read._readonly = False

    @api.model
    def web_read_group(self, *args, **kwargs):
        """Groups of a board carry their records."""
        with self._club_reading_rows():
            return super().web_read_group(*args, **kwargs)

    web_read_group._readonly = False

    @api.model
    def search_read(
        self, domain=None, fields=None, offset=0, limit=None, order=None, **kwargs
    ):
        """Note the reading by a program."""
        values = super().search_read(domain, fields, offset, limit, order, **kwargs)
        self.browse(line["id"] for line in values)._club_log_reading("read")
        return values

    search_read._readonly = False

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """Note the export, also as a column of another export."""
        self.check_access("read")
        with self._club_reading("export"):
            return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def action_view_access_log(self):
        """Open who read this case; for its supervisor and administrators."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_case_access_log_action"
        )
        action["domain"] = [("case_id", "=", self.id)]
        return action
