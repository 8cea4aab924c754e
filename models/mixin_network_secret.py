"""Restricted networks: all that tells of them is for those who organise them."""

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ClubNetworkSecretMixin(models.AbstractModel):
    """Names, followers and activities of a network and its parts.

    Record rules guard the records; links, notices and reminders of Odoo go by
    other doors, which are closed here.
    """

    _name = "club.network.secret.mixin"
    _description = "Tells of a Network"

    # the many2one that leads to the network; the network itself has none
    _club_network_path = "network_id"

    # ------------------------------------------------------------
    # Who may read
    # ------------------------------------------------------------

    @api.model
    def _club_withheld_domain(self, user):
        """Records of networks that are not for a user, whatever else opens them.

        The same as the record rules say, for the doors that rules do not guard.

        :param user: one ``res.users``
        """
        organises = (
            Domain("user_id", "=", user.id)
            | Domain("deputy_id", "=", user.id)
            | Domain("colleague_ids", "in", user.ids)
        )
        networks = Domain("is_restricted", "=", True) & ~organises
        path = self._club_network_path
        return Domain(path, "any", networks) if path else networks

    def _club_get_networks(self):
        """The networks, with the rights of the superuser.

        :rtype: dict of the id of a record: ``club.network``
        """
        # sudo: who organises is compared, nothing is shown
        records = self.sudo().with_context(active_test=False)
        path = self._club_network_path
        if path:
            # nothing else may be fetched here: memory is given to anybody
            records._origin.fetch([path])
        return {
            record._ids[0]: (record[path] if path else record) for record in records
        }

    def _club_withheld(self, user=None):
        """Those of these records that a user may not read although others may.

        :param user: a ``res.users``, the current user by default
        """
        # sudo: people are compared, none is shown
        user = (user or self.env.user).sudo()
        if user.id == SUPERUSER_ID or not self:
            return self.browse()
        networks = self._club_get_networks()
        restricted = self._club_filter_restricted(networks)
        return self.filtered(
            lambda record: (
                (network := networks[record._ids[0]]) in restricted
                and user not in network._get_staff()
            )
        )

    @api.model
    def _club_filter_restricted(self, networks):
        every = self.env["club.network"].sudo().union(*networks.values())
        every._origin.fetch(["is_restricted", "user_id", "deputy_id"])
        return every.filtered("is_restricted")

    def _club_restricted(self):
        """Those of these records that belong to restricted networks, in sudo."""
        # sudo: the caller decides for whom the answer counts
        records = self.sudo().exists()
        networks = records._club_get_networks()
        restricted = self._club_filter_restricted(networks)
        return records.filtered(lambda record: networks[record.id] in restricted)

    def _club_readers(self):
        """The users for whom a restricted network is."""
        self.ensure_one()
        return self._club_get_networks()[self.id]._get_staff()

    def _club_public_name(self):
        """What everybody may know of a restricted one."""
        return self.env._("Restricted (network)")

    def _club_hide_names(self):
        """Replace the names of what is not for the user."""
        for record in self._club_withheld():
            record.display_name = record._club_public_name()

    # ------------------------------------------------------------
    # Followers, activities, notices
    # ------------------------------------------------------------

    def _club_check_followers(self, partners):
        """:raises UserError: when somebody shall follow who may not read"""
        for record in self._club_restricted():
            if partners - record._club_readers().partner_id:
                raise UserError(self._club_refusal())

    def _club_check_assignee(self, user):
        """:raises UserError: when an activity goes to somebody who may not read"""
        if user not in self._club_readers():
            raise UserError(self._club_refusal())

    @api.model
    def _club_refusal(self):
        return self.env._(
            "This network is restricted. Please choose its coordinator, the deputy or "
            "a colleague involved."
        )

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Nobody follows a restricted network who may not read it.

        :raises UserError: with a sentence that says who may
        """
        if partner_ids and self.has_access("read"):
            self._club_check_followers(self.env["res.partner"].browse(partner_ids))
        return super().message_subscribe(partner_ids, subtype_ids)

    def _message_auto_subscribe_notify(self, partner_ids, template):
        """Who gives a restricted network away tells so, and reads it no longer."""
        # sudo: the notice goes to those whom the change, allowed before, names
        records = self.sudo() if self._club_withheld() else self
        return super(ClubNetworkSecretMixin, records)._message_auto_subscribe_notify(
            partner_ids, template
        )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Colleagues who may not read get nothing, whoever named them."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        for record in self._club_restricted():
            readers = record._club_readers().partner_id.ids
            recipients = [
                line for line in recipients if line["share"] or line["id"] in readers
            ]
        return recipients

    def _club_close_to_others(self):
        """Take followers, notices and activities from who may no longer read.

        Activities are not lost: they go to whoever organises the network.
        """
        # sudo: what belongs to colleagues; the network was just written
        Activity = self.env["mail.activity"].sudo().with_context(active_test=False)
        activities = Activity.search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        self.env.add_to_compute(Activity._fields["res_name"], activities)
        readers = {row.id: row._club_readers() for row in self._club_restricted()}
        lost = activities.filtered(
            lambda activity: (
                activity.user_id
                and activity.user_id
                not in readers.get(activity.res_id, activity.user_id)
            )
        ).with_context(mail_activity_quick_update=True)
        heirs = {key: users.filtered("active")[:1] for key, users in readers.items()}
        for heir, own in lost.grouped(lambda row: heirs[row.res_id]).items():
            own.write({"user_id": heir.id})
        self._club_remove_followers(readers)
        self._club_remove_notices(readers)

    def _club_remove_followers(self, readers):
        # sudo: see _club_close_to_others
        Follower = self.env["mail.followers"].sudo()
        followers = Follower.search(
            [("res_model", "=", self._name), ("res_id", "in", list(readers))]
        )
        followers.filtered(
            lambda row: row.partner_id not in readers[row.res_id].partner_id
        ).unlink()

    def _club_remove_notices(self, readers):
        """Colleagues' inboxes no longer count messages that are not for them."""
        # sudo: see _club_close_to_others
        Notification = self.env["mail.notification"].sudo()
        notices = Notification.search(
            [
                ("mail_message_id.model", "=", self._name),
                ("mail_message_id.res_id", "in", list(readers)),
                ("res_partner_id.partner_share", "=", False),
            ]
        )
        notices.filtered(
            lambda notice: (
                notice.res_partner_id
                not in readers[notice.mail_message_id.res_id].partner_id
            )
        ).unlink()
