"""Numbers and days of courses and dates that somebody can mean.

Beyond them the allotter would count seats until its memory ends, and offers would end
after the last day that a calendar knows.
"""

from urllib.parse import urlsplit

from odoo import api, models
from odoo.exceptions import ValidationError

# the public page links to it: what else a browser would run is none; without a scheme
# it is nothing but text
WEB = ("http", "https", "")
SEATS = (0, 10_000)
DAYS = (0, 3_650)
NUMBERS = {
    "seats_max": SEATS,
    "seats_min": SEATS,
    "seats_per_club": SEATS,
    "offer_hours": (1, 8_760),
    "closing_days": DAYS,
    "quota_days": DAYS,
    "decision_days": DAYS,
    "units": (0, 1_000),
    "refresher_months": (0, 600),
    "attendance_share": (0, 100),
}


def check_numbers(records, vals):
    """
    :raises ValidationError: when a number is out of its range
    """
    for name in NUMBERS.keys() & vals.keys():
        least, most = NUMBERS[name]
        value = vals[name]
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and not least <= value <= most:
            field = records._fields[name]
            raise ValidationError(
                records.env._(
                    "“%(value)s” cannot be meant for “%(field)s”. Please enter a "
                    "number between %(least)s and %(most)s.",
                    value=value,
                    field=field._description_string(records.env),
                    least=least,
                    most=most,
                )
            )


class ClubTraining(models.Model):
    _inherit = "club.training"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            check_numbers(self, vals)
        return super().create(vals_list)

    def write(self, vals):
        check_numbers(self, vals)
        return super().write(vals)


class EventEvent(models.Model):
    _inherit = "event.event"

    @api.model
    def _complete_training_vals(self, vals):
        training = self.env.context.get("default_training_id")
        if vals.get("training_id", training):
            brought = {
                name[8:]: value
                for name, value in self.env.context.items()
                if name.startswith("default_") and name[8:] in self._fields
            }
            self._club_check_meant({**brought, **vals})
        return super()._complete_training_vals(vals)

    def write(self, vals):
        if self.filtered("training_id"):
            self._club_check_meant(vals)
        return super().write(vals)

    @api.model
    def _club_check_meant(self, vals):
        self.env["club.plausible.date.mixin"]._check_plausible_dates(vals, self)
        check_numbers(self, vals)
        url = vals.get("event_url")
        if url and urlsplit(str(url).strip()).scheme.lower() not in WEB:
            raise ValidationError(
                self.env._(
                    "“%(url)s” is no address of a page. Please enter one that begins "
                    "with https://.",
                    url=url,
                )
            )


class ClubTrainingDay(models.Model):
    _name = "club.training.day"
    _inherit = ["club.training.day", "club.plausible.date.mixin"]
