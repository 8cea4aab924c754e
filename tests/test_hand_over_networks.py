"""With the desk go the networks, the meetings ahead and the open action items."""

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_networks import NetworkCommon

HAND_OVER = "club.case.hand.over"


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestHandOverNetworks(NetworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.past = cls._create_meeting(user_id=cls.organiser.id)
        cls.ahead = cls._create_meeting("2027-05-04 17:00:00", user_id=cls.organiser.id)
        cls.outside = cls.env["club.meeting"].create(
            {
                "name": "Sportkreistag",
                "start": "2027-06-01 10:00:00",
                "user_id": cls.organiser.id,
            }
        )
        items = [
            {
                "name": name,
                "network_id": cls.network.id,
                "partner_id": cls.organiser.partner_id.id,
            }
            for name in ("Halle", "Protokoll")
        ]
        cls.item, cls.done = cls.env["club.action.item"].create(items)
        cls.done.action_done()

    def _hand_over(self, user=None, **vals):
        user = user or self.lead
        vals = {
            "user_id": self.organiser.id,
            "successor_id": self.lead.id,
            "note": "Der Landessportbund ruft noch an.",
            **vals,
        }
        dialog = self._rpc(user, HAND_OVER, "create", vals)
        return self._rpc(user, HAND_OVER, "action_hand_over", [dialog])

    def test_s3_01_networks_go_with_the_desk(self):
        activity = self.network.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.organiser.id
        )
        series = self.env["club.meeting.series"].create(
            {"network_id": self.network.id, "name": "Monatlich"}
        )
        self.network.deputy_id = self.lead
        form = Form(self.env[HAND_OVER].with_user(self.lead))
        form.user_id = self.organiser
        self.assertEqual(
            (form.network_count, form.meeting_count, form.action_item_count), (1, 2, 1)
        )
        form.successor_id = self.lead
        form.note = "Der Landessportbund ruft noch an."
        answer = form.save().action_hand_over()
        self.assertEqual(
            answer["params"]["message"],
            "1 networks, 2 meetings ahead and 1 action items were handed over to "
            "Person lead.",
        )
        for record in (self.network, self.ahead, self.outside):
            self.assertEqual(record.user_id, self.lead)
            self.assertIn("ruft noch an", record.message_ids[0].body)
            self.assertIn(self.lead.partner_id, record.message_partner_ids)
            self.assertNotIn(self.organiser.partner_id, record.message_partner_ids)
        self.assertFalse(self.network.deputy_id)
        self.assertEqual(series.staff_ids, self.lead)
        for meeting in (self.ahead, self.outside):
            self.assertEqual(meeting.staff_ids, self.lead)
        self.assertEqual(self.past.user_id, self.organiser)
        self.assertEqual(self.item.partner_id, self.lead.partner_id)
        self.assertEqual(self.done.partner_id, self.organiser.partner_id)
        self.assertEqual(activity.user_id, self.lead)

    def test_cases_and_networks_are_told_together(self):
        case = self._create_case(user_id=self.organiser.id)
        answer = self._hand_over()
        self.assertEqual(case.user_id, self.lead)
        self.assertIn("1 cases were", answer["params"]["message"])
        self.assertIn("1 networks, 2 meetings", answer["params"]["message"])

    def test_only_who_organises_networks_takes_them(self):
        with self.assertRaises(UserError) as refusal:
            self._hand_over(successor_id=self.worker.id)
        self._assert_sentence(refusal.exception)
        self._create_case(user_id=self.organiser.id)
        self._hand_over(successor_id=self.worker.id, with_networks=False)
        self.assertEqual(self.network.user_id, self.organiser)

    def test_action_items_alone_go_to_any_colleague(self):
        self.item.partner_id = self.worker.partner_id
        self._hand_over(user_id=self.worker.id, successor_id=self.colleague.id)
        self.assertEqual(self.item.partner_id, self.colleague.partner_id)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_others_do_not_hand_over_ones_networks(self):
        for user in (self.worker, self.foreigner):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self._hand_over(user)
        self.assertEqual(self.network.user_id, self.organiser)

    def test_restricted_networks_are_handed_over_by_who_may_read_them(self):
        self.network.is_restricted = True
        self._hand_over()
        self.assertEqual(self.network.user_id, self.organiser)
        self.assertEqual(self.ahead.user_id, self.organiser)
        self.assertEqual(self.item.partner_id, self.organiser.partner_id)
        self.assertEqual(self.outside.user_id, self.lead)
        self._hand_over(self.organiser)
        self.assertEqual(self.network.user_id, self.lead)
        self.assertEqual(self.ahead.user_id, self.lead)
        self.assertNotIn(self.organiser, self.ahead.staff_ids)

    def test_a_desk_is_handed_over_after_its_owner_left(self):
        self.organiser.active = False
        self._hand_over()
        self.assertEqual(self.network.user_id, self.lead)
        self.assertEqual(self.item.partner_id, self.lead.partner_id)
