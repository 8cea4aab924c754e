"""By when a club hears from us, and whether it did."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools import working_days


class ClubCase(models.Model):
    _inherit = "club.case"

    date_reply_by = fields.Date(
        compute="_compute_date_reply_by",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        help="The working days of the type, counted from the day of opening without "
        "the days of waiting. A date of your own stays, and moves when the case waits.",
    )
    is_reply_by_manual = fields.Boolean(
        string="Reply Date Agreed",
        readonly=True,
        copy=False,
        help="Somebody entered the date by hand.",
    )
    date_replied = fields.Date(
        string="Answered on",
        copy=False,
        tracking=True,
        help="Day of the first answer: a mail to the club, or a contact entry such as "
        "a call or a visit. Empty it if that was no answer.",
    )
    clock_state = fields.Selection(
        selection=[
            ("none", "No Reply Date"),
            ("on_time", "On Time"),
            ("due", "Due"),
            ("late", "Late"),
            ("waiting", "Waiting"),
            ("answered", "Answered"),
        ],
        string="Reply to the Club",
        compute="_compute_clock_state",
        search="_search_clock_state",
        help="Due on the day itself and on the working day before. Nothing is late "
        "while the case waits for others or once it was answered.",
    )

    # ------------------------------------------------------------
    # Reply by
    # ------------------------------------------------------------

    @api.depends(
        "date_open",
        "type_id",
        "company_id",
        "waiting_ids.date_from",
        "waiting_ids.date_to",
    )
    def _compute_date_reply_by(self):
        """A date entered by hand stays.

        New days of a type leave the dates alone that were promised before.
        """
        computed = self.filtered(lambda case: not case.is_reply_by_manual)
        days = computed._get_reply_days()
        for case in self:
            case.date_reply_by = days.get(case, case.date_reply_by)

    def _get_reply_days(self):
        """By when the cases are to be answered, by type and working days."""
        days = dict.fromkeys(self, False)
        started = self.filtered(lambda case: case.date_open and case.company_id)
        counting = started.filtered(lambda case: case.type_id.days_to_reply)
        for company, cases in counting.grouped("company_id").items():
            ended = {case: case._get_ended_waits() for case in cases}
            counted = company._club_counted_days(
                min(cases.mapped("date_open")),
                max(case._estimate_reply_day(ended[case]) for case in cases),
            )
            for case in cases:
                days[case] = case._get_reply_day(counted, ended[case])
        return days

    def _get_ended_waits(self):
        # sudo: days of waiting are facts that the date depends on
        waits = self.sudo().waiting_ids.filtered("date_to")
        return [(wait.date_from, wait.date_to) for wait in waits]

    def _estimate_reply_day(self, waits):
        """A day that is usually late enough: working days are looked up till then."""
        waited = sum((end - start).days for start, end in waits)
        days = self.type_id.days_to_reply * 2 + waited + 14
        return working_days.add_days(self.date_open, days)

    def _get_reply_day(self, counted, waits):
        def counts(day):
            return counted(day) and not any(start <= day < end for start, end in waits)

        return working_days.shift(self.date_open, self.type_id.days_to_reply, counts)

    @api.model_create_multi
    def create(self, vals_list):
        # an empty cell of an import is no wish for a case without date
        vals_list = [
            {key: vals[key] for key in vals if key != "date_reply_by" or vals[key]}
            for vals in vals_list
        ]
        cases = super().create(vals_list)
        given = [
            case.id
            for case, vals in zip(cases, vals_list, strict=True)
            if vals.get("date_reply_by")
        ]
        cases.browse(given)._mark_manual_dates()
        return cases

    def write(self, vals):
        self._check_replied(vals)
        result = super().write(vals)
        if "date_reply_by" in vals:
            self._mark_manual_dates()
        return result

    def _mark_manual_dates(self):
        """Know the dates that are not the computed ones: these stay."""
        days = self._get_reply_days()
        by_hand = self.grouped(lambda case: case.date_reply_by != (days[case] or False))
        for is_manual, cases in by_hand.items():
            changed = cases.filtered(
                lambda case, value=is_manual: case.is_reply_by_manual != value
            )
            if changed:
                changed.write({"is_reply_by_manual": is_manual})

    @api.model
    def _move_manual_dates(self, waits):
        """Dates that were entered by hand move by the working days of the wait.

        :param waits: times of waiting that have just ended, one of each case
        """
        manual = waits.filtered(
            lambda wait: wait.case_id.is_reply_by_manual and wait.case_id.date_reply_by
        )
        for company, ended in manual.grouped("company_id").items():
            dates = ended.case_id.mapped("date_reply_by")
            counted = company._club_counted_days(
                min(ended.mapped("date_from")), max(*dates, *ended.mapped("date_to"))
            )
            for day, moved in ended.grouped(
                lambda wait, counted=counted: working_days.postpone(
                    wait.case_id.date_reply_by, wait.date_from, wait.date_to, counted
                )
            ).items():
                moved.case_id.write({"date_reply_by": day})

    # ------------------------------------------------------------
    # Answered
    # ------------------------------------------------------------

    def _message_post_after_hook(self, message, msg_values):
        for case in self:
            if case._is_answer(message):
                case._set_replied({case: case.company_id._club_today()})
        return super()._message_post_after_hook(message, msg_values)

    def _is_answer(self, message):
        """Whether a message left the house: a colleague wrote to somebody outside."""
        # sudo: only who wrote and whom it reached is asked
        message = message.sudo()
        written = message.message_type == "comment" or message.outgoing_email_to
        if not written or message.is_internal or message.author_id.partner_share:
            return False
        if message.subtype_id != self.env.ref("mail.mt_comment"):
            return False
        outside = message.partner_ids.filtered("partner_share")
        return bool(
            outside or message.outgoing_email_to or self._get_outside_followers()
        )

    def _check_replied(self, vals):
        """When one answered is told by the answer; people only take that back.

        :raises ValidationError: for another day
        """
        if self.env.su or not vals.get("date_replied"):
            return
        day = fields.Date.to_date(vals["date_replied"])
        if any(case.date_replied != day for case in self):
            raise ValidationError(
                self.env._(
                    "The day of the answer comes from the answer itself. Please log "
                    "the call or visit as a contact entry, or empty the day if that "
                    "was no answer."
                )
            )

    @api.model
    def _set_replied(self, days):
        """Keep the day of the first answer.

        :param dict days: the day of an answer, by case
        """
        new = {case: day for case, day in days.items() if not case.date_replied}
        for day in set(new.values()):
            answered = self.browse(case.id for case in new if new[case] == day)
            # sudo: who may answer or log a contact need not be responsible
            answered.sudo().write({"date_replied": day})

    # ------------------------------------------------------------
    # The state of the clock
    # ------------------------------------------------------------

    @api.depends(
        "date_reply_by", "date_replied", "is_waiting", "is_closed", "company_id"
    )
    def _compute_clock_state(self):
        days = {company: company._club_due_days() for company in self.company_id}
        for case in self:
            today, due_until = days.get(case.company_id, (None, None))
            if case.is_closed:
                case.clock_state = "none"
            elif case.is_waiting:
                case.clock_state = "waiting"
            elif case.date_replied:
                case.clock_state = "answered"
            elif not (case.date_reply_by and today):
                case.clock_state = "none"
            elif case.date_reply_by < today:
                case.clock_state = "late"
            else:
                due = case.date_reply_by <= due_until
                case.clock_state = "due" if due else "on_time"

    def _search_clock_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        going = Domain("is_closed", "=", False) & Domain("is_waiting", "=", False)
        unanswered = going & Domain("date_replied", "=", False)
        states = {
            "none": Domain("is_closed", "=", True)
            | (unanswered & Domain("date_reply_by", "=", False)),
            "waiting": Domain("is_waiting", "=", True),
            "answered": going & Domain("date_replied", "!=", False),
        }
        found = [states[state] for state in value if state in states]
        if running := {"late", "due", "on_time"} & set(value):
            found.append(unanswered & self._get_running_domain(running))
        return Domain.OR(found)

    def _get_running_domain(self, states):
        """Which cases are late, due or on time today, company by company."""
        Company = self.env["res.company"]
        every = Domain("active", "=", True)
        # sudo: cases of every company may be asked for; their days are no secret
        companies = Company.sudo().search(every) if self.env.su else self.env.companies
        domains = []
        for company in companies:
            today, due_until = company._club_due_days()
            ranges = {
                "late": Domain("date_reply_by", "<", today),
                "due": Domain("date_reply_by", ">=", today)
                & Domain("date_reply_by", "<=", due_until),
                "on_time": Domain("date_reply_by", ">", due_until),
            }
            chosen = Domain.OR(ranges[state] for state in states)
            domains.append(Domain("company_id", "=", company.id) & chosen)
        return Domain.OR(domains)
