from odoo.http import Controller, request, route

from ..tools.answers import UnreadableError, read_text
from .link import ACT, SHOW, ClubLinkPages

PAGE = "/club/referral/<string:token>"
NOTE_LIMIT = 2000


class ClubReferralController(ClubLinkPages, Controller):
    """Another organisation answers a referral without an account."""

    _link_model = "club.case.referral"
    _link_purpose = "referral"

    @route(PAGE, **SHOW)
    def referral_show(self, token, **params):
        """Show what is asked; changes nothing."""
        return self._club_link_serve(token, params, self._show)

    @route(PAGE, **ACT)
    def referral_answer(self, token, **params):
        """Take the answer: accepted, declined, later done."""
        return self._club_link_serve(token, params, self._act)

    def _show(self, referral, params, **values):
        field = {
            "name": "note",
            "label": request.env._("Message to us (optional)"),
            "type": "textarea",
            "limit": NOTE_LIMIT,
            "value": values.pop("typed", ""),
            "error": values.pop("error", None),
        }
        return self._club_link_page(
            "club_support.club_case_referral_page", referral, field=field, **values
        )

    def _act(self, referral, params):
        step = params.get("answer")
        if step not in ("accept", "decline", "done"):
            return self._show(referral, {})
        if step not in referral._page_steps():
            return self._show(referral, {}, is_late=True)
        typed = params.get("note")
        # a file instead of a text is no answer
        typed = typed if isinstance(typed, str) else ""
        try:
            note = read_text(typed, NOTE_LIMIT)
        except UnreadableError:
            error = request.env._(
                "This is too long: %(limit)s characters at most. Please shorten it.",
                limit=NOTE_LIMIT,
            )
            return self._show(referral, {}, typed=typed, error=error)
        referral._answer_by_link(step, note)
        return self._club_link_done()
