"""What invited people get: mails with an entry for their calendar."""

from datetime import UTC

from odoo import SUPERUSER_ID, Command, fields, models
from odoo.tools import formataddr, plaintext2html

from ..tools import itip
from .club_invitation_texts import CANCELS

PARTSTAT = {
    "yes": "ACCEPTED",
    "no": "DECLINED",
    "substitute": "DECLINED",
    "perhaps": "TENTATIVE",
}
STATUS = {"tentative": "TENTATIVE", "called_off": "CANCELLED"}


class ClubInvitation(models.Model):
    _inherit = "club.invitation"

    def _tell(self, kind, reason=None):
        """Queue one mail each; whoever gets no mail waits for a letter or a call.

        :param str kind: ``"request"`` (new), ``"update"`` (something changed),
            ``"cancel"``, ``"double"`` (another invitation of the same person
            remains) or ``"reminder"`` (nothing changed)
        :param str reason: why, as the organiser put it
        """
        # sudo: the callers checked who asks; what was told is written here only
        invitations = self.sudo()
        invitations._note_reached()
        by_kind = invitations.grouped(lambda line: line._choose_kind(kind))
        invitations._choose_channels()
        for own_kind, lines in by_kind.items():
            if own_kind != "reminder":
                lines._count_versions(own_kind)
            mailed = lines.filtered(lambda line: line.channel == "email")
            if mailed:
                mailed._give_up_failed_mails()
                mailed._queue_mails(own_kind, reason)

    def _queue_mails(self, kind, reason):
        """One mail each, all in one batch."""
        shared = self._prepare_shared(kind)
        texts = {
            line: line._in_own_language()._make_texts(kind, reason) for line in self
        }
        files = dict.fromkeys(self)
        if kind != "reminder":
            # files and mails are nobody's but those of the queue: Odoo opens a file
            # to whoever made it
            queue = self.env["ir.attachment"].with_user(SUPERUSER_ID)
            created = queue.create(
                [line._prepare_file_vals(kind, texts[line]) for line in self]
            )
            files = dict(zip(self, created.with_env(self.env), strict=True))
        mails = self.env["mail.mail"].create(
            [
                line._prepare_mail_vals(
                    texts[line], files[line], shared[line.meeting_id]
                )
                for line in self
            ]
        )
        for line, mail in zip(self, mails, strict=True):
            line.mail_id = mail
        self.write({"is_bounced": False, "bounce_reason": False})
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _send_reminder(self):
        """Ask those again who get mails and have not answered."""
        self.filtered(
            lambda line: line.channel == "email" and line.revision_sent >= 0
        )._tell("reminder")

    def _count_versions(self, kind):
        """Note what these people are told now.

        Whatever comes after the first mail is a newer version, also when it is sent
        again: calendars keep what they have of one version. A changed time asks
        everybody again: what was answered before stays in the log and is shown
        beside the new answer.
        """
        reached = self.filtered(lambda line: line.channel in ("email", "letter"))
        known = reached.filtered(
            lambda line: kind != "request" or line.revision_sent >= 0
        )
        for sequence, lines in known.grouped("sequence").items():
            lines.sequence = sequence + 1
        moved = reached.filtered(
            lambda line: line.start_told and line._is_time_changed()
        )
        for answer, lines in moved.grouped("answer").items():
            lines._ask_again(answer)
        reached._note_told()

    def _note_told(self):
        """These people know of the meeting as it stands now."""
        now = fields.Datetime.now()
        for meeting, lines in self.grouped("meeting_id").items():
            lines.write(
                {
                    "revision_sent": meeting.revision,
                    "start_told": meeting.start,
                    "stop_told": meeting.stop,
                    "date_told": now,
                    "date_printed": False,
                }
            )

    def _is_time_changed(self):
        meeting = self.meeting_id
        return (self.start_told, self.stop_told) != (meeting.start, meeting.stop)

    def _ask_again(self, answer):
        # whoever was reminded of the earlier day may be reminded of this one
        self.reminded_on = False
        if answer == "none":
            return
        self.write(
            {
                "answer_before": answer,
                "answer": "none",
                "answer_note": False,
                "answered_via": False,
                "date_answered": False,
                "people_count": 0,
                "substitute": False,
            }
        )

    def _give_up_failed_mails(self):
        """What could not be sent is older than what is sent now."""
        failed = (
            self.env["mail.mail"]
            .sudo()
            .search(
                [
                    ("model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("state", "=", "exception"),
                ]
            )
        )
        failed.cancel()

    # ------------------------------------------------------------
    # One mail
    # ------------------------------------------------------------

    def _prepare_shared(self, kind):
        """What all mails of a meeting share.

        :return: dict of meeting: dict
        """
        return {
            meeting: {
                "sender": meeting._get_sender(),
                "files": meeting._get_invitation_files(kind),
                "subtype": self.env.ref("mail.mt_note"),
                "privacy": lines._make_privacy_notices(kind),
            }
            for meeting, lines in self.grouped("meeting_id").items()
        }

    def _make_privacy_notices(self, kind):
        """What the first mail tells people about their data.

        :return: dict of language: HTML
        """
        if kind != "request":
            return {}
        company = self.company_id
        languages = {line._get_lang() for line in self}
        return {lang: company._club_privacy_notice(lang) for lang in languages}

    def _prepare_mail_vals(self, texts, file, shared):
        email_from, reply_to = shared["sender"]
        files = shared["files"] | file if file else shared["files"]
        return {
            "model": self._name,
            "res_id": self.id,
            "record_name": self.partner_id.name,
            "subject": texts["subject"],
            # who may read the message may not answer for the person: no link here
            "body": plaintext2html(texts["subject"]),
            "body_html": self._in_own_language()._render_mail(
                texts, shared["privacy"].get(self._get_lang())
            ),
            "author_id": self.meeting_id.user_id.partner_id.id,
            "email_from": email_from,
            "reply_to": reply_to,
            "email_to": formataddr((self.partner_id.name or "", self.email)),
            "outgoing_email_to": self.email,
            "message_type": "email_outgoing",
            "subtype_id": shared["subtype"].id,
            "is_internal": True,
            "attachment_ids": [Command.set(files.ids)],
            # a mail that comes back is told by its message, so both stay
            "auto_delete": False,
            "headers": repr({"X-Auto-Response-Suppress": "OOF, AutoReply"}),
        }

    def _prepare_file_vals(self, kind, texts):
        method = "CANCEL" if kind in CANCELS else "REQUEST"
        return {
            "name": "invite.ics",
            "raw": self._make_calendar(method, texts).encode(),
            "mimetype": f"text/calendar; method={method}; charset=utf-8",
            # the text holds the link of one person; nobody else opens the file
            "res_model": "mail.mail",
            "res_id": 0,
        }

    def _make_calendar(self, method, texts):
        meeting = self.meeting_id
        status = "CANCELLED" if method == "CANCEL" else STATUS.get(meeting.state)
        return itip.make_calendar(
            method,
            itip.Invitation(
                uid=self.uid,
                sequence=self.sequence,
                stamp=fields.Datetime.now().replace(tzinfo=UTC),
                start=meeting.start.replace(tzinfo=UTC),
                stop=meeting.stop.replace(tzinfo=UTC),
                zone=meeting.tz,
                summary=meeting.name,
                location=meeting.location or "",
                description=texts["plain"],
                organizer=itip.Person(*meeting._get_organizer()),
                attendee=itip.Person(self.email, self.partner_id.name or ""),
                status=status or "CONFIRMED",
                partstat=PARTSTAT.get(self.answer, "NEEDS-ACTION"),
            ),
        )
