"""On which day a step of a plan is due."""

from odoo import models

from ..tools.working_days import add_days, shift


class ClubCasePlanStep(models.Model):
    _inherit = "club.case.plan.step"

    def _get_planned_dates(self):
        """The day on which each step is due; None while nobody can say.

        Counted from the opening of the case or the end of another step, days on
        which the case waited for others do not count. A deadline is set from
        outside: what lies before it does not move because the case waited. A
        date that a person chose stays.

        The steps are all those of their cases: some are counted from others.

        :return: dict of step: date or None
        """
        anchors = self._get_anchors()
        waits = self.case_id._club_waits()
        working = self._get_counted_days(anchors)
        dates = {}
        for step in self:
            anchor = anchors[step]
            if step.is_moved and step.date:
                dates[step] = step.date
            elif not anchor:
                dates[step] = None
            else:
                line = step.line_id
                from_outside = line.offset_from == "deadline"
                counts = DayCount(
                    working[step.company_id] if line.day_kind == "working" else None,
                    () if from_outside else waits.get(step.case_id.id, ()),
                )
                dates[step] = shift(anchor, line.days, counts)
        return dates

    def _get_counted_days(self, anchors):
        known = [day for day in anchors.values() if day]
        if not known:
            return {}
        first, last = min(known), add_days(max(known), 120)
        return {
            company: company._club_counted_days(first, last)
            for company in self.company_id
        }

    def _get_anchors(self):
        """From which day each step is counted; None while that is not known."""
        ended = {
            (step.case_id, step.line_id): step.done_date
            for step in self
            if step.done_date
        }
        deadlines = self._get_first_deadlines()
        anchors = {}
        for step in self:
            case, line = step.case_id, step.line_id
            anchors[step] = {
                "start": case.date_open,
                "line": ended.get((case, line.after_line_id)),
                "deadline": deadlines.get((case.id, line.kind_id.id)),
            }[line.offset_from]
        return anchors

    def _get_first_deadlines(self):
        """The earliest deadline of each kind that is still ahead of a case."""
        kinds = self.line_id.filtered(lambda line: line.offset_from == "deadline")
        if not kinds:
            return {}
        groups = self.env["club.case.deadline"]._read_group(
            [
                ("case_id", "in", self.case_id.ids),
                ("kind_id", "in", kinds.kind_id.ids),
                ("is_done", "=", False),
            ],
            ["case_id", "kind_id"],
            ["date:min"],
        )
        return {(case.id, kind.id): day for case, kind, day in groups}


class DayCount:
    """Tells of a day whether it counts."""

    def __init__(self, working, waits):
        self.working = working
        self.waits = waits

    def __call__(self, day):
        if any(start <= day < stop for start, stop in self.waits):
            return False
        return self.working is None or self.working(day)
