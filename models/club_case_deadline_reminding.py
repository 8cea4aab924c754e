"""Deadlines warn in time: one activity for whoever works on the case."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.one_by_one import one_by_one
from ..tools.working_days import add_days

BATCH = 100


class ClubCaseDeadline(models.Model):
    _inherit = "club.case.deadline"

    date_remind = fields.Date(
        string="Remind on",
        compute="_compute_date_remind",
        store=True,
        precompute=True,
        index=True,
    )
    reminded_on = fields.Date(
        readonly=True,
        copy=False,
        help="When whoever works on the case was reminded of this date.",
    )
    activity_id = fields.Many2one(
        comodel_name="mail.activity",
        string="Reminder",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.depends("date", "days_before")
    def _compute_date_remind(self):
        for deadline in self:
            deadline.date_remind = deadline.date and add_days(
                deadline.date, -(deadline.days_before or 0)
            )

    def write(self, vals):
        moved = self.browse()
        if "date" in vals:
            day = fields.Date.to_date(vals["date"])
            moved = self.filtered(lambda deadline: deadline.date != day)
        result = super().write(vals)
        if moved:
            moved._rearm()
        if vals.get("is_done") or vals.get("active") is False:
            self._take_back_reminders()
        return result

    def unlink(self):
        self._take_back_reminders()
        return super().unlink()

    def _rearm(self):
        """Remind of the new date; what reminds already moves there."""
        # sudo: the reminder is kept by the deadline alone, which was just written
        deadlines = self.sudo()
        deadlines.write({"reminded_on": False})
        reminding = deadlines.filtered("activity_id.active")
        for day, group in reminding.grouped("date").items():
            activities = group.activity_id.with_context(mail_activity_quick_update=True)
            activities.write({"date_deadline": day})

    def _take_back_reminders(self):
        """What nobody has to think of any more leaves the list of activities."""
        self.check_access("write")
        # sudo: the reminder may be a colleague's; the deadline is the user's to change
        self.sudo().activity_id.filtered("active").unlink()

    # ------------------------------------------------------------
    # Reminding
    # ------------------------------------------------------------

    @api.model
    def _cron_remind(self, batch_size=BATCH):
        """Remind of all that is near, in portions."""
        Cron = self.env["ir.cron"]
        domain = self._get_due_domain()
        Cron._commit_progress(remaining=self.search_count(domain))
        last_id = 0
        while deadlines := self.search(
            domain & Domain("id", ">", last_id), limit=batch_size, order="id"
        ):
            last_id = deadlines[-1].id
            one_by_one(deadlines, type(deadlines)._remind)
            if not Cron._commit_progress(len(deadlines)):
                break

    @api.model
    def _get_due_domain(self):
        """Deadlines of open cases whose reminder is due on the company's day."""
        companies = self.env["res.company"].search([("active", "=", True)])
        near = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("date_remind", "<=", company._club_today())
            for company in companies
        )
        return (
            near
            & Domain("reminded_on", "=", False)
            & Domain("is_done", "=", False)
            & Domain("case_id.is_closed", "=", False)
            & Domain("case_id.active", "=", True)
        )

    def _remind(self):
        """Set one activity for each deadline that somebody works on.

        Whose case has nobody to remind comes again tomorrow.
        """
        users = self.case_id._get_users_to_remind()
        deadlines = self.filtered(lambda deadline: users.get(deadline.case_id))
        new = deadlines.filtered(lambda deadline: not deadline.activity_id.active)
        # nobody is written a mail for each of them: they stand on the desk
        Activity = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        common = {
            "res_model_id": self.env["ir.model"]._get_id("club.case"),
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
        }
        activities = Activity.create(
            [
                {**common, **deadline._prepare_activity_vals(users[deadline.case_id])}
                for deadline in new
            ]
        )
        for deadline, activity in zip(new, activities, strict=True):
            deadline.activity_id = activity
        for company, reminded in deadlines.grouped("company_id").items():
            reminded.reminded_on = company._club_today()

    def _prepare_activity_vals(self, user):
        self.ensure_one()
        deadline = self.with_context(lang=user.lang)
        return {
            "res_id": self.case_id.id,
            "summary": deadline.display_name,
            "date_deadline": self.date,
            "user_id": user.id,
        }
