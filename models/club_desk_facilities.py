"""What halls and rooms bring to the desks of officers and caretakers."""

from odoo import api, models
from odoo.fields import Domain

from .club_desk import Card
from .club_reservation_holding import WARN_DAYS
from .club_reservation_steps import OFFICER

CARETAKER = "club_support.club_support_group_caretaker"
WORKER = "club_support.club_support_group_worker"
# cards that ask the office to do something: shown when there is something
TO_DO = ("holds", "unused", "displacing", "notices")


class ClubDesk(models.Model):
    _inherit = "club.desk"

    @api.model
    def _selection_card(self):
        cards = {
            "requests": self.env._("Requests to Decide"),
            "today": self.env._("Today in My Houses"),
            "holds": self.env._("Holds That Lapse"),
            "unused": self.env._("Times Not Used"),
            "displacing": self.env._("Closures That Displace"),
            "notices": self.env._("Clubs Not Told Yet"),
        }
        return [*super()._selection_card(), *cards.items()]

    @api.model
    def _get_shown_cards(self):
        """Case workers have cases on their desk, the facility office has times."""
        user = self.env.user
        shown = super()._get_shown_cards()
        if not user.has_group(WORKER):
            shown = {"activities"}
        if not user._club_has_facilities() or not user.has_group(CARETAKER):
            return shown
        if not user.has_group(OFFICER):
            return shown | {"today"}
        shown.add("requests")
        for key in (*TO_DO, "today"):
            card = getattr(self, f"_card_{key}")()
            model = self.env[card.model].with_context(active_test=True)
            if model.search_count(card.domain, limit=1):
                shown.add(key)
        return shown

    @api.model
    def _explain(self, card):
        explanations = {
            "requests": self.env._("Asked for and not decided, the earliest first"),
            "today": self.env._("Confirmed for today where I look after the house"),
            "holds": self.env._(
                "Held, and free again within %(days)s days", days=WARN_DAYS
            ),
            "unused": self.env._("Nobody came three times in a row"),
            "displacing": self.env._("Something is booked while the house is closed"),
            "notices": self.env._("Letters to print, mails that failed"),
        }
        return explanations.get(card) or super()._explain(card)

    @api.model
    def _get_activity_models(self):
        return [
            *super()._get_activity_models(),
            "club.facility",
            "club.reservation",
            "club.reservation.series",
            "club.season",
        ]

    # ------------------------------------------------------------
    # What belongs to a card
    # ------------------------------------------------------------

    @api.model
    def _card_requests(self):
        domain = Domain("state", "=", "requested") & Domain("stop", ">=", "now")
        return Card(
            "club.reservation",
            domain,
            "start, id",
            "club-desk-requests",
            "fa-calendar-plus-o",
        )

    @api.model
    def _card_today(self):
        domain = (
            Domain("facility_id.all_caretaker_ids", "in", self.env.uid)
            & Domain("state", "=", "confirmed")
            & Domain("stop", ">=", "today")
            & Domain("start", "<", "today +1d")
        )
        return Card(
            "club.reservation", domain, "start, id", "club-desk-today", "fa-building-o"
        )

    @api.model
    def _card_holds(self):
        domain = Domain("state", "=", "held")
        domain &= Domain("hold_until", "<", f"now +{WARN_DAYS}d")
        return Card(
            "club.reservation",
            domain,
            "hold_until, id",
            "club-desk-holds",
            "fa-hourglass-half",
        )

    @api.model
    def _card_unused(self):
        domain = Domain("is_unused", "=", True) & Domain("state", "=", "confirmed")
        return Card(
            "club.reservation.series",
            domain,
            "date_unused, id",
            "club-desk-unused",
            "fa-user-times",
        )

    @api.model
    def _card_displacing(self):
        domain = Domain("displaced_ids.state", "=", "open")
        domain &= Domain("stop", ">=", "now")
        return Card(
            "club.closure", domain, "start, id", "club-desk-displacing", "fa-lock"
        )

    @api.model
    def _card_notices(self):
        domain = Domain("is_done", "=", False)
        domain &= Domain(
            "delivery", "in", ("failed", "undeliverable", "letter", "none")
        )
        return Card(
            "club.reservation.notice",
            domain,
            "id",
            "club-desk-notices",
            "fa-envelope-open-o",
        )

    # ------------------------------------------------------------
    # Lines
    # ------------------------------------------------------------

    @api.model
    def _make_time_row(self, reservation, badge, level):
        title = f"{reservation._tell_hours()} {reservation.name}"
        subtitle = reservation.facility_id.display_name
        return self._make_row(reservation, title, subtitle, badge, level)

    @api.model
    def _rows_requests(self, reservations):
        return [
            self._make_time_row(one, *self._tell_day(one._local(one.start).date()))
            for one in reservations
        ]

    @api.model
    def _rows_today(self, reservations):
        rows = []
        for one in reservations:
            badge, level = "", "secondary"
            if one.is_counted:
                badge, level = str(one.people_actual), "success"
            elif one.people_expected:
                badge = self.env._("%(count)s expected", count=one.people_expected)
            rows.append(self._make_time_row(one, badge, level))
        return rows

    @api.model
    def _rows_holds(self, reservations):
        return [
            self._make_time_row(one, *self._tell_day(one._local(one.hold_until).date()))
            for one in reservations
        ]

    @api.model
    def _rows_unused(self, all_series):
        return [
            self._make_row(
                series, series.name, series.facility_id.display_name, "0", "warning"
            )
            for series in all_series
        ]

    @api.model
    def _rows_displacing(self, closures):
        return [
            self._make_row(
                closure,
                closure.facility_id.display_name,
                closure.name,
                *self._tell_moment(closure.start),
            )
            for closure in closures
        ]

    @api.model
    def _rows_notices(self, notices):
        labels = dict(notices._fields["delivery"]._description_selection(self.env))
        return [
            self._make_row(
                notice,
                notice.partner_id.display_name or "",
                notice.subject or "",
                labels[notice.delivery],
                "info" if notice.delivery == "letter" else "danger",
            )
            for notice in notices
        ]
