"""No home address of a volunteer becomes the address of anybody else."""

from odoo.tests import Form, tagged

from .common_protection import ProtectionCommon

CLUB_STREET = "Sportplatz 1"
HOME = {"street": "Privatweg 10", "zip": "69998", "city": "Kleinhausen"}
NOTHING = {"street": False, "zip": False, "city": False}


@tagged("post_install", "-at_install")
class TestAddressesOfVolunteers(ProtectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.write({"is_actor": True, "street": CLUB_STREET, "city": "Musterau"})
        cls.bare_club = cls._create_partner("SV Neu", is_company=True, is_actor=True)
        cls.firm = cls._create_partner("Druckerei", is_company=True, street="Gasse 3")

    @classmethod
    def _create_partner(cls, name, **vals):
        return (
            cls.env["res.partner"]
            .with_user(cls.worker)
            .create({"name": name, **vals})
            .with_env(cls.env)
        )

    def _write(self, partner, **vals):
        partner.with_user(self.worker).write(vals)

    def _assert_address(self, partner, vals):
        self.assertEqual({name: partner[name] for name in vals}, vals)

    def test_a_new_home_of_a_volunteer_does_not_become_that_of_the_club(self):
        for protected in (True, False):
            with self.subTest(protected=protected):
                person = self._create_partner(
                    "Ute Heim", parent_id=self.club.id, is_protected=protected
                )
                self.assertEqual(person.street, CLUB_STREET)
                self._write(person, **HOME)
                self._assert_address(person, HOME)
                self.assertEqual(self.club.street, CLUB_STREET)
                self.assertEqual(self.chair.street, CLUB_STREET)

    def test_the_first_contact_of_a_club_does_not_give_it_an_address(self):
        for number, protected in enumerate((True, False)):
            with self.subTest(protected=protected):
                person = self._create_partner(
                    f"Erste {number}",
                    parent_id=self.bare_club.id,
                    is_protected=protected,
                    **HOME,
                )
                self._assert_address(person, HOME)
                self._assert_address(self.bare_club, NOTHING)

    def test_the_first_imported_contact_does_not_either(self):
        Partner = self.env["res.partner"].with_user(self.worker)
        result = Partner.load(
            ["name", "parent_id/.id", "is_protected", "street"],
            [
                ["Erika Erste", str(self.bare_club.id), "1", HOME["street"]],
                ["Zoe Zweite", str(self.club.id), "1", HOME["street"]],
            ],
        )
        first, second = Partner.browse(result["ids"])
        self.assertFalse(self.bare_club.street)
        self.assertEqual(self.club.street, CLUB_STREET)
        self.assertEqual((first | second).mapped("street"), [HOME["street"]] * 2)
        self.assertFalse(second.city)

    def test_a_volunteer_who_joins_a_club_later_keeps_the_own_address(self):
        for club, address in (
            (self.club, {"street": CLUB_STREET, "city": "Musterau"}),
            (self.bare_club, NOTHING),
            (self.firm, {"street": "Gasse 3", "city": False}),
        ):
            with self.subTest(club=club.name):
                person = self._create_partner("Ute", is_protected=True, **HOME)
                self._write(person, parent_id=club.id)
                self._assert_address(club, address)
                self._assert_address(person, HOME)

    def test_a_protected_person_gives_no_organisation_an_address(self):
        person = self._create_partner("Ute", parent_id=self.firm.id, is_protected=True)
        self.assertEqual(person.street, "Gasse 3")
        self._write(person, **HOME)
        self.assertEqual(self.firm.street, "Gasse 3")
        loner = self._create_partner(
            "Udo", company_name="Udos Laden", is_protected=True, **HOME
        )
        loner.with_user(self.worker).create_company()
        self.assertEqual(loner.parent_id.name, "Udos Laden")
        self._assert_address(loner.parent_id, NOTHING)
        self._assert_address(loner, HOME)

    def test_no_address_goes_up_through_a_department(self):
        department = self._create_partner(
            "Turnabteilung", is_company=True, parent_id=self.club.id
        )
        person = self._create_partner("Ute", parent_id=department.id)
        self._write(person, **HOME)
        self.assertEqual(department.street, CLUB_STREET)
        self.assertEqual(self.club.street, CLUB_STREET)

    def test_a_protected_person_gives_nobody_below_an_address(self):
        below = self._create_partner(
            "Firma", is_company=True, parent_id=self.volunteer.id, type="contact"
        )
        self.assertFalse(below.street)
        self._write(self.volunteer, **HOME)
        self.assertFalse(below.street)
        self._write(below, street="Gasse 9")
        self._assert_address(self.volunteer, HOME)

    def test_a_club_that_moves_takes_along_who_is_reached_there_only(self):
        shared = self._create_partner("Anna", parent_id=self.club.id, is_protected=True)
        own = self._create_partner(
            "Ute", parent_id=self.club.id, is_protected=True, **HOME
        )
        self._write(self.club, street="Neuer Platz 2")
        self.assertEqual(shared.street, "Neuer Platz 2")
        self.assertEqual(self.chair.street, "Neuer Platz 2")
        self._assert_address(own, HOME)

    def test_in_the_form_the_own_address_stays_as_well(self):
        form = Form(self.volunteer.with_user(self.worker))
        street = form.street
        form.parent_id = self.club
        self.assertEqual(form.street, street)
        new = Form(self.env["res.partner"].with_user(self.worker))
        new.parent_id = self.club
        self.assertEqual(new.street, CLUB_STREET)

    def test_other_organisations_and_their_contacts_share_addresses_as_before(self):
        first = self._create_partner("Jan", parent_id=self.firm.id)
        second = self._create_partner("Jo", parent_id=self.firm.id)
        self.assertEqual(first.street, "Gasse 3")
        self._write(first, street="Gasse 4")
        self.assertEqual((self.firm | second).mapped("street"), ["Gasse 4"] * 2)
        bare = self._create_partner("Neue Firma", is_company=True)
        self._create_partner("Jil", parent_id=bare.id, **HOME)
        self._assert_address(bare, HOME)
        late = self._create_partner("Jens", **HOME)
        later = self._create_partner("Alte Firma", is_company=True)
        self._write(late, parent_id=later.id)
        self._assert_address(later, HOME)
