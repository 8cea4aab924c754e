"""Two winters in the triple hall, and clubs that apply."""

from odoo import Command

from .common_facilities import FacilitiesCommon


class SeasonsCommon(FacilitiesCommon):
    """``self.before`` is last winter, ``self.season`` the next one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.before, cls.season = cls.env["club.season"].create(
            [
                {
                    "name": "Winter 2026/27",
                    "date_from": "2026-10-05",
                    "date_to": "2026-11-29",
                    "user_id": cls.officer.id,
                },
                {
                    "name": "Winter 2027/28",
                    "date_from": "2027-10-04",
                    "date_to": "2027-11-28",
                    "user_id": cls.officer.id,
                },
            ]
        )
        cls.season.previous_id = cls.before
        cls.area = cls.env["club.area"].create({"name": "Musterau"})
        cls.type_club = cls.env.ref("club_support.club_actor_type_club")
        cls.club.write({"actor_type_id": cls.type_club.id, "area_id": cls.area.id})
        cls.other_club = cls.env["res.partner"].create(
            {
                "name": "SV Weidental e.V.",
                "is_company": True,
                "actor_type_id": cls.type_club.id,
                "area_id": cls.area.id,
                "email": "post@sv-weidental.example.org",
            }
        )

    @classmethod
    def _wish(cls, facility=None, start=18.0, stop=20.0, weekday="1", **vals):
        return {
            "facility_id": (cls.hall if facility is None else facility).id,
            "weekday": weekday,
            "hour_from": start,
            "hour_to": stop,
            **vals,
        }

    @classmethod
    def _apply(cls, *wishes, partner=None, name="Handball Männer", **vals):
        """An application for the next winter, on Tuesday evening in the hall."""
        return cls.env["club.season.application"].create(
            {
                "season_id": cls.season.id,
                "partner_id": (partner or cls.club).id,
                "name": name,
                "wish_ids": [
                    Command.create(wish) for wish in (wishes or (cls._wish(),))
                ],
                **vals,
            }
        )

    @classmethod
    def _series_before(cls, facility=None, partner=None, **vals):
        """A time of last winter, on Tuesday evening."""
        return cls.env["club.reservation.series"].create(
            {
                "name": "Handball Männer",
                "season_id": cls.before.id,
                "facility_id": (facility or cls.hall).id,
                "partner_id": (partner or cls.club).id,
                "rrule": "FREQ=WEEKLY;BYDAY=TU",
                "hour_from": 18,
                "hour_to": 20,
                **vals,
            }
        )
