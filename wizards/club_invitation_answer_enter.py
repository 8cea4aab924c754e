from odoo import api, fields, models

from ..models.club_invitation_answering import MOST_PEOPLE


class ClubInvitationAnswerEnter(models.TransientModel):
    """An answer told to staff, with what belongs to it."""

    _name = "club.invitation.answer.enter"
    _description = "Enter an Answer"

    invitation_id = fields.Many2one(
        comodel_name="club.invitation",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    answer = fields.Selection(
        selection=[
            ("yes", "Yes"),
            ("no", "No"),
            ("perhaps", "Perhaps"),
            ("substitute", "Someone Else Comes"),
        ],
        required=True,
        default="yes",
    )
    answered_via = fields.Selection(
        selection=[("phone", "Telephone"), ("mail", "Mail"), ("letter", "Letter")],
        string="Answered By",
        required=True,
        default="phone",
    )
    people_count = fields.Integer(string="People", default=1)
    substitute = fields.Char(string="Comes Instead")
    note = fields.Text()

    _people_plausible = models.Constraint(
        f"CHECK (people_count BETWEEN 0 AND {MOST_PEOPLE})",
        "The number of people is a count from 0 to 50.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        dialogs = super().create(vals_list)
        # whoever may not answer for it learns no name by the dialog either
        dialogs.invitation_id.check_access("write")
        return dialogs

    def action_enter(self):
        """Note the answer."""
        self.ensure_one()
        return self.invitation_id.action_take_answer(
            self.answer,
            via=self.answered_via,
            note=self.note,
            people=self.people_count,
            substitute=self.substitute,
        )
