"""Odoo's records that belong to a case, and to nobody who may not read that case."""

from odoo import api, models
from odoo.exceptions import UserError
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
        """The stored name of a restricted case is its number, for everybody."""
        result = super()._compute_res_name()
        of_cases = self.filtered(lambda activity: activity.res_model == "club.case")
        cases = self.env["club.case"].browse(of_cases.mapped("res_id"))
        numbers = {case.id: f"[{case.number}]" for case in cases._club_restricted()}
        for activity in of_cases:
            activity.res_name = numbers.get(activity.res_id, activity.res_name)
        return result

    @api.constrains("user_id", "res_model", "res_id", "active")
    def _check_club_reader(self):
        """Nobody learns of a restricted case from an activity."""
        given = self.filtered(
            lambda a: a.res_model == "club.case" and a.active and a.user_id
        )
        cases = self.env["club.case"].browse(given.mapped("res_id"))
        restricted = {case.id: case for case in cases._club_restricted()}
        for activity in given.filtered(lambda a: a.res_id in restricted):
            case = restricted[activity.res_id]
            if activity.user_id not in case._club_readers():
                raise UserError(
                    self.env._(
                        "Case %(number)s is restricted. Please give this activity to "
                        "whoever is responsible, deputises or supervises.",
                        number=case.number,
                    )
                )


class MailFollowers(models.Model):
    _name = "mail.followers"
    _inherit = ["mail.followers", "club.case.reference.mixin"]

    @api.constrains("res_model", "res_id", "partner_id")
    def _check_club_reader(self):
        of_cases = self.filtered(lambda follower: follower.res_model == "club.case")
        followers = of_cases.grouped("res_id")
        cases = self.env["club.case"].browse(followers)
        for case in cases._club_restricted():
            case._club_check_followers(followers[case.id].partner_id)

    def _insert_followers(self, res_model, res_ids, partner_ids, *args, **kwargs):
        """Whoever Odoo makes a follower by the way must be allowed to read."""
        parent = super()._insert_followers
        if res_model != "club.case" or not partner_ids:
            return parent(res_model, res_ids, partner_ids, *args, **kwargs)
        restricted = self.env["club.case"].browse(res_ids)._club_restricted()
        others = [res_id for res_id in res_ids if res_id not in restricted._ids]
        if others:
            parent(res_model, others, partner_ids, *args, **kwargs)
        by_readers = restricted.grouped(lambda case: case._club_readers().partner_id)
        for readers, cases in by_readers.items():
            allowed = [pid for pid in partner_ids if pid in readers._ids]
            if allowed:
                parent(res_model, cases.ids, allowed, *args, **kwargs)
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
