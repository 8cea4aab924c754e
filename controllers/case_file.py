from werkzeug.exceptions import NotFound
from werkzeug.wsgi import wrap_file

from odoo.exceptions import AccessError, UserError
from odoo.http import Controller, Response, content_disposition, request, route


class ClubCaseFileController(Controller):
    """The file of a case, for whoever may read the case."""

    @route("/club/case_file/<string:ids>", type="http", auth="user", methods=["GET"])
    def case_file(self, ids, form="zip", notes="", **_params):
        """Download the file of a case as PDF, or of several as ZIP.

        :param ids: ids of the cases, with commas between
        :param form: ``pdf`` (one case) or ``zip``
        :param notes: with any text the internal notes are part of it
        """
        cases = self._find_cases(ids)
        if form == "pdf" and len(cases) == 1:
            pdf = cases._club_make_file_pdf(bool(notes))
            return request.make_response(pdf, self._get_headers(cases, "pdf"))
        archive = cases._club_make_file_archive(bool(notes))
        return Response(
            wrap_file(request.httprequest.environ, archive),
            headers=self._get_headers(cases, "zip"),
            direct_passthrough=True,
        )

    def _find_cases(self, ids):
        """The cases; whoever may not read one learns nothing of it."""
        numbers = ids.split(",")
        if not all(text.isascii() and text.isdigit() for text in numbers):
            raise NotFound()
        Case = request.env["club.case"].with_context(active_test=False)
        known = [int(text) for text in numbers if int(text) < 2**31]
        try:
            cases = Case.browse(dict.fromkeys(known)).exists()
            cases._club_check_file()
        except (AccessError, UserError) as error:
            raise NotFound() from error
        return cases.with_context(active_test=True)

    def _get_headers(self, cases, suffix):
        name = cases[:5]._club_get_file_name(suffix)
        return [
            ("Content-Type", f"application/{suffix}"),
            ("Content-Disposition", content_disposition(name)),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
