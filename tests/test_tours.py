from pathlib import Path

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
