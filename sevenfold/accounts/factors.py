"""Passkeys, authenticator apps and recovery codes: the one module that knows django-allauth's own.

A passkey is only ever asked for with the device's own check of its person (user verification), so
that it is two factors in one.
"""

import json
from collections.abc import Iterable

from allauth.mfa import app_settings as mfa
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from qrcode import QRCode

from .models import User

APP, RECOVERY = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES
PASSKEY = Authenticator.Type.WEBAUTHN
WORDS = {APP: "a code from your authenticator app", RECOVERY: "one of your recovery codes"}
BY_PASSKEY = "a passkey"


class Refused(Exception):
    """What the browser or the person sent proves nothing."""


def held(user: User) -> set[str]:
    """The kinds that the account has; recovery codes are there besides, never alone."""
    kinds = Authenticator.objects.filter(user=user).exclude(type=RECOVERY)
    return set(kinds.values_list("type", flat=True))


def passkeys(user: User) -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(user=user, type=PASSKEY).order_by("created_at", "pk")


def begin_passkey(user: User) -> dict:
    """What a browser needs to make one. The challenge stays in the session."""
    return webauthn.begin_registration(user, passwordless=True)


def add_passkey(user: User, name: str, answer: str) -> None:
    """Raises Refused for an answer that is not to our challenge."""
    credential = _read(answer)
    try:
        webauthn.parse_registration_response(credential)
        made = webauthn.complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError) as error:
        raise Refused from error
    if not made.is_user_verified():
        raise Refused
    webauthn.WebAuthn.add(user, name, credential)


def ask_passkey(user: User | None = None) -> dict:
    """What a browser needs to answer with one; of anybody's where no account is named."""
    return webauthn.begin_authentication(user)


def check_passkey(answer: str, user: User | None = None) -> User:
    """Whose passkey answered. Raises Refused."""
    credential = _read(answer)
    try:
        webauthn.parse_authentication_response(credential)
        user = user or webauthn.extract_user_from_response(credential)
        used = webauthn.complete_authentication(user, credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused from error
    if not user.is_active:
        raise Refused
    used.record_usage()
    return user


def new_secret() -> str:
    return totp.generate_totp_secret()


def add_app(user: User, secret: str, code: str) -> None:
    """Raises Refused where the code is not the one that an app with this secret shows."""
    if not totp.validate_totp_code(secret, _figures(code)) or not _first_use(user, code):
        raise Refused
    Authenticator.objects.filter(user=user, type=APP).delete()
    totp.TOTP.activate(user, secret)


def check_code(user: User, code: str) -> str:
    """In words, what proved it: a code of the app or a recovery code. Raises Refused.

    A code is good once, whichever process it was used on.
    """
    code = _figures(code)
    for factor in Authenticator.objects.filter(user=user, type__in=[APP, RECOVERY]):
        if factor.wrap().validate_code(code) and (factor.type != APP or _first_use(user, code)):
            factor.record_usage()
            return WORDS[factor.type]
    raise Refused


def new_recovery_codes(user: User) -> list[str]:
    """Ten codes, each good once, in place of all earlier ones."""
    Authenticator.objects.filter(user=user, type=RECOVERY).delete()
    return RecoveryCodes.activate(user).generate_codes()


def recovery_codes_left(user: User) -> int:
    factor = Authenticator.objects.filter(user=user, type=RECOVERY).first()
    return len(factor.wrap().get_unused_codes()) if factor else 0


def remove(user: User, pk: int | None = None) -> None:
    """Take off one passkey, or the app. Recovery codes go with the last of them."""
    chosen = Authenticator.objects.filter(user=user)
    (chosen.filter(pk=pk, type=PASSKEY) if pk else chosen.filter(type=APP)).delete()
    if not held(user):
        chosen.delete()


def square(user: User, secret: str) -> tuple[int, str]:
    """The square that a phone's camera reads: how many modules wide, and the path of the dark ones."""
    drawn = QRCode(border=2)
    drawn.add_data(get_adapter().build_totp_url(user, secret))
    rows = drawn.get_matrix()
    dark: Iterable[str] = (
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, on in enumerate(row) if on
    )
    return len(rows), "".join(dark)


def _first_use(user: User, code: str) -> bool:
    """allauth forgets a used code after one period; with our tolerance it is good for three."""
    good_for = mfa.TOTP_PERIOD * (2 * mfa.TOTP_TOLERANCE + 1)
    return cache.add(f"used-code:{user.pk}:{_figures(code)}", "used", timeout=good_for)


def _figures(code: str) -> str:
    return "".join(code.split())


def _read(answer: str) -> dict:
    try:
        read = json.loads(answer)
    except ValueError as error:
        raise Refused from error
    if not isinstance(read, dict):
        raise Refused
    return read
