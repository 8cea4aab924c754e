"""Jobs over many records, of which one may be spoilt."""

import logging

import psycopg2

_logger = logging.getLogger(__name__)


def one_by_one(records, act):
    """Act on all records at once; where that fails, on each of them by itself.

    What fails alone is logged and left as it was: it comes again with the next run
    and stops no other. A conflict with another transaction is left to the caller.

    :param act: function of records; called a second time with single ones
    """
    try:
        with records.env.cr.savepoint():
            act(records)
    except psycopg2.OperationalError:
        raise
    except Exception:
        if len(records) == 1:
            _logger.exception("%s is left for the next run", records)
            return
        for record in records:
            one_by_one(record, act)
