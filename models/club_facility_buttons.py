"""What a facility has: parts, reservations ahead, closures."""

from odoo import api, fields, models
from odoo.fields import Domain


class ClubFacility(models.Model):
    _inherit = "club.facility"

    part_count = fields.Integer(string="Number of Parts", compute="_compute_part_count")
    ahead_count = fields.Integer(
        string="Reservations Ahead", compute="_compute_ahead_count"
    )
    closure_count = fields.Integer(
        string="Closures Ahead", compute="_compute_closure_count"
    )

    @api.depends("child_ids")
    def _compute_part_count(self):
        parts = self.search(Domain("id", "child_of", self.ids))
        self._count_above("part_count", dict.fromkeys(parts, 1))
        for facility in self._origin:
            # it lies in itself
            facility.part_count -= 1

    def _compute_ahead_count(self):
        domain = self._get_ahead_domain()
        groups = self.env["club.reservation"]._read_group(
            domain, ["facility_id"], ["__count"]
        )
        self._count_above("ahead_count", dict(groups))

    def _compute_closure_count(self):
        groups = self.env["club.closure"]._read_group(
            Domain("facility_id", "child_of", self.ids) & Domain("stop", ">", "now"),
            ["facility_id"],
            ["__count"],
        )
        self._count_above("closure_count", dict(groups))

    def _count_above(self, name, numbers):
        """Let each of these count what lies in it.

        :param dict numbers: by facility
        """
        lineages = {one: set(one._get_lineage()) for one in numbers}
        for facility in self:
            own = facility._origin.id
            facility[name] = sum(
                number for one, number in numbers.items() if own in lineages[one]
            )

    def _get_ahead_domain(self):
        return (
            Domain("facility_id", "child_of", self.ids)
            & Domain("stop", ">", "now")
            & Domain("state", "in", ("draft", "requested", "held", "confirmed"))
        )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_view_parts(self):
        """Open all that lies in this."""
        self.ensure_one()
        return self._open_inside(
            "club_support.club_facility_action",
            Domain("id", "child_of", self.id) & Domain("id", "!=", self.id),
            {"default_parent_id": self.id},
        )

    def action_view_reservations(self):
        """Open what is asked for and booked here and inside, from now on."""
        self.ensure_one()
        bookable = {"default_facility_id": self.id} if self.is_bookable else {}
        return self._open_inside(
            "club_support.club_reservation_action", self._get_ahead_domain(), bookable
        )

    def action_view_closures(self):
        """Open the closures of this and of what lies in it."""
        self.ensure_one()
        return self._open_inside(
            "club_support.club_closure_action",
            Domain("facility_id", "child_of", self.id),
            {"default_facility_id": self.id, "search_default_ahead": 1},
        )

    def action_view_board(self):
        """Open the occupancy plan of the hall that this is or lies in.

        With several halls inside: of all halls of the site.
        """
        self.ensure_one()
        inside = self.search(
            Domain("id", "child_of", self.id) & Domain("is_bookable", "=", True)
        )
        units = self.browse().union(*inside._get_units().values())
        spaces = self._get_board_spaces(units)
        halls = self.browse().union(*units._get_board_hall(spaces).values())
        place = halls if len(halls) == 1 else self._get_site()
        action = self.env["ir.actions.client"]._for_xml_id(
            "club_support.club_facility_action_board"
        )
        context = {"active_id": place.id, "active_model": self._name}
        return {**action, "context": context}

    def _open_inside(self, xml_id, domain, context):
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        return {
            **action,
            "name": self.name,
            "domain": list(domain),
            "context": context,
        }
