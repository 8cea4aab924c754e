from odoo import models
from odoo.exceptions import UserError


class ClubProfileCheck(models.Model):
    """All corrections of a check at once.

    The form passes the corrections it shows as ``club_shown_proposals``: an answer
    that came in later has others, which nobody has read yet.
    """

    _inherit = "club.profile.check"

    def action_accept_all(self):
        """Take over all open corrections of these checks."""
        return self._open_proposals().action_accept()

    def action_reject_all(self):
        """Leave everything as it is and put the open corrections aside."""
        return self._open_proposals().action_reject()

    def _open_proposals(self):
        self._check_worker()
        proposals = self.proposal_ids.filtered(lambda p: p.state == "open")
        shown = self.env.context.get("club_shown_proposals")
        if shown is not None and set(proposals.ids) - set(shown):
            raise UserError(
                self.env._(
                    "The organisation has sent another answer meanwhile. Please load "
                    "the page again and look at the corrections."
                )
            )
        return proposals
