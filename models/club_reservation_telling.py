"""Telling clubs what became of their times, each by one mail or letter."""

from odoo import api, fields, models
from odoo.tools import format_date

from .club_reservation_occupying import PLACED_BY, TOGETHER

# whoever tells clubs of many steps in one mail switches the single ones off
TELLS = "club_tell_clubs"
# what a series or a season tells of its dates, all at once
TOLD_BY_SERIES = ("received", "held", "confirmed")
# in the context it says that the series does so now; compared by identity
BY_SERIES = object()
# somebody who moves a time may move it again at once
MOVE_MINUTES = 10


class ClubReservation(models.Model):
    _inherit = "club.reservation"

    notice_ids = fields.Many2many(
        comodel_name="club.reservation.notice",
        string="Notices",
        readonly=True,
        copy=False,
        groups="club_support.club_support_group_officer",
    )

    place_told = fields.Char(readonly=True, copy=False)
    place_told_key = fields.Char(readonly=True, copy=False)
    date_moved = fields.Datetime(
        string="Moved On", readonly=True, copy=False, index="btree_not_null"
    )
    notice_count = fields.Integer(
        string="Number of Notices",
        compute="_compute_notices",
        groups="club_support.club_support_group_officer",
    )
    notice_hint = fields.Char(
        compute="_compute_notices",
        groups="club_support.club_support_group_officer",
    )

    @api.depends("notice_ids.delivery", "notice_ids.is_done")
    def _compute_notices(self):
        for one in self:
            notices = one.notice_ids.sorted("id")
            last = notices[-1:]
            one.notice_count = len(notices)
            one.notice_hint = not last.is_done and last.failure

    def action_view_notices(self):
        """Open what the club was told of this time."""
        self.ensure_one()
        self._check_officer()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_reservation_notice_action"
        )
        action["domain"] = [("reservation_ids", "in", self.ids)]
        return action

    def write(self, vals):
        is_alone = self.env.context.get("club_moving") is not TOGETHER
        if PLACED_BY & vals.keys() and is_alone:
            self._remember_places()
        return super().write(vals)

    # ------------------------------------------------------------
    # To whom
    # ------------------------------------------------------------

    def _tell(self, kind, reason=None, before=None):
        """Tell whoever these times belong to, one mail or letter for all of theirs.

        Nothing is told of what lies in the past, of times without an organisation,
        and where the context says ``club_tell_clubs=False``.

        :param str kind: of ``club.reservation.notice``
        :param str reason: why, for the club to read
        :param dict before: reservation to the time and space it had, as text
        :return: the notices
        """
        # sudo: whoever may take the step has the club told; addresses stay here
        told = self.sudo()._filter_told(kind)
        Notice = told.env["club.reservation.notice"]
        if not told:
            return Notice
        notices = Notice.create(
            [
                {
                    **told._prepare_notice_vals(*addressee),
                    "kind": kind,
                    "reason": reason or False,
                    "reservation_ids": [fields.Command.set(lines.ids)],
                    "user_id": self.env.uid,
                }
                for addressee, lines in told._group_by_addressee()
            ]
        )
        for notice in notices:
            notice.dates = notice._render_dates(before or {})
        notices._compose()
        notices._queue_mails()
        notices._log_on_reservations()
        return notices

    def _filter_told(self, kind):
        if not self.env.context.get(TELLS, True):
            return self.browse()
        now = fields.Datetime.now()
        is_by_series = self.env.context.get("club_telling") is BY_SERIES
        is_silent = kind in TOLD_BY_SERIES and not is_by_series
        return self.filtered(
            lambda one: (
                one.stop > now
                and (one.partner_id or one.contact_id)
                and one.partner_id != one.company_id.partner_id
                and not (one.series_id and is_silent)
            )
        )

    def _group_by_addressee(self):
        """The reservations of each recipient.

        The contact person of a time comes first, then the three steps of the
        organisation.

        :return: pairs of (company, ``Recipient``) and reservations
        """
        organisations = self.partner_id | self.filtered(
            lambda one: not one.partner_id
        ).mapped("contact_id")
        recipients = organisations._club_recipient()
        unusable = self.env["club.team"]._get_mailbox_addresses()
        groups = {}
        for one in self:
            organisation = one.partner_id or one.contact_id
            found = recipients[organisation]
            contact = one.contact_id
            if contact and contact._club_can_mail(unusable):
                found = organisation._club_make_recipient(
                    "holder", contact, self.env["club.office"]
                )
            key = (one.company_id, organisation, found.email)
            lines = groups.setdefault(key, ((one.company_id, found), []))[1]
            lines.append(one.id)
        return [(whom, self.browse(ids)) for whom, ids in groups.values()]

    def _prepare_notice_vals(self, company, recipient):
        partner = recipient.partner
        organisation = recipient.organisation
        return {
            "partner_id": organisation.id,
            "recipient_id": partner.id,
            "channel": recipient.channel,
            "email": recipient.email,
            "salutation": recipient.salutation,
            "address": "\n".join(recipient.address_lines),
            "lang": partner.lang or organisation.lang or company.partner_id.lang,
            "company_id": company.id,
        }

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    def _tell_day(self):
        """The day of a use by the clock on the wall, in the language asked for."""
        return format_date(self.env, self._local(self.start).date(), date_format="full")

    def _tell_hours(self):
        """From when to when, by the clock on the wall."""
        start, stop = self._local(self.start), self._local(self.stop)
        if start.date() == stop.date():
            return f"{start:%H:%M} – {stop:%H:%M}"
        last = format_date(self.env, stop.date(), date_format="full")
        return f"{start:%H:%M} – {last}, {stop:%H:%M}"

    def _tell_place(self):
        """Space, day and hours in one line."""
        space = self.facility_id.display_name
        return f"{space}, {self._tell_day()}, {self._tell_hours()}"

    def _tell_hold(self):
        """Until when the time is held, by the clock on the wall."""
        until = self._local(self.hold_until)
        day = format_date(self.env, until.date(), date_format="full")
        return f"{day}, {until:%H:%M}"

    # ------------------------------------------------------------
    # Moves
    # ------------------------------------------------------------

    def _remember_places(self):
        """Where these were when the club was told last.

        Moves are told some minutes later: a move there and back is none, and what
        moves one by one is told together.
        """
        now = fields.Datetime.now()
        # sudo: written here only
        taking = self.sudo().filtered(
            lambda one: one.state in self._taking_states and one.stop > now
        )
        if not taking or not self.env.context.get(TELLS, True):
            return
        taking.date_moved = now
        for one in taking.filtered(lambda one: not one.place_told_key):
            lang = one.company_id.partner_id.lang
            one.place_told = one.with_context(lang=lang)._tell_place()
            one.place_told_key = one._get_place_key()
        cron = self.env.ref("club_support.club_reservation_cron_end_holds")
        # sudo: whoever moves a time has the club told
        cron.sudo()._trigger(fields.Datetime.add(now, minutes=MOVE_MINUTES))

    def _get_place_key(self):
        return f"{self.facility_id.id} {self.start} {self.stop}"

    def _tell_moved(self):
        """Tell of those that lie elsewhere than what the club was told."""
        moved = self.filtered(lambda one: one.place_told_key != one._get_place_key())
        moved._tell("moved", before={one.id: one.place_told for one in moved})
        self.write({"date_moved": False, "place_told": False, "place_told_key": False})


class ClubReservationNotice(models.Model):
    _inherit = "club.reservation.notice"

    def _render_dates(self, before):
        own = self.with_context(lang=self.lang)
        return own.env["ir.qweb"]._render(
            "club_support.club_reservation_notice_dates",
            {
                "lines": own.reservation_ids.sorted("start"),
                "before": before,
                "with_hold": self.kind in ("held", "lapsing"),
            },
        )

    def _log_on_reservations(self):
        """Say in the history of each time who was told, without any address."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for notice in self:
            values = {"kind": kinds[notice.kind], "club": notice.partner_id.name}
            if notice.channel == "email" and not notice.has_failed:
                text = self.env._("%(club)s is told by mail: %(kind)s", **values)
            elif notice.channel == "letter":
                text = self.env._("%(club)s gets a letter: %(kind)s", **values)
            else:
                text = self.env._(
                    "%(club)s cannot be reached by mail or letter: %(kind)s", **values
                )
            notice.reservation_ids._message_log_batch(
                bodies=dict.fromkeys(notice.reservation_ids.ids, text)
            )
