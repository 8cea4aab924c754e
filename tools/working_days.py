"""Counting days: every day, or only those on which somebody works."""

from datetime import timedelta

# Nobody plans further ahead; ends the search where no day counts at all.
FARTHEST = 3660


def shift(start, days, counts=None):
    """The day that lies a number of counted days after (or before) a day.

    The start itself is not counted. With 0 days the result is the start, whether
    it counts or not.

    :param date start: day from which to count
    :param int days: how many counted days later; negative: earlier
    :param counts: tells of a day whether it counts; without it every day does
    :return: the day, or None when there is none within ten years
    """
    step = timedelta(days=1 if days >= 0 else -1)
    day, left = start, abs(days)
    for _day in range(FARTHEST):
        if not left:
            return day
        day += step
        if counts is None or counts(day):
            left -= 1
    return None if left else day
