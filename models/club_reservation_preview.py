"""Whether a time can be had, and what else is free, before anything is written."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .club_facility_rules import OFFICER, Problem, Use
from .club_reservation_occupying import Wanted

# as long as nobody decided, a hint helps
OPEN_STATES = ("draft", "requested")
# an exception is made for a time and a place
EXCEPTED = {"is_exception", "facility_id", "start", "stop"}


class ClubReservation(models.Model):
    _inherit = "club.reservation"
    # the hint counts from times that are being typed
    _counts_in_forms = True

    time_hint = fields.Text(
        string="About This Time",
        compute="_compute_time_hint",
        help="Why the time cannot be had as it is.",
    )

    @api.depends(
        "facility_id",
        "start",
        "stop",
        "state",
        "people_expected",
        "season_id",
        "is_exception",
    )
    @api.depends_context("uid", "lang")
    def _compute_time_hint(self):
        self.time_hint = False
        undecided = self.filtered(lambda one: one.state in OPEN_STATES)
        for reservation, problems in undecided._find_obstacles().items():
            if problems:
                reservation.time_hint = " ".join(one.text for one in problems)

    def preview(self):
        """Tell whether this time can be had, and what else is free.

        Nothing is written. Names show only where the user may know them.

        :return: dict with ``is_free``; ``problems``: list of dicts (``kind``,
            ``text``), kind ``taken`` where somebody has the time; ``alternatives``:
            list of dicts (``kind``, ``facility_id``, ``facility``, ``start``,
            ``stop`` in naive UTC, ``text``), empty where the time is free
        """
        self.ensure_one()
        self.check_access("read")
        problems = self._find_obstacles().get(self, [])
        alternatives = self._find_alternatives() if problems else []
        return {
            "is_free": not problems,
            "problems": [problem._asdict() for problem in problems],
            "alternatives": [
                {
                    "kind": one.kind,
                    "facility_id": one.facility.id,
                    "facility": one.facility.display_name,
                    "start": one.start,
                    "stop": one.stop,
                    "text": one.facility._say_when(one.start, one.stop),
                }
                for one in alternatives
            ],
        }

    def _find_alternatives(self, use=None):
        """Where and when else this use could be.

        :param use: ``Use`` instead of its own time and place
        :rtype: list[Alternative]
        """
        self.ensure_one()
        uses = [use] if use else self._get_uses()
        if not uses:
            return []
        sport = self.sport_id
        return uses[0].facility._find_alternatives(uses[0], sport, self._origin.ids)

    # ------------------------------------------------------------
    # Rules and clashes
    # ------------------------------------------------------------

    def _get_uses(self):
        """What these want; those without space or times are left out.

        :return: list of ``Use``, each with its place in ``self`` as key
        """
        return [
            Use(
                key,
                one.facility_id._origin,
                one.start,
                one.stop,
                one.people_expected,
                one.season_id._origin,
                one.is_exception,
            )
            for key, one in enumerate(self)
            if one.facility_id._origin
            and one.start
            and one.stop
            and one.start < one.stop
        ]

    def _find_obstacles(self):
        """Why these cannot be as they are: rules, closures, other uses.

        :return: dict of reservation to a list of ``Problem``
        """
        found = self._find_obstacles_of(self._get_uses(), self._origin.ids)
        reservations = list(self)
        return {reservations[key]: problems for key, problems in found.items()}

    @api.model
    def _find_obstacles_of(self, uses, exclude=()):
        """The same for uses that need not be written down yet.

        The number of queries does not grow with the uses.

        :param list uses: of ``Use`` with whole numbers as keys
        :param exclude: ids of reservations that take nothing
        :return: dict of key to a list of ``Problem``, kind ``taken`` last
        """
        Facility = self.env["club.facility"]
        found = Facility._find_problems(uses)
        spaces = Facility.browse().union(*(use.facility for use in uses))
        units = spaces._get_units()
        wanted = sorted(
            Wanted(unit.id, use.start, use.stop, use.key)
            for use in uses
            for unit in units[use.facility]
        )
        self.flush_model(["state", "hold_until"])
        clashes = self._find_clashes(wanted, exclude=exclude)
        for taken in self._describe_clashes(clashes):
            found[taken.key].append(Problem("taken", taken.text))
        return found

    def _check_rules(self):
        """
        :raises ValidationError: when one of these breaks a rule of its space; who
            takes the time is not asked here
        """
        uses = self._get_uses()
        found = self.env["club.facility"]._find_problems(uses)
        texts = [problem.text for problems in found.values() for problem in problems]
        if texts:
            raise ValidationError(" ".join(dict.fromkeys(texts)))

    # ------------------------------------------------------------
    # Exceptions
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        reservations = super().create(vals_list)
        reservations._check_exception()
        return reservations

    def write(self, vals):
        result = super().write(vals)
        if EXCEPTED & vals.keys():
            self._check_exception()
        return result

    def _check_exception(self):
        """
        :raises AccessError: unless the office makes the exception
        """
        is_officer = self.env.su or self.env.user.has_group(OFFICER)
        if not is_officer and any(one.is_exception for one in self):
            raise AccessError(
                self.env._(
                    "Only the facility office makes exceptions from the rules of a "
                    "space, and it makes them for one time. Please ask it."
                )
            )
