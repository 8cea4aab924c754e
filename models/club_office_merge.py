from datetime import date

from odoo import models


class ClubOffice(models.Model):
    """Offices of contacts that become one."""

    _inherit = "club.office"

    def _resolve_merge(self, sources, target):
        merged = sources | target
        offices = self.search(
            ["|", ("partner_id", "in", merged.ids), ("person_id", "in", merged.ids)]
        )

        offices = offices.filtered(lambda office: not office.needs_review)
        settled = offices.filtered(lambda office: not office._involved() & sources)
        newcomers = offices - settled
        for office in newcomers.sorted(lambda row: (row.date_from or date.min, row.id)):
            settled = office._settle(settled, merged)

    def _settle(self, settled, merged):
        """Find the place of an office among those that stand.

        :return: the offices that stand then
        """
        self.ensure_one()
        seat = self._seat(merged)
        holders = settled.filtered(lambda row: row._seat(merged)[0] == seat[0])
        same = holders.filtered(lambda row: row._seat(merged) == seat)
        same = same._overlapping(self)
        united = (same | self)._united_period()
        rivals = holders.filtered(lambda row: row._seat(merged) != seat)
        if self.is_single_seat and rivals._overlapping(united):
            self.needs_review = True
            return settled
        if not same:
            return settled + self
        others = same[1:] | self
        same[0]._unite(others, united)
        return settled - others

    def _seat(self, merged):
        """What is held and by whom, with all merged contacts as one."""
        organisation, person = (
            "merged" if partner in merged else partner.id
            for partner in (self.partner_id, self.person_id)
        )
        return (organisation, self.function_id.id), person

    def _involved(self):
        return self.partner_id | self.person_id

    def _unite(self, others, period):
        values = {**period, "note": self._one_line((self | others)._joined_notes())}
        self._settle_proposals(others)
        self._absorb(others)
        # the others are gone in the database before this one takes their days
        self.env.flush_all()
        self.write(values)

    def _settle_proposals(self, others):
        """One open correction of a kind remains for offices that become one."""
        # sudo: corrections change through actions only, whoever merges
        proposals = self.env["club.profile.proposal"].sudo()
        proposals = proposals.search(
            [("office_id", "in", (self | others).ids), ("state", "=", "open")]
        ).sorted(lambda proposal: (proposal.office_id != self, -proposal.id))
        first = {}
        for proposal in proposals:
            first.setdefault((proposal.check_id, proposal.kind), proposal)
        (proposals - proposals.browse().union(*first.values()))._reject_surplus()

    def _one_line(self, text):
        return text and text.replace("\n", "; ")
