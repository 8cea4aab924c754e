"""What networks and meetings bring to the desk."""

from odoo import api, models
from odoo.fields import Domain

from .club_desk import Card

MEETING_DAYS = 14
# cards that ask to do something: shown when there is something
TO_DO = ("wrap_up", "action_items", "answers", "letters")


class ClubDesk(models.Model):
    _inherit = "club.desk"

    @api.model
    def _selection_card(self):
        cards = {
            "meetings": self.env._("Next Meetings"),
            "wrap_up": self.env._("After the Meeting"),
            "action_items": self.env._("Overdue Action Items"),
            "answers": self.env._("Answers to Check"),
            "letters": self.env._("Letters to Print"),
        }
        return [*super()._selection_card(), *cards.items()]

    @api.model
    def _get_shown_cards(self):
        """Organisers have their meetings; all other cards of networks want work."""
        shown = super()._get_shown_cards()
        user = self.env.user
        if not user._club_has_networks() or user._club_is_contractor():
            return shown
        if not user.has_group("club_support.club_support_group_worker"):
            return shown
        asked = list(TO_DO)
        if user.has_group("club_support.club_support_group_organiser"):
            shown.add("meetings")
        else:
            asked = ["meetings"]
        for key in asked:
            card = getattr(self, f"_card_{key}")()
            model = self.env[card.model].with_context(active_test=True)
            if model.search_count(card.domain, limit=1):
                shown.add(key)
        return shown

    @api.model
    def _explain(self, card):
        explanations = {
            "meetings": self.env._(
                "Mine, within %(days)s days; also those of others", days=MEETING_DAYS
            ),
            "wrap_up": self.env._("Past: say that they were held, send the minutes"),
            "action_items": self.env._("Open past their day in my networks"),
            "answers": self.env._("Sent by somebody else than the invited"),
            "letters": self.env._("Invited who get no mail"),
        }
        return explanations.get(card) or super()._explain(card)

    @api.model
    def _get_activity_models(self):
        return [
            *super()._get_activity_models(),
            "club.network",
            "club.meeting",
            "club.action.item",
        ]

    # ------------------------------------------------------------
    # What belongs to a card
    # ------------------------------------------------------------

    @api.model
    def _get_mine(self, network):
        """What belongs to networks that the user organises.

        :param str network: path to the network, with a dot behind it
        """
        return Domain.OR(
            Domain(f"{network}{name}", "=", self.env.uid)
            for name in ("user_id", "deputy_id")
        ) | Domain(f"{network}colleague_ids", "in", self.env.uid)

    @api.model
    def _get_my_meetings(self, path=""):
        own = Domain(f"{path}user_id", "=", self.env.uid)
        return own | self._get_mine(f"{path}network_id.")

    @api.model
    def _card_meetings(self):
        uid = self.env.uid
        domain = (
            (Domain("staff_ids", "in", uid) | Domain("user_id", "=", uid))
            & Domain("state", "in", ("planned", "tentative"))
            & Domain("stop", ">=", "now")
            & Domain("start", "<", f"now +{MEETING_DAYS}d")
        )
        return Card(
            "club.meeting", domain, "start, id", "club-desk-meetings", "fa-users"
        )

    @api.model
    def _card_wrap_up(self):
        past = Domain("state", "in", ("planned", "tentative"))
        past &= Domain("stop", "<", "now")
        unsent = Domain("state", "=", "held") & Domain("minutes_state", "=", "draft")
        return Card(
            "club.meeting",
            self._get_my_meetings() & (past | unsent),
            "start, id",
            "club-desk-wrap-up",
            "fa-check-circle-o",
        )

    @api.model
    def _card_action_items(self):
        domain = (
            self._get_mine("network_id.")
            & Domain("state", "=", "open")
            & Domain("date_due", "<", "today")
        )
        return Card(
            "club.action.item",
            domain,
            "date_due, id",
            "club-desk-action-items",
            "fa-tasks",
        )

    @api.model
    def _card_answers(self):
        domain = Domain("state", "=", "proposed")
        domain &= self._get_my_meetings("invitation_id.meeting_id.")
        return Card(
            "club.invitation.answer",
            domain,
            "date, id",
            "club-desk-answers",
            "fa-question-circle-o",
        )

    @api.model
    def _card_letters(self):
        """Letters of invitation that nobody printed yet."""
        domain = (
            Domain("delivery", "=", "letter")
            & Domain("is_withdrawn", "=", False)
            & Domain("meeting_id.state", "in", ("planned", "tentative"))
            & Domain("meeting_id.start", ">=", "now")
            & self._get_my_meetings("meeting_id.")
        )
        return Card(
            "club.invitation", domain, "id", "club-desk-letters", "fa-envelope-open-o"
        )

    # ------------------------------------------------------------
    # Lines
    # ------------------------------------------------------------

    @api.model
    def _make_meeting_row(self, meeting, badge, level):
        start = meeting._local(meeting.start)
        subtitle = ", ".join(
            filter(None, [f"{start:%H:%M}", meeting.location, meeting.network_id.name])
        )
        return self._make_row(meeting, meeting.name, subtitle, badge, level)

    @api.model
    def _rows_meetings(self, meetings):
        rows = []
        for meeting in meetings:
            day = meeting._local(meeting.start).date()
            row = self._make_meeting_row(meeting, *self._tell_day(day))
            if meeting.state == "tentative":
                row = row._replace(note=self.env._("tentative"))
            rows.append(row)
        return rows

    @api.model
    def _rows_wrap_up(self, meetings):
        held, minutes = self.env._("held?"), self.env._("minutes")
        return [
            self._make_meeting_row(
                meeting, *((minutes, "info") if meeting.state == "held" else (held, ""))
            )
            for meeting in meetings
        ]

    @api.model
    def _rows_action_items(self, items):
        # sudo: who has promised something in a network that the user organises
        return [
            self._make_row(
                item,
                item.name,
                ", ".join(
                    filter(None, [item.partner_id.sudo().name, item.network_id.name])
                ),
                *self._tell_day(item.date_due),
            )
            for item in items
        ]

    @api.model
    def _rows_answers(self, answers):
        labels = dict(answers._fields["answer"]._description_selection(self.env))
        rows = []
        for answer in answers:
            invitation = answer.invitation_id
            rows.append(
                self._make_row(
                    invitation,
                    invitation.display_name,
                    invitation.meeting_id.display_name,
                    labels.get(answer.answer) or "",
                    "primary",
                )
            )
        return rows

    @api.model
    def _rows_letters(self, invitations):
        rows = []
        for invitation in invitations:
            meeting = invitation.meeting_id
            day = meeting._local(meeting.start).date()
            rows.append(
                self._make_row(
                    invitation,
                    invitation.display_name,
                    meeting.display_name,
                    *self._tell_day(day),
                )
            )
        return rows
