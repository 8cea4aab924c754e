from odoo import api, fields, models
from odoo.tools import format_date

from .res_partner_register import STAFF


class ResPartner(models.Model):
    """When we last talked to an organisation, and what is open with it."""

    _inherit = "res.partner"

    club_contact_entry_ids = fields.One2many(
        comodel_name="club.contact.entry",
        inverse_name="partner_id",
        string="Contact Entries",
        groups=STAFF,
    )
    club_contact_entry_count = fields.Integer(
        string="Number of Contact Entries",
        compute="_compute_club_contact_entry_count",
        groups=STAFF,
    )
    last_contact = fields.Datetime(
        compute="_compute_last_contact",
        help="The latest contact entry, or mail of theirs in a case.",
        store=True,
        compute_sudo=True,
        groups=STAFF,
    )
    open_case_ids = fields.One2many(
        comodel_name="club.case",
        inverse_name="partner_id",
        string="Open Cases",
        domain=[("is_closed", "=", False)],
        groups=STAFF,
    )
    register_hint = fields.Char(compute="_compute_register_hint", groups=STAFF)
    next_step_date = fields.Date(compute="_compute_next_step", groups=STAFF)
    next_step = fields.Char(
        compute="_compute_next_step",
        help="What is due next here or in one of the open cases.",
        groups=STAFF,
    )

    @api.depends(
        "club_contact_entry_ids.date",
        "club_contact_entry_ids.active",
        "club_contact_entry_ids.case_id.is_restricted",
        "club_case_ids.incoming_mail_ids.outcome",
        "club_case_ids.is_restricted",
    )
    def _compute_last_contact(self):
        """The latest entry, or mail of theirs in a case.

        The day is for everybody: restricted cases leave no trace in it.
        """
        entries = dict(
            self.env["club.contact.entry"]._read_group(
                [
                    ("partner_id", "in", self.ids),
                    # a comparison with the case's field drops entries without a case
                    "|",
                    ("case_id", "=", False),
                    ("case_id.is_restricted", "=", False),
                ],
                ["partner_id"],
                ["date:max"],
            )
        )
        mails = dict(
            self.env["club.incoming.mail"]._read_group(
                [
                    ("case_id.partner_id", "in", self.ids),
                    ("case_id.is_restricted", "=", False),
                    ("outcome", "in", ("case", "reply")),
                ],
                ["case_id.partner_id"],
                ["date:max"],
            )
        )
        for partner in self:
            moments = (entries.get(partner._origin), mails.get(partner._origin))
            partner.last_contact = max(filter(None, moments), default=False)

    @api.depends(
        "register_valid_until", "tax_exempt_until", "office_ids", "actor_state"
    )
    @api.depends_context("tz", "lang", "uid")
    def _compute_register_hint(self):
        """What is missing or has run out, as sentences."""
        today = fields.Date.context_today(self)
        for partner in self:
            hints = []
            if partner.actor_state != "dissolved" and not partner.current_office_ids:
                hints.append(self.env._("Nobody is in office."))
            if partner.register_valid_until and partner.register_valid_until < today:
                hints.append(
                    self.env._(
                        "The register extract ran out on %(date)s.",
                        date=format_date(self.env, partner.register_valid_until),
                    )
                )
            if partner.tax_exempt_until and partner.tax_exempt_until < today:
                hints.append(
                    self.env._(
                        "The tax exemption ran out on %(date)s.",
                        date=format_date(self.env, partner.tax_exempt_until),
                    )
                )
            partner.register_hint = " ".join(hints)

    @api.depends("club_contact_entry_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_club_contact_entry_count(self):
        counts = dict(
            self.env["club.contact.entry"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.club_contact_entry_count = counts.get(partner._origin, 0)

    def _compute_next_step(self):
        steps = {partner.id: partner._club_activity_steps() for partner in self}
        for partner in self:
            step = min(steps[partner.id], default=None)
            partner.next_step_date = step and step[0]
            partner.next_step = step and f"{format_date(self.env, step[0])}: {step[1]}"

    def _club_activity_steps(self):
        """What is due here and in the open cases: pairs of day and text."""
        self.ensure_one()
        # what was read in sudo() before stays in memory
        cases = self.open_case_ids._filtered_access("read")
        answer = self.env._("Answer due")
        steps = [
            (case.date_reply_by, f"{answer} ({case.number})")
            for case in cases
            if case.clock_state in ("on_time", "due", "late")
        ]
        # not united: a union would read the activities of each organisation alone
        for record in (self, *cases):
            for activity in record.activity_ids:
                text = activity.summary or activity.activity_type_id.name or ""
                steps.append((activity.date_deadline, text))
        return steps
