"""Networks that only those who organise them know of."""

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

LEAD = "club_support.club_support_group_lead"
DECIDES_ON_READERS = {"is_restricted", "user_id", "deputy_id", "colleague_ids"}
# what of a network has followers and activities of its own
PARTS = ("club.meeting", "club.meeting.series", "club.action.item")


class ClubNetwork(models.Model):
    _name = "club.network"
    # the mixin in front: what Odoo's threads override asks nobody behind them
    _inherit = ["club.network.secret.mixin", "club.network"]
    _club_network_path = None

    @api.depends("name", *DECIDES_ON_READERS)
    @api.depends_context("uid")
    def _compute_display_name(self):
        """Links tell nothing to who may not read the network."""
        result = super()._compute_display_name()
        self._club_hide_names()
        return result

    @api.constrains(*DECIDES_ON_READERS)
    def _check_restricted_has_coordinator(self):
        for network in self:
            if network.is_restricted and (
                not network.user_id or network._club_is_left()
            ):
                raise ValidationError(
                    self.env._(
                        "A restricted network without a coordinator could be read by "
                        "nobody. Please enter who coordinates “%(network)s”.",
                        network=network.name,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if DECIDES_ON_READERS & vals.keys():
            self._club_close_with_parts()
        return result

    def web_save(self, vals, specification, next_id=None):
        """Let a restricted network be given away in its form.

        Who gives it away may not read it afterwards; the form learns the id only.
        """
        if next_id or not (DECIDES_ON_READERS & vals.keys()):
            return super().web_save(vals, specification, next_id=next_id)
        if self:
            self.write(vals)
        networks = self or self.create(vals)
        readable = networks._filtered_access("read")
        values = readable.with_context(bin_size=True).web_read(specification)
        return values + [{"id": network.id} for network in networks - readable]

    def _club_is_left(self):
        """Whether all those who organise the network have left."""
        return not self._get_staff().filtered("active")

    def _club_keep_readable(self):
        """Where everybody left, the leads of the company take part from now on.

        :raises UserError: when there is no lead either
        """
        left = self.filtered(lambda one: one.is_restricted and one._club_is_left())
        for company, networks in left.grouped("company_id").items():
            leads = self.env["res.users"].search(
                [
                    ("all_group_ids", "in", self.env.ref(LEAD).ids),
                    ("company_ids", "in", company.ids),
                    ("active", "=", True),
                ]
            )
            if not leads:
                raise UserError(
                    self.env._(
                        "Restricted networks would be left that nobody may read. "
                        "Please have another coordinator entered there first."
                    )
                )
            networks.colleague_ids = [Command.link(user.id) for user in leads]
            networks.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=leads[0].id,
                summary=self.env._("Choose who coordinates this network"),
                note=self.env._(
                    "All those who organised it have left. The leads of the company "
                    "were entered as colleagues, so that somebody may read it."
                ),
            )

    def _club_close_with_parts(self):
        """Close these networks, and what belongs to them, to whoever left."""
        self._club_close_to_others()
        for model in PARTS:
            # sudo: parts of colleagues; the network was just written
            parts = self.env[model].sudo().with_context(active_test=False)
            parts.search(Domain("network_id", "in", self.ids))._club_close_to_others()


class ClubMeeting(models.Model):
    _name = "club.meeting"
    _inherit = ["club.network.secret.mixin", "club.meeting"]

    @api.depends(*(f"network_id.{name}" for name in DECIDES_ON_READERS))
    @api.depends_context("uid")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        self._club_hide_names()
        return result

    def write(self, vals):
        result = super().write(vals)
        if "network_id" in vals:
            self._club_close_to_others()
        return result


class ClubMeetingSeries(models.Model):
    _name = "club.meeting.series"
    _inherit = ["club.network.secret.mixin", "club.meeting.series"]

    @api.depends("name", *(f"network_id.{name}" for name in DECIDES_ON_READERS))
    @api.depends_context("uid")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        self._club_hide_names()
        return result


class ClubActionItem(models.Model):
    _name = "club.action.item"
    _inherit = ["club.network.secret.mixin", "club.action.item"]

    @api.depends("name", *(f"network_id.{name}" for name in DECIDES_ON_READERS))
    @api.depends_context("uid")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        self._club_hide_names()
        return result
