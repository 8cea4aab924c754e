"""What hurts the users of other systems does not happen here.

Each test would fail on the closest system for Odoo, or on another where it says so.
"""

import inspect
import re
from contextlib import contextmanager
from unittest.mock import patch

import vobject
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .common import ClubSupportCommon, ClubSupportHttpCommon
from .common_reservation_series import ReservationSeriesCommon
from .common_seasons import SeasonsCommon
from .test_access_ground import MATRIX, GroundRecords

OURS = "odoo.addons.club_support."
# ways into a record that Odoo gives every model
ODOOS = (
    "action_archive",
    "activity_schedule",
    "copy",
    "copy_data",
    "create",
    "export_data",
    "formatted_read_group",
    "load",
    "message_post",
    "message_subscribe",
    "name_search",
    "read",
    "search",
    "search_read",
    "unlink",
    "web_read",
    "web_save",
    "write",
)
ARGUMENTS = {
    "vals": {},
    "values": {},
    "vals_list": [{}],
    "specification": {"display_name": {}},
    "fields": ["display_name"],
    "fields_to_export": ["display_name"],
    "domain": [],
    "groupby": ["create_uid"],
    "data": [["Zwieback"]],
    "msg_dict": {"subject": "Zwieback", "from": "x@example.net", "body": "Zwieback"},
    "message": b"From: x@example.net\r\nSubject: Zwieback\r\n\r\nZwieback",
}
# refused because of the right to export, before any record is looked at
EXPORTS = ("export_data", "action_export")
WRITING = re.compile(r"\s*(INSERT|UPDATE|DELETE|MERGE|TRUNCATE)\b", re.I)
# what oversight reads and no worker: who took figures out of the house, and counts of
# trainings, whose participants workers do not know either
OVERSIGHT = {"club.export.log", "club.training.report"}
# who uses halls when, and how well: for the facility office and management; case
# workers see what they asked for, and of the others what the plan on the door says
ROOM_OF_TIMES = ("club.closure", "club.occupancy", "club.reservation", "club.season")
QUIET = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


def is_part(model):
    """Whether a model's records belong to one case."""
    case = model._fields.get("case_id")
    return bool(
        case
        and case.store
        and case.required
        and case.comodel_name == "club.case"
        and model._auto
        and not (model._transient or model._abstract)
    )


@tagged("post_install", "-at_install")
class TestOutsiders(GroundRecords):
    """“Portal users could once rewrite every ticket by RPC.”"""

    @contextmanager
    def _spy(self):
        """Collect the statements that write."""
        statements = []
        execute = type(self.env.cr).execute

        def spy(cursor, query, *args, **kwargs):
            text = query.code if isinstance(query, SQL) else str(query)
            if WRITING.match(text):
                statements.append(text)
            return execute(cursor, query, *args, **kwargs)

        with patch.object(type(self.env.cr), "execute", spy):
            yield statements

    def _public_methods(self, model):
        """The methods of ours, and those of Odoo that reach any record.

        :return: name, method, whether it is ours
        """
        cls = type(model)
        ours = {
            name
            for parent in cls.mro()
            if parent.__module__.startswith(OURS)
            for name in vars(parent)
        }
        if model._name not in MATRIX:
            ours = self._added(cls, ours)
        for name in sorted(ours.union(ODOOS if model._name in MATRIX else ())):
            method = getattr(cls, name, None)
            private = any(
                getattr(getattr(parent, name, None), "_api_private", False)
                for parent in cls.mro()
            )
            if not (name.startswith("_") or private) and inspect.isfunction(method):
                yield name, method, name in ours

    def _added(self, cls, names):
        """Those that no other module knows."""
        others = [p for p in cls.mro()[1:] if not p.__module__.startswith(OURS)]
        return names - {name for parent in others for name in vars(parent)}

    def _arguments(self, name, method):
        if name == "web_read_group":
            return [[], ["create_uid"]]
        if name == "message_process":
            return ["club.case", ARGUMENTS["message"]]
        parameters = list(inspect.signature(method).parameters.values())[1:]
        return [
            ARGUMENTS.get(parameter.name, 1)
            for parameter in parameters
            if parameter.default is parameter.empty
            and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
        ]

    def _attack(self, user, record, name, method, is_ours):
        """Call a method as an outsider; say what went through.

        A method of ours has to refuse; one of Odoo may as well fail or be of no use.
        """
        args = self._arguments(name, method)
        if not getattr(method, "_api_model", False):
            args.insert(0, record.ids)
        secret = record.sudo().display_name
        # what is in the cache is read by everybody
        self.env.invalidate_all()
        with self._spy() as statements:
            try:
                with self.env.cr.savepoint() as savepoint:
                    answer = self._rpc(user, record._name, name, *args)
                    self.env.flush_all()
                    savepoint.rollback()
            except AccessError:
                return ""
            except Exception as error:  # noqa: BLE001  whatever it is, it is no refusal
                refuses = is_ours and name not in EXPORTS
                return refuses and f"{type(error).__name__}: {error}"
            finally:
                self.env.invalidate_all()
        if statements:
            return f"wrote: {statements[0]}"
        return f"told: {answer}" if secret and secret in str(answer) else ""

    @mute_logger(*QUIET, "odoo.models.unlink")
    def test_no_method_of_any_model_obeys_portal_users_and_the_public(self):
        records = {model: self._create_as_owner(model) for model in MATRIX}
        records["res.partner"] = self.club
        self.env.flush_all()
        tried, through = 0, []
        for model, record in records.items():
            for name, *method in self._public_methods(record):
                for user in (self.portal, self.public):
                    tried += 1
                    if result := self._attack(user, record, name, *method):
                        through.append(f"{user.login} {model}.{name} {result}")
        self.assertFalse(through, "\n" + "\n".join(through))
        self.assertGreater(tried, 1000)

    @mute_logger(*QUIET)
    def test_portal_users_and_the_public_have_no_right_to_any_model(self):
        for model in MATRIX:
            record = self._create_as_owner(model)
            for user in (self.portal, self.public, self.plain_user):
                for operation in ("read", "write", "create", "unlink"):
                    with self.subTest(model=model, user=user.login, right=operation):
                        self.assertFalse(record.with_user(user).has_access(operation))


@tagged("post_install", "-at_install")
class TestViewers(GroundRecords):
    """“The viewer sees more than the worker.”"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.records = {}
        for model in MATRIX:
            if not cls.env[model]._transient:
                cls.records[model] = cls._create_as_owner(model)
        cls.restricted = cls._create_case(
            name="Vertraulich", user_id=cls.colleague.id, is_restricted=True
        )
        for model, vals in cls.vals.items():
            if vals.get("case_id") == cls.case.id and is_part(cls.env[model]):
                cls.env[model].create({**vals, "case_id": cls.restricted.id})
        cls.env.flush_all()

    def _found(self, user, model):
        try:
            return set(self._rpc(user, model, "search", []))
        except AccessError:
            return set()

    @mute_logger(*QUIET)
    def test_management_reads_nothing_that_a_worker_may_not_read(self):
        for model in self.records:
            if model in OVERSIGHT or model.startswith(ROOM_OF_TIMES):
                continue
            with self.subTest(model=model):
                seen = self._found(self.management, model)
                self.assertLessEqual(seen, self._found(self.worker, model))
        self.assertNotIn(self.restricted.id, self._found(self.management, "club.case"))

    @mute_logger(*QUIET)
    def test_management_changes_nothing_and_a_worker_at_least_as_much(self):
        for model, record in self.records.items():
            for operation in ("write", "create", "unlink"):
                with self.subTest(model=model, operation=operation):
                    as_viewer = record.with_user(self.management)
                    self.assertFalse(as_viewer.has_access(operation))

    @mute_logger(*QUIET)
    def test_management_knows_no_field_that_a_worker_does_not_know(self):
        for model in self.records:
            if model in OVERSIGHT | {"club.desk", "club.import", "club.import.row"}:
                continue
            if model.startswith((*ROOM_OF_TIMES, "club.facility")):
                continue
            if not self.env[model].with_user(self.management).has_access("read"):
                continue
            with self.subTest(model=model):
                known, wanted = (
                    set(self._rpc(user, model, "fields_get"))
                    for user in (self.worker, self.management)
                )
                self.assertLessEqual(wanted, known)

    def test_a_plain_user_finds_nothing_at_all(self):
        for model in self.records:
            with self.subTest(model=model), mute_logger(*QUIET):
                self.assertFalse(self._found(self.plain_user, model))


@tagged("post_install", "-at_install")
class TestChildren(GroundRecords):
    """“The confidential flag is used by no rule, assessments have no record rule.”"""

    @mute_logger(*QUIET)
    def test_the_flag_closes_the_case_and_every_child_of_it(self):
        parts = [model for model in MATRIX if is_part(self.env[model])]
        self.assertIn("club.assessment", parts)
        self.assertIn("club.assessment.line", parts)
        self.team.user_id = False
        self.case.supervisor_id = False
        records = {model: self._create_as_owner(model) for model in parts}
        records["club.case"] = self.case
        self.env.flush_all()
        others = (self.colleague, self.lead, self.management, self.administrator)
        log = "club.case.access.log"
        for restricted in (False, True):
            self.case.is_restricted = restricted
            self.env.flush_all()
            self.env.invalidate_all()
            for model, record in records.items():
                for user in others:
                    if model == log:
                        continue
                    with self.subTest(model=model, user=user.login, flag=restricted):
                        found = self._rpc(
                            user, model, "search", [("id", "in", record.ids)]
                        )
                        self.assertEqual(found, [] if restricted else record.ids)
            mine = records["club.assessment"].with_user(self.worker)
            self.assertTrue(mine.has_access("read"))

    def test_every_child_has_a_rule_for_everybody(self):
        for model in MATRIX:
            if not is_part(self.env[model]):
                continue
            with self.subTest(model=model):
                rules = self.env["ir.rule"].search(
                    [("model_id.model", "=", model), ("groups", "=", False)]
                )
                self.assertTrue(rules.filtered("perm_read"))


@tagged("post_install", "-at_install")
@freeze_time("2027-03-01 23:30:00")
class TestClosing(ClubSupportCommon):
    """“Stage guards are never checked”; CiviCase: the date depends on the way.

    It is half past midnight in Berlin: the day differs from that in UTC.
    """

    def _ways(self):
        """How people and programs close a case: each takes the case and closes it."""
        closed = {
            "stage_id": self.stage_closed.id,
            "result_id": self.result_achieved.id,
        }
        outside = new_test_user(
            self.env,
            login="club_program",
            groups="club_support.club_support_group_lead",
            email="program@landkreis-musterau.example.org",
            tz="America/New_York",
        )

        def dialog(case):
            Dialog = self.env["club.case.close"].with_user(self.worker)
            form = Form(Dialog.with_context(active_ids=case.ids))
            form.result_id = self.result_achieved
            form.save().action_close()

        def board(case):
            self._rpc(
                self.worker, "club.case", "web_save", case.ids, closed, {"number": {}}
            )

        def load(case):
            header = [".id", "stage_id/id", "result_id/id"]
            xmlids = ["stage_closed", "result_achieved"]
            row = [f"club_support.club_case_{xmlid}" for xmlid in xmlids]
            Case = self.env["club.case"].with_user(self.worker)
            answer = Case.load(header, [[str(case.id), *row]])
            self.assertEqual(answer["ids"], case.ids, answer["messages"])

        def write(user, **context):
            return lambda case: self._rpc(
                user, "club.case", "write", case.ids, closed, context=context
            )

        return {
            "button": lambda case: case.with_user(self.worker).action_close(
                self.result_achieved
            ),
            "rpc": lambda case: self._rpc(
                self.worker,
                "club.case",
                "action_close",
                case.ids,
                self.result_achieved.id,
            ),
            "dialog": dialog,
            "board": board,
            "import": load,
            "write": write(self.worker),
            "write in another time zone": write(self.worker, tz="Asia/Tokyo"),
            "program in America": write(outside),
            "robot": lambda case: case.with_user(
                self.env.ref("base.user_root")
            ).action_close(self.result_achieved),
        }

    def test_every_way_of_closing_gives_the_same_date_stage_and_result(self):
        for way, close in self._ways().items():
            with self.subTest(way=way):
                case = self._create_case()
                close(case)
                self.env.flush_all()
                self.env.invalidate_all()
                self.assertEqual(case.date_closed, fields.Date.to_date("2027-03-02"))
                self.assertEqual(case.stage_id, self.stage_closed)
                self.assertEqual(case.result_id, self.result_achieved)

    def test_no_way_goes_round_the_guards_of_the_stages(self):
        opening = self.env.ref("club_support.club_case_type_intercultural_opening")
        passed_on = self.env.ref("club_support.club_case_result_passed_on")
        case = self._create_case(type_id=opening.id)
        closed = {"stage_id": self.stage_closed.id}
        header = [".id", "stage_id/.id", "result_id/.id"]
        wrong = {**closed, "result_id": passed_on.id}
        row = [str(case.id), str(self.stage_closed.id), str(passed_on.id)]
        calls = {
            "button without result": ("action_close", case.ids),
            "button, wrong result": ("action_close", case.ids, passed_on.id),
            "write without result": ("write", case.ids, closed),
            "write, wrong result": ("write", case.ids, wrong),
            "board, wrong result": ("web_save", case.ids, wrong, {"number": {}}),
            "create, wrong result": (
                "create",
                {"name": "Neu", "type_id": opening.id, **wrong},
            ),
            "wait without reason": ("action_wait", case.ids),
            "wait by dragging": (
                "write",
                case.ids,
                {"stage_id": self.stage_waiting.id},
            ),
        }
        for way, call in calls.items():
            with self.subTest(way=way), self.assertRaises(UserError) as refused:
                self._rpc(self.worker, "club.case", *call)
            self._assert_sentence(refused.exception)
        answer = self.env["club.case"].with_user(self.worker).load(header, [row])
        self.assertFalse(answer["ids"])
        self.env.invalidate_all()
        self.assertEqual(case.stage_id, self.stage_new)

    def test_a_closed_case_says_who_held_it_even_when_that_person_left(self):
        """CiviCase: a closed case hides its manager."""
        case = self._create_case()
        case.with_user(self.worker).action_close(self.result_achieved)
        self.worker.active = False
        for archived in (False, True):
            case.active = not archived
            self.env.flush_all()
            self.env.invalidate_all()
            for reader in (self.colleague, self.management):
                with self.subTest(archived=archived, reader=reader.login):
                    [values] = self._rpc(
                        reader,
                        "club.case",
                        "web_read",
                        case.ids,
                        {"user_id": {"fields": {"display_name": {}}}},
                    )
                    self.assertEqual(values["user_id"]["display_name"], "Person worker")
        found = self._rpc(
            self.colleague,
            "club.case",
            "search",
            [("user_id.name", "=", "Person worker"), ("active", "=", False)],
        )
        self.assertEqual(found, case.ids)


@tagged("post_install", "-at_install")
class TestReferralIsARecord(ClubSupportCommon):
    """“A referral is free text.”"""

    def test_its_states_follow_from_its_steps_only(self):
        case = self._create_case()
        centre = self.env["res.partner"].create(
            {"name": "Beratungsstelle", "is_company": True}
        )
        Referral = self.env["club.case.referral"].with_user(self.worker)
        referral = Referral.create(
            {
                "case_id": case.id,
                "partner_id": centre.id,
                "name": "Deutschkurs",
                "text": "Ein Platz am Abend.",
            }
        )
        states = dict(Referral._fields["state"].selection)
        steps = ("send_by_hand", "accept", "done")
        for step, state in zip(steps, ("sent", "accepted", "done"), strict=True):
            for other in states:
                with self.subTest(jump=other), self.assertRaises(UserError):
                    self._rpc(
                        self.worker,
                        "club.case.referral",
                        "write",
                        referral.ids,
                        {"state": other},
                    )
            self._rpc(self.worker, "club.case.referral", f"action_{step}", referral.ids)
            self.assertEqual(referral.state, state)
        for step in ("accept", "decline", "withdraw", "done", "send"):
            with self.subTest(step=step), self.assertRaises(UserError):
                getattr(referral, f"action_{step}")()
        found = Referral.search(
            [("partner_id", "=", centre.id), ("state", "=", "done")]
        )
        self.assertEqual(found, referral)


@tagged("post_install", "-at_install")
class TestMeetings(ClubSupportHttpCommon):
    """What users of other systems for meetings ask for most and do not get."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2027-03-01 10:00:00"))
        cls.network = cls.env["club.network"].create(
            {
                "name": "Runder Tisch Sport",
                "user_id": cls.organiser.id,
                "team_id": cls.team.id,
            }
        )
        cls.env["club.network.member"].create(
            {
                "network_id": cls.network.id,
                "partner_id": cls.club.id,
                "representative_id": cls.chair.id,
                "date_from": "2026-01-01",
            }
        )
        cls.meeting, cls.following = cls.env["club.meeting"].create(
            [
                {"network_id": cls.network.id, "start": start}
                for start in ("2027-03-16 17:00:00", "2027-04-20 17:00:00")
            ]
        )

    def _press(self, button, record=None):
        record = record or self.meeting
        self._rpc(self.organiser, record._name, button, record.ids)
        self.env.invalidate_all()

    def _told(self):
        """Method, UID and SEQUENCE of what the calendar of the chair was sent."""
        told = []
        for mail in self.env["mail.mail"].search(
            [
                ("model", "=", "club.invitation"),
                ("res_id", "in", self.meeting.invitation_ids.ids),
            ],
            order="id",
        ):
            self.assertEqual(mail.outgoing_email_to, self.chair.email)
            [file] = mail.attachment_ids.filtered(lambda one: one.name == "invite.ics")
            calendar = vobject.readOne(file.raw.decode())
            event = calendar.vevent
            told.append((calendar.method.value, event.uid.value, event.sequence.value))
        return told

    def test_one_person_answers_for_another_without_an_account(self):
        """Nextcloud Attendance: “One person cannot answer for another.”"""
        self._press("action_invite")
        invitation = self.meeting.invitation_ids
        url = invitation._get_answer_url().replace(invitation.get_base_url(), "")
        self.env.flush_all()
        answer = {"answer": "substitute", "substitute": "Ivo Müller", "people": "2"}
        self.assertEqual(self.url_open(url, data=answer).status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(invitation.answer, "substitute")
        self.assertEqual(invitation.substitute, "Ivo Müller")
        self.assertEqual((self.meeting.yes_count, self.meeting.expected_people), (1, 2))
        self.assertFalse(invitation.answer_ids.user_id)
        self._press("action_hold")
        self._press("action_take_attendance")
        self.assertEqual(self.meeting.attendance_ids.substitute, "Ivo Müller")

    def test_a_change_updates_the_calendar_instead_of_doubling_the_entry(self):
        self._press("action_invite")
        self._press("action_invite")
        self._rpc(
            self.organiser,
            "club.meeting",
            "action_postpone",
            self.meeting.ids,
            "2027-03-17 17:00:00",
        )
        self._press("action_call_off")
        self._press("action_restore")
        uid = self.meeting.invitation_ids.uid
        self.assertEqual(
            self._told(),
            [
                ("REQUEST", uid, "0"),
                ("REQUEST", uid, "1"),
                ("CANCEL", uid, "2"),
                ("REQUEST", uid, "3"),
            ],
        )

    def test_minutes_are_approved_in_the_next_meeting_as_its_first_item(self):
        self.env["club.agenda.item"].create(
            {"meeting_id": self.following.id, "name": "Sommerfest"}
        )
        self._press("action_hold")
        self._press("action_send_minutes")
        first = self.following.agenda_item_ids[0]
        self.assertEqual(first.minutes_of_id, self.meeting)
        self.assertEqual(self.meeting.minutes_state, "sent")
        self._press("action_approve_minutes", first)
        self.assertEqual(self.meeting.minutes_state, "approved")
        self.assertEqual(self.meeting.minutes_approved_in_id, self.following)
        self.assertEqual(first.state, "done")


@tagged("post_install", "-at_install")
class TestHalls(ReservationSeriesCommon):
    """What users of other programs for halls and rooms complain about most."""

    def test_the_database_refuses_what_no_check_has_seen(self):
        """“Two people booked the room at the same moment, and both got it.”

        Two transactions do not see each other; so here nothing that asks first sees
        anything.
        """
        first = self._reserve(day="2027-01-05")
        first.action_confirm()
        second = self._reserve(self.thirds[0], day="2027-01-05", start=19, stop=21)
        blind = patch.object(
            type(second), "_find_clashes", lambda self, wanted, **kwargs: []
        )
        with blind, self.assertRaises(UserError) as lost, mute_logger("odoo.sql_db"):
            second.action_confirm()
        self._assert_sentence(lost.exception.args[0])
        self.env.invalidate_all()
        self.assertEqual(second.state, "draft")
        self._assert_rows_true()

    def test_a_hall_and_its_thirds_exclude_each_other_both_ways(self):
        """“The hall is one room; whoever books a third does so in a second list.”"""
        third = self._reserve(self.thirds[1], day="2027-01-05")
        third.action_confirm()
        neighbour = self._reserve(self.thirds[2], day="2027-01-05")
        neighbour.action_confirm()
        whole = self._reserve(day="2027-01-05", start=19, stop=21)
        with self.assertRaises(UserError):
            whole.action_confirm()
        later = self._reserve(day="2027-01-05", start=20, stop=22, name="Turnier")
        later.action_confirm()
        for part in self.thirds:
            late = self._reserve(part, day="2027-01-05", start=21, stop=22)
            with self.assertRaises(UserError) as lost:
                late.action_confirm()
            self.assertIn("Turnier", lost.exception.args[0])
        self._assert_rows_true()

    def test_a_series_tells_each_date_it_did_not_get_and_why(self):
        """“The series was created, some dates were missing, nobody said which.”"""
        self._reserve(self.thirds[0], day="2027-01-12", name="Turnen").action_confirm()
        self.series.action_confirm()
        [skip] = self.series.skipped_ids
        self.assertEqual((str(skip.date), skip.kind), ("2027-01-12", "taken"))
        self.assertIn("Turnen", skip.reason)
        self.assertEqual(len(self._get_dates()), 9)

    def test_a_time_that_nobody_uses_shows_and_is_free_for_others(self):
        """“On paper the hall is full; who passes by finds it dark.”"""
        self.series.action_confirm()
        evenings = self.series.reservation_ids.sorted("start")
        with freeze_time("2027-01-20 10:00:00"):
            evenings[:2].action_count_people(0)
            self.assertFalse(self.series.is_unused, "two may be by chance")
            evenings[2].action_count_people(0)
            self.assertTrue(self.series.is_unused)
            self.assertEqual(self.series.activity_ids.user_id, self.officer)
            self.series.action_end("2027-01-20")
        waiting = self._reserve(day="2027-01-26", name="Judo")
        waiting.action_confirm()
        self.assertEqual(waiting.state, "confirmed")


@tagged("post_install", "-at_install")
class TestAllocation(SeasonsCommon):
    def test_whoever_gets_no_time_is_told_by_which_order_and_why(self):
        """“Times go to those who always had them, nobody can say why.”"""
        youth = self._apply(age_group="U13", name="Handball C-Jugend")
        adults = self._apply(partner=self.other_club, name="Freizeitkicker")
        self.assertEqual(youth.wish_ids.turn, "first")
        self.assertEqual(adults.wish_ids.turn, "later")
        for application in youth | adults:
            self.assertTrue(application.rank_id.reason, "the order says why")
        youth.action_serve()
        with self.assertRaises(UserError):
            adults.action_refuse(" ")
        adults.action_refuse("Jugend geht vor")
        self.season.action_confirm()
        notice = self.season.notice_ids.filtered(
            lambda one: one.partner_id == self.other_club
        )
        self.assertIn("Jugend geht vor", notice.body)
        self.assertEqual(adults.wish_ids.refusal, "Jugend geht vor")
        self.assertEqual(youth.series_ids.wish_id, youth.wish_ids, "kept for good")
