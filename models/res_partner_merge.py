from markupsafe import Markup

from odoo import models
from odoo.tools import format_date, is_html_empty

ADDRESS_MARKS = (
    "email_undeliverable",
    "email_undeliverable_date",
    "email_undeliverable_reason",
)

# Of these a contact has one; what the merged contact said instead is told.
TOLD = (
    "email",
    "phone",
    "website",
    "street",
    "street2",
    "zip",
    "city",
    "state_id",
    "country_id",
    "vat",
    "ref",
    "function",
    "parent_id",
    "user_id",
    "lang",
    "actor_type_id",
    "actor_state",
    "area_id",
    "founding_year",
    "register_court",
    "register_number",
    "register_valid_until",
    "tax_exempt_until",
    "intercultural_maturity",
    "letter_salutation",
)


class ResPartner(models.Model):
    """What a contact keeps of those that were merged into it."""

    _inherit = "res.partner"

    def _club_of_register(self):
        """Those of these contacts that the register knows.

        Organisations of the register, and persons who hold or held an office or
        belong to such an organisation.
        """
        organisations = self.filtered("is_actor")
        persons = self.filtered(lambda partner: not partner.is_company)
        # sudo: whether somebody is known to the register, no office is shown
        offices = self.env["club.office"].sudo()
        offices = offices.search([("person_id", "in", persons.ids)])
        return (
            organisations
            | (persons & offices.person_id.sudo(False))
            | persons.filtered("parent_id.is_actor")
        )

    def _club_values_to_keep(self, sources):
        """What Odoo's merge would drop or mix up, read before it begins."""
        self.ensure_one()
        comments = (partner.comment for partner in self | sources)
        comments = [comment for comment in comments if not is_html_empty(comment)]
        values = {}
        if len(comments) > 1:
            # values of an HTML field are Markup, their sum is
            values["comment"] = Markup("").join(dict.fromkeys(comments))
        # that mail came back belongs to the address that remains
        with_address = sources.filtered("email")
        owner = self if self.email or not with_address else with_address[-1]
        # sudo: the mark goes with the address, whoever merges
        return values | {name: owner.sudo()[name] for name in ADDRESS_MARKS}

    def _club_keep_after_merge(self, sources, kept):
        """Put down what ``_club_values_to_keep`` read, and earlier names."""
        former = self._club_former_names(sources)
        if self.is_company and former:
            kept = {**kept, "former_name": former}
        # sudo: as all that Odoo writes in a merge
        self.sudo().write(kept)

    def _club_former_names(self, sources):
        known = {(self.name or "").strip().lower()}
        names = []
        for partner in self | sources:
            texts = (partner.former_name or "").split(", ")
            if partner != self:
                texts.append(partner.name or "")
            for text in texts:
                if text.strip() and text.strip().lower() not in known:
                    known.add(text.strip().lower())
                    names.append(text.strip())
        return ", ".join(names)

    def _club_tell_what_differed(self, target):
        """Write down in the chatter what these contacts said otherwise."""
        lines = [
            Markup("<li>%s: %s</li>")
            % (field._description_string(self.env), source._club_value_text(field))
            for source in self
            for field in map(self._fields.get, TOLD)
            if source[field.name]
            and source._club_plain(field.name) != target._club_plain(field.name)
        ]
        if lines:
            head = self.env._("What the merged contact said otherwise:")
            body = Markup("<p>%s</p><ul>%s</ul>") % (head, Markup("").join(lines))
            target._message_log(body=body)

    def _club_plain(self, name):
        """A value without the ways of writing one telephone number or address."""
        plain = {"phone": self.phone_digits, "email": self.email_normalized}
        return plain.get(name) or self[name]

    def _club_value_text(self, field):
        value = self[field.name]
        if field.type == "many2one":
            return value.display_name
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "date":
            return format_date(self.env, value)
        return str(value)

    def _club_recompute_after_merge(self):
        """Odoo moves rows in SQL, which no computed field notices."""
        self.ensure_one()
        self.env.invalidate_all()
        rows = {
            "res.partner": (self, ("member_count", "member_year", "last_contact")),
        }
        for model in ("club.office", "club.membership.count", "club.cooperation"):
            names = ["partner_id"]
            names += ["other_partner_id"] if model == "club.cooperation" else []
            # sudo: a copy of the contact's company is renewed, also out of sight
            found = self.env[model].sudo().with_context(active_test=False)
            found = found.search(
                ["|"] * (len(names) - 1) + [(name, "=", self.id) for name in names]
            )
            rows[model] = (found, ("company_id",))
        children = self.with_context(active_test=False).child_ids
        names = ("complete_name", "commercial_partner_id", "commercial_company_name")
        for records, fields in [*rows.values(), (children, names)]:
            for name in fields:
                self.env.add_to_compute(records._fields[name], records)
        self.env.flush_all()
