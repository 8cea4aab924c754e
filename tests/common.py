from odoo.service.model import call_kw
from odoo.tests import HttpCase, TransactionCase, new_test_user

PERSONAS = {
    "worker": "club_support.club_support_group_worker",
    "colleague": "club_support.club_support_group_worker",
    "organiser": "club_support.club_support_group_organiser",
    "contact_manager": "club_support.club_support_group_worker,"
    "base.group_partner_manager",
    "lead": "club_support.club_support_group_lead",
    "management": "club_support.club_support_group_management",
    "administrator": "club_support.club_support_group_administrator",
    "officer": "club_support.club_support_group_officer",
    "caretaker": "club_support.club_support_group_caretaker",
    "trainer": "club_support.club_support_group_trainer",
    "trainingorganiser": "club_support.club_support_group_trainingorganiser",
    "plain_user": "base.group_user",
    "portal": "base.group_portal",
    "public": "base.group_public",
}


class ClubSupportCommon(TransactionCase):
    """One persona per role, one team with a mailbox, one club with a chair.

    Personas are attributes: ``self.worker`` is a ``res.users``. The foreigner is
    a case lead of another company.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(
                cls.env.context,
                lang="en_US",
                no_reset_password=True,
                tracking_disable=False,
            )
        )
        cls.company = cls.env.ref("base.main_company")
        cls.company.partner_id.lang = "en_US"
        # whoever is created here reads English, whatever the database prefers
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env["ir.default"].set("res.partner", "lang", "en_US")
        cls.company.country_id = cls.env.ref("base.de")
        cls.company.state_id = cls.env.ref("base.state_de_he")
        cls.other_company = cls.env["res.company"].create({"name": "Nachbarkreis"})
        cls._create_personas()
        cls._create_ground()

    @classmethod
    def _create_personas(cls):
        for name, groups in PERSONAS.items():
            user = new_test_user(
                cls.env,
                login=f"club_{name}",
                groups=groups,
                name=f"Person {name}",
                email=f"{name}@landkreis-musterau.example.org",
                tz="Europe/Berlin",
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
            setattr(cls, name, user)
        cls.foreigner = new_test_user(
            cls.env,
            login="club_foreigner",
            groups=PERSONAS["lead"],
            name="Person foreigner",
            email="foreigner@nachbarkreis.example.org",
            company_id=cls.other_company.id,
            company_ids=[(6, 0, cls.other_company.ids)],
        )

    @classmethod
    def _create_ground(cls):
        cls.type_funding = cls.env.ref("club_support.club_case_type_funding_advice")
        cls.stage_new = cls.env.ref("club_support.club_case_stage_new")
        cls.stage_in_progress = cls.env.ref("club_support.club_case_stage_in_progress")
        cls.stage_waiting = cls.env.ref("club_support.club_case_stage_waiting")
        cls.stage_closed = cls.env.ref("club_support.club_case_stage_closed")
        cls.result_achieved = cls.env.ref("club_support.club_case_result_achieved")
        cls.team = cls.env["club.team"].create(
            {
                "name": "Vereinsberatung",
                "email": "vereine@landkreis-musterau.example.org",
                "user_id": cls.lead.id,
                "member_ids": [(6, 0, (cls.worker | cls.colleague).ids)],
                "type_id": cls.type_funding.id,
                "company_id": cls.company.id,
            }
        )
        cls.club = cls.env["res.partner"].create(
            {
                "name": "TSV Grünbach 1902 e.V.",
                "is_company": True,
                "email": "info@tsv-gruenbach.example.org",
            }
        )
        cls.chair = cls.env["res.partner"].create(
            {
                "name": "Hanna Berg",
                "parent_id": cls.club.id,
                "email": "hanna.berg@example.net",
            }
        )

    @classmethod
    def _create_case(cls, **vals):
        """A case of the worker for the club; ``vals`` win."""
        return cls.env["club.case"].create(
            {
                "name": "Hallenzeiten für die neue Mannschaft",
                "partner_id": cls.club.id,
                "contact_id": cls.chair.id,
                "user_id": cls.worker.id,
                "team_id": cls.team.id,
                **vals,
            }
        )

    def _rpc(self, user, model, method, *args, **kwargs):
        """Call a method as a program or the web client does on behalf of a user."""
        return call_kw(self.env(user=user)[model], method, list(args), kwargs)

    def _assert_sentence(self, text):
        """Users read this: one or more whole sentences without technical words."""
        text = str(text)
        self.assertRegex(text, r"(?s)^[A-ZÄÖÜ“].*[.]$", "no sentence")
        self.assertGreaterEqual(len(text.split()), 4, f"too short: {text}")
        for technical in ("club.", "club_", "_id", "%(", "Error", "constraint", "null"):
            self.assertNotIn(technical, text)


class ClubSupportHttpCommon(ClubSupportCommon, HttpCase):
    """The same personas, calling from outside over HTTP."""

    def _call(self, user, model, method, *args, **kwargs):
        """Call a method over JSON-RPC: result, or error with its ``message``."""
        self.authenticate(user.login, user.login)
        params = {
            "model": model,
            "method": method,
            "args": args,
            "kwargs": {"context": {"lang": "en_US"}, **kwargs},
        }
        payload = {"jsonrpc": "2.0", "method": "call", "id": 0, "params": params}
        url = f"/web/dataset/call_kw/{model}/{method}"
        response = self.url_open(url, json=payload)
        response.raise_for_status()
        self.env.invalidate_all()
        answer = response.json()
        return answer.get("result"), answer.get("error", {}).get("data")

    def _assert_refused(self, user, model, method, *args, **kwargs):
        """The call ends in a message to the user, not in a crash."""
        _result, error = self._call(user, model, method, *args, **kwargs)
        self.assertTrue(error, "went through")
        self.assertIn(
            error["name"],
            (
                "odoo.exceptions.ValidationError",
                "odoo.exceptions.UserError",
            ),
            error["message"],
        )
        self._assert_sentence(error["message"])
        return error["message"]
