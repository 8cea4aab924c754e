"""The programme of a year on paper, with the way to the public pages."""

from markupsafe import Markup

from odoo import api, models
from odoo.tools import format_date, is_html_empty
from odoo.tools.misc import formatLang

from ..tools.qr_code import draw_qr_code
from .club_facility_plan import _read_ids

# first month and number of months
PARTS = {"year": (1, 12), "first": (1, 6), "second": (7, 6)}
# what may be left out
SHOWN = ("contents", "trainers", "fee", "contact")


class ReportClubTrainingProgramme(models.AbstractModel):
    _name = "report.club_support.club_training_programme"
    _description = "Programme of Trainings"

    @api.model
    def _get_report_values(self, docids, data=None):
        data = data or {}
        ids = _read_ids(docids or data.get("ids") or [])
        # whoever asks by the address reads only what they may
        events = self.env["event.event"].browse(ids).exists()._filtered_access("read")
        events = events.filtered("training_id").sorted("date_begin")
        company = events.company_id[:1] or self.env.company
        shown = data.get("shown")
        shown = SHOWN if shown is None else [name for name in SHOWN if name in shown]
        url = f"{company.get_base_url()}/club/trainings"
        return {
            "doc_ids": events.ids,
            "doc_model": "event.event",
            "docs": events,
            "company": company,
            "period": self._say_period(data, events),
            "months": self._get_months(events),
            "shown": shown,
            "url": url,
            # squares and numbers only, nothing of the text stands in the picture
            "code": Markup(draw_qr_code(url)),  # noqa: S704
            "today": format_date(self.env, company._club_today()),
        }

    @api.model
    def _say_period(self, data, events):
        """The period in words; of records that were selected, the years."""
        year, part = str(data.get("year") or ""), data.get("part")
        if not year.isdecimal() or part not in PARTS:
            years = [event._club_local(event.date_begin).year for event in events]
            return "–".join(map(str, sorted({*years[:1], *years[-1:]})))
        if part == "year":
            return year
        Wizard = self.env["club.training.programme"]
        parts = dict(Wizard._fields["part"]._description_selection(self.env))
        return f"{parts[part]} {year}"

    @api.model
    def _get_months(self, events):
        """Pairs of the name of a month and what begins in it."""

        def month(event):
            return event._club_local(event.date_begin).date().replace(day=1)

        return [
            (
                format_date(self.env, first, date_format="LLLL y"),
                [self._get_entry(event) for event in group],
            )
            for first, group in events.sorted(month).grouped(month).items()
        ]

    @api.model
    def _get_entry(self, event):
        begin = event._club_local(event.date_begin).date()
        training = event.training_id
        until = event.registration_until
        return {
            "event": event,
            "training": training,
            "number": begin.day,
            "weekday": format_date(self.env, begin, date_format="EEE"),
            "days": self._say_days(event),
            "place": self._say_place(event),
            # 8 units, not 8.0, and 1,5 where people write so
            "units": formatLang(
                self.env, training.units, digits=int(training.units % 1 > 0)
            ),
            "until": until and format_date(self.env, until, date_format="long"),
            "contents": not is_html_empty(training.contents),
            "trainers": ", ".join(event.trainer_ids.mapped("name")),
            "contact": " · ".join(filter(None, self._get_contact(event))),
        }

    @api.model
    def _get_contact(self, event):
        user = event.user_id or event.training_id.user_id
        return [user.name, user.phone, user.email]

    @api.model
    def _say_days(self, event):
        """Each day with its hours, by the clock of the date."""
        days = event.training_day_ids
        spans = [(day.start, day.stop) for day in days.sorted("start")]
        return [
            self._say_span(event._club_local(start), event._club_local(stop))
            for start, stop in spans or [(event.date_begin, event.date_end)]
        ]

    @api.model
    def _say_span(self, start, stop):
        day = format_date(self.env, start.date(), date_format="full")
        return f"{day}, {start:%H:%M}–{stop:%H:%M}"

    @api.model
    def _say_place(self, event):
        online = self.env._("Online")
        if event.training_mode == "online":
            return online
        hall = event.facility_id
        words = [hall.name, hall._get_place_on_paper()] if hall else []
        place = ", ".join(filter(None, words)) or event.address_inline
        if event.training_mode == "hybrid":
            return " · ".join(filter(None, [place, online]))
        return place
