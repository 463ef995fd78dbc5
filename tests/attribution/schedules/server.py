"""A mail server that speaks just enough SMTP on a port of its own."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Literal

Mood = Literal["good", "refuses", "hangs up"]


class Server(socketserver.ThreadingTCPServer):
    """What it took is in `messages`, to whom in `recipients`. Its `mood` decides what it says to a message."""

    allow_reuse_address = True
    daemon_threads = True
    mood: Mood = "good"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self._say("220 test")
        while line := self.rfile.readline():
            word = line.decode().strip()
            verb = word.upper().partition(" ")[0]
            if verb == "RCPT":
                self.server.recipients.append(word.partition("<")[2].partition(">")[0])
            if verb == "DATA":
                if self._take():
                    continue
                return
            self._say("221 bye" if verb == "QUIT" else "250 ok")
            if verb == "QUIT":
                return

    def _take(self) -> bool:
        """Whether the talk goes on."""
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        if self.server.mood == "hangs up":
            return False
        if self.server.mood == "refuses":
            self._say("451 try again later")
            return True
        self.server.messages.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self._say("250 taken")
        return True

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def serving() -> Iterator[Server]:
    """The server while the block runs."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
