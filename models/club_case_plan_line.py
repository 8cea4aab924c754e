from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ClubCasePlanLine(models.Model):
    """One step of a plan: what, by whom, and from what its date is counted.

    Open cases read their dates from here: a corrected line moves what is still
    open, at the latest overnight.
    """

    _name = "club.case.plan.line"
    _description = "Step of a Plan"
    _order = "plan_id, sequence, id"
    _check_company_auto = True

    plan_id = fields.Many2one(
        comodel_name="club.case.plan",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="plan_id.company_id")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Step", required=True, translate=True)
    note = fields.Text(
        string="Instructions",
        translate=True,
        help="Stands in the activity, for whoever does the step.",
    )
    activity_type_id = fields.Many2one(
        comodel_name="mail.activity.type",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_activity_type_id(),
        domain="[('res_model', 'in', (False, 'club.case'))]",
    )
    responsible = fields.Selection(
        selection=[
            ("responsible", "Whoever Is Responsible"),
            ("deputy", "Deputy"),
            ("supervisor", "Supervisor"),
            ("user", "Fixed Person"),
        ],
        string="Done by",
        required=True,
        default="responsible",
        help="Where nobody deputises or supervises, whoever is responsible does it.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Person",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    offset_from = fields.Selection(
        selection=[
            ("start", "Opening of the Case"),
            ("line", "Completion of Another Step"),
            ("deadline", "Deadline of the Case"),
        ],
        string="Counted from",
        required=True,
        default="start",
    )
    after_line_id = fields.Many2one(
        comodel_name="club.case.plan.line",
        string="After Step",
        index="btree_not_null",
        ondelete="set null",
        domain="[('plan_id', '=', plan_id), ('id', '!=', id)]",
        help="Save the plan first to choose a step that you have just added.",
    )
    kind_id = fields.Many2one(
        comodel_name="club.deadline.kind",
        string="Deadline",
        index="btree_not_null",
        ondelete="restrict",
    )
    days = fields.Integer(help="Days after; before a deadline: with a minus.")
    day_kind = fields.Selection(
        selection=[("working", "Working Days"), ("calendar", "Calendar Days")],
        string="Kind of Days",
        required=True,
        default="working",
    )
    active = fields.Boolean(default=True)

    _days_plausible = models.Constraint(
        "CHECK (days BETWEEN -730 AND 730)",
        "A step lies 730 days away at most. Please enter fewer days.",
    )
    _no_days_back = models.Constraint(
        "CHECK (days >= 0 OR offset_from = 'deadline')",
        "Only a step that is counted from a deadline can lie before it. Please enter "
        "days without a minus.",
    )
    _name_not_blank = models.Constraint(
        "CHECK (btrim(name ->> 'en_US') <> '')",
        "A step needs a name. Please say in a few words what is to be done.",
    )

    @api.model
    def _default_activity_type_id(self):
        todo = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        return todo or self.env["mail.activity"]._default_activity_type_for_model(
            "club.case"
        )

    # ------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------

    @api.constrains("offset_from", "after_line_id", "kind_id", "responsible", "user_id")
    def _check_complete(self):
        for line in self:
            problem = line._get_missing()
            if problem:
                raise ValidationError(problem)

    def _get_missing(self):
        if self.offset_from == "line" and not self.after_line_id:
            return self.env._(
                "“%(step)s” is counted from the completion of another step. Please "
                "choose which one.",
                step=self.name,
            )
        if self.offset_from == "deadline" and not self.kind_id:
            return self.env._(
                "“%(step)s” is counted from a deadline. Please choose the kind of "
                "deadline.",
                step=self.name,
            )
        if self.responsible == "user" and not self.user_id:
            return self.env._(
                "“%(step)s” is done by a fixed person. Please choose who that is.",
                step=self.name,
            )
        return None

    @api.constrains("user_id")
    def _check_user_id(self):
        # sudo: roles of colleagues are asked for, nothing else is read
        for user in self.user_id.sudo():
            if not user.has_group("club_support.club_support_group_worker"):
                raise ValidationError(
                    self.env._(
                        "%(user)s does not work on cases. Please choose a colleague "
                        "with a role in Club Support.",
                        user=user.name,
                    )
                )

    @api.constrains("after_line_id", "plan_id", "offset_from", "active")
    def _check_after_line_id(self):
        plans = self.plan_id.with_context(active_test=False)
        for line in plans.line_ids.filtered("active"):
            line._check_waits_within_plan()
            line._check_does_not_wait_for_itself()

    def _get_before(self):
        """The step that this one waits for."""
        return self.after_line_id if self.offset_from == "line" else self.browse()

    def _check_waits_within_plan(self):
        before = self._get_before()
        if before and (before.plan_id != self.plan_id or not before.active):
            raise ValidationError(
                self.env._(
                    "“%(step)s” waits for “%(before)s”, which is not, or no longer, "
                    "part of this plan. Please choose another step.",
                    step=self.name,
                    before=before.name,
                )
            )

    def _check_does_not_wait_for_itself(self):
        chain, before = self, self._get_before()
        while before and before not in chain:
            chain, before = chain | before, before._get_before()
        if before == self:
            raise ValidationError(
                self.env._(
                    "These steps wait for each other, so none would ever begin: "
                    "%(steps)s. Please count one of them from the opening of the "
                    "case or from a deadline.",
                    steps=", ".join(f"“{name}”" for name in chain.mapped("name")),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: steps of cases that the administrator may not read count as well
        used = self.env["club.case.plan.step"].sudo()
        step = used.search([("line_id", "in", self.ids)], limit=1)
        if step:
            raise UserError(
                self.env._(
                    "“%(step)s” stands in cases and is part of their history. Please "
                    "archive it instead.",
                    step=step.line_id.name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_waited_for(self):
        waiting = self.with_context(active_test=False).search(
            [
                ("after_line_id", "in", self.ids),
                ("offset_from", "=", "line"),
                ("id", "not in", self.ids),
            ],
            limit=1,
        )
        if waiting:
            raise UserError(
                self.env._(
                    "“%(step)s” waits for “%(before)s”. Please let it wait for "
                    "another step first.",
                    step=waiting.name,
                    before=waiting.after_line_id.name,
                )
            )

    # ------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------

    def _copy_into(self, plan):
        """Copy all lines of one plan into another; who waits for whom stays."""
        copies = self.create(
            [
                {
                    **vals,
                    "plan_id": plan.id,
                    "offset_from": "start",
                    "after_line_id": False,
                    "days": 0,
                }
                for vals in self.copy_data()
            ]
        )
        copy_of = dict(zip(self, copies, strict=True))
        # the lines of one plan are few; each has another one to wait for
        for line, duplicate in copy_of.items():
            before = copy_of.get(line.after_line_id, self.browse())
            duplicate.write(
                {
                    "offset_from": line.offset_from,
                    "after_line_id": before.id,
                    "days": line.days,
                }
            )

    def _get_activity_texts(self, lang):
        """Summary and note for whoever reads that language.

        :return: dict of line: (summary, note)
        """
        return {
            line.with_env(self.env): (line.name, line.note)
            for line in self.with_context(lang=lang)
        }
