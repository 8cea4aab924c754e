"""When an office changes hands, so does the seat in the networks."""

from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common_networks import NetworkCommon

OFFICE = "club.office"


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestNetworkSuccession(NetworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = cls._hold_office()
        cls.liaison = cls.env.ref("club_support.club_network_role_liaison")

    def _hand_over(self, day="2027-03-10", office=None, person=None):
        office = office or self.office
        person = person or self.successor
        self._rpc(
            self.worker,
            OFFICE,
            "action_hand_over",
            office.ids,
            person=person.id,
            date=day,
        )

    def _rows(self, network=None):
        return [
            (
                row.representative_id,
                row.deputy_id,
                row.date_from,
                row.date_to,
                row.state,
            )
            for row in (network or self.network).member_ids.sorted(
                lambda row: (row.date_from, row.id)
            )
        ]

    def test_the_membership_is_split_and_the_successor_goes_on(self):
        member = self._add_member(role_id=self.liaison.id, note="Jugend")
        nobody = self.env["res.partner"]
        self._hand_over()
        self.assertEqual(
            self._rows(),
            [
                (self.chair, nobody, date(2026, 1, 1), date(2027, 3, 9), "left"),
                (self.successor, nobody, date(2027, 3, 10), False, "member"),
            ],
        )
        new = self.network.member_ids - member
        self.assertEqual((new.role_id, new.note), (self.liaison, "Jugend"))
        self.assertEqual(new.date_since, date(2026, 1, 1))
        today = self.network._get_members_on(date(2027, 3, 10))
        self.assertEqual(today, new)
        bodies = "".join(self.network.message_ids.mapped("body"))
        self.assertIn("Jussuf Yildiz follows Hanna Berg", bodies)

    def test_the_deputy_succeeds_as_well(self):
        other = self.env["res.partner"].create({"name": "Ute Brandt"})
        self._add_member(representative_id=other.id, deputy_id=self.chair.id)
        self._hand_over()
        self.assertEqual(self._rows()[-1][:2], (other, self.successor))

    def test_a_deputy_who_succeeds_leaves_the_place_of_the_deputy_empty(self):
        self._add_member(deputy_id=self.successor.id)
        self._hand_over()
        self.assertEqual(
            self._rows()[-1][:2], (self.successor, self.env["res.partner"])
        )

    def test_what_begins_later_is_changed_and_what_is_over_stays(self):
        past = self._add_member(date_from="2020-01-01", date_to="2020-12-31")
        begins = self._add_member(date_from="2027-03-10", date_to="2027-12-31")
        self._hand_over()
        self.assertEqual(past.representative_id, self.chair)
        self.assertEqual(begins.representative_id, self.successor)
        self.assertEqual(len(self.network.member_ids), 2)

    def test_an_end_that_was_agreed_stays(self):
        self._add_member(date_to="2027-12-31")
        self._hand_over("2027-05-01")
        self.assertEqual(
            [row[2:] for row in self._rows()],
            [
                (date(2026, 1, 1), date(2027, 4, 30), "member"),
                (date(2027, 5, 1), date(2027, 12, 31), "member"),
            ],
        )

    def test_candidates_stay_candidates(self):
        self._add_member(state="candidate")
        self._hand_over()
        self.assertEqual(self._rows()[-1][4], "candidate")

    def test_whoever_stands_for_another_club_or_by_nobodys_office_stays(self):
        other = self._create_club()
        elsewhere = self._add_member(other)
        by_another = self._add_member(representative_id=self.successor.id)
        third = self.env["res.partner"].create({"name": "Ute Brandt"})
        self._hand_over(person=third)
        self.assertEqual(elsewhere.representative_id, self.chair)
        self.assertEqual(by_another.representative_id, self.successor)
        self.assertEqual(len(self.network.member_ids), 2)

    def test_restricted_networks_follow_although_the_worker_cannot_read_them(self):
        secret = self._create_network(name="Geheim", is_restricted=True)
        self._add_member(network=secret)
        self._hand_over()
        self.assertEqual(self._rows(secret)[-1][0], self.successor)

    def test_whoever_still_speaks_for_the_club_is_asked_about(self):
        youth = self._hold_office(function=self.youth_function)
        member = self._add_member()
        self._hand_over(office=youth)
        self.assertEqual(member.representative_id, self.chair)
        self.assertFalse(member.date_to)
        self.assertEqual(self.network.activity_ids.user_id, self.organiser)

    def test_an_office_that_ends_leaves_one_task_for_the_coordinator(self):
        member = self._add_member()
        self._rpc(self.worker, OFFICE, "action_end", self.office.ids)
        task = self.network.activity_ids
        self.assertEqual(len(task), 1)
        self.assertEqual(task.user_id, self.organiser)
        self.assertIn("TSV Grünbach", task.summary)
        self.assertEqual(member.representative_id, self.chair)
        self._rpc(self.worker, OFFICE, "action_end", self.office.ids)
        self.assertEqual(self.network.activity_ids, task)

    def test_many_networks_cost_no_more_queries(self):
        self._add_member()
        self._hand_over()  # warms caches
        self.env.flush_all()
        counts = []
        for number in (1, 30):
            networks = self.env["club.network"].create(
                [{"name": f"{number} {i}"} for i in range(number)]
            )
            person = self.env["res.partner"].create({"name": f"Nummer {number}"})
            office = self.club.office_ids.filtered("is_current")
            self.env["club.network.member"].create(
                [
                    {
                        "network_id": network.id,
                        "partner_id": self.club.id,
                        "representative_id": office.person_id.id,
                        "date_from": "2026-01-01",
                    }
                    for network in networks
                ]
            )
            members = networks.member_ids.with_prefetch()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            members._succeed(office.person_id, person, date(2027, 3, 10))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3)
