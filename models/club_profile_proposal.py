from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

# what is written to the organisation, to a person in office, elsewhere
ORGANISATION = ("name", "address", "phone", "email", "website")
PERSON = ("person_phone", "person_email")


class ClubProfileProposal(models.Model):
    """One correction by a club that staff accept or reject as a whole.

    The page behind the link makes them; users change them through
    ``action_accept`` and ``action_reject`` only.
    """

    _name = "club.profile.proposal"
    _description = "Correction by an Organisation"
    _order = "check_id desc, id"
    _rec_name = "label"

    check_id = fields.Many2one(
        comodel_name="club.profile.check",
        string="Data Check",
        required=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        related="check_id.partner_id",
        string="Organisation",
        store=True,
        index=True,
    )
    company_id = fields.Many2one(related="check_id.company_id", store=True, index=True)
    kind = fields.Selection(
        selection=[
            ("name", "Name"),
            ("address", "Address"),
            ("phone", "Telephone"),
            ("email", "E-Mail"),
            ("website", "Website"),
            ("members", "Members"),
            ("successor", "Another Person"),
            ("person_email", "E-Mail of a Person"),
            ("person_phone", "Telephone of a Person"),
            ("remark", "Remark"),
        ],
        required=True,
    )
    office_id = fields.Many2one(
        comodel_name="club.office",
        index="btree_not_null",
        ondelete="cascade",
    )
    # whom it was about; the office can pass to somebody else before staff decide
    person_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="set null",
    )
    function_id = fields.Many2one(
        comodel_name="club.office.function",
        ondelete="cascade",
        help="The function without a holder that somebody was named for.",
    )
    # what accepting writes, in the form of ``kind``; see club_profile_check_page.py
    payload = fields.Json(groups=fields.NO_ACCESS)
    label = fields.Char(string="What", compute="_compute_label")
    old_value = fields.Char(string="So Far", readonly=True)
    new_value = fields.Text(
        string="New",
        compute="_compute_new_value",
        compute_sudo=True,
    )
    is_outdated = fields.Boolean(
        string="Changed Meanwhile",
        compute="_compute_is_outdated",
        compute_sudo=True,
        help="Somebody changed this here after the organisation had seen it.",
    )
    state = fields.Selection(
        selection=[
            ("open", "To Check"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
        ],
        required=True,
        default="open",
        index=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Decided By",
        ondelete="set null",
    )
    date_decided = fields.Datetime(string="Decided On")

    _one_open = models.UniqueIndex(
        "(check_id, kind, COALESCE(office_id, 0)) WHERE state = 'open'",
        "There is a correction to check for this already.",
    )

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("kind", "office_id", "function_id", "check_id.year")
    @api.depends_context("lang")
    def _compute_label(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for proposal in self:
            label = kinds.get(proposal.kind, "")
            if proposal.kind == "members":
                label = self.env._(
                    "Members %(year)s / under 18", year=proposal.check_id.year
                )
            about = proposal.office_id.display_name or proposal.function_id.name
            proposal.label = f"{about}: {label}" if about else label

    @api.depends("payload", "kind")
    @api.depends_context("lang")
    def _compute_new_value(self):
        for proposal in self:
            proposal.new_value = proposal._describe(proposal.payload or {})

    def _describe(self, values):
        """What a person reads for the values of this kind."""
        if self.kind == "address":
            return self._describe_address(values)
        if self.kind == "members":
            numbers = (values.get("total"), values.get("youth"))
            return " / ".join(str(number) for number in numbers if number is not None)
        if self.kind == "successor":
            since = values.get("date_from")
            parts = [values.get("name"), values.get("email"), values.get("phone")]
            if since:
                since = format_date(self.env, since)
                parts.append(self.env._("since %(date)s", date=since))
            return ", ".join(part for part in parts if part)
        return next(iter(values.values()), "") or ""

    @api.model
    def _describe_address(self, values):
        town = " ".join(values[key] for key in ("zip", "city") if values.get(key))
        lines = (values.get("street"), values.get("street2"), town)
        return ", ".join(line for line in lines if line)

    @api.depends(
        "old_value",
        "state",
        "kind",
        "partner_id.name",
        "partner_id.street",
        "partner_id.zip",
        "partner_id.city",
        "partner_id.phone",
        "partner_id.email",
        "partner_id.website",
        "partner_id.membership_count_ids.total",
        "person_id",
        "office_id.person_id.email",
        "office_id.person_id.phone",
    )
    def _compute_is_outdated(self):
        for proposal in self:
            current = proposal.check_id._page_current(proposal.kind, proposal.office_id)
            proposal.is_outdated = proposal.state == "open" and (
                (proposal.old_value or "") != proposal._describe(current)
                or proposal._is_about_another()
            )

    def _is_about_another(self):
        """Whether the office belongs to somebody else than when it was corrected."""
        return self.office_id.person_id != self.person_id

    # ------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------

    def action_accept(self):
        """Write these corrections to the records they are about.

        What was decided before is left alone.

        :raises UserError: when nothing is left to decide, or an office belongs to
            somebody else meanwhile
        """
        proposals = self._decide("accepted")
        proposals._check_same_person()
        proposals._take_over()
        proposals._log_decision()
        proposals.check_id._finish_answered()
        return True

    def action_reject(self):
        """Leave the records as they are."""
        proposals = self._decide("rejected")
        proposals._log_decision()
        proposals.check_id._finish_answered()
        return True

    def _reject_surplus(self):
        """Put aside what cannot stay beside another one after offices were united."""
        self.write(
            {
                "state": "rejected",
                "user_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
            }
        )
        # what takes their place comes in SQL
        self.flush_recordset()
        bodies = {
            partner.id: self.env._(
                "Two entries of one office were united, both had corrections. These "
                "were rejected: %(what)s",
                what=", ".join(proposals.mapped("label")),
            )
            for partner, proposals in self.grouped("partner_id").items()
        }
        self.partner_id._message_log_batch(bodies)

    def _decide(self, state):
        self.check_access("read")
        self.check_id._check_worker()
        proposals = self.filtered(lambda proposal: proposal.state == "open")
        if not proposals:
            raise UserError(
                self.env._(
                    "These corrections have been decided already. Please load the "
                    "page again."
                )
            )
        # sudo: checked above; the rows change through actions only
        proposals.sudo().write(
            {
                "state": state,
                "user_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
            }
        )
        # a colleague who decides at the same moment must fail before we write more
        proposals.flush_recordset()
        return proposals

    def _check_same_person(self):
        for proposal in self.filtered(lambda proposal: proposal._is_about_another()):
            raise UserError(
                self.env._(
                    "“%(what)s” was corrected for another person. Meanwhile the "
                    "office belongs to %(person)s. Please reject this correction, "
                    "or enter it by hand where it belongs.",
                    what=proposal.label,
                    person=proposal.office_id.person_id.name,
                )
            )

    def _take_over(self):
        """Write through the ordinary models, with the rights of the user."""
        for partner, proposals in self._of(ORGANISATION).grouped("partner_id").items():
            partner.write(proposals._merged_payload())
        by_person = self._of(PERSON).grouped(lambda p: p.office_id.person_id)
        for person, proposals in by_person.items():
            person.write(proposals._merged_payload())
        self._of(("members",))._take_over_members()
        self._of(("successor",))._take_over_successors()

    def _of(self, kinds):
        return self.filtered(lambda proposal: proposal.kind in kinds)

    def _merged_payload(self):
        # sudo: nobody reads or writes the payload itself
        return {
            field: value
            for proposal in self.sudo()
            for field, value in proposal.payload.items()
        }

    def _take_over_members(self):
        Count = self.env["club.membership.count"]
        existing = Count.search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("year", "in", self.check_id.mapped("year")),
                ("needs_review", "=", False),
            ]
        ).grouped(lambda count: (count.partner_id, count.year))
        new = []
        for proposal in self:
            numbers = proposal._merged_payload()
            key = (proposal.partner_id, proposal.check_id.year)
            values = {
                "total": numbers["total"],
                "youth": numbers["youth"] or 0,
                "is_youth_reported": numbers["youth"] is not None,
                "is_estimated": False,
            }
            if key in existing:
                existing[key].write(values)
            else:
                new.append({"partner_id": key[0].id, "year": key[1], **values})
        Count.create(new)

    def _take_over_successors(self):
        persons = self._successor_persons()
        new = []
        for proposal in self:
            payload = proposal._merged_payload()
            person = persons[proposal]
            if proposal.office_id:
                proposal.office_id.action_hand_over(person, payload["date_from"])
                continue
            new.append(
                {
                    "partner_id": proposal.partner_id.id,
                    "function_id": proposal.function_id.id,
                    "person_id": person.id,
                    "date_from": payload["date_from"],
                }
            )
        self.env["club.office"].create(new)

    def _log_decision(self):
        """Note on the organisation what was decided."""
        sentences = {
            "accepted": self.env._("Corrections by the organisation accepted:"),
            "rejected": self.env._("Corrections by the organisation rejected:"),
        }
        bodies = {}
        for partner, proposals in self.grouped("partner_id").items():
            what = ", ".join(proposal._describe_decision() for proposal in proposals)
            bodies[partner.id] = f"{sentences[proposals[0].state]} {what}"
        self.partner_id._message_log_batch(bodies)

    def _describe_decision(self):
        """What a correction says; private addresses stay out of the history."""
        self.ensure_one()
        if self.kind in (*ORGANISATION, "members", "remark"):
            return f"{self.label}: {self.new_value or '–'}"
        return self.label
