"""The mail server, from EMAIL_URL."""

from django.core.exceptions import ImproperlyConfigured
from environ import Env

SCHEMES = {"smtp+tls": 587, "smtp+ssl": 465, "smtp": 25}
HERE = {"localhost", "127.0.0.1", "::1"}


def settings_of(url: str) -> dict:
    """Django's settings for it. Raises ImproperlyConfigured, with what to mend."""
    scheme = url.partition("://")[0]
    if scheme not in SCHEMES:
        raise ImproperlyConfigured(
            "EMAIL_URL begins with smtp+tls:// or smtp+ssl://, as in smtp+tls://USER:PASSWORD@HOST:587"
        )
    try:
        found = Env.email_url_config(url)
    except ValueError as error:
        raise ImproperlyConfigured(f"EMAIL_URL cannot be read: {error}") from error
    if not found["EMAIL_HOST"]:
        raise ImproperlyConfigured("EMAIL_URL names no host")
    if scheme == "smtp" and found["EMAIL_HOST"] not in HERE:
        # A letter may hold a link that lets somebody in.
        raise ImproperlyConfigured("EMAIL_URL has smtp:// for another machine; use smtp+tls://")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": found["EMAIL_HOST"],
        "EMAIL_PORT": found["EMAIL_PORT"] or SCHEMES[scheme],
        "EMAIL_HOST_USER": found["EMAIL_HOST_USER"] or "",
        "EMAIL_HOST_PASSWORD": found["EMAIL_HOST_PASSWORD"] or "",
        "EMAIL_USE_TLS": scheme == "smtp+tls",
        "EMAIL_USE_SSL": scheme == "smtp+ssl",
        # For each step of the conversation; all of them together stay below the outbox's lease.
        "EMAIL_TIMEOUT": 30,
    }
