"""A date of a training: an event of Odoo, with days, seats and a decision.

Events without a training stay as they are.
"""

from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import format_date

UTC = ZoneInfo("UTC")
STATES = [
    ("planned", "Planned"),
    ("open", "Open for Registration"),
    ("held", "Was Held"),
    ("called_off", "Called Off"),
]
MODES = [
    ("on_site", "On Site"),
    ("online", "Online"),
    ("hybrid", "On Site and Online"),
]


class EventEvent(models.Model):
    _inherit = "event.event"

    # what only our own code writes on dates of trainings
    _training_step_fields = frozenset(
        {
            "training_state",
            "decided_on",
            "call_off_reason",
            "kanban_state",
            "is_change_untold",
            "training_asked_on",
        }
    )

    training_id = fields.Many2one(
        comodel_name="club.training",
        string="Training Course",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    training_state = fields.Selection(
        selection=STATES,
        string="State of the Date",
        compute="_compute_training_state",
        store=True,
        precompute=True,
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
    )
    training_mode = fields.Selection(
        selection=MODES,
        string="On Site or Online",
        compute="_compute_training_mode",
        store=True,
        precompute=True,
        readonly=False,
    )
    training_day_ids = fields.One2many(
        comodel_name="club.training.day", inverse_name="event_id", string="Days"
    )
    facility_id = fields.Many2one(
        comodel_name="club.facility",
        string="Room",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    trainer_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="club_training_date_trainer_rel",
        string="Trainers",
        domain="[('is_company', '=', False)]",
        check_company=True,
        compute="_compute_trainer_ids",
        store=True,
        readonly=False,
    )
    seats_min = fields.Integer(string="Minimum Number", aggregator=None)
    decision_on = fields.Date(
        help="On this day somebody is asked: does it take place?",
    )
    decided_on = fields.Date(string="Takes Place Since", readonly=True, copy=False)
    seats_per_club = fields.Integer(string="Seats per Club at First", aggregator=None)
    quota_until = fields.Date(help="The last day on which the quota counts.")
    registration_until = fields.Date(
        help="The last day on which one may register.",
    )
    offer_hours = fields.Integer(
        string="Offers Last (Hours)", default=48, aggregator=None
    )
    call_off_reason = fields.Char(string="Why Called Off", readonly=True, copy=False)
    booking_ids = fields.One2many(
        comodel_name="club.training.booking",
        inverse_name="event_id",
        string="Registrations by Sender",
    )
    allotment_ids = fields.One2many(
        comodel_name="club.training.allotment",
        inverse_name="event_id",
        string="How Seats Were Given",
    )

    _training_numbers_plausible = models.Constraint(
        "CHECK (training_id IS NULL OR (COALESCE(seats_min, 0) >= 0 "
        "AND COALESCE(seats_per_club, 0) >= 0 AND COALESCE(offer_hours, 1) > 0))",
        "Numbers of seats cannot be negative, and offers last an hour at least. "
        "Please correct them.",
    )
    _training_begin = models.Index("(training_id, date_begin)")

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("training_id")
    def _compute_training_state(self):
        for event in self:
            if not event.training_id:
                event.training_state = False
            elif not event.training_state:
                event.training_state = "planned"

    @api.depends("training_id")
    def _compute_training_mode(self):
        for event in self:
            if event.training_id and not event.training_mode:
                event.training_mode = "on_site"

    @api.depends("training_id")
    def _compute_trainer_ids(self):
        for event in self:
            if event.training_id and not event.trainer_ids:
                event.trainer_ids = event.training_id.trainer_ids

    @api.depends("training_id", "date_begin", "date_tz")
    @api.depends_context("club_with_day", "lang")
    def _compute_display_name(self):
        """Dates of one course look alike: where asked for, the day says which."""
        result = super()._compute_display_name()
        if self.env.context.get("club_with_day"):
            for event in self.filtered("training_id"):
                day = format_date(self.env, event._club_local(event.date_begin).date())
                event.display_name = f"{event.display_name} ({day})"
        return result

    # ------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------

    @api.constrains("training_id", "seats_max", "seats_min")
    def _check_training_seats(self):
        for event in self.filtered("training_id"):
            if event.seats_limited and 0 < event.seats_max < event.seats_min:
                raise ValidationError(
                    self.env._(
                        "“%(date)s” needs more people than it has seats. Please "
                        "correct the minimum number or the seats.",
                        date=event.name,
                    )
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._complete_training_vals(vals) for vals in vals_list]
        events = super().create(vals_list)
        events.filtered("training_id")._make_first_day()
        return events

    def write(self, vals):
        trainings = self.filtered("training_id")
        if trainings and not self.env.su and self._training_step_fields & vals.keys():
            raise UserError(self._get_training_step_hint())
        return super().write(vals)

    @api.model
    def _complete_training_vals(self, vals):
        """Everything a date takes over from its course; what is given wins."""
        training_id = vals.get(
            "training_id", self.env.context.get("default_training_id")
        )
        training = self.env["club.training"].browse(training_id or [])
        if not training:
            return vals
        event_type = self.env.ref("club_support.event_type_training")
        return {
            "name": training.name,
            "event_type_id": event_type.id,
            "company_id": training.company_id.id,
            "organizer_id": training.company_id.partner_id.id,
            "date_tz": training.company_id.partner_id.tz or "Europe/Berlin",
            "seats_limited": bool(training.seats_max),
            "seats_max": training.seats_max,
            "seats_min": training.seats_min,
            "seats_per_club": training.seats_per_club,
            "offer_hours": training.offer_hours,
            "description": False,
            "event_mail_ids": [Command.clear()],
            **vals,
            "training_id": training.id,
            "training_state": "planned",
        }

    def _make_first_day(self):
        """A date without days lasts from its begin to its end."""
        without = self.filtered(lambda event: not event.training_day_ids)
        if not without:
            # creating nothing asks for the right to create as well
            return
        self.env["club.training.day"].create(
            [
                {
                    "event_id": event.id,
                    "start": event.date_begin,
                    "stop": event.date_end,
                    "facility_id": event.facility_id.id,
                }
                for event in without
            ]
        )

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    @api.model
    def _get_training_step_hint(self):
        return self.env._(
            "The state of a training changes by its own steps only. Please use the "
            "buttons above the form."
        )

    def _check_training_step(self, *states):
        """Refuse whoever may not edit, and steps that do not follow.

        :param states: those from which the step leads on
        :raises AccessError: without the right to edit, or for events of others
        :raises UserError: when one of the dates is in another state
        """
        self.check_access("write")
        if any(not event.training_id for event in self):
            raise AccessError(self.env._("Only dates of trainings have this step."))
        labels = dict(self._fields["training_state"]._description_selection(self.env))
        for event in self:
            if event.training_state not in states:
                raise UserError(
                    self.env._(
                        "“%(name)s” has the state “%(state)s”, and this step does not "
                        "follow from it. Please look at it again.",
                        name=event.display_name,
                        state=labels[event.training_state],
                    )
                )

    def action_open_registration(self):
        """Take registrations from now on, and show the date in the programme."""
        self._check_training_step("planned")
        # sudo: checked above; the state is written by steps only
        self.sudo().training_state = "open"
        return True

    # ------------------------------------------------------------
    # For others
    # ------------------------------------------------------------

    def _club_local(self, moment):
        """A moment in the time zone of the date, with that zone.

        :param datetime moment: naive UTC
        """
        self.ensure_one()
        zone = ZoneInfo(self.date_tz or "Europe/Berlin")
        return moment.replace(tzinfo=UTC).astimezone(zone)

    def _club_get_barred(self):
        """Why nobody can register now, as a sentence; None where they can."""
        self.ensure_one()
        if self.training_state == "called_off":
            return self.env._(
                "This training was called off. Please choose another date."
            )
        if self.training_state == "held" or self.date_begin <= fields.Datetime.now():
            return self.env._(
                "This training has begun or is over. Please choose another date."
            )
        if self.training_state != "open" or not self.active:
            return self.env._(
                "This training is not open for registration yet. Please come back "
                "later."
            )
        today = self._club_local(fields.Datetime.now()).date()
        if self.registration_until and today > self.registration_until:
            return self.env._(
                "Registration for this training has ended. Please call us if you "
                "still want to come."
            )
        return None
