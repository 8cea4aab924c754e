"""What the owner of an action item says on the page behind the link."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import format_date

from .club_action_item_steps import ACTIVITY_REPORTED


class ClubActionItem(models.Model):
    _inherit = "club.action.item"

    date_proposed = fields.Date(string="Day Proposed", readonly=True, copy=False)
    proposal_note = fields.Text(string="Why", readonly=True, copy=False)
    proposal = fields.Char(
        string="Proposed by Whoever Does It", compute="_compute_proposal"
    )

    @api.depends("date_proposed", "proposal_note")
    @api.depends_context("lang")
    def _compute_proposal(self):
        for item in self:
            day = item.date_proposed and format_date(self.env, item.date_proposed)
            item.proposal = item.date_proposed and " – ".join(
                part for part in (day, item.proposal_note) if part
            )

    # ------------------------------------------------------------
    # The link
    # ------------------------------------------------------------

    def _club_link_is_open(self, purpose):
        """What was not sent, or was taken from its owner, is nobody's business."""
        return super()._club_link_is_open(purpose) and bool(self.date_sent)

    def _report_done(self, note):
        """Take the report of whoever holds the link; the caller has verified it.

        :param str note: what came of it
        """
        item = self._for_coordinator()
        item._finish("done", "link", note)
        item._tell_coordinator(item.env._("Done: %(item)s", item=item.name))

    def _propose_day(self, day, note):
        """Keep the wish for more time; whoever organises the network decides.

        :param date day: until when it takes
        :param str note: why
        """
        item = self._for_coordinator()
        item.write({"date_proposed": day, "proposal_note": note or False})
        until = format_date(item.env, day)
        label = item.env._("Takes longer, until %(day)s", day=until)
        item._log_each(label, note, item.partner_id)
        item._tell_coordinator(
            item.env._(
                "Takes longer: %(item)s, until %(day)s", item=item.name, day=until
            )
        )

    def _for_coordinator(self):
        """The item in the language of whoever organises the network."""
        user = self._get_coordinators()[self]
        lang = user.lang or self.company_id.partner_id.lang
        # not as the public user: what is tracked has an author who can be read
        item = self.with_user(SUPERUSER_ID)
        return item.with_context(lang=lang or self.env.lang)

    def _tell_coordinator(self, summary):
        """One task; an earlier one says nothing new any more."""
        self.activity_unlink([ACTIVITY_REPORTED])
        self._create_activities(
            ACTIVITY_REPORTED, self._get_coordinators(), {self: summary}
        )

    # ------------------------------------------------------------
    # Staff
    # ------------------------------------------------------------

    def action_accept_day(self):
        """Set the days that were proposed; reminders begin anew."""
        self.check_access("write")
        for day, items in (
            self.filtered("date_proposed").grouped("date_proposed").items()
        ):
            items.write({"date_due": day})
        return self.action_dismiss_day()

    def action_dismiss_day(self):
        """Keep the day as it was; the proposal is off the table."""
        self.check_access("write")
        # sudo: checked above; proposals are written by the page and here only
        items = self.sudo()
        items.write({"date_proposed": False, "proposal_note": False})
        items.activity_unlink([ACTIVITY_REPORTED])
        return True
