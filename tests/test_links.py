import base64
from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import hash_sign, mute_logger

from ..models.mixin_link import TOKEN_LIMIT
from .common import ClubSupportCommon

PURPOSE = "profile-check"


@tagged("post_install", "-at_install")
class TestLinks(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.is_actor = True
        cls.check = cls.env["club.profile.check"]._ask(cls.club, 2026)
        cls.until = date(2026, 3, 31)
        cls.enterClassContext(freeze_time("2026-02-01 12:00:00"))

    def _token(self, record=None, purpose=PURPOSE, until=None):
        url = (record or self.check)._club_link_url(purpose, until or self.until)
        return url.rpartition("/")[2]

    def _open(self, token, purpose=PURPOSE):
        Check = self.env["club.profile.check"].with_user(self.public)
        return Check._club_link_record(purpose, token)

    def _assert_closed(self, token, why="wrong", purpose=PURPOSE):
        record, problem = self._open(token, purpose)
        self.assertFalse(record)
        self.assertEqual(problem, why)

    def test_a_link_opens_its_record_for_nobody_in_particular(self):
        record, problem = self._open(self._token())
        self.assertIsNone(problem)
        self.assertEqual(record, self.check)
        self.assertEqual(record.partner_id.name, self.club.name)

    def test_a_link_names_its_purpose_and_is_short(self):
        url = self.check._club_link_url(PURPOSE, self.until)
        self.assertTrue(
            url.startswith(self.check.get_base_url() + "/club/profile-check/")
        )
        self.assertLess(len(url), 250)
        self.assertNotIn(self.club.name[:3], url)

    def test_rubbish_of_every_kind_is_a_wrong_link(self):
        good = self._token()
        middle = len(good) // 2
        changed = "A" if good[middle] != "A" else "B"
        rubbish = {
            "empty": "",
            "no text": None,
            "a number": 7,
            "bytes": b"abc",
            "letters": "Hallo",
            "umlauts": "Grüße aus Grünbach",
            "half a character": "\ud800",
            "a zero": "\0",
            "not base64": "?&%#",
            "truncated": good[:-1],
            "half": good[:middle],
            "forged": good[:middle] + changed + good[middle + 1 :],
            "longer": good + "AAAA",
            "too long": "A" * (TOKEN_LIMIT + 1),
            "no signature": base64.urlsafe_b64encode(b"\x01").decode(),
            "no utf-8": base64.urlsafe_b64encode(b"\x01" + b"\xff" * 60).decode(),
            "another version": base64.urlsafe_b64encode(b"\x02" + b"a" * 60).decode(),
        }
        for name, token in rubbish.items():
            with self.subTest(token=name):
                self._assert_closed(token)

    def test_a_link_counts_until_the_end_of_its_last_day_in_the_company(self):
        self.check.company_id.partner_id.tz = "Europe/Berlin"
        token = self._token()
        with freeze_time("2026-03-31 21:59:59"):
            self.assertTrue(self._open(token)[0])
        with freeze_time("2026-03-31 22:00:00"):
            self._assert_closed(token, "expired")

    def test_an_old_link_that_was_changed_is_not_called_expired(self):
        token = self._token()
        with freeze_time("2027-01-01"):
            self._assert_closed(token[:40] + "x" + token[41:])

    def test_revoked_links_say_no_more_than_old_ones_and_new_ones_work(self):
        old = self._token()
        self.check.with_user(self.worker).action_revoke_links()
        self._assert_closed(old, "expired")
        self.assertTrue(self._open(self._token())[0])

    def test_a_link_is_good_for_one_purpose(self):
        self._assert_closed(self._token(purpose="referral"))
        self._assert_closed(self._token(), purpose="referral")

    def test_a_link_is_good_for_one_model(self):
        scope = self.check._club_link_scope(PURPOSE)
        end = int(datetime(2027, 1, 1).timestamp())
        foreign = hash_sign(self.env, scope, ["club.case", self.check.id, 1, end])
        self._assert_closed(foreign)

    def test_the_secret_of_another_database_opens_nothing(self):
        token = self._token()
        self.env["ir.config_parameter"].set_param("database.secret", "another one")
        self._assert_closed(token)

    def test_links_to_deleted_archived_and_dissolved_are_wrong(self):
        token = self._token()
        self.club.actor_state = "dissolved"
        self._assert_closed(token)
        self.club.actor_state = "active"
        self.assertTrue(self._open(token)[0])
        self.club.active = False
        self._assert_closed(token)
        self.club.active = True
        self.check.unlink()
        self._assert_closed(token)

    def test_nobody_revokes_or_reads_a_version_without_the_right(self):
        for user in (self.management, self.plain_user, self.portal, self.public):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._rpc(
                    user, "club.profile.check", "action_revoke_links", self.check.ids
                )
        with self.assertRaises(AccessError):
            self._rpc(
                self.administrator,
                "club.profile.check",
                "read",
                self.check.ids,
                ["link_version"],
            )

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_the_link_itself_is_for_case_workers(self):
        for user in (self.management, self.foreigner):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._rpc(
                    user, "club.profile.check", "read", self.check.ids, ["link_url"]
                )
        values = self._rpc(
            self.worker, "club.profile.check", "read", self.check.ids, ["link_url"]
        )
        self.assertIn("/club/profile-check/", values[0]["link_url"])
