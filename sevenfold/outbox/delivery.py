"""Bringing letters to the mail server. Any number of senders may run; a letter has one at a time.

A sender claims a letter by a conditional UPDATE, with a lease, so that one that dies gives it back.
What a sender was about to hand over is marked before, so that after a death in that moment the
letter goes out again and is known as a possible repeat.
"""

import smtplib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from django.core.mail import get_connection

from . import letter, queries, rules
from .models import Message

LEASE = timedelta(minutes=15)  # Longer than a conversation in which every step takes its time-out.
NO_ANSWER = "the mail server took it without an answer; it may have arrived"


class Unreachable(Exception):
    """The mail server does not answer, or not to us: no letter is to blame, and none was touched."""


class Post:
    """One connection to the mail server, kept from letter to letter."""

    def __init__(self):
        self._connection = get_connection()

    def open(self) -> None:
        """Connect where it is not connected. Raises Unreachable."""
        try:
            self._connection.open()
        except (OSError, ValueError) as error:  # Time-outs, TLS and SMTP's refusals are OSErrors.
            self.close()
            raise Unreachable(_said(error)) from error

    def hand_over(self, message: Message) -> None:
        if not letter.mail(message, self._connection).send():
            raise ValueError("there is no address on it")

    def close(self) -> None:
        with suppress(OSError):
            self._connection.close()


def deliver(now: Callable[[], datetime], going: Callable[[], bool] = lambda: True) -> int:
    """Hand over all letters that are due, and say how many left. Raises Unreachable.

    `going` is asked before each letter. One that is refused never stops the rest.
    """
    post, sent = Post(), 0
    try:
        while going() and (first := queries.due(now()).first()):
            if _past_help(first, now()):
                continue
            post.open()
            claimed = claim(first, at=now())
            if claimed:
                sent += _send(post, claimed, now)
    finally:
        post.close()
    return sent


def claim(message: Message, *, at: datetime) -> Message | None:
    """The letter, for this sender alone until the lease runs out; None where another has it."""
    free = queries.due(at).order_by().filter(pk=message.pk)
    if not free.update(claimed_until=at + LEASE):
        return None
    return Message.objects.get(pk=message.pk)


def _send(post: Post, message: Message, now: Callable[[], datetime]) -> bool:
    """Hand one claimed letter over and record the answer."""
    if not _about_to(message):
        return False
    try:
        post.hand_over(message)
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as answer:
        # It was not taken, so that this attempt makes it no repeat.
        found = {"maybe_sent": message.maybe_sent, **_refused(answer, message, now())}
    except OSError as error:
        found = _unanswered(error, message, now())
    except Exception as error:  # Whatever is wrong with one letter never stops the rest.
        found = {"maybe_sent": message.maybe_sent, **_ended(now(), _said(error))}
    else:
        left = {"text": "", "attachments": [], "error": ""}
        found = {"maybe_sent": message.maybe_sent, "sent_at": now(), **left}
    # By its key alone: an answer is a fact even if the lease ran out meanwhile.
    Message.objects.filter(pk=message.pk).update(claimed_until=None, **found)
    if "sent_at" not in found:
        post.close()
    return "sent_at" in found


def _about_to(message: Message) -> bool:
    """Mark that it is being handed over, unless the lease has gone to another sender."""
    mine = queries.waiting().filter(pk=message.pk, claimed_until=message.claimed_until)
    return bool(mine.update(maybe_sent=True, attempts=message.attempts + 1))


def _refused(answer: smtplib.SMTPException, message: Message, at: datetime) -> dict:
    """What follows from a refusal: a permanent one of this address or letter ends it."""
    if isinstance(answer, smtplib.SMTPRecipientsRefused):
        answer = smtplib.SMTPResponseException(*next(iter(answer.recipients.values())))
    code, error = answer.smtp_code, _said(answer)
    # That our own address is refused is nobody's fault but ours, and can be mended.
    if code >= 500 and not isinstance(answer, smtplib.SMTPSenderRefused):
        return _ended(at, error)
    return _again(message, at, error)


def _unanswered(error: OSError, message: Message, at: datetime) -> dict:
    """It may have been taken. Tried once more, after long enough for a server to recover."""
    if message.maybe_sent:
        return _ended(at, NO_ANSWER)
    return {"due": at + rules.AFTER_SILENCE, "error": _said(error)}


def _again(message: Message, at: datetime, error: str) -> dict:
    pause = rules.pause_after(message.attempts + 1)
    return {"due": at + pause, "error": error} if pause else _ended(at, error)


def _ended(at: datetime, error: str) -> dict:
    return {"given_up_at": at, "error": error}


def _past_help(message: Message, at: datetime) -> bool:
    """Give up a letter that is of no use by now, or that no sender ever came back from."""
    late = message.until is not None and at >= message.until
    if not late and message.attempts < rules.ATTEMPTS:
        return False
    error = message.error or ("it could not leave in time" if late else NO_ANSWER)
    queries.due(at).order_by().filter(pk=message.pk).update(**_ended(at, error))
    return True


def _said(error: BaseException) -> str:
    """What a program says went wrong, in one line."""
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return f"{error.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
    said = getattr(error, "verify_message", "") or getattr(error, "strerror", "") or str(error)
    return " ".join(str(said or type(error).__name__).split())
