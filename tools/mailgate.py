#!/usr/bin/env python3
"""Hand a mail from standard input to Odoo, byte for byte.

For the pipe of a mail server, for example in /etc/aliases:

    vereine: "|CLUB_SUPPORT_PASSWORD_FILE=/etc/club_support /path/to/mailgate.py \
http://localhost:8069 DATABASE LOGIN"

The password, better an API key, is the first line of the file that
CLUB_SUPPORT_PASSWORD_FILE names. The user needs the rights of an administrator.
Where Odoo does not answer, the exit code 75 makes the mail server try again
later, so that no mail is lost.
"""

import os
import sys
import xmlrpc.client
from pathlib import Path

TRY_AGAIN_LATER = 75


def hand_over(url, database, login, password, raw):
    """Give the raw bytes of one mail to Odoo's mail gateway.

    :raises OSError, xmlrpc.client.Error: when Odoo does not take the mail
    """
    common = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common")
    uid = common.authenticate(database, login, password, {})
    if not uid:
        raise PermissionError("Odoo refuses the login or password")
    gateway = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/object", allow_none=True)
    arguments = [False, xmlrpc.client.Binary(raw)]
    gateway.execute_kw(
        database, uid, password, "mail.thread", "message_process", arguments
    )


def main():
    """Run as a command: URL, database and login as arguments."""
    try:
        url, database, login = sys.argv[1:]
        path = Path(os.environ["CLUB_SUPPORT_PASSWORD_FILE"])
        password = path.read_text(encoding="utf-8").splitlines()[0]
        hand_over(url, database, login, password, sys.stdin.buffer.read())
    except (KeyError, ValueError, IndexError):
        sys.stderr.write(f"{__doc__}\n")
        return TRY_AGAIN_LATER
    except (OSError, xmlrpc.client.Error) as error:
        sys.stderr.write(f"mailgate: {error}\n")
        return TRY_AGAIN_LATER
    return 0


if __name__ == "__main__":
    sys.exit(main())
