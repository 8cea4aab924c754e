from odoo import models


class ClubAbsorbMixin(models.AbstractModel):
    """Rows of contacts that become one, and may become one row themselves."""

    _name = "club.absorb.mixin"
    _description = "May Become One Row"

    def _resolve_merge(self, sources, target):
        """Make these rows fit beside each other once all belong to one contact.

        What says the same becomes one row; what contradicts is marked. Nobody else
        sees the rows in between: it happens in the transaction of the merge.

        :param sources: contacts that will be gone
        :param target: the contact that remains
        """
        raise NotImplementedError

    def _absorb(self, others):
        """Take over what refers to other rows, and let these go."""
        self.ensure_one()
        if not others:
            return
        Wizard = self.env["base.partner.merge.automatic.wizard"]
        Wizard._update_foreign_keys_generic(self._name, others, self)
        Wizard._update_reference_fields_generic(self._name, others, self)
        others.unlink()

    def _joined_notes(self):
        """All that was noted, each text once; the first row begins."""
        notes = (note.strip() for note in self.mapped("note") if note and note.strip())
        return "\n".join(dict.fromkeys(notes)) or False
