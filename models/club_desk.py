"""The start page: what waits for the user, card by card."""

from collections import namedtuple
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

MOST_ROWS = 7
# deadlines and activities further ahead are not of today
DEADLINE_DAYS = 30
NEGLECTED_MONTHS = 6

# what a card shows: all records, the order, and the action that opens them all
Card = namedtuple("Card", "model domain order action icon")
# one line of a card; a level is one of Bootstrap's colours
Row = namedtuple("Row", "url title subtitle badge level note")


class ClubDesk(models.Model):
    """One record per card; each says what is there for whoever asks."""

    _name = "club.desk"
    _description = "My Desk"
    _auto = False
    _order = "id"
    _rec_name = "card"

    card = fields.Selection(selection="_selection_card", readonly=True)
    content = fields.Html(compute="_compute_content", sanitize=False)

    @property
    def _table_query(self):
        shown = self._get_shown_cards()
        rows = [
            SQL("(%s, %s::varchar)", number, key)
            for number, (key, _label) in enumerate(self._selection_card(), 1)
            if key in shown
        ]
        return SQL(
            "SELECT * FROM (VALUES %s) AS cards (id, card)", SQL(", ").join(rows)
        )

    @api.model
    def _selection_card(self):
        """The cards in their order; each has a method ``_card_<key>``."""
        labels = {
            "due": self.env._("To Answer"),
            "new_mail": self.env._("New Mail"),
            "waiting": self.env._("Waiting"),
            "activities": self.env._("My Activities"),
            "deadlines": self.env._("Ending Soon"),
            "unassigned": self.env._("Nobody Responsible"),
            "neglected": self.env._("Long Not Heard Of"),
        }
        return list(labels.items())

    @api.model
    def _get_shown_cards(self):
        """Keys of the cards that this user has; rooms add theirs.

        :rtype: set[str]
        """
        return {
            "due",
            "new_mail",
            "waiting",
            "activities",
            "deadlines",
            "unassigned",
            "neglected",
        }

    # ------------------------------------------------------------
    # Content
    # ------------------------------------------------------------

    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_content(self):
        labels = dict(self._selection_card())
        qweb = self.env["ir.qweb"]
        for desk in self:
            card = getattr(self, f"_card_{desk.card}")()
            # what the web client keeps in the context must not change the desk
            model = self.env[card.model].with_context(active_test=True)
            # all of them, without their values: to count them in a query of its own
            # would look through the same rows twice
            records = model.search(card.domain, order=card.order)
            rows = getattr(self, f"_rows_{desk.card}")(records[:MOST_ROWS])
            desk.content = qweb._render(
                "club_support.club_desk_card",
                {
                    "title": labels[desk.card],
                    "explanation": self._explain(desk.card),
                    "icon": card.icon,
                    "count": len(records),
                    "rows": rows,
                    "all_url": f"/odoo/club-desk/{card.action}",
                },
            )

    @api.model
    def _explain(self, card):
        """The rule of each card, for everybody to read."""
        return {
            "due": self.env._("Open cases whose answer is due or late"),
            "new_mail": self.env._("The last word came from outside"),
            "waiting": self.env._("The clock stands still, longest first"),
            "activities": self.env._("Planned for today or earlier"),
            "deadlines": self.env._(
                "Deadlines and papers of mine within %(days)s days", days=DEADLINE_DAYS
            ),
            "unassigned": self.env._("Open cases of my teams"),
            "neglected": self.env._(
                "Active clubs I look after, no contact for %(months)s months",
                months=NEGLECTED_MONTHS,
            ),
        }[card]

    # ------------------------------------------------------------
    # What belongs to a card
    # ------------------------------------------------------------

    @api.model
    def _get_own_domain(self):
        """Open cases that the user is responsible for or deputises."""
        uid = self.env.uid
        mine = Domain("user_id", "=", uid) | Domain("deputy_id", "=", uid)
        return mine & Domain("is_closed", "=", False)

    @api.model
    def _card_due(self):
        domain = self._get_own_domain() & Domain("clock_state", "in", ("due", "late"))
        return Card(
            "club.case", domain, "date_reply_by, id", "club-desk-due", "fa-clock-o"
        )

    @api.model
    def _card_new_mail(self):
        domain = self._get_own_domain() & Domain("has_new_mail", "=", True)
        return Card(
            "club.case", domain, "id desc", "club-desk-new-mail", "fa-envelope-o"
        )

    @api.model
    def _card_waiting(self):
        domain = self._get_own_domain() & Domain("is_waiting", "=", True)
        order = "waiting_since, id"
        return Card("club.case", domain, order, "club-desk-waiting", "fa-pause")

    @api.model
    def _card_activities(self):
        domain = (
            Domain("user_id", "=", self.env.uid)
            & Domain("res_model", "in", self._get_activity_models())
            & Domain("date_deadline", "<=", "today")
        )
        order = "date_deadline, id"
        return Card(
            "mail.activity", domain, order, "club-desk-activities", "fa-check-square-o"
        )

    @api.model
    def _get_activity_models(self):
        """Models whose activities are work of this app."""
        return ["club.case", "res.partner"]

    @api.model
    def _card_deadlines(self):
        uid = self.env.uid
        domain = (
            (Domain("user_id", "=", uid) | Domain("deputy_id", "=", uid))
            & Domain("kind", "!=", "reply")
            & Domain("date", "<=", f"today +{DEADLINE_DAYS}d")
        )
        return Card(
            "club.ending",
            domain,
            "date, id",
            "club-desk-deadlines",
            "fa-calendar-times-o",
        )

    @api.model
    def _card_unassigned(self):
        uid = self.env.uid
        team = Domain("team_id.member_ids", "in", uid) | Domain(
            "team_id.user_id", "=", uid
        )
        nobody = Domain("user_id", "=", False) & Domain("is_closed", "=", False)
        return Card(
            "club.case",
            team & nobody,
            "date_open, id",
            "club-desk-unassigned",
            "fa-inbox",
        )

    @api.model
    def _card_neglected(self):
        long_ago = f"today -{NEGLECTED_MONTHS}m"
        domain = (
            Domain("is_actor", "=", True)
            & Domain("actor_state", "=", "active")
            & Domain("user_id", "=", self.env.uid)
            & (
                Domain("last_contact", "=", False)
                | Domain("last_contact", "<", long_ago)
            )
        )
        return Card(
            "res.partner",
            domain,
            "last_contact NULLS FIRST, id",
            "club-desk-neglected",
            "fa-moon-o",
        )

    # ------------------------------------------------------------
    # Lines
    # ------------------------------------------------------------

    @api.model
    def _make_row(self, record, title, subtitle="", badge="", level="", note=""):
        url = self._get_url(record._name, record.id)
        return Row(url, title, subtitle, badge, level, note)

    @api.model
    def _get_url(self, model, record_id):
        """Where a record opens, with the desk as the way back."""
        place = "club-register" if model == "res.partner" else model
        return f"/odoo/club-desk/{place}/{record_id}"

    @api.model
    def _make_case_row(self, case, badge="", level=""):
        """A case in two lines; says for whom the user deputises."""
        # sudo: names of colleagues are no secret
        colleague = case.user_id.sudo()
        is_deputy = colleague and colleague != self.env.user
        return self._make_row(
            case,
            f"[{case.number}] {case.name}",
            case.partner_id.name or case.sender_label or "",
            badge,
            level,
            self.env._("for %(name)s", name=colleague.name) if is_deputy else "",
        )

    @api.model
    def _tell_day(self, day):
        """A day as people say it, and how urgent it is."""
        days = (day - self.env.company._club_today()).days
        if days < -1:
            return self.env._("%(days)s days ago", days=-days), "danger"
        if days == -1:
            return self.env._("yesterday"), "danger"
        if days == 0:
            return self.env._("today"), "warning"
        if days == 1:
            return self.env._("tomorrow"), "info"
        return self.env._("in %(days)s days", days=days), "secondary"

    @api.model
    def _tell_moment(self, moment):
        """The day of a moment in the user's own zone."""
        return self._tell_day(fields.Datetime.context_timestamp(self, moment).date())

    @api.model
    def _rows_due(self, cases):
        return [
            self._make_case_row(case, *self._tell_day(case.date_reply_by))
            for case in cases
        ]

    @api.model
    def _rows_new_mail(self, cases):
        mails = self.env["club.case.timeline"]._read_group(
            [("case_id", "in", cases.ids), ("kind", "=", "mail_in")],
            ["case_id"],
            ["date:max"],
        )
        came = {case: self._tell_moment(moment)[0] for case, moment in mails}
        return [
            self._make_case_row(case, came.get(case, ""), "primary") for case in cases
        ]

    @api.model
    def _rows_waiting(self, cases):
        rows = []
        for case in cases:
            row = self._make_case_row(case, self._tell_day(case.waiting_since)[0])
            rows.append(row._replace(subtitle=case.waiting_reason))
        return rows

    @api.model
    def _rows_activities(self, activities):
        return [
            Row(
                self._get_url(activity.res_model, activity.res_id),
                activity.summary or activity.activity_type_id.name or "",
                activity.res_name,
                *self._tell_day(activity.date_deadline),
                "",
            )
            for activity in activities
        ]

    @api.model
    def _rows_deadlines(self, endings):
        rows = []
        for ending in endings:
            record = ending._get_record()
            rows.append(
                self._make_row(
                    record,
                    ending.display_name,
                    record.display_name,
                    *self._tell_day(ending.date),
                )
            )
        return rows

    @api.model
    def _rows_unassigned(self, cases):
        return [
            self._make_case_row(case, self._tell_day(case.date_open)[0], "secondary")
            for case in cases
        ]

    @api.model
    def _rows_neglected(self, clubs):
        today = self.env.company._club_today()
        rows = []
        for club in clubs:
            badge = self.env._("never")
            if club.last_contact:
                months = (today - club.last_contact.date()) // timedelta(days=30)
                badge = self.env._("%(months)s months", months=months)
            rows.append(self._make_row(club, club.name, club.city or "", badge, "info"))
        return rows
