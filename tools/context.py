"""What a context of Odoo carries. No Odoo in here."""

PREFIX = "default_"


def names_by_default(context):
    """The fields that a context fills in new records.

    :return: set of names
    """
    return {name[len(PREFIX) :] for name in context if name.startswith(PREFIX)}
