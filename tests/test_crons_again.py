"""Three runs of any scheduled action change nothing more than one run does."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .common import ClubSupportCommon
from .test_access_ground import MATRIX

TABLES = (
    "event_registration",
    "mail_activity",
    "mail_followers",
    "mail_mail",
    "mail_message",
    "mail_notification",
    "res_groups_users_rel",
    "res_partner",
    "survey_user_input",
)
MAIL = b"""\
From: Kai Vogt <kai.vogt@example.net>\r
To: vereine@landkreis-musterau.example.org\r
Subject: Frage\r
Message-ID: <again@example.net>\r
Content-Type: text/plain; charset=utf-8\r
\r
Guten Tag\r
"""


@tagged("post_install", "-at_install")
@freeze_time("2027-03-01 10:00:00")
class TestCronsAgain(ClubSupportCommon):
    """A reminder that comes again at each run is worse than none."""

    def setUp(self):
        super().setUp()
        self.today = self.company._club_today()
        self.club.is_actor = True
        self._prepare_case()
        self._prepare_register()
        self._prepare_mails()
        self._prepare_mandate()
        self._prepare_invitation()
        self._prepare_network()
        self._prepare_hold()
        self._prepare_trainings()
        self._prepare_training_ahead()
        self._prepare_training_decision()
        self._prepare_seats()
        self.env.flush_all()

    def _days(self, days):
        return fields.Date.add(self.today, days=days)

    def _prepare_case(self):
        """A plan whose dates changed, a wait, a deadline, a silent other side."""
        opening = self.env.ref("club_support.club_case_type_intercultural_opening")
        self.case = self._create_case(type_id=opening.id, name="Öffnung")
        waiting = self._create_case(
            type_id=opening.id, name="Wartend", date_open=self._days(-9)
        )
        waiting.action_wait("Antwort", self._days(-3))
        self.env["club.case.deadline"].create(
            {
                "case_id": self.case.id,
                "kind_id": self.env.ref("club_support.club_deadline_kind_grant_end").id,
                "date": self._days(3),
            }
        )
        centre = self.env["res.partner"].create(
            {
                "name": "Beratungsstelle",
                "is_company": True,
                "email": "post@beratung.example.org",
            }
        )
        referral = self.env["club.case.referral"].create(
            {
                "case_id": self.case.id,
                "partner_id": centre.id,
                "name": "Kurs",
                "text": "Ein Platz am Abend.",
            }
        )
        referral.action_send()
        referral.sudo().answer_until = self._days(-1)
        self.env.flush_all()
        self.env.cr.execute("UPDATE club_case_plan_line SET days = days + 9")
        self.env.invalidate_all()

    def _prepare_register(self):
        """Two clubs that are one, and the month in which all are asked."""
        self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "is_actor": True,
                    "email": "post@svtal.example.org",
                    "zip": "63903",
                    "city": "Weidental",
                }
                for name in ("SV Weidental e.V.", "Sportverein Weidental")
            ]
        )
        self.company.write(
            {"club_profile_check": True, "club_profile_check_month": "3"}
        )
        Check = self.env["club.profile.check"]
        sent, queued = (
            Check._ask(self.club, 2026),
            Check._ask(
                self.env["res.partner"].create(
                    {
                        "name": "Chor",
                        "is_company": True,
                        "is_actor": True,
                        "email": "chor@example.net",
                    }
                ),
                2026,
            ),
        )
        self.assertTrue(sent and queued)
        sent.sudo().write(
            {
                "state": "sent",
                "date_sent": self._days(-30),
                "valid_until": self._days(30),
            }
        )

    def _prepare_mails(self):
        """One that came in and failed, one that went out and failed."""
        incoming = self.env["club.incoming.mail"]._receive(MAIL)
        incoming.sudo().write({"outcome": "error", "case_id": False})
        mail = self.env["mail.mail"].create(
            {
                "model": "club.case",
                "res_id": self.case.id,
                "email_to": "kai.vogt@example.net",
                "state": "exception",
                "failure_type": "mail_smtp",
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_mail SET create_date = %s, write_date = %s WHERE id = %s",
            ["2027-02-28 12:00:00", "2027-02-28 12:00:00", mail.id],
        )
        self.env.invalidate_all()

    def _prepare_invitation(self):
        """A meeting the day after tomorrow, and somebody who has not answered."""
        network = self.env["club.network"].create({"name": "Runder Tisch"})
        meeting = self.env["club.meeting"].create(
            {"network_id": network.id, "start": "2027-03-03 17:00:00"}
        )
        self.env["club.invitation"].create(
            {
                "meeting_id": meeting.id,
                "partner_id": self.chair.id,
                "channel": "email",
                "email": self.chair.email,
                "revision_sent": 0,
            }
        )

    def _prepare_network(self):
        """A membership that ended yesterday, and a task that is late."""
        network = self.env["club.network"].create({"name": "Stammtisch"})
        member = self.env["club.network.member"].create(
            {"network_id": network.id, "partner_id": self.club.id}
        )
        self.env["club.action.item"].create(
            {
                "network_id": network.id,
                "name": "Liste schicken",
                "partner_id": self.chair.id,
                "date_due": self._days(-2),
            }
        )
        self.env.flush_all()
        # the last day passed by itself, nobody wrote anything
        self.env.cr.execute(
            "UPDATE club_network_member SET date_from = %s, date_to = %s WHERE id = %s",
            (self._days(-30), self._days(-1), member.id),
        )
        self.env.invalidate_all()

    def _prepare_hold(self):
        """A time that is held until tomorrow."""
        hall = self.env["club.facility"].create({"name": "Halle", "is_bookable": True})
        self.env["club.reservation"].create(
            {
                "facility_id": hall.id,
                "partner_id": self.club.id,
                "start": "2027-03-20 17:00:00",
                "stop": "2027-03-20 19:00:00",
            }
        ).action_hold("2027-03-02 10:00:00")

    def _prepare_trainings(self):
        """One held yesterday, and one so long ago that nobody need know who came."""
        course = self.env["club.training"].create({"name": "Kinderschutz"})
        for days in (-1, -1100):
            event = self.env["event.event"].create(
                {
                    "training_id": course.id,
                    "date_begin": f"{self._days(days)} 08:00:00",
                    "date_end": f"{self._days(days)} 15:00:00",
                }
            )
            person = self.env["event.registration"].create(
                {"event_id": event.id, "name": "Kai Vogt", "email": "kai@example.net"}
            )
            event.action_open_registration()
            # whoever registered in time had the seat long before it began
            with freeze_time(event.date_begin - timedelta(days=9)):
                self.env["club.training.allotter"].sudo()._run(event.sudo())
            person.state = "done"
            event.training_state = "held"

    def _prepare_training_ahead(self):
        """A training in two days with somebody who has a seat."""
        training = self.env["club.training"].create({"name": "Kinderschutz"})
        event = self.env["event.event"].create(
            {
                "training_id": training.id,
                "date_begin": "2027-03-03 08:00:00",
                "date_end": "2027-03-03 15:00:00",
            }
        )
        event.action_open_registration()
        self.env["event.registration"].create(
            {
                "event_id": event.id,
                "name": "Hanna Berg",
                "email": "hanna.berg@example.net",
            }
        )
        self.env["club.training.allotter"].sudo()._run(event.sudo())

    def _prepare_seats(self):
        """Somebody whom no allotter has seen yet, and an offer that has ended."""
        training = self.env["club.training"].create({"name": "Vereinsrecht"})
        events = self.env["event.event"].create(
            [
                {
                    "training_id": training.id,
                    "date_begin": "2027-04-03 08:00:00",
                    "date_end": "2027-04-03 15:00:00",
                    "seats_limited": True,
                    "seats_max": 1,
                }
            ]
            * 2
        )
        events.action_open_registration()
        people = [
            self.env["event.registration"].create(
                {"event_id": event.id, "name": name, "email": f"{name}@example.net"}
            )
            for event, name in zip((events[0], *events), "abc", strict=True)
        ]
        allotter = self.env["club.training.allotter"].sudo()
        allotter._run(events[0].sudo())
        people[0]._give_up("person")
        allotter._run(events[0].sudo())
        people[1].offer_id.until = "2027-02-01 09:00:00"

    def _prepare_training_decision(self):
        """A training that too few have registered for, on the day of the decision."""
        training = self.env["club.training"].create(
            {"name": "Kassenführung", "seats_min": 5}
        )
        self.env["event.event"].create(
            {
                "training_id": training.id,
                "date_begin": "2027-03-05 09:00:00",
                "date_end": "2027-03-05 12:00:00",
            }
        )

    def _prepare_mandate(self):
        contractor = new_test_user(
            self.env,
            login="club_contractor",
            groups="club_support.club_support_group_contractor",
            email="contractor@sportbund.example.org",
        )
        self.env["club.mandate"].create(
            {
                "user_id": contractor.id,
                "date_from": "2026-01-01",
                "date_to": "2026-12-31",
            }
        )

    def _snapshot(self):
        """All rows of all our tables, and of what reminders are made of."""
        self.env.flush_all()
        models = [self.env[model] for model in MATRIX]
        ours = [m._table for m in models if m._auto and not m._transient]
        rows = {}
        for table in (*ours, *TABLES):
            query = SQL("SELECT t::text FROM %s t", SQL.identifier(table))
            rows[table] = sorted(row for (row,) in self.env.execute_query(query))
        return rows

    def _run(self, cron):
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _changed(self, before, after):
        return {table for table in before if before[table] != after[table]}

    @mute_logger("odoo.models.unlink")
    def test_three_runs_of_every_cron_change_nothing_more_than_one(self):
        names = self.env["ir.model.data"].search(
            [("module", "=", "club_support"), ("model", "=", "ir.cron")], order="id"
        )
        self.assertGreaterEqual(len(names), 9)
        for name in names:
            cron = self.env["ir.cron"].browse(name.res_id)
            with self.subTest(cron=name.name):
                before = self._snapshot()
                self._run(cron)
                once = self._snapshot()
                self.assertTrue(self._changed(before, once), "had nothing to do")
                self._run(cron)
                self._run(cron)
                self.assertFalse(self._changed(once, self._snapshot()))
