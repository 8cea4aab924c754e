"""Telling each organisation once what becomes of all its displaced uses."""

from odoo import models
from odoo.tools import formataddr, plaintext2html
from odoo.tools.misc import format_date, format_time


class ClubClosure(models.Model):
    _inherit = "club.closure"

    def _tell(self, kind, lines):
        """One mail or letter for each organisation with all that is displaced.

        :param str kind: ``"closed"`` or ``"undone"``
        :param lines: ``club.closure.displaced`` that were just settled or restored
        """
        for closure in self:
            own = lines.filtered(lambda line, one=closure: line.closure_id == one)
            by_partner = own.grouped("partner_id")
            recipients = own.partner_id._club_recipient()
            vals_list = [
                closure._prepare_notice_vals(kind, recipient, by_partner[partner])
                for partner, recipient in recipients.items()
            ]
            notices = self.env["club.closure.notice"].create(vals_list)
            notices._queue_mails()
            if own:
                closure._log_settled(kind, own, notices)

    def _prepare_notice_vals(self, kind, recipient, lines):
        who = recipient.person or recipient.organisation
        lang = who.lang or self.env.lang
        closure = self.with_context(lang=lang)
        return {
            "closure_id": self.id,
            "kind": kind,
            "partner_id": recipient.organisation.id,
            "person_id": recipient.person.id,
            "channel": recipient.channel,
            "explanation": recipient.reason,
            "email": recipient.email,
            "address": "\n".join(recipient.address_lines),
            "salutation": recipient.salutation,
            "subject": closure._make_subject(kind),
            "body": closure._render_text(kind, lines),
            "use_count": len(lines),
            "user_id": self.env.uid,
        }

    def _render_text(self, kind, lines):
        """What becomes of the uses, in the language of the environment."""
        return self.env["ir.qweb"]._render(
            "club_support.club_closure_notice_text",
            {
                "kind": kind,
                "closure": self,
                "user": self.env.user,
                "rows": [
                    line._describe()
                    for line in lines.with_env(self.env).sorted("start_before")
                ],
            },
        )

    def _make_subject(self, kind):
        values = {"facility": self.facility_id.name, "reason": self.name}
        if kind == "undone":
            return self.env._("%(facility)s stays open: your times", **values)
        return self.env._("%(facility)s is closed (%(reason)s): your times", **values)

    def _log_settled(self, kind, lines, notices):
        """A sentence in the history of the closure."""
        self.message_post(
            body=plaintext2html(
                self.env._(
                    "%(uses)s uses settled: %(moved)s moved, %(cancelled)s cancelled. "
                    "%(mails)s organisations get a mail, %(letters)s a letter, "
                    "%(lost)s cannot be reached.",
                    uses=len(lines),
                    moved=len(lines.filtered(lambda line: line.way == "move")),
                    cancelled=len(lines.filtered(lambda line: line.way == "cancel")),
                    **notices._count_ways(),
                )
                if kind == "closed"
                else self.env._(
                    "Taken back: %(uses)s uses take place as they were. %(mails)s "
                    "organisations get a mail, %(letters)s a letter, %(lost)s cannot "
                    "be reached.",
                    uses=len(lines),
                    **notices._count_ways(),
                )
            ),
            subtype_xmlid="mail.mt_note",
        )

    def _get_sender(self):
        """From and Reply-To: the function mailbox, else the user's own address."""
        # sudo: the mailbox may be named by whoever writes from it
        teams = (
            self.env["club.team"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("email_normalized", "!=", False),
                ]
            )
        )
        user = self.env.user
        own = teams.filtered(lambda team: user in team.member_ids | team.user_id)
        team = (own or teams)[:1]
        if not team:
            address = user.email_formatted or self.company_id.email_formatted
            return address, address
        mailbox = team.email_normalized
        return formataddr((user.name, mailbox)), formataddr((team.name, mailbox))


class ClubClosureDisplaced(models.Model):
    _inherit = "club.closure.displaced"

    def _describe(self):
        """What the organisation reads of this use, in the language of the context.

        :return: dict of name, before, way and after
        """
        before = self._describe_time(
            self.facility_before_id, self.start_before, self.stop_before
        )
        after = self._describe_time(self.facility_id, self.start, self.stop)
        return {
            "name": self.reservation_id.name,
            "before": before,
            "way": self.way,
            "after": after if self.way == "move" else "",
        }

    def _describe_time(self, facility, start, stop):
        """Such as “Tuesday, March 2, 2027, 18:00–20:00, Mill Hall · Third A”."""
        if not (facility and start and stop):
            return ""
        place = self.reservation_id.new({"facility_id": facility.id})
        local, end = place._local(start), place._local(stop)
        day = format_date(self.env, local.date(), date_format="full")
        hours = "–".join(
            format_time(self.env, moment.time(), time_format="short")
            for moment in (local, end)
        )
        return f"{day}, {hours}, {facility.display_name}"


class ClubClosureNotice(models.Model):
    _inherit = "club.closure.notice"

    def _count_ways(self):
        by_channel = self.grouped("channel")
        return {
            "mails": len(by_channel.get("email", ())),
            "letters": len(by_channel.get("letter", ())),
            "lost": len(by_channel.get("none", ())),
        }

    def _queue_mails(self):
        """One mail each into the queue."""
        mailed = self.filtered(lambda notice: notice.channel == "email")
        if not mailed:
            return
        senders = {
            closure: closure._get_sender() for closure in mailed.mapped("closure_id")
        }
        mails = self.env["mail.mail"].create(
            [
                notice._prepare_mail_vals(*senders[notice.closure_id])
                for notice in mailed
            ]
        )
        for notice, mail in zip(mailed, mails, strict=True):
            notice.mail_id = mail
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _prepare_mail_vals(self, email_from, reply_to):
        who = self.person_id or self.partner_id
        return {
            "model": self._name,
            "res_id": self.id,
            "record_name": self.partner_id.name,
            "subject": self.subject,
            "body": plaintext2html(self.subject or ""),
            "body_html": self.env["ir.qweb"]
            .with_context(lang=self._get_lang())
            ._render(
                "club_support.club_closure_notice_mail",
                {"notice": self, "company": self.company_id},
            ),
            "author_id": self.user_id.partner_id.id,
            "email_from": email_from,
            "reply_to": reply_to,
            "email_to": formataddr((who.name or "", self.email)),
            "message_type": "email_outgoing",
            "subtype_id": self.env.ref("mail.mt_note").id,
            "is_internal": True,
            # a mail that comes back is told by its message, so both stay
            "auto_delete": False,
            "headers": repr({"X-Auto-Response-Suppress": "OOF, AutoReply"}),
        }
