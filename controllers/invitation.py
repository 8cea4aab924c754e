from odoo.exceptions import UserError
from odoo.http import Controller, Response, request, route

from ..models.club_invitation_answering import MOST_PEOPLE
from ..tools.answers import UnreadableError, read_line, read_number, read_text
from .link import ACT, HEADERS, SHOW, ClubLinkPages

PAGE = "/club/invitation/<string:token>"
NOTE_LIMIT = 1000
NAME_LIMIT = 100
TOPIC_LIMIT = 150
ANSWERS = ("yes", "no", "perhaps", "substitute")


class ClubInvitationController(ClubLinkPages, Controller):
    """Whoever was invited answers without an account."""

    _link_model = "club.invitation"
    _link_purpose = "invitation"

    @route(PAGE, **SHOW)
    def invitation_show(self, token, **params):
        """Show the meeting and the own answer; changes nothing."""
        return self._club_link_serve(token, params, self._show)

    @route(PAGE, **ACT)
    def invitation_answer(self, token, **params):
        """Take an answer, or a proposed topic."""
        return self._club_link_serve(token, params, self._act)

    @route(f"{PAGE}/meeting.ics", **SHOW)
    def invitation_calendar(self, token, **params):
        """The meeting as a file for calendars; changes nothing."""
        return self._club_link_serve(token, params, self._show_calendar)

    # ------------------------------------------------------------
    # Show
    # ------------------------------------------------------------

    def _show_calendar(self, invitation, params):
        if invitation._closed_because() not in (None, "late"):
            return self._show(invitation, params)
        headers = {
            **HEADERS,
            "Content-Type": "text/calendar; charset=utf-8",
            "Content-Disposition": 'attachment; filename="meeting.ics"',
        }
        return Response(invitation._page_calendar(), headers=headers)

    def _show(self, invitation, params, typed=None, errors=None, **values):
        fields = self._get_fields(invitation)
        for field in fields.values():
            if typed is not None:
                field["value"] = typed.get(field["name"], "")
            field["error"] = (errors or {}).get(field["name"])
        return self._club_link_page(
            "club_support.club_invitation_page",
            invitation,
            fields=fields,
            closed=invitation._closed_because(),
            is_sent=params.get("sent") == "topic" and not errors,
            **values,
        )

    def _get_fields(self, invitation):
        """The fields of both forms by name, as they begin."""
        env = request.env
        people = invitation.people_count if invitation.answer != "none" else 1
        fields = [
            {
                "name": "people",
                "label": env._("How many of you come?"),
                "inputmode": "numeric",
                "limit": 4,
                "is_short": True,
                "value": str(people),
            },
            {
                "name": "substitute",
                "label": env._("Who comes instead of you?"),
                "hint": env._("Only if somebody else comes: first and last name."),
                "limit": NAME_LIMIT,
                "value": invitation.substitute or "",
            },
            {
                "name": "note",
                "label": env._("Message to us (optional)"),
                "type": "textarea",
                "limit": NOTE_LIMIT,
                "value": invitation.answer_note or "",
            },
            {
                "name": "topic",
                "label": env._("Your topic"),
                "limit": TOPIC_LIMIT,
                "value": "",
            },
            {
                "name": "topic_text",
                "label": env._("What is it about? (optional)"),
                "type": "textarea",
                "limit": NOTE_LIMIT,
                "value": "",
            },
        ]
        return {field["name"]: field for field in fields}

    # ------------------------------------------------------------
    # Act
    # ------------------------------------------------------------

    def _act(self, invitation, params):
        # a file instead of a text is no answer
        typed = {key: value for key, value in params.items() if isinstance(value, str)}
        answer = typed.get("answer")
        if answer == "topic":
            return self._take_topic(invitation, typed)
        if answer not in ANSWERS or not invitation._page_may_answer():
            return self._show(invitation, {}, is_refused=answer in ANSWERS)
        seen = typed.get("revision")
        if seen and seen != str(invitation.meeting_id.revision):
            # answered is what was read: another day may have been chosen since
            return self._show(invitation, {}, typed=typed, is_changed=True)
        values, errors = self._read(typed, answer)
        if errors:
            return self._show(invitation, {}, typed=typed, errors=errors)
        invitation._take_answer(answer, "link", **values)
        return self._club_link_done()

    def _read(self, typed, answer):
        """The values of the form, and sentences by name of the wrong fields."""
        env, values, errors = request.env, {}, {}
        for name, read, limit in (
            ("note", read_text, NOTE_LIMIT),
            ("substitute", read_line, NAME_LIMIT),
        ):
            try:
                values[name] = read(typed.get(name), limit)
            except UnreadableError:
                errors[name] = self._too_long(limit)
        if answer == "substitute" and not (values.get("substitute") or errors):
            errors["substitute"] = env._(
                "Please tell us the name of whoever comes instead of you."
            )
        try:
            values["people"] = read_number(typed.get("people"))
        except UnreadableError:
            values["people"] = MOST_PEOPLE + 1
        if (values["people"] or 0) > MOST_PEOPLE and answer != "no":
            errors["people"] = env._(
                "Please enter a number from 0 to %(limit)s.", limit=MOST_PEOPLE
            )
        return values, errors

    def _too_long(self, limit):
        return request.env._(
            "This is too long: %(limit)s characters at most. Please shorten it.",
            limit=limit,
        )

    def _take_topic(self, invitation, typed):
        if not invitation._page_takes_topics():
            return self._show(invitation, {}, is_refused=True)
        errors, values = {}, {}
        for name, read, limit in (
            ("topic", read_line, TOPIC_LIMIT),
            ("topic_text", read_text, NOTE_LIMIT),
        ):
            try:
                values[name] = read(typed.get(name), limit)
            except UnreadableError:
                errors[name] = self._too_long(limit)
        if not (values.get("topic") or errors):
            errors["topic"] = request.env._("Please name your topic in a few words.")
        if not errors:
            errors = self._propose(invitation, values)
        if errors:
            return self._show(invitation, {}, typed=typed, errors=errors)
        return self._club_link_done(sent="topic")

    def _propose(self, invitation, values):
        """Propose the topic; what is wrong with it, by name of the field."""
        try:
            invitation.meeting_id._propose_agenda_item(
                invitation.partner_id, values["topic"], values["topic_text"]
            )
        except UserError as error:
            return {"topic": str(error)}
        return {}
