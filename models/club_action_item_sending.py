"""Whoever took something on is told: by mail with a link, or on their desk."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formataddr, plaintext2html

from ..tools.working_days import add_days
from .club_action_item_steps import ACTIVITY_OVERDUE, ACTIVITY_OWN

PURPOSE = "action"
# what is late is reported by the same link, months after it was due
DAYS_VALID = 180
TEMPLATE = "club_support.mail_template_action_item"
WORKER = "club_support.club_support_group_worker"


class ClubActionItem(models.Model):
    _inherit = "club.action.item"

    date_sent = fields.Datetime(string="Sent On", readonly=True, copy=False)
    email = fields.Char(string="Sent To", readonly=True, copy=False, groups=WORKER)
    lang = fields.Char(string="Language", readonly=True, copy=False)
    # of use in mails only: whoever holds the link reports in the name of the owner
    link_url = fields.Char(compute="_compute_link_url", groups=fields.NO_ACCESS)
    salutation = fields.Char(compute="_compute_mail_words", groups=fields.NO_ACCESS)
    mail_from = fields.Char(compute="_compute_mail_words", groups=fields.NO_ACCESS)

    # ------------------------------------------------------------
    # Words of the mail
    # ------------------------------------------------------------

    @api.depends("date_due", "link_version")
    def _compute_link_url(self):
        for item in self:
            today = item.company_id._club_today()
            last = max(item.date_due or today, today)
            item.link_url = item._club_link_url(PURPOSE, add_days(last, DAYS_VALID))

    @api.depends("partner_id", "lang", "network_id.team_id")
    def _compute_mail_words(self):
        """How the mail begins, and the mailbox it comes from."""
        recipients = self.partner_id.filtered("is_company")._club_recipient()
        mailboxes = self._get_mailboxes()
        for item in self:
            owner = item.partner_id.with_context(lang=item.lang)
            found = recipients.get(item.partner_id)
            is_person = found and found.step == "holder"
            addressee = (
                found.person.with_context(lang=item.lang) if is_person else owner
            )
            item.salutation = addressee and addressee._club_salutation()
            address = mailboxes[item]
            item.mail_from = address and formataddr((item.company_id.name, address))

    def _get_mailboxes(self):
        """The mailbox of each item's network, else another one of the company."""
        # sudo: mailboxes are what people write to
        items = self.sudo()
        Team = items.env["club.team"]
        domain = [
            ("company_id", "in", items.company_id.ids),
            ("email_normalized", "!=", False),
        ]
        teams = Team.search(domain).grouped("company_id")
        return {
            item.sudo(self.env.su): item.network_id.team_id.email_normalized
            or teams.get(item.company_id, Team)[:1].email_normalized
            or item.company_id.email
            for item in items
        }

    # ------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------

    def action_send(self):
        """Tell those who took something on, each by one mail with a link.

        Colleagues who can read it here get an activity instead.

        :return: what to show: who was told, and who could not be
        :raises UserError: when nobody could be told, or an item is not open
        """
        self.check_access("write")
        self._check_step("open")
        self._check_has_owner()
        # sudo: checked above; what was sent is written here only
        items = self.sudo()
        # the rows are taken first: of two requests at a time the second one fails
        # and is repeated by Odoo
        items.write({"date_sent": fields.Datetime.now()})
        items.flush_recordset()
        own = items._get_colleagues()
        colleagues = items.filtered(lambda item: item in own)
        colleagues._put_on_desks(own)
        unreachable = (items - colleagues)._address()
        mailed = items - colleagues - unreachable
        if unreachable and len(unreachable) == len(items):
            unreachable._raise_unreachable()
        unreachable.write({"date_sent": False})
        mailed._send_mails(TEMPLATE)
        (mailed | colleagues)._log_each(self.env._("Sent to whoever does it"))
        return self._tell_what_was_sent(mailed | colleagues, unreachable)

    def _check_has_owner(self):
        for item in self:
            if not item.partner_id:
                raise UserError(
                    self.env._(
                        "Nobody is named for “%(item)s”. Please enter who does it.",
                        item=item.name,
                    )
                )

    def _raise_unreachable(self):
        raise UserError(
            self.env._(
                "No mail reaches “%(owner)s”. Please add an e-mail address there, or "
                "tell them yourself.",
                owner=self[0].partner_id.name,
            )
        )

    def _tell_what_was_sent(self, sent, unreachable):
        text = self.env._("%(count)s action items were sent.", count=len(sent))
        if unreachable:
            names = ", ".join(unreachable.partner_id.mapped("name"))
            text = self.env._(
                "%(count)s action items were sent. No mail reaches: %(names)s.",
                count=len(sent),
                names=names,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if unreachable else "success",
                "message": text,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _address(self):
        """Choose the address of today, and the language.

        :return: items whose owner no mail reaches
        """
        recipients = self.partner_id.filtered("is_company")._club_recipient()
        unusable = self.env["club.team"]._get_mailbox_addresses()
        unreachable = self.browse()
        for owner, items in self.grouped("partner_id").items():
            found = recipients.get(owner)
            if found:
                email = found.email
                lang = found.partner.lang or owner.lang
            else:
                email = owner._club_can_mail(unusable) and owner.email_normalized
                lang = owner.lang
            items.write({"email": email or False, "lang": lang or self.env.lang})
            if not email:
                unreachable |= items
        return unreachable

    def _send_mails(self, template):
        """Queue one mail each and have the queue looked at."""
        if not self:
            return
        mails = self.env.ref(template).sudo().send_mail_batch(self.ids)
        # who may read the message may not report for the owner: no link here
        for subject, group in mails.grouped("subject").items():
            group.mail_message_id.body = plaintext2html(subject or "")
        # sudo: whoever may send may have the queue looked at
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    # ------------------------------------------------------------
    # Colleagues
    # ------------------------------------------------------------

    def _get_colleagues(self):
        """Owners who work here and may read their item.

        :return: dict of item: ``res.users``
        """
        users = self.partner_id.user_ids.filtered(
            lambda user: user.active and user._is_internal()
        )
        found = {}
        for user in users:
            own = self.filtered(
                lambda item, user=user: item.partner_id == user.partner_id
            )
            readable = own.with_user(user)._filtered_access("read")
            found.update(dict.fromkeys(readable.with_env(own.env), user))
        return found

    def _put_on_desks(self, users):
        self.activity_unlink([ACTIVITY_OWN])
        self._create_activities(ACTIVITY_OWN, users)

    def _create_activities(self, xml_id, users, summaries=None):
        """One activity for each item that has a user."""
        # nobody is written a mail for each of them: they stand on the desk
        Activity = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        common = {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "activity_type_id": self.env.ref(xml_id).id,
            "automated": True,
        }
        return Activity.create(
            [
                {
                    **common,
                    "res_id": item.id,
                    "user_id": users[item].id,
                    "summary": (summaries or {}).get(item) or item.name,
                    "date_deadline": max(
                        item.date_due or item.company_id._club_today(),
                        item.company_id._club_today(),
                    ),
                }
                for item in self
                if users.get(item)
            ]
        )

    def _get_coordinators(self):
        """Who sees to each item: whoever organises its network.

        :return: dict of item: ``res.users``, empty where nobody is left
        """
        return {
            item: item.network_id._get_staff().filtered("active")[:1] for item in self
        }

    # ------------------------------------------------------------
    # Other owner, other day
    # ------------------------------------------------------------

    def _forget_owner(self):
        """Whoever had it before cannot report it any more."""
        # sudo: written here only; who may name an owner may take it from another
        items = self.sudo()
        items.action_revoke_links()
        items.write(
            {
                "date_sent": False,
                "email": False,
                "lang": False,
                "date_proposed": False,
                "proposal_note": False,
            }
        )
        items._rearm()
        items.activity_unlink([ACTIVITY_OWN])

    def _rearm(self):
        """Remind anew."""
        self.write({"reminded_on": False, "overdue_on": False})
        self.activity_unlink([ACTIVITY_OVERDUE])
        for day, items in self.filtered("date_due").grouped("date_due").items():
            items.activity_reschedule([ACTIVITY_OWN], date_deadline=day)
