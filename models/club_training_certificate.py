"""Certificates of attendance: a number for whoever was there long enough."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

SEQUENCE = "club.training.certificate"


class EventRegistration(models.Model):
    _inherit = "event.registration"

    # what is printed stays as it was when the certificate was issued
    certificate_units = fields.Float(
        string="Units on the Certificate",
        digits=(6, 1),
        aggregator=None,
        readonly=True,
        copy=False,
    )
    certificate_full_units = fields.Float(
        string="Units of the Course Then",
        digits=(6, 1),
        aggregator=None,
        readonly=True,
        copy=False,
    )
    certificate_revoked = fields.Char(
        string="Revoked Certificates",
        readonly=True,
        copy=False,
        help="Their numbers are void. They stay when the name is removed.",
    )
    certificate_obstacle = fields.Char(
        string="Why No Certificate",
        compute="_compute_certificate_obstacle",
        compute_sudo=True,
    )

    @api.depends(
        "certificate_number",
        "state",
        "name",
        "is_anonymised",
        "event_id.date_end",
        "event_id.training_state",
        "training_share",
        "training_id.attendance_share",
    )
    @api.depends_context("lang")
    def _compute_certificate_obstacle(self):
        for registration in self:
            is_due = registration.training_id and not registration.certificate_number
            registration.certificate_obstacle = (
                registration._club_get_obstacle() if is_due else False
            )

    def _club_get_obstacle(self):
        """Why nobody certifies this attendance, as a sentence; False where one may."""
        self.ensure_one()
        event = self.event_id
        if event.training_state == "called_off":
            return self.env._("The training was called off.")
        if event.date_end > fields.Datetime.now():
            return self.env._("The training is not over yet.")
        if self.is_anonymised or not self.name:
            return self.env._("The name was removed.")
        if self.state not in ("open", "done"):
            return self.env._("The person had no seat.")
        noted = self.attendance_ids.filtered("presence").day_id
        attended, total = self._club_get_minutes()
        needed = self.training_id.attendance_share
        if attended and attended * 100 >= needed * total:
            return False
        if noted != event.training_day_ids:
            return self.env._("The attendance is not noted for every day yet.")
        return self.env._(
            "The person attended %(share)s of the %(needed)s percent that are needed.",
            share=self.training_share,
            needed=needed,
        )

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def action_issue_certificate(self):
        """Give each of these people a certificate, and print them.

        Whoever has one keeps its number.

        :raises AccessError: for whoever does not organise trainings
        :raises UserError: when one of them was not there long enough, with the reason
        """
        self._check_certificate_step()
        for registration in self:
            if registration.certificate_obstacle:
                raise UserError(
                    self.env._(
                        "No certificate for %(name)s. %(reason)s Please look at the "
                        "list of attendance.",
                        name=registration.display_name,
                        reason=registration.certificate_obstacle,
                    )
                )
        self._club_issue()
        return self.action_club_print_certificate()

    def action_club_print_certificate(self):
        """Print the certificates that were issued.

        :raises UserError: when none of these people has one
        """
        self.check_access("read")
        issued = self.filtered("certificate_number")
        if not issued:
            raise UserError(
                self.env._(
                    "Nobody of them has a certificate. Please issue the certificates "
                    "first."
                )
            )
        report = self.env.ref("club_support.event_registration_report_certificate")
        return report.report_action(issued)

    def action_revoke_certificate(self, reason=None):
        """Declare a certificate void. Its number is not given again.

        :param str reason: noted with the number; without one a dialog asks
        :raises AccessError: for whoever does not organise trainings
        :raises UserError: when there is none, or the reason is empty
        """
        self._check_certificate_step()
        if reason is None:
            self.ensure_one()
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "club_support.club_training_revoke_action"
            )
            return {**action, "context": {"default_registration_id": self.id}}
        reason = reason.strip() if isinstance(reason, str) else ""
        if not reason or not all(one.certificate_number for one in self):
            raise UserError(
                self.env._(
                    "A certificate that was issued is revoked for a reason. Please "
                    "enter it in a few words."
                )
            )
        bodies = {
            registration.id: self.env._(
                "Certificate %(number)s was revoked: %(reason)s",
                number=registration.certificate_number,
                reason=reason,
            )
            for registration in self
        }
        # sudo: checked above; written by steps only
        for registration in self.sudo():
            void = (registration.certificate_revoked, registration.certificate_number)
            registration.certificate_revoked = ", ".join(filter(None, void))
        self.sudo().write(
            {
                "certificate_number": False,
                "certificate_date": False,
                "certificate_units": 0,
                "certificate_full_units": 0,
            }
        )
        self._message_log_batch(bodies=bodies)
        return True

    def _check_certificate_step(self):
        self.check_access("write")
        if any(not registration.training_id for registration in self):
            raise AccessError(
                self.env._("Only people at trainings get certificates of attendance.")
            )

    def _club_issue(self):
        """Number those without a certificate; the callers checked who asks and gets."""
        # sudo: written by steps only
        due = self.sudo().filtered(lambda one: not one.certificate_number).sorted("id")
        for company, people in due.grouped("company_id").items():
            today = company._club_today()
            numbers = company._club_take_certificate_numbers(len(people), today)
            for person, number in zip(people, numbers, strict=True):
                # one statement at the next flush, whatever their number
                person.certificate_number = number
                person.certificate_date = today
                person.certificate_units = person.training_units
                person.certificate_full_units = person.training_id.units
        return due.sudo(False)


class ResCompany(models.Model):
    _inherit = "res.company"

    def _club_take_certificate_numbers(self, count, day):
        """The next numbers of the year, each given once and none left out.

        :param int count: how many
        :param date day: its year counts
        :returns: list of str such as ``TB-2026-0001``
        """
        self.ensure_one()
        # sudo: numbers are technical; who may issue was checked
        Sequence = self.env["ir.sequence"].sudo()
        owned = [("code", "=", SEQUENCE), ("company_id", "=", self.id)]
        sequence = Sequence.search(owned, limit=1)
        if not sequence:
            pattern = self.env.ref("club_support.club_training_certificate_sequence")
            sequence = pattern.sudo().copy({"code": SEQUENCE, "company_id": self.id})
        years = sequence.date_range_ids.filtered(
            lambda year: year.date_from <= day <= year.date_to
        )
        year = years[:1] or sequence._create_date_range_seq(day)
        year.flush_recordset()
        # whoever numbers at the same time waits and is repeated: no number is lost
        self.env.cr.execute(
            "UPDATE ir_sequence_date_range SET number_next = number_next + %s "
            "WHERE id = %s RETURNING number_next",
            (count, year.id),
        )
        following = self.env.cr.fetchone()[0]
        year.invalidate_recordset()
        named = sequence.with_context(
            ir_sequence_date=str(day), ir_sequence_date_range=str(day)
        )
        return [named.get_next_char(following - count + n) for n in range(count)]
