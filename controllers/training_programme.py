import re
import secrets
import time
from ipaddress import ip_address, ip_network

from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.http import Controller, Response, request, route
from odoo.tools import email_normalize, hash_sign, hmac, verify_hash_signed

from ..tools.answers import UnreadableError, read_email, read_line
from .link import ACT, SHOW, ClubLinkPages

PROGRAMME = "/club/trainings"
PAGE = f"{PROGRAMME}/<int:event_id>"
NAME_LIMIT = 100
EMAIL_LIMIT = 150
MOST_PEOPLE = 5
STAMP_SCOPE = "club_support.training.form"
# seconds: nobody types a name and an address faster, or waits longer than half a day
FASTEST = 3
SLOWEST = 12 * 3600
COOKIE = "club_visitor"
KEY_SCOPE = "club_support.training.form.key"
# requests within an hour; many people may share the address of an office or school
MOST = {"browser": 10, "email": 5, "address": 30, "day": 20}
# what mail programs make a link of: nobody sends advertisements by our mails
WEB_ADDRESS = re.compile(r"(?i)//|\bwww\.|\w\.\w{2,}/")


class ClubTrainingProgrammeController(ClubLinkPages, Controller):
    """The programme of trainings, and registration without an account."""

    _link_model = "club.training.booking"

    @route(PROGRAMME, **SHOW)
    def programme_show(self, **params):
        """Show the dates that everybody may see; changes nothing."""
        if answer := self._answer_options():
            return answer
        events = self._prepare(params)
        if not events._club_is_published():
            return self._show_closed(events)
        company = self._read_company(params)
        found = events._club_get_programme(company)
        every = events._club_get_programme() if company else found
        # who has no training here is not named by number
        office = company & every.company_id or every.company_id
        return self._club_link_page(
            "club_support.club_training_programme_page",
            events,
            months=self._group_by_month(found),
            news=found._club_get_seat_news(),
            companies=every.company_id,
            chosen=company,
            office=office if len(office) == 1 else None,
        )

    @route(PAGE, **SHOW)
    def date_show(self, event_id, **params):
        """Show a date with the form to register; changes nothing."""
        if answer := self._answer_options():
            return answer
        event = self._prepare(params)._club_find_published(event_id)
        response = self._show(event)
        if event and not self._get_visitor():
            response.set_cookie(
                COOKIE,
                secrets.token_urlsafe(24),
                max_age=SLOWEST,
                path=PROGRAMME,
                secure=request.httprequest.is_secure,
                httponly=True,
                samesite="Lax",
            )
        return response

    @route(PAGE, **ACT)
    def date_register(self, event_id, **params):
        """Take a registration, or say what is wrong with it."""
        if answer := self._answer_options():
            return answer
        event = self._prepare(params)._club_find_published(event_id)
        if not event or event._club_get_barred():
            return self._show(event, status=422)
        # a file instead of a text is no answer
        typed = {key: value for key, value in params.items() if isinstance(value, str)}
        values, errors = self._read(typed)
        if not errors:
            errors = self._check_form(event, typed)
        if errors:
            return self._show(event, 422, typed=typed, errors=errors)
        key = self._get_key(event, values, typed)
        if path := self._find_sent(event, key):
            # the back button, or two clicks instead of one
            return self._club_link_go(path)
        if not self._may_send(values):
            response = self._show(
                event,
                429,
                typed=typed,
                refused=request.env._(
                    "Too many registrations came from you within an hour. Nothing was "
                    "taken; please try again later or call us."
                ),
            )
            response.headers["Retry-After"] = "3600"
            return response
        return self._register(event, values, typed, key)

    # ------------------------------------------------------------
    # Show
    # ------------------------------------------------------------

    def _answer_options(self):
        # Odoo lets it through to every route, also to those that only POST
        if request.httprequest.method == "OPTIONS":
            return Response(status=204, headers={"Allow": "GET, HEAD, POST"})
        return None

    def _prepare(self, params):
        """Choose the language; the model of dates in it."""
        self._choose_language(params, request.env[self._link_model])
        return request.env["event.event"].with_context(lang=request.env.lang)

    def _read_company(self, params):
        text = params.get("company")
        is_number = isinstance(text, str) and re.fullmatch(r"[0-9]{1,9}", text)
        # sudo: only whether it exists, and its name
        Company = request.env["res.company"].sudo()
        return Company.browse(int(text)).exists() if is_number else Company

    def _group_by_month(self, events):
        months = {}
        for event in events:
            months.setdefault(event._club_get_page_month(), []).append(event)
        return months

    def _show_closed(self, event):
        """The room of trainings is switched off."""
        return self._club_link_page(
            "club_support.club_training_closed", event.browse(), status=404
        )

    def _show(self, event, status=200, typed=None, errors=None, refused=None):
        if not event._club_is_published():
            return self._show_closed(event)
        if not event:
            return self._club_link_page(
                "club_support.club_training_unknown", event, status=404
            )
        errors = errors or {}
        fields = self._get_fields(typed or {}, errors)
        return self._club_link_page(
            "club_support.club_training_date_page",
            event,
            status=status,
            training=event.training_id,
            barred=event._club_get_barred(),
            news=event._club_get_seat_news()[event.id],
            fields=fields,
            more=[field for name, field in fields.items() if name[:6] == "person"],
            is_together=typed is None or bool(typed.get("together")),
            stamp=self._get_stamp(event, typed or {}),
            errors=errors,
            refused=refused or errors.get("form"),
        )

    def _get_fields(self, typed, errors):
        """The fields of the form by name, with what was typed."""
        env = request.env
        fields = [
            {
                "name": "name",
                "label": env._("First and last name"),
                "limit": NAME_LIMIT,
                "autocomplete": "name",
            },
            {
                "name": "club",
                "label": env._("Club or initiative"),
                "hint": env._("Leave it empty if you come for yourself."),
                "limit": NAME_LIMIT,
                "autocomplete": "organization",
            },
            {
                "name": "email",
                "label": env._("E-mail address"),
                "hint": env._("Confirmation and changes are sent there."),
                "type": "email",
                "limit": EMAIL_LIMIT,
                "autocomplete": "email",
            },
            *(
                {
                    "name": f"person{number}",
                    "label": env._("Name of person %(number)s", number=number),
                    "limit": NAME_LIMIT,
                }
                for number in range(2, MOST_PEOPLE + 1)
            ),
        ]
        for field in fields:
            field["value"] = typed.get(field["name"], "")
            field["error"] = errors.get(field["name"])
        return {field["name"]: field for field in fields}

    # ------------------------------------------------------------
    # Read
    # ------------------------------------------------------------

    def _read(self, typed):
        """What was typed, and sentences by name of the wrong fields."""
        env, values, errors = request.env, {}, {}
        names = ["name", "club"]
        names += [f"person{number}" for number in range(2, MOST_PEOPLE + 1)]
        for name in names:
            try:
                values[name] = read_line(typed.get(name), NAME_LIMIT)
            except UnreadableError:
                errors[name] = env._(
                    "This is too long: %(limit)s characters at most. Please shorten "
                    "it.",
                    limit=NAME_LIMIT,
                )
        try:
            values["email"] = read_email(typed.get("email"), EMAIL_LIMIT)
        except UnreadableError:
            values["email"] = ""
        if not email_normalize(values["email"]):
            errors["email"] = env._(
                "Please enter an e-mail address such as name@example.org."
            )
        for name in names:
            if name not in errors and self._is_strange(name, values[name]):
                errors[name] = env._("Please enter a name only, without web addresses.")
        if not (values.get("name") or errors.get("name")):
            errors["name"] = env._("Please tell us the name of whoever comes.")
        return values, errors

    def _is_strange(self, field, text):
        """Whether this is no name, but what strangers are to read in our mails."""
        is_person = field != "club"
        if not text:
            return False
        return bool(WEB_ADDRESS.search(text)) or (
            is_person and ("@" in text or not any(map(str.isalpha, text)))
        )

    def _check_form(self, event, typed):
        """Refuse what programs send: the trap filled, or no time taken."""
        env = request.env
        if typed.get("website"):
            return {
                "form": env._(
                    "The field “Website” is a trap for programs. Please leave it empty "
                    "and send the form again."
                )
            }
        age = self._get_age(event, typed.get("stamp"))
        if age is None or age > SLOWEST:
            return {
                "form": env._(
                    "This page was open for a long time. Please look whether "
                    "everything is right, and send the form again."
                )
            }
        if age < FASTEST:
            return {
                "form": env._(
                    "That was faster than anybody can type. Please look whether "
                    "everything is right, and send the form again."
                )
            }
        return {}

    # ------------------------------------------------------------
    # Limits
    # ------------------------------------------------------------

    def _get_stamp(self, event, typed):
        """When the form was opened, signed; the first time counts."""
        age = self._get_age(event, typed.get("stamp"))
        if age is not None and age <= SLOWEST:
            return typed["stamp"]
        # two who open it in the same second are two
        message = [event.id, int(time.time()), secrets.token_urlsafe(9)]
        return hash_sign(event.env, STAMP_SCOPE, message)

    def _get_age(self, event, stamp):
        """Seconds since the form was opened; None if nobody opened it here."""
        try:
            message = verify_hash_signed(event.env, STAMP_SCOPE, (stamp or "")[:300])
        except ValueError:
            # rubbish has many forms
            message = None
        if not message or message[0] != event.id:
            return None
        return time.time() - message[1]

    def _get_visitor(self):
        visitor = request.httprequest.cookies.get(COOKIE, "")
        return visitor if 20 <= len(visitor) <= 100 else ""

    def _may_send(self, values):
        email = email_normalize(values["email"])
        if request.env["club.training.booking"]._page_count_day(email) >= MOST["day"]:
            return False
        postbox, domain = email.rsplit("@", 1)
        senders = {
            "browser": self._get_visitor(),
            # what follows a plus goes to the same postbox
            "email": f"{postbox.partition('+')[0]}@{domain}",
            "address": self._get_network(),
        }
        return request.env["club.request.limit"]._claim(
            [(kind, sender, MOST[kind]) for kind, sender in senders.items() if sender]
        )

    def _get_network(self):
        """Where the request comes from; a subscriber of IPv6 has a whole network."""
        text = request.httprequest.remote_addr or ""
        try:
            address = ip_address(text)
        except ValueError:
            return text
        if address.version == 6 and address.ipv4_mapped:
            address = address.ipv4_mapped
        bits = 32 if address.version == 4 else 64
        return str(ip_network(f"{address}/{bits}", strict=False))

    # ------------------------------------------------------------
    # Act
    # ------------------------------------------------------------

    def _get_people(self, values):
        numbers = range(2, MOST_PEOPLE + 1)
        names = [values["name"], *(values[f"person{number}"] for number in numbers)]
        people = [{"name": name} for name in names if name]
        people[0]["email"] = values["email"]
        return people

    def _get_key(self, event, values, typed):
        """What tells a form that is sent again from the next one."""
        names = [person["name"] for person in self._get_people(values)]
        parts = [typed["stamp"], email_normalize(values["email"]), *names]
        return hmac(event.env, KEY_SCOPE, "\n".join(parts))

    def _find_sent(self, event, key):
        """The page of the booking that this very form has made, if it has."""
        booking = event.env["club.training.booking"]._page_find_sent(event, key)
        if not booking:
            return None
        path = booking._get_page_url().removeprefix(booking.get_base_url())
        return f"{path}?lang={request.env.lang[:2]}"

    def _find_sent_meanwhile(self, event, key):
        # what others committed is not seen by the transaction of the request
        with request.env.registry.cursor() as cr:
            return self._find_sent(event.with_env(event.env(cr=cr)), key)

    def _register(self, event, values, typed, key):
        try:
            with request.env.cr.savepoint():
                booking = event._club_register(
                    self._get_people(values),
                    organisation=values["club"],
                    contact=values["name"],
                    email=values["email"],
                    via="page",
                    stays_together=bool(typed.get("together")),
                    lang=request.env.lang,
                )
                booking.form_key = key
                booking.flush_recordset()
        except (UserError, UniqueViolation) as error:
            if path := self._find_sent_meanwhile(event, key):
                return self._club_link_go(path)
            sentence = str(error)
            if isinstance(error, UniqueViolation):
                sentence = request.env._(
                    "One of these people was registered for this training a moment "
                    "ago. Please look into your mails."
                )
            return self._show(event, 422, typed=typed, refused=sentence)
        # seats are given on commit, before the browser asks for the next page
        return self._club_link_go(self._find_sent(event, key))
