"""Odoo's own lists of events and the rights of contractors, beside trainings."""

from odoo import models

SHARED_MODELS = ("event.event", "event.registration")
DESK = "event.group_event_registration_desk"


class IrActionsActWindow(models.Model):
    _inherit = "ir.actions.act_window"

    def _get_action_dict(self):
        """Lists of Odoo's events leave out trainings, also for who may read both."""
        result = super()._get_action_dict()
        module = (result.get("xml_id") or "").partition(".")[0]
        domain = (result.get("domain") or "[]").strip()
        is_odoos = module not in ("", "club_support")
        if result["res_model"] in SHARED_MODELS and is_odoos and domain.startswith("["):
            # a text, which may name what only the web client knows
            result["domain"] = f"[('training_id', '=', False), {domain[1:]}"
        return result


class ResUsers(models.Model):
    _inherit = "res.users"

    def _club_contractor_may(self, model, mode):
        """Trainings are no part of a mandate; events of Odoo are another role's."""
        if model in (*SHARED_MODELS, "event.stage", "event.type"):
            return self.has_group(DESK)
        return super()._club_contractor_may(model, mode)
