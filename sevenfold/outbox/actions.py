"""Queueing a letter. Called inside the acts of other rooms."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.template import Context, engines

from sevenfold.kernel.protocols import HasUid

from . import rules
from .models import Message


def queue(
    template: str,
    *,
    to: HasUid,
    address: str,
    context: Mapping[str, Any],
    at: datetime,
    until: datetime | None = None,
    attachments: Mapping[str, str] | None = None,
) -> Message:
    """Queue a letter within the act's transaction: it leaves if the act is committed.

    `template` ("people/mail/invitation.txt") has the subject in its first line and the text below;
    how its paragraphs look as a page says rules.parts. `context` has the trust as `trust`, and
    whoever asks, by name, as `sender`; `site` is the address of this installation. A letter with
    `until` is given up at that instant. `attachments` are texts by the names of their files.
    Raises NotALetter for a template without words.
    """
    letter = compose(
        template,
        to=to,
        address=address,
        context=context,
        at=at,
        until=until,
        attachments=attachments,
    )
    queue_many([letter])
    return letter


def compose(
    template: str,
    *,
    to: HasUid,
    address: str,
    context: Mapping[str, Any],
    at: datetime,
    until: datetime | None = None,
    attachments: Mapping[str, str] | None = None,
) -> Message:
    """The letter that `queue` would queue, to be handed to `queue_many` with others."""
    subject, text = rules.words(_render(template, context))
    return Message(
        person=to.uid,
        to=address,
        template=template,
        trust=_one_line(context.get("trust") or "Sevenfold"),
        sender=_one_line(context.get("sender") or ""),
        subject=subject,
        text=text,
        attachments=[list(pair) for pair in (attachments or {}).items()],
        at=at,
        due=at,
        until=until,
    )


def queue_many(letters: Sequence[Message]) -> None:
    """Queue composed letters within one transaction, all in one go."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a letter belongs to its act's transaction")
    Message.objects.bulk_create(letters)


def _render(template: str, context: Mapping[str, Any]) -> str:
    # Plain text: an apostrophe stays one.
    plain = Context({"site": settings.SITE, **context}, autoescape=False)
    return engines["django"].engine.get_template(template).render(plain)


def _one_line(name: object) -> str:
    return " ".join(str(name).split())
