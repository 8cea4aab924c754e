import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer

from odoo.tests import BaseCase, tagged

SCRIPT = Path(__file__).parent.parent / "tools" / "mailgate.py"
LATIN1 = "From: a@example.net\r\nSubject: x\r\n\r\nGrüße".encode("latin-1")


class Handler(SimpleXMLRPCRequestHandler):
    rpc_paths = ("/xmlrpc/2/common", "/xmlrpc/2/object")

    def log_message(self, format, *args):
        """Stay silent in the log of the tests."""


@tagged("post_install", "-at_install")
class TestMailgate(BaseCase):
    """The script for the pipe of a mail server, against an invented Odoo."""

    def setUp(self):
        super().setUp()
        self.received = []
        server = SimpleXMLRPCServer(
            ("127.0.0.1", 0), requestHandler=Handler, allow_none=True
        )
        server.register_function(lambda *args: 7, "authenticate")
        server.register_function(self._take, "execute_kw")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.port = server.server_address[1]

    def _take(self, _database, uid, password, model, method, arguments):
        self.received.append((uid, password, model, method, arguments[1].data))

    def _run(self, port):
        with tempfile.NamedTemporaryFile("w") as secret:
            secret.write("key\n")
            secret.flush()
            return subprocess.run(  # noqa: S603 - our own script
                [sys.executable, SCRIPT, f"http://127.0.0.1:{port}", "db", "gate"],
                input=LATIN1,
                env={**os.environ, "CLUB_SUPPORT_PASSWORD_FILE": secret.name},
                check=False,
                capture_output=True,
            ).returncode

    def test_a_mail_arrives_byte_for_byte(self):
        self.assertEqual(self._run(self.port), 0)
        self.assertEqual(
            self.received, [(7, "key", "mail.thread", "message_process", LATIN1)]
        )

    def test_where_odoo_is_away_the_mail_server_tries_again(self):
        self.assertEqual(self._run(1), 75)
