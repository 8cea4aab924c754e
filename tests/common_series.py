from freezegun import freeze_time

from .common import ClubSupportCommon

TODAY = "2027-01-04"  # a Monday


class SeriesCommon(ClubSupportCommon):
    """A network of the organiser that meets every first Tuesday of 2027, at 18:00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(f"{TODAY} 10:00:00"))
        cls.env["club.holiday"].search([]).active = False
        cls.network = cls._create_network()
        cls.series = cls._create_series()

    @classmethod
    def _create_network(cls, **vals):
        vals = {"name": "Runder Tisch Integration", "user_id": cls.organiser.id, **vals}
        return cls.env["club.network"].create(vals)

    @classmethod
    def _create_series(cls, **vals):
        return (
            cls.env["club.meeting.series"]
            .with_user(cls.organiser)
            .create(
                {
                    "name": "Runder Tisch",
                    "network_id": cls.network.id,
                    "date_from": "2027-01-04",
                    "date_to": "2027-12-31",
                    "location": "Rathaus",
                    **vals,
                }
            )
        )

    @classmethod
    def _create_meeting(cls, start, **vals):
        return (
            cls.env["club.meeting"]
            .with_user(cls.organiser)
            .create({"network_id": cls.network.id, "start": start, **vals})
        )

    @classmethod
    def _create_holiday(cls, date_from, date_to=None, kind="school", **vals):
        return cls.env["club.holiday"].create(
            {
                "name": "Osterferien" if kind == "school" else "Feiertag",
                "kind": kind,
                "date_from": date_from,
                "date_to": date_to or date_from,
                "state_id": cls.company.state_id.id,
                **vals,
            }
        )

    def _days(self, series=None):
        """The local days of the meetings, in order."""
        series = series or self.series
        series.invalidate_recordset()
        return [
            str(meeting._local(meeting.start).date())
            for meeting in series.meeting_ids.sorted("start")
        ]

    def _row(self, day, series=None):
        series = series or self.series
        return series.date_ids.filtered(lambda row: str(row.date) == day)

    def _preview(self, series=None):
        """Action by day, as the organiser sees it."""
        lines = self._rpc(
            self.organiser,
            "club.meeting.series",
            "preview",
            (series or self.series).ids,
        )
        return {str(line["date"]): line["action"] for line in lines}

    def _generate(self, series=None):
        series = series or self.series
        self._rpc(self.organiser, "club.meeting.series", "action_generate", series.ids)
        self.env.invalidate_all()
