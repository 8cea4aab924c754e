"""Several cases turn out to be one: what belongs to them moves to the master."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Command


class ClubCase(models.Model):
    _inherit = "club.case"

    merged_into_id = fields.Many2one(
        comodel_name="club.case",
        string="Merged into",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="The case that now holds the messages, entries and files of this one.",
    )
    merged_case_ids = fields.One2many(
        comodel_name="club.case",
        inverse_name="merged_into_id",
        string="Merged Cases",
        context={"active_test": False},
    )

    # ------------------------------------------------------------
    # A merged case stays as it is
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_merged_into(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_merged_into(vals)
        self._check_not_merged()
        return super().write(vals)

    def message_post(self, **kwargs):
        """Whoever writes to a merged case is sent to the one that it is part of.

        :raises UserError: on a merged case; the program's own notes are logged
        """
        self._check_not_merged()
        return super().message_post(**kwargs)

    @api.model
    def _refuse_merged_into(self, *vals_list):
        """Merging alone sets it, by a record: no call from outside carries one."""
        values = [vals.get("merged_into_id") for vals in vals_list]
        if any(value and not isinstance(value, models.BaseModel) for value in values):
            raise UserError(
                self.env._(
                    "Cases are merged with “Merge”: what belongs to them has to move. "
                    "Please choose the cases in the list and use the action."
                )
            )

    def _check_not_merged(self):
        """Refuse whatever would change a case that is part of another one."""
        # sudo: the sentence tells the numbers only
        merged = self.sudo().filtered("merged_into_id")
        if merged:
            raise merged._make_merged_error()

    def _make_merged_error(self):
        merged = self[:1]
        return UserError(
            self.env._(
                "Case %(number)s was merged into %(master)s and stays as it is. "
                "Please open %(master)s instead.",
                number=merged.number,
                master=merged._get_merge_master().number,
            )
        )

    def _get_merge_master(self):
        """The case that holds what belonged to this one; often itself."""
        self.ensure_one()
        case = self.with_context(active_test=False)
        while case.merged_into_id:
            case = case.merged_into_id
        return case

    # ------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------

    def _club_merge_into(self, master):
        """Move all that belongs to these cases to another one, and archive them.

        Nothing is deleted: what the master has already, such as a follower, stays
        where it is.

        :param master: the case that remains
        :raises UserError: when a case may not be merged, with a sentence
        """
        sources = (self - master).with_context(active_test=False)
        master = master.with_context(active_test=False)
        self._check_merge(master)
        (sources | master)._lock_for_merge()
        self.env.flush_all()
        is_restricted = any((sources | master).mapped("is_restricted"))
        master.write(sources._prepare_merge_vals(master))
        sources._move_continuations(master)
        sources._move_references(master)
        self.env.invalidate_all()
        if is_restricted:
            # written even if it is already so: the followers are new
            master.write({"is_restricted": True})
        # activities have moved by now: archiving would delete them
        sources.write({"merged_into_id": master, "active": False})
        sources._log_merge(master)
        return master

    def _lock_for_merge(self):
        """Nobody changes these cases or adds a part until they are merged."""
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody is just working on one of these cases. Please merge "
                    "them again in a moment."
                )
            ) from error

    def _check_merge(self, master):
        master.ensure_one()
        sources = self - master
        if not sources:
            raise UserError(
                self.env._(
                    "A case cannot be merged into itself. Please choose at least two "
                    "cases."
                )
            )
        cases = sources | master
        # sudo: the sentences tell numbers only
        closed_to_user = cases - cases._filtered_access("write")
        if closed_to_user:
            raise UserError(
                self.env._(
                    "You may not edit %(numbers)s. Please ask whoever is responsible "
                    "to merge the cases.",
                    numbers=", ".join(closed_to_user.sudo().mapped("number")),
                )
            )
        if len(cases.company_id) > 1:
            raise UserError(
                self.env._(
                    "Cases of two companies cannot be merged. Please choose cases of "
                    "one company."
                )
            )
        cases._check_not_merged()
        if master.is_closed and not all(sources.mapped("is_closed")):
            raise UserError(
                self.env._(
                    "Case %(number)s is closed, others are open. Please reopen it "
                    "first or keep one of the open cases.",
                    number=master.number,
                )
            )

    def _prepare_merge_vals(self, master):
        """What the master does not know yet is taken from the others, oldest first."""
        vals = {}
        other_club = bool((self.partner_id | master.partner_id)[1:])
        for name in self._get_merge_fill_fields():
            if name in ("contact_id", "email_from") and other_club:
                continue
            if not master[name]:
                value = next(
                    (case[name] for case in self.sorted("id") if case[name]), 0
                )
                if value:
                    is_record = isinstance(value, models.BaseModel)
                    vals[name] = value.id if is_record else value
        for name, field in self._fields.items():
            if field.type == "many2many" and self._is_chosen(field):
                missing = self[name] - master[name]
                if missing:
                    vals[name] = [Command.link(record.id) for record in missing]
        return vals

    @api.model
    def _get_merge_fill_fields(self):
        """Names of fields that a merge fills where the master leaves them empty."""
        never = {"stage_id", "result_id", "company_id"}
        return ["email_from"] + [
            name
            for name, field in self._fields.items()
            if field.type == "many2one" and self._is_chosen(field) and name not in never
        ]

    @api.model
    def _is_chosen(self, field):
        """Whether people say what stands there, and all of them may."""
        return field.store and not (field.related or field.readonly or field.groups)

    def _move_continuations(self, master):
        """Whatever continued one of these cases continues the master now.

        What the master itself continues, directly or not, keeps off: two cases
        would continue each other.
        """
        # sudo: only which case continues which
        sources, master = self.sudo(), master.sudo()
        chain = master
        while following := chain[-1:].previous_case_id - chain:
            chain += following
        for case in chain - sources:
            previous = case.previous_case_id
            while previous and previous in sources:
                previous = previous.previous_case_id
            if previous != case.previous_case_id:
                case._write({"previous_case_id": previous.id or None})
                case.invalidate_recordset(["previous_case_id"])
        others = sources.search(
            [
                ("previous_case_id", "in", sources.ids),
                ("id", "not in", (chain | sources).ids),
            ]
        )
        self.env["club.case.merge.reference"]._move(
            others, "previous_case_id", master, sources
        )

    def _move_references(self, master):
        References = self.env["club.case.merge.reference"]
        for model_name, field_name, kind in References._get_references():
            rows = References._find(model_name, field_name, kind, self)
            References._move(rows, field_name, master, self, kind)

    def _log_merge(self, master):
        link = master._get_html_link(title=master.number)
        body = self.env._(
            "Merged into %(case)s. Messages, entries and files are there.", case=link
        )
        self._message_log_batch(bodies=dict.fromkeys(self.ids, body))
        links = [case._get_html_link(title=case.number) for case in self.sorted("id")]
        master._message_log(
            body=self.env._(
                "Merged into this case: %(cases)s.", cases=Markup(", ").join(links)
            )
        )

    def action_merge(self):
        """Open the dialog that merges these cases."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_case_merge_action"
        )
        action["context"] = {"active_model": self._name, "active_ids": self.ids}
        return action
