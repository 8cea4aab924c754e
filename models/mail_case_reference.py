"""Odoo's records that belong to a case, and to nobody who may not read that case."""

from odoo import api, models
from odoo.fields import Domain


class MailMessage(models.Model):
    _name = "mail.message"
    _inherit = ["mail.message", "club.case.reference.mixin"]
    _club_case_reference = ("model", "res_id")

    @api.depends("subject", "model", "res_id")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """The subject shows through no link to who may not read the case."""
        withheld = self._club_withheld_by_case()
        result = super(MailMessage, self - withheld)._compute_display_name()
        for message in withheld:
            message.display_name = message.record_name
        return result


class MailMail(models.Model):
    _name = "mail.mail"
    _inherit = ["mail.mail", "club.message.reference.mixin"]


class MailNotification(models.Model):
    _name = "mail.notification"
    _inherit = ["mail.notification", "club.message.reference.mixin"]


class MailTrackingValue(models.Model):
    _name = "mail.tracking.value"
    _inherit = ["mail.tracking.value", "club.message.reference.mixin"]


class MailScheduledMessage(models.Model):
    _name = "mail.scheduled.message"
    _inherit = ["mail.scheduled.message", "club.case.reference.mixin"]
    _club_case_reference = ("model", "res_id")

    @api.constrains("model", "res_id", "is_note", "partner_ids")
    def _check_club_note(self):
        """A note waits for nobody outside either."""
        for scheduled in self.filtered("is_note"):
            if scheduled.model == "club.case":
                self.env["mail.message"]._club_check_note(scheduled.partner_ids)


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = ["mail.activity", "club.case.reference.mixin"]

    @api.depends("res_model", "res_id")
    def _compute_res_name(self):
        """The stored name of what is restricted is its public one, for everybody."""
        result = super()._compute_res_name()
        for name, activities in self._club_by_secret_model().items():
            records = self.env[name].browse(activities.mapped("res_id"))
            names = {
                row.id: row._club_public_name() for row in records._club_restricted()
            }
            for activity in activities:
                activity.res_name = names.get(activity.res_id, activity.res_name)
        return result

    def _club_by_secret_model(self):
        names = self._club_secret_models()
        by_model = self.filtered(lambda activity: activity.res_id).grouped("res_model")
        return {name: by_model[name] for name in names if name in by_model}

    @api.constrains("user_id", "res_model", "res_id", "active")
    def _check_club_reader(self):
        """Nobody learns of a restricted case or network from an activity."""
        given = self.filtered(lambda activity: activity.active and activity.user_id)
        for name, activities in given._club_by_secret_model().items():
            records = self.env[name].browse(activities.mapped("res_id"))
            restricted = {record.id: record for record in records._club_restricted()}
            for activity in activities:
                if activity.res_id in restricted:
                    record = restricted[activity.res_id]
                    record._club_check_assignee(activity.user_id)


class MailFollowers(models.Model):
    _name = "mail.followers"
    _inherit = ["mail.followers", "club.case.reference.mixin"]

    @api.constrains("res_model", "res_id", "partner_id")
    def _check_club_reader(self):
        by_model = self.grouped("res_model")
        for name in self._club_secret_models():
            followers = by_model.get(name, self.browse()).grouped("res_id")
            for record in self.env[name].browse(followers)._club_restricted():
                record._club_check_followers(followers[record.id].partner_id)

    def _insert_followers(self, res_model, res_ids, partner_ids, *args, **kwargs):
        """Whoever Odoo makes a follower by the way must be allowed to read."""
        parent = super()._insert_followers
        if res_model not in self._club_secret_models() or not partner_ids:
            return parent(res_model, res_ids, partner_ids, *args, **kwargs)
        restricted = self.env[res_model].browse(res_ids)._club_restricted()
        others = [res_id for res_id in res_ids if res_id not in restricted._ids]
        if others:
            parent(res_model, others, partner_ids, *args, **kwargs)
        by_readers = restricted.grouped(
            lambda record: record._club_readers().partner_id
        )
        for readers, records in by_readers.items():
            allowed = [pid for pid in partner_ids if pid in readers._ids]
            if allowed:
                parent(res_model, records.ids, allowed, *args, **kwargs)
        return None


class CalendarEvent(models.Model):
    """An appointment about a restricted case is for who is invited."""

    _name = "calendar.event"
    _inherit = ["calendar.event", "club.case.reference.mixin"]

    @api.model
    def _club_open_domain(self):
        own = Domain("user_id", "=", self.env.uid) | Domain(
            "partner_ids", "in", self.env.user.partner_id.ids
        )
        return super()._club_open_domain() | own

    def _club_withheld_by_case(self):
        partner = self.env.user.partner_id
        # sudo: who is invited is compared, nothing is shown
        return (
            super()
            ._club_withheld_by_case()
            .filtered(
                lambda event: (
                    event.sudo().user_id != self.env.user
                    and partner not in event.sudo().partner_ids
                )
            )
        )
