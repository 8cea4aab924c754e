from collections import defaultdict
from datetime import timedelta

from odoo import models
from odoo.tools import format_date

from ..tools.club_list import person_key, same_phone

FUNCTIONS = {
    "chair": "club_support.club_office_function_chair",
    "contact": "club_support.club_office_function_contact",
}


class ClubImportRow(models.Model):
    _inherit = "club.import.row"

    def _take_over_people(self, readings, news):
        """Add persons and offices; who is in office already stays."""
        known = self._known_persons(readings)
        for cell, xml_id in FUNCTIONS.items():
            # an administrator may have deleted the function
            function = self.env.ref(xml_id, raise_if_not_found=False)
            names = {
                row: readings[row].values[cell]
                for row in self
                if cell in readings[row].values
            }
            if function and names:
                self._take_over_offices(cell, function, names, known, news)
        self._take_over_mobiles(readings, known, news)

    # ------------------------------------------------------------
    # Persons
    # ------------------------------------------------------------

    def _known_persons(self, readings):
        """The persons that a name in a row can mean, by row and key of the name.

        One name in two clubs is two persons, unless the e-mail is the same.
        """
        partner_ids = self.partner_id.ids
        offices = self.env["club.office"].search([("partner_id", "in", partner_ids)])
        emails = {readings[row].values.get("email") for row in self} - {None}
        persons = self.env["res.partner"].search(
            [
                ("is_company", "=", False),
                "|",
                ("parent_id", "in", partner_ids),
                ("email_normalized", "in", list(emails)),
            ]
        )
        (offices.person_id | persons).fetch(["name", "phone"])
        of_partner = defaultdict(lambda: self.env["res.partner"])
        for office in offices:
            of_partner[office.partner_id] |= office.person_id
        for person in persons:
            of_partner[person.parent_id] |= person
        with_email = persons.grouped("email_normalized")
        known = {}
        for row in self:
            email = readings[row].values.get("email")
            candidates = of_partner[row.partner_id] | with_email.get(
                email, persons.browse()
            )
            for person in candidates:
                known.setdefault((row, person_key(person.name)), person)
        return known

    def _add_persons(self, cell, names, known):
        """Make persons of the names that are not known yet, and add them there."""
        missing = {
            row: name
            for row, name in names.items()
            if (row, person_key(name)) not in known
        }
        persons = self.env["res.partner"].create(
            [
                {"name": name, "is_company": False, "is_protected": True}
                for name in missing.values()
            ]
        )
        for (row, name), person in zip(missing.items(), persons, strict=True):
            known[row, person_key(name)] = person
            row._store({f"{cell}_id": person.id})

    # ------------------------------------------------------------
    # Offices
    # ------------------------------------------------------------

    def _take_over_offices(self, cell, function, names, known, news):
        offices = self.env["club.office"].search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("function_id", "=", function.id),
                ("needs_review", "=", False),
            ]
        )
        by_partner = offices.grouped("partner_id")
        none = offices.browse()
        appointed, ending = {}, none
        for row, name in names.items():
            appoints, ends, text = row._compare_office(
                function, name, by_partner.get(row.partner_id, none)
            )
            ending |= ends
            if appoints:
                appointed[row] = bool(by_partner.get(row.partner_id))
            if text:
                news[row].append(text)
        day = self.import_id.date
        ending.write({"date_to": day - timedelta(days=1)})
        # the constraint must see the end before it sees the successor
        ending.flush_recordset()
        self._add_persons(cell, {row: names[row] for row in appointed}, known)
        self.env["club.office"].create(
            [
                {
                    "partner_id": row.partner_id.id,
                    "function_id": function.id,
                    "person_id": known[row, person_key(names[row])].id,
                    "date_from": day if has_past else False,
                }
                for row, has_past in appointed.items()
            ]
        )

    def _compare_office(self, function, name, offices):
        """Compare a name with those in office.

        :return: whether the name is appointed, the offices that end, a line for
            people
        """
        day = self.import_id.date
        none = offices.browse()
        lasting = offices.filtered(lambda o: not o.date_to or o.date_to >= day)
        key = person_key(name)
        if any(person_key(office.person_id.name) == key for office in lasting):
            return False, none, None
        if not function.is_single_seat or not lasting:
            text = f"{function.name}: {name}"
            return True, none, text
        later = lasting.filtered(lambda o: o.date_from and o.date_from >= day)
        if later:
            text = self.env._(
                "%(function)s: %(name)s is not taken over, as %(holder)s holds the "
                "office from %(date)s on.",
                function=function.name,
                name=name,
                holder=later[0].person_id.name,
                date=format_date(self.env, later[0].date_from),
            )
            return False, none, text
        text = self.env._(
            "%(function)s: %(old)s → %(new)s as of %(date)s",
            function=function.name,
            old=lasting[0].person_id.name,
            new=name,
            date=format_date(self.env, day),
        )
        return True, lasting, text

    def _take_over_mobiles(self, readings, known, news):
        """A mobile number is the chair's own: it goes to the person, not the club."""
        for row in self:
            values = readings[row].values
            person = known.get((row, person_key(values.get("chair"))))
            number = values.get("mobile")
            if number and person and not same_phone(person.phone, number):
                person.phone = number
                # the number itself is private
                news[row].append(
                    self.env._("Telephone number of %(name)s entered", name=person.name)
                )
