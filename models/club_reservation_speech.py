"""Whoever loses a time reads who has it, if they may know, and what is free."""

from datetime import datetime
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError

# how many uses in the way are told one by one
TOLD = 3


class Taken(NamedTuple):
    """What takes a time that somebody wants, as the reader may know it."""

    # of the use that wants the time
    key: int
    space: str
    start: datetime
    stop: datetime
    # of whom; empty where the reader may not know
    name: str
    text: str


class ClubReservation(models.Model):
    _inherit = "club.reservation"

    def _make_clash_error(self, clashes):
        """
        :param list clashes: of ``Clash``; empty when nobody can be named any more
        :return: the error to raise, with alternatives where one use is concerned
        """
        ids = {clash.reservation_id for clash in clashes}
        # sudo: only asks whether they can be seen from this transaction
        seen = set(self.sudo().browse(ids).exists().ids)
        if ids <= seen:
            return UserError(self._say_clashes(clashes, seen, self.env))
        # who was faster is invisible from here
        with self.env.registry.cursor() as cr:
            return UserError(self._say_clashes(clashes, seen, self.env(cr=cr)))

    def _say_clashes(self, clashes, seen, env):
        """
        :param list clashes: of ``Clash``
        :param set seen: ids of reservations that can be seen from this transaction
        :param env: environment that sees the others, and what is free
        """
        others = self.env[self._name].with_env(env)
        here = [clash for clash in clashes if clash.reservation_id in seen]
        there = [clash for clash in clashes if clash.reservation_id not in seen]
        taken = [*self._describe_clashes(here), *others._describe_clashes(there)]
        sentences = [one.text for one in taken[:TOLD]]
        if len(taken) > TOLD:
            more = len(taken) - TOLD
            sentences.append(
                self.env._("%(count)s more uses are in the way.", count=more)
            )
        if not taken:
            sentences.append(self.env._("This time is taken."))
        advice = self._say_instead(env)
        sentences.append(advice or self.env._("Please choose another time or space."))
        return " ".join(sentences)

    def _say_instead(self, env):
        """What else is free for a single use, as an environment sees it.

        :return: text, empty where nothing is
        """
        uses = self._get_uses()
        # what was made in this transaction is not there for others
        if len(uses) != 1 or not uses[0].facility.with_env(env).exists():
            return ""
        use = uses[0]._replace(
            facility=uses[0].facility.with_env(env),
            season=uses[0].season.with_env(env).exists(),
        )
        sport = self.sport_id.with_env(env).exists()
        found = use.facility._find_alternatives(use, sport, self._origin.ids)
        return use.facility._say_alternatives(found)

    @api.model
    def _describe_clashes(self, clashes):
        """Who takes the times, as the user may know it; each use and taker once.

        :param list clashes: of ``Clash``
        :rtype: list[Taken]
        """
        # sudo: what the reader may not know is left out below
        takers = self.sudo().browse({clash.reservation_id for clash in clashes})
        takers = takers.exists()
        known = self.sudo(False).browse(takers.ids)._filtered_access("read")
        by_id = {taker.id: taker for taker in takers}
        found, times = {}, {}
        for clash in clashes:
            key = (clash.wanted.key, clash.reservation_id)
            taker = by_id.get(clash.reservation_id)
            if taker and key not in found:
                # the parts of a hall are often taken from and to the same time
                span = (taker.tz, clash.start, clash.stop)
                if span not in times:
                    space = taker.facility_id
                    times[span] = space._say_time(space, clash.start, clash.stop)
                is_known = taker.id in known._ids
                found[key] = taker._describe(clash, is_known, times[span])
        return list(found.values())

    def _describe(self, clash, is_known, time):
        """
        :param bool is_known: whether the reader may know all of this use
        :param str time: from when until when it is taken, in words
        :rtype: Taken
        """
        space = self.facility_id
        name = ""
        if is_known or space.plan_shows == "name":
            name = self.name
        partner = self.partner_id.name
        if is_known and partner and partner != name:
            name = f"{name} ({partner})"
        values = {
            "space": space.display_name,
            "time": time,
            "name": name,
        }
        if not name:
            text = self.env._("“%(space)s” is taken %(time)s.", **values)
        elif is_known and self.state == "held":
            text = self.env._("“%(space)s” is held %(time)s for “%(name)s”.", **values)
        else:
            text = self.env._("“%(space)s” is taken %(time)s by “%(name)s”.", **values)
        return Taken(
            clash.wanted.key, values["space"], clash.start, clash.stop, name, text
        )
