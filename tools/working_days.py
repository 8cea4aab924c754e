"""Counting days: every day, or only those on which somebody works."""

from datetime import date, timedelta

# Nobody plans further ahead; ends the search where no day counts at all.
FARTHEST = 3660
# Whatever lies outside is a slip of the keyboard; no calendar knows its days.
EARLIEST = date(1900, 1, 1)
LATEST = date(2199, 12, 31)


def is_plausible(day):
    """Whether a day may be meant: neither the year 26 nor 9999."""
    return EARLIEST <= day <= LATEST


def add_days(day, days):
    """The day so many days later or earlier; at the end of all dates that end."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def shift(start, days, counts=None):
    """The day that lies a number of counted days after (or before) a day.

    The start itself is not counted. With 0 days the result is the start, whether
    it counts or not.

    :param date start: day from which to count
    :param int days: how many counted days later; negative: earlier
    :param counts: tells of a day whether it counts; without it every day does
    :return: the day, or None when there is none within ten years
    """
    step = 1 if days >= 0 else -1
    day, left = start, abs(days)
    for _day in range(FARTHEST):
        if not left:
            return day
        day = add_days(day, step)
        if counts is None or counts(day):
            left -= 1
    return None if left else day


def postpone(day, date_from, date_to, counts):
    """Where a day moves to when a time in between does not count.

    As many counted days as were lost up to the day are left after the time, at
    least one where the day itself lies within it.

    :param date day: the day to be moved
    :param date date_from: first day that does not count
    :param date date_to: first day that counts again
    :param counts: tells of a day whether it counts otherwise
    :return: the day, or None when there is none within ten years
    """
    if day < date_from or date_to <= date_from:
        return day
    last = min(day, date_to - timedelta(days=1))
    length = (last - date_from).days + 1
    lost = sum(counts(date_from + timedelta(days=i)) for i in range(length))
    if day < date_to:
        return shift(date_to - timedelta(days=1), max(lost, 1), counts)
    return shift(day, lost, counts)


class CountedDays:
    """Tells of days whether they count, and looks them up in large portions.

    Years that nobody asks for are not looked up, however far apart the days are:
    one date with a wrong year must not hold up all others. Days that cannot be
    meant do not count.
    """

    PORTION = timedelta(days=400)

    def __init__(self, load, first, last):
        """
        :param load: gives the set of counted days from a day to a day
        :param date first: first day that is expected to be asked for
        :param date last: last day that is expected to be asked for
        """
        self._load = load
        self._first = min(max(first, EARLIEST), LATEST)
        self._last = min(max(first, last, EARLIEST), LATEST)
        if self._last - self._first > 2 * self.PORTION:
            self._last = self._first + self.PORTION
        self._days = load(self._first, self._last)
        self._far = None

    def __call__(self, day):
        if not is_plausible(day):
            return False
        one = timedelta(days=1)
        if not -2 * self.PORTION < day - self._first < 4 * self.PORTION:
            self._far = self._far or CountedDays(self._load, day, day)
            return self._far(day)
        if day < self._first:
            first = min(day, self._first - self.PORTION)
            self._days |= self._load(first, self._first - one)
            self._first = first
        elif day > self._last:
            last = max(day, self._last + self.PORTION)
            self._days |= self._load(self._last + one, last)
            self._last = last
        return day in self._days
