from odoo import api, models
from odoo.exceptions import UserError

from ..tools.context import names_by_default


class ClubStepsMixin(models.AbstractModel):
    """Records whose state changes by methods only, whoever asks and by which way."""

    _name = "club.steps.mixin"
    _description = "Changed by Steps"

    # fields that only our own code writes
    _step_fields = frozenset({"state"})

    @api.model_create_multi
    def create(self, vals_list):
        for names in (*vals_list, names_by_default(self.env.context)):
            self._check_by_hand(names)
        return super().create(vals_list)

    def write(self, vals):
        self._check_by_hand(vals)
        return super().write(vals)

    @api.model
    def _check_by_hand(self, names):
        """
        :raises UserError: when one of the names is written by steps only
        """
        if not self.env.su and self._step_fields & set(names):
            raise UserError(self._get_step_hint())

    @api.model
    def _get_step_hint(self):
        """What to do instead of writing the state."""
        return self.env._(
            "The state changes by its own steps only. Please use the buttons above "
            "the form."
        )

    def _check_step(self, *states):
        """Refuse whoever may not edit, and steps that do not follow.

        :param states: those from which the step leads on
        :raises AccessError: without the right to edit
        :raises UserError: when one of the records is in another state
        """
        self.check_access("write")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for record in self:
            if record.state not in states:
                raise UserError(
                    self.env._(
                        "“%(name)s” has the state “%(state)s”, and this step does not "
                        "follow from it. Please look at it again.",
                        name=record.display_name,
                        state=labels[record.state],
                    )
                )
