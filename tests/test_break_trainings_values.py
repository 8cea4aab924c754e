"""Values that nobody means, and what organisers would get at by them."""

from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_break_trainings import BreakCommon

HUGE = 2**31 - 1


@tagged("post_install", "-at_install")
class TestNumbers(BreakCommon):
    def _write(self, record, vals):
        self._rpc(self.trainingorganiser, record._name, "write", record.ids, vals)
        self.env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_numbers_that_nobody_means_are_refused_in_words(self):
        for record, name in (
            (self.event, "seats_max"),
            (self.event, "seats_min"),
            (self.event, "seats_per_club"),
            (self.event, "offer_hours"),
            (self.training, "seats_max"),
            (self.training, "seats_min"),
            (self.training, "seats_per_club"),
            (self.training, "offer_hours"),
            (self.training, "units"),
            (self.training, "closing_days"),
            (self.training, "quota_days"),
            (self.training, "decision_days"),
            (self.training, "refresher_months"),
            (self.training, "attendance_share"),
        ):
            for value in (-1, HUGE, 10**12):
                with self.subTest(model=record._name, field=name, value=value):
                    error = self._assert_refused(
                        self.trainingorganiser,
                        record._name,
                        "write",
                        record.ids,
                        {name: value},
                    )
                    self._assert_sentence(error)

    def test_one_date_that_fails_does_not_stop_the_others(self):
        """The scheduled action looks at all dates at once."""
        other = self._create_date(days=31, seats_limited=True, seats_max=1)
        self._register(other, "Mira Sand", allot=False)
        broken = self.event.id
        Allotter = type(self.env["club.training.allotter"])
        ran = []

        def run(_self, _registry, event_ids):
            if broken in event_ids:
                raise ValueError("broken")
            ran.extend(event_ids)

        self.patch(Allotter, "_run_locked", run)
        with mute_logger("odoo.addons.club_support.models.club_training_allotter"):
            self.env["club.training.allotter"]._run_apart(
                self.env.registry, [broken, other.id]
            )
        self.assertEqual(ran, other.ids)

    def test_days_at_the_edge_of_the_calendar_are_refused_in_words(self):
        for begin in (
            datetime(9999, 12, 31, 22, 30),
            datetime(1, 1, 1, 0, 30),
            datetime(9000, 1, 1),
            datetime(1200, 1, 1),
        ):
            stop = begin + timedelta(hours=1)
            ways = (
                (
                    "event.event",
                    "write",
                    (self.event.ids, {"date_begin": begin, "date_end": stop}),
                ),
                (
                    "event.event",
                    "action_move",
                    (self.event.ids, fields.Datetime.to_string(begin)),
                ),
                (
                    "event.event",
                    "create",
                    (
                        [
                            {
                                "training_id": self.training.id,
                                "date_begin": begin,
                                "date_end": stop,
                            }
                        ],
                    ),
                ),
                (
                    "club.training.day",
                    "write",
                    (self.event.training_day_ids.ids, {"start": begin, "stop": stop}),
                ),
                (
                    "club.training.day",
                    "create",
                    ([{"event_id": self.event.id, "start": begin, "stop": stop}],),
                ),
            )
            for model, method, args in ways:
                with self.subTest(begin=begin, model=model, method=method):
                    error = self._assert_refused(
                        self.trainingorganiser, model, method, *args
                    )
                    self._assert_sentence(error)
        for name in ("registration_until", "quota_until", "decision_on"):
            for day in ("0001-01-01", "9999-12-31"):
                with self.subTest(field=name, day=day):
                    error = self._assert_refused(
                        self.trainingorganiser,
                        "event.event",
                        "write",
                        self.event.ids,
                        {name: day},
                    )
                    self._assert_sentence(error)

    def test_the_online_link_runs_nothing(self):
        """It is a link on the public page of whoever has a seat."""
        for url in ("javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x"):
            with self.subTest(url=url):
                error = self._assert_refused(
                    self.trainingorganiser,
                    "event.event",
                    "write",
                    self.event.ids,
                    {"event_url": url},
                )
                self._assert_sentence(error)
        self._write(self.event, {"event_url": "https://meet.example.org/x"})

    def test_steps_take_nonsense_as_nonsense(self):
        """Arguments come from outside: of any type."""
        organiser = self.trainingorganiser
        for reason in (7, ["x"], {"a": 1}, True):
            with self.subTest(reason=reason):
                try:
                    self._rpc(
                        organiser,
                        "event.registration",
                        "action_club_give_seat",
                        self.waiting.ids,
                        reason,
                    )
                except UserError as error:
                    self._assert_sentence(error)
        for model, method, record, values in (
            ("event.event", "action_call_off", self.event, (7, ["x"], {"a": 1}, "")),
            ("event.event", "action_move", self.event, ("morgen", 7, None, [], {})),
            ("event.event", "action_club_walk_in", self.event, (7, None, [], "")),
            (
                "club.training.attendance",
                "action_partly",
                self.attendance,
                ("x", 0, -1, HUGE, [1], 1.5),
            ),
            (
                "event.registration",
                "action_revoke_certificate",
                self.person,
                (7, None, [], {}),
            ),
        ):
            for value in values:
                with self.subTest(method=method, value=value):
                    try:
                        with self.env.cr.savepoint():
                            self._rpc(organiser, model, method, record.ids, value)
                    except UserError as error:
                        self._assert_sentence(error)

    def test_names_are_text_wherever_they_stand(self):
        """A line break would be a header, and markup would be a page of its own."""
        name = "Eva<script>alert(1)</script>\r\nBcc: alle@example.org"
        event = self._create_date(days=33, seats_limited=True, seats_max=5)
        [booking] = self._rpc(
            self.trainingorganiser,
            "club.training.booking",
            "create",
            [
                {
                    "event_id": event.id,
                    "contact_name": name,
                    "organisation_name": name,
                    "email": "eva@verein.example.org",
                    "registration_ids": [
                        Command.create({"name": name, "event_id": event.id})
                    ],
                }
            ],
        )
        booking = self.env["club.training.booking"].browse(booking)
        self._allot(event)
        notices = self.env["club.training.notice"].search(
            [("booking_id", "=", booking.id)]
        )
        self.assertEqual(notices.kind, "seat")
        mail = notices.mail_id
        self.assertTrue(mail)
        self.assertNotIn("<script", mail.body_html)
        for text in (mail.email_to, mail.subject, mail.headers, mail.reply_to):
            self.assertNotIn("\n", text or "")

    def test_a_language_that_is_gone_stops_nobody(self):
        booking = self.waiting.booking_id
        booking.lang = "xx_YY"
        self.waiting.action_club_cancel()
        notice = self.env["club.training.notice"].search(
            [("booking_id", "=", booking.id), ("kind", "=", "given_up")]
        )
        self.assertTrue(notice)

    def test_a_great_group_arrives_as_one(self):
        event = self._create_date(days=34, seats_limited=True, seats_max=10)
        [booking] = self._rpc(
            self.trainingorganiser,
            "club.training.booking",
            "create",
            [
                {
                    "event_id": event.id,
                    "contact_name": "Masse",
                    "email": "masse@example.org",
                    "registration_ids": [
                        Command.create({"name": f"P {number}", "event_id": event.id})
                        for number in range(1000)
                    ],
                }
            ],
        )
        self._allot(event)
        people = self.env["club.training.booking"].browse(booking).registration_ids
        self.assertEqual(set(people.mapped("training_status")), {"waiting"})
        self.assertEqual(set(people.mapped("training_wait")), {"group"})


@tagged("post_install", "-at_install")
class TestDialogs(BreakCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._create_user(
            "workmate",
            "club_support.club_support_group_trainingorganiser",
            cls.company,
        )

    def test_lines_belong_to_whoever_opened_the_dialog(self):
        own = self.env["club.training.plan"].with_user(self.trainingorganiser)
        plan = own.create({"training_id": self.training.id})
        line = plan.line_ids[0]
        vals = {"plan_id": plan.id, "start": line.start, "stop": line.stop}
        for method, args in (
            ("create", ([vals],)),
            ("read", (line.ids, ["start"])),
            ("write", (line.ids, {"number": 4})),
            ("unlink", (line.ids,)),
        ):
            with self.subTest(method=method):
                self._assert_refused(
                    self.colleague, "club.training.plan.line", method, *args
                )
        foreign = own.with_user(self.colleague).create(
            {"training_id": self.training.id}
        )
        self._assert_refused(
            self.colleague,
            "club.training.plan.line",
            "write",
            foreign.line_ids[0].ids,
            {"plan_id": plan.id},
        )

    def test_dialogs_open_nothing_that_is_not_their_owners(self):
        cases = (
            (
                self.stranger,
                "club.training.minutes",
                {"attendance_id": self.attendance.id},
            ),
            (
                self.stranger,
                "club.training.walk.in",
                {"event_id": self.event.id, "name": "X"},
            ),
            (
                self.neighbour,
                "club.training.walk.in",
                {"event_id": self.event.id, "name": "X"},
            ),
            (
                self.neighbour,
                "club.training.revoke",
                {"registration_id": self.person.id},
            ),
            (
                self.neighbour,
                "club.training.seat",
                {"registration_id": self.waiting.id},
            ),
            (self.neighbour, "club.training.call.off", {"event_id": self.event.id}),
            (self.neighbour, "club.training.register", {"event_id": self.event.id}),
            (self.neighbour, "club.training.plan", {"training_id": self.training.id}),
            (self.trainer, "club.training.revoke", {"registration_id": self.person.id}),
            (self.trainer, "club.training.seat", {"registration_id": self.waiting.id}),
        )
        for user, model, vals in cases:
            with self.subTest(user=user.login, model=model):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    [dialog] = self._rpc(user, model, "create", [vals])
                    self._rpc(user, model, "read", [dialog], [])
                    self._rpc(user, model, "action_apply", [dialog])
                self.env.invalidate_all()
        self.assertEqual(self.event.training_state, "open")
        self.assertEqual(len(self.event.registration_ids), 2)

    def test_onchange_of_dialogs_tells_nobody(self):
        for user, model, vals in (
            (
                self.neighbour,
                "club.training.seat",
                {"registration_id": self.waiting.id},
            ),
            (self.neighbour, "club.training.call.off", {"event_id": self.event.id}),
            (
                self.stranger,
                "club.training.minutes",
                {"attendance_id": self.attendance.id},
            ),
        ):
            with self.subTest(model=model):
                spec = {name: {} for name in vals} | {
                    name: {}
                    for name in ("waiting_position", "people_count", "minutes")
                    if name in self.env[model]._fields
                }
                try:
                    answer = self._rpc(
                        user, model, "onchange", [], vals, list(vals), spec
                    )
                except UserError:
                    continue
                value = answer["value"]
                self.assertFalse(value.get("waiting_position"))
                self.assertFalse(value.get("people_count"))
                self.assertFalse(value.get("minutes"))


@tagged("post_install", "-at_install")
class TestFeedbackIsAnonymous(BreakCommon):
    def test_nothing_tells_whose_answer_it_is(self):
        answer = self.person._make_feedback_answers()
        own = answer.with_user(self.worker).sudo()
        question = own.survey_id.question_ids.filtered(
            lambda one: one.question_type == "text_box"
        )[:1]
        own._save_lines(question, "Zu laut")
        own._mark_done()
        self.env.flush_all()
        worker = self.worker
        for record in (answer, *answer.user_input_line_ids):
            self.assertNotIn(worker, record.create_uid | record.write_uid)
        self.assertFalse(answer.partner_id or answer.email or answer.nickname)

    def test_no_notice_holds_the_link_to_an_answer(self):
        """Whoever organises reads notices, and would open the answer by its link."""
        self.person.sudo().write({"state": "done"})
        self.event.sudo().training_state = "held"
        self.event._club_ask_feedback()
        token = self.person._make_feedback_answers().access_token
        notices = self.env["club.training.notice"].search(
            [("event_id", "=", self.event.id), ("kind", "=", "feedback")]
        )
        self.assertTrue(notices)
        self.assertIn(token, notices.mail_id.body_html)
        for user in (self.trainingorganiser, self.worker, self.trainer):
            for model, field in (
                ("club.training.notice", "body"),
                ("mail.message", "body"),
                ("mail.mail", "body_html"),
            ):
                with self.subTest(user=user.login, model=model):
                    try:
                        found = self._rpc(
                            user, model, "search_count", [(field, "ilike", token)]
                        )
                    except UserError:
                        continue
                    self.assertFalse(found)


@tagged("post_install", "-at_install")
class TestLifeOfDates(BreakCommon):
    def test_whoever_arrived_while_it_was_called_off_is_told(self):
        """Two at once: the registration saw an open date, and came after."""
        late = self._register(self.event, "Zu Spät", allot=False)
        self.event.sudo().write({"training_state": "called_off"})
        self.assertEqual(late.training_status, "arrived")
        self._allot(self.event)
        self.assertEqual(late.training_status, "cancelled")
        self.assertEqual(late.cancel_kind, "called_off")
        kinds = self.env["club.training.notice"].search(
            [("booking_id", "=", late.booking_id.id)]
        )
        self.assertEqual(kinds.mapped("kind"), ["called_off"])

    def test_moved_into_the_past_nothing_can_be_accepted(self):
        event = self._create_date(days=20, seats_limited=True, seats_max=1)
        first = self._register(event, "Eins")
        second = self._register(event, "Zwei")
        first.action_club_cancel()
        self._allot(event)
        self.assertEqual(second.training_status, "offered")
        event.action_move(fields.Datetime.now() - timedelta(days=2))
        with self.assertRaises(UserError):
            second.offer_id._accept()

    def test_both_switch_days_keep_the_clock_on_the_wall(self):
        for year, month, day in ((2027, 3, 27), (2027, 10, 30)):
            begin = datetime(year, month, day, 8)
            event = self._create_date(days=60)
            event.write(
                {
                    "training_day_ids": [
                        Command.update(
                            event.training_day_ids.id,
                            {"start": begin, "stop": begin + timedelta(hours=4)},
                        ),
                        Command.create(
                            {
                                "start": begin + timedelta(days=7),
                                "stop": begin + timedelta(days=7, hours=4),
                            }
                        ),
                    ]
                }
            )
            before = [
                event._club_local(one.start).hour for one in event.training_day_ids
            ]
            event.action_move(begin + timedelta(days=1))
            after = [event._club_local(one.start) for one in event.training_day_ids]
            shown = event._club_local(begin + timedelta(days=1)).hour
            shift = shown - before[0]
            self.assertEqual([one.hour for one in after], [h + shift for h in before])

    def test_whoever_left_the_office_stops_nothing(self):
        self.event.user_id.active = False
        self.waiting.action_club_cancel()
        self.event.action_call_off("Referent krank")
        self.assertEqual(self.event.training_state, "called_off")
        self.assertEqual(self.person.cancel_kind, "called_off")

    def test_merging_clubs_and_people_keeps_seats(self):
        club, twin = self.env["res.partner"].create(
            [
                {"name": "TSV Eins", "is_company": True},
                {"name": "TSV Eins e.V.", "is_company": True},
            ]
        )
        teacher = self.env["res.partner"].create({"name": "Doppelt"})
        self.event.trainer_ids += teacher
        self.person.booking_id.partner_id = twin
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._merge((club | twin).ids, club)
        merge._merge((teacher | self.teacher).ids, self.teacher)
        self.env.invalidate_all()
        self.assertEqual(self.person.organisation_id, club)
        self.assertEqual(self.event.trainer_ids, self.teacher)
        self.assertEqual(self.person.training_status, "registered")

    def test_what_people_registered_for_is_not_deleted(self):
        for record in (self.event, self.event.training_day_ids):
            with (
                self.subTest(model=record._name),
                self.assertRaises(UserError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                record.unlink()
            self.env.invalidate_all()

    def test_a_day_on_which_people_were_there_stays(self):
        day = self.event.training_day_ids
        begin = day.stop + timedelta(days=1)
        other = self.env["club.training.day"].create(
            {
                "event_id": self.event.id,
                "start": begin,
                "stop": begin + timedelta(hours=2),
            }
        )
        self.attendance.presence = "present"
        error = self._assert_refused(
            self.trainingorganiser, "club.training.day", "unlink", day.ids
        )
        self._assert_sentence(error)
        self.person.certificate_number = "TB-2027-9999"
        for vals in (
            {"stop": day.stop - timedelta(hours=1)},
            {"start": day.start - timedelta(hours=1)},
        ):
            error = self._assert_refused(
                self.trainingorganiser, "club.training.day", "write", day.ids, vals
            )
            self._assert_sentence(error)
        other.unlink()
        self.assertEqual(self.event.training_day_ids, day)
