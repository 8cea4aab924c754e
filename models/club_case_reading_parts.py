"""Whoever reads what belongs to a restricted case reads the case."""

from odoo import models


class ClubCaseReadingMixin(models.AbstractModel):
    """For models with a ``case_id``; within the form of the case nothing is added."""

    _name = "club.case.reading.mixin"
    _description = "Reading Is Noted at the Case"

    def _read_format(self, fnames, load="_classic_read"):
        """Note the reading by a program, unless a view reads."""
        values = super()._read_format(fnames, load)
        if not self.env.su:
            self.case_id._club_log_reading("read")
        return values

    def web_read(self, specification):
        """Note the reading of rows."""
        if self.env.su or not set(specification) - {"id"}:
            return super().web_read(specification)
        self.check_access("read")
        with self.case_id._club_reading("list"):
            return super().web_read(specification)

    web_read._readonly = False

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """Note the export."""
        self.check_access("read")
        with self.case_id._club_reading("export"):
            return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)


class ClubCasePartMixin(models.AbstractModel):
    _name = "club.case.part.mixin"
    _inherit = ["club.case.part.mixin", "club.case.reading.mixin"]


class ClubContactEntry(models.Model):
    _name = "club.contact.entry"
    _inherit = ["club.contact.entry", "club.case.reading.mixin"]


class ClubCaseTimeline(models.Model):
    _name = "club.case.timeline"
    _inherit = ["club.case.timeline", "club.case.reading.mixin"]


class ClubEnding(models.Model):
    _name = "club.ending"
    _inherit = ["club.ending", "club.case.reading.mixin"]


class ClubIncomingMail(models.Model):
    _name = "club.incoming.mail"
    _inherit = ["club.incoming.mail", "club.case.reading.mixin"]
