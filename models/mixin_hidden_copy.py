from odoo import models


class ClubHiddenCopyMixin(models.AbstractModel):
    """Let users duplicate records that have fields which are not for them.

    Odoo reads every field of a record to copy it, also those that only some
    groups may see, and refuses the whole copy to everybody else.
    """

    _name = "club.hidden.copy.mixin"
    _description = "Copies Without What the User May Not See"

    def copy_data(self, default=None):
        hidden = {
            name
            for name, field in self._fields.items()
            if field.copy
            and field.groups
            and name not in (default or {})
            and not self._has_field_access(field, "read")
        }
        default = {**dict.fromkeys(hidden, False), **(default or {})}
        return [
            vals and {name: vals[name] for name in vals if name not in hidden}
            for vals in super().copy_data(default=default)
        ]
