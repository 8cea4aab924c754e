"""Activities that belong to a step of a plan tell it what became of them."""

from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def write(self, vals):
        """Done means archived in Odoo, however it is done: one, many, with a next."""
        result = super().write(vals)
        if not {"active", "date_deadline"} & vals.keys():
            return result
        steps = self._get_club_steps()
        if not steps:
            return result
        if "date_deadline" in vals:
            steps.filtered(lambda step: step.state == "open")._note_moved()
        if "active" in vals:
            if vals["active"]:
                steps.filtered(lambda step: step.state == "done")._open_again()
            else:
                steps.filtered(lambda step: step.state == "open")._complete()
            steps.case_id._club_reschedule_steps()
        return result

    def unlink(self):
        steps = self._get_club_steps().filtered(lambda step: step.state == "open")
        result = super().unlink()
        if steps:
            steps.exists()._drop("activity")
        return result

    def _get_club_steps(self):
        """The steps of these activities, where a person and not the plan acts."""
        # sudo: whoever may change an activity need not read or write the case
        steps = self.env["club.case.plan.step"].sudo()
        if self.env.context.get("club_plan_update"):
            return steps
        if not any(activity.res_model == "club.case" for activity in self.sudo()):
            return steps
        return steps.search([("activity_id", "in", self.ids)])
