import tempfile

from werkzeug.wsgi import wrap_file

from odoo.exceptions import UserError
from odoo.http import Controller, Response, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ClubWorkbookController(Controller):
    @route("/club/workbook/<int:export_id>", type="http", auth="user", methods=["GET"])
    def download(self, export_id):
        """Make the workbook and send it; it is kept nowhere.

        Only whoever filled in the dialog gets it, and only with the right to export.
        """
        export = request.env["club.workbook.export"].browse(export_id).exists()
        if not export.has_access("read") or export.create_uid != request.env.user:
            raise request.not_found()
        # closed when the answer has been sent
        file = tempfile.TemporaryFile()  # noqa: SIM115
        try:
            export._write_to(file)
        except UserError as error:
            file.close()
            return request.make_response(str(error), status=422)
        size = file.seek(0, 2)
        file.seek(0)
        return Response(
            wrap_file(request.httprequest.environ, file),
            direct_passthrough=True,
            headers=[
                ("Content-Type", XLSX),
                ("Content-Length", size),
                ("Content-Disposition", content_disposition(export._get_file_name())),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
