from markupsafe import Markup

from odoo import api, fields, models

BATCH = 200


class ClubDuplicatePair(models.Model):
    """Two organisations that are likely to be one, until a person has decided."""

    _name = "club.duplicate.pair"
    _description = "Likely Duplicate"
    _order = "score desc, id"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Organisation",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    other_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Likely the Same",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    score = fields.Float(
        string="Likelihood",
        aggregator=None,
        readonly=True,
    )
    # codes, so that everybody reads the reason in the own language
    reasons = fields.Char(readonly=True)
    reason = fields.Char(compute="_compute_reason")
    state = fields.Selection(
        selection=[("open", "To Decide"), ("dismissed", "Not a Duplicate")],
        string="Status",
        required=True,
        default="open",
        index=True,
        readonly=True,
    )
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        index="btree_not_null",
    )

    # an index, not UNIQUE: merging contacts deletes what UNIQUE refuses
    _pair_unique = models.UniqueIndex(
        "(LEAST(partner_id, other_partner_id), GREATEST(partner_id, other_partner_id))",
        "Somebody else has just searched as well. Please reload the list.",
    )

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("partner_id", "other_partner_id")
    def _compute_display_name(self):
        for pair in self:
            names = (pair.partner_id.name, pair.other_partner_id.name)
            pair.display_name = " – ".join(name for name in names if name)

    @api.depends("partner_id.company_id", "other_partner_id.company_id")
    def _compute_company_id(self):
        for pair in self:
            pair.company_id = (
                pair.partner_id.company_id or pair.other_partner_id.company_id
            )

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason(self):
        for pair in self:
            reasons = (pair.reasons or "").split(",")
            pair.reason = pair.partner_id._club_match_sentence(reasons)

    @api.depends("partner_id", "other_partner_id")
    @api.depends_context("lang", "uid")
    def _compute_comparison(self):
        for pair in self:
            rows = Markup("").join(pair._comparison_rows())
            pair.comparison = (
                Markup("<table class='table table-sm'><tbody>%s</tbody></table>") % rows
            )

    def _comparison_rows(self):
        row = Markup("<tr><th>%s</th><td>%s</td><td>%s</td></tr>")
        equal = Markup("<tr class='text-muted'><th>%s</th><td>%s</td><td>%s</td></tr>")
        partners = self.partner_id, self.other_partner_id
        for name in self._compared_fields():
            field = partners[0]._fields[name]
            label = field._description_string(self.env)
            texts = [str(partner[name] or "") for partner in partners]
            if any(texts):
                same = texts[0] == texts[1]
                yield (equal if same else row) % (label, *texts)
        for label, method in (
            (self.env._("Cases"), "club_case_ids"),
            (self.env._("Offices"), "office_ids"),
            (self.env._("Contact Entries"), "club_contact_entry_ids"),
        ):
            yield row % (label, *(len(partner[method]) for partner in partners))

    def _compared_fields(self):
        return [
            "name",
            "former_name",
            "founding_year",
            "street",
            "zip",
            "city",
            "email",
            "phone",
            "website",
            "register_number",
            "member_count",
        ]

    # ------------------------------------------------------------
    # Searching
    # ------------------------------------------------------------

    def action_find(self):
        """Search the organisations that are new or changed, and renew the list.

        The first thousand: the night looks at the others.
        """
        self.env["res.partner"].check_access("write")
        self._search_batch(limit=BATCH * 5)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _cron_find(self, batch_size=BATCH):
        """Search all organisations that are new or changed, in portions."""
        Cron = self.env["ir.cron"]
        domain = [("club_duplicate_pending", "=", True)]
        Cron._commit_progress(remaining=self.env["res.partner"].search_count(domain))
        while done := self._search_batch(limit=batch_size):
            if not Cron._commit_progress(done):
                break

    @api.model
    def _search_batch(self, limit):
        """Search for duplicates of some organisations that wait for it.

        :return: how many organisations were searched
        """
        partners = self.env["res.partner"].search(
            [("club_duplicate_pending", "=", True)], limit=limit, order="id"
        )
        self._renew(partners)
        partners.club_duplicate_pending = False
        return len(partners)

    @api.model
    def _renew(self, partners):
        """Make the open pairs of these organisations what they are today."""
        found = self._found_pairs(partners)
        # sudo: pairs come from searching under the user's own rules, not from input
        pairs = self.sudo().search(
            [
                "|",
                ("partner_id", "in", partners.ids),
                ("other_partner_id", "in", partners.ids),
            ]
        )
        gone = self.browse()
        for pair in pairs:
            values = found.pop(pair._key(), None)
            if pair.state == "open" and not values:
                gone += pair
            elif pair.state == "open" and pair.score != values["score"]:
                pair.write(values)
        gone.sudo().unlink()
        self.sudo().create(
            [
                {"partner_id": low, "other_partner_id": high, **values}
                for (low, high), values in found.items()
            ]
        )

    def _found_pairs(self, partners):
        found = {}
        values_list = [
            {
                **partner._club_match_values(),
                "id": partner.id,
                "parent_id": partner.parent_id.id,
                "company_id": partner.company_id.id,
            }
            for partner in partners.filtered("active")
        ]
        hits_list = self.env["res.partner"]._club_match(values_list)
        for values, hits in zip(values_list, hits_list, strict=True):
            for duplicate, score, reasons in hits:
                if duplicate.active:
                    key = tuple(sorted((values["id"], duplicate.id)))
                    found[key] = {"score": score, "reasons": ",".join(reasons)}
        return found

    def _key(self):
        return tuple(sorted((self.partner_id.id, self.other_partner_id.id)))

    @api.model
    def _dismissed(self, partners):
        """Which organisations are known to be others.

        :return: ``{partner id: {ids}}``
        """
        if not partners.ids:
            return {}
        ids = partners.ids
        pairs = self.search(
            [
                ("state", "=", "dismissed"),
                "|",
                ("partner_id", "in", ids),
                ("other_partner_id", "in", ids),
            ]
        )
        others = {}
        for pair in pairs:
            low, high = pair._key()
            others.setdefault(low, set()).add(high)
            others.setdefault(high, set()).add(low)
        return others

    # ------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------

    def _resolve_merge(self, sources, target):
        """Keep what people decided when organisations become one."""
        merged = sources | target
        pairs = self.search(
            [
                "|",
                ("partner_id", "in", merged.ids),
                ("other_partner_id", "in", merged.ids),
            ]
        )
        kept = {}
        # a decision counts more than a suspicion, which comes again by itself
        for pair in pairs.sorted(lambda pair: (pair.state, pair.id)):
            others = (pair.partner_id | pair.other_partner_id) - merged
            if len(others) == 1 and others not in kept:
                kept[others] = pair
        (pairs - self.browse().concat(*kept.values())).unlink()

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_merge(self):
        """Open Odoo's dialog for merging with both organisations."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "base.action_partner_merge"
        )
        partners = self.partner_id | self.other_partner_id
        action["context"] = {
            "active_model": "res.partner",
            "active_ids": partners.ids,
            "club_support_merge_into": max(partners, key=self._substance).id,
        }
        return action

    def _substance(self, partner):
        """How much there is about an organisation; the older one wins a tie."""
        return (
            len(partner.club_case_ids)
            + len(partner.office_ids)
            + len(partner.club_contact_entry_ids)
            + len(partner.membership_count_ids),
            -partner.id,
        )

    def action_dismiss(self):
        """Remember that these are different organisations."""
        self._decide("dismissed")

    def action_reopen(self):
        """Decide again."""
        self._decide("open")

    def _decide(self, state):
        self.check_access("read")
        self.env["res.partner"].check_access("write")
        # sudo: checked above; what was found is nobody's to write
        self.sudo().state = state
