"""The room of networks: on the desk, among what ends, switched off, and closed."""

from datetime import timedelta

from freezegun import freeze_time
from lxml import html

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ..models.club_network_room import MODELS, ROOM
from .common import ClubSupportCommon

CARDS = {"meetings", "wrap_up", "action_items", "answers", "letters"}
NOW = "2027-03-10 09:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestNetworkRoom(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["club.meeting"].search([]).active = False
        cls.now = fields.Datetime.to_datetime(NOW)
        cls.network = cls._create_network("Runder Tisch")

    @classmethod
    def _create_network(cls, name, **vals):
        return cls.env["club.network"].create(
            {"name": name, "user_id": cls.organiser.id, **vals}
        )

    def _meet(self, days, network=None, **vals):
        start = self.now + timedelta(days=days)
        network = network or self.network
        return self.env["club.meeting"].create(
            {"network_id": network.id, "start": start, **vals}
        )

    def _read_desk(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        answer = self._rpc(
            user, "club.desk", "web_search_read", [], {"card": {}, "content": {}}
        )
        return {
            line["card"]: html.fromstring(str(line["content"]))
            for line in answer["records"]
        }

    def _fill(self, number, network=None):
        """So many lines for each card of the organiser."""
        network = network or self.network
        people = self.env["res.partner"].create(
            [{"name": f"Person {i}"} for i in range(number)]
        )
        for i, person in enumerate(people):
            meeting = self._meet(2, network)
            self._meet(-2, network)
            self.env["club.action.item"].create(
                {
                    "name": f"Auftrag {i}",
                    "network_id": network.id,
                    "partner_id": person.id,
                    "date_due": self.now - timedelta(days=3),
                }
            )
            invitation = self.env["club.invitation"].create(
                {
                    "meeting_id": meeting.id,
                    "partner_id": person.id,
                    "channel": "letter",
                    "revision_sent": 0,
                }
            )
            self.env["club.invitation.answer"].create(
                {"invitation_id": invitation.id, "state": "proposed", "answer": "no"}
            )

    def _switch(self, is_on):
        self.env["res.config.settings"].create({"group_club_networks": is_on}).execute()
        self.env.invalidate_all()

    # ------------------------------------------------------------
    # Desk
    # ------------------------------------------------------------

    def test_cards_of_networks_appear_where_there_is_work(self):
        self.assertFalse(CARDS & self._read_desk(self.worker).keys())
        self.assertEqual(CARDS & self._read_desk(self.organiser).keys(), {"meetings"})
        self._fill(1)
        self.assertFalse(CARDS & self._read_desk(self.worker).keys())
        self.assertEqual(CARDS & self._read_desk(self.organiser).keys(), CARDS)
        self._meet(3, staff_ids=[(4, self.worker.id)])
        cards = self._read_desk(self.worker)
        self.assertEqual(CARDS & cards.keys(), {"meetings"})
        self.assertIn("in 3 days", cards["meetings"].text_content())

    def test_meetings_leave_the_desk_when_they_are_wrapped_up(self):
        meeting = self._meet(-1)
        self.assertIn(
            "held?", self._read_desk(self.organiser)["wrap_up"].text_content()
        )
        # the ground may make the minutes a draft on its own
        meeting.sudo().write({"state": "held", "minutes_state": "draft"})
        text = self._read_desk(self.organiser)["wrap_up"].text_content()
        self.assertIn("minutes", text)
        meeting.sudo().minutes_state = "sent"
        self.assertNotIn("wrap_up", self._read_desk(self.organiser))

    def test_the_list_behind_a_card_holds_what_the_card_counts(self):
        self._fill(12)
        cards = self._read_desk(self.organiser)
        for card in CARDS:
            path = cards[card].xpath("//header//a/@href")[0].rsplit("/", 1)[1]
            action = self.env["ir.actions.act_window"].search([("path", "=", path)])
            with self.subTest(card=card):
                domain = safe_eval(action.domain, {"uid": self.organiser.id})
                Model = self.env[action.res_model].with_user(self.organiser)
                count = int(cards[card].xpath("//header/a/text()")[0])
                self.assertEqual(count, 12)
                self.assertEqual(Model.search_count(domain), 12)

    def test_the_desk_costs_the_same_however_many_meetings_there_are(self):
        counts = []
        for number in (10, 20):
            self._fill(number)
            self._read_desk(self.organiser)
            before = self.env.cr.sql_log_count
            self._read_desk(self.organiser)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], 50)
        self.assertLessEqual(counts[1], counts[0])

    def test_restricted_networks_stay_away_from_the_desks_of_others(self):
        hidden = self._create_network("Krisenstab", is_restricted=True)
        self._fill(1, hidden)
        self._meet(1, hidden, staff_ids=[(6, 0, self.worker.ids)])
        self.assertFalse(CARDS & self._read_desk(self.worker).keys())
        self.assertEqual(CARDS & self._read_desk(self.organiser).keys(), CARDS)

    def test_activities_of_networks_are_among_mine(self):
        self.network.activity_schedule(
            "mail.mail_activity_data_todo", summary="Anrufen", user_id=self.organiser.id
        )
        text = self._read_desk(self.organiser)["activities"].text_content()
        self.assertIn("Anrufen", text)

    # ------------------------------------------------------------
    # What ends
    # ------------------------------------------------------------

    def _endings(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        Ending = self.env["club.ending"].with_user(user)
        return Ending.search(
            [("kind", "=", "network"), ("network_id", "=", self.network.id)]
        )

    def test_a_network_ends_on_its_target_date_until_it_carries_itself(self):
        self.network.date_target = "2027-04-01"
        [ending] = self._endings(self.worker)
        self.assertEqual(ending.user_id, self.organiser)
        action = self._rpc(self.worker, "club.ending", "action_open", ending.ids)
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("club.network", self.network.id)
        )
        text = self._read_desk(self.organiser)["deadlines"].text_content()
        self.assertIn("Runder Tisch", text)
        self.network.maturity = "self_supporting"
        self.assertFalse(self._endings(self.worker))

    def test_the_end_of_a_restricted_network_is_told_to_its_people(self):
        self.network.is_restricted = True
        self.assertFalse(self._endings(self.worker))
        self.assertFalse(self._endings(self.management))
        self.assertTrue(self._endings(self.organiser))
        self.assertFalse(self._endings(self.foreigner))

    # ------------------------------------------------------------
    # Switched off
    # ------------------------------------------------------------

    def _menus(self, user):
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        return {menu["xmlid"] for menu in menus.values() if menu.get("xmlid")}

    def test_a_room_that_is_switched_off_leaves_no_menu_no_card_and_no_cron(self):
        Groups = self.env["res.groups"].sudo()
        cron = self.env["ir.cron"].create(
            {
                "name": "Netzwerke",
                "model_id": self.env["ir.model"]._get_id("club.meeting"),
                "state": "code",
                "code": "model",
            }
        )
        self.env["ir.model.data"].create(
            {
                "module": "club_support",
                "name": "club_meeting_cron_test",
                "model": "ir.cron",
                "res_id": cron.id,
            }
        )
        self._fill(1)
        self.network.date_target = "2027-04-01"
        menu = "club_support.club_network_menu"
        self.assertIn(menu, self._menus(self.organiser))
        self._switch(False)
        rooms = {name for name in self._menus(self.administrator) if "network" in name}
        self.assertFalse(rooms)
        self.assertNotIn(menu, self._menus(self.organiser))
        self.assertFalse(CARDS & self._read_desk(self.organiser).keys())
        self.assertFalse(self._endings(self.organiser))
        self.assertIn(cron, Groups._club_get_room_crons(ROOM))
        self.assertFalse(any(Groups._club_get_room_crons(ROOM).mapped("active")))
        export = self.env["club.workbook.export"].with_user(self.organiser).new({})
        self.assertFalse(export.with_networks or export.with_meetings)
        self._switch(True)
        self.assertIn(menu, self._menus(self.organiser))
        self.assertTrue(all(Groups._club_get_room_crons(ROOM).mapped("active")))
        self.assertTrue(self.network.exists().meeting_ids)

    def test_an_update_leaves_the_switch_and_a_cron_that_was_stopped_alone(self):
        Groups = self.env["res.groups"].sudo()
        self._switch(False)
        crons = Groups._club_get_room_crons(ROOM)
        crons.active = True
        Groups._club_quiet_rooms()
        self.assertFalse(any(crons.mapped("active")))
        self._switch(True)
        crons[:1].active = False
        Groups._club_quiet_rooms()
        self._switch(True)
        self.assertFalse(any(crons[:1].mapped("active")))

    def test_only_administrators_of_odoo_switch_rooms(self):
        for user in (self.administrator, self.organiser, self.plain_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                settings = self._rpc(
                    user,
                    "res.config.settings",
                    "create",
                    [{"group_club_networks": False}],
                )
                self._rpc(user, "res.config.settings", "execute", settings)
        self.assertTrue(self.env["res.groups"]._club_is_room_on(ROOM))

    # ------------------------------------------------------------
    # Contractors
    # ------------------------------------------------------------

    def test_the_room_stays_closed_to_contractors(self):
        contractor = new_test_user(
            self.env,
            login="club_contractor",
            groups="club_support.club_support_group_contractor",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        employer = self.env["res.partner"].create(
            {"name": "Sportbund", "is_company": True}
        )
        self.env["club.mandate"].create(
            {
                "user_id": contractor.id,
                "employer_id": employer.id,
                "date_from": "2027-01-01",
                "date_to": "2027-12-31",
                "company_id": self.company.id,
            }
        )
        self._fill(1)
        self.network.colleague_ids = contractor
        models = [
            name
            for name in self.env.registry
            if any(name == room or name.startswith(f"{room}.") for room in MODELS)
            and not self.env[name]._abstract
        ]
        self.assertGreaterEqual(len(models), 10)
        for model in models:
            with self.subTest(model=model), self.assertRaises(AccessError):
                self._rpc(contractor, model, "search_read", [], ["id"])
        self.assertFalse(
            [name for name in self._menus(contractor) if "network_menu" in name]
        )
        self.assertFalse(CARDS & self._read_desk(contractor).keys())
        self.assertFalse(self._endings(contractor))
        vals = {"network_id": self.network.id}
        with self.assertRaises(AccessError) as caught:
            self._rpc(contractor, "club.contact.entry", "create", [vals])
        self._assert_sentence(caught.exception)
