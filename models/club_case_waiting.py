from odoo import fields, models


class ClubCaseWaiting(models.Model):
    """From when to when a case waited for others: days that do not count.

    The first day is included, the last is not: on that day the work goes on.
    Written by ``action_wait`` and ``action_resume`` of the case only.
    """

    _name = "club.case.waiting"
    _description = "Waiting for Others"
    _inherit = ["club.case.part.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "reason"

    reason = fields.Char(string="Waiting for", required=True)
    date_from = fields.Date(string="Waiting since", required=True)
    date_to = fields.Date(
        string="Went On",
        help="Empty as long as the case waits.",
    )
    stage_id = fields.Many2one(
        comodel_name="club.case.stage",
        string="Stage Before",
        ondelete="set null",
        help="Where the case goes on afterwards.",
    )

    _one_open_wait = models.UniqueIndex(
        "(case_id) WHERE date_to IS NULL",
        "This case waits already. Please use “Continue” before it waits for somebody "
        "else.",
    )
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist "
        "(case_id WITH =, daterange(date_from, date_to, '[)') WITH &&)",
        "This case waited on these days already. Please choose a later day.",
    )
    _period_plausible = models.Constraint(
        "CHECK (date_from <= date_to)",
        "A case cannot go on before it began to wait. Please correct the day.",
    )
    _reason_not_blank = models.Constraint(
        "CHECK (btrim(reason) <> '')",
        "Please say in a few words for whom or what the case waits.",
    )
