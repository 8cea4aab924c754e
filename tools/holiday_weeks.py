"""Weeks of holidays, as schools and halls count them."""

from datetime import timedelta

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
# a remainder up to this long belongs to the week before
SHORT = timedelta(days=3)


def split_weeks(first, last):
    """The weeks of holidays: seven days each, counted from the first day.

    A last week of up to three days belongs to the one before.

    :param date first: the first day
    :param date last: the last day
    :rtype: list[tuple[date, date]]
    """
    weeks = []
    start = first
    while start <= last:
        stop = min(start + WEEK - DAY, last)
        if weeks and stop - start < SHORT:
            weeks[-1] = (weeks[-1][0], stop)
        else:
            weeks.append((start, stop))
        start += WEEK
    return weeks


def choose_weeks(first, last, which, number=1):
    """The days of holidays that a rule means.

    :param str which: ``"all"``, ``"first"`` or ``"last"`` so many weeks, or ``"one"``
    :param int number: how many weeks, or which one, beginning with 1
    :return: first and last day, or None when the holidays are shorter
    """
    if which == "all":
        return first, last
    weeks = split_weeks(first, last)
    if which == "one":
        return weeks[number - 1] if number <= len(weeks) else None
    chosen = weeks[:number] if which == "first" else weeks[-number:]
    return chosen[0][0], chosen[-1][1]
