from odoo.tests import BaseCase, tagged

from odoo.addons.club_support.tools import actor_names

MUSTERAU = {"zip": "63901", "city": "Musterau"}


@tagged("post_install", "-at_install")
class TestActorNames(BaseCase):
    """Pure functions: what a name consists of, and which organisations are one."""

    def _words(self, name):
        return set(actor_names.parse_name(name).words)

    def _score(self, one, other):
        one = one if isinstance(one, dict) else {"name": one}
        other = other if isinstance(other, dict) else {"name": other}
        return actor_names.compare(actor_names.actor(one), actor_names.actor(other))

    def _assert_same(self, one, other):
        self.assertGreaterEqual(
            self._score(one, other).score, actor_names.LIKELY, (one, other)
        )

    def _assert_different(self, one, other):
        self.assertLess(self._score(one, other).score, actor_names.LIKELY, (one, other))

    def test_legal_forms_do_not_count(self):
        for form in (
            "e.V.",
            "eV",
            "e. V.",
            "e.V",
            ", e. V.",
            "eingetragener Verein",
            "gGmbH",
            "gemeinnützige GmbH",
            "i. Gr.",
        ):
            with self.subTest(form=form):
                self.assertEqual(
                    self._words(f"Heimatfreunde Musterau {form}"),
                    {"heimatfreunde", "musterau"},
                )

    def test_a_parish_keeps_its_confession(self):
        self.assertIn("evangelisch", self._words("Ev. Kirchengemeinde Musterau"))

    def test_abbreviations_and_words_are_alike(self):
        for short, written in (
            ("TSV Musterau", "Turn- und Sportverein Musterau"),
            ("TV Musterau", "Turnverein Musterau"),
            ("SV Musterau", "Sport-Verein Musterau"),
            ("FC Musterau", "Fußball-Club Musterau"),
            ("FC Musterau", "Fussballklub Musterau"),
            ("TC Musterau", "Tennisclub Musterau"),
            ("MGV Musterau", "Männergesangverein Musterau"),
            ("FFW Musterau", "Freiwillige Feuerwehr Musterau"),
            ("FF Musterau", "Freiw. Feuerwehr Musterau"),
            ("VfB Musterau", "Verein für Bewegungsspiele Musterau"),
            ("VfL Musterau", "Verein für Leibesübungen Musterau"),
            ("Reit- u. Fahrverein Musterau", "Reit- und Fahrverein Musterau"),
            ("SV BW Musterau", "Sportverein Blau-Weiß Musterau"),
            ("TSV Musterau", "TSV Musterau e.V."),
        ):
            with self.subTest(short=short):
                self.assertEqual(self._words(short), self._words(written))
                self._assert_same(short, written)

    def test_umlauts_are_alike_however_they_are_written(self):
        for name in ("Schützenverein Grünbach", "SCHUETZENVEREIN GRUENBACH"):
            self.assertEqual(self._words(name), self._words("Schutzenverein Grunbach"))
        self._assert_same("SV Blau-Weiß Käßheim", "SV Blau-Weiss Kaessheim")

    def test_the_year_is_no_word(self):
        name = actor_names.parse_name("TSV Musterau von 1946 e.V.")
        self.assertEqual((set(name.words), name.year), ({"tsv", "musterau"}, 1946))
        self.assertEqual(actor_names.parse_name("TSV Musterau 46").year, 0)
        self.assertIn("46", self._words("TSV Musterau 46"))
        self.assertEqual(actor_names.parse_name("Lager 63901").year, 0)

    def test_a_name_of_nothing_but_a_kind_keeps_its_words(self):
        self.assertTrue(self._words("e.V."))
        self.assertTrue(self._words("Verein"))
        self.assertEqual(self._words(""), set())

    def test_clubs_of_one_village_are_told_apart(self):
        village = (
            "TSV Musterau 1946 e.V.",
            "SV Blau-Weiß Musterau e.V.",
            "Turn- und Sportverein Musterau 1902",
            "FC Musterau 1919 e. V.",
            "Schützenverein „Edelweiß“ Musterau",
            "Reit- u. Fahrverein Musterau e.V.",
            "Kulturverein Musterau – Brücke e.V.",
            "Freiwillige Feuerwehr Musterau, Jugendabteilung",
            "Gesangverein Eintracht Musterau 1919",
            "Tanzkreis Musterau",
            "TuS Musterau 1902",
        )
        for index, one in enumerate(village):
            for other in village[index + 1 :]:
                if {one, other} == {village[2], village[10]}:
                    # TuS may well be how that club is called
                    continue
                with self.subTest(one=one, other=other):
                    self._assert_different(
                        {"name": one, **MUSTERAU}, {"name": other, **MUSTERAU}
                    )

    def test_clubs_of_two_villages_are_told_apart(self):
        for pattern in (
            "TSV {}",
            "SV Blau-Weiß {}",
            "Freiwillige Feuerwehr {}, Jugendabteilung",
            "Gesangverein Eintracht {} 1902",
        ):
            with self.subTest(pattern=pattern):
                self._assert_different(
                    pattern.format("Grünbach"), pattern.format("Auenstein")
                )
        self._assert_different(
            {"name": "Sportfreunde Einigkeit", "zip": "63901", "city": "Musterau"},
            {"name": "Sportfreunde Einigkeit", "zip": "63906", "city": "Hohenfels"},
        )

    def test_tus_and_tsv_of_one_village_are_two_clubs(self):
        self._assert_different("TuS Musterau", "TSV Musterau")
        self._assert_same("TuS Musterau", "Turn- und Sportverein Musterau")

    def test_years_that_contradict_separate(self):
        self._assert_different(
            "TSV Musterau 1946", "Turn- und Sportverein Musterau 1902"
        )
        self._assert_same("TSV Musterau 1946", "Turn- und Sportverein Musterau")
        self._assert_same("TSV Musterau 1946", "TSV Musterau 46")
        self._assert_different(
            {"name": "TSV Musterau", "founding_year": 1946}, "TSV Musterau 1902"
        )

    def test_a_typing_error_does_not_separate(self):
        for written in (
            "Tanzkries Musterau",
            "Tanzkreis Mustreau",
            "Tanzkreiss Musterau",
            "Tnzkreis Musterau",
        ):
            self._assert_same(written, "Tanzkreis Musterau")
        self._assert_same("Turn- und Sportvereni Musterau", "TSV Musterau")

    def test_departments_that_contradict_separate(self):
        self._assert_same("TSV Musterau Abt. Ski", "TSV Musterau")
        self._assert_different("TSV Musterau Abt. Ski", "TSV Musterau Abt. Judo")

    def test_hyphens_and_order_do_not_matter(self):
        self._assert_same("SV Blauweiß Musterau", "SV Blau-Weiß Musterau")
        self._assert_same(
            "Musterau, Kulturverein Brücke", "Kulturverein Brücke Musterau"
        )
        self._assert_same("Land-Frauen Musterau", "Landfrauen Musterau")

    def test_the_place_may_stand_in_the_address_alone(self):
        self._assert_same(
            {"name": "Kulturverein Brücke", **MUSTERAU},
            {"name": "Kulturverein Brücke Musterau", **MUSTERAU},
        )

    def test_former_names_count(self):
        now = {"name": "Sportfreunde Auental", "former_name": "SV Musterau, SV Auen"}
        match = self._score(now, "Sportverein Musterau e.V.")
        self.assertGreaterEqual(match.score, actor_names.LIKELY)
        self.assertEqual(match.reasons[0], "former")

    def test_other_data_decide_where_the_name_is_in_doubt(self):
        one = {"name": "Sportfreunde Einigkeit Musterau"}
        other = {"name": "Einigkeit Musterau"}
        self._assert_different(one, other)
        for same in (
            {"email": "Info@Einigkeit.example.org", "phone": "06999 4711"},
            {"register_number": "VR 4711", "street": "Seestr. 4", **MUSTERAU},
        ):
            self._assert_same({**one, **same}, {**other, **same})

    def test_reasons_name_what_agrees(self):
        match = self._score(
            {
                "name": "TSV Musterau 1946 e.V.",
                "street": "Schulstr. 75",
                "email": "a@tsv.example.org",
                "phone": "+49 6999 104940",
                "register_number": "AG Musterau VR 6951",
                **MUSTERAU,
            },
            {
                "name": "Turn- und Sportverein Musterau 1946",
                "street": "Schulstraße 75",
                "email": "b@tsv.example.org",
                "phone": "06999 / 10494-0",
                "register_number": "VR6951",
                **MUSTERAU,
            },
        )
        self.assertEqual(
            set(match.reasons),
            {"spelling", "register", "domain", "phone", "address", "year"},
        )
        self.assertEqual(self._score("TSV Au", "TSV Au").reasons, ("name",))

    def test_a_freemail_domain_says_nothing(self):
        match = self._score(
            {"name": "TSV Musterau", "email": "tsv@web.de"},
            {"name": "TSV Musterau", "email": "other@web.de"},
        )
        self.assertNotIn("domain", match.reasons)

    def test_one_person_for_two_clubs_does_not_make_them_one(self):
        shared = {"email": "hanna@example.net", "phone": "06999 4711", **MUSTERAU}
        self._assert_different(
            {"name": "Gesangverein Eintracht Musterau", **shared},
            {"name": "Reit- und Fahrverein Musterau", **shared},
        )

    def test_different_register_numbers_separate(self):
        self._assert_different(
            {"name": "Kulturverein Musterau", "register_number": "VR 1"},
            {"name": "Kulturverein Musterau", "register_number": "VR 2"},
        )

    def test_the_score_does_not_depend_on_the_order(self):
        one = {"name": "TSV Musterau 1946 Abt. Ski", "email": "a@tsv.example.org"}
        other = {"name": "Turn- und Sportverein Mustarau", **MUSTERAU}
        self.assertEqual(self._score(one, other), self._score(other, one))

    def test_equal_organisations_share_a_key(self):
        for one, other in (
            ("TSV Musterau", "Turn- und Sportverein Mustreau"),
            ("Tanzkries Auenstein", "Tanzkreis Auenstein"),
            ("Schützenverein Edelweiß", "Schuetzenverein Edelwiess"),
        ):
            keys = [
                actor_names.keys(actor_names.actor({"name": name}))
                for name in (one, other)
            ]
            with self.subTest(one=one):
                self.assertTrue(keys[0] & keys[1])
        self.assertTrue(
            all(
                " " not in key
                for key in actor_names.keys(
                    actor_names.actor(
                        {
                            "name": "TSV Bad Au",
                            "street": "Am See 4 a",
                            "city": "Bad Au",
                            "email": "a b@x.example.org; c(at)x.example.org",
                            "phone": "06999 1, 06999 4711",
                        }
                    )
                )
            )
        )

    def test_nothing_is_like_nothing(self):
        self.assertEqual(self._score({}, {}).score, 0.0)
        self.assertEqual(actor_names.keys(actor_names.actor({})), set())
