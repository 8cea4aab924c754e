from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

# what of the user's context may reach the calendar; `default_*` and `active_*` would
# link the entries to other records and add activities
KEPT_CONTEXT = ("lang", "tz", "allowed_company_ids")
# no mail, no reminder, no chatter, no data of contacts in the description
QUIET = {
    "club_calendar_bridge": True,
    "dont_notify": True,
    "no_mail_to_attendees": True,
    "skip_attendee_notification": True,
    "skip_contact_description": True,
    "tracking_disable": True,
}


class ClubCalendarMixin(models.AbstractModel):
    """Records that own one entry of Odoo's calendar, and keep it in step both ways.

    The entry is plain: no recurrence, not all day, no guests from outside. What is
    changed in the calendar comes back through ``_calendar_moved``, see
    ``calendar_event_bridge.py``.
    """

    _name = "club.calendar.mixin"
    _description = "Entry in the Calendar"

    # the fields that the entry is made of
    _calendar_triggers = frozenset({"active"})

    calendar_event_id = fields.Many2one(
        comodel_name="calendar.event",
        string="Calendar Entry",
        readonly=True,
        copy=False,
        ondelete="set null",
    )

    _calendar_event_uniq = models.UniqueIndex(
        "(calendar_event_id)", "This calendar entry belongs to something else already."
    )

    # ------------------------------------------------------------
    # Hooks
    # ------------------------------------------------------------

    def _get_calendar_vals(self):
        """What the entry shows: name, start, stop, location, partner_ids, user_id …

        :rtype: dict
        """
        self.ensure_one()
        raise NotImplementedError

    def _calendar_moved(self, vals):
        """Take over what somebody who may edit this record changed in the calendar.

        :param dict vals: of name, start, stop and location what is new
        """
        self.ensure_one()
        self.write(vals)

    def _calendar_staff_changed(self, users):
        """Take over who attends according to the calendar.

        :param users: ``res.users``
        """
        self.ensure_one()
        raise NotImplementedError

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_calendar_by_hand(vals)
        # not by a default of the context either
        records = super().create(
            [{**vals, "calendar_event_id": False} for vals in vals_list]
        )
        records._make_calendar_events()
        return records

    def write(self, vals):
        self._check_calendar_by_hand(vals)
        result = super().write(vals)
        # whoever writes one record after the other updates all entries at once; only
        # our own code can say so, a context alone can not
        later = self.env.su and self.env.context.get("club_calendar_later")
        if self._calendar_triggers & vals.keys() and not later:
            self._update_calendar_events()
        return result

    def unlink(self):
        # sudo: the entry goes with what it belongs to
        events = self.sudo().calendar_event_id
        result = super().unlink()
        self._to_calendar(events).unlink()
        return result

    @api.model
    def _check_calendar_by_hand(self, vals):
        """Nobody takes over an entry that belongs to somebody else."""
        if vals.get("calendar_event_id") and not self.env.su:
            raise UserError(
                self.env._(
                    "The calendar entry is made by itself. Please leave it out, and "
                    "change name, times and place only."
                )
            )

    # ------------------------------------------------------------
    # To the calendar
    # ------------------------------------------------------------

    @api.model
    def _to_calendar(self, events=None):
        """Entries as the bridge writes them.

        :rtype: ``calendar.event``
        """
        events = self.env["calendar.event"] if events is None else events
        context = {
            key: self.env.context[key]
            for key in KEPT_CONTEXT
            if key in self.env.context
        }
        # sudo: whoever may change the record keeps its entry in step, whatever the
        # organiser's calendar opens to others
        return events.with_env(self.env(su=True, context={**context, **QUIET}))

    def _make_calendar_events(self):
        missing = self.filtered(lambda record: not record.calendar_event_id).sudo()
        if not missing:
            return
        events = self._to_calendar().create(
            [
                {
                    "allday": False,
                    "recurrency": False,
                    "alarm_ids": [],
                    **record._get_calendar_vals(),
                    "club_model": record._name,
                    "club_res_id": record.id,
                }
                for record in missing
            ]
        )
        for record, event in zip(missing, events, strict=True):
            record.calendar_event_id = event

    def _update_calendar_events(self):
        """Write what differs; records that differ in the same way at once."""
        self._make_calendar_events()
        groups = defaultdict(list)
        # sudo: as above
        records = self.sudo()
        # of a private entry Odoo leaves "busy" in the cache, also for the superuser
        records.calendar_event_id.invalidate_recordset()
        for record in records:
            event = record.calendar_event_id
            changes = event._get_club_changes(record._get_calendar_vals())
            if changes:
                # Odoo computes the attendees of several entries from their union
                groups[repr(changes), event.partner_ids].append((event.id, changes))
        for rows in groups.values():
            event_ids, changes = zip(*rows, strict=True)
            # read together with the others
            events = records.calendar_event_id.browse(event_ids)
            events = events.with_prefetch(records.calendar_event_id.ids)
            self._to_calendar(events).write(changes[0])
