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
    def _let_hold_lapse(cls, reservations):
        """Hold times, and let the agreed day pass."""
        reservations.action_hold()
        # sudo: time does this
        reservations.sudo().hold_until = "2020-01-01 00:00:00"
        cls.env.flush_all()

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

    def _assert_rows_true(self):
        """A row is there exactly as long as its reservation takes the time.

        Counted anew from the reservations and the relation of spaces and units.
        """
        self.env.flush_all()
        self.env.cr.execute(
            """
            WITH taken AS (
                SELECT COALESCE(part.id, booking.facility_id) AS unit_id,
                       booking.id AS reservation_id, booking.start, booking.stop
                  FROM club_reservation AS booking
                  LEFT JOIN (
                       SELECT rel.facility_id, unit.id
                         FROM club_facility_unit_rel AS rel
                         JOIN club_facility AS unit
                           ON unit.id = rel.unit_id AND unit.active
                       ) AS part ON part.facility_id = booking.facility_id
                 WHERE booking.state IN ('held', 'confirmed')
            ), written AS (
                SELECT unit_id, reservation_id, start, stop FROM club_occupancy
            )
            (SELECT 'missing', * FROM (TABLE taken EXCEPT ALL TABLE written) AS a)
            UNION ALL
            (SELECT 'too much', * FROM (TABLE written EXCEPT ALL TABLE taken) AS b)
            """
        )
        self.assertFalse(self.env.cr.fetchall())
        self.env.cr.execute(
            """
            SELECT one.id, other.id FROM club_occupancy AS one
              JOIN club_occupancy AS other
                ON one.unit_id = other.unit_id AND one.id < other.id
             WHERE one.start < other.stop AND other.start < one.stop
            """
        )
        self.assertFalse(self.env.cr.fetchall())
