"""What an event in a case says in words."""

from markupsafe import Markup

from odoo import api, models
from odoo.tools.mail import email_split_tuples

from .club_case_timeline import LONGEST_DETAIL


class ClubCaseTimeline(models.Model):
    _inherit = "club.case.timeline"

    @api.model
    def _get_icons(self):
        """The icon of each kind, by its name in Font Awesome."""
        return {
            "opened": "fa-folder-open-o",
            "closed": "fa-folder-o",
            "entry": "fa-comments-o",
            "mail_in": "fa-envelope text-primary",
            "mail_out": "fa-reply",
            "note": "fa-sticky-note-o",
            "activity": "fa-check",
            "deadline": "fa-calendar-times-o",
        }

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_icon(self):
        icons = self._get_icons()
        for row in self:
            row.icon = Markup('<i class="fa fa-fw %s" title="%s"></i>') % (
                icons[row.kind],
                self._get_label(row, "kind"),
            )

    @api.depends("kind", "res_model", "res_id", "user_id")
    @api.depends_context("lang", "tz")
    def _compute_description(self):
        for kind, rows in self.grouped("kind").items():
            # sudo: who may read a row may read the case and what belongs to it
            records = self.env[rows[0].res_model].sudo().browse(rows.mapped("res_id"))
            behind = {record.id: record for record in records}
            for row in rows:
                record = behind[row.res_id]
                title, detail = getattr(rows, f"_describe_{kind}")(record)
                row.title = title
                row.detail = self._shorten(detail)
                row.person = self._get_person(row, record)

    @api.model
    def _shorten(self, text):
        text = " ".join((text or "").split())
        if len(text) <= LONGEST_DETAIL:
            return text
        return text[: LONGEST_DETAIL - 1] + "…"

    @api.model
    def _get_person(self, row, record):
        if row.res_model == "mail.message":
            sender = (email_split_tuples(record.email_from or "") or [("", "")])[0]
            return record.author_id.name or sender[0] or sender[1]
        # sudo: names of colleagues are no secret
        return row.user_id.sudo().name

    def _get_label(self, record, field):
        labels = dict(record._fields[field]._description_selection(self.env))
        return labels.get(record[field], "")

    def _describe_opened(self, case):
        return self.env._("Case Opened"), case.name

    def _describe_closed(self, case):
        return self.env._("Case Closed"), case.result_id.name

    def _describe_entry(self, entry):
        whom = entry.contact_id.name or entry.partner_id.name
        channel = self._get_label(entry, "channel")
        return ", ".join(part for part in (channel, whom) if part), entry.note

    def _describe_mail_in(self, message):
        return message.subject or self.env._("Mail"), message.preview

    def _describe_mail_out(self, message):
        return message.subject or self.env._("Answer"), message.preview

    def _describe_note(self, message):
        return message.subject or self.env._("Note"), message.preview

    def _describe_activity(self, message):
        name = message.mail_activity_type_id.name
        return name or self.env._("Activity"), message.preview

    def _describe_deadline(self, deadline):
        done = self.env._("done") if deadline.is_done else ""
        return deadline.display_name, done

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------
