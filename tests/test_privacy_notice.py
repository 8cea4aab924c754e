"""What people are told about their data (Art. 13)."""

from odoo.tests import tagged

from .common import ClubSupportCommon


@tagged("post_install", "-at_install")
class TestPrivacyNotice(ClubSupportCommon):
    def test_the_standard_text_names_who_is_responsible(self):
        self.company.write(
            {"name": "Kreis <Musterau>", "email": "post@landkreis-musterau.example.org"}
        )
        notice = self.company._club_privacy_notice("en_US")
        self.assertIn("Kreis &lt;Musterau&gt;", notice)
        self.assertIn("post@landkreis-musterau.example.org", notice)
        self.assertIn("GDPR", notice)
        self.assertNotIn("{", notice)
        self.assertNotIn("officer", notice)
        self.company.club_privacy_officer = "dsb@landkreis-musterau.example.org"
        notice = self.company._club_privacy_notice("en_US")
        self.assertIn("dsb@landkreis-musterau.example.org", notice)

    def test_an_own_text_takes_its_place_and_an_empty_one_does_not(self):
        self.company.club_privacy_text = "<p>Hier {company}, {officer}{x}</p>"
        notice = self.company._club_privacy_notice()
        self.assertIn(f"Hier {self.company.name}, {{x}}", notice)
        self.assertNotIn("GDPR", notice)
        self.company.club_privacy_text = "<p><br></p>"
        self.assertIn("GDPR", self.company._club_privacy_notice("en_US"))

    def test_whoever_sends_may_read_it_without_rights_on_the_company(self):
        company = self.company.with_user(self.public)
        self.assertIn(self.company.name, company._club_privacy_notice("en_US"))
