from odoo import fields, models


class ClubAgendaItem(models.Model):
    """What a meeting speaks about, and what came of it."""

    _name = "club.agenda.item"
    _description = "Agenda Item"
    _inherit = ["club.meeting.part.mixin"]
    _order = "meeting_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(string="Topic", required=True)
    sequence = fields.Integer(default=10)
    minutes_planned = fields.Integer(string="Minutes", default=10)
    presenter_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    text = fields.Html(help="What it is about; stands on the agenda.")
    outcome = fields.Html(help="What was said and agreed; stands in the minutes.")
    state = fields.Selection(
        selection=[
            ("proposed", "Proposed"),
            ("open", "Open"),
            ("done", "Done"),
            ("carried", "Carried Over"),
        ],
        required=True,
        default="open",
        copy=False,
    )
    carried_from_id = fields.Many2one(
        comodel_name="club.agenda.item",
        string="Carried Over From",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _name_not_blank = models.Constraint(
        "CHECK (btrim(name) <> '')",
        "An agenda item needs a subject. Please enter a few words.",
    )
    _minutes_plausible = models.Constraint(
        "CHECK (minutes_planned BETWEEN 0 AND 1440)",
        "An agenda item takes between 0 and 1440 minutes.",
    )
