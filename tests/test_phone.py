from odoo.tests import BaseCase, tagged

from ..tools.phone import phone_digits


@tagged("post_install", "-at_install")
class TestPhone(BaseCase):
    def test_one_number_has_the_same_digits_however_it_is_written(self):
        for text in (
            "06999 / 10494-0",
            "(06999) 104940",
            "+49 6999 104940",
            "0049 (0)6999 10494-0",
            "+49 (0) 6999 10494 0",
        ):
            with self.subTest(text=text):
                self.assertEqual(phone_digits(text), "06999104940")

    def test_several_numbers_stay_apart(self):
        self.assertEqual(
            phone_digits("06999 1234, 0171 5551; +49 172 1 oder 06999/77"),
            "069991234 01715551 01721 0699977",
        )

    def test_numbers_from_abroad_keep_their_country(self):
        self.assertEqual(phone_digits("+43 512 5360"), "435125360")

    def test_no_number_has_no_digits(self):
        for text in ("", None, "–", "nur per Mail"):
            self.assertEqual(phone_digits(text), "")
