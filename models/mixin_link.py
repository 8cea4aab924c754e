import time
from datetime import datetime
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import hash_sign, verify_hash_signed

from ..tools.working_days import add_days

# a token has some 130 characters; whatever is much longer is none
TOKEN_LIMIT = 500


class ClubLinkMixin(models.AbstractModel):
    """Records that people without an account reach through a signed link.

    A link is good for one purpose on one record until the end of one day. The
    page of a purpose lives at ``/club/<purpose>/<token>``, see
    ``controllers/link.py``. Raising the version makes all earlier links void.
    """

    _name = "club.link.mixin"
    _description = "Signed Link"

    link_version = fields.Integer(default=1, copy=False, groups=fields.NO_ACCESS)

    def _club_link_url(self, purpose, valid_until):
        """The address that opens this record for whoever holds it.

        :param str purpose: what the link is for; it opens no other page
        :param date valid_until: last day, in the time zone of the company
        """
        self.ensure_one()
        # sudo: secret and version are for signing only, nobody reads them
        record = self.sudo()
        # The end is part of the message instead of hash_sign's own expiration:
        # only so can one tell a link that is old from one that is forged.
        message = [
            self._name,
            self.id,
            record.link_version,
            self._link_end(valid_until),
        ]
        token = hash_sign(record.env, self._club_link_scope(purpose), message)
        return f"{self.get_base_url()}/club/{purpose}/{token}"

    @api.model
    def _club_link_scope(self, purpose):
        return f"club_support.link.{purpose}"

    def _link_end(self, valid_until):
        company = self["company_id"] if "company_id" in self._fields else None
        zone = ZoneInfo((company or self.env.company).partner_id.tz or "Europe/Berlin")
        midnight = datetime.combine(add_days(valid_until, 1), datetime.min.time())
        return int(midnight.replace(tzinfo=zone).timestamp())

    @api.model
    def _club_link_record(self, purpose, token):
        """Find the record that a link opens.

        :return: the record with the rights of the superuser, and why it is empty:
            ``None``, ``"expired"`` (a link of ours that no longer counts) or
            ``"wrong"`` (anything else; nobody is told what)
        """
        # sudo: whoever holds the link is nobody to Odoo, the signature is the right
        nothing = self.sudo().browse()
        message = self._club_link_read(purpose, token)
        if not message or message[0] != self._name:
            return nothing, "wrong"
        _model, record_id, version, end = message
        record = nothing.browse(record_id).exists()
        if not record or not record._club_link_is_open(purpose):
            return nothing, "wrong"
        if version != record.link_version or time.time() >= end:
            return nothing, "expired"
        if record._club_link_is_withdrawn():
            return nothing, "expired"
        return record, None

    @api.model
    def _club_link_read(self, purpose, token):
        """The signed message of a token, or nothing for whatever is no token."""
        if not isinstance(token, str) or len(token) > TOKEN_LIMIT:
            return None
        # sudo: the secret of the database is needed to compare
        env = self.sudo().env
        try:
            return verify_hash_signed(env, self._club_link_scope(purpose), token)
        except ValueError:
            # no base64, no text or another version: rubbish has many forms
            return None

    def _club_link_is_open(self, purpose):
        """Whether links to this record open anything at all; models narrow it."""
        self.ensure_one()
        return bool(self["active"]) if "active" in self._fields else True

    def _club_link_is_withdrawn(self):
        """Whether links count no more before their last day; models extend it."""
        self.ensure_one()
        return False

    def _club_link_lang(self):
        """The language in which the page begins, if the record knows one."""
        self.ensure_one()
        return self["lang"] if "lang" in self._fields else None

    def _club_link_check_revoke(self):
        """Refuse whoever may not make links void."""
        self.check_access("write")

    def action_revoke_links(self):
        """Make all links to these records void; new ones can be made at once."""
        self._club_link_check_revoke()
        # sudo: checked above, the version itself is nobody's to write
        for version, records in self.sudo().grouped("link_version").items():
            records.link_version = version + 1
        return True
