"""A triple hall, and times in it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from .common import ClubSupportCommon

BERLIN = ZoneInfo("Europe/Berlin")


class FacilitiesCommon(ClubSupportCommon):
    """A site with a hall of three thirds; ``self.hall`` is the whole."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Facility = cls.env["club.facility"]
        cls.site = Facility.create({"name": "Schulzentrum Musterau", "kind": "site"})
        cls.building = Facility.create(
            {"name": "Mühlenhalle", "parent_id": cls.site.id, "kind": "building"}
        )
        cls.hall = Facility.create(
            {
                "name": "Dreifachhalle",
                "parent_id": cls.building.id,
                "is_bookable": True,
            }
        )
        cls.thirds = Facility.create(
            [
                {"name": name, "parent_id": cls.hall.id, "is_bookable": True}
                for name in ("Drittel A", "Drittel B", "Drittel C")
            ]
        )

    @classmethod
    def _at(cls, day, hour, minute=0):
        """A moment by the clock on the wall, as naive UTC.

        :param day: such as ``"2027-03-02"``
        """
        wall = datetime.fromisoformat(day).replace(
            hour=hour, minute=minute, tzinfo=BERLIN
        )
        return wall.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    @classmethod
    def _reserve(cls, facility=None, day="2027-03-02", start=18, stop=20, **vals):
        """A draft in the hall from an hour to an hour; ``vals`` win."""
        return cls.env["club.reservation"].create(
            {
                "name": "Handball C-Jugend",
                "facility_id": (facility or cls.hall).id,
                "partner_id": cls.club.id,
                "start": cls._at(day, start),
                "stop": cls._at(day, stop),
                **vals,
            }
        )
