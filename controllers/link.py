from urllib.parse import quote, urlencode

from odoo.http import Response, request
from odoo.modules.module import Manifest

# Forms are short. A browser that sends more than this is none.
BODY_LIMIT = 128 * 1024
SHOW = {
    "type": "http",
    "auth": "public",
    "methods": ["GET"],
    "readonly": True,
    "save_session": False,
    "sitemap": False,
}
# No CSRF token: the signed token in the address is the right to act. It proves
# more than a session would, another page cannot know it, and mail apps that open
# links without keeping cookies would only see an error.
ACT = {
    "type": "http",
    "auth": "public",
    "methods": ["POST"],
    "csrf": False,
    "save_session": False,
    "sitemap": False,
    "max_content_length": BODY_LIMIT,
}
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


class ClubLinkPages:
    """Base of all pages behind signed links: GET shows, POST acts.

    Mail scanners, previews and browsers open links on their own, so whatever a
    GET (or HEAD) does must change nothing. A page names the model and the purpose
    of its links and passes its routes through ``_club_link_serve``. Not a
    controller itself: Odoo would melt all pages into one class.
    """

    _link_model = None
    _link_purpose = None

    def _club_link_serve(self, token, params, handler):
        """Call the handler with the record of a good link, else say what is wrong.

        :param handler: gets the record and the parameters, answers with a response
        """
        if request.httprequest.method == "OPTIONS":
            # Odoo lets it through to every route, also to those that only POST
            return Response(status=204, headers={"Allow": "GET, HEAD, POST"})
        Model = request.env[self._link_model]
        record, problem = Model._club_link_record(self._link_purpose, token)
        self._choose_language(params, record)
        if problem:
            status = 410 if problem == "expired" else 404
            return self._club_link_page(
                "club_support.club_link_closed", record, status=status, problem=problem
            )
        if "company_id" in record._fields and record.company_id:
            record = record.with_company(record.company_id)
        return handler(record.with_context(lang=request.env.lang), params)

    def _club_link_page(self, template, record, status=200, office=None, **values):
        """A page in the frame of all links.

        :param office: ``res.company`` whose page it is, where the record has none
        """
        env = request.env(su=True)  # the name and the legal notices of the company
        company = env["res.company"].browse(
            record.company_id.id if "company_id" in record._fields else None
        )
        values.update(
            record=record,
            company=company
            or (office and office.with_env(env))
            or env["res.company"].search([], limit=1, order="id"),
            path=self._club_link_path(),
            lang_code=(request.env.lang or "en")[:2],
            languages=self._languages(),
            version=Manifest.for_addon("club_support").version,
        )
        response = request.render(template, values, status=status)
        response.headers.update(HEADERS)
        return response

    def _club_link_path(self):
        # Odoo also answers to a path with a slash at its end
        return quote(request.httprequest.path.rstrip("/"))

    def _club_link_done(self, **params):
        """Show the page again after an action, so that a reload does not repeat it."""
        path = self._club_link_path()
        query = urlencode({"lang": request.env.lang[:2], **params})
        return self._club_link_go(f"{path}?{query}")

    def _club_link_go(self, path):
        """Have the browser ask for another page of ours.

        :param str path: without the host
        """
        response = request.redirect(path, code=303)
        response.headers.update(HEADERS)
        return response

    # ------------------------------------------------------------
    # Language
    # ------------------------------------------------------------

    def _languages(self):
        """Short code to code of Odoo: German where it is installed, and English.

        English is the language of the sources, it needs no installation.
        """
        installed = [code for code, _name in request.env["res.lang"].get_installed()]
        german = [code for code in installed if code[:2] == "de"]
        languages = (
            {"de": "de_DE" if "de_DE" in german else german[0]} if german else {}
        )
        return {**languages, "en": "en_US"}

    def _choose_language(self, params, record):
        """What was chosen on the page, else the reader's own, else the browser's."""
        languages = self._languages()
        wished = params.get("lang")
        # a file instead of a text is no wish
        wishes = [wished if isinstance(wished, str) else None]
        wishes += [record._club_link_lang() if record else None]
        wishes += request.httprequest.accept_languages.values()
        for wish in wishes:
            if wish and wish[:2].lower() in languages:
                request.update_context(lang=languages[wish[:2].lower()])
                return
        request.update_context(lang=next(iter(languages.values())))
