"""What trainings contribute to the figures: dates held, and who took part."""

from odoo import api, fields, models
from odoo.tools import SQL

from .club_activity_report_branches import COLUMNS, SLOTS
from .club_training_report import BEGIN, CLUB, COMPANY, DATES, REGISTRATIONS

TRAINING, TRAINED = 18, 20


class ClubActivityReport(models.Model):
    """A date counts once, on the day on which it begins, by its own clock.

    People are counted, not named; they stand under the area of their organisation.
    """

    _inherit = "club.activity.report"
    _depends = {
        "club.training": [
            "area_id",
            "company_id",
            "field_of_action_id",
            "target_group_ids",
            "units",
            "user_id",
        ],
        "club.training.attendance": ["minutes", "presence", "registration_id"],
        "club.training.booking": ["typed_club_key"],
        "club.training.day": ["start", "stop"],
        "event.event": [
            "active",
            "company_id",
            "date_begin",
            "date_tz",
            "training_id",
            "training_state",
            "user_id",
        ],
        "event.registration": [
            "active",
            "booking_id",
            "event_id",
            "organisation_id",
            "training_status",
        ],
        "res.partner": ["actor_type_id", "area_id"],
    }

    kind = fields.Selection(
        selection_add=[
            ("training", "Training Held"),
            ("trained", "Participant of a Training"),
        ]
    )
    training_id = fields.Many2one(
        comodel_name="club.training", string="Training Course", readonly=True
    )
    training_count = fields.Integer(
        string="Trainings Held", aggregator="sum", readonly=True
    )
    training_units = fields.Float(
        string="Teaching Units",
        aggregator="sum",
        readonly=True,
        help="Of 45 minutes each, of the trainings held.",
    )
    trained_count = fields.Integer(
        string="People in Trainings", aggregator="sum", readonly=True
    )
    trained_minutes = fields.Integer(
        string="Minutes in Trainings",
        aggregator="sum",
        readonly=True,
        help="Of all people who took part together, by the clock.",
    )
    trained_key = fields.Char(
        string="Clubs in Trainings",
        aggregator="count_distinct",
        readonly=True,
        help="Clubs of which somebody took part, each counted once. Those not in the "
        "register count by the name they wrote.",
    )

    @api.model
    def _get_branches(self):
        return [
            *super()._get_branches(),
            self._training_branch(),
            self._trained_branch(),
        ]

    @api.model
    def _get_target_group_branches(self):
        source = (
            "event_event AS e JOIN club_target_group_club_training_rel AS rel "
            "ON rel.club_training_id = e.training_id"
        )
        people = f"{source} JOIN event_registration AS r ON r.event_id = e.id"
        return [
            *super()._get_target_group_branches(),
            (TRAINING, SQL("e.id"), SQL(source)),
            (TRAINED, SQL("r.id"), SQL(people)),
        ]

    @api.model
    def _training_branch(self):
        return self._make_training_branch(
            SQL("e.id"),
            TRAINING,
            "training",
            DATES,
            SQL("e.training_state = 'held'"),
            active=SQL("COALESCE(e.active, FALSE)"),
            area_id=SQL("t.area_id"),
            training_count=SQL("1"),
            training_units=SQL("t.units::float8"),
        )

    @api.model
    def _trained_branch(self):
        return self._make_training_branch(
            SQL("r.id"),
            TRAINED,
            "trained",
            REGISTRATIONS,
            SQL("r.training_status = 'attended'"),
            active=SQL("COALESCE(e.active AND r.active, FALSE)"),
            area_id=SQL("COALESCE(p.area_id, t.area_id)"),
            partner_id=SQL("r.organisation_id"),
            actor_type_id=SQL("p.actor_type_id"),
            trained_count=SQL("1"),
            trained_minutes=SQL("COALESCE(attended.minutes, 0)"),
            trained_key=CLUB,
        )

    @api.model
    def _make_training_branch(self, record, slot, kind, source, where, **values):
        columns = {
            **{name: SQL(empty) for name, empty in COLUMNS.items()},
            "company_id": COMPANY,
            "date": BEGIN,
            "field_of_action_id": SQL("t.field_of_action_id"),
            "user_id": SQL("COALESCE(e.user_id, t.user_id)"),
            "training_id": SQL("e.training_id"),
            **values,
        }
        return SQL(
            "SELECT %s::int8 * %s + %s AS id, %s::varchar AS kind, %s FROM %s WHERE %s",
            record,
            SQL(str(SLOTS)),
            slot,
            kind,
            self._select_columns(columns),
            source,
            where,
        )
