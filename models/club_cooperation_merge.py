from datetime import date

from markupsafe import Markup

from odoo import models
from odoo.tools import format_date


class ClubCooperation(models.Model):
    """Cooperations of contacts that become one."""

    _inherit = "club.cooperation"

    def _resolve_merge(self, sources, target):
        merged = sources | target
        cooperations = self.with_context(active_test=False).search(
            [
                "|",
                ("partner_id", "in", merged.ids),
                ("other_partner_id", "in", merged.ids),
            ]
        )
        inner = cooperations.filtered(
            lambda row: row.partner_id in merged and row.other_partner_id in merged
        )
        inner._tell_in_chatter(target)
        inner.unlink()

        counted = (cooperations - inner).filtered(
            lambda row: row.active and not row.needs_review
        )
        settled = counted.filtered(lambda row: not row._actors() & sources)
        newcomers = counted - settled
        for row in newcomers.sorted(lambda row: (row.date_from or date.min, row.id)):
            settled = row._settle(settled, merged)

    def _actors(self):
        return self.partner_id | self.other_partner_id

    def _settle(self, settled, merged):
        """Find the place of a cooperation among those that stand.

        :return: the cooperations that stand then
        """
        self.ensure_one()
        partner = self._actors() - merged
        same = settled._overlapping(self).filtered(
            lambda row: (
                row._actors() - merged == partner and row.kind_id == self.kind_id
            )
        )
        if not same:
            return settled + self
        if (same | self)._contradict():
            self.needs_review = True
            return settled
        others = same[1:] | self
        same[0]._unite(others)
        return settled - others

    def _contradict(self):
        """Whether they name several cases or origins, of which one row keeps one."""
        origins = {row.origin for row in self if row.origin}
        return len(self.case_id) > 1 or len(origins) > 1

    def _unite(self, others):
        every = self | others
        values = {
            **every._united_period(),
            "note": every._joined_notes(),
            "case_id": every.case_id.id,
            "origin": next((row.origin for row in every if row.origin), False),
        }
        self._absorb(others)
        self.env.flush_all()
        self.write(values)

    def _tell_in_chatter(self, target):
        """A club cannot cooperate with itself: what was written down is told."""
        if not self:
            return
        lines = [Markup("<li>%s</li>") % row._described() for row in self]
        head = self.env._(
            "The merged organisations had been entered as cooperating with each other:"
        )
        body = Markup("<p>%s</p><ul>%s</ul>") % (head, Markup("").join(lines))
        target._message_log(body=body)

    def _described(self):
        origins = dict(self._fields["origin"]._description_selection(self.env))
        parts = (
            self.display_name,
            self.kind_id.name,
            self.date_from
            and self.env._("since %(day)s", day=format_date(self.env, self.date_from)),
            self.date_to
            and self.env._("until %(day)s", day=format_date(self.env, self.date_to)),
            origins.get(self.origin),
            self.case_id.display_name,
            self.note,
        )
        return ", ".join(str(part) for part in parts if part)
