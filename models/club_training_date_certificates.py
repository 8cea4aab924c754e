from odoo import api, fields, models
from odoo.exceptions import UserError


class EventEvent(models.Model):
    _inherit = "event.event"

    certificate_count = fields.Integer(
        string="Certificates", compute="_compute_certificate_count"
    )

    @api.depends("registration_ids.certificate_number")
    def _compute_certificate_count(self):
        counts = dict(
            # sudo: a number; people stay closed to whoever may not read them
            self.env["event.registration"]
            .sudo()
            ._read_group(
                [("event_id", "in", self.ids), ("certificate_number", "!=", False)],
                ["event_id"],
                ["__count"],
            )
        )
        for event in self:
            event.certificate_count = counts.get(event.sudo(), 0)

    def action_issue_certificates(self):
        """Number a certificate for everybody who was there long enough.

        Whoever has one keeps it; calling it again gives the rest theirs.

        :returns: what was issued, as a notice; whoever got none reads why in the list
        :raises AccessError: for whoever may not edit the date
        :raises UserError: when the date was called off, or is not over
        """
        self._check_training_step("open", "held")
        for event in self:
            if event.date_end > fields.Datetime.now():
                raise UserError(
                    self.env._(
                        "“%(date)s” is not over yet. Please issue the certificates "
                        "afterwards.",
                        date=event.display_name,
                    )
                )
        seated = self.registration_ids.filtered(
            lambda one: one.active and one.state in ("open", "done")
        )
        issued = seated.filtered(lambda one: not one.certificate_obstacle)._club_issue()
        left = len(seated.filtered("certificate_obstacle"))
        return self._club_tell_issued(len(issued), left)

    def _club_tell_issued(self, issued, left):
        message = self.env._(
            "Certificates issued now: %(issued)s. People without one: %(left)s. The "
            "list of participants says why.",
            issued=issued,
            left=left,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Certificates of Attendance"),
                "message": message,
                "type": "warning" if left else "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_club_print_certificates(self):
        """Print all certificates of the date."""
        self.check_access("read")
        return self.registration_ids.action_club_print_certificate()

    def action_club_view_certificates(self):
        """The people of the date, and why somebody has no certificate."""
        self.ensure_one().check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.event_registration_action_certificate"
        )
        return {**action, "domain": [("event_id", "=", self.id)]}
