"""Each club gets one mail or letter with all of its times."""

from collections import defaultdict
from typing import NamedTuple

from babel.dates import get_day_names
from dateutil.rrule import rrulestr

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formataddr
from odoo.tools.misc import babel_locale_parse, get_lang

TEMPLATE = "club_support.club_season_mail"


class Time(NamedTuple):
    """One time of a group, as the club reads it."""

    group: str
    when: str
    space: str
    period: str
    # (reason, dates) on which it does not take place
    exceptions: tuple


class Refusal(NamedTuple):
    """What a group wished and does not get, and why."""

    group: str
    wishes: str
    reason: str


class ClubSeason(models.Model):
    _inherit = "club.season"

    notice_ids = fields.One2many(
        comodel_name="club.season.notice",
        inverse_name="season_id",
        string="Notices",
        groups="club_support.club_support_group_officer,"
        "club_support.club_support_group_management",
    )

    def _tell_clubs(self):
        """Write to each club whose times are news to it.

        :return: what to show: how many clubs get a mail, a letter or nothing
        :raises UserError: when there is no address to send from
        """
        self.ensure_one()
        # sudo: the callers checked; notices are written here only
        season = self.sudo()
        news = season._find_news()
        notices = season.env["club.season.notice"].create(
            season._prepare_notice_vals_list(news)
        )
        mailed = notices.filtered(lambda notice: notice.channel == "email")
        mailed._queue_mails()
        return self._show_told(notices)

    def _find_news(self):
        """Clubs whose times or refusals differ from what they were told last.

        :return: dict of partner to (times, refusals), both of records
        """
        told = {}
        for notice in self.notice_ids.sorted("id"):
            told[notice.partner_id] = notice.content
        times = self.series_ids.filtered(
            lambda one: one.state == "confirmed" and one.partner_id
        ).grouped("partner_id")
        refused = self._find_refused().grouped(
            lambda one: one.application_id.partner_id
        )
        news = {}
        for partner in self.env["res.partner"].union(*times, *refused):
            both = (
                times.get(partner, self.series_ids.browse()),
                refused.get(partner, self.application_ids.wish_ids.browse()),
            )
            if told.get(partner) != self._make_content(*both):
                news[partner] = both
        return news

    def _find_refused(self):
        """Wishes of which the group hears that they were not met."""
        return self.application_ids.wish_ids.filtered(
            lambda one: one.refusal and one.state == "refused"
        )

    def _make_content(self, series, wishes):
        """What is told, to be compared with what was told before."""
        lines = [
            f"{one.id} {one.facility_id.id} {one.rrule} {one.hour_from} {one.hour_to} "
            f"{one.date_from} {one.date_to} {one.skipped_ids.mapped('date')}"
            for one in series.sorted("id")
        ]
        lines += [f"{one.id} {one.refusal}" for one in wishes.sorted("id")]
        return "\n".join(lines)

    # ------------------------------------------------------------
    # Notices
    # ------------------------------------------------------------

    def _prepare_notice_vals_list(self, news):
        recipients = self.env["res.partner"].union(*news)._club_recipient()
        now = fields.Datetime.now()
        vals_list = []
        for partner, (series, wishes) in news.items():
            found = recipients[partner]
            lang = found.partner.lang or partner.lang or self.env.lang
            vals_list.append(
                {
                    "season_id": self.id,
                    "partner_id": partner.id,
                    "person_id": found.person.id,
                    "channel": found.channel,
                    "reason": found.reason,
                    "salutation": found.salutation,
                    "email": found.email,
                    "addressee": found.partner.name,
                    "address": "\n".join(found.address_lines),
                    "lang": lang,
                    "body": self.with_context(lang=lang)._render_times(series, wishes),
                    "content": self._make_content(series, wishes),
                    "time_count": len(series),
                    "refused_count": len(wishes),
                    "date": now,
                }
            )
        return vals_list

    def _render_times(self, series, wishes):
        """The text with a table of all times, in the language of the environment."""
        series, wishes = series.with_env(self.env), wishes.with_env(self.env)
        return self.env["ir.qweb"]._render(
            "club_support.club_season_times",
            {
                "season": self,
                "times": [one._describe_time() for one in series._in_week_order()],
                "refusals": wishes._describe_refusals(),
                "user": self.user_id,
                "company": self.company_id,
            },
        )

    def _show_told(self, notices):
        by_channel = notices.grouped("channel")
        counts = {
            channel: len(by_channel.get(channel, ()))
            for channel in ("email", "letter", "none")
        }
        text = self.env._(
            "%(email)s clubs get a mail, %(letter)s a letter; %(none)s cannot be "
            "reached.",
            **counts,
        )
        self.message_post(body=text)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if counts["none"] else "success",
                "message": text,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_print_letters(self):
        """The letters of this season as one PDF; they count as printed then.

        :raises UserError: when there are none
        """
        self.ensure_one()
        self.check_access("write")
        letters = self._get_letters()
        if not letters:
            raise UserError(
                self.env._(
                    "There are no letters to print. Letters go to clubs that have a "
                    "postal address only, once the season is confirmed."
                )
            )
        # sudo: notices are not written by hand
        letters.sudo().date_printed = fields.Datetime.now()
        report = self.env.ref("club_support.club_season_report_letters")
        return report.report_action(self)

    def _get_letters(self):
        return self.notice_ids.filtered(lambda notice: notice.channel == "letter")

    def _get_sender(self):
        """From and Reply-To: the mailbox of a team, else the user's address.

        :raises UserError: when there is neither
        """
        user = self.user_id or self.env.user
        teams = self.env["club.team"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("email_normalized", "!=", False),
            ]
        )
        own = teams.filtered(lambda team: user in team.member_ids | team.user_id)
        team = (own or teams)[:1]
        address = team.email_normalized or self.company_id.email or user.email
        if not address:
            raise UserError(
                self.env._(
                    "There is no address to send from. Please enter a function mailbox "
                    "for a team, or the address of the company."
                )
            )
        return formataddr((team.name or self.company_id.name, address))


class ClubSeasonNotice(models.Model):
    _inherit = "club.season.notice"

    def _queue_mails(self):
        """One mail each, all in one batch."""
        if not self:
            return
        senders = {season: season._get_sender() for season in self.season_id}
        mails = self.env["mail.mail"].create(
            [one._prepare_mail_vals(senders[one.season_id]) for one in self]
        )
        for notice, mail in zip(self, mails, strict=True):
            notice.mail_id = mail
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _prepare_mail_vals(self, sender):
        return {
            "model": self._name,
            "res_id": self.id,
            "record_name": self.partner_id.name,
            "subject": self._get_subject(),
            "body": self.body,
            "body_html": self.env["ir.qweb"]
            .with_context(lang=self.lang)
            ._render(TEMPLATE, {"notice": self, "company": self.company_id}),
            "author_id": (self.season_id.user_id or self.env.user).partner_id.id,
            "email_from": sender,
            "reply_to": sender,
            "email_to": formataddr((self.addressee or "", self.email)),
            "outgoing_email_to": self.email,
            "message_type": "email_outgoing",
            "subtype_id": self.env.ref("mail.mt_note").id,
            "is_internal": True,
            # a mail that comes back is told by its message, so both stay
            "auto_delete": False,
            "headers": repr({"X-Auto-Response-Suppress": "OOF, AutoReply"}),
        }

    def _get_subject(self):
        return self.with_context(lang=self.lang).env._(
            "Your times: %(season)s", season=self.season_id.name
        )


class ClubReservationSeries(models.Model):
    _inherit = "club.reservation.series"

    def _in_week_order(self):
        return self.sorted(lambda one: (one._get_weekday(), one.hour_from, one.id))

    def _describe_time(self):
        """This time as a club reads it, in the language of the environment.

        :rtype: Time
        """
        return Time(
            group=self.name,
            when=self._describe_when(),
            space=self.facility_id.display_name,
            period=self.env._(
                "%(first)s to %(last)s",
                first=format_date(self.env, self.date_from),
                last=format_date(self.env, self.date_to),
            ),
            exceptions=self._describe_exceptions(),
        )

    def _describe_when(self):
        """Such as “Tuesday, 18:00–20:00 (every 2 weeks)”."""
        locale = babel_locale_parse(get_lang(self.env).code)
        names = get_day_names("wide", locale=locale)
        weekdays = sorted({day.weekday() for day in self._get_days()})
        days = ", ".join(names[day] for day in weekdays)
        text = f"{days}, {self._format_hours()}" if days else self._format_hours()
        interval = self._get_interval()
        if interval > 1:
            every = self.env._("every %(count)s weeks", count=interval)
            text = f"{text} ({every})"
        return text

    def _get_interval(self):
        """Every how many weeks; 1 for anything that is no weekly rule."""
        if not (self.rrule or "").startswith("FREQ=WEEKLY"):
            return 1
        try:
            return rrulestr(self.rrule)._interval
        except ValueError:
            return 1

    def _describe_exceptions(self):
        """Dates that are left out, by their reason."""
        kinds = dict(
            self.env["club.reservation.skip"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        by_reason = defaultdict(list)
        for skip in self.skipped_ids.sorted("date"):
            # whose it is instead is no business of the club
            own = skip.kind != "taken" and skip.reason
            reason = own or kinds.get(skip.kind)
            by_reason[reason].append(format_date(self.env, skip.date))
        return tuple((reason, ", ".join(days)) for reason, days in by_reason.items())


class ClubSeasonWish(models.Model):
    _inherit = "club.season.wish"

    def _describe_refusals(self):
        """
        :return: list of ``Refusal``, one per group and reason
        """
        return [
            Refusal(
                group=application.name,
                wishes="; ".join(wishes.mapped("display_name")),
                reason=reason,
            )
            for (application, reason), wishes in self.grouped(
                lambda one: (one.application_id, one.refusal)
            ).items()
        ]
