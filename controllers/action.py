from odoo.http import Controller, request, route

from ..tools.answers import UnreadableError, read_day, read_text
from .link import ACT, SHOW, ClubLinkPages

PAGE = "/club/action/<string:token>"
NOTE_LIMIT = 2000


class ClubActionController(ClubLinkPages, Controller):
    """Whoever took something on reports it without an account."""

    _link_model = "club.action.item"
    _link_purpose = "action"

    @route(PAGE, **SHOW)
    def action_show(self, token, **params):
        """Show what was taken on; changes nothing."""
        return self._club_link_serve(token, params, self._show)

    @route(PAGE, **ACT)
    def action_report(self, token, **params):
        """Take the report: done, or how long it takes."""
        return self._club_link_serve(token, params, self._act)

    def _show(self, item, params, **values):
        typed, errors = values.pop("typed", {}), values.pop("errors", {})
        fields = [
            {
                "name": "note",
                "label": request.env._("Message to us (optional)"),
                "type": "textarea",
                "limit": NOTE_LIMIT,
            },
            {
                "name": "day",
                "label": request.env._("If it takes longer: until when?"),
                "type": "date",
                "limit": None,
                "is_short": True,
            },
        ]
        for field in fields:
            field["value"] = typed.get(field["name"], "")
            field["error"] = errors.get(field["name"])
        return self._club_link_page(
            "club_support.club_action_item_page", item, fields=fields, **values
        )

    def _act(self, item, params):
        step = params.get("answer")
        if step not in ("done", "later"):
            return self._show(item, {})
        if item.state != "open":
            return self._show(item, {}, is_late=True)
        # a file instead of a text is no answer
        typed = {
            name: params[name]
            for name in ("note", "day")
            if isinstance(params.get(name), str)
        }
        values, errors = self._read(item, typed, step)
        if errors:
            return self._show(item, {}, typed=typed, errors=errors)
        if step == "done":
            item._report_done(values["note"])
        else:
            item._propose_day(values["day"], values["note"])
        return self._club_link_done()

    def _read(self, item, typed, step):
        """What was typed, and by field what is wrong with it."""
        values, errors = {}, {}
        try:
            values["note"] = read_text(typed.get("note"), NOTE_LIMIT)
        except UnreadableError:
            errors["note"] = request.env._(
                "This is too long: %(limit)s characters at most. Please shorten it.",
                limit=NOTE_LIMIT,
            )
        if step == "later":
            today = item.company_id._club_today()
            try:
                values["day"] = read_day(typed.get("day"), today)
            except UnreadableError:
                values["day"] = None
            if not values["day"] or values["day"] < today:
                errors["day"] = request.env._(
                    "Please enter a day from today on, within a year."
                )
        return values, errors
