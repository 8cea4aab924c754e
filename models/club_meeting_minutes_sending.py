"""The minutes on their way: one mail for each recipient, in the queue."""

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import formataddr, plaintext2html


class ClubMeeting(models.Model):
    _inherit = "club.meeting"

    def _send_minutes(self):
        """Queue one mail each and note in the history who gets one."""
        addressed, unreached = self._get_minutes_addressees()
        if not addressed:
            raise UserError(
                self.env._(
                    "No mail reaches anybody who was there or is a member. Please "
                    "print the minutes and use “Given Out by Hand”."
                )
            )
        documents = self._attach_minutes(
            {partner.lang or self.env.lang for partner in addressed.values()}
        )
        self._queue_minutes(addressed, documents)
        body = self.env._(
            "Minutes sent to: %(names)s",
            names=", ".join(partner.name for partner in addressed.values()),
        )
        if unreached:
            body += "\n" + self.env._(
                "No mail reaches: %(names)s. Please print the minutes for them.",
                names=", ".join(unreached.mapped("name")),
            )
        own = documents.get(self.env.lang) or next(iter(documents.values()))
        self._message_log(
            body=plaintext2html(body),
            attachment_ids=own.ids,
        )

    # ------------------------------------------------------------
    # To whom
    # ------------------------------------------------------------

    def _get_minutes_addressees(self):
        """Whoever was present or excused, and the representatives of the members.

        Whoever has no address that works gets them by way of the organisation.

        :return: dict of address: the ``res.partner`` who is written to, and those
            whom no mail reaches
        """
        places = self._get_minutes_people()
        people = self.env["res.partner"].union(*places)
        unusable = self.env["club.team"]._get_mailbox_addresses()
        people.mapped("is_blacklisted")
        addressed, organisations = {}, self.env["res.partner"]
        for person, organisation in places.items():
            if not person.is_company and person._club_can_mail(unusable):
                # sudo: staff writes to members, whose addresses it may know
                addressed.setdefault(person.sudo().email_normalized, person)
            else:
                organisations |= organisation
        unreached = people.filtered(
            lambda person: not (places[person] or person in addressed.values())
        )
        for organisation, found in organisations._club_recipient().items():
            if found.email:
                addressed.setdefault(found.email, found.partner)
            else:
                unreached |= organisation
        return addressed, unreached

    def _get_minutes_people(self):
        """The people who get the minutes, each with the organisation behind.

        :return: dict of ``res.partner``: organisation
        """
        rows = self.attendance_ids.filtered(
            lambda row: row.state in ("present", "excused")
        )
        pairs = [(row.partner_id, row.organisation_id) for row in rows]
        if self.network_id:
            pairs += [
                (member.representative_id, member.partner_id)
                for member in self._get_members()
            ]
        places = {}
        for person, organisation in pairs:
            if person or organisation:
                place = organisation or person.parent_id.filtered("is_company")
                places.setdefault(person or organisation, place)
        return places

    def _get_minutes_sender(self):
        """From and Reply-To: the mailbox of the team, else the user's address.

        :raises UserError: when there is neither
        """
        # sudo: the mailbox may be read by whoever writes from it
        team, user = self.team_id.sudo(), self.env.user.sudo()
        if team.email_normalized:
            address = team.email_normalized
            return formataddr((user.name, address)), formataddr((team.name, address))
        if not user.email_normalized:
            raise UserError(
                self.env._(
                    "There is no address to send from. Please choose a team with a "
                    "function mailbox, or enter your own e-mail address."
                )
            )
        return user.email_formatted, user.email_formatted

    # ------------------------------------------------------------
    # What
    # ------------------------------------------------------------

    def _attach_minutes(self, langs):
        """Keep the minutes as they are sent.

        :return: dict of language: ``ir.attachment``
        """
        files = {
            lang: self.with_context(lang=lang)._render_minutes_pdf() for lang in langs
        }
        # sudo: the document belongs to the meeting, which is checked for writing
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                [
                    {
                        "name": name,
                        "raw": content,
                        "mimetype": "application/pdf",
                        "res_model": self._name,
                        "res_id": self.id,
                    }
                    for name, content in files.values()
                ]
            )
        )
        return dict(zip(files, attachments, strict=True))

    def _queue_minutes(self, addressed, documents):
        """One mail, its message and its notification for each address."""
        email_from, reply_to = self._get_minutes_sender()
        common = {
            "model": self._name,
            "res_id": self.id,
            "record_name": self.display_name,
            "author_id": self.env.user.partner_id.id,
            "email_from": email_from,
            "reply_to": reply_to,
            # kept out of the history of the meeting, where one line tells of all
            "message_type": "user_notification",
            "subtype_id": self.env.ref("mail.mt_note").id,
            "is_internal": True,
        }
        # sudo: mails are written for others here, and by nobody's hand
        env = self.sudo().env
        messages = env["mail.message"].create(
            [
                {**common, **self._prepare_minutes_message(partner, documents)}
                for partner in addressed.values()
            ]
        )
        mails = env["mail.mail"].create(
            [
                {
                    "mail_message_id": message.id,
                    "email_to": formataddr((partner.name or "", email)),
                    "body_html": message.body,
                    # a mail that comes back is told by its message, so both stay
                    "auto_delete": False,
                    "headers": repr({"X-Auto-Response-Suppress": "OOF, AutoReply"}),
                }
                for (email, partner), message in zip(
                    addressed.items(), messages, strict=True
                )
            ]
        )
        env["mail.notification"].create(
            [
                {
                    "author_id": mail.author_id.id,
                    "mail_message_id": mail.mail_message_id.id,
                    "mail_mail_id": mail.id,
                    "res_partner_id": partner.id,
                    "notification_type": "email",
                    "notification_status": "ready",
                    "is_read": True,
                }
                for partner, mail in zip(addressed.values(), mails, strict=True)
            ]
        )
        env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _prepare_minutes_message(self, partner, documents):
        lang = partner.lang or self.env.lang
        meeting = self.with_context(lang=lang)
        values = {
            "meeting": meeting,
            "salutation": partner.with_context(lang=lang)._club_salutation(),
            "company": meeting.company_id,
        }
        return {
            "subject": meeting.env._("Minutes: %(meeting)s", meeting=meeting.name),
            "body": meeting.env["ir.qweb"]._render(
                "club_support.club_meeting_minutes_mail", values
            ),
            "partner_ids": [Command.set(partner.ids)],
            "attachment_ids": [Command.set(documents[lang].ids)],
        }
