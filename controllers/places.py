from odoo.http import Controller, request, route

from .link import SHOW, ClubLinkPages

PAGE = "/club/places"


class ClubPlacesController(ClubLinkPages, Controller):
    """Where advice is given and when: the one page without a signed link."""

    _link_model = "club.facility"

    @route(PAGE, **SHOW)
    def places_show(self, **params):
        """Show what is published of contact points; changes nothing."""
        facilities = request.env["club.facility"]
        self._choose_language(params, facilities)
        facilities = facilities.with_context(lang=request.env.lang)
        return self._club_link_page(
            "club_support.club_places_page",
            facilities,
            places=facilities._get_published(),
        )
