"""Attempts to get at people, seats and steps of trainings by every other way."""

from contextlib import ExitStack
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_trainings import TrainingsCommon

OUTSIDERS = ("portal", "public", "plain_user")
# read the programme, and nobody who takes part
READERS = ("worker", "lead", "management", "caretaker", "officer")
PEOPLE = (
    "event.registration",
    "club.training.booking",
    "club.training.offer",
    "club.training.allotment",
    "club.training.attendance",
)
PROGRAMME = ("club.training", "event.event", "club.training.day")


class BreakCommon(TrainingsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.event = cls._create_date(seats_limited=True, seats_max=1)
        cls.person = cls._register(cls.event, "Hanna Berg")
        cls.waiting = cls._register(cls.event, "Jörg Brandt")
        cls.attendance = cls.env["club.training.attendance"].create(
            {"registration_id": cls.person.id, "day_id": cls.event.training_day_ids.id}
        )
        cls.stranger = cls._create_user(
            "stranger", "club_support.club_support_group_trainer", cls.company
        )
        cls.neighbour = cls._create_user(
            "neighbour",
            "club_support.club_support_group_trainingorganiser",
            cls.other_company,
        )

    @classmethod
    def _create_user(cls, name, groups, company):
        return new_test_user(
            cls.env,
            login=f"club_{name}",
            groups=groups,
            name=f"Person {name}",
            email=f"{name}@landkreis-musterau.example.org",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def setUp(self):
        super().setUp()
        # what is refused here is refused on purpose
        stack = ExitStack()
        stack.enter_context(mute_logger("odoo.addons.base.models.ir_rule"))
        self.addCleanup(stack.close)

    def _one(self, model):
        """A record of the model about the date."""
        domain = [("id", "=", self.training.id)]
        if model != "club.training":
            domain = [("event_id", "=", self.event.id)]
        if model == "event.event":
            domain = [("id", "=", self.event.id)]
        return self.env[model].search(domain, limit=1)

    def _assert_refused(self, user, model, method, *args, **kwargs):
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self._rpc(user, model, method, *args, **kwargs)
            self.env.flush_all()
        self.env.invalidate_all()
        return caught.exception


@tagged("post_install", "-at_install")
class TestReading(BreakCommon):
    def _assert_closed(self, user, model):
        """No way to read leads to records of the model, or counts them."""
        group = "training_id" if model == "event.event" else "event_id"
        ways = (
            ("search_read", [[], ["id"]]),
            ("name_search", [""]),
            ("search_count", [[]]),
            ("formatted_read_group", [[], [group], ["__count"]]),
            ("web_read_group", [[], [group]]),
            ("web_search_read", [[], {"id": {}}]),
        )
        for method, args in ways:
            with self.subTest(user=user.login, model=model, method=method):
                try:
                    answer = self._rpc(user, model, method, *args)
                except AccessError:
                    continue
                if isinstance(answer, dict):
                    answer = answer.get("records", answer.get("groups"))
                if method == "formatted_read_group":
                    answer = [line for line in answer if line["__count"]]
                self.assertFalse(answer)
        record = self._one(model)
        if not record:
            return
        for method, args in (
            ("read", [["id", "display_name"]]),
            ("web_read", [{"display_name": {}}]),
            ("export_data", [["display_name"]]),
            ("copy", []),
        ):
            with self.subTest(user=user.login, model=model, method=method):
                self._assert_refused(user, model, method, record.ids, *args)

    def test_nobody_outside_the_office_reads_who_takes_part(self):
        for persona in (*OUTSIDERS, *READERS):
            for model in PEOPLE:
                self._assert_closed(getattr(self, persona), model)
        for persona in OUTSIDERS:
            for model in PROGRAMME[1:]:
                self._assert_closed(getattr(self, persona), model)

    def test_trainers_of_other_dates_and_organisers_elsewhere_read_nobody(self):
        for user in (self.stranger, self.neighbour):
            for model in PEOPLE:
                self._assert_closed(user, model)
        self.assertIn(
            self.event.id, self._rpc(self.stranger, "event.event", "search", [])
        )
        for model in PROGRAMME[1:]:
            self._assert_closed(self.neighbour, model)

    def test_nobody_is_guessed_by_searching_the_programme(self):
        """A filter of the date by its people would tell who they are."""
        paths = (
            ("registration_ids.name", "ilike", "Hanna"),
            ("registration_ids", "any", [("email", "ilike", "hanna")]),
            ("registration_ids", "any!", [("email", "ilike", "hanna")]),
            ("registration_ids", "ilike", "Hanna"),
            ("booking_ids.email", "ilike", "hanna"),
            ("booking_ids", "ilike", "Hanna"),
            ("allotment_ids.people", ">", 0),
            ("training_day_ids.attendance_ids.registration_id.name", "ilike", "Hanna"),
        )
        for persona in READERS:
            user = getattr(self, persona)
            for leaf in paths:
                with self.subTest(user=user.login, leaf=leaf):
                    try:
                        found = self._rpc(user, "event.event", "search", [leaf])
                    except (AccessError, ValueError):
                        continue
                    self.assertFalse(found)

    def test_the_programme_shows_readers_nobody_through_its_lists(self):
        for persona in READERS:
            user = getattr(self, persona)
            for name in ("registration_ids", "booking_ids", "allotment_ids"):
                with self.subTest(user=user.login, field=name):
                    try:
                        [line] = self._rpc(
                            user, "event.event", "read", self.event.ids, [name]
                        )
                    except AccessError:
                        continue
                    self.assertFalse(line[name])

    def test_messages_about_people_are_read_by_the_office_only(self):
        for record in (self.person, self.person.booking_id):
            message = record.message_post(body="Braucht eine Rampe.")
            for user in (self.worker, self.stranger, self.neighbour, self.portal):
                with self.subTest(user=user.login, model=record._name):
                    domain = [("id", "=", message.id)]
                    found = self._rpc(user, "mail.message", "search", domain)
                    self.assertFalse(found)
                    self._assert_refused(
                        user, record._name, "message_post", record.ids, body="Hallo"
                    )
                    self._rpc(
                        user,
                        record._name,
                        "message_subscribe",
                        record.ids,
                        user.partner_id.ids,
                    )
                    followers = record.message_follower_ids.partner_id
                    self.assertNotIn(user.partner_id, followers)


@tagged("post_install", "-at_install")
class TestWriting(BreakCommon):
    @property
    def _staff(self):
        return self.trainingorganiser, self.administrator

    def test_no_seat_is_written_by_hand(self):
        values = {
            "state": "open",
            "seat_number": 9,
            "is_looked_at": False,
            "offer_id": False,
            "cancel_kind": "person",
            "is_missed": True,
            "certificate_number": "TB-1",
            "certificate_date": "2027-01-01",
            "training_status": "registered",
            "training_identity": "x",
            "is_anonymised": True,
            "active": False,
            "barcode": "1",
            "date_closed": "2027-01-01 10:00:00",
            "company_id": self.other_company.id,
            "training_id": False,
        }
        for user in self._staff:
            for name, value in values.items():
                vals = {name: value}
                commands = [Command.update(self.waiting.id, vals)]
                ways = (
                    ("event.registration", self.waiting, vals),
                    ("event.event", self.event, {"registration_ids": commands}),
                    (
                        "club.training.booking",
                        self.waiting.booking_id,
                        {"registration_ids": commands},
                    ),
                )
                for model, record, vals_of_way in ways:
                    with self.subTest(user=user.login, field=name, model=model):
                        self._assert_refused(
                            user, model, "write", record.ids, vals_of_way
                        )
        self.assertEqual(self.waiting.training_status, "waiting")

    def test_the_context_brings_nobody_a_seat(self):
        brought = {
            "state": "done",
            "seat_number": 7,
            "is_looked_at": True,
            "cancel_kind": "staff",
            "is_missed": True,
            "certificate_number": "TB-7",
            "certificate_date": "2027-01-01",
            "training_status": "attended",
            "training_identity": "nobody",
            "is_anonymised": True,
            "active": False,
            "date_closed": "2027-01-01 10:00:00",
            "barcode": "4711",
            "training_id": False,
        }
        context = {f"default_{name}": value for name, value in brought.items()}
        for user in self._staff:
            for number, (vals, extra) in enumerate(((brought, {}), ({}, context))):
                name = f"{user.name} {number}"
                values = {
                    **vals,
                    "event_id": self.event.id,
                    "name": name,
                    "email": "neu@example.org",
                }
                Registration = self.env["event.registration"]
                made = Registration.browse(
                    self._rpc(
                        user, Registration._name, "create", [values], context=extra
                    )
                )
                with self.subTest(user=user.login, number=number):
                    self.assertEqual(made.training_status, "arrived")
                    self.assertEqual(made.training_id, self.training)
                    self.assertFalse(made.seat_number or made.certificate_number)
                    self.assertFalse(made.date_closed or made.is_anonymised)
                    self.assertTrue(made.active)
                    self.assertNotEqual(made.barcode, "4711")
                    self.assertIn(name.casefold(), made.training_identity)

    def test_no_step_of_a_date_is_written_by_hand(self):
        values = {
            "training_state": "held",
            "decided_on": "2027-01-01",
            "call_off_reason": "Krank",
            "kanban_state": "cancel",
        }
        context = {f"default_{name}": value for name, value in values.items()}
        for user in self._staff:
            for name, value in values.items():
                with self.subTest(user=user.login, field=name):
                    ids = self.event.ids
                    self._assert_refused(
                        user, "event.event", "write", ids, {name: value}
                    )
            begin = fields.Datetime.now() + timedelta(days=5)
            vals = {
                "training_id": self.training.id,
                "date_begin": begin,
                "date_end": begin + timedelta(hours=2),
            }
            for given, extra in (({**vals, **values}, {}), (vals, context)):
                made = self.env["event.event"].browse(
                    self._rpc(user, "event.event", "create", [given], context=extra)
                )
                with self.subTest(user=user.login, way=bool(extra)):
                    self.assertEqual(made.training_state, "planned")
                    self.assertFalse(made.decided_on or made.call_off_reason)
                    self.assertEqual(made.kanban_state, "normal")

    def test_readers_and_trainers_change_nothing(self):
        begin = self.event.date_begin
        for user in (self.worker, self.officer, self.trainer, self.stranger):
            for record, vals in (
                (self.training, {"name": "x"}),
                (self.event, {"name": "x"}),
                (self.event, {"registration_ids": [Command.clear()]}),
                (self.event.training_day_ids, {"start": begin - timedelta(hours=1)}),
                (self.person, {"name": "x"}),
                (self.attendance, {"presence": "present"}),
            ):
                with self.subTest(user=user.login, model=record._name, vals=vals):
                    model = record._name
                    self._assert_refused(user, model, "write", record.ids, vals)
                    self._assert_refused(user, model, "unlink", record.ids)

    def test_people_stay_with_the_date_of_their_registration(self):
        """Whoever holds the link of a booking would see people of another date."""
        other = self._create_date(days=40)
        someone = self._register(other, "Mira Sand")
        for user in self._staff:
            cases = (
                (self.waiting, {"booking_id": someone.booking_id.id}),
                (self.waiting.booking_id, {"event_id": other.id}),
                (
                    someone.booking_id,
                    {"registration_ids": [Command.link(self.waiting.id)]},
                ),
            )
            for record, vals in cases:
                with self.subTest(user=user.login, vals=vals):
                    model = record._name
                    error = self._assert_refused(user, model, "write", record.ids, vals)
                    self._assert_sentence(error)
            vals = {
                "event_id": self.event.id,
                "booking_id": someone.booking_id.id,
                "name": "Neu",
            }
            self._assert_refused(user, "event.registration", "create", [vals])

    def test_days_and_registrations_belong_to_trainings_only(self):
        begin = fields.Datetime.now() + timedelta(days=5)
        event = self.env["event.event"].create(
            {"name": "Ehrung", "date_begin": begin, "date_end": begin}
        )
        self.administrator.group_ids += self.env.ref("event.group_event_manager")
        stop = begin + timedelta(hours=1)
        for model, vals in (
            ("club.training.day", {"start": begin, "stop": stop}),
            ("club.training.booking", {"contact_name": "Hanna"}),
        ):
            with self.subTest(model=model):
                values = {**vals, "event_id": event.id}
                error = self._assert_refused(
                    self.administrator, model, "create", [values]
                )
                self._assert_sentence(error)

    def test_the_room_of_a_day_is_booked_by_its_steps(self):
        """A day that leads to the reservation of others would move it along."""
        day = self.event.training_day_ids
        for user in self._staff:
            for method, args in (
                ("write", (day.ids, {"reservation_id": 1})),
                (
                    "create",
                    (
                        [
                            {
                                "event_id": self.event.id,
                                "start": day.start,
                                "stop": day.stop,
                                "reservation_id": 1,
                            }
                        ],
                    ),
                ),
            ):
                with self.subTest(user=user.login, method=method):
                    error = self._assert_refused(
                        user, "club.training.day", method, *args
                    )
                    self._assert_sentence(error)

    def test_nothing_of_another_company_is_used(self):
        elsewhere = {"company_id": self.other_company.id}
        facility = self.env["club.facility"].create(
            {
                "name": "Halle nebenan",
                "type_id": self.env["club.facility.type"].search([], limit=1).id,
                **elsewhere,
            }
        )
        partner = self.env["res.partner"].create({"name": "Fremd", **elsewhere})
        for vals in (
            {"facility_id": facility.id},
            {"trainer_ids": [Command.link(partner.id)]},
            {"company_id": self.other_company.id},
        ):
            with self.subTest(vals=vals):
                self._assert_refused(
                    self.trainingorganiser, "event.event", "write", self.event.ids, vals
                )
        self._assert_refused(
            self.trainingorganiser,
            "club.training.day",
            "write",
            self.event.training_day_ids.ids,
            {"facility_id": facility.id},
        )
        self._assert_refused(
            self.trainingorganiser,
            "club.training.booking",
            "write",
            self.person.booking_id.ids,
            {"partner_id": partner.id},
        )

    def test_a_copy_of_somebody_arrives_like_everybody(self):
        self.person.email = False
        self.person.booking_id.email = False
        [copy] = self._rpc(
            self.trainingorganiser, "event.registration", "copy", self.person.ids
        )
        copy = self.person.browse(copy)
        self.assertEqual(copy.training_status, "arrived")
        self.assertFalse(copy.seat_number)

    def test_outsiders_are_refused_by_every_step(self):
        """Public methods are doors: none opens before it asks who is there."""
        for model in ("club.training", "event.event", "event.registration"):
            record = self._one(model)
            steps = {
                name: method
                for cls in type(record).mro()
                if "club_support" in cls.__module__
                for name, method in vars(cls).items()
                if name.startswith("action_")
            }
            for name, method in sorted(steps.items()):
                count = method.__code__.co_argcount - len(method.__defaults__ or ()) - 1
                for persona in OUTSIDERS:
                    user = getattr(self, persona)
                    with (
                        self.subTest(model=model, method=name, persona=persona),
                        self.assertRaises(AccessError),
                        self.env.cr.savepoint(),
                    ):
                        self._rpc(user, model, name, record.ids, *["x"] * count)
