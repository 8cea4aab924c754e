"""The page behind the link of the data check, as a browser without a session."""

from datetime import timedelta

from freezegun import freeze_time
from lxml import html

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import ClubSupportHttpCommon

TABLES = (
    "res_partner",
    "club_profile_check",
    "club_profile_proposal",
    "club_office",
    "club_membership_count",
    "mail_message",
    "mail_activity",
    "mail_mail",
    "res_users",
)


@tagged("post_install", "-at_install")
class TestProfilePage(ClubSupportHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.club.write(
            {
                "is_actor": True,
                "user_id": cls.worker.id,
                "street": "Hauptstraße 1",
                "zip": "35390",
                "city": "Grünbach",
                "phone": "0641 1234",
                "lang": "en_US",
            }
        )
        cls.chair.write({"parent_id": False, "phone": "0171 5550001", "lang": "en_US"})
        cls.treasurer = cls.env["res.partner"].create(
            {
                "name": "Ali Demir",
                "email": "ali.demir@example.net",
                "phone": "0171 5550002",
            }
        )
        cls.office_chair, cls.office_treasurer = cls.env["club.office"].create(
            [
                {
                    "partner_id": cls.club.id,
                    "person_id": person.id,
                    "function_id": cls.env.ref(f"club_support.{function}").id,
                    "date_from": "2020-01-01",
                }
                for person, function in (
                    (cls.chair, "club_office_function_chair"),
                    (cls.treasurer, "club_office_function_treasurer"),
                )
            ]
        )
        cls.env["club.membership.count"].create(
            {"partner_id": cls.club.id, "year": 2020, "total": 312, "youth": 104}
        )
        cls.year = fields.Date.context_today(cls.club).year
        cls.check = cls.env["club.profile.check"]._ask(cls.club, cls.year)
        cls.url = cls.check.link_url.replace(cls.check.get_base_url(), "")

    def _get(self, query="", url=None, **kwargs):
        return self.url_open((url or self.url) + query, **kwargs)

    def _post(self, typed=None, answer="correct", url=None):
        data = {"answer": answer, **(typed or {})}
        response = self.url_open(url or self.url, data=data)
        self.env.invalidate_all()
        return response

    def _form(self):
        """What a browser would send from the form without a change."""
        page = html.fromstring(self._get("?edit=1").text)
        return dict(page.forms[-1].fields)

    def _correct(self, **changes):
        return self._post({**self._form(), **changes})

    def _open_proposals(self):
        found = self.check.proposal_ids.filtered(lambda p: p.state == "open")
        return {proposal.kind: proposal for proposal in found}

    def _assert_refused(self, response, field, sentence):
        """Told beside its field, nothing proposed, nothing typed is lost."""
        page = html.fromstring(response.text)
        message = page.get_element_by_id(f"{field}-error").text_content()
        self.assertIn(sentence, message)
        self._assert_sentence(message)
        control = page.get_element_by_id(field)
        self.assertEqual(control.get("aria-invalid"), "true")
        self.assertIn(f"{field}-error", control.get("aria-describedby"))
        self.assertTrue(page.xpath(f"//section[@role='alert']//a[@href='#{field}']"))
        self.assertFalse(self._open_proposals())
        self.assertFalse(self.check.date_answered)
        return page

    # ------------------------------------------------------------
    # Showing
    # ------------------------------------------------------------

    def _rows(self):
        self.env.flush_all()
        # what setting up left to be tracked is written now, not by a request
        self.env.cr.precommit.run()
        rows = {}
        for table in TABLES:
            query = "SELECT ctid::text, xmin::text FROM %s"
            self.env.cr.execute(SQL(query, SQL.identifier(table)))
            rows[table] = sorted(self.env.cr.fetchall())
        return rows

    def test_looking_changes_nothing_however_often(self):
        before = self._rows()
        for query in ("", "?edit=1", "?lang=de", "?answer=confirm", "?answer=correct"):
            for _again in range(3):
                response = self._get(query)
                self.assertEqual(response.status_code, 200)
        head = self.url_open(self.url, method="HEAD")
        self.assertEqual(head.status_code, 200)
        self.assertFalse(head.content)
        for table, rows in self._rows().items():
            self.assertEqual(rows, before[table], table)
        self.assertFalse(self.check.date_answered)

    def test_the_page_shows_what_we_know_and_no_more(self):
        self._create_case(name="Streit im Vorstand")
        self.club.comment = "Zahlt schleppend"
        text = html.fromstring(self._get().text).text_content()
        for known in (
            "TSV Grünbach 1902 e.V.",
            "Hauptstraße 1, 35390 Grünbach",
            "0641 1234",
            "info@tsv-gruenbach.example.org",
            "312, of them 104 under 18 (as of 2020)",
            "Hanna Berg",
            "Ali Demir",
        ):
            self.assertIn(known, text)
        for hidden in ("Streit", "schleppend"):
            self.assertNotIn(hidden, text)

    def test_nobody_learns_the_address_of_another(self):
        for query in ("", "?edit=1"):
            text = self._get(query).text
            self.assertIn(self.chair.email, text)
            self.assertIn(self.chair.phone, text)
            self.assertNotIn(self.treasurer.email, text)
            self.assertNotIn(self.treasurer.phone, text)
            self.assertIn("E-mail and telephone on file", text)

    def test_the_address_of_the_club_sees_no_private_address_at_all(self):
        self.chair.email = False
        self.check.action_send_again()
        self.env.flush_all()
        url = self.check.link_url.replace(self.check.get_base_url(), "")
        self.assertEqual(self.check.email, "info@tsv-gruenbach.example.org")
        for query in ("", "?edit=1"):
            text = self._get(query, url=url).text
            self.assertIn("Hanna Berg", text)
            self.assertNotIn(self.chair.phone, text)
            self.assertIn("Telephone on file, no e-mail", text)

    def test_addresses_typed_for_others_are_not_shown_to_the_next_reader(self):
        office = self.office_treasurer.id
        self._correct(
            **{
                f"office_{office}_phone": "0171 999888",
                f"office_{self.office_chair.id}_name": "Eva Neu",
                f"office_{self.office_chair.id}_new_email": "eva.neu@example.net",
            }
        )
        self.assertEqual(len(self._open_proposals()), 2)
        for query in ("", "?edit=1"):
            text = self._get(query).text
            self.assertNotIn("999888", text)
            self.assertNotIn("eva.neu@example.net", text)
            self.assertIn("Eva Neu", text)

    def test_the_answer_is_kept_from_caches_frames_and_search_engines(self):
        for response in (self._get(), self._get(url="/club/profile-check/x")):
            headers = response.headers
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")
            self.assertEqual(headers["Cache-Control"], "no-store")
            self.assertIn("noindex", headers["X-Robots-Tag"])
            self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])
            self.assertNotIn("Set-Cookie", headers)
            self.assertNotIn("<script", response.text)

    def test_the_page_is_made_for_readers_of_all_kinds(self):
        for query in ("", "?edit=1"):
            page = html.fromstring(self._get(query).text)
            self.assertEqual(page.get("lang"), "en")
            self.assertIn("–", page.findtext(".//title"))
            self.assertTrue(page.xpath("//meta[@name='viewport']"))
            self.assertEqual(len(page.xpath("//h1")), 1)
            ids = [node.get("id") for node in page.xpath("//*[@id]")]
            self.assertEqual(len(ids), len(set(ids)))
            for control in page.xpath("//input | //textarea"):
                label = page.xpath(f"//label[@for='{control.get('id')}']")
                self.assertEqual(len(label), 1, control.get("name"))

    def test_language_by_choice_by_reader_by_browser(self):
        def lang(query="", accept=None):
            headers = {"Accept-Language": accept} if accept else {}
            response = self._get(query, headers=headers)
            return html.fromstring(response.text).get("lang")

        self.assertEqual(lang(), "en")
        self.assertEqual(lang("?lang=de"), "de")
        self.assertEqual(lang("?lang=tlh"), "en")
        self.assertEqual(lang(accept="de-DE,de;q=0.9"), "en", "the reader's own wins")
        self.check.lang = False
        self.assertEqual(lang(accept="de-DE,de;q=0.9"), "de")
        self.assertEqual(lang(accept="fr,en;q=0.5"), "en")
        self.check.lang = "de_DE"
        self.assertEqual(lang(), "de")
        page = html.fromstring(self._get("?edit=1").text)
        (switch,) = page.xpath("//nav/a[@hreflang='en']/@href")
        self.assertTrue(switch.endswith("?lang=en&edit=1"))

    def test_legal_notices_of_the_company_are_linked(self):
        self.company.club_imprint_url = "https://www.landkreis-musterau.example/imprint"
        self.company.club_privacy_url = "https://www.landkreis-musterau.example/privacy"
        for url in (self.url, "/club/profile-check/rubbish"):
            text = self._get(url=url).text
            self.assertIn(self.company.club_imprint_url, text)
            self.assertIn(self.company.club_privacy_url, text)

    def test_what_people_typed_is_text_and_never_markup(self):
        evil = "<script>alert(1)</script>"
        self._correct(name=evil, remark=f"{evil}'\"<img src=x onerror=alert(1)>")
        self.assertEqual(self._open_proposals()["name"].new_value, evil)
        for query in ("", "?edit=1"):
            text = self._get(query).text
            self.assertNotIn("<script", text)
            self.assertNotIn("<img src=x", text)
            self.assertIn("&lt;script&gt;", text)

    # ------------------------------------------------------------
    # Links that do not count
    # ------------------------------------------------------------

    def test_wrong_links_all_look_the_same(self):
        token = self.url.rpartition("/")[2]
        middle = len(token) // 2
        forged = token[:middle] + ("A" if token[middle] != "A" else "B")
        forged += token[middle + 1 :]
        foreign = self.check._club_link_url("referral", self.check.valid_until)
        archived = self.url
        self.club.active = False
        self.env.flush_all()
        pages = set()
        for tried in (forged, token[:-5], "x", "%00", "%ff%fe", "a" * 3000, "<b>"):
            pages.add(self._closed(f"/club/profile-check/{tried}"))
        pages.add(self._closed("/club/profile-check/" + foreign.rpartition("/")[2]))
        pages.add(self._closed(archived))
        self.assertEqual(len(pages), 1)
        self.assertNotIn("Grünbach", pages.pop())

    def _closed(self, url, status=404):
        """The page without the addresses of the switch of languages."""
        responses = [self._get(url=url), self._post({"phone": "0641 99"}, url=url)]
        for response in responses:
            self.assertEqual(response.status_code, status, url)
        self.assertFalse(self.check.date_answered)
        main = html.fromstring(responses[0].text).find(".//main")
        self.assertIsNotNone(main, f"{url}: {responses[0].text[:500]}")
        return main.text_content()

    def test_the_footer_speaks_german_too(self):
        self.company.write(
            {
                "club_imprint_url": "https://www.example.org/impressum",
                "club_privacy_url": "https://www.example.org/datenschutz",
            }
        )
        page = html.fromstring(self._get("?lang=de").text)
        links = [link.text.strip() for link in page.findall(".//footer//a")]
        self.assertEqual(links, ["Impressum", "Datenschutzerklärung"])

    def test_expired_and_revoked_links_ask_for_a_new_one(self):
        self.opener.headers["Accept-Language"] = "en"
        with freeze_time(self.check.valid_until + timedelta(days=2)):
            expired = self._closed(self.url, 410)
        self.check.action_revoke_links()
        self.env.flush_all()
        self.assertEqual(self._closed(self.url, 410), expired)
        self.assertIn("ask us for a new one", expired)
        self.assertNotIn("Grünbach", expired)

    # ------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------

    def test_s4_8_a_club_confirms_its_data_with_one_click(self):
        response = self._post(answer="confirm")
        self.assertEqual(response.status_code, 200)
        self.assertIn("Thank you!", response.text)
        self.assertNotIn("Yes, all of this is right", response.text)
        self.assertEqual(self.check.state, "confirmed")
        self.assertEqual(self.club.profile_confirmed_on, fields.Date.today())
        self.assertFalse(self.club.activity_ids)

    def test_s4_8_a_club_corrects_its_telephone_number_without_an_account(self):
        response = self._correct(phone="0641 98765")
        self.assertIn("0641 98765", response.text)
        self.assertIn("Thank you!", response.text)
        proposal = self._open_proposals()["phone"]
        self.assertEqual(proposal.old_value, "0641 1234")
        self.assertEqual(proposal.new_value, "0641 98765")
        self.assertEqual(self.check.state, "corrected")
        self.assertEqual(self.club.phone, "0641 1234", "staff decide")
        self.assertFalse(self.club.profile_confirmed_on)
        self.assertEqual(self.club.activity_ids.user_id, self.worker)

    def test_all_kinds_of_corrections_arrive(self):
        chair, treasurer = self.office_chair.id, self.office_treasurer.id
        self._correct(
            name="TSV Grünbach 1902",
            street="Am Sportplatz 2",
            phone="",
            email="vorstand@tsv-gruenbach.example.org",
            website="www.tsv-gruenbach.example.org",
            total="1.330",
            youth="110",
            remark="Wir haben auch\nFaustball.",
            **{
                f"office_{chair}_email": "hanna@example.net",
                f"office_{treasurer}_phone": "0171 5550003",
                f"office_{treasurer}_name": "Eva Neu",
                f"office_{treasurer}_since": "01.02.2026",
                f"office_{treasurer}_new_email": "eva@example.net",
            },
        )
        values = {kind: p.new_value for kind, p in self._open_proposals().items()}
        self.assertRegex(
            values.pop("successor"), r"^Eva Neu, eva@example.net, since .*2026$"
        )
        self.assertEqual(
            values,
            {
                "name": "TSV Grünbach 1902",
                "address": "Am Sportplatz 2, 35390 Grünbach",
                "phone": "",
                "email": "vorstand@tsv-gruenbach.example.org",
                "website": "www.tsv-gruenbach.example.org",
                "members": "1330 / 110",
                "person_email": "hanna@example.net",
                "person_phone": "0171 5550003",
                "remark": "Wir haben auch\nFaustball.",
            },
        )

    def test_a_form_sent_without_a_change_confirms(self):
        self._correct()
        self.assertFalse(self.check.proposal_ids)
        self.assertEqual(self.check.state, "confirmed")

    def test_what_was_stored_unreadably_can_stay_as_it_is(self):
        self.club.email = "info@tsv.example.org, vorstand (at) tsv.example.org"
        self.club.phone = "siehe Aushang"
        self.env.flush_all()
        self._correct(city="Neustadt")
        self.assertEqual(list(self._open_proposals()), ["address"])

    def test_a_second_answer_replaces_the_first(self):
        self._correct(phone="0641 98765", remark="Erster Versuch")
        form = self._form()
        self.assertEqual(form["phone"], "0641 98765", "the last answer is in the form")
        self.assertEqual(form["remark"], "Erster Versuch")
        self._post({**form, "phone": "0641 55555", "remark": ""})
        self.assertEqual(list(self._open_proposals()), ["phone"])
        self.assertEqual(self._open_proposals()["phone"].new_value, "0641 55555")
        self.assertEqual(len(self.check.proposal_ids), 1)
        self.assertEqual(len(self.club.activity_ids), 1)

    def test_a_second_answer_keeps_what_its_reader_cannot_see(self):
        treasurer = self.office_treasurer.id
        self._correct(
            **{
                f"office_{treasurer}_phone": "0171 999888",
                f"office_{treasurer}_name": "Eva Neu",
                f"office_{treasurer}_new_phone": "0171 777",
            }
        )
        self._correct(phone="0641 98765")
        proposals = self._open_proposals()
        self.assertEqual(set(proposals), {"phone", "person_phone", "successor"})
        self.assertEqual(proposals["person_phone"].new_value, "0171 999888")
        self.assertIn("0171 777", proposals["successor"].new_value)

    def test_sending_it_many_times_does_not_fill_the_database(self):
        form = self._form()
        for number in range(6):
            self._post({**form, "phone": f"0641 1000{number}", "x" * 100: "y"})
        self.assertEqual(len(self.check.proposal_ids), 1)
        self.assertEqual(len(self.club.activity_ids), 1)

    def test_a_club_without_a_chair_can_name_one(self):
        self.office_chair.date_to = "2025-01-01"
        # the club itself was asked: the link of the former chair is void
        self.check.recipient_id = False
        self.env.flush_all()
        form = self._form()
        self.assertIn("office_0_name", form)
        self._post({**form, "office_0_name": "Eva Neu", "office_0_since": "2026-02-01"})
        proposal = self._open_proposals()["successor"]
        self.assertFalse(proposal.office_id)
        self.assertTrue(proposal.function_id.speaks_for_club)

    # ------------------------------------------------------------
    # Bad input
    # ------------------------------------------------------------

    def test_bad_answers_are_told_beside_their_field_and_nothing_is_lost(self):
        office = f"office_{self.office_treasurer.id}"
        bad = [
            ("email", "hanna at example", "complete e-mail address"),
            ("email", "a@example.org, b@example.org", "one address per field"),
            ("phone", "ruft lieber nicht an", "not a telephone number"),
            ("phone", "0" * 60, "too long"),
            ("website", "javascript:alert(1)", "address of a website"),
            ("website", "keine", "address of a website"),
            ("name", "", "name of the organisation"),
            ("name", "x" * 151, "150 characters"),
            ("street", "x" * 101, "100 characters"),
            ("total", "-5", "below zero"),
            ("total", "ca. 300", "whole number"),
            ("total", "3,5", "whole number"),
            ("total", "²", "whole number"),
            ("total", "99999999999", "whole number"),
            ("remark", "x" * 2001, "2000 characters"),
            (f"{office}_phone", "?", "not a telephone number"),
            (f"{office}_new_email", "eva@", "complete e-mail address"),
        ]
        for field, value, sentence in bad:
            with self.subTest(field=field, value=value[:20]):
                response = self._correct(**{field: value, "city": "Neustadt"})
                page = self._assert_refused(response, field, sentence)
                fields_again = dict(page.forms[-1].fields)
                self.assertEqual(fields_again[field].strip(), value)
                self.assertEqual(fields_again["city"], "Neustadt")

    def test_numbers_must_fit_together(self):
        response = self._correct(total="100", youth="101")
        self._assert_refused(response, "youth", "part of all members")
        response = self._correct(total="", youth="10")
        self._assert_refused(response, "total", "as well")

    def test_a_new_person_needs_a_name_and_a_possible_day(self):
        prefix = f"office_{self.office_chair.id}_"
        response = self._correct(**{prefix + "new_email": "eva@example.net"})
        self._assert_refused(response, prefix + "name", "name of the new person")
        response = self._correct(**{prefix + "name": "hanna BERG"})
        self._assert_refused(response, prefix + "name", "the person we know")
        for day, sentence in (
            ("31.02.2026", "not a date"),
            ("1066-01-01", "check the year"),
            ("2999-01-01", "check the year"),
            ("9999-99-99", "not a date"),
        ):
            response = self._correct(
                **{prefix + "name": "Eva Neu", prefix + "since": day}
            )
            page = self._assert_refused(response, prefix + "since", sentence)
            self.assertTrue(page.xpath("//details[@open]"))

    def test_what_no_browser_sends_does_no_harm(self):
        other = self.env["club.office"].create(
            {
                "partner_id": self.env["res.partner"]
                .create({"name": "Anderer Verein", "is_company": True})
                .id,
                "person_id": self.treasurer.id,
            }
        )
        response = self._post(
            {
                f"office_{other.id}_phone": "0171 666",
                "office_0_name": "Niemand",
                "office_abc_name": "Niemand",
                "is_actor": "",
                "user_id": "1",
                "phone": "0641\x00 98765\u202e",
            }
        )
        self.assertEqual(response.status_code, 200)
        self.assertEqual(list(self._open_proposals()), ["phone"])
        self.assertEqual(self._open_proposals()["phone"].new_value, "0641 98765")

    def test_a_post_without_an_answer_only_shows_the_page(self):
        for typed in ({"answer": "delete"}, {"answer": ""}):
            response = self._post(typed)
            self.assertIn("Are our data still right?", response.text)
        self.assertFalse(self.check.date_answered)

    def test_a_correction_without_any_field_is_no_confirmation(self):
        for typed in ({}, {"unknown": "x"}, {"office_999999_email": "a@example.org"}):
            response = self._post(typed)
            fields_shown = html.fromstring(response.text).forms[-1].fields
            self.assertIn("phone", fields_shown)
        self.assertFalse(self.check.date_answered)
        self.assertFalse(self.club.profile_confirmed_on)

    def test_an_address_with_markup_is_no_address(self):
        wrong = ("<script>@b.de", "a@b", "a b@c.de", "Eva <eva@b.de>", '"x"@b.de')
        wrong += ("a@b.de, c@d.de", "a@-b.de", "a@b..de", "@b.de", "a@<b>.de")
        for email in wrong:
            with self.subTest(email=email):
                response = self._correct(email=email)
                self._assert_refused(response, "email", "not a complete e-mail")
        for email in ("o'neill+tsv@tsv-1.example.org", "jürgen@müller.example"):
            with self.subTest(email=email):
                self._correct(email=email)
                self.assertEqual(self._open_proposals()["email"].new_value, email)

    def test_signs_that_turn_the_direction_of_text_are_dropped(self):
        turning = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
        self._correct(name=f"TSV{turning} Neu", remark=f"eins{turning}\nzwei")
        proposals = self._open_proposals()
        self.assertEqual(proposals["name"].new_value, "TSV Neu")
        self.assertEqual(proposals["remark"].new_value, "eins\nzwei")

    def test_a_file_or_a_book_instead_of_text_is_refused(self):
        files = {"phone": ("x.txt", b"0641 98765")}
        self.url_open(self.url, data={"answer": "correct"}, files=files)
        self.env.invalidate_all()
        self.assertFalse(self.check.proposal_ids)
        with mute_logger("odoo.http"):
            response = self._post({"remark": "x" * 200_000})
        self.assertEqual(response.status_code, 413)
        self.assertFalse(self.check.proposal_ids)

    def test_staff_who_open_the_link_answer_like_anybody_else(self):
        self.authenticate(self.plain_user.login, self.plain_user.login)
        self._correct(phone="0641 98765")
        self.assertEqual(list(self._open_proposals()), ["phone"])
        self.assertNotIn(self.treasurer.email, self._get("?edit=1").text)
