import csv

from odoo import models
from odoo.tools import DEFAULT_SERVER_DATE_FORMAT

from odoo.addons.base_import.models.base_import import ImportValidationError

from ..tools import club_list

LISTS = ("club.import.row", "club.import.facility")


class BaseImportImport(models.TransientModel):
    """Odoo's import, helped where lists of clubs or facilities are read."""

    _inherit = "base_import.import"

    def _reads_club_list(self):
        return self.res_model in LISTS

    def _read_file(self, options):
        """Say in a sentence why a file is no list."""
        if not self._reads_club_list():
            return super()._read_file(options)
        if not (self.file or b"").strip():
            raise ImportValidationError(
                self.env._("This file is empty. Please choose another one.")
            )
        try:
            length, rows = super()._read_file(options)
        except (ValueError, IndexError, LookupError, csv.Error) as error:
            raise ImportValidationError(self._unreadable()) from error
        if any("\0" in cell for row in rows for cell in row if isinstance(cell, str)):
            raise ImportValidationError(self._unreadable())
        if length <= bool(options.get("has_headers")):
            raise ImportValidationError(
                self.env._("This file has headings only. Please choose another one.")
            )
        return length, rows

    def _unreadable(self):
        return self.env._(
            "This file cannot be read. Please open it in a spreadsheet, save it as "
            "“CSV UTF-8” or as Excel workbook, and choose the new file."
        )

    def _read_csv(self, options):
        """Odoo guesses by likelihood; a list is UTF-8 or what Windows writes."""
        if self._reads_club_list() and self.file:
            encoding = options.get("encoding") or club_list.guess_encoding(self.file)
            options["encoding"] = encoding or ""
            if encoding and not options.get("separator"):
                text = self.file.decode(encoding, "replace").lstrip()
                separator = club_list.guess_separator(text.partition("\n")[0])
                options["separator"] = separator or ""
        return super()._read_csv(options)

    def _get_mapping_suggestion(
        self, header, fields_tree, header_types, mapping_fields
    ):
        if self._reads_club_list():
            plain = club_list.plain_heading(header)
            if plain == "id":
                # a number of the list, not one of ours: reading it again would fail
                return {}
            header = header if header.lower() in mapping_fields else plain
        return super()._get_mapping_suggestion(
            header, fields_tree, header_types, mapping_fields
        )

    def execute_import(self, fields, columns, options, dryrun=False):
        """Days of a spreadsheet arrive in the one notation that has no two readings."""
        if not self._reads_club_list():
            return super().execute_import(fields, columns, options, dryrun=dryrun)
        iso = {
            "date_format": DEFAULT_SERVER_DATE_FORMAT,
            "datetime_format": DEFAULT_SERVER_DATE_FORMAT,
        }
        result = super().execute_import(
            fields, columns, {**options, **iso}, dryrun=dryrun
        )
        if result.get("ids") and not dryrun:
            rows = self.env[self.res_model].browse(result["ids"])
            rows.import_id._name_after(self.file_name)
        return result
