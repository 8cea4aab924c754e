"""Odoo's own lists of events and the rights of contractors, beside trainings."""

from odoo import api, models

SHARED_MODELS = ("event.event", "event.registration")
DESK = "event.group_event_registration_desk"
FORMS = {
    "event.event": "club_support.event_event_view_form_training",
    "event.registration": "club_support.event_registration_view_form_training",
}


def _get_own_form(model, view_id, view_type):
    """Our form instead of Odoo's, for whoever has nothing to do with its events.

    Addresses such as ``/odoo/event.event/7`` name no form.
    """
    env = model.env
    is_named = view_id or "form_view_ref" in env.context
    if is_named or view_type != "form" or env.su or env.user.has_group(DESK):
        return view_id
    return env.ref(FORMS[model._name]).id


class EventEvent(models.Model):
    _inherit = "event.event"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        own = _get_own_form(self, view_id, view_type)
        return super()._get_view_cache_key(own, view_type, **options)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        own = _get_own_form(self, view_id, view_type)
        return super()._get_view(own, view_type, **options)


class EventRegistration(models.Model):
    _inherit = "event.registration"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        own = _get_own_form(self, view_id, view_type)
        return super()._get_view_cache_key(own, view_type, **options)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        own = _get_own_form(self, view_id, view_type)
        return super()._get_view(own, view_type, **options)


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
