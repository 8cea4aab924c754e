import json
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from lxml import html

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import ClubSupportCommon

# Asked again and again: fills in the page once, as people do, and is true as soon as
# the page says thank you.
ANSWERED = """
    const {answer, ...fields} = %s;
    const button = document.querySelector(`button[name=answer][value=${answer}]`);
    if (button && !window.isFilledIn) {
        window.isFilledIn = true;
        for (const [name, value] of Object.entries(fields)) {
            document.querySelector(`[name=${name}]`).value = value;
        }
        button.closest("details")?.setAttribute("open", "");
        button.click();
    }
    Boolean(document.querySelector(".card.done[role=status]"));
"""
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

    def test_s2_12_from_the_network_to_the_next_meeting(self):
        """Series, invitations, three answers without account, minutes, the next one."""
        self._create_members_for_the_tour()
        login = self.organiser.login
        url = "/odoo/action-club_support.club_network_action"
        tour = "club_support_network_to_invitation"
        self.start_tour(url, tour, login=login, timeout=180)
        self.env.invalidate_all()
        network = self.env["club.network"].search([("name", "=", "Tour Runder Tisch")])
        meetings = network.series_ids.meeting_ids.sorted("start")
        self.assertGreater(len(meetings), 6)
        meeting = meetings[0]
        anna, bela, cem = meeting.invitation_ids.sorted("email")
        mails = (anna | bela | cem).mail_id
        self.assertEqual(
            sorted(mails.mapped("outgoing_email_to")),
            ["anna@example.net", "bela@example.net", "cem@example.net"],
        )

        self._answer_in_a_browser(anna, answer="yes", people="2")
        self._answer_in_a_browser(bela, answer="perhaps", note="Je nach Dienst")
        self._answer_in_a_browser(cem, answer="substitute", substitute="Tour Dora")
        invitations = anna | bela | cem
        self.assertEqual(invitations.mapped("answer"), ["yes", "perhaps", "substitute"])
        self.assertEqual(set(invitations.mapped("answered_via")), {"link"})
        self.assertFalse(invitations.answer_ids.user_id)

        # the evening has come
        now = fields.Datetime.now()
        times = {"start": now - timedelta(hours=3), "stop": now - timedelta(hours=1)}
        meeting.write(times)
        url = f"/odoo/club.meeting/{meeting.id}"
        tour = "club_support_meeting_to_next"
        self.start_tour(url, tour, login=login, timeout=180)
        self.env.invalidate_all()
        self.assertEqual((meeting.state, meeting.minutes_state), ("held", "approved"))
        self.assertEqual(meeting.entry_ids.user_id, self.organiser)
        following = meetings[1]
        self.assertEqual(meeting.minutes_approved_in_id, following)
        first, second = following.agenda_item_ids
        self.assertEqual((first.minutes_of_id, first.state), (meeting, "done"))
        self.assertEqual((second.name, second.state), ("Tour Hallenzeiten", "open"))
        self.assertEqual(
            following.earlier_item_ids.mapped("name"), ["Tour Schlüssel zählen"]
        )
        minutes = self.env["mail.mail"].search(
            [("model", "=", "club.meeting"), ("res_id", "=", meeting.id)]
        )
        self.assertEqual(len(minutes), 3)

    def _create_members_for_the_tour(self):
        Partner = self.env["res.partner"]
        names = ("Chor", "Judo", "Kegeln")
        clubs = Partner.create(
            [{"name": f"Tour {name}", "is_company": True} for name in names]
        )
        people = Partner.create(
            [
                {"name": f"Tour {name}", "email": f"{name.lower()}@example.net"}
                for name in ("Anna", "Bela", "Cem")
            ]
        )
        self.env["club.office"].create(
            [
                {
                    "partner_id": club.id,
                    "person_id": person.id,
                    "date_from": "2020-01-01",
                }
                for club, person in zip(clubs, people, strict=True)
            ]
        )

    def _answer_in_a_browser(self, invitation, **typed):
        """Whoever was invited opens the link of the mail, with nobody logged in."""
        [link] = html.fromstring(invitation.mail_id.body_html).xpath(
            "//a[contains(@href, '/club/invitation/')]/@href"
        )
        self.env.flush_all()
        self.browser_js(
            link.replace(invitation.get_base_url(), ""),
            "console.log('test successful')",
            ready=ANSWERED % json.dumps(typed),
        )
        self.env.invalidate_all()
