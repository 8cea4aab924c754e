from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

# Rows that only say "this contact belongs there" and are unique: table, column of the
# contact, the other unique columns.
LINKS = (
    ("mail_notification", "res_partner_id", ("mail_message_id",)),
    ("mail_message_reaction", "partner_id", ("message_id", "content")),
    ("discuss_channel_member", "partner_id", ("channel_id",)),
    ("res_users_settings_volumes", "partner_id", ("user_setting_id",)),
    ("calendar_filters", "partner_id", ("user_id",)),
)


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Odoo's merge of contacts, so that nothing of the register is lost.

    Case leads may merge what belongs to the register, also with different e-mail
    addresses; everything else stays with Odoo's contact managers.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def default_get(self, fields):
        """Propose the organisation of which more is known, not the oldest."""
        values = super().default_get(fields)
        target_id = self.env.context.get("club_support_merge_into")
        if "dst_partner_id" in values and target_id:
            values["dst_partner_id"] = target_id
        return values

    def action_merge(self):
        """Where a likely pair was merged, its list goes on."""
        target = self.dst_partner_id
        action = super().action_merge()
        if not self.env.context.get("club_support_merge_into"):
            return action
        return self._action_after_pair(target)

    def _action_after_pair(self, target):
        # the pair is gone: "main" leaves no way back to it
        Action = self.env["ir.actions.act_window"]
        if target.club_needs_review:
            action = Action._for_xml_id("club_support.res_partner_action_register")
            form = self.env.ref("club_support.res_partner_view_form_organisation")
            views = [(form.id, "form")]
            return {**action, "res_id": target.id, "views": views, "target": "main"}
        action = Action._for_xml_id("club_support.club_duplicate_pair_action")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "“%(name)s” is one organisation now. What the other said "
                    "differently stands in its history.",
                    name=target.name,
                ),
                "next": {**action, "target": "main"},
            },
        }

    # ------------------------------------------------------------
    # Who may merge what
    # ------------------------------------------------------------

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if len(partners) > 1:
            self._check_club_merge(partners)
            if self._may_merge_different_emails(partners):
                extra_checks = False
        result = super()._merge(
            partner_ids, dst_partner=dst_partner, extra_checks=extra_checks
        )
        # sudo: drafts of others name the merged contacts as well
        self.env["club.mailing"].sudo()._refresh_after_merge(partners.exists())
        return result

    def _may_merge_different_emails(self, partners):
        """Leads have looked at both; a run over all contacts has not."""
        user = self.env.user
        if self.env.context.get("club_support_automatic_merge"):
            return False
        if not user.has_group("club_support.club_support_group_lead"):
            return False
        objection = self._club_objection(partners)
        if objection and not user.has_group("base.group_partner_manager"):
            raise AccessError(objection)
        return not objection

    def _check_club_merge(self, partners):
        """Refuse what makes no sense, whoever asks.

        :raises UserError: for a person with an organisation, and for organisations
            of different companies
        """
        persons = partners.filtered(lambda partner: not partner.is_company)
        if persons and persons != partners:
            raise UserError(
                self.env._(
                    "“%(person)s” is a person and “%(organisation)s” an organisation; "
                    "they cannot become one. If one of them was entered wrongly, "
                    "please change that first.",
                    person=persons[0].name,
                    organisation=(partners - persons)[0].name,
                )
            )
        if partners._club_of_register() and self._differ_in_company(partners):
            raise UserError(
                self.env._(
                    "“%(one)s” and “%(other)s” do not belong to the same company. "
                    "Please set the same company on both first.",
                    one=partners[0].name,
                    other=partners[1].name,
                )
            )

    def _differ_in_company(self, partners):
        companies = {partner.company_id for partner in partners}
        # sudo: only whether there is more than one company is asked
        Company = self.env["res.company"].sudo()
        return len(companies) > 1 and Company.search_count([], limit=2) > 1

    def _club_objection(self, partners):
        """Why a lead may not merge these contacts, as a sentence, or nothing."""
        partners.check_access("write")
        # sudo: whether somebody logs in with a contact is asked, nothing is shown
        partners_sudo = partners.with_context(active_test=False).sudo()
        companies = self.env["res.company"].sudo()
        companies = companies.search([("partner_id", "in", partners.ids)])
        insiders = partners_sudo.filtered("user_ids") | companies.partner_id
        if insiders:
            return self.env._(
                "“%(name)s” is the contact of a user or of your own company. Only "
                "Odoo's contact managers merge such contacts.",
                name=insiders[0].name,
            )
        strangers = partners - partners._club_of_register()
        if strangers:
            return self.env._(
                "“%(name)s” does not belong to the register. You can merge "
                "organisations of the register and persons who hold an office or "
                "belong to such an organisation.",
                name=strangers[0].name,
            )
        return ""

    def _check_contact_manager(self):
        if not self.env.user.has_group("base.group_partner_manager"):
            raise AccessError(
                self.env._(
                    "Only Odoo's contact managers merge many contacts at once. Please "
                    "select the two contacts that are the same."
                )
            )

    def action_start_manual_process(self):
        self._check_contact_manager()
        return super().action_start_manual_process()

    def action_start_automatic_process(self):
        self._check_contact_manager()
        strict = self.with_context(club_support_automatic_merge=True)
        return super(
            BasePartnerMergeAutomaticWizard, strict
        ).action_start_automatic_process()

    def parent_migration_process_cb(self):
        self._check_contact_manager()
        strict = self.with_context(club_support_automatic_merge=True)
        return super(
            BasePartnerMergeAutomaticWizard, strict
        ).parent_migration_process_cb()

    def action_update_all_process(self):
        self._check_contact_manager()
        return super().action_update_all_process()

    # ------------------------------------------------------------
    # Nothing is lost
    # ------------------------------------------------------------

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        for model in self._get_club_merge_models():
            # sudo: rows that the user may not see move as well, as Odoo moves them
            self.env[model].sudo()._resolve_merge(src_partners, dst_partner)
        self._drop_double_links(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _get_club_merge_models(self):
        """Models whose rows settle among themselves before Odoo moves them.

        Each offers ``_resolve_merge(sources, target)``.
        """
        return [
            "club.office",
            "club.membership.count",
            "club.cooperation",
            "club.duplicate.pair",
            "club.network.member",
            "club.invitation",
            "club.attendance",
        ]

    @api.model
    def _drop_double_links(self, src_partners, dst_partner):
        """Let go links that the remaining contact has as well.

        Odoo would let go all links of the merged contact, or stop.
        """
        self.env.flush_all()
        target_id, ids = dst_partner.id, (src_partners | dst_partner).ids
        self._drop_double_followers(target_id, ids)
        for table, column, unique in LINKS:
            self.env.cr.execute(
                SQL(
                    """
                    DELETE FROM %(table)s WHERE id IN (
                        SELECT id FROM (
                            SELECT id, row_number() OVER (
                                PARTITION BY %(unique)s
                                ORDER BY (%(column)s = %(target_id)s) DESC, id
                            ) AS place
                              FROM %(table)s WHERE %(column)s = ANY(%(ids)s)
                        ) AS ranked WHERE place > 1)
                    """,
                    table=SQL.identifier(table),
                    column=SQL.identifier(column),
                    unique=SQL(", ").join(map(SQL.identifier, unique)),
                    target_id=target_id,
                    ids=ids,
                )
            )
        self.env.invalidate_all()

    @api.model
    def _drop_double_followers(self, target_id, ids):
        """Followers of the merged contact, and what it follows itself.

        Who was told more goes on being told more.
        """
        subtypes = self.env["mail.followers"]._fields["subtype_ids"]
        ranked = SQL(
            """
            WITH merged AS (
                SELECT id,
                       res_model,
                       CASE WHEN res_model = 'res.partner' AND res_id = ANY(%(ids)s)
                            THEN %(target_id)s ELSE res_id END AS res_id,
                       CASE WHEN partner_id = ANY(%(ids)s)
                            THEN %(target_id)s ELSE partner_id END AS partner_id
                  FROM mail_followers
                 WHERE partner_id = ANY(%(ids)s)
                    OR (res_model = 'res.partner' AND res_id = ANY(%(ids)s))
            ), ranked AS (
                SELECT id, min(id) OVER (
                           PARTITION BY res_model, res_id, partner_id
                       ) AS kept
                  FROM merged
            )
            """,
            ids=ids,
            target_id=target_id,
        )
        self.env.cr.execute(
            SQL(
                """
                %(ranked)s
                INSERT INTO %(relation)s (%(follower)s, %(subtype)s)
                SELECT ranked.kept, told.%(subtype)s
                  FROM ranked
                  JOIN %(relation)s AS told ON told.%(follower)s = ranked.id
                 WHERE ranked.kept <> ranked.id
                ON CONFLICT DO NOTHING
                """,
                ranked=ranked,
                relation=SQL.identifier(subtypes.relation),
                follower=SQL.identifier(subtypes.column1),
                subtype=SQL.identifier(subtypes.column2),
            )
        )
        self.env.cr.execute(
            SQL(
                "%s DELETE FROM mail_followers USING ranked "
                "WHERE mail_followers.id = ranked.id AND ranked.kept <> ranked.id",
                ranked,
            )
        )

    @api.model
    def _update_values(self, src_partners, dst_partner):
        kept = dst_partner._club_values_to_keep(src_partners)
        result = super()._update_values(src_partners, dst_partner)
        dst_partner._club_keep_after_merge(src_partners, kept)
        src_partners._club_tell_what_differed(dst_partner)
        dst_partner._club_recompute_after_merge()
        return result
