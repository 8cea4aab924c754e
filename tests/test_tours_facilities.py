"""Halls in a browser: a season, a request that loses, and who came."""

import io
import shutil
from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfReader

from .common_facilities import FacilitiesCommon


class ToursCommon(FacilitiesCommon, HttpCase):
    """Names that the tours find on screen, whatever the translation says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["club.holiday"].search([]).active = False
        cls.site.name = "Tour Schulzentrum"
        for third, name in zip(cls.thirds, "ABC", strict=True):
            third.name = f"Tour Drittel {name}"
        today = cls.company._club_today()
        cls.monday = today - timedelta(days=today.weekday())

    def _press_through(self, url, tour, user):
        self.start_tour(url, tour, login=user.login, timeout=240)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestTourSeason(ToursCommon):
    browser_size = "1600x1000"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one, cls.two, cls.three = cls.env["res.partner"].create(
            [
                {
                    "name": f"Tour Verein {name}",
                    "is_company": True,
                    "email": f"{name.lower()}@example.org",
                }
                for name in ("Eins", "Zwei", "Drei")
            ]
        )
        cls.before, cls.season = cls.env["club.season"].create(
            [cls._season("Tour Winter vorher", -20), cls._season("Tour Winter", 4)]
        )
        cls.season.previous_id = cls.before
        cls._give_times_before()
        cls._apply(cls.two, "Tour Judo", cls.thirds[0], ("1", "3"))
        cls._apply(cls.three, "Tour Yoga", cls.thirds[1], ("1",))

    @classmethod
    def _season(cls, name, week):
        first = cls.monday + timedelta(weeks=week)
        return {
            "name": name,
            "date_from": first,
            "date_to": first + timedelta(weeks=6, days=-1),
            "user_id": cls.officer.id,
        }

    @classmethod
    def _give_times_before(cls):
        """Two groups of the first club, on Tuesday and Friday of last winter."""
        common = {
            "season_id": cls.before.id,
            "partner_id": cls.one.id,
            "hour_from": 18,
            "hour_to": 20,
        }
        series = cls.env["club.reservation.series"].create(
            [
                {
                    **common,
                    "name": "Tour Handball",
                    "facility_id": cls.hall.id,
                    "rrule": "FREQ=WEEKLY;BYDAY=TU",
                },
                {
                    **common,
                    "name": "Tour Turnen",
                    "facility_id": cls.thirds[2].id,
                    "rrule": "FREQ=WEEKLY;BYDAY=FR",
                },
            ]
        )
        series.action_confirm()

    @classmethod
    def _apply(cls, partner, name, third, weekdays):
        """A new application whose first choice was given already."""
        application = cls.env["club.season.application"].create(
            {
                "season_id": cls.season.id,
                "partner_id": partner.id,
                "name": name,
                "wish_ids": [
                    Command.create(
                        {
                            "facility_id": third.id,
                            "weekday": weekday,
                            "choice": str(choice),
                            "hour_from": 19,
                            "hour_to": 21,
                        }
                    )
                    for choice, weekday in enumerate(weekdays, start=1)
                ],
            }
        )
        application.action_serve()

    def _read_plan(self):
        """The plan of the season as PDF, as the dialog asks for it."""
        Dialog = self.env["club.facility.plan.print"].with_user(self.officer)
        dialog = Dialog.search([], order="id desc", limit=1)
        self.assertEqual(dialog.facility_ids, self.site, "the tour has printed it")
        dialog.date = self.season.date_from
        report = self.env["ir.actions.report"].with_user(self.officer)
        content, kind = report.with_context(
            force_report_rendering=True
        )._render_qweb_pdf(
            "club_support.club_facility_report_plan_a4",
            data=dict(dialog.action_print()["data"]),
        )
        self.assertEqual(kind, "pdf")
        pages = PdfReader(io.BytesIO(content)).pages
        self.assertEqual(len(pages), 1, "one hall, one page")
        return " ".join(pages[0].extract_text().split())

    def test_s0_14_a_season_from_carrying_over_to_the_plan_on_paper(self):
        url = f"/odoo/action-club_support.club_season_action/{self.season.id}"
        self._press_through(url, "club_support_season", self.officer)
        self.assertEqual(self.season.state, "confirmed")
        self._press_through(url, "club_support_season_told", self.officer)

        series = self.season.series_ids
        self.assertEqual(set(series.mapped("state")), {"confirmed"})
        given = {one.name: (one.facility_id, one.rrule[-2:]) for one in series}
        self.assertEqual(
            given,
            {
                "Tour Handball": (self.hall, "TU"),
                "Tour Turnen": (self.thirds[2], "FR"),
                "Tour Judo": (self.thirds[0], "TH"),
            },
        )
        self.assertEqual(len(series.reservation_ids), 18)
        self._assert_rows_true()

        notices = self.season.notice_ids.grouped("partner_id")
        self.assertEqual(set(notices), {self.one, self.two, self.three})
        mails = {club: notice.sudo().mail_id for club, notice in notices.items()}
        first = mails[self.one].body_html
        for words in ("Tour Handball", "Tour Turnen", "Tuesday", "Friday"):
            self.assertIn(words, first)
        self.assertIn("Tour Ligabetrieb geht vor", mails[self.three].body_html)
        for club, mail in mails.items():
            self.assertEqual(mail.email_to, f'"{club.name}" <{club.email}>')
        self.assertNotIn("Tour Judo", first)
        # nobody is told a second time, date by date
        self.assertFalse(series.reservation_ids.sudo().notice_ids)

        if not shutil.which("wkhtmltopdf"):
            self.skipTest("wkhtmltopdf is not installed")
        plan = self._read_plan()
        for name in ("Tour Handball", "Tour Turnen", "Tour Judo", "18:00"):
            self.assertIn(name, plan)
        self.assertNotIn("Tour Yoga", plan)


@tagged("post_install", "-at_install")
class TestTourReservation(ToursCommon):
    browser_size = "1600x1000"

    def test_a_request_that_loses_takes_another_third(self):
        day = str(self.monday + timedelta(days=15))
        asked = self._rpc(
            self.worker,
            "club.reservation",
            "create",
            {
                "name": "Tour Volleyball",
                "facility_id": self.thirds[0].id,
                "partner_id": self.club.id,
                "start": str(self._at(day, 18)),
                "stop": str(self._at(day, 20)),
            },
        )
        asked = self.env["club.reservation"].browse(asked)
        url = f"/odoo/action-club_support.club_reservation_action/{asked.id}"
        self._press_through(url, "club_support_request", self.worker)
        self.assertEqual(asked.state, "requested")
        self.assertFalse(asked.occupancy_ids, "asking takes nothing")

        # somebody else is faster
        self._reserve(self.thirds[0], day=day, name="Tour Basketball").action_confirm()
        self._reserve(self.thirds[1], day=day, name="Tour Fechten").action_confirm()
        with self.assertRaises(UserError), self.cr.savepoint():
            asked.action_confirm()

        self._press_through(url, "club_support_alternative", self.officer)
        self.assertEqual(asked.state, "confirmed")
        self.assertEqual(asked.facility_id, self.thirds[2])
        self.assertEqual(asked.start, self._at(day, 18))
        notice = asked.sudo().notice_ids.sorted("id")[-1]
        self.assertIn("Tour Drittel C", notice.mail_id.body_html)
        self.assertNotIn("Tour Basketball", notice.mail_id.body_html)
        self._assert_rows_true()


@tagged("post_install", "-at_install")
class TestTourCaretaker(ToursCommon):
    browser_size = "390x844"
    touch_enabled = True

    def test_the_caretaker_notes_on_a_telephone_who_came(self):
        self.env["club.reservation"].search([]).unlink()
        self.building.caretaker_ids = self.caretaker
        today = self.company._club_today()
        uses = self.env["club.reservation"].create(
            [
                {
                    "name": name,
                    "facility_id": third.id,
                    # all day, for the tour runs at any hour
                    "start": self._at(str(today), 0),
                    "stop": self._at(str(today + timedelta(days=1)), 0),
                    "people_expected": 20,
                    "is_exception": True,
                }
                for name, third in zip(
                    ("Tour Turnen", "Tour Schach"), self.thirds[:2], strict=True
                )
            ]
        )
        uses.action_confirm()
        self._press_through(
            "/odoo/club-desk-today", "club_support_caretaker", self.caretaker
        )
        self.assertEqual(uses.mapped("people_actual"), [14, 0])
        self.assertEqual(uses.mapped("is_counted"), [True, True])
