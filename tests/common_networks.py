from datetime import date

from .common import ClubSupportCommon

TODAY = date(2027, 3, 10)


class NetworkCommon(ClubSupportCommon):
    """One network of the organiser, whose member the club is by its chair."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chair_function = cls.env.ref("club_support.club_office_function_chair")
        cls.youth_function = cls.env.ref("club_support.club_office_function_youth")
        cls.network = cls._create_network()
        cls.successor = cls.env["res.partner"].create(
            {"name": "Jussuf Yildiz", "email": "jussuf.yildiz@example.net"}
        )

    @classmethod
    def _create_network(cls, **vals):
        return cls.env["club.network"].create(
            {
                "name": "Runder Tisch Sport",
                "user_id": cls.organiser.id,
                "date_start": "2027-01-01",
                **vals,
            }
        )

    @classmethod
    def _create_club(cls, name="Kulturverein Musterau", **vals):
        return cls.env["res.partner"].create({"name": name, "is_company": True, **vals})

    @classmethod
    def _add_member(cls, partner=None, network=None, **vals):
        return cls.env["club.network.member"].create(
            {
                "network_id": (network or cls.network).id,
                "partner_id": (partner or cls.club).id,
                "representative_id": cls.chair.id,
                "date_from": "2026-01-01",
                **vals,
            }
        )

    @classmethod
    def _create_meeting(cls, start="2027-02-02 17:00:00", **vals):
        state = vals.pop("state", "planned")
        meeting = cls.env["club.meeting"].create(
            {"network_id": cls.network.id, "start": start, **vals}
        )
        if state != "planned":
            meeting.sudo().write({"state": state})
        return meeting

    @classmethod
    def _hold_office(cls, person=None, function=None, **vals):
        return cls.env["club.office"].create(
            {
                "partner_id": cls.club.id,
                "person_id": (person or cls.chair).id,
                "function_id": (function or cls.chair_function).id,
                "date_from": "2020-01-01",
                **vals,
            }
        )
