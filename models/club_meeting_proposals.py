"""Topics that members propose for a meeting, as plain text from the page of a link."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

ACTIVITY_PROPOSED = "club_support.mail_activity_type_topic_proposed"
LONGEST_NAME = 150
LONGEST_TEXT = 2000
MOST_PROPOSALS = 3


class ClubMeeting(models.Model):
    _inherit = "club.meeting"

    def _propose_agenda_item(self, partner, name, text=""):
        """Take a topic that somebody without an account proposes.

        The caller has made sure who it is. The organiser accepts or declines it.

        :param partner: the ``res.partner`` who proposes it
        :param str name: plain text
        :param str text: plain text
        :return: the ``club.agenda.item``
        :raises UserError: when it comes too late, is too long or one too many
        """
        self.ensure_one()
        # sudo: whoever holds the link is nobody to Odoo; checked right here
        meeting = self.sudo()
        name = " ".join(self._keep_printable(name).split())
        text = self._keep_printable(text).strip()
        meeting._check_proposal_text(name, text)
        meeting._claim()
        meeting._check_proposal_place(partner)
        item = self.env["club.agenda.item"].sudo()
        item = item.create(
            {
                "meeting_id": meeting.id,
                "name": name,
                "text": text and plaintext2html(text),
                "state": "proposed",
                "sequence": max(meeting.agenda_item_ids.mapped("sequence"), default=0)
                + 10,
                "presenter_id": partner.id,
                "proposed_by_id": partner.id,
            }
        )
        meeting._tell_of_proposal(item)
        return item

    def _keep_printable(self, text):
        text = text if isinstance(text, str) else ""
        return "".join(char for char in text if char.isprintable() or char == "\n")

    def _check_proposal_text(self, name, text):
        if not name:
            raise UserError(
                self.env._("The topic is missing. Please write a few words.")
            )
        if len(name) > LONGEST_NAME or len(text) > LONGEST_TEXT:
            raise UserError(
                self.env._(
                    "This is too long. A topic has at most %(name)s characters, its "
                    "explanation %(text)s.",
                    name=LONGEST_NAME,
                    text=LONGEST_TEXT,
                )
            )

    def _check_proposal_place(self, partner):
        if self._has_begun() or self.state not in ("planned", "tentative"):
            raise UserError(
                self.env._(
                    "Topics can be proposed until the meeting begins. Please write to "
                    "the organiser instead."
                )
            )
        own = self.agenda_item_ids.filtered(
            lambda item: item.proposed_by_id == partner and partner
        )
        if not partner or len(own) >= MOST_PROPOSALS:
            raise UserError(
                self.env._(
                    "Each person can propose %(count)s topics for a meeting. Please "
                    "write to the organiser if there are more.",
                    count=MOST_PROPOSALS,
                )
            )

    def _tell_of_proposal(self, item):
        """A line in the history, and one task for as long as proposals wait."""
        user = self._get_organiser()
        lang = user.lang or self.company_id.partner_id.lang or self.env.lang
        meeting = self.with_context(lang=lang)
        summary = meeting.env._(
            "%(person)s proposes the topic “%(topic)s”.",
            person=item.proposed_by_id.name,
            topic=item.name,
        )
        meeting._message_log(body=summary, author_id=item.proposed_by_id.id)
        meeting._tell_organiser(ACTIVITY_PROPOSED, summary)

    def _forget_decided_proposals(self):
        """Nobody is reminded of proposals that are decided on."""
        waiting = self.agenda_item_ids.filtered(lambda item: item.state == "proposed")
        # sudo: the task is for whoever decides, also for colleagues who did
        (self - waiting.meeting_id).sudo().activity_unlink([ACTIVITY_PROPOSED])
