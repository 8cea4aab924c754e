"""Events that are not trainings keep working exactly as before."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common_trainings import TrainingsCommon

ROLES = {
    "desk": "event.group_event_registration_desk",
    "event_user": "event.group_event_user",
    "event_manager": "event.group_event_manager",
}
OURS = {
    "worker": "club_support.club_support_group_worker",
    "trainer": "club_support.club_support_group_trainer",
    "trainingorganiser": "club_support.club_support_group_trainingorganiser",
    "administrator": "club_support.club_support_group_administrator",
}


class BesideCommon(TrainingsCommon):
    """Users of Odoo's events, without and with roles of ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, group in ROLES.items():
            setattr(cls, name, cls._create_user(name, group))
        cls.both = {
            name: cls._create_user(f"both_{name}", f"{ROLES['event_manager']},{group}")
            for name, group in OURS.items()
        }

    @classmethod
    def _create_user(cls, name, groups):
        return new_test_user(
            cls.env,
            login=f"club_{name}",
            groups=groups,
            name=f"Person {name}",
            email=f"{name}@landkreis-musterau.example.org",
            tz="Europe/Berlin",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _event_vals(cls, **vals):
        begin = fields.Datetime.now() + timedelta(days=10)
        return {
            "name": "Sportlerehrung",
            "date_begin": begin,
            "date_end": begin + timedelta(hours=3),
            **vals,
        }

    @classmethod
    def _create_event(cls, **vals):
        return cls.env["event.event"].create(cls._event_vals(**vals))


@tagged("post_install", "-at_install")
class TestOrdinaryEvents(BesideCommon):
    def _everyone(self):
        return [self.event_user, self.event_manager, *self.both.values()]

    def test_users_of_events_plan_them_whatever_else_they_are(self):
        for user in self._everyone():
            with self.subTest(user=user.login):
                Event = self.env["event.event"].with_user(user)
                event = Event.create(self._event_vals())
                self.assertFalse(event.sudo().training_day_ids)
                self.assertFalse(event.training_state)
                self.assertFalse(event.training_mode)
                self.assertFalse(event.sudo().trainer_ids)
                kinds = event.event_mail_ids.mapped("interval_type")
                self.assertIn("after_sub", kinds, "Odoo's own mails")
                event.write({"kanban_state": "done", "name": "Ehrung"})
                event.action_set_done()
                self.assertTrue(event.stage_id.pipe_end)
                copy = event.copy()
                self.assertEqual(copy.event_mail_ids.mapped("interval_type"), kinds)

    def test_desks_register_people_and_check_them_in_as_ever(self):
        event = self._create_event(seats_limited=True, seats_max=2)
        for user in (self.desk, *self._everyone()):
            with self.subTest(user=user.login):
                Registration = self.env["event.registration"].with_user(user)
                person = Registration.create(
                    {"event_id": event.id, "name": "Hanna", "email": "h@example.org"}
                )
                self.assertEqual(person.state, "open")
                self.assertFalse(person.sudo().booking_id)
                self.assertFalse(person.training_status)
                self.assertFalse(person.training_identity)
                # whoever is on the list twice is on it twice, as Odoo has it
                again = Registration.create(
                    {"event_id": event.id, "name": "Hanna", "email": "h@example.org"}
                )
                self.assertEqual(event.seats_available, 0)
                with self.assertRaises(UserError):
                    Registration.create({"event_id": event.id, "name": "Dritte"})
                again.action_cancel()
                again.action_set_draft()
                self.assertEqual(again.state, "draft")
                answer = Registration.register_attendee(person.barcode, event.id)
                self.assertEqual(answer["status"], "confirmed_registration")
                self.assertEqual(person.state, "done")
                (person | again).write({"active": False, "state": "cancel"})

    def test_what_programs_bring_along_for_ordinary_events_is_kept(self):
        event = self._create_event()
        Registration = self.env["event.registration"].with_user(self.desk)
        person = Registration.with_context(
            default_event_id=event.id, default_state="draft"
        ).create({"name": "Hanna", "barcode": "4711", "active": False})
        self.assertEqual(person.state, "draft")
        self.assertEqual(person.barcode, "4711")
        self.assertFalse(person.active)
        self.assertEqual(person.env.context.get("default_state"), "draft")

    def test_only_ordinary_events_have_mails_of_odoo(self):
        event = self._create_event()
        self.env["event.registration"].create(
            {"event_id": event.id, "name": "Hanna", "email": "hanna@example.org"}
        )
        self.assertTrue(event.event_mail_ids)
        training = self._create_date()
        someone = self._register(training, "Jörg Brandt")
        self.assertFalse(training.event_mail_ids)
        self.assertFalse(someone.mail_registration_ids)

    def test_ordinary_events_cost_no_further_query(self):
        """A batch with us costs what one with the steps of Odoo alone costs."""
        event = self._create_event(event_mail_ids=[Command.clear()])
        Registration = self.env["event.registration"].with_user(self.desk)
        counts = []
        for number in (1, 30):
            vals = [
                {"event_id": event.id, "name": f"Person {number}-{i}"}
                for i in range(number)
            ]
            Registration.create([{**vals[0], "name": "Erste"}])
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            people = Registration.create(vals)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            before = self.env.cr.sql_log_count
            people.write({"phone": "06031 1"})
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[0] + 2)
        self.assertLessEqual(counts[3], counts[1] + 2)


@tagged("post_install", "-at_install")
class TestApart(BesideCommon):
    """Who keeps events does not see trainings, and nothing crosses over."""

    def test_users_of_events_find_no_training_and_nobody_in_it(self):
        training = self._create_date()
        person = self._register(training, "Hanna Berg")
        event = self._create_event()
        for user in (self.desk, self.event_user, self.event_manager):
            with self.subTest(user=user.login):
                found = self.env["event.event"].with_user(user).search([])
                self.assertIn(event, found)
                self.assertNotIn(training, found)
                people = self.env["event.registration"].with_user(user).search([])
                self.assertNotIn(person, people)
                for record in (training, person):
                    with self.assertRaises(AccessError):
                        self._rpc(user, record._name, "read", record.ids, ["name"])
                answer = self._rpc(
                    user, person._name, "register_attendee", person.barcode, False
                )
                self.assertEqual(answer, {"error": "invalid_ticket"})

    def test_lists_of_odoo_leave_trainings_out_for_who_may_read_both(self):
        training = self._create_date()
        person = self._register(training, "Hanna Berg")
        event = self._create_event()
        user = self.both["administrator"]
        for xml_id, record, ordinary in (
            ("event.action_event_view", training, event),
            ("event.event_registration_action", person, self.env[person._name]),
        ):
            with self.subTest(action=xml_id):
                action = self.env.ref(xml_id).with_user(user)
                domain = safe_eval(action._get_action_dict()["domain"], {})
                found = self.env[record._name].with_user(user).search(domain)
                self.assertNotIn(record, found)
                self.assertLessEqual(ordinary, found)
        ours = self.env.ref("club_support.event_event_action_training").with_user(user)
        domain = safe_eval(ours._get_action_dict()["domain"], {})
        self.assertIn(training, self.env["event.event"].with_user(user).search(domain))

    def test_every_list_of_odoos_events_can_still_be_opened(self):
        """The web client reads the domain as a text: it must remain one."""
        actions = self.env["ir.actions.act_window"].search(
            [("res_model", "in", ("event.event", "event.registration"))]
        )
        self.assertGreaterEqual(len(actions), 5)
        for action in actions:
            with self.subTest(action=action.xml_id):
                text = action._get_action_dict()["domain"] or "[]"
                domain = safe_eval(text, {"active_id": 1, "uid": 1, "active_ids": [1]})
                self.env[action.res_model].search(domain, limit=1)

    def test_an_event_becomes_no_training_and_a_training_no_event(self):
        training, event = self._create_date(), self._create_event()
        other = self.training.copy({"name": "Kassenwart"})
        for user in (self.event_manager, *self.both.values()):
            for record, value in (
                (event, self.training.id),
                (training, False),
                (training, other.id),
            ):
                with (
                    self.subTest(user=user.login, record=record.name, value=value),
                    self.assertRaises(UserError) as caught,
                ):
                    self._rpc(
                        user, "event.event", "write", record.ids, {"training_id": value}
                    )
                if not isinstance(caught.exception, AccessError):
                    self._assert_sentence(caught.exception)
        self.assertEqual(training.training_id, self.training)
        self.assertFalse(event.training_id)

    def test_nobody_is_moved_from_an_event_into_a_training(self):
        training, event = self._create_date(), self._create_event()
        person = self.env["event.registration"].create(
            {"event_id": event.id, "name": "Hanna", "state": "draft"}
        )
        someone = self._register(training, "Jörg Brandt")
        cases = [
            (person, {"event_id": training.id}),
            (person, {"training_id": self.training.id}),
            (person, {"seat_number": 3}),
            (person, {"booking_id": someone.booking_id.id}),
            (someone, {"event_id": event.id}),
            (someone, {"training_id": False}),
            (someone, {"active": False}),
        ]
        for user in (self.desk, self.event_manager, *self.both.values()):
            for record, vals in cases:
                with (
                    self.subTest(user=user.login, person=record.name, vals=vals),
                    self.assertRaises(UserError),
                ):
                    self._rpc(user, "event.registration", "write", record.ids, vals)
            with self.assertRaises(UserError):
                commands = [Command.link(person.id)]
                vals = {"registration_ids": commands}
                self._rpc(user, "event.event", "write", training.ids, vals)
        self.assertEqual(person.event_id, event)
        self.assertEqual(someone.event_id, training)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_odoos_mails_tickets_and_times_are_not_hung_on_trainings(self):
        training, event = self._create_date(), self._create_event()
        begin = training.date_begin
        vals = {
            "event.mail": {
                "interval_type": "after_sub",
                "template_ref": "mail.template,{}".format(
                    self.env.ref("event.event_subscription").id
                ),
            },
            "event.event.ticket": {"name": "VIP"},
            "event.slot": {"date": begin.date(), "start_hour": 9, "end_hour": 10},
        }
        for model, values in vals.items():
            for user in (self.event_user, *self.both.values()):
                with self.subTest(model=model, user=user.login):
                    with self.assertRaises(AccessError):
                        line = {**values, "event_id": training.id}
                        self._rpc(user, model, "create", [line])
                    if model != "event.slot":
                        line = {**values, "event_id": event.id}
                        self.assertTrue(self._rpc(user, model, "create", [line]))
        for user in (self.trainingorganiser, self.both["administrator"]):
            conference = self.env.ref("event.event_type_data_conference", False)
            kind = conference or self.env["event.type"].create({"name": "Tagung"})
            with self.assertRaises(UserError) as caught:
                values = {"event_type_id": kind.id}
                self._rpc(user, "event.event", "write", training.ids, values)
            self._assert_sentence(caught.exception)
            made = self._rpc(
                user,
                "event.event",
                "create",
                [{**self._event_vals(**values), "training_id": self.training.id}],
            )
            made = self.env["event.event"].browse(made)
            self.assertFalse(made.event_mail_ids)
            self.assertEqual(
                made.event_type_id, self.env.ref("club_support.event_type_training")
            )

    def test_whoever_is_entered_by_odoos_form_or_import_arrives_in_line(self):
        training = self._create_date(seats_limited=True, seats_max=1)
        first = self._register(training, "Hanna Berg")
        user = self.both["administrator"]
        Registration = self.env["event.registration"].with_user(user)
        by_form = Registration.browse(
            self._rpc(
                user,
                "event.registration",
                "web_save",
                [],
                {"event_id": training.id, "name": "Eins", "email": "e@example.org"},
                {},
            )[0]["id"]
        )
        answer = self._rpc(
            user,
            "event.registration",
            "load",
            ["event_id/.id", "name", "email", "state", "seat_number"],
            [[str(training.id), "Zwei", "z@example.org", "Registered", "7"]],
        )
        self.assertTrue(answer["ids"], answer["messages"])
        by_import = Registration.browse(answer["ids"])
        commands = [Command.create({"name": "Drei", "state": "open"})]
        training.with_user(user).registration_ids = commands
        by_command = training.registration_ids - first - by_form - by_import
        self._allot(training)
        for person in by_form | by_import | by_command:
            with self.subTest(person=person.name):
                self.assertEqual(person.training_status, "waiting")
                self.assertFalse(person.seat_number)
                self.assertEqual(person.sudo().booking_id.event_id, training)
        self.assertEqual(first.training_status, "registered")
