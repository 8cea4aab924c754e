"""What stands in the file of a case (Fallakte), section by section."""

from odoo import fields, models
from odoo.tools import format_date, format_datetime, formatLang

from ..tools.printable_html import printable_html

# events that stay in the house unless the reader asks for them
INTERNAL = ("note", "activity")


class ClubCase(models.Model):
    _inherit = "club.case"

    def _club_get_file(self, with_notes=False):
        """All that the file of a case shows.

        The minutes of entries are never in it.

        :param bool with_notes: whether internal notes are part of it
        """
        self.ensure_one()
        # also where Odoo's own route prints it
        self._club_log_reading("pdf")
        events = self._club_get_file_events(with_notes)
        return {
            "printed": fields.Datetime.now(),
            "head": self._club_get_file_head(),
            "sections": [
                section for section in self._club_get_file_sections() if section["rows"]
            ],
            "events": events,
            "messages": self._club_get_file_messages(events),
            "attachments": self._club_get_file_attachments(events, with_notes),
        }

    def _club_get_file_events(self, with_notes):
        """The timeline from the beginning to the end."""
        domain = [("case_id", "=", self.id)]
        if not with_notes:
            domain.append(("kind", "not in", INTERNAL))
        return self.env["club.case.timeline"].search(domain, order="date, id")

    # ------------------------------------------------------------
    # Head
    # ------------------------------------------------------------

    def _club_get_file_head(self):
        """Pairs of label and text; what is empty is left out."""
        rows = []
        for name in (
            "type_id",
            "stage_id",
            "result_id",
            "partner_id",
            "contact_id",
            "user_id",
            "deputy_id",
            "supervisor_id",
            "team_id",
            "area_id",
            "field_of_action_id",
            "target_group_ids",
            "origin",
            "date_open",
            "date_reply_by",
            "date_closed",
            "previous_case_id",
        ):
            field = self._fields[name]
            label = field._description_string(self.env)
            rows.append((label, self._club_format_field(field)))
        return [(label, text) for label, text in rows if text]

    def _club_format_field(self, field):
        value = self[field.name]
        if not value:
            return ""
        if field.type == "date":
            return format_date(self.env, value)
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        # sudo: names of colleagues and teams are no secret to who reads the case
        if field.comodel_name in ("res.users", "club.team"):
            value = value.sudo()
        return ", ".join(value.mapped("display_name"))

    # ------------------------------------------------------------
    # Sections
    # ------------------------------------------------------------

    def _club_get_file_sections(self):
        """Tables of the file; each room adds its own.

        :return: list of dicts with title, columns (pairs of label and width in per
            cent) and rows (lists of texts)
        """
        return [
            self._club_get_file_people(),
            self._club_get_file_deadlines(),
            self._club_get_file_goals(),
            self._club_get_file_assessments(),
            self._club_get_file_referrals(),
            self._club_get_file_entries(),
        ]

    def _club_get_file_people(self):
        rows = [
            [role, partner.name, partner.phone or "", partner.email or ""]
            for role, partner in (
                (self.env._("Organisation"), self.partner_id),
                (self.env._("Contact person"), self.contact_id),
            )
            if partner
        ]
        if self.sender_label and self.sender_is_unknown:
            rows.append([self.env._("Sender"), self.sender_label, "", ""])
        return {
            "title": self.env._("People involved"),
            "columns": [
                (self.env._("Role"), 20),
                (self.env._("Name"), 32),
                (self.env._("Telephone"), 18),
                (self.env._("E-mail"), 30),
            ],
            "rows": rows,
        }

    def _club_get_file_deadlines(self):
        return {
            "title": self.env._("Deadlines"),
            "columns": [
                (self.env._("Date"), 15),
                (self.env._("What ends"), 70),
                (self.env._("Done"), 15),
            ],
            "rows": [
                [
                    format_date(self.env, deadline.date),
                    deadline.display_name,
                    self.env._("yes") if deadline.is_done else self.env._("no"),
                ]
                for deadline in self.deadline_ids
            ],
        }

    def _club_get_file_goals(self):
        return {
            "title": self.env._("Goals"),
            "columns": [
                (self.env._("Goal"), 34),
                (self.env._("Indicator"), 26),
                (self.env._("At the start"), 20),
                (self.env._("At the end"), 20),
            ],
            "rows": [
                [
                    goal.name,
                    goal.indicator or "",
                    self._club_format_choice(goal, "start_value"),
                    self._club_format_choice(goal, "end_value"),
                ]
                for goal in self.goal_ids
            ],
        }

    def _club_get_file_assessments(self):
        return {
            "title": self.env._("Assessments"),
            "columns": [
                (self.env._("Date"), 15),
                (self.env._("Moment"), 15),
                (self.env._("Maturity"), 10),
                (self.env._("Note"), 60),
            ],
            "rows": [
                [
                    format_date(self.env, assessment.date),
                    self._club_format_choice(assessment, "moment"),
                    formatLang(self.env, assessment.level, digits=1),
                    assessment.note or "",
                ]
                for assessment in self.assessment_ids.sorted("date")
            ],
        }

    def _club_get_file_referrals(self):
        return {
            "title": self.env._("Referrals"),
            "columns": [
                (self.env._("Passed on to"), 28),
                (self.env._("Subject"), 27),
                (self.env._("State"), 15),
                (self.env._("Answer"), 30),
            ],
            "rows": [
                [
                    referral.partner_id.name,
                    referral.name,
                    self._club_format_choice(referral, "state"),
                    referral.answer_note or "",
                ]
                for referral in self.referral_ids
            ],
        }

    def _club_format_choice(self, record, field):
        labels = dict(record._fields[field]._description_selection(self.env))
        return labels.get(record[field], "")

    def _club_get_file_entries(self):
        return {
            "title": self.env._("Contact entries"),
            "columns": [
                (self.env._("Date"), 16),
                (self.env._("Channel"), 14),
                (self.env._("Spoken with"), 17),
                (self.env._("By"), 17),
                (self.env._("Note"), 36),
            ],
            "rows": [
                [
                    self._club_format_moment(entry.date),
                    self._club_format_choice(entry, "channel"),
                    entry.contact_id.name or "",
                    # sudo: names of colleagues are no secret
                    entry.user_id.sudo().name or "",
                    entry.note or "",
                ]
                for entry in self.entry_ids.sorted("date")
            ],
        }

    def _club_format_moment(self, moment):
        return format_datetime(self.env, moment, dt_format="short")

    # ------------------------------------------------------------
    # Correspondence and files
    # ------------------------------------------------------------

    def _club_get_file_messages(self, events):
        """Mails, and notes if asked for, in full: what came first stands first."""
        rows = events.filtered(lambda event: event.res_model == "mail.message")
        labels = dict(events._fields["kind"]._description_selection(self.env))
        # sudo: who may read the case may read what was written in it
        messages = self.env["mail.message"].sudo().browse(rows.mapped("res_id"))
        return [
            {
                "kind": labels[event.kind],
                "is_internal": event.kind in INTERNAL,
                "date": self._club_format_moment(message.date),
                "sender": message.author_id.name or message.email_from or "",
                "recipients": self._club_get_file_recipients(message),
                "subject": message.subject or "",
                "body": printable_html(message.body),
                "files": message.attachment_ids.mapped("name"),
            }
            for event, message in zip(rows, messages, strict=True)
        ]

    def _club_get_file_recipients(self, message):
        names = message.partner_ids.mapped("name")
        if message.outgoing_email_to:
            names.append(message.outgoing_email_to)
        if message.message_type == "email" and message.incoming_email_to:
            names.append(message.incoming_email_to)
        return ", ".join(names)

    def _club_get_file_attachments(self, events, with_notes):
        """Files of the case and of the messages that are part of the file.

        :return: pairs of the attachment and the message it came with, or none
        """
        rows = events.filtered(lambda event: event.res_model == "mail.message")
        # sudo: who may read the case may read what was written in it
        messages = self.env["mail.message"].sudo().browse(rows.mapped("res_id"))
        origins = {}
        for message in messages:
            for attachment in message.attachment_ids:
                origins.setdefault(attachment, message)
        # sudo: as above; those of fields, such as previews, are none of ours
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "club.case"),
                    ("res_id", "=", self.id),
                    ("res_field", "=", False),
                ],
                order="id",
            )
        )
        others = attachments - messages.attachment_ids
        if not with_notes:
            others -= self._club_get_internal_attachments()
        none = messages.browse()
        pairs = [*origins.items(), *((attachment, none) for attachment in others)]
        return sorted(pairs, key=lambda pair: pair[0].id)

    def _club_get_internal_attachments(self):
        """Files that came with a message that is no mail."""
        domain = [("case_id", "=", self.id), ("kind", "in", ("mail_in", "mail_out"))]
        mails = self.env["club.case.timeline"].search(domain).mapped("res_id")
        # sudo: they are left out of what is shown
        messages = self.sudo().message_ids
        return messages.filtered(lambda m: m.id not in mails).attachment_ids
