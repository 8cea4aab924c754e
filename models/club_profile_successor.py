from odoo import models
from odoo.tools import email_normalize


class ClubProfileProposal(models.Model):
    _inherit = "club.profile.proposal"

    def _successor_persons(self):
        """The persons named as successors, made where nobody is known yet.

        A person counts as known by the same name together with the same e-mail
        address or an office in the same organisation. An address alone says
        little: families and boards share them.

        :return: dict of proposal: person
        """
        candidates = self._successor_candidates()
        persons, new = {}, {}
        for proposal in self:
            payload = proposal._merged_payload()
            known = candidates.filtered(
                lambda person, proposal=proposal, payload=payload: (
                    proposal._is_same_person(person, payload)
                )
            )[:1]
            if known:
                known._fill_in_contact(payload)
                persons[proposal] = known
            else:
                key = (payload["name"].casefold(), proposal.partner_id)
                new.setdefault(key, []).append(proposal)
        values = [proposals[0]._new_person_values() for proposals in new.values()]
        created = self.env["res.partner"].create(values)
        for person, proposals in zip(created, new.values(), strict=True):
            persons.update(dict.fromkeys(proposals, person))
        return persons

    def _successor_candidates(self):
        emails = [email_normalize(p._merged_payload().get("email")) for p in self]
        offices = self.env["club.office"].search(
            [("partner_id", "in", self.partner_id.ids)]
        )
        by_email = self.env["res.partner"].search(
            [
                ("is_company", "=", False),
                ("email_normalized", "in", [email for email in emails if email]),
                ("company_id", "in", [False, *self.company_id.ids]),
            ]
        )
        return by_email | offices.person_id

    def _is_same_person(self, person, payload):
        if (person.name or "").casefold() != payload["name"].casefold():
            return False
        email = email_normalize(payload.get("email"))
        if email and person.email_normalized:
            return email == person.email_normalized
        return self.partner_id in person.held_office_ids.partner_id

    def _new_person_values(self):
        payload = self._merged_payload()
        return {
            "name": payload["name"],
            "email": payload.get("email") or False,
            "phone": payload.get("phone") or False,
            "lang": self.partner_id.lang,
            "company_id": self.partner_id.company_id.id,
            "is_protected": True,
        }
