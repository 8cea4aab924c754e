"""A network with a coordinator, members, a meeting; what tests of agreements need."""

from .common import ClubSupportCommon


class AgreementCommon(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.network = cls._create_network()
        cls.meeting = cls._create_meeting()

    @classmethod
    def _create_network(cls, **vals):
        return cls.env["club.network"].create(
            {
                "name": "Runder Tisch Integration",
                "user_id": cls.organiser.id,
                "team_id": cls.team.id,
                **vals,
            }
        )

    @classmethod
    def _create_meeting(cls, **vals):
        return cls.env["club.meeting"].create(
            {
                "network_id": cls.network.id,
                "start": "2026-03-02 17:00:00",
                "stop": "2026-03-02 19:00:00",
                **vals,
            }
        )

    @classmethod
    def _decide(cls, name="Wir teilen die Halle", count=1, **vals):
        """Drafts, as the organiser enters them."""
        values = {"meeting_id": cls.meeting.id, "name": name, **vals}
        Decision = cls.env["club.decision"].with_user(cls.organiser)
        return Decision.create([values] * count)

    @classmethod
    def _take_on(cls, **vals):
        """An action item of the club's chair, as the organiser enters it."""
        values = {
            "meeting_id": cls.meeting.id,
            "name": "Liste der Helferinnen schicken",
            "partner_id": cls.chair.id,
            **vals,
        }
        return cls.env["club.action.item"].with_user(cls.organiser).create(values)

    def _mails(self, items):
        domain = [("model", "=", items._name), ("res_id", "in", items.ids)]
        return self.env["mail.mail"].search(domain, order="id")

    def _tasks(self, items, kind=None):
        """Open activities, all or those of one type of ours."""
        tasks = items.sudo().activity_ids
        if kind:
            xml_id = f"club_support.mail_activity_type_action_item{kind}"
            tasks &= tasks.filtered_domain(
                [("activity_type_id", "=", self.env.ref(xml_id).id)]
            )
        return tasks
