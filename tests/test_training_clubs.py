"""Who was trained in what, which clubs were not, and clubs that were only typed."""

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_training_feedback import FeedbackCommon


@tagged("post_install", "-at_install")
class TestTrainedClubs(FeedbackCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.write({"is_actor": True, "actor_state": "active"})
        cls.choir = cls.env["res.partner"].create(
            {"name": "Chor Musterau", "is_company": True, "is_actor": True}
        )
        cls.event, cls.people = cls._hold("Hanna Berg", "Jörg Brandt")
        cls.people.booking_id.partner_id = cls.club
        cls.env.flush_all()

    def test_a_club_knows_its_courses_and_the_course_its_clubs(self):
        self.assertEqual(self.club.trained_in_ids, self.training)
        self.assertEqual(self.club.trained_count, 2)
        self.assertFalse(self.choir.trained_in_ids)
        course = self.training.with_user(self.worker)
        self.assertEqual((course.people_trained, course.club_count), (2, 1))

    def test_the_form_of_a_club_counts_by_course_and_names_nobody(self):
        self._hold("Ute Vogt", days=60)[1].booking_id.partner_id = self.club
        self.env.flush_all()
        for user in (self.worker, self.management, self.trainingorganiser):
            with self.subTest(user=user.name):
                club = self.club.with_user(user)
                text = str(club.trained_summary)
                cells = [
                    cell.text_content().strip()
                    for cell in html.fromstring(text).iter("td")
                ]
                self.assertEqual(cells[:2], [self.training.name, "3"])
                self.assertNotIn("Berg", text)
        self.assertFalse(self.choir.trained_summary)
        with self.assertRaises(AccessError):
            _ = self.club.with_user(self.trainer).trained_summary

    def test_clubs_reached_are_listed_from_the_course(self):
        course = self.training.with_user(self.worker)
        found = self.env["res.partner"].with_user(self.worker)
        found = found.search(course.action_view_clubs_reached()["domain"])
        self.assertEqual(found, self.club)

    def test_clubs_without_a_course_are_listed_for_whoever_may_read_clubs(self):
        for user in (self.trainingorganiser, self.worker, self.management):
            with self.subTest(user=user.name):
                course = self.training.with_user(user)
                action = course.action_view_clubs_without()
                clubs = self.env["res.partner"].with_user(user)
                found = clubs.search(action["domain"])
                self.assertIn(self.choir, found)
                self.assertNotIn(self.club, found)
                clubs.get_views(action["views"])

    def test_clubs_are_found_by_a_course_by_name(self):
        clubs = self.env["res.partner"].with_user(self.worker)
        found = clubs.search([("trained_in_ids", "ilike", "Child Protection")])
        self.assertEqual(found, self.club)
        self.assertFalse(clubs.search([("trained_in_ids", "ilike", "Bookkeeping")]))

    def test_only_organisers_come_from_the_club_to_names(self):
        names = self.club.with_user(self.trainingorganiser).action_view_trainings()
        self.assertEqual(names["res_model"], "event.registration")
        counts = self.club.with_user(self.worker).action_view_trainings()
        self.assertEqual(counts["res_model"], "club.training")
        course = self.env["club.training"].with_user(self.worker)
        course = course.with_context(**counts["context"]).search(counts["domain"])
        self.assertEqual(course.people_trained, 2)

    def test_merging_contacts_keeps_what_was_learnt(self):
        double = self.club.copy({"name": "TSV Grünbach"})
        late = self._register(self._create_date(days=50), "Kai Vogt")
        late.booking_id.partner_id = double
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((double | self.club).ids, self.club)
        self.env.invalidate_all()
        self.assertEqual(late.organisation_id, self.club)
        self.assertEqual(late.booking_id.partner_id, self.club)
        self.assertEqual(self.club.trained_count, 2)


@tagged("post_install", "-at_install")
class TestTypedClubs(FeedbackCommon):
    def _typed(self, name, person, **vals):
        event = self._create_date()
        people = self._register(event, person, organisation_name=name, **vals)
        return people.booking_id

    def test_a_typed_name_is_linked_with_one_click_wherever_it_was_typed(self):
        self.club.is_actor = True
        first = self._typed("tsv gruenbach 1902 e.V.", "Hanna Berg")
        second = self._typed("TSV  Grünbach 1902 e.V. ", "Jörg Brandt")
        self.assertEqual(first.candidate_id, self.club)
        user = self.trainingorganiser
        self._rpc(user, "club.training.booking", "action_link_club", first.ids)
        self.assertEqual((first | second).partner_id, self.club)
        self.assertEqual(first.registration_ids.organisation_id, self.club)

    def test_one_of_several_of_the_same_name_is_never_guessed(self):
        self.env["res.partner"].create(
            [{"name": "Chor", "is_company": True, "is_actor": True} for _ in range(2)]
        )
        booking = self._typed("Chor", "Hanna Berg")
        self.assertFalse(booking.candidate_id)
        with self.assertRaises(UserError) as caught:
            booking.action_link_club()
        self._assert_sentence(caught.exception)

    def test_an_unknown_club_is_entered_once(self):
        bookings = self._typed("Neuer Chor", "Hanna Berg")
        bookings |= self._typed("neuer chor", "Jörg Brandt")
        user = self.trainingorganiser
        self._rpc(user, "club.training.booking", "action_create_club", bookings.ids)
        club = bookings.partner_id
        self.assertEqual(club.mapped("is_actor"), [True])
        with self.assertRaises(UserError) as caught:
            bookings.with_user(user).action_create_club()
        self._assert_sentence(caught.exception)

    def test_nobody_else_says_which_club_it_is(self):
        booking = self._typed("Neuer Chor", "Hanna Berg")
        for user in (self.worker, self.trainer, self.portal):
            for method in ("action_link_club", "action_create_club"):
                with (
                    self.subTest(user=user.name, method=method),
                    self.assertRaises(AccessError),
                ):
                    self._rpc(user, "club.training.booking", method, booking.ids)


@tagged("post_install", "-at_install")
class TestEffort(FeedbackCommon):
    def test_the_own_effort_is_noted_once_with_the_hours_of_the_days(self):
        event = self._create_date().with_user(self.worker)
        action = self._rpc(
            self.worker, "event.event", "action_club_note_effort", event.ids
        )
        self.assertEqual(action["context"]["default_minutes"], 7 * 60)
        Entry = self.env["club.contact.entry"].with_user(self.worker)
        entry = Entry.with_context(**action["context"]).create({})
        self.assertEqual(entry.training_event_id, event)
        self.assertIn(event.name, entry.display_name)
        self.env.invalidate_all()
        again = event.action_club_note_effort()
        self.assertEqual(again["res_id"], entry.id)
        self.assertEqual(event.club_entry_count, 1)
        found = Entry.search(event.action_club_view_entries()["domain"])
        self.assertEqual(found, entry)

    def test_no_effort_is_noted_for_ordinary_events(self):
        event = self.env["event.event"].create(
            {
                "name": "Sommerfest",
                "date_begin": "2027-06-01 08:00:00",
                "date_end": "2027-06-01 18:00:00",
            }
        )
        with self.assertRaises(UserError):
            event.action_club_note_effort()
        with self.assertRaises(AccessError) as caught:
            self.env["club.contact.entry"].with_user(self.worker).create(
                {"training_event_id": event.id, "note": "Aufbau"}
            )
        self.assertNotIn("Sommerfest", str(caught.exception))


@tagged("post_install", "-at_install")
class TestTrainingDesk(FeedbackCommon):
    def _cards(self, user):
        desk = self.env["club.desk"].with_user(user).search([])
        return {card.card: str(card.content) for card in desk}

    def test_the_desk_of_organisers_shows_what_is_to_be_done(self):
        today = self.company._club_today()
        self._create_date(name="Entscheiden", decision_on=today)
        full = self._create_date(name="Voll", seats_limited=True, seats_max=1)
        self._register(full, "Hanna Berg", organisation_name="Chor")
        self._register(full, "Jörg Brandt")
        over = self._create_date(days=20, name="Vorbei")
        self._register(over, "Kai Vogt")
        over.write({"date_begin": "2026-01-05 08:00", "date_end": "2026-01-05 15:00"})
        held, _people = self._hold("Otto Ohne", days=21, name="Gehalten")
        self.training.refresher_months = 1
        done = self._register(self._create_date(days=22), "Ida Kern")
        done.sudo().certificate_date = today
        cards = self._cards(self.trainingorganiser)
        self.assertIn("Entscheiden", cards["decisions"])
        self.assertIn("Voll", cards["queues"])
        self.assertIn("Chor", cards["strangers"])
        self.assertIn("Vorbei", cards["attendance"])
        self.assertIn(done.name, cards["refreshers"])
        self.assertNotIn("certificates", cards, "held in the future is not over")
        held.write({"date_begin": today, "date_end": f"{today} 00:30:00"})
        self.assertIn("Gehalten", self._cards(self.trainingorganiser)["certificates"])

    def test_trainers_see_their_own_dates_and_nothing_of_the_office(self):
        self._create_date(name="Meine")
        self._create_date(name="Fremde", trainer_ids=[(6, 0, self.chair.ids)])
        cards = self._cards(self.trainer)
        self.assertIn("Meine", cards["teaching"])
        self.assertNotIn("Fremde", cards["teaching"])
        self.assertEqual(cards.keys(), {"activities", "teaching"})

    def test_trainers_are_asked_who_came_to_their_own_dates(self):
        others = [(6, 0, self.chair.ids)]
        for name, vals in (("Meine", {}), ("Fremde", {"trainer_ids": others})):
            event = self._create_date(name=name, **vals)
            self._register(event, f"Kai {name}")
            event.write(
                {"date_begin": "2026-01-05 08:00", "date_end": "2026-01-05 15:00"}
            )
        card = self._cards(self.trainer)["attendance"]
        self.assertIn("Meine", card)
        self.assertNotIn("Fremde", card)

    def test_once_certificates_were_issued_there_is_nothing_to_do(self):
        today = self.company._club_today()
        held, people = self._hold("Otto Ohne", "Ida Kern", name="Gehalten")
        held.write({"date_begin": today, "date_end": f"{today} 00:30:00"})
        self.assertIn("certificates", self._cards(self.trainingorganiser))
        people[0].sudo().certificate_number = "TB-1"
        self.assertNotIn("certificates", self._cards(self.trainingorganiser))

    def test_the_list_behind_each_card_shows_what_the_card_counts(self):
        self.assertTrue(self.env["club.desk"]._selection_card())
        for key in (
            "decisions",
            "queues",
            "strangers",
            "attendance",
            "certificates",
            "refreshers",
            "teaching",
        ):
            card = getattr(self.env["club.desk"], f"_card_{key}")()
            action = self.env["ir.actions.act_window"].search(
                [("path", "=", card.action)]
            )
            with self.subTest(card=key):
                self.assertEqual(action.res_model, card.model)
