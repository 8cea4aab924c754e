"""A message landed in the wrong case: it moves with its files and its raw mail."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

MOVABLE = ("email", "email_outgoing", "comment", "auto_comment")


class ClubCase(models.Model):
    _inherit = "club.case"

    def _get_movable_messages(self):
        """What people wrote in this case, latest first."""
        self.ensure_one()
        return self.env["mail.message"].search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("message_type", "in", MOVABLE),
            ],
            order="id desc",
        )

    def _club_move_messages(self, messages, target):
        """Move messages of this case to another one.

        Replies that refer to them arrive at the target from then on.

        :raises UserError: with a sentence, when one of them may not move
        """
        self.ensure_one()
        self._check_message_move(messages, target)
        # sudo: both cases may be edited by the user, and the messages belong to one
        messages = messages.sudo()
        files = self._get_files_to_move(messages)
        self.env.flush_all()
        for rows in (files, messages):
            self.env["club.case.merge.reference"]._move(
                rows, "res_id", target, self, "many2one_reference"
            )
        self.env.invalidate_all()
        if target.is_restricted:
            # written even if it is already so: the notices are new
            target.write({"is_restricted": True})
        incoming = self.env["club.incoming.mail"].sudo()
        incoming.search(
            [("mail_message_id", "in", messages.ids), ("case_id", "=", self.id)]
        ).write({"case_id": target.id})
        self._log_message_move(len(messages), target)

    def _check_message_move(self, messages, target):
        # an id of any other document is refused like one that is not there
        if not messages or messages - self._get_movable_messages():
            raise UserError(
                self.env._(
                    "Please choose messages of case %(number)s. Others cannot be moved "
                    "from here.",
                    number=self.number,
                )
            )
        if target == self:
            raise UserError(
                self.env._("The messages are in this case already. Choose another one.")
            )
        if target.sudo().company_id != self.company_id:
            raise UserError(
                self.env._(
                    "A message cannot move to a case of another company. Please choose "
                    "a case of the same company."
                )
            )
        (self | target).check_access("write")
        (self | target)._check_not_merged()

    def _get_files_to_move(self, messages):
        """Files of the messages, unless one that stays has them too."""
        files = messages.attachment_ids.filtered(
            lambda file: file.res_model == self._name and file.res_id == self.id
        )
        staying = messages.search(
            [
                ("attachment_ids", "in", files.ids),
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("id", "not in", messages.ids),
            ]
        )
        return files - staying.attachment_ids

    def _log_message_move(self, count, target):
        self._message_log(
            body=self.env._(
                "%(count)s message(s) moved to case %(case)s.",
                count=count,
                case=target._get_html_link(title=target.number),
            )
        )
        target._message_log(
            body=self.env._(
                "%(count)s message(s) moved here from case %(case)s.",
                count=count,
                case=self._get_html_link(title=self.number),
            )
        )

    @api.model
    def _prepare_vals_from_messages(self, source, messages, name):
        """Values of a case that some messages of another one become.

        Whoever wrote the first of them is whom the case is about; where that was a
        colleague, the organisation stays.
        """
        first = messages.sudo().sorted("id")[0]
        vals = {
            "name": name or first.subject or source.name,
            "company_id": source.company_id.id,
            "team_id": source.team_id.id,
            "user_id": self.env.uid,
            "is_restricted": source.is_restricted,
            "origin": "email" if first.message_type == "email" else source.origin,
        }
        author = first.author_id
        if first.message_type != "email" or (author and not author.partner_share):
            return {
                **vals,
                "partner_id": source.partner_id.id,
                "contact_id": source.contact_id.id,
            }
        vals["email_from"] = first.email_from
        if author:
            vals["partner_id" if author.is_company else "contact_id"] = author.id
        elif email_normalize(first.email_from) == source.partner_id.email_normalized:
            vals["partner_id"] = source.partner_id.id
        return vals
