from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubExportLog(models.Model):
    """Who took which data out, and when. Written by exports only, never changed."""

    _name = "club.export.log"
    _description = "Export"
    _order = "id desc"
    _allow_sudo_commands = False

    user_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    date = fields.Datetime(required=True, readonly=True, index=True)
    name = fields.Char(string="What", required=True, readonly=True)
    model = fields.Char(string="Technical Name", readonly=True, index=True)
    filters = fields.Text(string="Filters and Columns", readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)

    @api.model
    def _log(self, name, row_count, model=None, filters=None):
        """Keep that the current user takes data out.

        :param str name: what it is, in words
        :param int row_count: how many rows
        :param str model: technical name, where it is one model
        :param str filters: which of them, or which columns
        """
        # sudo: nobody may write here by hand, least of all whoever exports
        return self.sudo().create(
            {
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
                "date": fields.Datetime.now(),
                "name": name,
                "model": model,
                "filters": filters,
                "row_count": row_count,
            }
        )

    def write(self, vals):
        """:raises UserError: always"""
        self.check_access("write")
        if self or vals:
            raise UserError(self._closed_message())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self._closed_message())

    @api.model
    def _closed_message(self):
        return self.env._(
            "The list of exports is kept as it is. Nobody can change or delete what "
            "stands in it."
        )


class Base(models.AbstractModel):
    _inherit = "base"

    def export_data(self, fields_to_export):
        """Keep in mind who exports what belongs to Club Support."""
        result = super().export_data(fields_to_export)
        if self._name in self._club_logged_models():
            self.env["club.export.log"]._log(
                self.env["ir.model"]._get(self._name).name,
                len(self),
                model=self._name,
                filters=", ".join(fields_to_export),
            )
        return result

    @api.model
    def _club_logged_models(self):
        """Models whose exports are kept in mind: work, and whom one works with."""
        return {"res.partner"} | {
            name for name in self.env.registry if name.startswith("club.")
        }
