from odoo.tests import tagged

from .common import ClubSupportCommon


@tagged("post_install", "-at_install")
class TestCaseMailOut(ClubSupportCommon):
    def test_answer_goes_to_the_contact(self):
        case = self._create_case()
        message = case.with_user(self.worker).message_post(
            body="Guten Tag",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(message.partner_ids, self.chair)
