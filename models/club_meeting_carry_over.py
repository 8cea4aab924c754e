"""What is open after a meeting stands on the agenda of the next one by itself."""

from odoo import api, models

from .club_agenda_item_series import OPEN
from .club_meeting_recurring import AHEAD

# before what was planned for the meeting itself
SEQUENCE = 5


class ClubMeeting(models.Model):
    _inherit = "club.meeting"

    @api.model_create_multi
    def create(self, vals_list):
        meetings = super().create(vals_list)
        meetings._take_over_open_items()
        return meetings

    def unlink(self):
        # sudo: whoever may delete a meeting hands back what it was given
        items = self.sudo().agenda_item_ids
        states = items.filtered(
            lambda item: item.state in OPEN and item.carried_from_id not in items
        )._get_states_of_origins()
        result = super().unlink()
        for state, origins in states.items():
            origins.exists().write({"state": state})
        return result

    def action_hold(self):
        result = super().action_hold()
        self._carry_over()
        return result

    def action_call_off(self, reason=None):
        result = super().action_call_off(reason)
        self._carry_over()
        return result

    def action_restore(self):
        result = super().action_restore()
        # sudo: checked by the step; what was handed on comes back
        items = self.sudo().agenda_item_ids.filtered("carried_to_ids")
        copies = items.carried_to_ids.filtered(lambda item: item._is_untouched_copy())
        states = copies._get_states_of_origins()
        copies.unlink()
        for state, origins in states.items():
            origins.write({"state": state})
        return result

    def _get_carried_item_vals(self):
        """What is still open, with where it came from."""
        items = self.agenda_item_ids.filtered(lambda item: item._is_to_be_carried())
        return super()._get_carried_item_vals() + [
            {
                "name": item.name,
                "sequence": SEQUENCE,
                "minutes_planned": item.minutes_planned,
                "presenter_id": item.presenter_id.id,
                "text": item.text,
                "state": item.state,
                "carried_from_id": item.id,
            }
            for item in items
        ]

    def _get_following(self):
        """The earliest meeting of the same network that is planned after each.

        :return: dict: meeting to meeting, which may be empty
        """
        # sudo: what is open is handed on whoever may read the next meeting
        candidates = self.sudo().search(
            [("network_id", "in", self.network_id.ids), ("state", "in", AHEAD)],
            order="start, id",
        )
        by_network = candidates.sudo(False).grouped("network_id")
        return {
            meeting: by_network.get(meeting.network_id, self.browse()).filtered(
                lambda other, start=meeting.start: other.start > start
            )[:1]
            for meeting in self
        }

    def _carry_over(self, items=None):
        """Hand what is open to the next meetings; where there is none, it waits.

        :param items: only these agenda items
        """
        self._hand_on(self._get_following(), items)

    def _hand_on(self, following, items=None):
        # sudo: whoever may take the step here hands on what is open; nothing else of
        # the next meeting is touched
        Item = self.env["club.agenda.item"].sudo()
        vals_list = [
            {**vals, "meeting_id": after.id}
            for meeting, after in following.items()
            if after
            for vals in meeting.sudo()._get_carried_item_vals()
            if meeting._hands_on(vals, items)
        ]
        origins = Item.browse(
            vals["carried_from_id"] for vals in vals_list if vals.get("carried_from_id")
        )
        if vals_list:
            Item.create(self._without_doubles(vals_list, origins))
            # what was proposed only was on no agenda yet, nor is it in the minutes
            origins.filtered(lambda item: item.state == "open").write(
                {"state": "carried"}
            )

    def _hands_on(self, vals, items):
        origin = vals.get("carried_from_id")
        if items is not None:
            return origin in items.ids
        # of a meeting that did not take place only what it was to speak about
        return bool(origin) or self.state == "held"

    @api.model
    def _without_doubles(self, vals_list, origins):
        """Leave out what the next meetings have already.

        :param origins: agenda items that are carried over
        """
        Item = self.env["club.agenda.item"].sudo()
        carried = Item.search([("carried_from_id", "in", origins.ids)])
        known = set(carried.carried_from_id.ids)
        afters = {vals["meeting_id"] for vals in vals_list}
        own = Item.search(
            [("meeting_id", "in", list(afters)), ("carried_from_id", "=", False)]
        )
        names = {(item.meeting_id.id, item.name) for item in own}
        return [
            vals
            for vals in vals_list
            if (
                vals["carried_from_id"] not in known
                if vals.get("carried_from_id")
                else (vals["meeting_id"], vals["name"]) not in names
            )
        ]

    def _take_over_open_items(self):
        """Take over what waited for a next meeting of the network."""
        new = self.filtered(
            lambda meeting: meeting.network_id and meeting.state in AHEAD
        )
        if not new:
            return
        # sudo: what is open is handed on whoever may read the meetings before
        held = self.sudo().search(
            [("network_id", "in", new.network_id.ids), ("state", "=", "held")],
            order="start desc, id desc",
        )
        last = held.browse().union(
            *(meetings[:1] for meetings in held.grouped("network_id").values())
        )
        waiting = held.filtered(
            lambda meeting: any(
                item._is_to_be_carried() for item in meeting.agenda_item_ids
            )
        )
        sources = (last | waiting).sudo(False)
        following = sources._get_following() if sources else {}
        sources._hand_on(
            {source: after for source, after in following.items() if after in new}
        )
