"""Restricted cases, referral links and mandates under attack from a browser."""

import json
from datetime import date, timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import PERSONAS, ClubSupportHttpCommon
from .test_referrals import ReferralCommon

SECRET = "Zwieback"
MUTED = (
    "odoo.http",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.mail.controllers.mail",
    "odoo.addons.http_routing.models.ir_http",
)
PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02"
    b"\x00\x00\x00\x90wS\xde\x00\x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01"
    b"\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND\xaeB`\x82"
)


class BreakHttpCommon(ClubSupportHttpCommon):
    def _route(self, route, **params):
        payload = {"jsonrpc": "2.0", "method": "call", "id": 0, "params": params}
        answer = self.url_open(route, json=payload)
        self.env.invalidate_all()
        return answer


@tagged("post_install", "-at_install")
class TestBreakRestrictedOverHttp(BreakHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.user_id = False
        cls.case = cls._create_case(name=f"Vertraulich: {SECRET}", is_restricted=True)
        cls.note = cls.case.with_user(cls.worker).message_post(
            body=SECRET, message_type="comment", subtype_xmlid="mail.mt_note"
        )
        cls.letter = cls.case.with_user(cls.worker).message_post(
            body=SECRET,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=[(f"{SECRET}.txt", SECRET.encode()), ("bild.png", PIXEL)],
        )
        cls.file, cls.image = cls.letter.attachment_ids.sorted("mimetype", True)
        cls.entry = cls.env["club.contact.entry"].create(
            {"case_id": cls.case.id, "note": SECRET, "channel": "phone"}
        )
        cls.env.flush_all()

    def _rpc_doors(self):
        case, number = self.case.id, self.case.number
        thread = {"thread_model": "club.case", "thread_id": case}
        every = [
            "activities",
            "attachments",
            "contact_fields",
            "followers",
            "scheduledMessages",
            "suggestedRecipients",
        ]
        return {
            "/mail/thread/messages": thread,
            "/mail/thread/messages ": {
                **thread,
                "fetch_params": {"search_term": SECRET},
            },
            "/mail/data": {
                "fetch_params": [["mail.thread", {**thread, "request_list": every}]]
            },
            "/mail/thread/recipients": {**thread, "message_id": self.letter.id},
            "/mail/thread/recipients/get_suggested_recipients": thread,
            "/mail/message/reaction": {
                "message_id": self.letter.id,
                "content": "x",
                "action": "add",
            },
            "/mail/message/update_content": {
                "message_id": self.letter.id,
                "update_data": {"body": "x", "attachment_ids": []},
            },
            "/mail/message/post": {
                **thread,
                "post_data": {"body": "x", "message_type": "comment"},
            },
            "/mail/read_subscription_data": {"follower_id": 1},
            "/mail/inbox/messages": {},
            "/mail/history/messages": {},
            "/mail/starred/messages": {},
            "/web/action/load_breadcrumbs": {
                "actions": [
                    {
                        "action": self.env.ref("club_support.club_case_action").id,
                        "resId": case,
                    },
                    {"model": "club.case", "resId": case},
                ]
            },
            "/web/dataset/call_kw/mail.message/search_read": {
                "model": "mail.message",
                "method": "search_read",
                "args": [[("body", "ilike", SECRET)], ["body", "record_name"]],
                "kwargs": {},
            },
            "/web/dataset/call_kw/club.case/search_read": {
                "model": "club.case",
                "method": "search_read",
                "args": [[("number", "=", number)], ["name"]],
                "kwargs": {},
            },
        }

    def _get_doors(self):
        case = self.case.id
        export = {
            "model": "club.case",
            "fields": [{"name": "name", "label": "x", "type": "char"}],
            "ids": [case],
            "domain": [],
            "groupby": [],
            "import_compat": False,
            "context": {},
        }
        grouped = {**export, "ids": False, "groupby": ["name"]}
        files = (self.file | self.image).ids
        doors = [f"/web/content/{key}?download=1" for key in files]
        doors += [f"/web/image/{key}" for key in files]
        doors += [f"/web/image/{key}/10x10" for key in files]
        doors += [
            f"/web/content?model=ir.attachment&id={files[0]}&field=datas",
            f"/web/content?model=club.case&id={case}&field=name",
            f"/web/image?model=club.case&id={case}&field=name",
            f"/mail/attachment/zip?file_ids={json.dumps(files)}&zip_name=x",
            f"/report/html/club_support.club_case_file/{case}",
            f"/report/pdf/club_support.club_case_file/{case}",
            f"/report/text/club_support.club_case_file/{case}",
            f"/club/case_file/{case}",
            f"/club/case_file/{case}?form=pdf&notes=1",
            f"/mail/view?model=club.case&res_id={case}",
            f"/mail/view?message_id={self.letter.id}",
            f"/mail/message/{self.letter.id}",
            f"/odoo/club.case/{case}",
            "/my",
            "/my/home",
            f"/json/1/club.case/{case}",
        ]
        doors += [
            f"/web/export/{kind}?data={json.dumps(values)}"
            for kind in ("csv", "xlsx")
            for values in (export, grouped)
        ]
        return doors

    def _people(self):
        return (
            ("colleague", self.colleague.login),
            ("lead", self.lead.login),
            ("management", self.management.login),
            ("portal", self.portal.login),
            ("public", None),
        )

    @mute_logger(*MUTED)
    def test_no_route_tells_of_a_restricted_case(self):
        body = self.letter.body
        for name, login in self._people():
            self.authenticate(login, login)
            for route, params in self._rpc_doors().items():
                with self.subTest(person=name, route=route):
                    answer = self._route(route.strip(), **params)
                    self.assertNotIn(SECRET, answer.text)
            for url in self._get_doors():
                with self.subTest(person=name, url=url):
                    answer = self.url_open(url, allow_redirects=True)
                    self.assertNotIn(SECRET, answer.text)
                    self.assertNotIn(SECRET.encode(), answer.content)
                    self.assertNotIn(PIXEL[-20:], answer.content)
        self.env.invalidate_all()
        self.assertEqual(self.letter.body, body)
        self.assertEqual(len(self.case.message_ids & (self.letter | self.note)), 2)

    @mute_logger(*MUTED)
    def test_the_same_routes_serve_who_may_read(self):
        """Otherwise the test above shows nothing."""
        self.authenticate(self.worker.login, self.worker.login)
        for route in ("/mail/thread/messages", "/mail/data"):
            answer = self._route(route, **self._rpc_doors()[route])
            self.assertIn(SECRET, answer.text)
        answer = self.url_open(f"/web/content/{self.file.id}?download=1")
        self.assertIn(SECRET, answer.text)

    @mute_logger(*MUTED)
    def test_the_interface_for_programs_tells_nothing(self):
        for name, user in (("colleague", self.colleague), ("lead", self.lead)):
            key = (
                self.env["res.users.apikeys"]
                .with_user(user)
                ._generate("rpc", "x", fields.Datetime.now() + timedelta(hours=1))
            )
            head = {"Authorization": f"bearer {key}"}
            for model, method, data in (
                ("club.case", "read", {"ids": self.case.ids, "fields": ["name"]}),
                ("club.case", "search_read", {"domain": [], "fields": ["name"]}),
                (
                    "club.case",
                    "export_data",
                    {"ids": self.case.ids, "fields_to_export": ["name"]},
                ),
                ("mail.message", "search_read", {"domain": [], "fields": ["body"]}),
                (
                    "mail.message",
                    "read",
                    {"ids": self.letter.ids, "fields": ["body", "subject"]},
                ),
                ("ir.attachment", "search_read", {"domain": [], "fields": ["name"]}),
                ("ir.attachment", "read", {"ids": self.file.ids, "fields": ["raw"]}),
                ("club.case.timeline", "search_read", {"domain": []}),
                ("club.contact.entry", "search_read", {"domain": []}),
            ):
                with self.subTest(person=name, model=model, method=method):
                    answer = self.url_open(
                        f"/json/2/{model}/{method}", json=data, headers=head
                    )
                    self.assertIn(answer.status_code, (200, 403, 404, 422))
                    self.assertNotIn(SECRET, answer.text)


@tagged("post_install", "-at_install")
class TestBreakReferralPage(ReferralCommon, BreakHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.referral = cls._refer()
        cls.referral.action_send()
        cls.env.flush_all()
        cls.url = cls.referral.link_url.replace(cls.referral.get_base_url(), "")

    def _state(self):
        self.env.invalidate_all()
        return (
            self.referral.state,
            self.referral.answer_note,
            len(self.case.message_ids),
        )

    @mute_logger(*MUTED)
    def test_only_post_acts(self):
        before = self._state()
        for method in ("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"):
            with self.subTest(method=method):
                answer = self.url_open(f"{self.url}?answer=accept", method=method)
                self.assertLess(answer.status_code, 500)
                self.assertNotIn("accepted", answer.text)
                self.assertEqual(self._state(), before)

    @mute_logger(*MUTED)
    def test_twice_is_once(self):
        for _turn in range(2):
            self.url_open(self.url, data={"answer": "accept", "note": "Ja"})
        self.assertEqual(self._state()[:2], ("accepted", "Ja"))
        for _turn in range(2):
            self.url_open(self.url, data={"answer": "done", "note": "Fertig"})
        self.assertEqual(self._state()[:2], ("done", "Ja\nFertig"))
        self.url_open(self.url, data={"answer": "decline"})
        self.assertEqual(self._state()[0], "done")

    @mute_logger(*MUTED)
    def test_odd_answers_change_nothing_and_break_nothing(self):
        before = self._state()
        odd = [
            {"data": {"answer": "accept", "note": "x" * 1_000_000}},
            {"data": {"answer": "accept", "note": "x" * 2001}},
            {
                "data": {
                    "answer": ["accept", "decline"],
                    "lang": "x" * 5000,
                    "note": "x" * 3000,
                }
            },
            {"data": {"answer": "withdraw"}},
            {"data": {"note": "Ja"}},
            {"data": {"answer": ""}},
            {"data": {"answer": "ACCEPT"}},
            {"data": {"answer": "unlink", "referral": "1", "params": "1"}},
            {"data": b"\xff\xfe\x00%ZZ=%FF&&&==;;"},
            {"json": {"answer": "accept"}},
            {"files": {"answer": ("a.txt", b"accept")}},
            {"files": {"note": ("a.txt", b"accept")}},
            {"data": {"token": "x", "answer": "nichts"}},
        ]
        for request in odd:
            with self.subTest(request=str(request)[:60]):
                answer = self.url_open(self.url, method="POST", **request)
                self.assertLess(answer.status_code, 500)
                self.assertEqual(self._state(), before)

    @mute_logger(*MUTED)
    def test_names_of_parameters_do_no_harm(self):
        before = self._state()
        for query in (
            "?token=x",
            "?params=1",
            "?record=1&handler=2",
            "?lang=",
            "?lang=%00",
            "?lang[]=de",
            "?debug=1",
            "?db=x",
        ):
            for method in ("GET", "POST"):
                with self.subTest(query=query, method=method):
                    answer = self.url_open(
                        f"{self.url}{query}",
                        method=method,
                        **({"data": {"x": "1"}} if method == "POST" else {}),
                    )
                    self.assertLess(answer.status_code, 500)
        self.assertEqual(self._state(), before)

    def test_signs_of_all_kinds_are_text(self):
        note = (
            "<script>alert(1)</script> <b>fett</b> 🏐 Ağrı \u202egnp.exe \u0000 ${7*7}"
        )
        answer = self.url_open(self.url, data={"answer": "decline", "note": note})
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self._state()[0], "declined")
        self.assertIn("🏐", self.referral.answer_note)
        self.assertNotIn("\u202e", self.referral.answer_note)
        self.assertNotIn("<script>alert", answer.text)
        message = self.case.message_ids[0]
        self.assertNotIn("<script", message.body)
        self.assertNotIn("<b>fett", message.body)

    @mute_logger(*MUTED)
    def test_links_that_do_not_fit_open_nothing(self):
        other = self._refer(name="Andere")
        token = self.url.rpartition("/")[2]
        until = self.referral.answer_until + timedelta(days=9)
        wrong = [
            f"/club/profile-check/{token}",
            f"/club/referral/{token[:-1]}",
            f"/club/referral/{token}x",
            f"/club/referral/{token.swapcase()}",
            "/club/referral/x",
            f"/club/referral/{'x' * 7000}",
            "/club/referral/%00",
            "/club/referral/%F0%9F%8F%90",
            other._club_link_url("profile-check", until),
            other._club_link_url("referral", until),
        ]
        before = self._state()
        for url in wrong:
            with self.subTest(url=url[:60]):
                path = url.replace(other.get_base_url(), "")
                for data in (None, {"answer": "accept"}):
                    answer = self.url_open(path, data=data)
                    self.assertIn(answer.status_code, (404, 410, 414))
                    self.assertNotIn("Trainerinnen", answer.text)
        self.assertEqual(self._state(), before)
        self.assertEqual(other.state, "draft")

    @mute_logger(*MUTED)
    def test_an_end_closes_the_link_for_answers_too(self):
        self.referral.action_send_again()
        self.assertEqual(
            self.url_open(self.url, data={"answer": "accept"}).status_code, 410
        )
        self.assertEqual(self._state()[0], "sent")
        self.url = self.referral.link_url.replace(self.referral.get_base_url(), "")
        with freeze_time(self.referral.answer_until + timedelta(days=400)):
            answer = self.url_open(self.url, data={"answer": "accept"})
            self.assertEqual(answer.status_code, 410)
        self.assertEqual(self._state()[0], "sent")
        self.referral.action_withdraw()
        self.env.flush_all()
        self.url_open(self.url, data={"answer": "accept"})
        self.assertEqual(self._state()[0], "withdrawn")


@tagged("post_install", "-at_install")
class TestBreakMandatesOverHttp(BreakHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        contractor = "club_support.club_support_group_contractor"
        cls.contractor = new_test_user(
            cls.env,
            login="club_contractor",
            groups=contractor,
            name="Person contractor",
            email="contractor@example.net",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        today = cls.company._club_today()
        cls.mandate = cls.env["club.mandate"].create(
            {
                "user_id": cls.contractor.id,
                "employer_id": cls.club.id,
                "company_id": cls.company.id,
                "date_from": today - timedelta(days=30),
                "date_to": today,
            }
        )
        cls.own = cls._create_case(user_id=cls.contractor.id, name=f"Eigene {SECRET}")
        cls.foreign = cls._create_case(name="Fremde")
        cls.message = cls.own.message_post(
            body=SECRET, attachments=[("a.txt", SECRET.encode())]
        )
        cls.env.flush_all()

    def _doors(self):
        case = self.own.id
        thread = {"thread_model": "club.case", "thread_id": case}
        return [
            self._route("/mail/thread/messages", **thread),
            self._route(
                "/web/dataset/call_kw/club.case/web_read",
                model="club.case",
                method="web_read",
                args=[[case], {"name": {}}],
                kwargs={},
            ),
            self.url_open(f"/web/content/{self.message.attachment_ids.id}"),
            self.url_open(f"/club/case_file/{case}"),
        ]

    @mute_logger(*MUTED)
    def test_a_session_that_lasts_opens_nothing_after_midnight(self):
        self.authenticate(self.contractor.login, self.contractor.login)
        for answer in self._doors()[:3]:
            self.assertIn(SECRET, answer.text)
        self.mandate.sudo()._write(
            {"date_to": self.company._club_today() - timedelta(days=1)}
        )
        self.env.invalidate_all()
        for answer in self._doors():
            self.assertNotIn(SECRET, answer.text)
            self.assertNotIn(b"PK\x03\x04", answer.content[:4])

    @mute_logger(*MUTED)
    def test_contractors_do_not_widen_their_mandate(self):
        until = str(date.today() + timedelta(days=400))
        for model, method, args in (
            ("club.mandate", "write", [self.mandate.ids, {"date_to": until}]),
            ("club.mandate", "create", [{"user_id": self.contractor.id}]),
            ("club.mandate", "copy", [self.mandate.ids, {"date_from": until}]),
            ("club.mandate", "unlink", [self.mandate.ids]),
            ("club.mandate", "_write", [self.mandate.ids, {"date_to": until}]),
            (
                "res.users",
                "write",
                [
                    self.contractor.ids,
                    {"group_ids": [Command.link(self.env.ref(PERSONAS["lead"]).id)]},
                ],
            ),
            ("club.case", "write", [self.foreign.ids, {"user_id": self.contractor.id}]),
            (
                "club.case",
                "write",
                [self.foreign.ids, {"deputy_id": self.contractor.id}],
            ),
            (
                "club.case.merge",
                "create",
                [{"case_ids": [Command.set((self.own | self.foreign).ids)]}],
            ),
            ("res.company", "write", [self.company.ids, {"name": "x"}]),
            (
                "res.partner",
                "write",
                [self.company.partner_id.ids, {"tz": "Pacific/Honolulu"}],
            ),
        ):
            with self.subTest(model=model, method=method):
                _result, error = self._call(self.contractor, model, method, *args)
                self.assertTrue(error, "went through")
        self.env.invalidate_all()
        self.assertEqual(self.mandate.date_to, self.company._club_today())
        self.assertEqual(self.foreign.user_id, self.worker)
        self._call(
            self.contractor,
            "club.case",
            "message_subscribe",
            self.foreign.ids,
            self.contractor.partner_id.ids,
        )
        self.assertNotIn(self.contractor.partner_id, self.foreign.message_partner_ids)
