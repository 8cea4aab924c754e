"""Where holidays come from: the ``holidays`` package or a calendar file.

Pure Python, no ORM. Every function returns tuples of kind (``public`` or
``school``), name, first day and last day.
"""

from datetime import date, datetime, timedelta


def from_package(state_code, years):
    """Holidays of a German state by the package ``holidays``.

    School holidays over New Year come in full, so that whoever loads the next
    year later finds them whole in the list.

    :param str state_code: such as ``HE``
    :param range years: calendar years
    :raises ImportError: when the package is missing or knows no school holidays
    """
    from holidays import Germany

    if "school" not in getattr(Germany, "supported_categories", ()):
        raise ImportError("this version of holidays knows no school holidays")
    found = []
    around = range(years[0] - 1, years[-1] + 2)
    for kind in ("public", "school"):
        days = Germany(
            subdiv=state_code, years=around, categories=(kind,), language="de"
        )
        found += [
            (kind, name, first, last)
            for name, first, last in join_days(days.items())
            if first.year in years or last.year in years
        ]
    return found


def join_days(days):
    """Join days of the same name that follow each other.

    :param days: pairs of date and name
    :return: tuples of name, first day and last day, in order
    """
    spans = []
    for day, name in sorted(days):
        if spans and spans[-1][0] == name and spans[-1][2] + timedelta(1) == day:
            spans[-1] = (name, spans[-1][1], day)
        else:
            spans.append((name, day, day))
    return spans


def from_ics(content, kind):
    """Holidays in a calendar file, whose all-day events end on the day after.

    :param bytes content: the .ics file
    :param str kind: what the file holds, ``public`` or ``school``
    :raises ValueError: when the file is no calendar
    """
    import vobject

    try:
        calendars = list(vobject.readComponents(content.decode("utf-8-sig")))
        events = [e for c in calendars for e in c.contents.get("vevent", [])]
        found = [(kind, *_read_event(event)) for event in events]
    except (vobject.base.ParseError, AttributeError, TypeError, ValueError) as error:
        raise ValueError(str(error)) from error
    if not found:
        raise ValueError("no event in the file")
    return found


def _read_event(event):
    first = event.dtstart.value
    last = first
    if hasattr(event, "dtend"):
        last = event.dtend.value
    elif hasattr(event, "duration"):
        last += event.duration.value
    if not isinstance(last, datetime) and last > first:
        last -= timedelta(1)
    return event.summary.value, _to_date(first), _to_date(last)


def _to_date(value) -> date:
    return value.date() if isinstance(value, datetime) else value
