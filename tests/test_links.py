from odoo.tests import tagged
from .common import ClubSupportCommon


@tagged("post_install", "-at_install")
class TestLinks(ClubSupportCommon):
    def test_a(self):
        self.assertTrue(1)
