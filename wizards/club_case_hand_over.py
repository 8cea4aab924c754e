from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

USER_DOMAIN = "[('share', '=', False), ('company_ids', 'in', company_id)]"


class ClubCaseHandOver(models.TransientModel):
    """A desk goes to a colleague: the open cases of one person, with a note."""

    _name = "club.case.hand.over"
    _description = "Hand Over a Desk"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    case_ids = fields.Many2many(
        comodel_name="club.case",
        string="Selected Cases",
        default=lambda self: self._default_case_ids(),
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Desk Of",
        required=True,
        default=lambda self: self._default_user_id(),
        domain=USER_DOMAIN,
        context={"active_test": False},
    )
    successor_id = fields.Many2one(
        comodel_name="res.users",
        string="Goes To",
        required=True,
        domain=USER_DOMAIN,
    )
    is_selection = fields.Boolean(
        string="Selected Cases Only",
        default=lambda self: bool(self._default_case_ids()),
    )
    with_responsible = fields.Boolean(string="Cases as Responsible", default=True)
    with_deputy = fields.Boolean(string="Cases as Deputy")
    with_supervisor = fields.Boolean(string="Cases as Supervisor")
    note = fields.Text(
        required=True,
        help="Stays in every case as an internal note: what comes next, whom to ask.",
    )
    responsible_count = fields.Integer(
        string="Responsible For",
        compute="_compute_counts",
    )
    deputy_count = fields.Integer(string="Deputy In", compute="_compute_counts")
    supervisor_count = fields.Integer(string="Supervisor In", compute="_compute_counts")
    activity_count = fields.Integer(string="Activities", compute="_compute_counts")
    hidden_count = fields.Integer(string="Cases That Stay", compute="_compute_counts")

    @api.model
    def _default_case_ids(self):
        if self.env.context.get("active_model") != "club.case":
            return self.env["club.case"]
        cases = self.env["club.case"].browse(self.env.context.get("active_ids", []))
        return cases._filtered_access("read")

    @api.model
    def _default_user_id(self):
        """Whoever is responsible for all the selected cases, else oneself."""
        holder = self._default_case_ids().user_id
        return holder if len(holder) == 1 else self.env.user

    @api.depends("user_id", "successor_id")
    def _compute_display_name(self):
        for dialog in self:
            names = [dialog.user_id.name, dialog.successor_id.name]
            dialog.display_name = " → ".join(name for name in names if name)

    @api.depends("user_id", "is_selection", "case_ids", "company_id")
    @api.depends_context("uid")
    def _compute_counts(self):
        for dialog in self:
            counts, dialog_roles = {}, dialog._get_role_fields()
            may_hand_over = dialog.user_id and dialog._may_hand_over()
            Case = self.env["club.case"]
            for role in dialog_roles:
                domain = dialog._get_domain([role])
                counts[role] = Case.search_count(domain) if may_hand_over else 0
            everything = dialog._get_domain(dialog_roles)
            cases = Case.search(everything) if may_hand_over else Case
            dialog.responsible_count = counts["user_id"]
            dialog.deputy_count = counts["deputy_id"]
            dialog.supervisor_count = counts["supervisor_id"]
            dialog.activity_count = dialog._count_activities(cases)
            dialog.hidden_count = dialog._count_hidden() if may_hand_over else 0

    def _count_activities(self, cases):
        # sudo: only how many there are, in cases that the user may read
        Activity = self.env["mail.activity"].sudo()
        return Activity.search_count(
            [
                ("res_model", "=", "club.case"),
                ("res_id", "in", cases.ids),
                ("user_id", "=", self.user_id.id),
            ]
        )

    def _count_hidden(self):
        """How many cases of the desk stay, as the current user may not read them."""
        domain = self._get_domain(self._get_role_fields(), selected=False)
        Case = self.env["club.case"]
        # sudo: nothing but their number is told
        return Case.sudo().search_count(domain) - Case.search_count(domain)

    @api.model
    def _get_role_fields(self):
        """Field of the case by tick box of the dialog."""
        return {
            "user_id": "with_responsible",
            "deputy_id": "with_deputy",
            "supervisor_id": "with_supervisor",
        }

    def _get_domain(self, roles, selected=None):
        """The open cases in which the giver has one of the roles."""
        domain = Domain("is_closed", "=", False)
        domain &= Domain("company_id", "=", self.company_id.id)
        domain &= Domain.OR([(role, "=", self.user_id.id)] for role in roles)
        if self.is_selection and selected is not False:
            domain &= Domain("id", "in", self.case_ids.ids)
        return domain

    # ------------------------------------------------------------
    # Handing over
    # ------------------------------------------------------------

    def _may_hand_over(self):
        """Everybody gives the own desk away, leads give anybody's of their company."""
        if self.company_id not in self.env.companies:
            return False
        is_lead = self.env.user.has_group("club_support.club_support_group_lead")
        return is_lead or self.user_id == self.env.user

    def _check(self, roles):
        if not self._may_hand_over():
            raise AccessError(
                self.env._(
                    "You can hand over your own desk only. Please ask a lead of your "
                    "company to hand over that of a colleague."
                )
            )
        if self.user_id == self.successor_id:
            raise ValidationError(
                self.env._(
                    "A desk cannot be handed over to the person who has it. Please "
                    "choose a colleague."
                )
            )
        if not (self.note or "").strip():
            raise ValidationError(
                self.env._("Please write a note, so that your colleague can go on.")
            )
        if not roles and not self._is_more_ticked():
            raise UserError(
                self.env._("Please tick what is to be handed over, at least one line.")
            )

    def _is_more_ticked(self):
        """Whether anything but cases goes along."""
        return False

    def action_hand_over(self):
        """Give the open cases, their activities and the note to the successor.

        :raises UserError: when there is nothing to hand over
        """
        self.ensure_one()
        ticks = self._get_role_fields()
        roles = [role for role, tick in ticks.items() if self[tick]]
        self._check(roles)
        cases = self.env["club.case"]
        if roles:
            cases = cases.search(self._get_domain(roles))
        others = self._hand_over_others()
        if not cases and not others:
            raise UserError(
                self.env._(
                    "There is no open case to hand over. Please check whose desk it is "
                    "and what is ticked."
                )
            )
        if cases:
            cases._check_taker(self.successor_id)
            cases._hand_over(self.user_id, self.successor_id, roles, self._make_note())
            self._tell_successor(cases)
        return self._make_answer(len(cases), others)

    def _hand_over_others(self):
        """What of the desk is no case goes along.

        :return: what went along, in words; nothing if there was nothing
        """
        return ""

    def _make_note(self):
        title = self.env._(
            "Handed over from %(giver)s to %(taker)s.",
            giver=self.user_id.name,
            taker=self.successor_id.name,
        )
        lines = Markup("<br/>").join(escape(line) for line in self.note.splitlines())
        return Markup("<p>%s</p><p>%s</p>") % (title, lines)

    def _tell_successor(self, cases):
        """One message about all cases; it names numbers only."""
        if self.successor_id == self.env.user:
            return
        successor = self.successor_id.sudo()
        dialog = self.with_context(lang=successor.lang)
        text = dialog.env._(
            "You take over %(count)s cases from %(giver)s: %(numbers)s.",
            count=len(cases),
            giver=self.user_id.name,
            numbers=", ".join(sorted(cases.sudo().mapped("number"))),
        )
        self.env["mail.thread"].message_notify(
            subject=dialog.env._("A desk was handed over to you"),
            body=Markup("<p>%s</p>%s") % (text, dialog._make_note()),
            partner_ids=successor.partner_id.ids,
        )

    def _make_answer(self, count, others):
        message = ""
        if count:
            message = self.env._(
                "%(count)s cases were handed over to %(name)s.",
                count=count,
                name=self.successor_id.name,
            )
        message = " ".join(filter(None, [message, others]))
        if not self.is_selection and self.hidden_count:
            message += " " + self.env._(
                "%(count)s restricted cases stay, as you may not read them.",
                count=self.hidden_count,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
