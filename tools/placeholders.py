"""Words in double braces that stand for values. No Odoo in here.

Ordinary users write such texts, so nothing in them is ever executed.
"""

import re

PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def fill_placeholders(text, values):
    """The text with its values; what is not known stays as it is.

    :param str text: such as “We meet on {{ day }}.”
    :param dict values: text by name; what they hold is not looked through again
    """

    def value_of(match):
        value = values.get(match[1])
        return match[0] if value is None else str(value)

    return PLACEHOLDER.sub(value_of, text or "")


def find_unknown_placeholders(text, known):
    """The names in a text that stand for nothing.

    :rtype: list[str]
    """
    return [name for name in PLACEHOLDER.findall(text or "") if name not in known]
