"""The room of trainings: switched off, and closed to contractors."""

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..models.club_training_room import MODELS, ROOM
from .common_trainings import TrainingsCommon


@tagged("post_install", "-at_install")
class TestTrainingRoom(TrainingsCommon):
    def _switch(self, is_on):
        values = {"group_club_trainings": is_on}
        self.env["res.config.settings"].create(values).execute()
        self.env.invalidate_all()

    def _menus(self, user):
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        return {menu["xmlid"] for menu in menus.values() if menu.get("xmlid")}

    def _training_menus(self, user):
        return {
            name
            for name in self._menus(user)
            if name.startswith("club_support.") and "training" in name
        }

    def _read_cards(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        answer = self._rpc(user, "club.desk", "web_search_read", [], {"card": {}})
        return {line["card"] for line in answer["records"]}

    def test_a_room_that_is_switched_off_leaves_no_menu_no_card_and_no_cron(self):
        Groups = self.env["res.groups"].sudo()
        cron = self.env["ir.cron"].create(
            {
                "name": "Trainings",
                "model_id": self.env["ir.model"]._get_id("club.training.offer"),
                "state": "code",
                "code": "model",
            }
        )
        self.env["ir.model.data"].create(
            {
                "module": "club_support",
                "name": "club_training_offer_cron_test",
                "model": "ir.cron",
                "res_id": cron.id,
            }
        )
        event = self._create_date(days=3)
        self._register(event, "Hanna Berg")
        users = (self.trainer, self.trainingorganiser, self.administrator)
        for user in users:
            self.assertTrue(self._training_menus(user), user.login)
        self._switch(False)
        for user in users:
            with self.subTest(user=user.login):
                self.assertFalse(self._training_menus(user))
                cards = self._read_cards(user)
                self.assertFalse({card for card in cards if "training" in card})
        crons = Groups._club_get_room_crons(ROOM)
        self.assertIn(cron, crons)
        self.assertFalse(any(crons.mapped("active")))
        self._switch(True)
        for user in users:
            self.assertTrue(self._training_menus(user), user.login)
        self.assertTrue(all(crons.mapped("active")))
        self.assertTrue(event.exists().registration_ids, "nothing is deleted")

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
        for user in (self.administrator, self.trainingorganiser, self.plain_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                values = {"group_club_trainings": False}
                made = self._rpc(user, "res.config.settings", "create", [values])
                self._rpc(user, "res.config.settings", "execute", made)
        self.assertTrue(self.env["res.groups"]._club_is_room_on(ROOM))

    def test_the_room_stays_closed_to_contractors(self):
        groups = "club_support.club_support_group_contractor"
        company = {
            "company_id": self.company.id,
            "company_ids": [Command.set(self.company.ids)],
        }
        contractor = new_test_user(
            self.env, login="club_contractor", groups=groups, **company
        )
        helper = new_test_user(
            self.env,
            login="club_helper",
            groups=f"{groups},event.group_event_registration_desk",
            **company,
        )
        employer = self.env["res.partner"].create(
            {"name": "Sportbund", "is_company": True}
        )
        today = fields.Date.today()
        self.env["club.mandate"].create(
            [
                {
                    "user_id": user.id,
                    "employer_id": employer.id,
                    "date_from": today,
                    "date_to": today,
                    "company_id": self.company.id,
                }
                for user in contractor | helper
            ]
        )
        event = self._create_date()
        self._register(event, "Hanna Berg")
        models = [
            name
            for name in self.env.registry
            if any(name == room or name.startswith(f"{room}.") for room in MODELS)
            and not self.env[name]._abstract
        ]
        self.assertGreaterEqual(len(models), 7)
        for model in [*models, "event.event", "event.registration"]:
            with self.subTest(model=model), self.assertRaises(AccessError):
                self._rpc(contractor, model, "search_read", [], ["id"])
        self.assertFalse(self._training_menus(contractor))
        ordinary = event.sudo().copy({"training_id": False, "name": "Sportlerehrung"})
        found = self._rpc(helper, "event.event", "search", [])
        self.assertIn(ordinary.id, found, "Odoo's events are another role")
