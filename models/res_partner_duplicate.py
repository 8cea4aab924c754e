from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_list

from ..tools import actor_names

STAFF = (
    "club_support.club_support_group_worker,club_support.club_support_group_management"
)
# What two organisations are compared by.
COMPARED = (
    "name",
    "former_name",
    "founding_year",
    "street",
    "zip",
    "city",
    "email",
    "phone",
    "register_number",
)
# Bounds of a search, whatever the size of the register.
ROWS_PER_KEY = 60
CANDIDATES = 30
HINTS = 5


class ResPartner(models.Model):
    """Organisations that are in the register already, perhaps written otherwise."""

    _inherit = "res.partner"

    club_match_keys = fields.Text(
        string="Keys for Duplicates",
        compute="_compute_club_match_keys",
        store=True,
        groups=STAFF,
    )
    club_duplicate_pending = fields.Boolean(
        string="Not Yet Searched for Duplicates",
        compute="_compute_club_duplicate_pending",
        store=True,
        readonly=False,
        copy=False,
        groups=STAFF,
    )
    club_duplicate_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Likely Duplicates",
        compute="_compute_club_duplicates",
        groups=STAFF,
    )
    club_duplicate_hint = fields.Html(
        string="Exists Already?",
        compute="_compute_club_duplicates",
        groups=STAFF,
    )
    club_needs_review = fields.Boolean(
        string="To Clarify",
        compute="_compute_club_needs_review",
        search="_search_club_needs_review",
        help="Two contacts became one, and their offices, counts or cooperations "
        "contradict each other.",
        groups=STAFF,
    )

    # Twice the speed of trigrams on the name and half the size of a table of keys;
    # each key is rare by itself, so a look-up stays cheap in a large register.
    _club_match_keys_idx = models.Index(
        "USING gin (string_to_array(club_match_keys, ' ')) WITH (fastupdate = off)"
    )
    _club_duplicate_pending_idx = models.Index("(id) WHERE club_duplicate_pending")

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("is_company", *COMPARED)
    def _compute_club_match_keys(self):
        for partner in self:
            keys = set()
            if partner.is_company:
                keys = actor_names.keys(actor_names.actor(partner._club_match_values()))
            partner.club_match_keys = " ".join(sorted(keys)) or False

    @api.depends("is_company", "is_actor", *COMPARED)
    def _compute_club_duplicate_pending(self):
        for partner in self:
            partner.club_duplicate_pending = partner.is_actor

    @api.depends("is_company", *COMPARED)
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_club_duplicates(self):
        found = self.filtered("is_company")._club_find_duplicates()
        for partner in self:
            hits = found.get(partner, [])
            partner.club_duplicate_ids = self.browse(
                [duplicate.id for duplicate, _score, _reason in hits]
            )
            partner.club_duplicate_hint = partner._club_duplicate_list(hits)

    def _club_duplicate_list(self, hits):
        """Links to the likely organisations and why, for people."""
        if not hits:
            return False
        line = Markup('<li><a href="%s" target="_blank">%s</a> – %s</li>')
        lines = (
            line % (duplicate._club_link(), duplicate._club_label(), reason)
            for duplicate, _score, reason in hits
        )
        return Markup("<ul>%s</ul>") % Markup("").join(lines)

    def _club_link(self):
        return f"/odoo/action-club_support.res_partner_action_register/{self.id}"

    def _club_label(self):
        label = ", ".join(text for text in (self.name, self.city) if text)
        return label if self.active else self.env._("%(name)s (archived)", name=label)

    @api.depends(
        "office_ids.needs_review",
        "held_office_ids.needs_review",
        "membership_count_ids.needs_review",
    )
    def _compute_club_needs_review(self):
        unclear = self.search(
            [("id", "in", self.ids), ("club_needs_review", "=", True)]
        )
        for partner in self:
            partner.club_needs_review = partner._origin in unclear

    def _search_club_needs_review(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = [("needs_review", "=", True)]
        offices = self.env["club.office"].search(domain)
        counts = self.env["club.membership.count"].search(domain)
        cooperations = self.env["club.cooperation"].search(domain)
        unclear = (
            offices.partner_id
            | offices.person_id
            | counts.partner_id
            | cooperations.partner_id
            | cooperations.other_partner_id
        )
        return Domain("id", "in", unclear.ids)

    # ------------------------------------------------------------
    # Finding duplicates
    # ------------------------------------------------------------

    def _club_match_values(self):
        self.ensure_one()
        return {name: self[name] for name in COMPARED}

    def _club_find_duplicates(self):
        """The organisations that these are likely to be, under the user's rules.

        What somebody has called different is left out.

        :return: ``{partner: [(duplicate, score, reason sentence), …]}``, the most
            likely first; partners without a duplicate are missing
        """
        values_list = [
            {
                **partner._club_match_values(),
                "id": partner._origin.id,
                "parent_id": partner.parent_id._origin.id,
                "company_id": partner.company_id.id,
            }
            for partner in self
        ]
        dismissed = self.env["club.duplicate.pair"]._dismissed(self._origin)
        found = {}
        hits_list = self._club_duplicate_candidates(values_list)
        for partner, hits in zip(self, hits_list, strict=True):
            others = dismissed.get(partner._origin.id, ())
            hits = [hit for hit in hits if hit[0].id not in others]
            if hits:
                found[partner] = hits
        return found

    @api.model
    def _club_duplicate_candidates(self, values_list):
        """The organisations that plain values are likely to stand for.

        The number of queries does not depend on the number of values, and the
        number of organisations compared per value is bounded.

        :param list values_list: dicts with any of ``name``, ``former_name``,
            ``founding_year``, ``street``, ``zip``, ``city``, ``email``, ``phone``,
            ``register_number``; with ``id`` that organisation is left out,
            ``parent_id`` and ``company_id`` leave out parents and other companies
        :return: per dict a list of (partner, score, reason sentence), the most likely
            first
        """
        return [
            [
                (partner, score, self._club_match_sentence(reasons))
                for partner, score, reasons in hits
            ]
            for hits in self._club_match(values_list)
        ]

    @api.model
    def _club_match(self, values_list):
        """As ``_club_duplicate_candidates``, with codes of reasons."""
        subjects = [actor_names.actor(values) for values in values_list]
        rows = self._club_rows_by_key([actor_names.keys(s) for s in subjects])
        ids = {partner_id for row in rows.values() for partner_id in row}
        # under the rules of whoever asks; archived ones exist as well
        known = self.with_context(active_test=False).search([("id", "in", list(ids))])
        actors = {
            partner.id: (partner, actor_names.actor(partner._club_match_values()))
            for partner in known
        }
        hits_list = []
        for index, (values, subject) in enumerate(
            zip(values_list, subjects, strict=True)
        ):
            candidates = (actors[key] for key in rows.get(index, ()) if key in actors)
            hits = [
                (partner, *actor_names.compare(subject, other))
                for partner, other in candidates
                if partner._club_may_equal(values)
            ]
            hits_list.append(self._club_likely(hits))
        return hits_list

    @api.model
    def _club_rows_by_key(self, keys_list):
        """The ids that share most keys with each set of keys, by its position."""
        keys = [
            (index, key, 1 if key[0] in "012p" else 5)
            for index, keys in enumerate(keys_list)
            for key in sorted(keys)
        ]
        if not keys:
            return {}
        self.flush_model(["club_match_keys"])
        indexes, texts, weights = map(list, zip(*keys, strict=True))
        found = {}
        for index, partner_id in self.env.execute_query(
            self._club_candidate_sql(indexes, texts, weights)
        ):
            found.setdefault(index, []).append(partner_id)
        return found

    @api.model
    def _club_candidate_sql(self, indexes, texts, weights):
        return SQL(
            """
            SELECT index, partner_id
              FROM (SELECT wanted.index,
                           hit.id AS partner_id,
                           row_number() OVER (
                               PARTITION BY wanted.index
                               ORDER BY sum(wanted.weight) DESC, hit.id
                           ) AS place
                      FROM unnest(%(indexes)s::int[], %(texts)s, %(weights)s::int[])
                           AS wanted(index, key, weight)
                CROSS JOIN LATERAL (
                           SELECT id
                             FROM res_partner
                            WHERE string_to_array(club_match_keys, ' ')
                                  @> ARRAY[wanted.key]
                            LIMIT %(rows)s) AS hit
                  GROUP BY wanted.index, hit.id) AS ranked
             WHERE place <= %(candidates)s
            """,
            indexes=indexes,
            texts=texts,
            weights=weights,
            rows=ROWS_PER_KEY,
            candidates=CANDIDATES,
        )

    def _club_may_equal(self, values):
        """Whether this could be the organisation with these values at all."""
        own_id, parent_id = values.get("id"), values.get("parent_id")
        company_id = values.get("company_id")
        if own_id and own_id in (self.id, self.parent_id.id):
            return False
        if parent_id and parent_id == self.id:
            return False
        return not (company_id and self.company_id and self.company_id.id != company_id)

    @api.model
    def _club_likely(self, hits):
        """Drop what is unlikely by itself or beside a much better one."""
        hits = sorted(
            (hit for hit in hits if hit[1] >= actor_names.LIKELY),
            key=lambda hit: (-hit[1], hit[0].id),
        )
        return [hit for hit in hits if hit[1] >= hits[0][1] - 0.12][:HINTS]

    @api.model
    def _club_match_sentence(self, reasons):
        """Why two organisations are likely to be one, as a sentence.

        :param reasons: codes as ``actor_names.compare`` gives them
        """
        words = {
            "name": self.env._("same name"),
            "spelling": self.env._("same name apart from legal form and spelling"),
            "similar": self.env._("similar name"),
            "former": self.env._("same or similar former name"),
            "address": self.env._("same address"),
            "email": self.env._("same e-mail address"),
            "domain": self.env._("same e-mail domain"),
            "phone": self.env._("same telephone number"),
            "register": self.env._("same register number"),
            "year": self.env._("same founding year"),
        }
        phrases = [words[reason] for reason in reasons if reason in words]
        text = format_list(self.env, phrases) if phrases else ""
        return f"{text[:1].upper()}{text[1:]}." if text else ""
