"""Nobody puts anything into facilities of others, nor into another company."""

from odoo import models
from odoo.exceptions import UserError


class ClubFacility(models.Model):
    _inherit = "club.facility"

    def write(self, vals):
        if not {"company_id", "parent_id"} & vals.keys():
            return super().write(vals)
        if vals.get("parent_id") and not self.env.su:
            self.browse(vals["parent_id"]).check_access("read")
        before = {one: one.company_id for one in self._get_subtree()}
        result = super().write(vals)
        moved = self._get_subtree().filtered(
            lambda one: before.get(one, one.company_id) != one.company_id
        )
        used = moved._find_used()
        if used:
            raise UserError(
                self.env._(
                    "“%(facility)s” has been asked for or used, so it stays in its "
                    "company. Please archive it and enter it there anew.",
                    facility=used.name,
                )
            )
        return result


class ClubReservation(models.Model):
    _name = "club.reservation"
    _inherit = ["club.reservation", "club.in.facility.mixin"]

    _name_not_blank = models.Constraint(
        "CHECK (btrim(name) <> '')",
        "A use needs a group or purpose. Please enter it.",
    )


class ClubReservationSeries(models.Model):
    _name = "club.reservation.series"
    _inherit = ["club.reservation.series", "club.in.facility.mixin"]

    _name_not_blank = models.Constraint(
        "CHECK (btrim(name) <> '')",
        "A series needs a group. Please enter it.",
    )
    _people_plausible = models.Constraint(
        "CHECK (people_expected >= 0)",
        "People cannot be fewer than none. Please correct the number.",
    )


class ClubClosure(models.Model):
    _name = "club.closure"
    _inherit = ["club.closure", "club.in.facility.mixin"]

    _name_not_blank = models.Constraint(
        "CHECK (btrim(name) <> '')",
        "A closure needs a reason, which clubs read. Please enter it.",
    )


class ClubClosureRule(models.Model):
    _name = "club.closure.rule"
    _inherit = [
        "club.closure.rule",
        "club.in.facility.mixin",
        "club.plausible.date.mixin",
    ]


class ClubSeason(models.Model):
    _inherit = "club.season"

    _follows_another = models.Constraint(
        "CHECK (previous_id <> id)",
        "A season cannot follow itself. Please choose the one before it.",
    )


class ClubSeasonApplication(models.Model):
    _inherit = "club.season.application"

    _name_not_blank = models.Constraint(
        "CHECK (btrim(name) <> '')",
        "An application needs a group. Please enter it.",
    )
    _people_plausible = models.Constraint(
        "CHECK (people_count >= 0)",
        "People cannot be fewer than none. Please correct the number.",
    )


class ClubSeasonWish(models.Model):
    _name = "club.season.wish"
    _inherit = ["club.season.wish", "club.in.facility.mixin"]
