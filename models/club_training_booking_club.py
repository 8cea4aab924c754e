"""Clubs as they were typed on the public page: who is it?"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import hmac

from ..tools.actor_names import fold
from .res_partner_trainings import ORGANISER

SCOPE = "club_support.training.club"
KEY_LENGTH = 20


class ClubTrainingBooking(models.Model):
    _inherit = "club.training.booking"

    typed_club_key = fields.Char(
        string="Key of the Typed Club",
        compute="_compute_typed_club_key",
        store=True,
        copy=False,
        help="Clubs that are not in the register are counted by it. It tells no name, "
        "and stays when names are removed.",
    )
    is_club_unknown = fields.Boolean(compute="_compute_is_club_unknown")
    candidate_id = fields.Many2one(
        comodel_name="res.partner",
        string="Perhaps",
        compute="_compute_candidate_id",
        help="An organisation of the register that has this name.",
    )

    @api.depends("organisation_name")
    def _compute_typed_club_key(self):
        for booking in self:
            name = self._fold_club(booking.organisation_name)
            if name:
                booking.typed_club_key = hmac(self.sudo().env, SCOPE, name)[:KEY_LENGTH]
            elif not booking.is_anonymised:
                booking.typed_club_key = False

    @api.depends("partner_id", "organisation_name")
    def _compute_is_club_unknown(self):
        for booking in self:
            typed = (booking.organisation_name or "").strip()
            booking.is_club_unknown = bool(typed and not booking.partner_id)

    @api.depends("partner_id", "organisation_name")
    def _compute_candidate_id(self):
        """The only organisation whose name reads alike; never one of several."""
        unknown = self.filtered("is_club_unknown")
        by_name = {}
        if unknown:
            organisations = self.env["res.partner"].search(
                [
                    ("is_actor", "=", True),
                    ("company_id", "in", [False, *unknown.company_id.ids]),
                ]
            )
            by_name = organisations.grouped(lambda one: self._fold_club(one.name))
        for booking in self:
            alike = by_name.get(self._fold_club(booking.organisation_name))
            is_sure = booking in unknown and alike and len(alike) == 1
            booking.candidate_id = alike if is_sure else False

    @api.model
    def _fold_club(self, name):
        return " ".join(fold(name).split())

    def action_link_club(self):
        """Take the organisation that has the name, also for others who typed it.

        :raises UserError: when there is none, or more than one
        """
        self._check_organiser()
        if not all(booking.candidate_id for booking in self):
            raise UserError(
                self.env._(
                    "No organisation, or more than one, has this name. Please choose "
                    "it in the registration, or create it."
                )
            )
        for club, bookings in self.grouped("candidate_id").items():
            bookings._recognise(club)
        return True

    def action_create_club(self):
        """Enter the typed club into the register, unless it is there.

        :return: action that opens the organisation of the first one
        :raises UserError: when nothing was typed, or a club stands there already
        """
        self._check_organiser()
        if not all(self.mapped("is_club_unknown")):
            raise UserError(
                self.env._(
                    "These registrations have an organisation already, or none was "
                    "typed. Please reload the list."
                )
            )
        by_name = self.grouped(lambda one: self._fold_club(one.organisation_name))
        new = [group[0] for group in by_name.values() if not group[0].candidate_id]
        # sudo: organisers make no contacts otherwise; only the name is taken over
        clubs = self.env["res.partner"].sudo()
        made = clubs.create(
            [
                {
                    "name": one.organisation_name.strip(),
                    "is_company": True,
                    "is_actor": True,
                    "company_id": one.company_id.id,
                }
                for one in new
            ]
        )
        made_by_name = {self._fold_club(club.name): club.sudo(False) for club in made}
        for name, bookings in by_name.items():
            bookings._recognise(made_by_name.get(name) or bookings[0].candidate_id)
        return self[:1].partner_id.get_formview_action()

    def _recognise(self, club):
        """Set the club here, and where the same name was typed."""
        names = {self._fold_club(one.organisation_name) for one in self}
        others = self.search(
            [
                ("partner_id", "=", False),
                ("organisation_name", "!=", False),
                ("company_id", "in", self.company_id.ids),
            ]
        )
        alike = others.filtered(
            lambda one: self._fold_club(one.organisation_name) in names
        )
        (self | alike).partner_id = club

    def _check_organiser(self):
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group(ORGANISER)):
            raise AccessError(
                self.env._("Only who organises trainings says which club it is.")
            )
