"""The account by which a person signs in. It holds an e-mail address and no password."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import get_random_string, salted_hmac


def new_session_seed() -> str:
    return get_random_string(32)


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """Who somebody is to the doors. Rights hang on people's appointments and grants, not here."""

    password = None
    email = models.EmailField("e-mail address", max_length=254, unique=True)  # In small letters.
    is_active = models.BooleanField(default=True)
    # Sessions are bound to it: a new one signs the account out everywhere.
    session_seed = models.CharField(max_length=32, default=new_session_seed, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="address_in_small_letters"
            )
        ]

    def has_usable_password(self) -> bool:
        return False

    def set_unusable_password(self) -> None:
        """There is none to unset."""

    def _get_session_auth_hash(self, secret=None) -> str:
        hmac = salted_hmac(
            "sevenfold.session", self.session_seed, secret=secret, algorithm="sha256"
        )
        return hmac.hexdigest()
