from odoo import models

PERSON_FIELDS = {"email": "person_email", "phone": "person_phone"}


class ClubProfileCheck(models.Model):
    """What the page behind the link shows, as plain values for its template.

    Whoever holds the link sees the organisation's own data and the names of those
    in office. Private addresses are shown to the recipient of the link only, and
    only their own; of all others one learns whether something is on file.
    """

    _inherit = "club.profile.check"

    # ------------------------------------------------------------
    # Facts
    # ------------------------------------------------------------

    def _page_offices(self):
        """Who is in office today."""
        return self.partner_id.office_ids.filtered(
            lambda office: office.is_current and not office.needs_review
        ).sorted(lambda office: (office.function_sequence, office.id))

    def _page_vacancy(self):
        """The function that speaks for the club, when nobody we know holds it."""
        if self._page_offices().function_id.filtered("speaks_for_club"):
            return self.env["club.office.function"]
        return self.env["club.office.function"].search(
            [("speaks_for_club", "=", True)], limit=1
        )

    def _page_count(self):
        """The count for the year of this check, if there is one."""
        return self.partner_id.membership_count_ids.filtered(
            lambda count: count.year == self.year and not count.needs_review
        )[:1]

    def _page_current(self, kind, office=None):
        """What is stored now, in the form of a proposal's payload."""
        partner = self.partner_id
        if kind == "address":
            keys = ("street", "street2", "zip", "city")
            return {key: partner[key] or "" for key in keys}
        if kind == "members":
            count = self._page_count()
            youth = count.youth if count.is_youth_reported else None
            return {"total": count.total, "youth": youth} if count else {}
        if kind == "successor":
            return {"name": office.person_id.name or ""} if office else {}
        if kind in PERSON_FIELDS.values():
            field = kind.removeprefix("person_")
            return {field: office.person_id[field] or ""}
        if kind == "remark":
            return {}
        return {kind: partner[kind] or ""}

    def _page_open(self):
        """Open proposals by kind and office, for those who hold these now."""
        proposals = self.proposal_ids.filtered(
            lambda p: p.state == "open" and not p._is_about_another()
        )
        return {(p.kind, p.office_id): p for p in proposals}

    def _page_may_see(self, office):
        """Private addresses are for the person they belong to."""
        return bool(self.recipient_id) and office.person_id == self.recipient_id

    # ------------------------------------------------------------
    # Summary and thanks
    # ------------------------------------------------------------

    def _page_summary(self):
        """Pairs of label and value: the organisation's own data."""
        partner, env = self.partner_id, self.env
        address = self.env["club.profile.proposal"]._describe_address(
            self._page_current("address")
        )
        sports = ", ".join(partner.sport_ids.mapped("name"))
        rows = [
            (env._("Address"), address),
            (env._("Telephone"), partner.phone),
            (env._("E-mail"), partner.email),
            (env._("Website"), partner.website),
            (env._("Members"), self._page_members()),
        ]
        return rows + ([(env._("Sports"), sports)] if sports else [])

    def _page_members(self):
        partner = self.partner_id
        counts = partner.membership_count_ids.filtered(lambda c: not c.needs_review)
        latest = counts.sorted("year")[-1:]
        if not latest:
            return ""
        values = {"total": latest.total, "youth": latest.youth, "year": latest.year}
        if not latest.is_youth_reported:
            return self.env._("%(total)s (as of %(year)s)", **values)
        return self.env._(
            "%(total)s, of them %(youth)s under 18 (as of %(year)s)", **values
        )

    def _page_people(self):
        """Who is in office: function, name, and what is on file about them."""
        return [
            {
                "function": office.function_id.name,
                "name": office.person_id.name,
                "contact": self._page_contact(office),
            }
            for office in self._page_offices()
        ]

    def _page_contact(self, office):
        person = office.person_id
        if self._page_may_see(office):
            return " · ".join(value for value in (person.email, person.phone) if value)
        return self._page_on_file(person)

    def _page_on_file(self, person):
        if person.email and person.phone:
            return self.env._("E-mail and telephone on file")
        if person.email:
            return self.env._("E-mail on file, no telephone")
        if person.phone:
            return self.env._("Telephone on file, no e-mail")
        return self.env._("Neither e-mail nor telephone on file")

    def _page_proposed(self):
        """Pairs of label and value: what was proposed and waits for staff."""
        return [
            (proposal.label, self._page_proposed_value(proposal))
            for proposal in self._page_open().values()
        ]

    def _page_proposed_value(self, proposal):
        """Addresses that were typed for others are not shown to the next reader."""
        if proposal.kind == "successor":
            return proposal.payload["name"]
        if proposal.kind in PERSON_FIELDS.values() and not self._page_may_see(
            proposal.office_id
        ):
            return self.env._("noted, not shown here")
        return proposal.new_value or self.env._("to be removed")

    # ------------------------------------------------------------
    # Form
    # ------------------------------------------------------------

    def _page_form(self, typed=None, errors=None):
        """The fields of the form, ready to be drawn.

        :param dict typed: what was typed by name of the field, if it was refused
        :param dict errors: sentences by name of the field
        :return: list of sections: title, hint, fields, more (title and fields)
        """
        sections = [
            self._form_organisation(),
            self._form_members(),
            *[self._form_office(office) for office in self._page_offices()],
            *[self._form_vacancy(function) for function in self._page_vacancy()],
            self._form_remark(),
        ]
        for section in sections:
            for field in section["fields"] + section.get("more", []):
                if typed is not None:
                    field["value"] = typed.get(field["name"], "")
                field["error"] = (errors or {}).get(field["name"])
            more = section.get("more", [])
            section["is_more_open"] = any(f["value"] or f["error"] for f in more)
        return sections

    def _form_value(self, kind, key, office=None):
        """What a field begins with: what was proposed last, else what is stored."""
        proposal = self._page_open().get((kind, office or self.env["club.office"]))
        values = proposal.payload if proposal else self._page_current(kind, office)
        value = values.get(key)
        return "" if value is None else str(value)

    def _form_organisation(self):
        env = self.env

        def field(name, label, kind=None, **options):
            value = self._form_value(kind or name, name)
            return {"name": name, "label": label, "value": value, **options}

        lines = [
            field("name", env._("Name"), limit=150),
            field("street", env._("Street and number"), "address", limit=100),
            field("zip", env._("Postcode"), "address", limit=10, is_short=True),
            field("city", env._("Town"), "address", limit=80, is_short=True),
            field("phone", env._("Telephone"), type="tel", limit=40),
            field("email", env._("E-mail"), type="email", limit=150),
            field("website", env._("Website"), type="url", limit=150),
        ]
        if self._form_value("address", "street2"):
            street2 = field("street2", env._("Address, second line"), "address")
            lines.insert(2, {**street2, "limit": 100})
        return {"title": env._("Your organisation"), "fields": lines}

    def _form_members(self):
        env = self.env
        latest = self._page_members()
        hint = latest and env._("Last report: %(count)s", count=latest)
        options = {"inputmode": "numeric", "limit": 12, "is_short": True}
        total, youth = (self._form_value("members", key) for key in ("total", "youth"))
        return {
            "title": env._("Members in %(year)s", year=self.year),
            "hint": hint,
            "fields": [
                {
                    "name": "total",
                    "label": env._("All members"),
                    "value": total,
                    **options,
                },
                {
                    "name": "youth",
                    "label": env._("Of them under 18"),
                    "value": youth,
                    **options,
                },
            ],
        }

    def _form_office(self, office):
        env = self.env
        prefix = f"office_{office.id}_"
        lines = [
            self._form_contact(office, "email", "email", 150),
            self._form_contact(office, "phone", "tel", 40),
        ]
        hint = None
        if not self._page_may_see(office):
            hint = env._(
                "%(on_file)s. For reasons of privacy it is not shown here. Please "
                "fill in only what is new.",
                on_file=self._page_on_file(office.person_id),
            )
        return {
            "title": f"{office.function_id.name}: {office.person_id.name}",
            "hint": hint,
            "fields": lines,
            "more_title": env._("Somebody else holds this office now"),
            "more": self._form_successor(prefix, office),
        }

    def _form_contact(self, office, key, kind, limit):
        env = self.env
        line = {"name": f"office_{office.id}_{key}", "type": kind, "limit": limit}
        if self._page_may_see(office):
            line["label"] = env._("E-mail") if key == "email" else env._("Telephone")
            line["value"] = self._form_value(PERSON_FIELDS[key], key, office)
            return line
        line["label"] = (
            env._("New e-mail address")
            if key == "email"
            else env._("New telephone number")
        )
        line["value"] = ""
        if (PERSON_FIELDS[key], office) in self._page_open():
            line["hint"] = self.env._("Noted. Leave this empty to keep it.")
        return line

    def _form_successor(self, prefix, office):
        env = self.env
        known = self._page_open().get(("successor", office))
        payload = known.payload if known else {}
        noted = env._("Noted. Leave this empty to keep it.")
        return [
            {
                "name": f"{prefix}name",
                "label": env._("First and last name"),
                "value": payload.get("name") or "",
                "limit": 100,
            },
            {
                "name": f"{prefix}since",
                "label": env._("In office since"),
                "value": payload.get("date_from") or "",
                "type": "date",
                "limit": 10,
                "is_short": True,
            },
            {
                "name": f"{prefix}new_email",
                "label": env._("E-mail"),
                "type": "email",
                "value": "",
                "limit": 150,
                "hint": noted if payload.get("email") else None,
            },
            {
                "name": f"{prefix}new_phone",
                "label": env._("Telephone"),
                "type": "tel",
                "value": "",
                "limit": 40,
                "hint": noted if payload.get("phone") else None,
            },
        ]

    def _form_vacancy(self, function):
        return {
            "title": function.name,
            "hint": self.env._("We do not know who holds this office."),
            "fields": self._form_successor("office_0_", self.env["club.office"]),
        }

    def _form_remark(self):
        value = self._form_value("remark", "text")
        return {
            "title": self.env._("Anything else?"),
            "fields": [
                {
                    "name": "remark",
                    "label": self.env._("What else should we correct?"),
                    "value": value,
                    "type": "textarea",
                    "limit": 2000,
                }
            ],
        }
