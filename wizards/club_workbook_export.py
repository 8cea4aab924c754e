from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

FACILITIES = "club_support.club_support_group_facilities"
# which sheet the records of a list belong to
SHEETS = {
    "res.partner": "clubs",
    "club.case": "cases",
    "club.contact.entry": "entries",
    "club.network": "networks",
    "club.meeting": "meetings",
    "club.reservation": "uses",
}


class ClubWorkbookExport(models.TransientModel):
    _name = "club.workbook.export"
    _description = "Workbook"

    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env.company._club_today().replace(month=1, day=1),
    )
    date_to = fields.Date(
        string="Until",
        required=True,
        default=lambda self: self.env.company._club_today().replace(month=12, day=31),
    )
    area_ids = fields.Many2many(
        comodel_name="club.area",
        string="Areas",
        help="With all that lies in them.",
    )
    field_of_action_ids = fields.Many2many(
        comodel_name="club.field.of.action",
        string="Fields of Action",
    )
    type_ids = fields.Many2many(
        comodel_name="club.case.type",
        string="Case Types",
    )
    with_clubs = fields.Boolean(string="Clubs", default=True)
    with_cases = fields.Boolean(string="Cases", default=True)
    with_entries = fields.Boolean(string="Contact Entries", default=True)
    with_networks = fields.Boolean(
        string="Networks", default=lambda self: self.env.user._club_has_networks()
    )
    with_meetings = fields.Boolean(
        string="Meetings", default=lambda self: self.env.user._club_has_networks()
    )
    with_uses = fields.Boolean(
        string="Uses of Halls and Rooms",
        default=lambda self: self._default_with_uses(),
    )
    company_ids = fields.Many2many(
        comodel_name="res.company",
        string="Companies",
        default=lambda self: self.env.companies,
        readonly=True,
    )
    res_model = fields.Selection(
        selection=[
            ("res.partner", "Clubs"),
            ("club.case", "Cases"),
            ("club.contact.entry", "Contact Entries"),
            ("club.network", "Networks"),
            ("club.meeting", "Meetings"),
            ("club.reservation", "Uses of Halls and Rooms"),
        ],
        string="Selected",
        default=lambda self: self._default_res_model(),
        readonly=True,
    )
    res_ids = fields.Json(
        string="Selected Records", default=lambda self: self._default_res_ids()
    )
    res_count = fields.Integer(string="Number", compute="_compute_res_count")

    @api.model
    def _default_with_uses(self):
        return self.env.user.has_group(FACILITIES) and self._may_read("uses")

    @api.model
    def _default_res_model(self):
        model = self.env.context.get("active_model")
        return model in SHEETS and self.env.context.get("active_ids") and model

    @api.model
    def _default_res_ids(self):
        if not self._default_res_model():
            return False
        return list(self.env.context["active_ids"])

    @api.depends("res_ids")
    def _compute_res_count(self):
        for export in self:
            export.res_count = len(export.res_ids or [])

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for export in self:
            if export.date_to < export.date_from:
                raise ValidationError(
                    self.env._(
                        "The period ends before it begins. Please check the two dates."
                    )
                )

    def action_export(self):
        """Fetch the workbook, as a download."""
        self.ensure_one()
        self._check_export()
        return {
            "type": "ir.actions.act_url",
            "url": f"/club/workbook/{self.id}",
            "target": "download",
        }

    def _check_export(self):
        """Refuse before anything is computed.

        :raises UserError: without the right to export, or without any sheet
        """
        if not self.env.user.has_group("base.group_allow_export"):
            raise UserError(
                self.env._(
                    "You may not take data out. Please ask an administrator for the "
                    "right to export."
                )
            )
        if not self._get_scope()["sheets"]:
            raise UserError(
                self.env._("A workbook needs a sheet. Please choose one at least.")
            )

    def _get_scope(self):
        """What is asked for, as the workbook wants to know it.

        :rtype: dict
        """
        self.ensure_one()
        ids = [int(res_id) for res_id in self.res_ids or []] if self.res_model else []
        chosen = {
            "clubs": self.with_clubs,
            "cases": self.with_cases,
            "entries": self.with_entries,
            "networks": self.with_networks,
            "meetings": self.with_meetings,
            "uses": self.with_uses,
        }
        return {
            "date_from": self.date_from,
            "date_to": self.date_to,
            "areas": self.area_ids,
            "fields_of_action": self.field_of_action_ids,
            "types": self.type_ids,
            "model": self.res_model,
            "ids": ids,
            "sheets": [SHEETS[self.res_model]]
            if ids
            else [
                sheet
                for sheet, wanted in chosen.items()
                if wanted and self._may_read(sheet)
            ],
        }

    @api.model
    def _may_read(self, sheet):
        """Whether a sheet is open to the user: the facility office reads no cases."""
        names = {key: model for model, key in SHEETS.items()}
        # clubs stand there with their cases; whoever asks for times reads own ones only
        other = {"clubs": "club.case", "uses": "club.occupancy.report"}
        return self.env[other.get(sheet, names[sheet])].has_access("read")

    def _write_to(self, file):
        """Write the workbook as the user, and keep in mind who took it.

        :param file: binary file object
        :return: title of each sheet with its number of rows
        """
        self._check_export()
        companies = self.company_ids & self.env.user.company_ids
        export = self.with_context(allowed_company_ids=companies.ids)
        scope = export._get_scope()
        Workbook = export.env["club.workbook"]
        counts = Workbook._write_to(file, scope)
        period, filters = Workbook._say_period(scope), Workbook._say_filters(scope)
        export.env["club.export.log"]._log(
            self.env._("Workbook"),
            sum(counts.values()),
            filters=f"{period}; {filters}; {', '.join(counts)}",
        )
        return counts

    def _get_file_name(self):
        name = self.env._("Figures")
        if self.res_ids:
            return f"{name}.xlsx"
        return f"{name} {self.date_from} - {self.date_to}.xlsx"
