"""Forms compute from what their user may read, and from nothing else."""

from odoo import api, models

# what tells of a case
GUARDED = {"club.case", "club.contact.entry", "club.incoming.mail", "mail.message"}
# parts of a case, networks, and parts of networks and meetings
GUARDED_MIXINS = (
    "club.case.part.mixin",
    "club.network.secret.mixin",
    "club.part.mixin",
)


class Base(models.AbstractModel):
    _inherit = "base"

    def onchange(self, values, field_names, fields_spec):
        """Nobody learns of a record by choosing it in a form that is never saved.

        Stored fields are computed as superuser, also in such a form.
        """
        if not self.env.su:
            self._club_check_chosen(values, fields_spec, bool(field_names))
        return super().onchange(values, field_names, fields_spec)

    def _club_check_chosen(self, values, names, has_defaults):
        guarded = [name for name in self._fields if self._club_is_guarded(name)]
        chosen = {name: values[name] for name in guarded if name in values}
        if not has_defaults:
            missing = [name for name in guarded if name in names and name not in values]
            chosen |= self.default_get(missing) if missing else {}
        for name, value in chosen.items():
            Comodel = self.env[self._fields[name].comodel_name]
            record_id = value.get("id") if isinstance(value, dict) else value
            if record_id and isinstance(record_id, int):
                record = Comodel.browse(record_id)
                # sudo: only which one it is; what stood there before may stay
                if not (len(self) == 1 and self.sudo()[name] == record):
                    record.check_access("read")
        self._club_check_chosen_in_lines(values)

    def _club_check_chosen_in_lines(self, values):
        for name, commands in values.items():
            field = self._fields.get(name)
            if field is None or field.type not in ("one2many", "many2many"):
                continue
            Comodel = self.env[field.comodel_name]
            for command in commands or []:
                if len(command) == 3 and isinstance(command[2], dict):
                    Comodel._club_check_chosen(command[2], (), True)

    @api.model
    def _club_is_guarded(self, name):
        field = self._fields[name]
        if field.type != "many2one":
            return False
        mixins = tuple(self.env.registry[name] for name in GUARDED_MIXINS)
        comodel = self.env.registry[field.comodel_name]
        return field.comodel_name in GUARDED or issubclass(comodel, mixins)
