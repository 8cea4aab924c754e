from odoo import api, models
from odoo.exceptions import AccessError


class ClubInFacilityMixin(models.AbstractModel):
    """Records that lie in a facility, which whoever puts them there must know."""

    _name = "club.in.facility.mixin"
    _description = "In a Facility"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self._check_facility_known(records.facility_id)
        return records

    def write(self, vals):
        # what is no number is refused by Odoo
        if type(vals.get("facility_id")) is int:
            self._check_facility_known(
                self.env["club.facility"].browse(vals["facility_id"])
            )
        return super().write(vals)

    @api.model
    def _check_facility_known(self, facilities):
        """
        :raises AccessError: for a facility of others, such as another company's
        """
        if self.env.su:
            return
        if len(facilities.exists()._filtered_access("read")) < len(facilities):
            raise AccessError(
                self.env._(
                    "This space belongs to another office. Please choose one of yours."
                )
            )
