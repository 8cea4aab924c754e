"""A decision is adopted, rejected, repealed; what was adopted stays as it was."""

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.context import names_by_default

STEP_FIELDS = {
    "state",
    "number",
    "year",
    "sequence_number",
    "date_adopted",
    "date_repealed",
}
# what was decided, and where: nobody rewrites it afterwards
DECIDED_FIELDS = {
    "name",
    "text",
    "meeting_id",
    "moved_by_id",
    "votes_yes",
    "votes_no",
    "votes_abstained",
}
COUNT_ON = """
    INSERT INTO club_network_counter AS counter
        (network_id, year, company_id, last_number,
         create_uid, create_date, write_uid, write_date)
    VALUES %(rows)s
    ON CONFLICT (network_id, year) DO UPDATE SET
        last_number = counter.last_number + EXCLUDED.last_number,
        write_uid = EXCLUDED.write_uid,
        write_date = EXCLUDED.write_date
    RETURNING network_id, year, last_number
"""


class ClubDecision(models.Model):
    _inherit = "club.decision"

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def action_adopt(self):
        """Adopt drafts: each gets the next number of its network and year.

        :raises UserError: when one is no draft, or its network votes and the votes
            do not carry it
        """
        self._check_step("draft")
        self._check_can_be_adopted()
        self._adopt()
        return True

    def action_reject(self):
        """Note that drafts were not agreed on; they get no number."""
        self._check_step("draft")
        self._take_step({"state": "rejected"})
        self._log_in_meetings(self.env._("Rejected"))
        return True

    def action_reset(self):
        """Make drafts of what was rejected, to speak of it again."""
        self._check_step("rejected")
        self._take_step({"state": "draft"})
        return True

    def action_repeal(self):
        """Note that decisions no longer hold; they keep their numbers."""
        self._check_step("adopted")
        for company, decisions in self.grouped("company_id").items():
            today = company._club_today()
            decisions._take_step({"state": "repealed", "date_repealed": today})
        self._log_in_meetings(self.env._("Repealed"))
        return True

    def action_restore(self):
        """Take a repeal back: the decisions hold again, under their numbers."""
        self._check_step("repealed")
        self._take_step({"state": "adopted", "date_repealed": False})
        return True

    def _check_step(self, *states):
        """Refuse whoever may not edit, and steps that do not follow.

        :raises UserError: when one of the decisions is in another state
        """
        self.check_access("write")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for decision in self:
            if decision.state not in states:
                raise UserError(
                    self.env._(
                        "“%(decision)s” has the state “%(state)s”, and this step does "
                        "not follow from it. Please look at it again.",
                        decision=decision.display_name,
                        state=labels[decision.state],
                    )
                )

    def _check_can_be_adopted(self):
        for decision in self:
            if not decision.network_id:
                raise UserError(
                    self.env._(
                        "Decisions are numbered by network. Please say to which "
                        "network the meeting “%(meeting)s” belongs.",
                        meeting=decision.meeting_id.name,
                    )
                )
            if decision.meeting_id.state == "called_off":
                raise UserError(
                    self.env._(
                        "“%(meeting)s” was called off, and nothing was decided there. "
                        "Please choose another meeting.",
                        meeting=decision.meeting_id.name,
                    )
                )

    def _adopt(self):
        numbers = self._take_numbers()
        for decision in self:
            number = numbers[decision]
            year = decision._get_day().year
            decision._take_step(
                {
                    "state": "adopted",
                    "year": year,
                    "sequence_number": number,
                    "number": f"{year}-{number:02d}",
                    "date_adopted": decision._get_day(),
                }
            )
        self._log_in_meetings(self.env._("Adopted"))

    def _take_step(self, vals):
        # sudo: checked by the callers; these fields change through steps only
        self.sudo().write(vals)

    def _get_day(self):
        """The day of the meeting where it is held."""
        meeting = self.meeting_id
        return meeting._local(meeting.start).date()

    # ------------------------------------------------------------
    # Numbers
    # ------------------------------------------------------------

    def _take_numbers(self):
        """Count on, in the order in which the decisions were written down.

        One statement. Of two at a time the second one waits for the first, is
        refused then by PostgreSQL and repeated by Odoo with what the first one left.
        What is rolled back was never counted.

        :return: dict of decision: number
        """
        counted = self.sorted("id").grouped(
            lambda decision: (decision.network_id, decision._get_day().year)
        )
        # always in the same order, so that no two wait for each other
        keys = sorted(counted, key=lambda key: (key[0].id, key[1]))
        counter = self.env["club.network.counter"]
        counter.flush_model()
        rows = self.env.execute_query(
            SQL(COUNT_ON, rows=self._make_counter_rows(counted, keys))
        )
        counter.invalidate_model()
        last = {(network_id, year): number for network_id, year, number in rows}
        return {
            decision: last[network.id, year] - len(decisions) + place
            for (network, year), decisions in counted.items()
            for place, decision in enumerate(decisions, start=1)
        }

    def _make_counter_rows(self, counted, keys):
        now, uid = self.env.cr.now(), self.env.uid
        return SQL(", ").join(
            SQL(
                "%s",
                (
                    network.id,
                    year,
                    network.company_id.id,
                    len(counted[network, year]),
                    *(uid, now, uid, now),
                ),
            )
            for network, year in keys
        )

    # ------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for names in (*vals_list, names_by_default(self.env.context)):
            self._check_by_hand(names)
        return super().create(vals_list)

    def write(self, vals):
        self._check_by_hand(vals)
        if (
            not self.env.su
            and DECIDED_FIELDS & vals.keys()
            and self.filtered(lambda decision: decision.state != "draft")
        ):
            raise UserError(
                self.env._(
                    "What was decided stays as it was. Please repeal the decision "
                    "and adopt a new one."
                )
            )
        return super().write(vals)

    @api.model
    def _check_by_hand(self, names):
        """Refuse jumps around the steps."""
        if not self.env.su and STEP_FIELDS & set(names):
            raise UserError(
                self.env._(
                    "A decision changes by its own steps only. Please use “Adopt”, "
                    "“Reject” or “Repeal”."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if self.filtered(lambda decision: decision.state != "draft"):
            raise UserError(
                self.env._(
                    "What was decided is kept, and its number stays taken. Please "
                    "repeal the decision instead."
                )
            )

    # ------------------------------------------------------------
    # The meeting
    # ------------------------------------------------------------

    def _log_in_meetings(self, label):
        """An internal note in each meeting: what happened to which decisions."""
        line = Markup("<p>%s: <b>%s</b></p>")
        bodies = {
            meeting.id: Markup("").join(
                line % (label, decision.display_name) for decision in decisions
            )
            for meeting, decisions in self.grouped("meeting_id").items()
        }
        self.meeting_id._message_log_batch(bodies=bodies)
