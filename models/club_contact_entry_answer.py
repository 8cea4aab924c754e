"""What staff log on a case answers the club."""

from zoneinfo import ZoneInfo

from odoo import api, models


class ClubContactEntry(models.Model):
    _inherit = "club.contact.entry"

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._answer_cases()
        return entries

    def write(self, vals):
        result = super().write(vals)
        if "case_id" in vals:
            self._answer_cases()
        return result

    def _answer_cases(self):
        """A call or a visit answers a case that was open by then.

        An entry that was there before the case is its occasion, no answer.
        """
        days = {}
        # sudo: which case it is; who may log a contact there need not write it
        for entry in self.sudo().filtered(lambda entry: entry.case_id and entry.date):
            case = entry.case_id
            moment = entry.date.replace(tzinfo=ZoneInfo("UTC"))
            day = moment.astimezone(case.company_id._club_zone()).date()
            later = entry.create_date >= case.create_date and day >= case.date_open
            if later and entry.user_id:
                days[case] = min(day, days.get(case, day))
        self.env["club.case"]._set_replied(days)
