"""People who registered for a date of a training.

Every one of them arrives as waiting; the allotter gives seats, see
``club_training_allotter.py``. A seat is a number: no number is given twice, and no
more of them than there are seats.
"""

from unicodedata import normalize

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

ADVISORY_KEY = 7_307_001
STATUSES = [
    ("arrived", "Just Arrived"),
    ("waiting", "On the Waiting List"),
    ("offered", "Seat Offered"),
    ("registered", "Has a Seat"),
    ("attended", "Took Part"),
    ("missed", "Did Not Come"),
    ("cancelled", "Seat Given Up"),
]
CANCEL_KINDS = [
    ("person", "Cancelled by the Person"),
    ("staff", "Cancelled by Staff"),
    ("declined", "Offer Declined"),
    ("lapsed", "Offer Lapsed"),
    ("called_off", "Training Called Off"),
]


class EventRegistration(models.Model):
    _inherit = "event.registration"

    # what only our own code writes on registrations for trainings
    _training_step_fields = frozenset(
        {
            "state",
            "seat_number",
            "is_looked_at",
            "is_out_of_turn",
            "training_wait",
            "offer_id",
            "cancel_kind",
            "is_missed",
            "certificate_number",
            "certificate_date",
            "certificate_units",
            "certificate_full_units",
            "certificate_revoked",
            "date_closed",
            "barcode",
            "is_anonymised",
            "is_feedback_asked",
        }
    )

    training_id = fields.Many2one(
        related="event_id.training_id",
        string="Training Course",
        store=True,
        index="btree_not_null",
        precompute=True,
    )
    booking_id = fields.Many2one(
        comodel_name="club.training.booking",
        string="Registered With",
        index="btree_not_null",
        ondelete="restrict",
    )
    organisation_id = fields.Many2one(
        related="booking_id.partner_id",
        string="Organisation",
        store=True,
        index="btree_not_null",
        readonly=False,
    )
    is_looked_at = fields.Boolean(
        readonly=True, copy=False, help="The allotter has seen this registration."
    )
    seat_number = fields.Integer(
        string="Seat", readonly=True, copy=False, aggregator=None
    )
    offer_id = fields.Many2one(
        comodel_name="club.training.offer",
        string="Open Offer",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    cancel_kind = fields.Selection(
        selection=CANCEL_KINDS, string="Why Given Up", readonly=True, copy=False
    )
    is_missed = fields.Boolean(string="Did Not Come", readonly=True, copy=False)
    training_status = fields.Selection(
        selection=STATUSES,
        compute="_compute_training_status",
        string="Status of the Seat",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    training_identity = fields.Char(
        compute="_compute_training_identity",
        store=True,
        help="Nobody registers twice for one date.",
    )
    attendance_ids = fields.One2many(
        comodel_name="club.training.attendance",
        inverse_name="registration_id",
    )
    certificate_number = fields.Char(readonly=True, copy=False)
    certificate_date = fields.Date(readonly=True, copy=False)
    is_anonymised = fields.Boolean(
        string="Name Removed",
        readonly=True,
        copy=False,
        help="The retention period has passed; only the count is kept.",
    )

    # the guarantee against overselling: a seat is one of the numbers 1 … seats_max
    _seat_once = models.UniqueIndex(
        "(event_id, seat_number) WHERE seat_number > 0 AND training_id IS NOT NULL",
        "This seat was given away a moment ago. Please try again.",
    )
    _seat_where_taken = models.Constraint(
        "CHECK (training_id IS NULL OR active IS NOT TRUE "
        "OR state NOT IN ('open', 'done') OR seat_number > 0)",
        "Seats of trainings are given in order of arrival. Please use the buttons.",
    )
    _registered_once = models.UniqueIndex(
        "(event_id, training_identity) "
        "WHERE state != 'cancel' AND training_identity IS NOT NULL AND active",
        "This person is registered for the date already.",
    )
    _certificate_number_uniq = models.UniqueIndex(
        "(company_id, certificate_number) WHERE certificate_number IS NOT NULL",
        "This number was given to another certificate.",
    )

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("training_id", "state", "is_looked_at", "offer_id", "is_missed")
    def _compute_training_status(self):
        by_state = {"open": "registered", "done": "attended", "cancel": "cancelled"}
        for registration in self:
            if not registration.training_id:
                registration.training_status = False
            elif registration.state != "draft":
                status = by_state[registration.state]
                is_missed = registration.is_missed and status == "registered"
                registration.training_status = "missed" if is_missed else status
            elif registration.offer_id:
                registration.training_status = "offered"
            else:
                looked_at = registration.is_looked_at
                registration.training_status = "waiting" if looked_at else "arrived"

    @api.depends("training_id", "name", "email", "booking_id.email")
    def _compute_training_identity(self):
        for registration in self:
            email = registration.email or registration.booking_id.email
            identity = self._make_identity(registration.name, email)
            is_training = bool(registration.training_id)
            registration.training_identity = identity if is_training else None

    @api.model
    def _make_identity(self, name, email):
        """What tells people apart: name and address as nobody would type them."""
        # one letter may come as two signs: ö, or o and the dots
        name = " ".join(normalize("NFKC", name or "").casefold().split())
        address = email_normalize(email or "") or ""
        return f"{name} <{address}>" if name and address else None

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        Event = self.env["event.event"]
        default = self.env.context.get("default_event_id")
        ids = [vals.get("event_id", default) for vals in vals_list]
        # sudo: only whether these are dates of trainings
        trainings = Event.sudo().browse([id_ for id_ in ids if id_]).exists()
        trainings = trainings.filtered("training_id")
        if not trainings:
            return super().create(vals_list)
        self._queue_up(trainings)
        vals_list = [
            self._arrive(vals) if event_id in trainings.ids else vals
            for event_id, vals in zip(ids, vals_list, strict=True)
        ]
        registrations = super().create(vals_list)
        arrived = registrations.filtered("training_id")
        arrived._make_bookings()
        self.env["club.training.allotter"]._run_later(arrived.event_id)
        return registrations

    def write(self, vals):
        steps = self._training_step_fields | {"event_id"}
        is_by_hand = not self.env.su and steps & vals.keys()
        if is_by_hand and self.filtered("training_id"):
            raise UserError(self._get_training_step_hint())
        return super().write(vals)

    @api.model
    def _queue_up(self, events):
        """Ids follow the order of arrival: who is first, commits first.

        The lock ends with the transaction. Seats are given after that only, see the
        allotter.
        """
        for event_id in sorted(set(events.ids)):
            self.env.cr.execute(
                "SELECT pg_advisory_xact_lock(%s, %s)", (ADVISORY_KEY, event_id)
            )

    @api.model
    def _arrive(self, vals):
        """Nobody brings a seat along."""
        given = {
            name: value
            for name, value in vals.items()
            if name not in self._training_step_fields
        }
        return {**given, "state": "draft", "seat_number": 0, "offer_id": False}

    def _make_bookings(self):
        """Whoever came alone has a booking of their own."""
        without = self.filtered(lambda one: not one.booking_id)
        bookings = self.env["club.training.booking"].create(
            [
                {
                    "event_id": one.event_id.id,
                    "contact_name": one.name,
                    "email": one.email,
                    "phone": one.phone,
                    "partner_id": one.partner_id.commercial_partner_id.id
                    if one.partner_id.commercial_partner_id.is_company
                    else False,
                }
                for one in without
            ]
        )
        for registration, booking in zip(without, bookings, strict=True):
            registration.booking_id = booking

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    @api.model
    def _get_training_step_hint(self):
        return self.env._(
            "Seats of trainings are given in order of arrival, and given up by their "
            "own steps only. Please use the buttons."
        )

    def _give_up(self, kind):
        """Cancel; whatever seats these held go to whoever is next.

        :param str kind: one of ``CANCEL_KINDS``
        """
        # sudo: the callers checked who asks; written by steps only
        self.sudo().write(
            {
                "state": "cancel",
                "seat_number": 0,
                "offer_id": False,
                "cancel_kind": kind,
            }
        )
        self.env["club.training.allotter"]._run_later(self.event_id)
