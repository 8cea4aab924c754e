"""Action items are reminded of: once before they are due, once when they are late."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.one_by_one import one_by_one
from .club_action_item_steps import ACTIVITY_OVERDUE

BATCH = 100
DAYS_BEFORE = 3
TEMPLATE = "club_support.mail_template_action_item_reminder"


class ClubActionItem(models.Model):
    _inherit = "club.action.item"

    reminded_on = fields.Date(
        readonly=True,
        copy=False,
        help="When whoever does it was reminded before it was due.",
    )
    overdue_on = fields.Date(
        readonly=True,
        copy=False,
        help="When whoever does it and the coordinator were told that it is late.",
    )
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )

    @api.depends("state", "date_due")
    def _compute_is_overdue(self):
        for item in self:
            item.is_overdue = (
                item.state == "open"
                and item.date_due
                and item.date_due < item.company_id._club_today()
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._domain_by_day(lambda today: Domain("date_due", "<", today))

    @api.model
    def _domain_by_day(self, make):
        """Open items by their company's day.

        :param make: function of today: domain
        """
        companies = self.env["res.company"].search([("active", "=", True)])
        return Domain("state", "=", "open") & Domain.OR(
            Domain("company_id", "=", company.id) & make(company._club_today())
            for company in companies
        )

    # ------------------------------------------------------------
    # Cron
    # ------------------------------------------------------------

    @api.model
    def _cron_remind(self, batch_size=BATCH):
        """Remind of what is due soon and of what is late, in portions."""
        alive = Domain("network_id.active", "=", True)
        soon = alive & self._domain_by_day(
            lambda today: (
                Domain("reminded_on", "=", False)
                & Domain("date_sent", "!=", False)
                & Domain("date_due", ">=", today)
                & Domain("date_due", "<=", today + timedelta(days=DAYS_BEFORE))
            )
        )
        late = alive & self._domain_by_day(
            lambda today: (
                Domain("overdue_on", "=", False) & Domain("date_due", "<", today)
            )
        )
        Cron = self.env["ir.cron"]
        Cron._commit_progress(remaining=self.search_count(soon | late))
        work = ((soon, type(self)._remind_soon), (late, type(self)._remind_late))
        for domain, act in work:
            if not self._remind_in_portions(domain, act, batch_size):
                break

    def _remind_in_portions(self, domain, act, batch_size):
        """
        :return: whether there is time left
        """
        last_id = 0
        while items := self.search(
            domain & Domain("id", ">", last_id), limit=batch_size, order="id"
        ):
            last_id = items[-1].id
            one_by_one(items, act)
            if not self.env["ir.cron"]._commit_progress(len(items)):
                return False
        return True

    def _remind_soon(self):
        """One mail for each owner who was told some time ago."""
        self._note_day("reminded_on")
        # who was told just now needs no reminder
        told = self.filtered(
            lambda item: (
                item.date_sent.date() < item.date_due - timedelta(days=DAYS_BEFORE)
            )
        )
        told._mail_reminders()

    def _remind_late(self):
        """One mail for each owner who was told at all, one task for coordinators."""
        self._note_day("overdue_on")
        self.filtered("date_sent")._mail_reminders()
        users = self._get_coordinators()
        summaries = {
            item: item.with_context(lang=user.lang).env._(
                "Overdue: %(item)s", item=item.name
            )
            for item, user in users.items()
        }
        self._create_activities(ACTIVITY_OVERDUE, users, summaries)

    def _mail_reminders(self):
        """To whoever gets mails: colleagues have it on their desk."""
        items = self.filtered("email")
        # the address of today: who left office since is not written to any more
        (items - items._address())._send_mails(TEMPLATE)

    def _note_day(self, name):
        for company, items in self.grouped("company_id").items():
            items.write({name: company._club_today()})
