"""Entries that belong to a meeting of ours: kept plain, and in step with it."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .mixin_calendar import QUIET

TAKEN_OVER = {"name", "start", "stop", "location"}
# all that moves or renames an entry
MOVING = TAKEN_OVER | {"start_date", "stop_date", "duration"}
# what only the record behind decides on
DECIDED = {
    "attendee_ids",
    "club_model",
    "club_res_id",
    "description",
    "privacy",
    "res_id",
    "res_model_id",
    "show_as",
    "user_id",
    "videocall_channel_id",
}
# taken over in another way, or refused unless they are empty
HANDLED = {"partner_ids", "recurrence_update", "recurrency", "allday"}
RECURRENCE = {"recurrency", "recurrence_id", "rrule_type_ui"}


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    # no `res_model_id`: it would delete the entries when this add-on is uninstalled
    club_model = fields.Char(string="Kind of Record Behind", readonly=True, copy=False)
    club_res_id = fields.Many2oneReference(
        string="Record Behind", model_field="club_model", readonly=True, copy=False
    )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_club_bridge():
            unlinked = {"club_model": False, "club_res_id": False}
            vals_list = [{**vals, **unlinked} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if self._is_club_bridge():
            return super().write(vals)
        if {"club_model", "club_res_id"} & vals.keys():
            raise self._make_club_decided_error()
        owners = self._get_club_owners()
        if not owners:
            return super().write(vals)
        linked = self.filtered(lambda event: event.id in owners)
        linked._check_club_shape(vals)
        moving = {name: vals[name] for name in MOVING & vals.keys()}
        rest = {name: vals[name] for name in vals.keys() - MOVING - HANDLED}
        if moving or "partner_ids" in vals:
            linked._check_club_editor(owners)
        if moving:
            # sudo: whoever may edit the meeting may move its entry, also in a calendar
            # that is private; Odoo tells nobody, the meeting does
            events = linked.sudo().with_context(**QUIET)
            before = {event.id: event._get_club_taken_over() for event in events}
            super(CalendarEvent, events).write(moving)
            events._hand_over_to_club(owners, before)
        if "partner_ids" in vals:
            linked._take_over_club_staff(owners, vals["partner_ids"])
        if rest:
            super(CalendarEvent, linked).write(rest)
        return super(CalendarEvent, self - linked).write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_club(self):
        if not self._is_club_bridge() and self._get_club_owners():
            raise UserError(
                self.env._(
                    "This entry belongs to a meeting and stays as long as the meeting "
                    "does. Please open the meeting and call it off there."
                )
            )

    def _skip_send_mail_status_update(self):
        # sudo: only whether there is a meeting behind
        return bool(self.sudo().club_model) or super()._skip_send_mail_status_update()

    # ------------------------------------------------------------
    # The record behind
    # ------------------------------------------------------------

    def action_open_club_record(self):
        """Open what this entry belongs to."""
        self.ensure_one()
        record = self._get_club_owners().get(self.id)
        if record is None:
            return False
        record.check_access("read")
        return record.get_formview_action()

    @api.model
    def _is_club_bridge(self):
        """Whether it is our own code that writes; a context alone proves nothing."""
        return self.env.su and self.env.context.get("club_calendar_bridge")

    def _get_club_owners(self):
        """What these entries belong to, with the rights of the current user.

        :return: dict of id of the entry: record
        """
        owners = {}
        # sudo: that an entry belongs to something is no secret, what it is stays one
        for model, events in self.sudo().grouped("club_model").items():
            if not model or model not in self.env:
                continue
            records = self.env[model].sudo().browse(events.mapped("club_res_id"))
            for record in records.exists():
                if record.calendar_event_id in events:
                    owners[record.calendar_event_id.id] = record.with_env(self.env)
        return owners

    def _get_club_changes(self, vals):
        """What of values differs from the entry.

        :rtype: dict
        """
        changes = {}
        for name, value in vals.items():
            field = self._fields[name]
            if field.type == "many2many":
                new = set(value[0][2])
                old = set(self[name].ids)
            else:
                new = field.convert_to_cache(value, self) or False
                old = field.convert_to_cache(self[name], self) or False
            if new != old:
                changes[name] = value
        return changes

    # ------------------------------------------------------------
    # From the calendar
    # ------------------------------------------------------------

    def _check_club_shape(self, vals):
        """Refuse what a meeting cannot be.

        :raises UserError: for recurrence, whole days, archiving
        """
        recurrent = RECURRENCE | self._get_recurrent_fields()
        if any(vals.get(name) for name in recurrent):
            raise UserError(
                self.env._(
                    "This entry belongs to one meeting and cannot recur. Please plan a "
                    "series of meetings in the network instead."
                )
            )
        if vals.get("allday"):
            raise UserError(
                self.env._(
                    "A meeting has a beginning and an end and cannot last all day. "
                    "Please enter its times."
                )
            )
        if not vals.get("active", True):
            raise UserError(
                self.env._(
                    "This entry belongs to a meeting and cannot be archived. Please "
                    "open the meeting and call it off, or archive it there."
                )
            )
        decided = {name: vals[name] for name in DECIDED & vals.keys()}
        if not self.env.su and any(event._is_club_decided(decided) for event in self):
            raise self._make_club_decided_error()

    def _is_club_decided(self, vals):
        """Whether values change what only the record behind decides on."""
        if vals.get("attendee_ids"):
            return True
        # sudo: also of an entry that shows as busy only
        event = self.sudo()
        return any(
            event._fields[name].convert_to_write(event[name], event) != value
            for name, value in vals.items()
            if name != "attendee_ids" and (event[name] or value)
        )

    def _make_club_decided_error(self):
        return UserError(
            self.env._(
                "This entry belongs to a meeting, which decides on guests, visibility, "
                "description and who is responsible. Please open the meeting and "
                "change it there."
            )
        )

    def _check_club_editor(self, owners):
        """
        :raises AccessError: when one of them belongs to what others organise
        """
        if not all(owners[event.id].has_access("write") for event in self):
            raise AccessError(
                self.env._(
                    "Only who organises this meeting may change its times, name, place "
                    "and people. Please ask whoever is responsible for it."
                )
            )

    def _hand_over_to_club(self, owners, before):
        """Tell the records behind what is new.

        :param dict before: id of the entry: its values until now
        """
        for event in self:
            after = event._get_club_taken_over()
            changes = dict(after.items() - before[event.id].items())
            if changes:
                owners[event.id]._calendar_moved(changes)

    def _get_club_taken_over(self):
        return {name: self[name] for name in TAKEN_OVER}

    def _take_over_club_staff(self, owners, commands):
        """Who attends, as far as they are staff; guests are invited otherwise."""
        for event in self:
            owner = owners[event.id]
            partners = self._get_club_partners(owner, commands)
            # sudo: only who of them is staff
            users = partners.sudo().user_ids.filtered(lambda user: not user.share)
            if partners - users.partner_id:
                raise UserError(
                    self.env._(
                        "Only staff is entered in the calendar. Please invite guests "
                        "in the meeting, so that nobody learns the address of others."
                    )
                )
            owner._calendar_staff_changed(users.sudo(False))

    @api.model
    def _get_club_partners(self, owner, commands):
        """The contacts that commands of a many2many leave."""
        # sudo: whoever may edit the meeting may see who attends
        [(_set, _id, attending)] = owner.sudo()._get_calendar_vals()["partner_ids"]
        partner_ids = set(attending)
        for command in commands or []:
            if isinstance(command, int):
                command = Command.link(command)
            if command[0] == Command.LINK:
                partner_ids.add(command[1])
            elif command[0] in (Command.UNLINK, Command.DELETE):
                partner_ids.discard(command[1])
            elif command[0] in (Command.SET, Command.CLEAR):
                partner_ids = set(command[2] or [])
            else:
                raise self._make_club_decided_error()
        return self.env["res.partner"].browse(partner_ids).exists()
