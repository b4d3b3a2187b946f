"""A queued letter as mail: its text, and the same words as a page."""

from email.utils import format_datetime, formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from . import rules
from .models import Message


def page(message: Message) -> str:
    """The letter as HTML, made from its text so that the two cannot differ."""
    parts = rules.parts(message.text)
    return render_to_string("outbox/letter.html", {"message": message, "parts": parts})


def mail(message: Message, connection=None) -> EmailMultiAlternatives:
    """The letter with its headers. A repeat has the same Message-ID, so that it can be told."""
    address = settings.DEFAULT_FROM_EMAIL
    name = ", ".join(filter(None, [message.sender, message.trust]))
    letter = EmailMultiAlternatives(
        message.subject,
        message.text,
        formataddr((name, address)),
        [message.to],
        headers={
            "Message-ID": f"<{message.uid}@{address.rpartition('@')[2]}>",
            "Date": format_datetime(message.at),
            "Auto-Submitted": "auto-generated",
        },
        connection=connection,
    )
    letter.attach_alternative(page(message), "text/html")
    for name, text in message.attachments:
        # As bytes: a mail server may change the line ends of a text.
        letter.attach(name, text.encode(), "application/octet-stream")
    return letter
