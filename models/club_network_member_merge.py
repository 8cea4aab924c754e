from datetime import date

from odoo import models


class ClubNetworkMember(models.Model):
    """Memberships of organisations that become one."""

    _inherit = "club.network.member"

    def _resolve_merge(self, sources, target):
        merged = sources | target
        # nobody is the deputy of themselves
        self.search(
            [
                ("representative_id", "in", merged.ids),
                ("deputy_id", "in", merged.ids),
            ]
        ).deputy_id = False
        members = self.search(
            [("partner_id", "in", merged.ids), ("needs_review", "=", False)]
        )
        settled = members.filtered(lambda member: member.partner_id == target)
        newcomers = members - settled
        for member in newcomers.sorted(lambda row: (row.date_from or date.min, row.id)):
            settled = member._settle(settled)

    def _settle(self, settled):
        """Find the place of a membership among those that stand.

        :return: the memberships that stand then
        """
        self.ensure_one()
        rivals = settled.filtered(lambda row: row.network_id == self.network_id)
        same = rivals.filtered(lambda row: row._says_the_same(self))._overlapping(self)
        united = (same | self)._united_period()
        if (rivals - same)._overlapping(united):
            self.needs_review = True
            return settled
        if not same:
            return settled + self
        others = same[1:] | self
        same[0]._unite(others, united)
        return settled - others

    def _says_the_same(self, other):
        """Whether two rows name the same people; who is not named contradicts none."""
        return all(
            not self[name] or not other[name] or self[name] == other[name]
            for name in ("representative_id", "deputy_id", "role_id")
        )

    def _unite(self, others, period):
        every = self | others
        notes = every._joined_notes()
        values = {
            **period,
            **{
                name: every[name][:1].id
                for name in ("representative_id", "deputy_id", "role_id")
            },
            "note": notes and notes.replace("\n", "; "),
        }
        if "member" in every.mapped("state"):
            values["state"] = "member"
        self._absorb(others)
        # the others are gone in the database before this one takes their days
        self.env.flush_all()
        self.write(values)
