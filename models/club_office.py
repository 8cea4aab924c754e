from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class ClubOffice(models.Model):
    """Who holds which function in a club, from when to when."""

    _name = "club.office"
    _description = "Office in a Club"
    _inherit = ["club.copy.mixin", "club.period.mixin", "club.review.mixin"]
    _order = "partner_id, function_sequence, date_from desc, id desc"
    _rec_names_search = ["person_id.name", "function_id.name", "partner_id.name"]
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Organisation",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
    )
    person_id = fields.Many2one(
        comodel_name="res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_company', '=', False)]",
        check_company=True,
    )
    function_id = fields.Many2one(
        comodel_name="club.office.function",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_function_id(),
    )
    function_sequence = fields.Integer(
        related="function_id.sequence",
        string="Order of Functions",
        store=True,
    )
    # a copy: an exclusion constraint sees one table only
    is_single_seat = fields.Boolean(
        related="function_id.is_single_seat",
        store=True,
    )
    note = fields.Char()
    email = fields.Char(related="person_id.email", readonly=False)
    phone = fields.Char(related="person_id.phone", readonly=False)
    company_id = fields.Many2one(
        related="partner_id.company_id",
        store=True,
        index="btree_not_null",
    )

    # Not UNIQUE: merging contacts deletes rows that a UNIQUE constraint on a
    # contact column refuses, an exclusion stops the merge instead.
    _single_seat = models.Constraint(
        "EXCLUDE USING gist (partner_id WITH =, function_id WITH =, "
        "daterange(date_from, date_to, '[]') WITH &&) "
        "WHERE (is_single_seat AND NOT COALESCE(needs_review, FALSE)) "
        "DEFERRABLE INITIALLY IMMEDIATE",
        "This function has one holder at a time, and somebody holds it in this "
        "period. Please end that office first, or use “Hand Over”.",
    )
    _once_per_person = models.Constraint(
        "EXCLUDE USING gist (partner_id WITH =, function_id WITH =, person_id WITH =, "
        "daterange(date_from, date_to, '[]') WITH &&) "
        "WHERE (NOT COALESCE(needs_review, FALSE)) "
        "DEFERRABLE INITIALLY IMMEDIATE",
        "This person already holds this function in this period. Please correct "
        "the office that is there instead of adding a second one.",
    )

    # ------------------------------------------------------------
    # Computes and searches
    # ------------------------------------------------------------

    def _default_function_id(self):
        return self.env["club.office.function"].search([], limit=1)

    @api.depends("person_id", "function_id", "partner_id")
    def _compute_display_name(self):
        for office in self:
            person = office.person_id.name or ""
            function = office.function_id.name or ""
            office.display_name = f"{person} ({function})" if function else person

    @api.constrains("partner_id", "person_id")
    def _check_organisation_and_person(self):
        for office in self:
            if not office.partner_id.is_company or office.person_id.is_company:
                raise ValidationError(
                    self.env._(
                        "An office is held by a person in an organisation. "
                        "“%(person)s” and “%(organisation)s” do not fit.",
                        person=office.person_id.name,
                        organisation=office.partner_id.name,
                    )
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        offices = super().create(vals_list)
        offices.partner_id._club_enter_register()
        offices._protect_new_holders()
        return offices

    def _protect_new_holders(self):
        """Addresses of volunteers are private from their first office on."""
        earlier = self.search(
            [("person_id", "in", self.person_id.ids), ("id", "not in", self.ids)]
        )
        newcomers = self.person_id - earlier.person_id
        newcomers.filtered(lambda person: not person.user_ids).is_protected = True

    # ------------------------------------------------------------
    # Handing over
    # ------------------------------------------------------------

    def action_hand_over(self, person=None, date=None):
        """Give the office to a successor: the old one ends, the new one begins.

        :param person: the successor, a ``res.partner`` or its id; without one a
            dialog asks
        :param date: first day of the successor, default today in the user's zone
        :return: the new ``club.office``, or the action that opens the dialog
        :raises ValidationError: when the day lies before the office began
        """
        self.ensure_one()
        if not person:
            return self._action_open_hand_over()
        person_id = person if isinstance(person, int) else person.id
        first_day = fields.Date.to_date(date) or fields.Date.context_today(self)
        self._check_hand_over(person_id, first_day)
        self.date_to = first_day - timedelta(days=1)
        # the constraint must see the end before it sees the successor
        self.flush_recordset()
        successor = self.create(
            {
                "partner_id": self.partner_id.id,
                "function_id": self.function_id.id,
                "person_id": person_id,
                "date_from": first_day,
            }
        )
        self._log_hand_over(successor)
        return successor

    def _check_hand_over(self, person_id, first_day):
        if person_id == self.person_id.id:
            raise ValidationError(
                self.env._(
                    "%(person)s holds this office already. Please choose "
                    "somebody else.",
                    person=self.person_id.name,
                )
            )
        if self.date_to and self.date_to < first_day - timedelta(days=1):
            raise ValidationError(
                self.env._(
                    "This office ended on %(date)s. Please add the successor as a new "
                    "office.",
                    date=format_date(self.env, self.date_to),
                )
            )
        if self.date_from and self.date_from >= first_day:
            raise ValidationError(
                self.env._(
                    "%(person)s holds this office since %(date)s. The successor can "
                    "begin on a later day only.",
                    person=self.person_id.name,
                    date=format_date(self.env, self.date_from),
                )
            )

    def _log_hand_over(self, successor):
        self.partner_id.message_post(
            body=self.env._(
                "%(function)s: %(successor)s follows %(predecessor)s as of %(date)s.",
                function=self.function_id.name,
                successor=successor.person_id.name,
                predecessor=self.person_id.name,
                date=format_date(self.env, successor.date_from),
            )
        )

    def _action_open_hand_over(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_office_hand_over_action"
        )
        action["context"] = {"default_office_id": self.id}
        return action

    def action_end(self):
        """End these offices today; the past stays readable."""
        self.write({"date_to": fields.Date.context_today(self)})
        self._revoke_links()
        for office in self:
            office.partner_id.message_post(
                body=self.env._(
                    "%(function)s: the office of %(person)s ends on %(date)s.",
                    function=office.function_id.name,
                    person=office.person_id.name,
                    date=format_date(self.env, office.date_to),
                )
            )

    def _revoke_links(self):
        """Whoever leaves an office does not correct the club's data any more."""
        # sudo: whoever ends an office ends what its holder may do by a link
        checks = self.env["club.profile.check"].sudo()
        checks = checks.search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("recipient_id", "in", self.person_id.ids),
            ]
        )
        checks.action_revoke_links()
