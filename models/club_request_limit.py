import threading
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, hmac

WINDOW = timedelta(hours=1)
SCOPE = "club_support.request.limit"
# whoever waits longer for the others is told to try again, by the database
LOCK = "LOCK TABLE club_request_limit IN EXCLUSIVE MODE"
# one at a time within a process: a crowd would take up all connections otherwise
_gate = threading.Lock()


class ClubRequestLimit(models.Model):
    """How often somebody without an account sent a form within an hour.

    Senders are kept as keyed hashes only: they can be counted, not read.
    """

    _name = "club.request.limit"
    _description = "Request of a Public Page"
    _log_access = False
    _order = "id"
    _rec_name = "moment"

    sender = fields.Char(string="Hash of the Sender", required=True, readonly=True)
    moment = fields.Datetime(required=True, readonly=True)

    _sender_moment = models.Index("(sender, moment)")

    @api.model
    def _claim(self, limits):
        """Count a request, unless one of its senders sent too many within an hour.

        What is refused is not written. Counted in a transaction of its own that
        begins with the lock: the next one sees it, even if the request fails.

        :param list limits: of kind of the sender, the sender, and most requests
        :return: bool, whether the request may go on
        """
        # sudo: the secret of the database signs
        env = self.sudo().env
        most = {
            hmac(env, SCOPE, f"{kind}:{sender}"): number
            for kind, sender, number in limits
        }
        now = fields.Datetime.now()
        with _gate, self.env.registry.cursor() as cr:
            cr.execute(LOCK)
            cr.execute(
                SQL(
                    "SELECT sender, count(*) FROM club_request_limit "
                    "WHERE sender IN %s AND moment > %s GROUP BY sender",
                    tuple(most),
                    now - WINDOW,
                )
            )
            if any(count >= most[sender] for sender, count in cr.fetchall()):
                return False
            cr.execute(
                SQL(
                    "INSERT INTO club_request_limit (sender, moment) VALUES %s",
                    SQL(", ").join(SQL("(%s, %s)", one, now) for one in most),
                )
            )
        return True

    @api.autovacuum
    def _gc_old_requests(self):
        """Nothing is kept once it no longer counts."""
        self.search([("moment", "<=", fields.Datetime.now() - WINDOW)]).unlink()
