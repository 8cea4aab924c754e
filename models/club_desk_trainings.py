"""What trainings bring to the desks of organisers and trainers."""

from odoo import api, fields, models
from odoo.fields import Domain

from .club_desk import Card
from .club_training_refresher import WARN_DAYS
from .res_partner_trainings import ORGANISER

TRAINER = "club_support.club_support_group_trainer"
# cards that ask to do something: shown when there is something
TO_DO = ("decisions", "queues", "strangers", "attendance", "certificates", "refreshers")


class EventEvent(models.Model):
    _inherit = "event.event"

    is_taught_by_me = fields.Boolean(
        compute="_compute_is_taught_by_me", search="_search_is_taught_by_me"
    )

    @api.depends("trainer_ids")
    @api.depends_context("uid")
    def _compute_is_taught_by_me(self):
        own = self.env.user.partner_id
        for event in self:
            event.is_taught_by_me = own in event.trainer_ids

    def _search_is_taught_by_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: whether it is the own contact, which rules on contacts may hide
        own = Domain("trainer_ids", "in", self.env.user.partner_id.ids)
        return Domain("id", "in", self.sudo()._search(own))


class ClubDesk(models.Model):
    _inherit = "club.desk"

    @api.model
    def _selection_card(self):
        cards = {
            "decisions": self.env._("Trainings to Decide On"),
            "queues": self.env._("People Waiting for a Seat"),
            "strangers": self.env._("Club Not Recognised"),
            "attendance": self.env._("Attendance Not Noted"),
            "certificates": self.env._("Certificates to Issue"),
            "refreshers": self.env._("Refresher Due"),
            "teaching": self.env._("My Trainings"),
        }
        return [*super()._selection_card(), *cards.items()]

    @api.model
    def _get_shown_cards(self):
        user = self.env.user
        shown = super()._get_shown_cards()
        if not user._club_has_trainings() or not user.has_group(TRAINER):
            return shown
        # trainers see what is theirs to note: rules close other dates' participants
        keys = TO_DO if user.has_group(ORGANISER) else ("attendance",)
        keys = (*keys, "teaching")
        for key in keys:
            card = getattr(self, f"_card_{key}")()
            model = self.env[card.model].with_context(active_test=True)
            if model.search_count(card.domain, limit=1):
                shown.add(key)
        if not user.has_group(ORGANISER):
            shown.add("teaching")
        return shown

    @api.model
    def _explain(self, card):
        explanations = {
            "decisions": self.env._("The day of decision has come: go or call off"),
            "queues": self.env._("On the waiting list, or an offer is open"),
            "strangers": self.env._("Typed on the public page, not in the register"),
            "attendance": self.env._("Over, and nobody has said who came"),
            "certificates": self.env._("Took part and have no certificate yet"),
            "refreshers": self.env._(
                "Certificates that lapse within %(days)s days", days=WARN_DAYS
            ),
            "teaching": self.env._("Dates ahead where I teach"),
        }
        return explanations.get(card) or super()._explain(card)

    @api.model
    def _get_activity_models(self):
        return [*super()._get_activity_models(), "club.training", "event.event"]

    # ------------------------------------------------------------
    # What belongs to a card
    # ------------------------------------------------------------

    @api.model
    def _make_date_card(self, domain, key, icon):
        domain = Domain("training_id", "!=", False) & domain
        return Card("event.event", domain, "date_begin, id", f"club-desk-{key}", icon)

    @api.model
    def _card_decisions(self):
        domain = (
            Domain("training_state", "=", "open")
            & Domain("decided_on", "=", False)
            & Domain("decision_on", "<=", "today")
            & Domain("date_begin", ">=", "now")
        )
        return self._make_date_card(domain, "decisions", "fa-balance-scale")

    @api.model
    def _card_queues(self):
        queued = [("training_status", "in", ("waiting", "offered"))]
        domain = (
            Domain("training_state", "=", "open")
            & Domain("date_begin", ">=", "now")
            & Domain("registration_ids", "any", queued)
        )
        return self._make_date_card(domain, "queues", "fa-hourglass-half")

    @api.model
    def _card_strangers(self):
        domain = (
            Domain("partner_id", "=", False)
            & Domain("organisation_name", "!=", False)
            & Domain("is_anonymised", "=", False)
        )
        return Card(
            "club.training.booking",
            domain,
            "id desc",
            "club-desk-unknown-clubs",
            "fa-question-circle-o",
        )

    @api.model
    def _card_attendance(self):
        seated = [("training_status", "=", "registered")]
        domain = (
            Domain("training_state", "in", ("open", "held"))
            & Domain("date_end", "<", "now")
            & Domain("registration_ids", "any", seated)
        )
        return self._make_date_card(domain, "attendance", "fa-check-square-o")

    @api.model
    def _card_certificates(self):
        without = [
            ("training_status", "=", "attended"),
            ("certificate_number", "=", False),
            ("is_anonymised", "=", False),
        ]
        domain = Domain("training_state", "=", "held")
        domain &= Domain("date_end", ">=", "today -90d") & Domain(
            "date_end", "<", "now"
        )
        domain &= Domain("registration_ids", "any", without)
        # once they were issued, whoever has none came too little for one
        issued = [("certificate_number", "!=", False)]
        domain &= ~Domain("registration_ids", "any", issued)
        return self._make_date_card(domain, "certificates", "fa-certificate")

    @api.model
    def _card_refreshers(self):
        domain = (
            Domain("is_refresher_open", "=", True)
            & Domain("is_anonymised", "=", False)
            & Domain("refresher_on", "<", f"today +{WARN_DAYS}d")
        )
        return Card(
            "event.registration",
            domain,
            "refresher_on, id",
            "club-desk-refreshers",
            "fa-refresh",
        )

    @api.model
    def _card_teaching(self):
        domain = (
            Domain("is_taught_by_me", "=", True)
            & Domain("training_state", "in", ("planned", "open"))
            & Domain("date_end", ">=", "now")
        )
        return self._make_date_card(domain, "teaching", "fa-graduation-cap")

    # ------------------------------------------------------------
    # Lines
    # ------------------------------------------------------------

    @api.model
    def _make_date_rows(self, events, count=None):
        """Each date with its day, or with the number that matters."""
        rows = []
        for event in events:
            badge, level = self._tell_day(event._club_local(event.date_begin).date())
            if count:
                badge, level = str(count.get(event, 0)), "warning"
            place = event.facility_id.display_name or ""
            rows.append(self._make_row(event, event.name, place, badge, level))
        return rows

    @api.model
    def _count_people(self, events, domain):
        return dict(
            self.env["event.registration"]._read_group(
                Domain("event_id", "in", events.ids) & domain, ["event_id"], ["__count"]
            )
        )

    @api.model
    def _rows_decisions(self, events):
        return self._make_date_rows(events)

    @api.model
    def _rows_teaching(self, events):
        return self._make_date_rows(events)

    @api.model
    def _rows_queues(self, events):
        queued = Domain("training_status", "in", ("waiting", "offered"))
        return self._make_date_rows(events, self._count_people(events, queued))

    @api.model
    def _rows_attendance(self, events):
        seated = Domain("training_status", "=", "registered")
        return self._make_date_rows(events, self._count_people(events, seated))

    @api.model
    def _rows_certificates(self, events):
        without = Domain("training_status", "=", "attended")
        without &= Domain("certificate_number", "=", False)
        return self._make_date_rows(events, self._count_people(events, without))

    @api.model
    def _rows_strangers(self, bookings):
        return [
            self._make_row(one, one.organisation_name, one.event_id.name, "", "warning")
            for one in bookings
        ]

    @api.model
    def _rows_refreshers(self, registrations):
        return [
            self._make_row(
                one,
                one.display_name,
                one.training_id.name,
                *self._tell_day(one.refresher_on),
            )
            for one in registrations
        ]
