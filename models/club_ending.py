"""All that ends soon, in one list."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .club_network_room import ROOM


class ClubEnding(models.Model):
    """One line for each day that comes to an end: a deadline, a reply, a paper.

    A view: whoever adds a room adds its branch in ``_ending_branches``.
    Networks of a room that is switched off stay away.
    """

    _name = "club.ending"
    _description = "What Ends Soon"
    _auto = False
    _order = "date, id"
    _depends = {
        "club.case": [
            "name",
            "active",
            "is_closed",
            "is_waiting",
            "date_reply_by",
            "date_replied",
            "partner_id",
            "user_id",
            "deputy_id",
            "company_id",
        ],
        "club.case.deadline": [
            "case_id",
            "kind_id",
            "name",
            "date",
            "is_done",
            "active",
        ],
        "club.network": [
            "active",
            "company_id",
            "date_target",
            "deputy_id",
            "kind",
            "maturity",
            "name",
            "user_id",
        ],
        "res.partner": [
            "active",
            "is_actor",
            "actor_state",
            "company_id",
            "user_id",
            "register_valid_until",
            "tax_exempt_until",
        ],
    }

    date = fields.Date(string="Ends on", readonly=True)
    kind = fields.Selection(
        selection=[
            ("deadline", "Deadline"),
            ("reply", "Reply to the Club"),
            ("register", "Register Extract"),
            ("tax", "Tax Exemption"),
            ("network", "Network to Be Self-Supporting"),
        ],
        readonly=True,
    )
    name = fields.Char(string="What Ends", readonly=True)
    deadline_kind_id = fields.Many2one(
        comodel_name="club.deadline.kind", string="Kind of Deadline", readonly=True
    )
    case_id = fields.Many2one(comodel_name="club.case", readonly=True)
    network_id = fields.Many2one(comodel_name="club.network", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Organisation", readonly=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Responsible", readonly=True
    )
    deputy_id = fields.Many2one(comodel_name="res.users", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    source_model = fields.Char(readonly=True)
    source_id = fields.Many2oneReference(model_field="source_model", readonly=True)

    @property
    def _table_query(self):
        branches = self._ending_branches()
        if not self.env["res.groups"].sudo()._club_is_room_on(ROOM):
            branches = [branch for branch in branches if branch[0] != "network"]
        selects = [
            SQL(
                """
                SELECT branch.id * 100 + %(number)s AS id, %(kind)s AS kind,
                       branch.date, branch.name, branch.deadline_kind_id,
                       branch.case_id, branch.network_id,
                       branch.partner_id, branch.user_id, branch.deputy_id,
                       branch.company_id, %(model)s AS source_model,
                       branch.id AS source_id
                  FROM (%(query)s) AS branch
                """,
                number=number,
                kind=kind,
                model=model,
                query=query,
            )
            for number, (kind, model, query) in enumerate(branches)
        ]
        return SQL(" UNION ALL ").join(selects)

    def _ending_branches(self):
        """What may end: up to 100 branches, in an order that later ones follow.

        :return: list of kind, model behind, and a query with id, date, name,
            deadline_kind_id, case_id, network_id, partner_id, user_id, deputy_id
            and company_id
        """
        return [
            ("deadline", "club.case.deadline", self._select_deadlines()),
            ("reply", "club.case", self._select_replies()),
            ("register", "res.partner", self._select_papers("register_valid_until")),
            ("tax", "res.partner", self._select_papers("tax_exempt_until")),
            ("network", "club.network", self._select_networks()),
        ]

    def _select_deadlines(self):
        return SQL(
            """
            SELECT deadline.id, deadline.date, deadline.name,
                   deadline.kind_id AS deadline_kind_id, club_case.id AS case_id,
                   NULL::integer AS network_id, club_case.partner_id,
                   club_case.user_id, club_case.deputy_id, club_case.company_id
              FROM club_case_deadline deadline
              JOIN club_case ON club_case.id = deadline.case_id
             WHERE deadline.active AND deadline.is_done IS NOT TRUE
               AND club_case.active AND club_case.is_closed IS NOT TRUE
            """
        )

    def _select_replies(self):
        return SQL(
            """
            SELECT id, date_reply_by AS date, name, NULL::integer AS deadline_kind_id,
                   id AS case_id, NULL::integer AS network_id, partner_id, user_id,
                   deputy_id, company_id
              FROM club_case
             WHERE active AND is_closed IS NOT TRUE AND is_waiting IS NOT TRUE
               AND date_replied IS NULL AND date_reply_by IS NOT NULL
            """
        )

    def _select_papers(self, column):
        """Papers of the organisations that we work with."""
        return SQL(
            """
            SELECT id, %(column)s AS date, NULL::varchar AS name,
                   NULL::integer AS deadline_kind_id, NULL::integer AS case_id,
                   NULL::integer AS network_id, id AS partner_id, user_id,
                   NULL::integer AS deputy_id, company_id
              FROM res_partner
             WHERE active AND is_actor AND actor_state IS DISTINCT FROM 'dissolved'
               AND %(column)s IS NOT NULL
            """,
            column=SQL.identifier(column),
        )

    def _select_networks(self):
        """Networks that do not carry themselves yet, by the day when they should."""
        return SQL(
            """
            SELECT id, date_target AS date, name, NULL::integer AS deadline_kind_id,
                   NULL::integer AS case_id, id AS network_id,
                   NULL::integer AS partner_id, user_id, deputy_id, company_id
              FROM club_network
             WHERE active AND date_target IS NOT NULL
               AND maturity <> 'self_supporting' AND kind <> 'distribution_list'
            """
        )

    def _get_record(self):
        """What is behind the line: the case, the network, or the organisation."""
        self.ensure_one()
        return self.case_id or self.network_id or self.partner_id

    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for ending in self:
            parts = [
                ending.deadline_kind_id.name or kinds.get(ending.kind),
                ending.name or ending.partner_id.name,
            ]
            ending.display_name = ": ".join(part for part in parts if part)

    def action_open(self):
        """Open what is behind the line: the case, the network, or the organisation.

        :raises UserError: when it is done by now
        """
        self.ensure_one()
        if not self.exists():
            raise UserError(self.env._("This is done by now. Please reload the list."))
        record = self._get_record()
        action = {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
            "target": "current",
        }
        if record == self.partner_id:
            view = self.env.ref("club_support.res_partner_view_form_organisation")
            action["views"] = [(view.id, "form")]
        return action
