"""Steps that lie before a deadline move with it."""

from odoo import api, models


class ClubCaseDeadline(models.Model):
    _inherit = "club.case.deadline"

    @api.model_create_multi
    def create(self, vals_list):
        deadlines = super().create(vals_list)
        deadlines.case_id._club_reschedule_steps()
        return deadlines

    def write(self, vals):
        if not {"case_id", "kind_id", "date", "is_done", "active"} & vals.keys():
            return super().write(vals)
        cases = self.case_id
        result = super().write(vals)
        (cases | self.case_id)._club_reschedule_steps()
        return result

    def unlink(self):
        cases = self.case_id
        result = super().unlink()
        cases._club_reschedule_steps()
        return result
