"""Reading at the doors."""

from .models import User


def account(email: str) -> User | None:
    """The account of somebody who may come in, or None where there is none."""
    return User.objects.filter(email=email, is_active=True, person__isnull=False).first()
