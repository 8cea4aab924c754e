from odoo import api, fields, models


class ClubDecision(models.Model):
    """What a network agreed on; numbered when it is adopted."""

    _name = "club.decision"
    _description = "Decision"
    _inherit = ["club.meeting.part.mixin"]
    _order = "year desc, sequence_number desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Decision", required=True)
    text = fields.Html(string="Wording")
    agenda_item_id = fields.Many2one(
        comodel_name="club.agenda.item",
        index="btree_not_null",
        ondelete="set null",
        domain="[('meeting_id', '=', meeting_id)]",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("adopted", "Adopted"),
            ("rejected", "Rejected"),
            ("repealed", "Repealed"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    number = fields.Char(readonly=True, copy=False)
    year = fields.Integer(readonly=True, copy=False, aggregator=None)
    sequence_number = fields.Integer(readonly=True, copy=False, aggregator=None)
    date_adopted = fields.Date(string="Adopted On", readonly=True, copy=False)
    date_repealed = fields.Date(string="Repealed On", readonly=True, copy=False)

    _name_not_blank = models.Constraint(
        "CHECK (btrim(name) <> '')",
        "A decision needs a few words. Please say what was agreed.",
    )
    _number_uniq = models.UniqueIndex(
        "(network_id, year, sequence_number) WHERE sequence_number > 0",
        "This number is taken already. Please adopt the decision again.",
    )

    @api.depends("name", "number")
    def _compute_display_name(self):
        for decision in self:
            parts = [decision.number, decision.name]
            decision.display_name = " ".join(part for part in parts if part)
