"""What a case must not miss, and who is reminded of it."""

from odoo import api, fields, models


class ClubCase(models.Model):
    _inherit = "club.case"

    deadline_count = fields.Integer(
        string="Open Deadlines", compute="_compute_deadline_count"
    )

    @api.depends("deadline_ids.is_done")
    def _compute_deadline_count(self):
        counts = dict(
            self.env["club.case.deadline"]._read_group(
                [("case_id", "in", self.ids), ("is_done", "=", False)],
                ["case_id"],
                ["__count"],
            )
        )
        for case in self:
            case.deadline_count = counts.get(case._origin, 0)

    def write(self, vals):
        going = self.filtered(lambda case: not case.is_closed)
        result = super().write(vals)
        if "stage_id" in vals:
            going.filtered("is_closed")._take_back_reminders()
        return result

    def _take_back_reminders(self):
        """A closed case reminds of nothing; taken up again it does so anew."""
        # sudo: deadlines of a case that the user has just closed
        deadlines = self.sudo().deadline_ids.filtered(lambda d: not d.is_done)
        deadlines._take_back_reminders()
        deadlines.filtered("reminded_on").write({"reminded_on": False})

    def _get_users_to_remind(self):
        """Who is reminded of each case: responsible, else deputy, else supervisor.

        :return: dict of users; none for a case that nobody works on
        """
        candidates = {
            case: case.user_id + case.deputy_id + case.supervisor_id for case in self
        }
        users = self.env["res.users"].union(*candidates.values()).filtered("active")
        readable = {
            user: self.with_user(user)
            .with_context(allowed_company_ids=user.company_ids.ids)
            ._filtered_access("read")
            for user in users
        }
        return {
            case: user
            for case in self
            for user in reversed(candidates[case])
            if user.active and case in readable[user]
        }

    def action_view_deadlines(self):
        """Open the deadlines of this case."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_case_deadline_action"
        )
        action["domain"] = [("case_id", "=", self.id)]
        action["context"] = {"default_case_id": self.id}
        return action
