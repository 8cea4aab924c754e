"""Who works on a case: responsible, deputy, supervisor, and who did before."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ClubCase(models.Model):
    _inherit = "club.case"

    user_id = fields.Many2one(tracking=True)
    deputy_id = fields.Many2one(
        comodel_name="res.users",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        check_company=True,
        tracking=True,
    )
    supervisor_id = fields.Many2one(
        comodel_name="res.users",
        compute="_compute_supervisor_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        index="btree_not_null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        check_company=True,
        tracking=True,
        help="Who oversees the work on this case; the team's leader unless somebody "
        "else is chosen.",
    )

    predecessor_id = fields.Many2one(
        comodel_name="res.users",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        copy=False,
        help="Who was responsible before.",
    )
    may_edit = fields.Boolean(
        compute="_compute_may_edit",
        help="Whether the current user may work on this case, so that no button is "
        "offered in vain.",
    )

    @api.depends("user_id", "deputy_id", "supervisor_id", "merged_into_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_may_edit(self):
        editable = self._origin._filtered_access("write")
        for case in self:
            case.may_edit = case._origin in editable and not case.merged_into_id

    @api.depends("team_id", "company_id")
    def _compute_supervisor_id(self):
        """The leader of the team; whoever was chosen by hand stays."""
        for case in self:
            if case.company_id in case.supervisor_id.company_ids:
                continue
            leader = case.team_id.user_id
            case.supervisor_id = leader.filtered(
                lambda user, c=case: c.company_id in user.company_ids
            )

    @api.constrains("user_id", "deputy_id", "supervisor_id")
    def _check_users(self):
        for case in self:
            users = case.user_id | case.deputy_id | case.supervisor_id
            # sudo: portal users are told apart from staff, nothing else is read
            if users.sudo().filtered("share"):
                raise ValidationError(
                    self.env._(
                        "Only colleagues can be responsible for a case, deputise or "
                        "supervise. Please choose somebody with an account for staff."
                    )
                )

    def write(self, vals):
        if "predecessor_id" in vals:
            raise UserError(
                self.env._(
                    "The predecessor follows from handing the case over and is not "
                    "entered by hand. Please change who is responsible instead."
                )
            )
        if "user_id" not in vals:
            return super().write(vals)
        for user, cases in self.grouped("user_id").items():
            if user and user.id != vals["user_id"]:
                super(ClubCase, cases).write({**vals, "predecessor_id": user.id})
            else:
                super(ClubCase, cases).write(vals)
        return True

    def action_assign_to_me(self):
        """Make the current user responsible for the cases."""
        return self.write({"user_id": self.env.uid})

    # ------------------------------------------------------------
    # Followers
    # ------------------------------------------------------------

    def _message_auto_subscribe_followers(self, updated_values, default_subtype_ids):
        """The deputy follows the case as the responsible person does."""
        followers = super()._message_auto_subscribe_followers(
            updated_values, default_subtype_ids
        )
        deputy = self.env["res.users"].browse(updated_values.get("deputy_id") or [])
        if deputy and deputy.sudo().active:
            template = deputy != self.env.user and "mail.message_user_assigned"
            followers.append(
                (deputy.sudo().partner_id.id, default_subtype_ids, template)
            )
        return followers
