"""What invited people read: subject, text and link, each in their own language."""

from odoo import models
from odoo.tools import plaintext2html

from ..tools.placeholders import fill_placeholders
from ..tools.working_days import add_days

PURPOSE = "invitation"
# what takes an entry out of a calendar
CANCELS = ("cancel", "double")


class ClubInvitation(models.Model):
    _inherit = "club.invitation"

    def _in_own_language(self):
        return self.with_context(lang=self._get_lang())

    def _get_lang(self):
        partner = self.partner_id
        return partner.lang or self.organisation_id.lang or self.env.lang

    def _get_answer_url(self):
        """The link behind which this person answers; good until a day after."""
        meeting = self.meeting_id
        last_day = meeting._local(meeting.stop).date()
        return self._club_link_url(PURPOSE, add_days(last_day, 1))

    def _get_placeholder_values(self):
        """What the words in double braces of a text stand for, by name."""
        meeting = self.meeting_id
        when = meeting._describe_time()
        return {
            "salutation": self.partner_id._club_salutation(),
            "name": self.partner_id.name or "",
            "organisation": self.organisation_id.name or "",
            "meeting": meeting.name,
            "network": meeting.network_id.name or "",
            "day": when["day"],
            "time": when["time"],
            "place": meeting.location or self.env._("to be announced"),
            "organiser": meeting.user_id.name or "",
        }

    def _make_texts(self, kind, reason):
        """Subject and text for one person, in the language of the environment.

        :return: dict: ``subject``, ``intro``, ``facts`` (pairs), ``url`` (empty
            when nothing is asked), ``plain`` (all of it without markup)
        """
        values = self._get_placeholder_values()
        url = "" if kind in CANCELS else self._get_answer_url()
        values["link"] = url
        facts = [
            (self.env._("What"), values["meeting"]),
            (self.env._("When"), f"{values['day']}, {values['time']}"),
            (self.env._("Where"), values["place"]),
        ]
        subject, intro = self._make_subject_and_intro(kind, values)
        if reason:
            facts.append((self.env._("Reason"), reason))
        if url and (deadline := self._page_deadline()):
            facts.append((self.env._("Please answer by"), deadline))
        greeting = self._make_greeting()
        parts = [intro, "\n".join(f"{name}: {value}" for name, value in facts)]
        if url:
            ask = self.env._("Please answer here, no account is needed:")
            parts.append(f"{ask}\n{url}")
        parts.append("\n".join(greeting))
        return {
            "subject": " ".join(subject.split()),
            "intro": intro,
            "facts": facts,
            "url": url,
            "greeting": greeting,
            "plain": "\n\n".join(parts),
        }

    def _make_greeting(self):
        """The last lines: who writes."""
        meeting = self.meeting_id
        # sudo: the mailbox and its team may be named by whoever writes from it
        names = (meeting.user_id.name, meeting.team_id.sudo().name)
        greeting = (self.env._("Kind regards"), *names)
        return [line for line in greeting if line]

    def _make_subject_and_intro(self, kind, values):
        meeting, what = self.meeting_id, {"meeting": values["meeting"]}
        what["day"] = values["day"]
        if kind == "request":
            text = meeting._get_invitation_text()
            subject = self.env._("Invitation: %(meeting)s, %(day)s", **what)
            return subject, fill_placeholders(text, values)
        if kind == "reminder":
            subject = self.env._("Please answer: %(meeting)s, %(day)s", **what)
            sentence = self.env._(
                "We invited you to this meeting and would like to know whether you "
                "come."
            )
        elif kind == "cancel":
            subject = self.env._("Called off: %(meeting)s, %(day)s", **what)
            sentence = self.env._("You need not come to this meeting.")
            if meeting.state == "called_off":
                sentence = self.env._("This meeting does not take place.")
        elif meeting.state == "tentative":
            subject = self.env._("Not certain yet: %(meeting)s, %(day)s", **what)
            sentence = self.env._("It is open whether this meeting takes place.")
        else:
            subject = self.env._("Changed: %(meeting)s, %(day)s", **what)
            sentence = self.env._("Something about this meeting has changed.")
        return subject, f"{values['salutation']}\n\n{sentence}"

    def _render_mail(self, texts, privacy):
        return self.env["ir.qweb"]._render(
            "club_support.club_invitation_mail",
            {
                "texts": texts,
                "intro": plaintext2html(texts["intro"]),
                "company": self.company_id,
                "ask": bool(texts["url"]),
                "privacy": privacy,
            },
        )
