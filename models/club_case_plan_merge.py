"""Plans of cases that turn out to be one: no step is to be done twice."""

from odoo import fields, models


class ClubCasePlanStep(models.Model):
    _inherit = "club.case.plan.step"

    drop_reason = fields.Selection(
        selection_add=[("merge", "Case Merged")],
    )

    def _filter_case_merge(self, field_name, master, sources):
        """Steps that the master has too stay; what is open of them is given up."""
        taken = self.search([("case_id", "=", master.id)]).line_id
        moving = self.browse()
        for step in self:
            if step.line_id not in taken:
                taken |= step.line_id
                moving += step
        staying = self - moving
        staying.filtered(lambda step: step.state in ("waiting", "open"))._drop("merge")
        return moving


class ClubCase(models.Model):
    _inherit = "club.case"

    def _club_merge_into(self, master):
        """A case that waits goes on first; the steps then follow the master."""
        sources = self - master
        sources._check_merge(master)
        sources.filtered("is_waiting").action_resume()
        result = super()._club_merge_into(master)
        master._club_reschedule_steps()
        return result
