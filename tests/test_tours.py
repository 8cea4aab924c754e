from email.message import EmailMessage
from pathlib import Path

from lxml import html

from odoo.tests import HttpCase, tagged

from .common import ClubSupportCommon

MAIL = Path(__file__).parent / "mails" / "01_new_inquiry_latin1.eml"


@tagged("post_install", "-at_install")
class TestTours(ClubSupportCommon, HttpCase):
    browser_size = "1920x1080"

    def test_s3_13_from_the_mail_on_the_board_to_the_closed_case(self):
        self.env["mail.thread"].message_process("club.case", MAIL.read_bytes())
        case = self.env["club.case"].search([], limit=1, order="id desc")
        self.start_tour(
            "/odoo", "club_support_mail_to_closing", login=self.worker.login
        )
        self.assertTrue(case.is_closed)
        self.assertEqual(case.user_id, self.worker)
        self.assertEqual(
            case.message_ids.notification_ids.mapped("mail_email_address"),
            ["vorstand@tsv-gruenbach.example.org"],
        )
        entry = case.entry_ids
        self.assertEqual(entry.channel, "phone")
        self.assertEqual(entry.minutes, 15)
        self.assertEqual(entry.contact_id, self.chair)
        self.assertEqual(entry.user_id, self.worker)

    def test_s3_02_an_intercultural_opening_from_the_mail_to_the_closed_case(self):
        """Plan, waiting, goal, assessments, referral; all of it on screen."""
        self._name_for_the_tour()
        mail = EmailMessage()
        mail["From"] = self.chair.email
        mail["To"] = self.team.email
        mail["Subject"] = "Wir möchten uns öffnen"
        mail["Message-ID"] = "<opening@example.net>"
        mail.set_content("Guten Tag, wie gehen wir das an?")
        case = self.env["club.incoming.mail"]._receive(mail.as_bytes()).case_id
        self.assertEqual(case.partner_id, self.club)
        login = self.worker.login
        tour = "club_support_intercultural_opening"
        self.start_tour("/odoo", tour, login=login, timeout=180)
        self.env.invalidate_all()
        self.assertEqual(case.user_id, self.worker)
        self.assertEqual(case.waiting_ids.reason, "Beschluss des Vorstands")
        self.assertTrue(case.waiting_ids.date_to)
        self.assertEqual(case.goal_ids.start_value, "-2")
        self.assertEqual(case.assessment_ids.moment, "start")
        self.assertEqual(case.assessment_ids.level, 0.5)
        self._accept_by_link(case.referral_ids)

        url = f"/odoo/club.case/{case.id}"
        self.start_tour(url, f"{tour}_end", login=login, timeout=180)
        self.env.invalidate_all()
        self.assertTrue(case.is_closed)
        self.assertEqual(case.result_id, self.result_achieved)
        self.assertEqual(case.goal_ids.end_value, "1")
        end = case.assessment_ids.filtered(lambda found: found.moment == "end")
        self.assertEqual(end.level, 2.5)
        self.assertEqual(end.partner_id, self.club)
        plan = case.type_id.plan_id
        steps = case.step_ids.filtered(lambda step: step.plan_id == plan)
        states = [step.state for step in steps]
        self.assertEqual(states, ["done"] + 6 * ["dropped"])
        self.assertFalse(case.step_ids.activity_id.filtered("active"))

    def _name_for_the_tour(self):
        """Names that the tour finds on screen, whatever the translation says."""
        opening = self.env.ref("club_support.club_case_type_intercultural_opening")
        opening.name = "Tour Interkulturelle Öffnung"
        lines = opening.plan_id.line_ids
        lines[0].name, lines[1].name = "Tour Erstgespräch", "Tour Einschätzung"
        self.env["res.partner"].create(
            {
                "name": "Tour Beratungsstelle",
                "is_company": True,
                "is_actor": True,
                "email": "post@beratung.example.org",
            }
        )

    def _accept_by_link(self, referral):
        """The other side opens its link without an account and accepts."""
        self.assertEqual(referral.state, "sent")
        url = referral.link_url.replace(referral.get_base_url(), "")
        self.logout()
        answer = {"answer": "accept", "note": "Der Kurs beginnt am Montag."}
        self.assertEqual(self.url_open(url, data=answer).status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(referral.state, "accepted")

    def test_from_a_list_to_the_accepted_correction_of_a_club(self):
        """Import, merge a duplicate, hand over, mail by function, ask, accept."""
        self.club.write({"is_actor": True, "phone": "06999 / 12-34", "lang": "en_US"})
        self.env["club.office"].create(
            {
                "partner_id": self.club.id,
                "person_id": self.chair.id,
                "date_from": "2020-01-01",
            }
        )
        lead = self.lead.login
        self.start_tour("/odoo/club-lists", "club_support_list_to_register", login=lead)
        Partner = self.env["res.partner"].with_context(active_test=False)
        double = Partner.search([("name", "=", "Turn- und Sportverein Grünbach 1902")])
        dance = Partner.search([("name", "=", "Tanzkreis Weidental")])
        self.assertEqual(len(double), 1)
        self.assertEqual(dance.spokesperson_id.name, "Hanna Vogt")

        pairs = "/odoo/action-club_support.club_duplicate_pair_action"
        self.start_tour(pairs, "club_support_merge_duplicates", login=lead)
        club = (self.club | double).exists()
        self.assertEqual(len(club), 1)
        self.assertEqual(
            club.office_ids.person_id, self._find("Leyla Lorenz", "Hanna Berg")
        )
        self.assertEqual(club.member_count, 212)
        club.office_ids.filtered("needs_review").unlink()

        form = f"/odoo/club-register/{club.id}"
        self.start_tour(form, "club_support_hand_over", login=lead)
        successor = club.spokesperson_id
        self.assertEqual(successor.name, "Renate Vogt")
        self.assertTrue(successor.is_protected)
        successor.email = "renate.vogt@example.net"

        url = "/odoo/club-register"
        self.start_tour(url, "club_support_mail_by_function", login=lead)
        mailing = self.env["club.mailing"].search([])
        self.assertEqual(mailing.partner_ids, club | dance)
        self.assertEqual(
            set(mailing.recipient_ids.mapped("email")),
            {"renate.vogt@example.net", "tanzkreis@example.net"},
        )

        self._correct_telephone(club)
        self.assertNotEqual(club.phone, "06999 4711")
        url = "/odoo/action-club_support.club_profile_proposal_action"
        self.start_tour(url, "club_support_accept_correction", login=lead)
        self.assertEqual(club.phone, "06999 4711")

    def _find(self, *names):
        domain = [("name", "=like", f"{name}%") for name in names]
        return self.env["res.partner"].search(
            ["|", *domain, ("is_company", "=", False)]
        )

    def _correct_telephone(self, club):
        """The club opens its link on a telephone, without an account."""
        check = self.env["club.profile.check"].with_user(self.lead)._ask(club, 2026)
        url = check.sudo().link_url.replace(check.get_base_url(), "")
        self.logout()
        page = html.fromstring(self.url_open(f"{url}?edit=1").text)
        typed = {**dict(page.forms[-1].fields), "phone": "06999 4711"}
        answer = self.url_open(url, data={"answer": "correct", **typed})
        self.assertEqual(answer.status_code, 200)
        self.env.invalidate_all()
