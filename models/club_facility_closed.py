"""When a facility is closed, and when it is open."""

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from odoo import models
from odoo.fields import Domain


class Closed(NamedTuple):
    """Closed from a moment to a moment, naive UTC, and why."""

    start: datetime
    stop: datetime
    reason: str


class ClubFacility(models.Model):
    _inherit = "club.facility"

    def _get_closed(self, start, stop):
        """When each of these is closed, by itself or by what it lies in.

        :param datetime start: naive UTC
        :param datetime stop: naive UTC
        :return: dict of facility to a list of ``Closed``, in order
        """
        # sudo: when a space is closed is no secret
        Closure = self.env["club.closure"].sudo()
        lineages = {one: one._get_lineage() for one in self}
        ids = set().union(*lineages.values())
        closures = Closure.search(
            Domain("facility_id", "in", ids)
            & Domain("start", "<", stop)
            & Domain("stop", ">", start)
        )
        by_facility = defaultdict(list)
        for closure in closures:
            line = Closed(closure.start, closure.stop, closure.name)
            by_facility[closure.facility_id.id].append(line)
        return {
            one: sorted(line for each in ids for line in by_facility[each])
            for one, ids in lineages.items()
        }

    def _get_lineage(self):
        """Ids of this facility and of all that it lies in."""
        self.ensure_one()
        # sudo: where a space lies is no secret
        path = self.sudo().parent_path or ""
        return [int(each) for each in path.split("/") if each] or self.ids
