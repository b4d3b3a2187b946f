"""The database, from DATABASE_URL."""

from django.core.exceptions import ImproperlyConfigured
from environ import Env

SCHEMES = ("postgresql://", "postgres://", "sqlite:///")


def settings_of(url: str) -> dict:
    """Django's settings for it. Raises ImproperlyConfigured, with what to mend."""
    if not url.startswith(SCHEMES):
        raise ImproperlyConfigured(
            "DATABASE_URL begins with postgresql://, as in postgresql://USER:PASSWORD@HOST/NAME"
        )
    try:
        found = Env.db_url_config(url)
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from error
    if not found["NAME"]:
        raise ImproperlyConfigured("DATABASE_URL names no database")
    return found
