"""What attackers found in networks, meetings and invitations."""

import inspect
from zoneinfo import ZoneInfo

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .common import PERSONAS
from .common_networks import NetworkCommon

SECRET = "Zwieback"
FAMILY = (
    "club.network",
    "club.network.member",
    "club.meeting",
    "club.meeting.series",
    "club.meeting.series.item",
    "club.meeting.series.date",
    "club.agenda.item",
    "club.attendance",
    "club.decision",
    "club.action.item",
    "club.invitation",
    "club.invitation.answer",
)
NONSENSE = (
    None,
    "rubbish",
    10**30,
    -1,
    1.5,
    [],
    {},
    [7],
    "9999-12-31 23:59:59",
    "0001-01-01",
    True,
)
QUIET = (
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.sql_db",
)


class BreakCommon(NetworkCommon):
    """A restricted network, and an organiser who is not involved in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rival = new_test_user(
            cls.env,
            login="club_rival",
            groups=PERSONAS["organiser"],
            name="Person rival",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.secret_club = cls._create_club(name=f"Verein {SECRET}")
        cls.network.write({"name": f"Netz {SECRET}", "is_restricted": True})
        cls.secrets = cls._create_parts(cls.network, cls.secret_club, SECRET)
        cls.own_network = cls._create_network(name="Eigenes", user_id=cls.rival.id)
        cls.own = cls._create_parts(cls.own_network, cls.club, "Eigenes")

    @classmethod
    def _create_parts(cls, network, club, word):
        env = cls.env
        member = cls._add_member(
            network=network, partner=club, note=word, representative_id=False
        )
        meeting = cls._create_meeting(
            network_id=network.id, name=f"Sitzung {word}", location=word
        )
        part = {"meeting_id": meeting.id}
        invitation = env["club.invitation"].create({**part, "partner_id": club.id})
        series = env["club.meeting.series"].create(
            {"network_id": network.id, "name": word, "date_from": "2026-10-01"}
        )
        return {
            "club.network": network,
            "club.network.member": member,
            "club.meeting": meeting,
            "club.meeting.series": series,
            "club.meeting.series.item": env["club.meeting.series.item"].create(
                {"series_id": series.id, "name": word}
            ),
            "club.meeting.series.date": env["club.meeting.series.date"].create(
                {"series_id": series.id, "date": "2026-12-01", "note": word}
            ),
            "club.agenda.item": env["club.agenda.item"].create({**part, "name": word}),
            "club.attendance": env["club.attendance"].create(
                {**part, "partner_id": club.id, "note": word}
            ),
            "club.decision": env["club.decision"].create({**part, "name": word}),
            "club.action.item": env["club.action.item"].create({**part, "name": word}),
            "club.invitation": invitation,
            "club.invitation.answer": env["club.invitation.answer"].create(
                {"invitation_id": invitation.id, "note": word}
            ),
        }

    def _attempt(self, user, model, method, *args, **kwargs):
        """What a user gets by a call, which is undone; None where it is refused."""
        self.env.flush_all()
        self.env.invalidate_all()
        try:
            with (
                mute_logger(*QUIET),
                self.env.cr.savepoint() as savepoint,
            ):
                answer = self._rpc(user, model, method, *args, **kwargs)
                self.env.flush_all()
                savepoint.rollback()
        except UserError as error:
            self.assertNotIn(SECRET, str(error))
            return None
        finally:
            self.env.invalidate_all()
        return answer

    def _doors(self):
        """Models and their many2one fields that lead to networks and their parts."""
        for model in self.env.registry.values():
            if not model._abstract and model._auto:
                for field in model._fields.values():
                    if field.type == "many2one" and field.comodel_name in FAMILY:
                        yield model._name, field

    def _spec(self, model, user):
        """All fields of a form that a user may see."""
        spec = {}
        for name, info in self.env[model].with_user(user).fields_get().items():
            if name in ("id", "create_uid", "write_uid", "create_date", "write_date"):
                continue
            links = ("many2one", "one2many", "many2many")
            is_link = info["type"] in links
            spec[name] = {"fields": {"display_name": {}}} if is_link else {}
        return spec


@tagged("post_install", "-at_install")
class TestBreakNetworks(BreakCommon):
    # ------------------------------------------------------------
    # Secrets
    # ------------------------------------------------------------

    def test_no_form_tells_of_a_restricted_network_that_is_chosen_in_it(self):
        for user in (self.worker, self.rival, self.lead):
            for model, field in self._doors():
                if not self.env[model].with_user(user).has_access("read"):
                    continue
                record = self.secrets[field.comodel_name]
                spec = self._spec(model, user)
                for values, context in (
                    ({field.name: record.id}, {}),
                    ({}, {f"default_{field.name}": record.id}),
                ):
                    names = list(values)
                    with self.subTest(
                        user=user.login,
                        door=f"{model}.{field.name}",
                        default=bool(context),
                    ):
                        answer = self._attempt(
                            user,
                            model,
                            "onchange",
                            [],
                            values,
                            names,
                            spec,
                            context=context,
                        )
                        self.assertNotIn(SECRET, repr(answer))

    def test_no_link_tells_of_a_restricted_network(self):
        for model, field in self._doors():
            record = self.own.get(model)
            if not record:
                continue
            name = field.name
            with self.subTest(door=f"{model}.{name}"):
                secret = self.secrets[field.comodel_name]
                self.env.flush_all()
                try:
                    with mute_logger(*QUIET), self.env.cr.savepoint() as savepoint:
                        self._rpc(
                            self.rival, model, "write", record.ids, {name: secret.id}
                        )
                        self.env.flush_all()
                        self.env.invalidate_all()
                        spec = self._spec(model, self.rival)
                        answer = None
                        answer = self._rpc(
                            self.rival, model, "web_read", record.ids, spec
                        )
                        savepoint.rollback()
                except UserError as error:
                    self.assertNotIn(SECRET, str(error))
                    continue
                finally:
                    self.env.invalidate_all()
                self.assertNotIn(SECRET, repr(answer))

    def test_the_calendar_tells_nothing_of_a_restricted_network(self):
        event = self.secrets["club.meeting"].calendar_event_id
        self.assertTrue(event)
        for user in (
            self.worker,
            self.rival,
            self.lead,
            self.administrator,
            self.plain_user,
            self.contact_manager,
        ):
            for domain in (
                [("name", "ilike", SECRET)],
                [("location", "ilike", SECRET)],
                [("attendee_ids.event_id.name", "ilike", SECRET)],
                [("display_name", "ilike", SECRET)],
                [
                    (
                        "description",
                        "ilike",
                        f"club.meeting/{self.secrets['club.meeting'].id}",
                    )
                ],
            ):
                with self.subTest(user=user.login, domain=domain):
                    found = self._attempt(user, "calendar.event", "search", domain)
                    self.assertFalse(found)
            for model, domain in (
                ("calendar.attendee", [("event_id.name", "ilike", SECRET)]),
                ("res.partner", [("meeting_ids.name", "ilike", SECRET)]),
            ):
                with self.subTest(user=user.login, domain=domain):
                    self.assertFalse(self._attempt(user, model, "search", domain))
            with self.subTest(user=user.login, read=True):
                spec = self._spec("calendar.event", user)
                answer = self._attempt(
                    user, "calendar.event", "web_read", event.ids, spec
                )
                self.assertNotIn(SECRET, repr(answer))
                answer = self._attempt(
                    user,
                    "calendar.event",
                    "export_data",
                    event.ids,
                    ["name", "location", "description"],
                )
                self.assertNotIn(SECRET, repr(answer))

    def test_dialogs_tell_nothing_of_a_restricted_network(self):
        vals = {
            "meeting_id": self.own["club.meeting"].id,
            "network_ids": [Command.link(self.network.id)],
        }
        spec = self._spec("club.meeting.invite", self.rival)
        answer = self._attempt(
            self.rival, "club.meeting.invite", "onchange", [], vals, list(vals), spec
        )
        self.assertNotIn(SECRET, repr(answer))
        answer = self._attempt(
            self.rival, "club.meeting.invite", "web_save", [], vals, spec
        )
        self.assertNotIn(SECRET, repr(answer))
        vals = {
            "network_id": self.network.id,
            "partner_ids": [Command.link(self.secret_club.id)],
        }
        spec = self._spec("club.network.member.add", self.rival)
        answer = self._attempt(
            self.rival,
            "club.network.member.add",
            "onchange",
            [],
            vals,
            list(vals),
            spec,
        )
        self.assertNotIn(SECRET, repr(answer).replace(self.secret_club.name, ""))

    def test_no_paper_tells_of_a_restricted_network(self):
        reports = self.env["ir.actions.report"].search([("model", "in", list(FAMILY))])
        for report in reports:
            record = self.secrets[report.model]
            for user in (self.worker, self.rival, self.lead, self.plain_user):
                with self.subTest(report=report.report_name, user=user.login):
                    try:
                        with mute_logger(*QUIET):
                            html = (
                                self.env["ir.actions.report"]
                                .with_user(user)
                                ._render_qweb_html(report.report_name, record.ids)[0]
                            )
                    except UserError:
                        continue
                    self.assertNotIn(SECRET, html.decode())

    # ------------------------------------------------------------
    # Moving
    # ------------------------------------------------------------

    def test_nothing_is_moved_where_one_may_not_write(self):
        foreign = self._create_network(name="Fremd")
        theirs = self._create_parts(foreign, self.secret_club, "Fremd")
        for model, field in self._doors():
            record = self.own.get(model)
            if not record or field.comodel_name not in theirs:
                continue
            name = field.name
            if name in ("minutes_approved_in_id", "member_id"):
                continue
            with self.subTest(door=f"{model}.{name}"):
                self._assert_unset(
                    model, name, theirs[field.comodel_name].id, record.ids, None, None
                )

    def test_own_meeting_of_others_is_not_moved_into_a_network(self):
        meeting = (
            self.env["club.meeting"]
            .with_user(self.rival)
            .create(
                {"name": "Extern", "start": "2027-05-01 10:00:00", "kind": "external"}
            )
        )
        foreign = self._create_network(name="Fremd")
        for network in (foreign, self.network):
            self.assertIsNone(
                self._attempt(
                    self.rival,
                    "club.meeting",
                    "write",
                    meeting.ids,
                    {"network_id": network.id},
                )
            )

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def test_what_steps_write_is_written_by_nobody_else(self):
        guarded = {
            "club.meeting": {
                "state": "held",
                "reason": "x",
                "minutes_state": "approved",
                "revision": 7,
                "series_id": self.own["club.meeting.series"].id,
                "minutes_version": 4,
                "minutes_sent_on": "2027-01-01",
                "date_invited": "2027-01-01 10:00:00",
                "calendar_event_id": self.secrets["club.meeting"].calendar_event_id.id,
            },
            "club.decision": {
                "state": "adopted",
                "number": "1",
                "year": 2027,
                "sequence_number": 5,
                "date_adopted": "2027-01-01",
                "date_repealed": "2027-01-01",
            },
            "club.action.item": {
                "state": "done",
                "date_done": "2027-01-01",
                "done_via": "link",
                "date_sent": "2027-01-01 10:00:00",
                "email": "a@example.org",
                "link_version": 3,
            },
            "club.invitation": {
                "answer": "yes",
                "uid": "1",
                "sequence": 4,
                "revision_sent": 2,
                "email": "a@example.org",
                "channel": "phone",
                "is_withdrawn": True,
                "answered_revision": 3,
                "link_version": 2,
                "delivery": "sent",
                "is_change_unsent": True,
                "mail_id": 1,
                "reminded_on": "2027-01-01",
            },
            "club.network.member": {"needs_review": True},
            "club.meeting.series": {"date_made": "2027-01-01 10:00:00"},
            "club.agenda.item": {
                "carried_from_id": self.own["club.agenda.item"].id,
                "minutes_of_id": self.own["club.meeting"].id,
                "proposed_by_id": self.chair.id,
                "series_item_id": self.own["club.meeting.series.item"].id,
            },
        }
        base = {
            "club.meeting": {
                "network_id": self.own_network.id,
                "start": "2027-06-01 10:00:00",
            },
            "club.decision": {"meeting_id": self.own["club.meeting"].id, "name": "x"},
            "club.action.item": {
                "meeting_id": self.own["club.meeting"].id,
                "name": "x",
            },
            "club.invitation": {
                "meeting_id": self.own["club.meeting"].id,
                "partner_id": self.chair.id,
            },
            "club.network.member": {
                "network_id": self.own_network.id,
                "partner_id": self.secret_club.id,
            },
            "club.meeting.series": {"network_id": self.own_network.id, "name": "x"},
            "club.agenda.item": {
                "meeting_id": self.own["club.meeting"].id,
                "name": "x",
            },
        }
        for model, values in guarded.items():
            record = self.own[model]
            for name, value in values.items():
                with self.subTest(model=model, field=name, by="write"):
                    self._assert_unset(model, name, value, record.ids, None, None)
                with self.subTest(model=model, field=name, by="create"):
                    self._assert_unset(
                        model, name, value, None, {**base[model], name: value}, {}
                    )
                with self.subTest(model=model, field=name, by="default"):
                    self._assert_unset(
                        model,
                        name,
                        value,
                        None,
                        base[model],
                        {f"default_{name}": value},
                    )
                with self.subTest(model=model, field=name, by="copy"):
                    self._assert_unset(
                        model,
                        name,
                        value,
                        record.ids,
                        {"copy": True, name: value},
                        None,
                    )

    def _assert_unset(self, model, name, value, ids, vals, context):
        self.env.flush_all()
        try:
            with mute_logger(*QUIET), self.env.cr.savepoint() as savepoint:
                if ids and vals:
                    result = self._rpc(self.rival, model, "copy", ids, {name: value})
                    ids = result
                elif ids:
                    self._rpc(self.rival, model, "write", ids, {name: value})
                else:
                    ids = self._rpc(self.rival, model, "create", vals, context=context)
                    ids = [ids] if isinstance(ids, int) else ids
                self.env.flush_all()
                self.env.invalidate_all()
                record = self.env[model].browse(ids).sudo()
                got = record.read([name], load="_classic_write")[0][name]
                savepoint.rollback()
        except UserError as error:
            if not isinstance(error, AccessError):
                self._assert_sentence(error)
            return
        finally:
            self.env.invalidate_all()
        self.assertNotEqual(str(got), str(value))

    def test_nonsense_as_argument_ends_in_a_sentence(self):
        for model in FAMILY:
            cls = type(self.env[model])
            for name in dir(cls):
                method = getattr(cls, name)
                if not callable(method) or not name.startswith("action_"):
                    continue
                if not name.endswith("archive"):
                    for args in self._make_nonsense(method):
                        with self.subTest(model=model, method=name, args=args):
                            self._try_nonsense(model, name, args)

    def _make_nonsense(self, method):
        parameters = list(inspect.signature(method).parameters)[1:]
        yield from ([value] * len(parameters) for value in NONSENSE)
        sensible = {
            "action_take_answer": ["substitute", "phone", None, None, None],
            "action_postpone": ["2027-03-01 10:00:00", None, None],
        }.get(method.__name__, [])
        for place in range(1, len(sensible)):
            for value in NONSENSE:
                yield [*sensible[:place], value, *sensible[place + 1 :]]

    def _try_nonsense(self, model, method, args):
        """Anything but a refusal in words fails by itself."""
        self.env.flush_all()
        try:
            with mute_logger(*QUIET), self.env.cr.savepoint() as savepoint:
                self._rpc(self.rival, model, method, self.own[model].ids, *args)
                self.env.flush_all()
                savepoint.rollback()
        except AccessError:
            return
        except UserError as error:
            self._assert_sentence(error)
        finally:
            self.env.invalidate_all()

    # ------------------------------------------------------------
    # History
    # ------------------------------------------------------------

    def test_networks_and_meetings_with_a_history_stay(self):
        for user in (self.rival, self.lead):
            with self.subTest(user=user.login):
                self.assertIsNone(
                    self._attempt(user, "club.network", "unlink", self.own_network.ids)
                )
        alone = self._create_network(name="Allein", user_id=self.rival.id)
        self._add_member(network=alone, date_from="2020-01-01", date_to="2024-01-01")
        self.assertIsNone(
            self._attempt(self.lead, "club.network", "unlink", alone.ids),
            "members with history",
        )
        held = self._create_meeting(network_id=alone.id, state="held")
        self.env["club.attendance"].create(
            {"meeting_id": held.id, "partner_id": self.chair.id, "state": "present"}
        )
        self.assertIsNone(
            self._attempt(self.rival, "club.meeting", "unlink", held.ids),
            "held meeting",
        )

    def test_next_meeting_can_be_answered(self):
        meeting = self.own["club.meeting"]
        meeting.sudo().write({"state": "held"})
        action = self._rpc(self.rival, "club.meeting", "action_make_next", meeting.ids)
        following = self.env["club.meeting"].browse(action["res_id"])
        self.assertEqual(following.answer_until, following.start)
        copied = self.env["club.meeting"].browse(
            self._rpc(
                self.rival,
                "club.meeting",
                "copy",
                meeting.ids,
                {"start": "2026-12-01 10:00:00", "stop": "2026-12-01 12:00:00"},
            )
        )
        self.assertEqual(copied.answer_until, copied.start)

    def test_links_and_private_addresses_stay_with_whom_they_are_for(self):
        private = self.env["res.partner"].create(
            {
                "name": "Privat Person",
                "parent_id": self.club.id,
                "email": "privat.person@example.net",
            }
        )
        self.own_network.team_id = self.team
        meeting = self.own["club.meeting"].copy(
            {"start": "2027-08-01 10:00:00", "stop": "2027-08-01 12:00:00"}
        )
        meeting.team_id = self.team
        self._rpc(
            self.rival,
            "club.invitation",
            "create",
            {"meeting_id": meeting.id, "partner_id": private.id},
        )
        self._rpc(self.rival, "club.meeting", "action_invite", meeting.ids)
        item = self.own["club.action.item"]
        item.partner_id = private
        self._rpc(self.rival, "club.action.item", "action_send", item.ids)
        invitation = meeting.invitation_ids
        self.env.flush_all()
        for user in (
            self.worker,
            self.rival,
            self.lead,
            self.management,
            self.administrator,
            self.plain_user,
            self.portal,
            self.contact_manager,
        ):
            for model in (
                "mail.message",
                "mail.mail",
                "mail.notification",
                "ir.attachment",
                "club.invitation",
                "club.action.item",
                "club.meeting",
                "club.network",
                "calendar.event",
                "mail.tracking.value",
                "mail.followers",
                "mail.activity",
            ):
                with self.subTest(user=user.login, model=model):
                    try:
                        fields = [
                            n
                            for n, i in self.env[model]
                            .with_user(user)
                            .fields_get()
                            .items()
                            if i["type"] in ("char", "text", "html", "many2one")
                        ]
                    except UserError:
                        continue
                    answer = self._attempt(user, model, "search_read", [], fields)
                    text = repr(answer)
                    self.assertNotIn("/club/invitation/", text)
                    self.assertNotIn("/club/action/", text)
                    if not user._is_club_staff():
                        self.assertNotIn("privat.person", text)
        for report in self.env["ir.actions.report"].search(
            [("model", "=", "club.invitation")]
        ):
            for user in (self.worker, self.management):
                # the picture in the letter answers for the person
                with (
                    self.subTest(report=report.report_name, user=user.login),
                    mute_logger(*QUIET),
                    self.assertRaises(AccessError),
                ):
                    report.with_user(user)._render_qweb_html(
                        report.report_name, invitation.ids
                    )


@tagged("post_install", "-at_install")
class TestBreakNetworksByForce(BreakCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls._create_network(name="Fremd")
        cls.theirs_club = cls._create_club(name="Verein Fremd")
        cls.theirs = cls._create_parts(cls.foreign, cls.theirs_club, "Fremd")

    def _snapshot(self, every=False):
        """All that stands in the tables of networks of others."""
        self.env.flush_all()
        rows = {}
        for model in FAMILY:
            records = self.theirs[model] | self.secrets[model]
            if every:
                records = (
                    self.env[model].sudo().with_context(active_test=False).search([])
                )
            self.env.cr.execute(
                SQL(
                    "SELECT to_jsonb(t) - 'write_date' - 'write_uid' FROM %s t "
                    "WHERE id IN %s ORDER BY id",
                    SQL.identifier(records._table),
                    tuple(records.ids),
                )
            )
            rows[model] = self.env.cr.fetchall()
        return rows

    def _assert_unchanged(self, user, model, method, *args, every=False):
        before = self._snapshot(every)
        self.env.invalidate_all()
        try:
            with mute_logger(*QUIET), self.env.cr.savepoint() as savepoint:
                try:
                    self._rpc(user, model, method, *args)
                    after = self._snapshot(every)
                finally:
                    savepoint.rollback()
        except UserError as error:
            if not isinstance(error, AccessError):
                self._assert_sentence(error)
            return
        finally:
            self.env.invalidate_all()
        self.assertEqual(after, before)

    def test_lines_of_others_are_not_reached_by_nested_commands(self):
        for model, record in self.own.items():
            for field in type(self.env[model])._fields.values():
                if field.type != "one2many" or field.comodel_name not in FAMILY:
                    continue
                for parts in (self.theirs, self.secrets):
                    theirs = parts[field.comodel_name]
                    name = "note" if "note" in theirs._fields else "name"
                    for command in (
                        Command.update(theirs.id, {name: "erobert"}),
                        Command.link(theirs.id),
                        Command.unlink(theirs.id),
                        Command.delete(theirs.id),
                        Command.set(theirs.ids),
                    ):
                        with self.subTest(
                            model=model, field=field.name, command=command
                        ):
                            self._assert_unchanged(
                                self.rival,
                                model,
                                "write",
                                record.ids,
                                {field.name: [command]},
                            )
        for user in (self.worker, self.contact_manager, self.rival):
            for name, field in self.env["res.partner"]._fields.items():
                if field.type == "one2many" and field.comodel_name in FAMILY:
                    theirs = self.theirs[field.comodel_name]
                    with self.subTest(user=user.login, field=name):
                        self._assert_unchanged(
                            user,
                            "res.partner",
                            "write",
                            self.club.ids,
                            {name: [Command.link(theirs.id)]},
                        )
                        self._assert_unchanged(
                            user,
                            "res.partner",
                            "write",
                            self.theirs_club.ids,
                            {name: [Command.clear()]},
                        )
                        self._assert_unchanged(
                            user,
                            "res.partner",
                            "write",
                            self.theirs_club.ids,
                            {name: [Command.update(theirs.id, {"note": "erobert"})]},
                        )

    def test_nobody_else_takes_steps(self):
        users = (
            self.worker,
            self.contact_manager,
            self.management,
            self.plain_user,
            self.portal,
            self.public,
            self.foreigner,
            self.rival,
        )
        for model in FAMILY:
            cls = type(self.env[model])
            calls = [
                (
                    name,
                    [None]
                    * sum(
                        p.default is p.empty and p.kind == p.POSITIONAL_OR_KEYWORD
                        for p in list(
                            inspect.signature(getattr(cls, name)).parameters.values()
                        )[1:]
                    ),
                )
                for name in dir(cls)
                if name.startswith("action_")
                and callable(getattr(cls, name))
                and not name.endswith("archive")
            ]
            calls += [
                ("unlink", []),
                ("copy", []),
                ("write", [{"company_id": self.other_company.id}]),
            ]
            for record in (self.theirs[model], self.secrets[model]):
                for user in users:
                    for name, args in calls:
                        if name == "copy" and user == self.rival:
                            continue
                        with self.subTest(user=user.login, model=model, method=name):
                            self._assert_unchanged(
                                user, model, name, record.ids, *args, every=True
                            )

    def test_nothing_at_all_tells_of_a_restricted_network(self):
        self.network.message_post(body=SECRET)
        users = (
            self.worker,
            self.lead,
            self.management,
            self.rival,
            self.plain_user,
            self.administrator,
        )
        names = [
            name
            for name, model in self.env.registry.items()
            if not model._abstract
            and name != "res.partner"
            and (
                name.startswith(
                    (
                        "club.",
                        "calendar.",
                        "mail.message",
                        "mail.activity",
                        "mail.followers",
                        "mail.notification",
                        "mail.tracking",
                        "ir.attachment",
                        "discuss.",
                    )
                )
            )
        ]
        self.env.flush_all()
        for user in users:
            for name in names:
                Model = self.env[name].with_user(user)
                if not Model.has_access("read"):
                    continue
                spec = {
                    key: {"fields": {"display_name": {}}}
                    if value == {"fields": {"display_name": {}}}
                    else {}
                    for key, value in self._spec(name, user).items()
                }
                with self.subTest(user=user.login, model=name):
                    answer = self._attempt(user, name, "web_search_read", [], spec)
                    text = repr(answer)
                    if name == "mail.message":
                        # the contact itself is no secret
                        text = text.replace(f"Verein {SECRET}", "")
                    self.assertNotIn(SECRET, text)
                groupable = [
                    k
                    for k, f in Model._fields.items()
                    if f.type == "many2one" and f.comodel_name in FAMILY and f.store
                ]
                for key in groupable:
                    with self.subTest(user=user.login, model=name, group=key):
                        answer = self._attempt(
                            user, name, "formatted_read_group", [], [key], ["__count"]
                        )
                        self.assertNotIn(SECRET, repr(answer))

    def test_absurd_values_end_in_a_sentence(self):
        meeting, series, member = (
            self.own[m]
            for m in ("club.meeting", "club.meeting.series", "club.network.member")
        )
        cases = [
            (meeting, {"stop": "2020-01-01 10:00:00"}),
            (meeting, {"start": "9999-12-31 23:59:59"}),
            (meeting, {"start": "0001-01-01 00:00:00"}),
            (meeting, {"start": False}),
            (meeting, {"stop": False}),
            (meeting, {"tz": False}),
            (meeting, {"network_id": False}),
            (meeting, {"name": False}),
            (meeting, {"name": "   "}),
            (meeting, {"people_count": -1}),
            (meeting, {"remind_days": -3}),
            (meeting, {"answer_until": "2199-01-01 10:00:00"}),
            (series, {"interval": 0}),
            (series, {"interval": -1}),
            (series, {"month_day": 32}),
            (series, {"month_day": 0}),
            (series, {"hour_from": 25}),
            (series, {"hour_to": -1}),
            (series, {"date_from": "9999-01-01"}),
            (series, {"date_to": "2199-01-01"}),
            (series, {"date_from": "2030-01-01", "date_to": "2029-01-01"}),
            (series, {"name": "  "}),
            (member, {"partner_id": self.chair.id}),
            (member, {"representative_id": self.secret_club.id}),
            (member, {"date_from": "2027-01-01", "date_to": "2026-01-01"}),
            (self.own["club.decision"], {"votes_yes": -1}),
            (self.own["club.decision"], {"name": " "}),
            (self.own["club.action.item"], {"name": " "}),
            (self.own["club.agenda.item"], {"minutes_planned": -10}),
            (self.own_network, {"name": " "}),
            (self.own_network, {"quorum_percent": 300}),
            (self.own_network, {"date_target": "1000-01-01"}),
        ]
        for record, values in cases:
            with self.subTest(model=record._name, values=values):
                self.env.flush_all()
                with (
                    mute_logger(*QUIET),
                    self.assertRaises(Exception) as refusal,
                    self.env.cr.savepoint(),
                ):
                    self._rpc(self.rival, record._name, "write", record.ids, values)
                    self.env.flush_all()
                self.env.invalidate_all()
                name = type(refusal.exception).__name__
                if name not in ("CheckViolation", "NotNullViolation"):
                    self.assertIsInstance(refusal.exception, UserError, name)
                    self._assert_sentence(refusal.exception)
            with self.subTest(model=record._name, onchange=values):
                spec = self._spec(record._name, self.rival)
                for ids in ([], record.ids):
                    is_part = "network_id" in record._fields and not ids
                    base = {"network_id": self.own_network.id} if is_part else {}
                    self._attempt(
                        self.rival,
                        record._name,
                        "onchange",
                        ids,
                        {**base, **values},
                        list(values),
                        spec,
                    )

    def test_memberships_do_not_overlap_whatever_the_door(self):
        member = self.own["club.network.member"]
        second = self._add_member(
            network=self.own_network,
            partner=self.club,
            date_from="2020-01-01",
            date_to="2025-01-01",
            representative_id=False,
        )
        other = self._add_member(network=self.foreign, partner=self.club)
        other_own = self._create_network(name="Zweites", user_id=self.rival.id)
        third = self._add_member(network=other_own, partner=self.club)
        doors = (
            ("club.network.member", second.ids, {"date_to": False}),
            ("club.network.member", third.ids, {"network_id": self.own_network.id}),
            (
                "club.network",
                self.own_network.ids,
                {"member_ids": [Command.update(second.id, {"date_to": "2026-06-01"})]},
            ),
            (
                "club.network",
                self.own_network.ids,
                {"member_ids": [Command.create({"partner_id": self.club.id})]},
            ),
            (
                "club.network",
                self.own_network.ids,
                {"member_ids": [Command.link(third.id)]},
            ),
        )
        self.assertTrue(member and other)
        for model, ids, values in doors:
            with (
                self.subTest(values=values),
                mute_logger(*QUIET),
                self.assertRaises(Exception),  # noqa: B017
                self.env.cr.savepoint(),
            ):
                self._rpc(self.rival, model, "write", ids, values)
                self.env.flush_all()
            self.env.invalidate_all()

    def test_a_network_with_meetings_stays_in_its_company(self):
        both = self.lead
        both.company_ids = self.company | self.other_company
        values = {
            "company_id": self.other_company.id,
            "user_id": both.id,
            "team_id": False,
        }
        self.own_network.member_ids.representative_id = False
        with self.assertRaises(UserError) as refusal, self.env.cr.savepoint():
            self.env["club.network"].with_user(both).with_context(
                allowed_company_ids=both.company_ids.ids
            ).browse(self.own_network.ids).write(values)
            self.env.flush_all()
        self._assert_sentence(refusal.exception)
        with self.assertRaises(UserError) as refusal, self.env.cr.savepoint():
            self.own["club.meeting"].with_user(both).with_context(
                allowed_company_ids=both.company_ids.ids
            ).write({"company_id": self.other_company.id})
            self.env.flush_all()

    def test_a_step_taken_twice_tells_nobody_twice(self):
        meeting = self.own["club.meeting"]
        meeting.team_id = self.team
        for method in (
            "action_invite",
            "action_invite",
            "action_mark_tentative",
            "action_mark_tentative",
            "action_call_off",
            "action_call_off",
            "action_restore",
            "action_restore",
            "action_hold",
            "action_hold",
            "action_reopen",
            "action_reopen",
        ):
            with self.subTest(method=method):
                try:
                    with self.env.cr.savepoint():
                        self._rpc(self.rival, "club.meeting", method, meeting.ids)
                except UserError as error:
                    self._assert_sentence(error)
        mails = (
            self.env["mail.mail"]
            .sudo()
            .search(
                [
                    ("model", "=", "club.invitation"),
                    ("res_id", "in", meeting.invitation_ids.ids),
                ]
            )
        )
        self.assertEqual(len(mails), len(set(mails.mapped("subject"))))

    def test_every_zone_that_is_offered_is_known(self):
        for key, _label in (
            self.env["club.meeting"]._fields["tz"]._description_selection(self.env)
        ):
            with self.subTest(zone=key):
                ZoneInfo(key)
