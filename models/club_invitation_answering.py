"""Answers to invitations: from the page, by calendar, or told to staff."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.arguments import text_of
from ..tools.context import names_by_default

MOST_PEOPLE = 50
COMING = ("yes", "substitute")
# written by answering only
ANSWER_FIELDS = {
    "answer",
    "answer_note",
    "answered_via",
    "date_answered",
    "people_count",
    "substitute",
    "answered_revision",
    "reminded_on",
}


class ClubInvitation(models.Model):
    _inherit = "club.invitation"

    answered_revision = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        help="The revision of the meeting that the answer was given to.",
    )
    is_answer_old = fields.Boolean(
        string="Answered Before a Change",
        compute="_compute_is_answer_old",
        help="The meeting has been changed since this answer was given.",
    )
    answer_ids = fields.One2many(
        comodel_name="club.invitation.answer",
        inverse_name="invitation_id",
        string="Answers",
        readonly=True,
    )

    @api.depends("answer", "answered_revision", "meeting_id.revision")
    def _compute_is_answer_old(self):
        for invitation in self:
            invitation.is_answer_old = (
                invitation.answer != "none"
                and invitation.answered_revision < invitation.meeting_id.revision
            )

    # ------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for names in (*vals_list, names_by_default(self.env.context)):
            self._check_answer_by_hand(names)
        return super().create(vals_list)

    def write(self, vals):
        self._check_answer_by_hand(vals)
        return super().write(vals)

    @api.model
    def _check_answer_by_hand(self, names):
        if not self.env.su and ANSWER_FIELDS & set(names):
            raise UserError(
                self.env._(
                    "Answers are noted by the buttons of the invitation, so that it "
                    "stays known who answered how. Please use these."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        if self.answer_ids:
            raise UserError(
                self.env._(
                    "An invitation that was answered stays. Please withdraw it instead."
                )
            )

    # ------------------------------------------------------------
    # Taking answers
    # ------------------------------------------------------------

    def _take_answer(
        self,
        answer,
        via,
        note=None,
        people=None,
        substitute=None,
        user=None,
        email_from=None,
        date=None,
        **details,
    ):
        """Keep an answer: in the log, and as the one that counts.

        The caller has checked the right to answer. The same answer twice, such as
        by a double click, is kept once.

        :param str answer: one of ``ANSWERS``
        :param str via: one of ``ANSWERED_VIA``
        :param int people: how many come; without it one, or nobody after a no
        :param str substitute: name of whoever comes instead
        :param user: who of the staff entered it
        :param str email_from: address of the mail that brought it
        :param datetime date: naive UTC; without it now
        :param details: further values of the log rows
        """
        # sudo: answers are written here only; the caller has checked
        invitations = self.sudo()
        vals = self._prepare_answer_vals(answer, note, people, substitute)
        vals["answered_via"] = via
        invitations = invitations.filtered(lambda i: i._is_answered_anew(vals))
        date = date or fields.Datetime.now()
        # first, so that two answers at once meet here and the second one waits
        for revision, answered in invitations.grouped(
            lambda invitation: invitation.meeting_id.revision
        ).items():
            answered.write(
                {**vals, "date_answered": date, "answered_revision": revision}
            )
        invitations.flush_recordset()
        invitations._settle_proposals()
        row = {
            "user_id": user and user.id,
            "email_from": email_from,
            "date": date,
            **details,
        }
        invitations._log_answer({**vals, **row})
        return True

    @api.model
    def _prepare_answer_vals(self, answer, note, people, substitute):
        if answer in ("no", "none"):
            people = 0
        elif people is None:
            people = 1
        return {
            "answer": answer,
            "answer_note": note or False,
            "people_count": min(max(people, 0), MOST_PEOPLE),
            "substitute": (answer == "substitute" and substitute) or False,
        }

    def _is_answered_anew(self, vals):
        return self.is_answer_old or any(self[name] != vals[name] for name in vals)

    def _log_answer(self, vals):
        """One row each in the log."""
        row = {
            "note": vals["answer_note"],
            **{name: vals[name] for name in vals if name != "answer_note"},
        }
        Answer = self.env["club.invitation.answer"].sudo()
        return Answer.create(
            [
                {
                    "invitation_id": invitation.id,
                    "sequence": invitation.sequence,
                    **row,
                }
                for invitation in self
            ]
        )

    # ------------------------------------------------------------
    # Told to staff
    # ------------------------------------------------------------

    def action_answer_yes(self):
        """Note that they come, as they said by telephone."""
        return self.action_take_answer("yes")

    def action_answer_no(self):
        """Note that they do not come, as they said by telephone."""
        return self.action_take_answer("no")

    def action_answer_perhaps(self):
        """Note that they come perhaps, as they said by telephone."""
        return self.action_take_answer("perhaps")

    def action_take_answer(
        self, answer, via="phone", note=None, people=None, substitute=None
    ):
        """Note an answer that was told to staff.

        :param str answer: ``yes``, ``no``, ``perhaps`` or ``substitute``
        :param str via: ``phone``, ``letter`` or ``mail``
        :param str note: what they said besides
        :param int people: how many come
        :param str substitute: name of whoever comes instead
        :raises UserError: when nobody can come any more, or it is no answer
        """
        self.check_access("write")
        is_answer = answer in ("yes", "no", "perhaps", "substitute")
        is_count = people is None or isinstance(people, int)
        if not is_answer or not is_count or via not in ("phone", "letter", "mail"):
            raise UserError(
                self.env._(
                    "This is no answer that can be noted. Please choose one of those "
                    "that the invitation offers."
                )
            )
        self._check_can_be_answered()
        return self._take_answer(
            answer,
            via,
            note=text_of(note),
            people=people,
            substitute=text_of(substitute),
            user=self.env.user,
        )

    def _check_can_be_answered(self):
        for invitation in self:
            if invitation._closed_because() in ("withdrawn", "called_off"):
                raise UserError(
                    self.env._(
                        "%(name)s cannot answer: the invitation was withdrawn, or the "
                        "meeting called off.",
                        name=invitation.partner_id.name,
                    )
                )

    def _closed_because(self):
        """Why whoever was invited cannot answer any more.

        :return: ``withdrawn``, ``called_off``, ``held``, ``late`` or ``None``
        """
        meeting = self.meeting_id
        if self.is_withdrawn or not meeting.active:
            return "withdrawn"
        if meeting.state in ("called_off", "held"):
            return meeting.state
        if fields.Datetime.now() >= (meeting.answer_until or meeting.start):
            return "late"
        return None
