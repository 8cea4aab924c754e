"""What callers from outside hand over: a record, its id, or nonsense."""

from odoo.models import BaseModel


def text_of(value):
    """The text that is meant, empty for anything that is none."""
    return value if isinstance(value, str) else ""


def record_of(model, value):
    """The record that is meant, if there is one.

    :param model: recordset that tells the kind of record
    :param value: a record or the id of one; anything else means none
    """
    if isinstance(value, BaseModel):
        return value if value._name == model._name else model.browse()
    is_id = isinstance(value, int) and not isinstance(value, bool)
    return model.browse(value if is_id and value > 0 else ()).exists()
