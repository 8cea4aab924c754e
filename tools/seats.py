"""Who gets the free seats of a training: the rules, and nothing else."""

from typing import NamedTuple


class Party(NamedTuple):
    """Those who get seats together; ``club`` is whatever the quota counts by."""

    key: object
    size: int
    club: object = None
    is_exempt: bool = False


class Outcome(NamedTuple):
    """What became of a party.

    :param kind: ``seat``, or why not: ``full``, ``quota`` or ``group``
    :param free: how many seats were free before it was this party's turn
    :param numbers: the seats it got
    :param is_passed: whether somebody behind got a seat that was free by then
    """

    key: object
    kind: str
    free: int
    numbers: tuple = ()
    is_passed: bool = False


def allot(parties, numbers, quota=0, held=None):
    """Give the free seats to those who are next.

    No seat stays free while anybody waits who may have it: whoever does not fit is
    passed over, and keeps the place in the queue.

    :param list parties: in the order of the queue
    :param list numbers: the free seats
    :param int quota: how many seats one club may hold; 0 for any number
    :param dict held: how many seats each club holds already
    :return: one :class:`Outcome` per party, in the same order
    """
    numbers, held, outcomes = list(numbers), dict(held or {}), []
    for party in parties:
        kind = _judge(party, len(numbers), quota, held)
        given = tuple(numbers[: party.size]) if kind == "seat" else ()
        outcomes.append(Outcome(party.key, kind, len(numbers), given))
        if given:
            del numbers[: party.size]
            held[party.club] = held.get(party.club, 0) + party.size
    return _mark_passed(outcomes)


def _judge(party, free, quota, held):
    if not free:
        return "full"
    is_counted = quota and party.club and not party.is_exempt
    if is_counted and held.get(party.club, 0) + party.size > quota:
        return "quota"
    return "group" if party.size > free else "seat"


def _mark_passed(outcomes):
    is_given, marked = False, []
    for outcome in reversed(outcomes):
        is_passed = is_given and outcome.kind in ("quota", "group")
        marked.append(outcome._replace(is_passed=is_passed))
        is_given = is_given or outcome.kind == "seat"
    return marked[::-1]
