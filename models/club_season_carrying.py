"""Next winter's plan is last winter's plan plus changes."""

from collections import defaultdict

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError


class ClubSeason(models.Model):
    _inherit = "club.season"

    def action_carry_over(self):
        """Make drafts of the times of the season before, with their applications.

        What was carried over already is left alone, so this can be repeated. The log
        tells what was left out and why, which drafts clash, and what closes newly.

        :return: the new drafts
        :raises UserError: when no season before is named
        """
        self.ensure_one()
        self._check_step("planning")
        if not self.previous_id:
            raise UserError(
                self.env._(
                    "Nothing says which season “%(season)s” follows. Please enter it "
                    "as “Season Before” first.",
                    season=self.name,
                )
            )
        old = self._find_series_to_carry()
        gone = old.filtered(lambda one: not one._can_go_on())
        applications, elsewhere = self._carry_applications(old - gone)
        pairs = [(one, applications.get(one)) for one in old - gone - elsewhere]
        drafts = self.env["club.reservation.series"].create(
            [self._prepare_carried_vals(one, wish) for one, wish in pairs]
        )
        drafts.application_id._settle()
        self._log_carried(drafts, gone, elsewhere)
        return drafts

    def action_carry_over_undo(self):
        """Delete the drafts that were carried over, with applications made for them.

        :raises UserError: when the season is confirmed
        """
        self._check_step("planning")
        drafts = self.series_ids.filtered(
            lambda one: one.state == "draft" and one.previous_id
        )
        drafts.unlink()
        # what clubs asked for themselves, or have a time for already, stays
        self.application_ids.filtered(
            lambda one: one.is_carried_over and not one.series_ids
        ).unlink()
        return True

    def _find_series_to_carry(self):
        """Times that groups had to the end of the season before, in order."""
        Series = self.env["club.reservation.series"]
        done = self.with_context(active_test=False).series_ids.previous_id
        # what was refused since is not asked again
        done |= self.application_ids.wish_ids.previous_id
        before = Series.search(
            [
                ("season_id", "=", self.previous_id.id),
                ("state", "in", ("confirmed", "ended")),
                ("id", "not in", done.ids),
            ],
            order="partner_id, name, facility_id, hour_from, id",
        )
        last = self.previous_id.date_to
        return before.filtered(
            lambda one: one.state == "confirmed" or one.date_to >= last
        )

    # ------------------------------------------------------------
    # Applications
    # ------------------------------------------------------------

    def _carry_applications(self, old):
        """Applications for times of the season before, one per group.

        Who applied already is asked no second time: its own wishes count.

        :return: dict of series to the wish that stands for it, and the series whose
            group wishes something else now
        """
        present = self.application_ids.grouped(lambda one: one._get_group_key())
        wishes, elsewhere, new = {}, old.browse(), defaultdict(old.browse)
        for series in old.filtered("partner_id"):
            key = (series.partner_id.id, series.name.casefold())
            application = present.get(key)
            if not application or not application.wish_ids:
                new[key] |= series
                continue
            wish = application.wish_ids._find_like(series)
            if wish:
                wishes[series] = wish
            else:
                elsewhere |= series
        # read at once for all groups
        new = {key: series.with_prefetch(old.ids) for key, series in new.items()}
        made = self._make_applications(new, present)
        return wishes | made, elsewhere

    def _make_applications(self, groups, present):
        """One application per group, with a wish for each time that it had."""
        missing = {key: series for key, series in groups.items() if key not in present}
        created = self.env["club.season.application"].create(
            [self._prepare_application_vals(series) for series in missing.values()]
        )
        applications = present | dict(zip(missing, created, strict=True))
        vals_list, times = [], []
        for key, series in groups.items():
            for slot, one in enumerate(series, start=1):
                vals_list += one._prepare_wish_vals(applications[key], slot)
                times.append((applications[key].id, slot, one))
        wishes = self.env["club.season.wish"].create(vals_list)
        first = {
            (wish.application_id.id, wish.slot): wish
            for wish in wishes
            if wish.choice == "1"
        }
        return {one: first[application, slot] for application, slot, one in times}

    def _prepare_application_vals(self, series):
        first = series[0]
        former = series.application_id[:1]
        return {
            "season_id": self.id,
            "partner_id": first.partner_id.id,
            "name": first.name,
            "sport_id": first.sport_id.id,
            "age_group": first.age_group,
            "instructor_id": first.instructor_id.id,
            "people_count": former.people_count or first.people_expected,
            "league": former.league,
            "rank_id": former.rank_id.id,
            "is_carried_over": True,
        }

    def _prepare_carried_vals(self, series, wish):
        """A draft at the same time of the same weeks; ``wish`` may be empty."""
        before = self.previous_id
        first = self.date_from + (series.date_from - before.date_from)
        last = self.date_to - (before.date_to - series.date_to)
        vals = {
            "previous_id": series.id,
            "name": series.name,
            "facility_id": series.facility_id.id,
            "partner_id": series.partner_id.id,
            "season_id": self.id,
            "use": series.use,
            "sport_id": series.sport_id.id,
            "age_group": series.age_group,
            "instructor_id": series.instructor_id.id,
            "people_expected": series.people_expected,
            "rrule": series.rrule,
            "date_from": min(max(first, self.date_from), self.date_to),
            "hour_from": series.hour_from,
            "hour_to": series.hour_to,
            "user_id": self.user_id.id or self.env.uid,
            "note": series.note,
        }
        vals["date_to"] = max(min(last, self.date_to), vals["date_from"])
        if wish:
            vals.update(wish_id=wish.id, application_id=wish.application_id.id)
            vals.update(hour_from=wish.hour_from, hour_to=wish.hour_to)
        return vals

    # ------------------------------------------------------------
    # What became of it
    # ------------------------------------------------------------

    def _log_carried(self, drafts, gone, elsewhere):
        """Tell in the log what was carried over and what has to be looked at."""
        lines = [self.env._("%(count)s times were carried over.", count=len(drafts))]
        lines += [
            self.env._(
                "Left out, for “%(space)s” cannot be booked any more: %(group)s.",
                space=series.facility_id.display_name,
                group=series._get_full_name(),
            )
            for series in gone
        ]
        lines += [
            self.env._(
                "Left out, for the group applied for something else: %(group)s.",
                group=series._get_full_name(),
            )
            for series in elsewhere
        ]
        clashing = drafts.filtered("is_clashing")
        if clashing:
            lines.append(self.env._("%(count)s of them clash.", count=len(clashing)))
        lines += [
            self.env._("Newly closed, %(space)s: %(reasons)s.", space=name, reasons=why)
            for name, why in self._find_new_closures(drafts)
        ]
        self.message_post(body=Markup("<br/>").join(lines))

    def _find_new_closures(self, drafts):
        """What closes the spaces on dates of drafts, and did not the season before.

        :return: list of (name of the space, reasons)
        """
        before = self.previous_id
        spaces = drafts.facility_id
        known = spaces._get_closed(
            fields.Datetime.to_datetime(before.date_from),
            fields.Datetime.add(fields.Datetime.to_datetime(before.date_to), days=1),
        )
        found = defaultdict(dict)
        for series, days in drafts._find_closed_days().items():
            former = {_without_year(line.reason) for line in known[series.facility_id]}
            for _day, reason in days:
                if _without_year(reason) not in former:
                    found[series.facility_id][reason] = True
        return [(space.display_name, ", ".join(why)) for space, why in found.items()]


def _without_year(reason):
    """Holidays of two years are the same: “Osterferien 2027” and “Osterferien 2028”."""
    return "".join(sign for sign in reason or "" if not sign.isdigit()).strip(" /")


class ClubSeasonApplication(models.Model):
    _inherit = "club.season.application"

    is_carried_over = fields.Boolean(
        string="From Last Season",
        readonly=True,
        copy=False,
        help="Made from the times of the season before; the group applied for nothing "
        "else.",
    )

    def _get_group_key(self):
        return self.partner_id.id, (self.name or "").casefold()


class ClubSeasonWish(models.Model):
    _inherit = "club.season.wish"

    previous_id = fields.Many2one(
        comodel_name="club.reservation.series",
        string="Time Before",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="The time of the season before that this wish continues.",
    )

    def _find_like(self, series):
        """The wish that asks for the time of a series again, first choices first."""
        weekday = series._get_weekday()
        return self.sorted(lambda wish: (wish.choice, wish.id)).filtered(
            lambda wish: (
                wish.facility_id == series.facility_id
                and wish.weekday == weekday
                and wish.hour_from < series.hour_to
                and series.hour_from < wish.hour_to
            )
        )[:1]


class ClubReservationSeries(models.Model):
    _inherit = "club.reservation.series"

    def _can_go_on(self):
        """Whether the space can still be booked."""
        return self.facility_id.active and self.facility_id.is_bookable

    def _get_weekday(self):
        """The weekday of the first date, as wishes name it."""
        days = self._get_days()
        return str((min(days) if days else self.date_from).weekday())

    def _prepare_wish_vals(self, application, slot):
        """The time of this series as a wish, with the second choices of before."""
        weekday = self._get_weekday()
        vals_list = [
            {
                "application_id": application.id,
                "slot": slot,
                "choice": "1",
                "previous_id": self.id,
                "facility_id": self.facility_id.id,
                "weekday": weekday,
                "hour_from": self.hour_from,
                "hour_to": self.hour_to,
            }
        ]
        former = self.application_id.wish_ids.filtered(
            lambda wish: wish.slot == self.wish_id.slot and wish != self.wish_id
        )
        for wish in former:
            vals_list += [
                {**vals, "application_id": application.id, "slot": slot, "choice": "2"}
                for vals in wish.copy_data()
            ]
        return vals_list
