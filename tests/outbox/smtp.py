"""A small mail server for tests, on a port of this machine, with the manners that a test gives it."""

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Received:
    """One letter that was taken."""

    to: str
    mail: EmailMessage

    @property
    def text(self) -> str:
        return self.mail.get_body(("plain",)).get_content()

    @property
    def html(self) -> str:
        return self.mail.get_body(("html",)).get_content()


@dataclass
class Manners:
    """How it answers. `on_letter` is called with each letter before the answer to it."""

    greeting: str = "220 mail.example"
    password: str = ""
    recipients: dict[str, str] = field(default_factory=dict)  # Address to answer.
    sender: str = "250 ok"
    letter: str = "250 taken"
    hangs_up_after_letter: bool = False
    on_letter: Callable[[Received], None] = lambda letter: None


class SmtpServer:
    """Listens from `start` until `stop`; started again it has the same port."""

    def __init__(self, manners: Manners | None = None, tls: ssl.SSLContext | None = None):
        self.manners, self.tls = manners or Manners(), tls
        self.letters: list[Received] = []
        self.connections = 0
        self.port = 0

    @property
    def url(self) -> str:
        return f"smtp{'+tls' if self.tls else ''}://localhost:{self.port}"

    def start(self) -> "SmtpServer":
        self._server = _Server(("127.0.0.1", self.port), _Conversation)
        self._server.owner = self
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()

    def __enter__(self) -> "SmtpServer":
        return self.start()

    def __exit__(self, *_):
        self.stop()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True

    def __init__(self, *args):
        self.open: set[socket.socket] = set()
        super().__init__(*args)

    def hang_up(self) -> None:
        for line in list(self.open):
            with suppress(OSError):  # It may have hung up first.
                line.shutdown(socket.SHUT_RDWR)


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.owner: SmtpServer = self.server.owner
        self.server.open.add(self.request)
        self.owner.connections += 1
        try:
            self._converse()
        except (OSError, ValueError):
            return  # The other side is gone.
        finally:
            self.server.open.discard(self.request)

    def finish(self):
        for end in (self.wfile, self.rfile, self.request):
            with suppress(OSError, ValueError):
                end.close()

    def _converse(self):
        manners, to = self.owner.manners, ""
        self._say(manners.greeting)
        if not manners.greeting.startswith("220"):
            return
        while line := self.rfile.readline():
            verb = line.decode("latin-1").strip()
            match verb.upper().partition(" ")[0].partition(":")[0]:
                case "EHLO" | "HELO":
                    self._say(*self._abilities())
                case "STARTTLS":
                    self._say("220 go on")
                    self._turn_to_tls()
                case "AUTH":
                    self._say("235 welcome" if manners.password in verb else "535 no such user")
                case "MAIL":
                    self._say(manners.sender)
                case "RCPT":
                    to = verb.partition("<")[2].rpartition(">")[0]
                    self._say(manners.recipients.get(to, "250 ok"))
                case "DATA":
                    self._say("354 go on")
                    if self._take(to):
                        return
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok")

    def _abilities(self) -> list[str]:
        plain = not isinstance(self.request, ssl.SSLSocket)
        tls = ["250-STARTTLS"] if self.owner.tls and plain else []
        return ["250-mail.example", *tls, "250 AUTH PLAIN"]

    def _turn_to_tls(self):
        self.server.open.discard(self.request)
        self.request = self.owner.tls.wrap_socket(self.request, server_side=True)
        self.server.open.add(self.request)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)

    def _take(self, to: str) -> bool:
        """Read one letter and answer; true where the line is dropped in place of an answer."""
        lines = []
        while (line := self.rfile.readline()) and line != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if not line:
            return True
        manners = self.owner.manners
        data = b"".join(lines).replace(b"\r\n", b"\n")
        letter = Received(to, message_from_bytes(data, policy=policy.default))
        if manners.letter.startswith("250"):
            self.owner.letters.append(letter)
        manners.on_letter(letter)
        if manners.hangs_up_after_letter:
            return True
        self._say(manners.letter)
        return False

    def _say(self, *lines: str):
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())
