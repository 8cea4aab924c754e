from datetime import date

from odoo import api, models
from odoo.tools import format_date

# what a page holds, in millimetres: the days side by side, the hours below each other
PAPERS = {
    "a4": {"width": 261, "height": 158, "font": 6.5},
    "a3": {"width": 384, "height": 240, "font": 8},
}
# left of the days stand the hours
MARGIN = 9
HEAD = 9
WORKDAYS = 5


class ClubFacilityPlanPaper(models.AbstractModel):
    """One page per hall, drawn to the millimetre."""

    _name = "club.facility.plan.paper"
    _description = "Occupancy Plan on Paper"

    _paper = "a4"

    @api.model
    def _get_report_values(self, docids, data=None):
        data = data or {}
        halls = self.env["club.facility"].browse(
            _read_ids(docids or data.get("ids") or [])
        )
        # whoever asks by the address reads only what they may
        halls = halls.exists()._filtered_access("read")
        day = self._read_day(data.get("date"))
        is_week = data.get("kind") == "week"
        plans = halls._get_plan(day, is_week)
        paper = PAPERS[self._paper]
        pages = [{"hall": hall, **self._draw(plans[hall], paper)} for hall in halls]
        use = self.env["club.reservation"]._fields["use"]
        return {
            "doc_ids": halls.ids,
            "doc_model": "club.facility",
            "docs": halls,
            "pages": pages,
            "uses": dict(use._description_selection(self.env)),
            "font": paper["font"],
            "day": day,
            "is_week": is_week,
            "week": day.isocalendar().week,
            "today": format_date(self.env, self.env.company._club_today()),
        }

    @api.model
    def _read_day(self, day):
        """The day that an address names, or today where it names none of our time."""
        try:
            day = date.fromisoformat(str(day))
        except ValueError:
            day = date.min
        is_meant = 1900 <= day.year < 2200
        return day if is_meant else self.env.company._club_today()

    @api.model
    def _draw(self, plan, paper):
        """Places in millimetres for days, hours, units and uses."""
        # a weekend without any use leaves its place to the other days
        length = max([WORKDAYS, *(box.day + 1 for box in plan["boxes"])])
        day_width = (paper["width"] - MARGIN) / length
        column = day_width / max(len(plan["units"]), 1)
        minute = (paper["height"] - HEAD) / (plan["last"] - plan["first"])
        return {
            **paper,
            "units": plan["units"],
            "days": self._draw_days(length, day_width),
            "columns": [
                {
                    "name": unit.name,
                    "left": MARGIN + day * day_width + index * column,
                    "width": column,
                }
                for day in range(length)
                for index, unit in enumerate(plan["units"])
            ],
            "hours": [
                {"hour": hour, "top": HEAD + (hour * 60 - plan["first"]) * minute}
                for hour in range(plan["first"] // 60, plan["last"] // 60 + 1)
            ],
            "boxes": [
                {
                    "left": MARGIN + box.day * day_width + box.column * column,
                    "top": HEAD + (box.start - plan["first"]) * minute,
                    "width": box.columns * column,
                    "height": (box.stop - box.start) * minute,
                    **_describe(box),
                }
                for box in plan["boxes"]
            ],
            "shown": plan["uses"],
        }

    def _draw_days(self, length, width):
        return [
            {
                # the first of that January was a Monday
                "name": format_date(
                    self.env, date(2024, 1, 1 + index), date_format="EEEE"
                ),
                "left": MARGIN + index * width,
                "width": width,
            }
            for index in range(length)
        ]


def _describe(box):
    return {
        "from": _clock(box.start),
        "to": _clock(box.stop),
        "text": box.text,
        "use": box.use,
    }


def _read_ids(values):
    """Numbers of records as an address names them; what is no number is none."""
    values = values if isinstance(values, (list, tuple)) else [values]
    texts = [str(value) for value in values]
    return [int(text) for text in texts if text.isdecimal() and len(text) < 10]


class ReportClubFacilityPlanA4(models.AbstractModel):
    _name = "report.club_support.club_facility_plan_a4"
    _description = "Occupancy Plan on A4"
    _inherit = ["club.facility.plan.paper"]


class ReportClubFacilityPlanA3(models.AbstractModel):
    _name = "report.club_support.club_facility_plan_a3"
    _description = "Occupancy Plan on A3"
    _inherit = ["club.facility.plan.paper"]

    _paper = "a3"


def _clock(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"
