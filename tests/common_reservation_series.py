"""Handball in the whole hall, every Tuesday of a winter at six."""

from freezegun import freeze_time

from .common_facilities import FacilitiesCommon


class ReservationSeriesCommon(FacilitiesCommon):
    """Ten Tuesdays from 5 January to 9 March 2027; today is 15 December 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-12-15 10:00:00"))
        cls.env["club.holiday"].search([]).active = False
        cls.series = cls._create_series()

    @classmethod
    def _create_series(cls, **vals):
        """A draft of the officer; ``vals`` win."""
        return (
            cls.env["club.reservation.series"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "Handball C-Jugend",
                    "facility_id": cls.hall.id,
                    "partner_id": cls.club.id,
                    "date_from": "2027-01-05",
                    "date_to": "2027-03-09",
                    "hour_from": 18.0,
                    "hour_to": 19.5,
                    **vals,
                }
            )
        )

    def _get_dates(self, series=None):
        """Days of the series' live dates, as texts, in order."""
        dates = (series or self.series).reservation_ids.filtered(
            lambda one: one.state in ("held", "confirmed")
        )
        return sorted(map(str, dates.mapped("series_date")))

    def _get_states(self, lines):
        return {str(line["date"]): line["state"] for line in lines}
