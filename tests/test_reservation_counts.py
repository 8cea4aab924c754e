"""Who came, times that nobody uses, and what stands on the desks."""

from datetime import timedelta

from freezegun import freeze_time
from lxml import html

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common_facilities import FacilitiesCommon

NOW = "2027-03-10 18:00:00"
CARDS = {"requests", "today", "holds", "unused", "displacing", "notices"}


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestReservationCounts(FacilitiesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.building.caretaker_ids = cls.caretaker
        cls.env["club.reservation"].search([]).unlink()
        cls.env["club.closure"].search([]).active = False

    def _series(self, **vals):
        return self.env["club.reservation.series"].create(
            {
                "name": "Turnen",
                "facility_id": self.hall.id,
                "date_from": "2027-01-01",
                "date_to": "2027-12-31",
                "user_id": self.officer.id,
                **vals,
            }
        )

    def _dates(self, series, number, day=1):
        dates = self.env["club.reservation"].union(
            *(
                self._reserve(day=f"2027-02-{day + i:02}", series_id=series.id)
                for i in range(number)
            )
        )
        dates.action_confirm()
        return dates

    def _count(self, user, reservation, *number):
        return self._rpc(
            user,
            "club.reservation",
            "action_count_people",
            reservation.ids,
            *number,
        )

    # ------------------------------------------------------------
    # Counting
    # ------------------------------------------------------------

    def test_the_caretaker_of_the_house_counts(self):
        booking = self._reserve(day="2027-03-09", people_expected=20)
        booking.action_confirm()
        self._count(self.caretaker, booking, 17)
        self.assertEqual((booking.people_actual, booking.is_counted), (17, True))
        self._count(self.officer, booking)
        self.assertEqual(booking.people_actual, 20)
        self._rpc(
            self.caretaker, "club.reservation", "action_forget_count", booking.ids
        )
        self.assertEqual((booking.people_actual, booking.is_counted), (0, False))

    def test_others_do_not_count_nor_write_the_number(self):
        booking = self._reserve(day="2027-03-09", user_id=self.worker.id)
        booking.action_confirm()
        for user in (self.worker, self.management, self.plain_user, self.foreigner):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._count(user, booking, 5)
        self.building.caretaker_ids = False
        with self.assertRaises(AccessError):
            self._count(self.caretaker, booking, 5)
        with self.assertRaises(UserError):
            self._rpc(
                self.officer,
                "club.reservation",
                "write",
                booking.ids,
                {"people_actual": 7},
            )

    def test_nonsense_is_not_counted(self):
        booking = self._reserve(day="2027-03-09")
        ahead = self._reserve(day="2027-03-11")
        with self.assertRaises(UserError) as caught:
            self._count(self.officer, booking, 5)
        self._assert_sentence(caught.exception)
        (booking | ahead).action_confirm()
        for one, number in (
            (booking, -1),
            (booking, "drei"),
            (booking, True),
            (booking, 10**9),
            (ahead, 5),
        ):
            with self.subTest(number=number), self.assertRaises(UserError) as caught:
                self._count(self.officer, one, number)
            self._assert_sentence(caught.exception)

    def test_the_dialog_counts_for_whoever_reads_the_time(self):
        booking = self._reserve(day="2027-03-09", people_expected=12)
        booking.action_confirm()
        Count = self.env["club.reservation.count"].with_user(self.caretaker)
        dialog = Count.with_context(
            active_model="club.reservation", active_id=booking.id
        ).create({})
        self.assertEqual(dialog.number, 12)
        dialog.number = 9
        dialog.action_apply()
        self.assertEqual(booking.people_actual, 9)
        self.building.caretaker_ids = False
        with self.assertRaises(AccessError):
            Count.create({"reservation_id": booking.id})

    # ------------------------------------------------------------
    # Not used
    # ------------------------------------------------------------

    def test_three_dates_in_a_row_with_nobody_show_as_not_used(self):
        series = self._series()
        dates = self._dates(series, 5)
        self._count(self.caretaker, dates[0], 12)
        for one in dates[1:3]:
            self._count(self.caretaker, one, 0)
        self.assertFalse(series.is_unused)
        self._count(self.caretaker, dates[3], 0)
        self.assertTrue(series.is_unused)
        Series = self.env["club.reservation.series"]
        self.assertIn(series, Series.search([("is_unused", "=", True)]))
        self.assertNotIn(series, Series.search([("is_unused", "=", False)]))
        self.assertEqual(series.activity_ids.user_id, self.officer)
        self._count(self.caretaker, dates[4], 0)
        self.assertEqual(len(series.activity_ids), 1)
        self._count(self.caretaker, dates[4], 3)
        self.assertFalse(series.is_unused)
        self.assertFalse(series.activity_ids)

    def test_the_office_is_asked_once_and_again_after_somebody_came(self):
        series = self._series()
        dates = self._dates(series, 8)
        self._count(self.caretaker, dates[:3], 0)
        series.activity_ids.action_feedback()
        self._count(self.caretaker, dates[3], 0)
        self.assertFalse(series.activity_ids)
        self._count(self.caretaker, dates[4], 4)
        self._count(self.caretaker, dates[5:], 0)
        self.assertEqual(len(series.activity_ids), 1)

    def test_counting_many_costs_no_more_queries_for_each(self):
        counts = []
        for number, day in ((1, 1), (20, 2)):
            dates = self._dates(self._series(name=f"Nr. {day}"), number, day)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            dates.with_user(self.caretaker).action_count_people(5)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3)

    # ------------------------------------------------------------
    # Desk
    # ------------------------------------------------------------

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

    def _fill(self, number):
        """So many lines for each card of an officer who looks after the house."""
        self.building.caretaker_ids |= self.officer
        self.club.email = False
        for i in range(number):
            day = f"2027-04-{i + 1:02}"
            self._reserve(day=day, start=8, stop=9).action_request()
            soon = fields.Datetime.now() + timedelta(days=2)
            held = self._reserve(day=day, start=10, stop=11, partner_id=False)
            held.action_hold(soon)
            today = self._reserve(
                day="2027-03-10",
                start=20,
                stop=21,
                partner_id=False,
                facility_id=self.env["club.facility"]
                .create(
                    {
                        "name": f"Raum {i}",
                        "is_bookable": True,
                        "parent_id": self.building.id,
                    }
                )
                .id,
            )
            today.action_confirm()
            series = self._series(name=f"Gruppe {i}")
            series.sudo().state = "confirmed"
            dates = self.env["club.reservation"].create(
                [
                    {
                        "name": "Niemand",
                        "facility_id": self.hall.id,
                        "series_id": series.id,
                        "start": f"2027-01-0{n} 10:00:00",
                        "stop": f"2027-01-0{n} 11:00:00",
                    }
                    for n in (1, 2, 3)
                ]
            )
            dates.write({"state": "confirmed", "is_counted": True})
            self.env["club.closure"].create(
                {
                    "name": "Boden",
                    "facility_id": self.site.id,
                    "start": held.start,
                    "stop": held.stop,
                }
            )

    def test_the_desk_of_the_office_shows_what_waits(self):
        desk = self._read_desk(self.officer)
        self.assertEqual(CARDS & desk.keys(), {"requests"})
        self.assertEqual(desk.keys() - CARDS, {"activities"})
        self._fill(9)
        desk = self._read_desk(self.officer)
        self.assertEqual(CARDS & desk.keys(), CARDS)
        for card in CARDS:
            path = desk[card].xpath("//header//a/@href")[0].rsplit("/", 1)[1]
            action = self.env["ir.actions.act_window"].search([("path", "=", path)])
            with self.subTest(card=card):
                domain = safe_eval(action.domain, {"uid": self.officer.id})
                Model = self.env[action.res_model].with_user(self.officer)
                count = int(desk[card].xpath("//header/a/text()")[0])
                self.assertEqual(count, 9)
                self.assertEqual(Model.search_count(domain), 9)

    def test_the_desk_of_a_caretaker_shows_the_day_in_the_own_houses(self):
        self._fill(1)
        desk = self._read_desk(self.caretaker)
        self.assertEqual(set(desk), {"activities", "today"})
        self.assertEqual(int(desk["today"].xpath("//header/a/text()")[0]), 1)
        other = self.env["club.facility"].create(
            {"name": "Halle Nord", "is_bookable": True}
        )
        self._reserve(other, day="2027-03-10", start=20, stop=21).action_confirm()
        desk = self._read_desk(self.caretaker)
        self.assertEqual(int(desk["today"].xpath("//header/a/text()")[0]), 1)

    def test_case_workers_keep_their_desk_without_times(self):
        self._fill(1)
        self.assertFalse(CARDS & self._read_desk(self.worker).keys())
        self.assertIn("due", self._read_desk(self.administrator))
        self.assertIn("requests", self._read_desk(self.administrator))

    # ------------------------------------------------------------
    # Room and organisation
    # ------------------------------------------------------------

    def test_a_room_that_is_switched_off_leaves_no_menu_no_card_and_no_cron(self):
        Groups = self.env["res.groups"].sudo()
        room = "club_support.club_support_group_facilities"
        cron = self.env.ref("club_support.club_reservation_cron_end_holds")
        menu = "club_support.club_facility_menu"
        self.assertIn(cron, Groups._club_get_room_crons(room))
        networks = Groups._club_get_room_crons(
            "club_support.club_support_group_networks"
        )
        self.assertIn(menu, self._menus(self.officer))
        self._switch(False)
        self.assertNotIn(menu, self._menus(self.officer))
        self.assertEqual(set(self._read_desk(self.officer)), {"activities"})
        self.assertFalse(cron.active)
        self.assertTrue(all(networks.mapped("active")))
        self._switch(True)
        self.assertTrue(cron.active)
        self.assertIn("requests", self._read_desk(self.officer))

    def _switch(self, is_on):
        settings = self.env["res.config.settings"]
        settings.create({"group_club_facilities": is_on}).execute()
        self.env.invalidate_all()

    def _menus(self, user):
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        return {menu["xmlid"] for menu in menus.values() if menu.get("xmlid")}

    def test_an_organisation_counts_its_times_ahead(self):
        ahead = self._reserve(day="2027-04-01")
        refused = self._reserve(day="2027-04-02")
        past = self._reserve(day="2027-03-01")
        (ahead | refused | past).action_request()
        refused.action_reject("Voll")
        club = self.club.with_user(self.officer)
        self.assertEqual(club.reservation_count, 1)
        self.assertEqual(self.club.with_user(self.worker).reservation_count, 0)
        action = self._rpc(
            self.officer, "res.partner", "action_view_reservations", club.ids
        )
        self.assertEqual(
            self.env["club.reservation"].search(action["domain"]),
            ahead | refused | past,
        )

    def test_s0_14_a_request_a_refusal_and_a_use_that_nobody_came_to_are_on_record(
        self,
    ):
        """Who asked for what, what became of it, and whether it was used."""
        asked = self._reserve(day="2027-04-01", user_id=self.worker.id)
        self._rpc(self.worker, "club.reservation", "action_request", asked.ids)
        self._rpc(
            self.officer, "club.reservation", "action_reject", asked.ids, "Turnier"
        )
        used = self._reserve(day="2027-03-09")
        used.action_confirm()
        self._count(self.caretaker, used, 0)
        self.assertEqual((asked.state, asked.reason), ("rejected", "Turnier"))
        nobody = [("is_counted", "=", True), ("people_actual", "=", 0)]
        self.assertEqual(self.env["club.reservation"].search(nobody), used)
