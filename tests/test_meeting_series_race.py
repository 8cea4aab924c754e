"""Two colleagues press “Make Meetings” at the same moment, really."""

import threading

from odoo import SUPERUSER_ID, api, fields
from odoo.service.model import retrying
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestMeetingSeriesRace(TransactionCase):
    """Works in transactions of its own, and takes back what it committed."""

    def setUp(self):
        super().setUp()
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            network = env["club.network"].create({"name": "Zwei zugleich"})
            today = fields.Date.today()
            series = env["club.meeting.series"].create(
                {
                    "name": "Wöchentlich",
                    "network_id": network.id,
                    "repeat": "week",
                    "skip_public": False,
                    "date_from": today,
                    "date_to": fields.Date.add(today, weeks=10, days=-1),
                }
            )
            self.network_id, self.series_id = network.id, series.id
        self.addCleanup(self._take_back)

    def _cursor(self):
        return db_connect(self.env.cr.dbname).cursor()

    def _take_back(self):
        with self._cursor() as cr:
            network = api.Environment(cr, SUPERUSER_ID, {})["club.network"].browse(
                self.network_id
            )
            network.series_ids.unlink()
            network.meeting_ids.unlink()
            network.unlink()

    def _generate(self, barrier, seen, done):
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            series = env["club.meeting.series"].browse(self.series_id)
            # both have looked before one of them begins
            seen.append(len(series.date_ids))
            env.invalidate_all()
            barrier.wait(20)
            done.append(retrying(series.action_generate, env))

    def test_two_at_once_make_each_meeting_once(self):
        barrier, seen, done = threading.Barrier(2), [], []
        threads = [
            threading.Thread(target=self._generate, args=(barrier, seen, done))
            for _number in range(2)
        ]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
        self.assertEqual(seen, [0, 0])
        self.assertEqual(done, [True, True])
        with self._cursor() as cr:
            series = api.Environment(cr, SUPERUSER_ID, {})["club.meeting.series"]
            series = series.browse(self.series_id)
            self.assertEqual(len(series.meeting_ids), 10)
            self.assertEqual(len(series.date_ids.meeting_id), 10)
