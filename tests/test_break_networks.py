"""What attackers found in networks, meetings and invitations."""

import inspect

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

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
                    with self.subTest(user=user.login, door=f"{model}.{field.name}", default=bool(context)):
                        answer = self._attempt(
                            user, model, "onchange", [], values, names, spec,
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
                        self._rpc(self.rival, model, "write", record.ids, {name: secret.id})
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

    def test_calendar_is_no_oracle(self):
        event = self.secrets["club.meeting"].calendar_event_id
        self.assertTrue(event)
        for user in (self.worker, self.rival, self.lead, self.administrator, self.plain_user, self.contact_manager):
            for domain in (
                [("name", "ilike", SECRET)],
                [("location", "ilike", SECRET)],
                [("attendee_ids.event_id.name", "ilike", SECRET)],
                [("display_name", "ilike", SECRET)],
                [("description", "ilike", f"club.meeting/{self.secrets['club.meeting'].id}")],
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
                answer = self._attempt(user, "calendar.event", "web_read", event.ids, spec)
                self.assertNotIn(SECRET, repr(answer))
                answer = self._attempt(user, "calendar.event", "export_data", event.ids, ["name", "location", "description"])
                self.assertNotIn(SECRET, repr(answer))

    def test_invite_dialog_and_networks(self):
        vals = {"meeting_id": self.own["club.meeting"].id, "network_ids": [Command.link(self.network.id)]}
        spec = self._spec("club.meeting.invite", self.rival)
        answer = self._attempt(self.rival, "club.meeting.invite", "onchange", [], vals, list(vals), spec)
        self.assertNotIn(SECRET, repr(answer))
        answer = self._attempt(self.rival, "club.meeting.invite", "web_save", [], vals, spec)
        self.assertNotIn(SECRET, repr(answer))
        vals = {"network_id": self.network.id, "partner_ids": [Command.link(self.secret_club.id)]}
        spec = self._spec("club.network.member.add", self.rival)
        answer = self._attempt(self.rival, "club.network.member.add", "onchange", [], vals, list(vals), spec)
        print("ADD", answer)

    def test_reports(self):
        reports = self.env["ir.actions.report"].search([("model", "in", list(FAMILY))])
        for report in reports:
            record = self.secrets[report.model]
            for user in (self.worker, self.rival, self.lead, self.plain_user):
                with self.subTest(report=report.report_name, user=user.login):
                    try:
                        with mute_logger(*QUIET):
                            html = self.env["ir.actions.report"].with_user(user)._render_qweb_html(report.report_name, record.ids)[0]
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
        meeting = self.env["club.meeting"].with_user(self.rival).create(
            {"name": "Extern", "start": "2027-05-01 10:00:00", "kind": "external"}
        )
        foreign = self._create_network(name="Fremd")
        for network in (foreign, self.network):
            self.assertIsNone(
                self._attempt(self.rival, "club.meeting", "write", meeting.ids, {"network_id": network.id})
            )

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def test_guards(self):
        guarded = {
            "club.meeting": {"state": "held", "reason": "x", "minutes_state": "approved", "revision": 7, "series_id": self.own["club.meeting.series"].id,
                "minutes_version": 4, "minutes_sent_on": "2027-01-01", "date_invited": "2027-01-01 10:00:00", "calendar_event_id": self.secrets["club.meeting"].calendar_event_id.id},
            "club.decision": {"state": "adopted", "number": "1", "year": 2027, "sequence_number": 5, "date_adopted": "2027-01-01", "date_repealed": "2027-01-01"},
            "club.action.item": {"state": "done", "date_done": "2027-01-01", "done_via": "link", "date_sent": "2027-01-01 10:00:00", "email": "a@example.org", "link_version": 3},
            "club.invitation": {"answer": "yes", "uid": "1", "sequence": 4, "revision_sent": 2, "email": "a@example.org", "channel": "phone", "is_withdrawn": True, "answered_revision": 3,
                "link_version": 2, "delivery": "sent", "is_change_unsent": True, "mail_id": 1, "reminded_on": "2027-01-01"},
            "club.network.member": {"needs_review": True},
            "club.meeting.series": {"date_made": "2027-01-01 10:00:00"},
            "club.agenda.item": {"carried_from_id": self.own["club.agenda.item"].id, "minutes_of_id": self.own["club.meeting"].id, "proposed_by_id": self.chair.id,
                "series_item_id": self.own["club.meeting.series.item"].id},
        }
        base = {
            "club.meeting": {"network_id": self.own_network.id, "start": "2027-06-01 10:00:00"},
            "club.decision": {"meeting_id": self.own["club.meeting"].id, "name": "x"},
            "club.action.item": {"meeting_id": self.own["club.meeting"].id, "name": "x"},
            "club.invitation": {"meeting_id": self.own["club.meeting"].id, "partner_id": self.chair.id},
            "club.network.member": {"network_id": self.own_network.id, "partner_id": self.secret_club.id},
            "club.meeting.series": {"network_id": self.own_network.id, "name": "x"},
            "club.agenda.item": {"meeting_id": self.own["club.meeting"].id, "name": "x"},
        }
        for model, values in guarded.items():
            record = self.own[model]
            for name, value in values.items():
                with self.subTest(model=model, field=name, by="write"):
                    self._assert_unset(model, name, value, record.ids, None, None)
                with self.subTest(model=model, field=name, by="create"):
                    self._assert_unset(model, name, value, None, {**base[model], name: value}, {})
                with self.subTest(model=model, field=name, by="default"):
                    self._assert_unset(model, name, value, None, base[model], {f"default_{name}": value})
                with self.subTest(model=model, field=name, by="copy"):
                    self._assert_unset(model, name, value, record.ids, {"copy": True, name: value}, None)

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

    def test_rubbish_arguments(self):
        rubbish = (None, "rubbish", 10**30, -1, 1.5, [], {}, [7], "9999-12-31 23:59:59", "0001-01-01", True)
        for model in (*FAMILY, "club.meeting.invite", "club.meeting.step", "club.network.member.add", "club.invitation.answer.enter"):
            record = self.own.get(model)
            if record is None:
                continue
            cls = type(self.env[model])
            for name in dir(cls):
                if not name.startswith(("action_", "preview", "web_")) or name in ("action_archive", "action_unarchive", "web_read", "web_search_read", "web_read_group", "web_name_search", "web_save", "web_save_multi", "web_resequence", "web_override_translations", "web_update_translations"):
                    continue
                method = getattr(cls, name)
                if not callable(method):
                    continue
                parameters = [p for p in list(inspect.signature(method).parameters.values())[1:] if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
                tries = [[value] * len(parameters) for value in rubbish] if parameters else [[]]
                if len(parameters) > 1 and name == "action_take_answer":
                    for i in range(1, 5):
                        for value in rubbish:
                            args = ["substitute", "phone", None, None, None]
                            args[i] = value
                            tries.append(args)
                if name == "action_postpone":
                    tries += [["2027-03-01 10:00:00", v, "x"] for v in rubbish] + [["2027-03-01 10:00:00", None, v] for v in rubbish]
                for args in tries:
                    with self.subTest(model=model, method=name, args=args):
                        self.env.flush_all()
                        try:
                            with mute_logger(*QUIET, "odoo.http"), self.env.cr.savepoint() as savepoint:
                                self._rpc(self.rival, model, name, record.ids, *args)
                                self.env.flush_all()
                                savepoint.rollback()
                        except AccessError:
                            pass
                        except UserError as error:
                            self._assert_sentence(error)
                        except Exception as error:
                            self.fail(f"{type(error).__name__}: {str(error)[:150]}")
                        finally:
                            self.env.invalidate_all()

    # ------------------------------------------------------------
    # History
    # ------------------------------------------------------------

    def test_history_stays(self):
        for user in (self.rival, self.lead):
            with self.subTest(user=user.login):
                self.assertIsNone(self._attempt(user, "club.network", "unlink", self.own_network.ids))
        alone = self._create_network(name="Allein", user_id=self.rival.id)
        member = self._add_member(network=alone, date_from="2020-01-01", date_to="2024-01-01")
        self.assertIsNone(self._attempt(self.lead, "club.network", "unlink", alone.ids), "members with history")
        held = self._create_meeting(network_id=alone.id, state="held")
        self.env["club.attendance"].create({"meeting_id": held.id, "partner_id": self.chair.id, "state": "present"})
        self.assertIsNone(self._attempt(self.rival, "club.meeting", "unlink", held.ids), "held meeting")

    def test_next_meeting_can_be_answered(self):
        meeting = self.own["club.meeting"]
        meeting.sudo().write({"state": "held"})
        action = self._rpc(self.rival, "club.meeting", "action_make_next", meeting.ids)
        following = self.env["club.meeting"].browse(action["res_id"])
        self.assertEqual(following.answer_until, following.start)
        copied = self.env["club.meeting"].browse(self._rpc(self.rival, "club.meeting", "copy", meeting.ids, {"start": "2026-12-01 10:00:00", "stop": "2026-12-01 12:00:00"}))
        self.assertEqual(copied.answer_until, copied.start)

    def test_links_and_private_addresses(self):
        private = self.env["res.partner"].create({"name": "Privat Person", "parent_id": self.club.id, "email": "privat.person@example.net"})
        self.own_network.team_id = self.team
        meeting = self.own["club.meeting"].copy({"start": "2027-08-01 10:00:00", "stop": "2027-08-01 12:00:00"})
        meeting.team_id = self.team
        self._rpc(self.rival, "club.invitation", "create", {"meeting_id": meeting.id, "partner_id": private.id})
        self._rpc(self.rival, "club.meeting", "action_invite", meeting.ids)
        item = self.own["club.action.item"]
        item.partner_id = private
        self._rpc(self.rival, "club.action.item", "action_send", item.ids)
        invitation = meeting.invitation_ids
        self.env.flush_all()
        for user in (self.worker, self.rival, self.lead, self.management, self.administrator, self.plain_user, self.portal, self.contact_manager):
            for model in ("mail.message", "mail.mail", "mail.notification", "ir.attachment", "club.invitation", "club.action.item", "club.meeting", "club.network", "calendar.event", "mail.tracking.value", "mail.followers", "mail.activity"):
                with self.subTest(user=user.login, model=model):
                    try:
                        fields = [n for n, i in self.env[model].with_user(user).fields_get().items() if i["type"] in ("char", "text", "html", "many2one")]
                    except UserError:
                        continue
                    answer = self._attempt(user, model, "search_read", [], fields)
                    text = repr(answer)
                    self.assertNotIn("/club/invitation/", text)
                    self.assertNotIn("/club/action/", text)
                    if not user._is_club_staff():
                        self.assertNotIn("privat.person", text)
        for report in self.env["ir.actions.report"].search([("model", "=", "club.invitation")]):
            for user in (self.worker, self.lead, self.management):
                with self.subTest(report=report.report_name, user=user.login):
                    try:
                        with mute_logger(*QUIET):
                            html = self.env["ir.actions.report"].with_user(user)._render_qweb_html(report.report_name, invitation.ids)[0]
                    except UserError:
                        continue
                    print("LETTER", user.login, len(html))
