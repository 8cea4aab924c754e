from odoo.http import Controller, route

from .link import ACT, SHOW, ClubLinkPages

PAGE = "/club/profile-check/<string:token>"


class ClubProfileCheckController(ClubLinkPages, Controller):
    """“Still right?”: a club looks at its data without an account."""

    _link_model = "club.profile.check"
    _link_purpose = "profile-check"

    @route(PAGE, **SHOW)
    def profile_check_show(self, token, **params):
        """Show what we know, or the form to correct it; changes nothing."""
        return self._club_link_serve(token, params, self._show)

    @route(PAGE, **ACT)
    def profile_check_answer(self, token, **params):
        """Take the answer: all is right, or corrections."""
        return self._club_link_serve(token, params, self._act)

    def _show(self, check, params):
        if "edit" in params:
            return self._form(check)
        return self._club_link_page("club_support.club_profile_check_page", check)

    def _act(self, check, params):
        if params.get("answer") == "confirm":
            check._answer_confirm()
            return self._club_link_done()
        if params.get("answer") != "correct":
            return self._show(check, {})
        # a file instead of a text is no answer
        typed = {name: text for name, text in params.items() if isinstance(text, str)}
        names = {
            field["name"]
            for section in check._page_form()
            for field in section["fields"] + section.get("more", [])
        }
        if not names & typed.keys():
            return self._form(check)
        if errors := check._answer_correct(typed):
            return self._form(check, typed, errors)
        return self._club_link_done()

    def _form(self, check, typed=None, errors=None):
        sections = check._page_form(typed, errors)
        return self._club_link_page(
            "club_support.club_profile_check_form",
            check,
            sections=sections,
            errors=[
                field
                for section in sections
                for field in section["fields"] + section.get("more", [])
                if field["error"]
            ],
        )
