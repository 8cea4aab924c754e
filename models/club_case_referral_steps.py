"""The steps of a referral: sent, accepted or declined, done, withdrawn."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

ACTIVITY_ANSWERED = "club_support.mail_activity_type_referral_answered"
ACTIVITY_OVERDUE = "club_support.mail_activity_type_referral_overdue"


class ClubCaseReferral(models.Model):
    _inherit = "club.case.referral"

    # ------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------

    def action_send(self, by_hand=False):
        """Ask the other side, by one mail with a link.

        :param bool by_hand: it was told by letter or telephone, no mail leaves
        :raises UserError: when something is missing or nobody can be reached
        """
        self.check_access("write")
        self._check_step("draft")
        self._check_can_be_sent()
        # sudo: the state changes here and nowhere else
        referrals = self.sudo()
        # the rows are taken first: of two requests at a time the second one fails,
        # is repeated by Odoo, and finds them sent
        referrals.write({"state": "sent", "date_sent": fields.Datetime.now()})
        referrals.flush_recordset()
        unreachable = referrals._address()
        if by_hand:
            referrals.write({"email": False})
        elif unreachable:
            self._raise_unreachable(unreachable)
        else:
            referrals._send_mails("club_support.mail_template_case_referral")
        referrals._log_in_cases(self.env._("Passed on"))
        return True

    def action_send_by_hand(self):
        """Note that the other side was asked by letter or telephone."""
        return self.action_send(by_hand=True)

    def action_send_again(self):
        """Send a new link, to the recipient of today; earlier links become void."""
        self.check_access("write")
        self._check_step("sent")
        self._check_can_be_sent()
        # sudo: checked above; what was sent changes through steps only
        referrals = self.sudo()
        referrals.action_revoke_links()
        if unreachable := referrals._address():
            self._raise_unreachable(unreachable)
        referrals._send_mails("club_support.mail_template_case_referral")
        return True

    def _check_can_be_sent(self):
        for referral in self:
            if not (referral.text or "").strip():
                raise UserError(
                    self.env._(
                        "The text is missing. Please write what “%(organisation)s” "
                        "has to know.",
                        organisation=referral.partner_id.name,
                    )
                )
            if referral.answer_until < referral.company_id._club_today():
                raise UserError(
                    self.env._(
                        "The answer would be due in the past. Please choose a later "
                        "day for “Answer Until”."
                    )
                )

    def _address(self):
        """Choose whom to write to today.

        :return: list of ``Recipient`` who have no address that works
        """
        unreachable = []
        for function, referrals in self.grouped("function_id").items():
            recipients = referrals.partner_id._club_recipient(function)
            for referral in referrals:
                found = recipients[referral.partner_id]
                person = found.person if found.step == "holder" else found.person[:0]
                lang = person.lang or referral.partner_id.lang or self.env.lang
                values = {"recipient_id": person.id, "lang": lang}
                referral.write({**values, "email": found.email or False})
                if not found.email:
                    unreachable.append(found)
        return unreachable

    def _raise_unreachable(self, recipients):
        raise UserError(
            self.env._(
                "No mail reaches “%(organisation)s”. %(reason)s Or write a letter or "
                "call, and use “Sent by Hand”.",
                organisation=recipients[0].organisation.name,
                reason=recipients[0].reason,
            )
        )

    def _send_mails(self, template):
        """Queue one mail each and have the queue looked at."""
        self.env.ref(template).sudo().send_mail_batch(self.ids)
        # sudo: whoever may send may have the queue looked at
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    # ------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------

    def action_accept(self, note=None):
        """Note that the other side takes care of the matter.

        :param str note: what it said; without it, what is noted already stays
        """
        return self._answer_by_hand("accepted", note)

    def action_decline(self, note=None):
        """Note that the other side does not take care of the matter.

        :param str note: what it said; without it, what is noted already stays
        """
        return self._answer_by_hand("declined", note)

    def action_done(self):
        """Note that the matter is settled there."""
        self.check_access("write")
        self._check_step("accepted")
        # sudo: checked above; the state changes through steps only
        self.sudo()._take_step("done", self.env._("Referral done"))
        return True

    def action_withdraw(self):
        """Take the referral back; the page behind its link says so."""
        self.check_access("write")
        self._check_step("sent", "accepted")
        # sudo: checked above; the state changes through steps only
        self.sudo()._take_step("withdrawn", self.env._("Referral withdrawn"))
        return True

    def _answer_by_hand(self, state, note):
        self.check_access("write")
        self._check_step("sent")
        # sudo: checked above; the state changes through steps only
        for referral in self.sudo():
            values = {"answered_via": referral.answered_via or "phone"}
            if note:
                values["answer_note"] = note
            referral._take_answer(state, values)
        return True

    def _check_step(self, *states):
        """Refuse steps that do not follow from where a referral stands.

        :raises UserError: when one of the referrals is in another state
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        for referral in self:
            if referral.state not in states:
                raise UserError(
                    self.env._(
                        "The referral to “%(organisation)s” has the state “%(state)s”, "
                        "and this step does not follow from it. Please look at it "
                        "again.",
                        organisation=referral.partner_id.name,
                        state=labels[referral.state],
                    )
                )

    def _take_step(self, state, label):
        self.write({"state": state})
        self._finish_reminders()
        self._log_in_cases(label)

    def _take_answer(self, state, values):
        """Keep an answer and tell the case."""
        now = fields.Datetime.now()
        # first, so that two answers at once meet here and the second one waits
        self.write({"state": state, "date_answered": now, **values})
        self.flush_recordset()
        self._finish_reminders()
        self._log_in_cases(self._answer_label(), self.answer_note)

    def _answer_label(self):
        return {
            "accepted": self.env._("Referral accepted"),
            "declined": self.env._("Referral declined"),
            "done": self.env._("Referral done"),
        }[self.state]

    # ------------------------------------------------------------
    # Page
    # ------------------------------------------------------------

    def _page_steps(self):
        """What may be answered by the link now."""
        steps = {"sent": ("accept", "decline"), "accepted": ("done",)}
        return steps.get(self.state, ())

    def _answer_by_link(self, step, note):
        """Take the answer of whoever holds the link; the caller has verified it."""
        state = {"accept": "accepted", "decline": "declined", "done": "done"}[step]
        notes = [self.answer_note if step == "done" else "", note]
        values = {"answer_note": "\n".join(text for text in notes if text)}
        if step == "done":
            values["date_answered"] = self.date_answered
        referral = self._for_staff()
        referral._take_answer(state, {**values, "answered_via": "link"})
        referral._tell_responsible(
            ACTIVITY_ANSWERED, f"{referral._answer_label()}: {self.partner_id.name}"
        )

    # ------------------------------------------------------------
    # The case
    # ------------------------------------------------------------

    def _log_in_cases(self, label, note=None):
        """An internal note in each case: what happened with whom."""
        author = self.env.user.partner_id
        if not self.env.user._is_internal():
            author = (self.recipient_id or self.partner_id)[:1]
        bodies = {
            case.id: Markup("").join(r._log_body(label, note) for r in referrals)
            for case, referrals in self.grouped("case_id").items()
        }
        self.case_id._message_log_batch(bodies=bodies, author_id=author.id)

    def _log_body(self, label, note):
        line = Markup("<p>%s: <b>%s</b>, %s</p>")
        body = line % (label, self.partner_id.name, self.name)
        # no blockquote: the chatter folds quotations away
        return body + (plaintext2html(note) if note else "")

    def _responsible(self):
        """Whoever works on the case today, who may read it therefore."""
        case = self.case_id
        users = case.user_id | case.deputy_id | case.supervisor_id
        return users.filtered("active")[:1]

    def _for_staff(self):
        """The referral in the language of those who work on the case."""
        lang = self._responsible().lang or self.company_id.partner_id.lang
        return self.with_context(lang=lang or self.env.lang)

    def _tell_responsible(self, activity, summary):
        """One task for whoever works on the case."""
        if user := self._responsible():
            # quick update: the page must not wait for a mail server
            self.case_id.with_context(
                mail_activity_quick_update=True
            ).activity_schedule(activity, user_id=user.id, summary=summary)

    def _finish_reminders(self):
        """Nobody is reminded of what is answered or withdrawn."""
        waiting = self.case_id.referral_ids.filtered(
            lambda referral: referral.state == "sent" and referral.reminded_on
        )
        (self.case_id - waiting.case_id).activity_unlink([ACTIVITY_OVERDUE])
