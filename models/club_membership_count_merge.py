from odoo import models


class ClubMembershipCount(models.Model):
    """Membership counts of contacts that become one."""

    _inherit = "club.membership.count"

    def _resolve_merge(self, sources, target):
        counts = self.search([("partner_id", "in", (sources | target).ids)])
        counts = counts.filtered(lambda count: not count.needs_review)
        own = counts.filtered(lambda count: count.partner_id == target)
        by_year = own.grouped("year")
        for count in (counts - own).sorted("id"):
            settled = by_year.get(count.year)
            if not settled:
                by_year[count.year] = count
            elif settled._agrees(count):
                settled._unite(count)
            else:
                count.needs_review = True

    def _agrees(self, other):
        """Whether two counts of one year say the same, as far as they say anything."""
        if self.total != other.total:
            return False
        both_reported = self.is_youth_reported and other.is_youth_reported
        if both_reported and self.youth != other.youth:
            return False
        own, theirs = self._numbers(), other._numbers()
        return all(own[key] == theirs[key] for key in own.keys() & theirs.keys())

    def _numbers(self):
        return {line._key(): line.number for line in self.line_ids}

    def _unite(self, other):
        values = {"is_estimated": self.is_estimated and other.is_estimated}
        if other.is_youth_reported and not self.is_youth_reported:
            values.update(is_youth_reported=True, youth=other.youth)
        known = self._numbers()
        other.line_ids.filtered(lambda line: line._key() in known).unlink()
        self._absorb(other)
        self.env.flush_all()
        self.write(values)


class ClubMembershipCountLine(models.Model):
    _inherit = "club.membership.count.line"

    def _key(self):
        return self.sport_id.id, self.age_band, self.gender
