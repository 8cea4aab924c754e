"""The file of a case and its documents as a ZIP, for the town's document system."""

import base64
import csv
import io
import os
import tempfile
import zipfile

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..tools.file_names import UniqueNames, safe_name

MOST_CASES = 20
# what is larger goes to the disk
IN_MEMORY = 8 * 1024 * 1024
REPORT = "club_support.club_case_file"
# cells that a spreadsheet would compute
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ClubCase(models.Model):
    _inherit = "club.case"

    def _club_check_file(self):
        """Refuse what nobody may read and what takes too long.

        :raises AccessError: when the user may not read one of the cases
        :raises UserError: when there are none or too many
        """
        if not self:
            raise UserError(
                self.env._("There is no such case. Please choose at least one case.")
            )
        if len(self) > MOST_CASES:
            raise UserError(
                self.env._(
                    "At most %(count)s case files are made at once. Please choose "
                    "fewer cases.",
                    count=MOST_CASES,
                )
            )
        self.check_access("read")

    def _club_make_file_pdf(self, with_notes=False):
        """The PDF of one case.

        :return: bytes
        """
        self.ensure_one()
        self._club_log_reading("pdf")
        Report = self.env["ir.actions.report"]
        return Report._render_qweb_pdf(
            REPORT, self.ids, data={"with_notes": with_notes}
        )[0]

    def _club_get_file_name(self, suffix):
        name = self.env._(
            "Case file %(number)s", number=", ".join(self.mapped("number"))
        )
        return f"{safe_name(name)[:100]}.{suffix}"

    def _club_make_file_archive(self, with_notes=False):
        """A ZIP of the PDF and all documents; several cases have a folder each.

        :return: open temporary file, at its beginning
        """
        self._club_check_file()
        spool = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        folders = UniqueNames()
        with zipfile.ZipFile(spool, "w", zipfile.ZIP_DEFLATED) as archive:
            for case in self:
                folder = ""
                if len(self) > 1:
                    name = safe_name(f"{case.number} {case.name}")
                    folder = folders.add(name) + "/"
                case._club_write_file(archive, folder, with_notes)
        spool.seek(0)
        return spool

    def _club_write_file(self, archive, folder, with_notes):
        names = UniqueNames()
        pdf = self._club_make_file_pdf(with_notes)
        name = names.add(self._club_get_file_name("pdf"))
        archive.writestr(folder + name, pdf)
        rows = [[name, "", self.env._("Case file"), "", len(pdf)]]
        index = names.add(self.env._("contents.csv"))
        rows += self._club_write_attachments(archive, folder, names, with_notes)
        rows += self._club_write_originals(archive, folder, names)
        archive.writestr(folder + index, self._club_make_file_index(rows))

    def _club_write_attachments(self, archive, folder, names, with_notes):
        events = self._club_get_file_events(with_notes)
        rows = []
        for attachment, message in self._club_get_file_attachments(events, with_notes):
            if attachment.type == "url":
                name, size = attachment.url, 0
            else:
                name = names.add(safe_name(attachment.name))
                size = self._club_write_attachment(archive, folder + name, attachment)
            rows.append(
                [
                    name,
                    self._club_format_exact(message.date or attachment.create_date),
                    message.subject or (self.env._("Message") if message else ""),
                    message.author_id.name or message.email_from or "",
                    size,
                ]
            )
        return rows

    def _club_write_attachment(self, archive, name, attachment):
        """Copy a file piece by piece; one that is lost is empty in the archive."""
        path = attachment.store_fname and attachment._full_path(attachment.store_fname)
        if path and os.path.isfile(path):
            archive.write(path, name)
            return os.path.getsize(path)
        content = attachment.raw or b""
        archive.writestr(name, content)
        attachment.invalidate_recordset(["raw", "datas", "db_datas"])
        return len(content)

    def _club_write_originals(self, archive, folder, names):
        """The mails as they came, for whoever may read the mailbox."""
        Mail = self.env["club.incoming.mail"]
        if not Mail.has_access("read"):
            return []
        rows = []
        domain = [("case_id", "=", self.id), ("outcome", "in", ("case", "reply"))]
        for mail in Mail.with_context(prefetch_fields=False).search(domain, order="id"):
            content = base64.b64decode(mail.raw or b"")
            name = names.add(mail.raw_filename)
            archive.writestr(folder + name, content)
            rows.append(
                [
                    name,
                    self._club_format_exact(mail.date),
                    self.env._("Original mail: %(subject)s", subject=mail.name or ""),
                    mail.email_from or "",
                    len(content),
                ]
            )
            mail.invalidate_recordset(["raw"])
        return rows

    def _club_format_exact(self, moment):
        return format_datetime(self.env, moment, dt_format="yyyy-MM-dd HH:mm")

    def _club_make_file_index(self, rows):
        """The list of all files as spreadsheets in German offices open it."""
        table = io.StringIO()
        writer = csv.writer(table, delimiter=";", lineterminator="\r\n")
        writer.writerow(
            [
                self.env._("File"),
                self.env._("Date"),
                self.env._("Origin"),
                self.env._("From"),
                self.env._("Size (bytes)"),
            ]
        )
        for row in rows:
            writer.writerow(
                [f"'{cell}" if str(cell).startswith(FORMULA) else cell for cell in row]
            )
        return table.getvalue().encode("utf-8-sig")
