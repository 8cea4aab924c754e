from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_values(self, src_partners, dst_partner):
        """A user's contact stays open when it takes in a protected one."""
        # sudo: as all that Odoo writes in a merge
        partners = (src_partners | dst_partner).sudo()
        if partners.user_ids:
            partners.filtered("is_protected").is_protected = False
        return super()._update_values(src_partners, dst_partner)
