"""Mail to many clubs by function: single mails, what becomes of them, letters."""

import smtplib
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import email_normalize, email_split, mute_logger

from odoo.addons.mail.tests.common import MailCase

from .test_addressing import AddressingCommon

BOUNCE = """\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
To: vereine@landkreis-musterau.example.org
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-{number}@mx.example.org>
Date: Mon, 01 Mar 2027 09:00:00 +0100
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

Ihre Nachricht konnte nicht zugestellt werden.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user here

--b
Content-Type: message/rfc822

Message-ID: {message_id}
From: vereine@landkreis-musterau.example.org
To: {address}
Subject: Sommerfest

Text
--b--
"""


class MailingCommon(AddressingCommon, MailCase):
    @classmethod
    def _create_mailing(cls, clubs, user=None, **vals):
        return (
            cls.env["club.mailing"]
            .with_user(user or cls.worker)
            .create(
                {
                    "name": "Sommerfest",
                    "body": "<p>Wir laden alle ein.</p>",
                    "function_id": cls.function_youth.id,
                    "partner_ids": [Command.set(clubs.ids)],
                    **vals,
                }
            )
        )

    def _mails(self, mailing):
        return mailing.sudo().recipient_ids.mail_id

    def _deliver(self, mailing):
        """Work off the queue as the cron does; return what was handed over."""
        mails = self._mails_of(mailing)
        with self.mock_mail_gateway(), mute_logger("odoo.addons.mail.models.mail_mail"):
            mails.send()
            return list(self._mails_sent)


@tagged("post_install", "-at_install")
class TestMailings(MailingCommon):
    pass
