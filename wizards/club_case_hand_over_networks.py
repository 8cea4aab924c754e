"""With the desk go the networks, the meetings ahead and the open action items."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command, Domain

QUIET = {"mail_auto_subscribe_no_notify": True}


class ClubCaseHandOver(models.TransientModel):
    _inherit = "club.case.hand.over"

    with_networks = fields.Boolean(
        string="Networks",
        default=lambda self: not self._default_case_ids(),
        help="The networks that are coordinated, the meetings ahead, and the action "
        "items that are open.",
    )
    network_count = fields.Integer(compute="_compute_network_counts")
    meeting_count = fields.Integer(
        string="Meetings Ahead", compute="_compute_network_counts"
    )
    action_item_count = fields.Integer(
        string="Open Action Items", compute="_compute_network_counts"
    )

    @api.depends("user_id", "company_id")
    @api.depends_context("uid")
    def _compute_network_counts(self):
        for dialog in self:
            found = dialog._get_network_work()
            networks, meetings, items = (len(records) for records in found)
            dialog.network_count = networks
            dialog.meeting_count = meetings
            dialog.action_item_count = items

    def _get_network_work(self):
        """Networks, meetings ahead and open action items that the user may read.

        Of other restricted networks the successor may not read, nothing goes along.
        """
        Network, Meeting = self.env["club.network"], self.env["club.meeting"]
        Item = self.env["club.action.item"]
        if not (self.user_id and self._may_hand_over() and Network.has_access("read")):
            return Network, Meeting, Item
        here = Domain("company_id", "=", self.company_id.id)
        own = here & Domain("user_id", "=", self.user_id.id)
        networks = Network.search(own)
        open_to_both = Domain("network_id", "in", networks.ids)
        open_to_both |= Domain("network_id.is_restricted", "=", False)
        ahead = Domain("start", ">=", fields.Datetime.now())
        ahead &= Domain("state", "in", ("planned", "tentative"))
        without = Domain("network_id", "=", False)
        meetings = Meeting.search(own & ahead & (open_to_both | without))
        # sudo: the contact of a colleague, which stays unread
        owner = Domain("partner_id", "=", self.user_id.sudo().partner_id.id)
        items = Item.search(here & owner & open_to_both & Domain("state", "=", "open"))
        return networks, meetings, items

    def _is_more_ticked(self):
        return super()._is_more_ticked() or self._is_with_networks()

    def _is_with_networks(self):
        return self.with_networks and not self.is_selection

    def _hand_over_others(self):
        others = super()._hand_over_others()
        found = self._get_network_work() if self._is_with_networks() else ()
        if not any(found):
            return others
        if found[0] or found[1]:
            # anybody may own an action item
            self._check_network_taker()
        # sudo: who may give the desk away was checked, and loses the right half-way
        found = [records.sudo().with_context(**QUIET) for records in found]
        self._give_network_work(*found)
        self._tell_of_networks()
        networks, meetings, items = (len(records) for records in found)
        text = self.env._(
            "%(networks)s networks, %(meetings)s meetings ahead and %(items)s action "
            "items were handed over to %(name)s.",
            networks=networks,
            meetings=meetings,
            items=items,
            name=self.successor_id.name,
        )
        return " ".join(filter(None, [others, text]))

    def _give_network_work(self, networks, meetings, items):
        giver, taker = self.user_id.sudo(), self.successor_id.sudo()
        # the meetings first: whoever is responsible for them stays in the calendar
        meetings.user_id = taker
        leaves = [Command.unlink(giver.id)]
        meetings.filtered(lambda one: not one.network_id).staff_ids = leaves
        networks.filtered(lambda one: one.deputy_id == taker).deputy_id = False
        networks.user_id = taker
        series = networks.series_ids.filtered(lambda one: giver in one.staff_ids)
        series.staff_ids = [*leaves, Command.link(taker.id)]
        items.partner_id = taker.partner_id
        for records in (networks, meetings, items):
            self._hand_over_thread(records, giver, taker)

    def _check_network_taker(self):
        # sudo: only whether and where that colleague works
        taker = self.successor_id.sudo()
        networks = self.env["club.network"].with_user(taker)
        works = taker.active and not taker.share and networks.has_access("write")
        if not works or self.company_id not in taker.company_ids:
            raise ValidationError(
                self.env._(
                    "%(name)s cannot take over networks here. Please choose a "
                    "colleague who is active, organises networks and belongs to the "
                    "company, or leave the networks out.",
                    name=taker.name,
                )
            )

    def _hand_over_thread(self, records, giver, taker):
        """Activities and followers, and the note of who leaves."""
        activities = self.env["mail.activity"].sudo()
        activities.search(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("user_id", "=", giver.id),
            ]
        ).with_context(mail_activity_quick_update=True).write({"user_id": taker.id})
        records.message_subscribe(partner_ids=taker.partner_id.ids)
        records.message_unsubscribe(partner_ids=giver.partner_id.ids)
        records._message_log_batch(bodies=dict.fromkeys(records.ids, self._make_note()))

    def _tell_of_networks(self):
        """One message, which tells no name: a network may be restricted."""
        taker = self.successor_id.sudo()
        if taker == self.env.user:
            return
        dialog = self.with_context(lang=taker.lang)
        text = dialog.env._(
            "You take over the networks of %(giver)s, with the meetings ahead and the "
            "open action items.",
            giver=self.user_id.name,
        )
        self.env["mail.thread"].message_notify(
            subject=dialog.env._("Networks were handed over to you"),
            body=Markup("<p>%s</p>%s") % (text, dialog._make_note()),
            partner_ids=taker.partner_id.ids,
        )
