"""What the screens of networks and meetings offer first, and that they open at all."""

from freezegun import freeze_time
from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common_networks import NetworkCommon

NOW = "2027-03-10 09:00:00"
AHEAD = ["Postpone", "Tentative", "Call Off"]
AFTER = ["Take Attendance", "My Effort", "Next Meeting"]


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestNetworkScreens(NetworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.network.team_id = cls.team
        cls.chair.email = "chair@example.net"
        cls._add_member()
        cls.meeting = cls._create_meeting("2027-03-20 17:00:00").with_user(
            cls.organiser
        )

    def _header(self, record, user=None):
        """Labels of the buttons in the header in order, and those that stand out."""
        self.env.flush_all()
        self.env.invalidate_all()
        user = user or self.organiser
        model = record._name
        answer = self._rpc(user, model, "get_views", [(False, "form")])
        arch = etree.fromstring(answer["views"]["form"]["arch"])
        names = list(answer["models"][model]["fields"])
        values = self._rpc(user, model, "read", record.ids, names)[0]
        buttons = [
            button
            for button in arch.iterfind("header/button")
            if not safe_eval(button.get("invisible", "False"), dict(values))
        ]
        first = [one for one in buttons if "btn-primary" in one.get("class", "")]
        self.assertLessEqual(len(buttons), 5)
        return [one.get("string") for one in buttons], [
            one.get("string") for one in first
        ]

    def test_before_a_meeting_inviting_and_telling_stand_first(self):
        meeting = self.meeting
        self.assertEqual(self._header(meeting), (["Invite", *AHEAD], ["Invite"]))
        meeting.action_invite()
        self.assertEqual(self._header(meeting), (["Invite Others", *AHEAD], []))
        meeting.location = "Rathaus"
        self.assertEqual(
            self._header(meeting),
            (["Send Changes", "Invite Others", *AHEAD], ["Send Changes"]),
        )
        meeting.action_mark_tentative()
        self.assertEqual(
            self._header(meeting)[0],
            ["Takes Place", "Invite Others", "Postpone", "Call Off"],
        )
        meeting.action_call_off()
        self.assertEqual(self._header(meeting), (["Take Call-Off Back"], []))

    def test_on_its_day_and_afterwards_the_next_step_stands_first(self):
        meeting = self.meeting
        with freeze_time("2027-03-20 07:00:00"):
            self.assertEqual(
                self._header(meeting),
                (
                    ["Take Attendance", "Held", "Postpone", "Call Off"],
                    ["Take Attendance"],
                ),
            )
        with freeze_time("2027-03-20 20:00:00"):
            self.assertEqual(
                self._header(meeting),
                (["Held", "Take Attendance", "Postpone", "Call Off"], ["Held"]),
            )
            meeting.action_hold()
            self.assertEqual(
                self._header(meeting),
                (["Send Minutes", *AFTER, "Not Held After All"], ["Send Minutes"]),
            )
            meeting.action_send_minutes()
            self.assertEqual(
                self._header(meeting),
                (["Next Meeting", "My Effort"], ["Next Meeting"]),
            )

    def test_nobody_is_invited_to_a_meeting_of_others(self):
        others = self._create_meeting(
            "2027-03-20 17:00:00", network_id=False, name="Kreistag", kind="external"
        )
        self.assertEqual(self._header(others)[0], AHEAD)

    def test_a_network_offers_a_meeting_first(self):
        self.assertEqual(
            self._header(self.network),
            (
                ["Plan a Meeting", "Add Organisations", "Write to Members"],
                ["Plan a Meeting"],
            ),
        )
        self.assertEqual(self._header(self.network, self.worker)[1], [])

    def test_meetings_of_a_network_open_as_a_list(self):
        action = self.network.action_view_meetings()
        self.assertEqual(action["views"][0][1], "list")

    def test_the_calendar_strikes_out_what_was_called_off(self):
        self.assertFalse(self.meeting.is_striked or self.meeting.is_hatched)
        self.meeting.action_mark_tentative()
        self.assertTrue(self.meeting.is_hatched)
        self.meeting.action_call_off()
        self.assertTrue(self.meeting.is_striked)
