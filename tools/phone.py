"""Telephone numbers as people write them. No Odoo in here."""

import re


def phone_digits(text):
    """The digits by which a telephone number is found, in national notation.

    :param str text: one or several numbers as people write them
    :return: digits, several numbers apart by a blank
    """
    numbers = []
    for part in re.split(r"[,;\n]|\boder\b", text or ""):
        digits = re.sub(r"\D", "", part.replace("(0)", ""))
        if re.match(r"\s*(\+|00)\s*49", part):
            digits = "0" + re.sub(r"^(00)?49", "", digits)
        if digits:
            numbers.append(digits)
    return " ".join(numbers)
