"""Cases that only those who work on them may read."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

READERS = ("user_id", "deputy_id", "supervisor_id")
DECIDES_ON_READERS = {"is_restricted", "type_id", "team_id", *READERS}
LEAD = "club_support.club_support_group_lead"


class ClubCase(models.Model):
    _inherit = "club.case"

    is_restricted = fields.Boolean(
        string="Restricted",
        compute="_compute_is_restricted",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        tracking=True,
        help="Only whoever is responsible, deputises or supervises may read a "
        "restricted case. Everybody else sees its number at most.",
    )

    @api.depends("type_id")
    def _compute_is_restricted(self):
        """What is restricted once is opened by a person only, not by its type."""
        for case in self:
            case.is_restricted = case.is_restricted or case.type_id.is_restricted

    @api.depends("number", "name", "is_restricted", *READERS)
    @api.depends_context("uid")
    def _compute_display_name(self):
        """Links show the number only to who may not read the case."""
        withheld = self._club_withheld()
        result = super(ClubCase, self - withheld)._compute_display_name()
        for case in withheld:
            case.display_name = case._club_public_name()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        self._club_check_previous([vals.get("previous_case_id") for vals in vals_list])
        cases = super().create(vals_list)
        cases._club_close_to_others()
        return cases

    def write(self, vals):
        self._club_check_previous([vals.get("previous_case_id")])
        result = super().write(vals)
        if DECIDES_ON_READERS & vals.keys():
            self._club_close_to_others()
        return result

    def web_save(self, vals, specification, next_id=None):
        """Let a restricted case be handed over in its form.

        Who gives it away may not read it afterwards; the form learns the id only.
        """
        if not self or next_id or not (DECIDES_ON_READERS & vals.keys()):
            return super().web_save(vals, specification, next_id=next_id)
        self.write(vals)
        readable = self._filtered_access("read")
        values = readable.with_context(bin_size=True).web_read(specification)
        return values + [{"id": case.id} for case in self - readable]

    @api.model
    def _club_check_previous(self, case_ids):
        """Replies go to the latest case that continues one: no way to divert them.

        :raises AccessError: when a case shall continue one that is not readable
        """
        previous = self.browse({case_id for case_id in case_ids if case_id})
        if not self.env.su and previous._club_withheld():
            raise AccessError(
                self.env._(
                    "A case can only continue one that you may read. Please choose "
                    "another case or none."
                )
            )

    def _prepare_continuation_vals(self, address):
        """What continues a restricted case is for the same people."""
        vals = super()._prepare_continuation_vals(address)
        if self.is_restricted:
            vals["is_restricted"] = True
            for field in READERS:
                # nobody, rather than whoever leads the team today
                vals[field] = self[field].filtered("active").id
        return vals

    # ------------------------------------------------------------
    # Who may read
    # ------------------------------------------------------------

    @api.model
    def _club_withheld_domain(self, user):
        """Cases that are not for a user, whatever else opens them.

        The same as the record rules say, for the doors that rules do not guard.

        :param user: one ``res.users``
        """
        readers = Domain.OR(Domain(field, "=", user.id) for field in READERS)
        if user.has_group(LEAD):
            readers |= Domain.AND(Domain(field, "=", False) for field in READERS)
        return Domain("is_restricted", "=", True) & ~readers

    def _club_withheld(self, user=None):
        """Those of these cases that a user may not read although others may.

        Whoever acts in sudo() still is who they are; only Odoo itself is exempt.

        :param user: a ``res.users``, the current user by default
        """
        # sudo: roles and people are compared, none is shown
        user = (user or self.env.user).sudo()
        if user.id == SUPERUSER_ID or not self:
            return self.browse()
        cases = self.sudo().with_context(active_test=False)
        # nothing else may be fetched here: what is in memory is given to anybody
        cases._origin.fetch(["number", "is_restricted", "company_id", *READERS])
        withheld = cases.filtered_domain(self._club_withheld_domain(user))
        return self.filtered(lambda case: case._ids[0] in withheld._ids)

    def _club_readers(self):
        """The users for whom a restricted case is; leads where there is nobody."""
        self.ensure_one()
        # sudo: who works on the case may be an archived user
        case = self.sudo()
        users = case.user_id | case.deputy_id | case.supervisor_id
        if users:
            return users
        leads = self.env.ref(LEAD).sudo().all_user_ids
        return leads.filtered(lambda user: case.company_id in user.company_ids)

    def _club_public_name(self):
        """What everybody may know of a restricted case."""
        self.ensure_one()
        return f"[{self.number}]"

    def _club_check_assignee(self, user):
        """:raises UserError: when an activity goes to somebody who may not read"""
        if user not in self._club_readers():
            raise UserError(
                self.env._(
                    "Case %(number)s is restricted. Please give this activity to "
                    "whoever is responsible, deputises or supervises.",
                    number=self.number,
                )
            )

    def _club_restricted(self):
        """The restricted ones; what is asked for stays with who asks."""
        # sudo: the caller decides for whom the answer counts
        cases = self.sudo().exists()
        cases.fetch(["number", "is_restricted", "company_id", *READERS])
        return cases.filtered("is_restricted")

    # ------------------------------------------------------------
    # What others have of it already
    # ------------------------------------------------------------

    def _club_close_to_others(self):
        """Take followers, notices and activities from who may no longer read.

        Activities are not lost: they go to whoever is responsible.
        """
        # sudo: followers and activities of colleagues; the cases were just written
        Activity = self.env["mail.activity"].sudo().with_context(active_test=False)
        activities = Activity.search(
            [("res_model", "=", "club.case"), ("res_id", "in", self.ids)]
        )
        self.env.add_to_compute(Activity._fields["res_name"], activities)
        restricted = self._club_restricted()
        if not restricted:
            return
        readers = {case.id: case._club_readers() for case in restricted}
        activities = activities.filtered(
            lambda activity: (
                activity.active
                and activity.res_id in readers
                and activity.user_id
                and activity.user_id not in readers[activity.res_id]
            )
        ).with_context(mail_activity_quick_update=True)
        heirs = {case.id: restricted._club_heir(case) for case in restricted}
        for heir, own in activities.grouped(lambda a: heirs[a.res_id]).items():
            own.write({"user_id": heir.id})
        self._club_remove_followers(readers)
        self._club_remove_notices(readers)

    @api.model
    def _club_heir(self, case):
        """Who takes over what is open: the first of those who may read."""
        users = (case.user_id, case.deputy_id, case.supervisor_id)
        active = [user for user in users if user.active]
        return next(iter(active), self.env["res.users"])

    @api.model
    def _club_remove_followers(self, readers):
        # sudo: see _club_close_to_others
        Follower = self.env["mail.followers"].sudo()
        followers = Follower.search(
            [("res_model", "=", "club.case"), ("res_id", "in", list(readers))]
        )
        followers.filtered(
            lambda follower: (
                follower.partner_id not in readers[follower.res_id].partner_id
            )
        ).unlink()

    @api.model
    def _club_remove_notices(self, readers):
        """Colleagues' inboxes no longer count messages that are not for them."""
        # sudo: see _club_close_to_others
        Notification = self.env["mail.notification"].sudo()
        notices = Notification.search(
            [
                ("mail_message_id.model", "=", "club.case"),
                ("mail_message_id.res_id", "in", list(readers)),
                ("res_partner_id.partner_share", "=", False),
            ]
        )
        notices.filtered(
            lambda notice: (
                notice.res_partner_id
                not in readers[notice.mail_message_id.res_id].partner_id
            )
        ).unlink()
