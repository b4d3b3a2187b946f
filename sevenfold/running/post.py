"""Trying the mail server, and what to mend where it does not have us."""

import smtplib
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from sevenfold.outbox.delivery import Post, Unreachable
from sevenfold.outbox.models import Message

TEXT = """This letter was sent by “sevenfold doctor --mail”, to try the mail server. It asks nothing of you.

--
You get this because somebody who runs Sevenfold gave your address for it."""


@dataclass(frozen=True)
class Trouble:
    says: str
    mend: str


def trouble() -> Trouble | None:
    """Connect and sign in, and send nothing; what goes wrong, if anything."""
    return _try(lambda post: None)


def send(address: str, trust: str, *, at: datetime) -> Trouble | None:
    """Send one letter at once, past the outbox; what goes wrong, if anything."""
    letter = Message(
        trust=trust, subject="A letter to try the mail server", text=TEXT, to=address, at=at
    )
    return _try(lambda post: post.hand_over(letter))


def _try(act) -> Trouble | None:
    if not settings.MAIL:
        return Trouble(
            "No mail server is set",
            "Write EMAIL_URL=smtp+tls://USER:PASSWORD@HOST:587 into settings.env in the home,"
            " and start Sevenfold again",
        )
    post = Post()
    try:
        post.open()
        act(post)
    except Unreachable as unreachable:
        return Trouble(str(unreachable), _mend(unreachable.__cause__))
    except (OSError, ValueError) as refusal:
        return Trouble(_refusal(refusal), _mend(refusal))
    finally:
        post.close()
    return None


def _refusal(refusal: Exception) -> str:
    if isinstance(refusal, smtplib.SMTPRecipientsRefused):
        refusal = smtplib.SMTPResponseException(*next(iter(refusal.recipients.values())))
    if isinstance(refusal, smtplib.SMTPResponseException):
        text = refusal.smtp_error
        said = text.decode(errors="replace") if isinstance(text, bytes) else text
        return f"{refusal.smtp_code} {said}"
    return " ".join(str(refusal).split())


def _mend(error: BaseException | None) -> str:
    """What would mend it, in one sentence. The first that fits, from the particular to the general."""
    host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
    advice = [
        (
            ssl.SSLCertVerificationError,
            f"The certificate does not show that this is {host}: write the name that it is made out to,"
            " or have it renewed",
        ),
        (
            ssl.SSLError,
            "The server speaks otherwise on this port: smtp+tls:// goes with 587, smtp+ssl:// with 465",
        ),
        (
            smtplib.SMTPNotSupportedError,
            "The server offers no TLS, or no signing in, on this port: smtp+ssl:// goes with 465",
        ),
        (
            smtplib.SMTPAuthenticationError,
            "User or password in EMAIL_URL is not right. In them write @ as %40, : as %3A and / as %2F",
        ),
        (
            smtplib.SMTPSenderRefused,
            f"The server takes no letters from {settings.DEFAULT_FROM_EMAIL}: set EMAIL_FROM to an"
            " address that this user may send from",
        ),
        (
            smtplib.SMTPRecipientsRefused,
            "The server does not take that address: try another, or let this user send to others",
        ),
        (socket.gaierror, f"There is no machine named {host}: correct the host in EMAIL_URL"),
        (
            OSError,
            f"Nothing answers at {host}, port {port}: correct them in EMAIL_URL, or let the firewall"
            " pass it",
        ),
    ]
    server_said = (smtplib.SMTPResponseException, smtplib.SMTPServerDisconnected)
    for kind, words in advice:
        if isinstance(error, kind) and not (kind is OSError and isinstance(error, server_said)):
            return words
    return "Ask whoever runs the mail server, with the words above"
