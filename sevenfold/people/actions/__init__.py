"""What happens to the trust's people: each function is one act, one transaction, one event."""

from ..rules import Refused
from .grants import grant, revoke
from .persons import add_person, correct_person, invite
from .register import (
    add_academy,
    add_body,
    close_body,
    describe,
    found,
    release_academy,
    rename_body,
    try_mail,
)
from .terms import appoint, correct_appointment, end, end_office, hold_office, renew

__all__ = [
    "Refused",
    "add_academy",
    "add_body",
    "add_person",
    "appoint",
    "close_body",
    "correct_appointment",
    "correct_person",
    "describe",
    "end",
    "end_office",
    "found",
    "grant",
    "hold_office",
    "invite",
    "release_academy",
    "rename_body",
    "renew",
    "revoke",
    "try_mail",
]
