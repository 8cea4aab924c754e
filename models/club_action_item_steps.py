"""The steps of an action item: done, dropped, open again."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html

from ..tools.arguments import text_of
from ..tools.context import names_by_default

ACTIVITY_OWN = "club_support.mail_activity_type_action_item"
ACTIVITY_OVERDUE = "club_support.mail_activity_type_action_item_overdue"
ACTIVITY_REPORTED = "club_support.mail_activity_type_action_item_reported"
# changed by the steps only
STEP_FIELDS = {
    "state",
    "date_done",
    "done_via",
    "date_sent",
    "email",
    "lang",
    "reminded_on",
    "overdue_on",
    "date_proposed",
    "proposal_note",
}


class ClubActionItem(models.Model):
    _inherit = "club.action.item"

    may_report = fields.Boolean(compute="_compute_may_report")

    @api.depends("partner_id")
    @api.depends_context("uid")
    def _compute_may_report(self):
        """Who organises the network, and the colleague whose item it is."""
        editable = self._filtered_access("write")
        for item in self:
            item.may_report = item in editable or item._is_own()

    def _is_own(self):
        user = self.env.user
        return user._is_internal() and self.partner_id == user.partner_id

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def action_done(self, note=None):
        """Note that it is done; colleagues may say so of their own items.

        :param str note: what came of it; without it, what is noted already stays
        :raises UserError: when it is not open
        """
        note = text_of(note)
        self._check_may_report()
        self._check_step("open")
        for via, items in self.grouped(lambda item: item._reported_by()).items():
            items._finish("done", via, note)
        return True

    def action_drop(self, reason=None):
        """Note that nobody has to do it any more.

        :param str reason: why; without it, what is noted already says so
        :raises UserError: when it is not open, or nothing says why
        """
        reason = text_of(reason)
        self.check_access("write")
        self._check_step("open")
        for item in self:
            if not (reason or item.done_note or "").strip():
                raise UserError(
                    self.env._(
                        "Please write under “What Came of It” why nobody has to do "
                        "“%(item)s” any more.",
                        item=item.name,
                    )
                )
        self._finish("dropped", "staff", reason)
        return True

    def action_reopen(self):
        """Take up again what was done or dropped; reminders begin anew."""
        self.check_access("write")
        self._check_step("done", "dropped")
        # sudo: checked above; the state changes through steps only
        items = self.sudo()
        items.write({"state": "open", "date_done": False, "done_via": False})
        items._rearm()
        items._log_each(self.env._("Open again"))
        return True

    def _reported_by(self):
        return "owner" if self._is_own() else "staff"

    def _check_may_report(self):
        """
        :raises AccessError: for whoever neither organises the network nor owns it
        """
        self.check_access("read")
        others = self.filtered(lambda item: not item._is_own())
        if others and not others.has_access("write"):
            raise AccessError(
                self.env._(
                    "Only whoever has taken it on or organises the network may report "
                    "an action item. Please ask the coordinator."
                )
            )

    def _check_step(self, *states):
        """Refuse steps that do not follow from where an item stands.

        :raises UserError: when one of the items is in another state
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        for item in self:
            if item.state not in states:
                raise UserError(
                    self.env._(
                        "“%(item)s” has the state “%(state)s”, and this step does not "
                        "follow from it. Please look at it again.",
                        item=item.name,
                        state=labels[item.state],
                    )
                )

    def _finish(self, state, via, note):
        # sudo: checked by the callers; the state changes through steps only
        items = self.sudo()
        for company, group in items.grouped("company_id").items():
            vals = {
                "state": state,
                "date_done": company._club_today(),
                "done_via": via,
                "date_proposed": False,
                "proposal_note": False,
            }
            group.write({**vals, "done_note": note} if note else vals)
        items.activity_unlink([ACTIVITY_OWN, ACTIVITY_OVERDUE, ACTIVITY_REPORTED])
        label = self.env._("Done") if state == "done" else self.env._("Dropped")
        items._log_each(label, note, items.partner_id[:1] if via == "link" else None)

    def _log_each(self, label, note=None, author=None):
        """An internal note on each item: what happened.

        :param author: a ``res.partner``; without it the user
        """
        body = Markup("<p><b>%s</b></p>") % label
        body += plaintext2html(note) if note else ""
        author = author or self.env.user.partner_id
        self._message_log_batch(
            bodies=dict.fromkeys(self.ids, body), author_id=author.id
        )

    # ------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for names in (*vals_list, names_by_default(self.env.context)):
            self._check_by_hand(names)
        return super().create(vals_list)

    def write(self, vals):
        self._check_by_hand(vals)
        changed = self._get_changed("partner_id", vals)
        moved = self._get_changed("date_due", vals)
        result = super().write(vals)
        if changed:
            changed._forget_owner()
        if moved:
            # sudo: written here only; who may set a new day may have it watched
            moved.sudo()._rearm()
        return result

    def _get_changed(self, name, vals):
        if name not in vals:
            return self.browse()
        value = self._fields[name].convert_to_cache(vals[name], self)
        return self.filtered(
            lambda item: item._fields[name].convert_to_cache(item[name], item) != value
        )

    @api.model
    def _check_by_hand(self, names):
        """Refuse jumps around the steps."""
        if not self.env.su and STEP_FIELDS & set(names):
            raise UserError(
                self.env._(
                    "An action item changes by its own steps only. Please use “Done”, "
                    "“Drop”, “Open Again” or “Send”."
                )
            )
