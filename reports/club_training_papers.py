from odoo import api, models
from odoo.exceptions import UserError


class ClubTrainingPaper(models.AbstractModel):
    """Lists of a training date, for whoever may note attendance there."""

    _name = "club.training.paper"
    _description = "List of a Training on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        events = self.env["event.event"].browse(docids or []).exists()
        events._club_check_noting()
        events._club_make_attendance()
        return {"doc_ids": events.ids, "doc_model": events._name, "docs": events}


class ReportClubTrainingSignatures(models.AbstractModel):
    _name = "report.club_support.club_training_signatures"
    _description = "Signature Sheet of a Training"
    _inherit = ["club.training.paper"]


class ReportClubTrainingAttendance(models.AbstractModel):
    _name = "report.club_support.club_training_attendance_list"
    _description = "Attendance List of a Training"
    _inherit = ["club.training.paper"]


class ReportClubTrainingCertificate(models.AbstractModel):
    """One page for each certificate that was issued, in the language of the person."""

    _name = "report.club_support.club_training_certificate"
    _description = "Certificate of Attendance"

    @api.model
    def _get_report_values(self, docids, data=None):
        people = self.env["event.registration"].browse(docids or []).exists()
        people.check_access("read")
        issued = people.filtered("certificate_number")
        if not issued:
            raise UserError(
                self.env._(
                    "Nobody of them has a certificate. Please issue the certificates "
                    "first."
                )
            )
        pages = [
            (lang, person.with_context(lang=lang))
            for person in issued.sorted("certificate_number")
            for lang in [person._club_paper_lang()]
        ]
        return {
            "doc_ids": issued.ids,
            "doc_model": issued._name,
            "docs": issued,
            "pages": pages,
        }
