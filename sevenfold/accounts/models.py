"""The account by which a person signs in, the links mailed to it, and what was tried at the doors."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import get_random_string, salted_hmac

from sevenfold.kernel.fields import UidField


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

    # A passkey was offered once; what the answer was, nobody keeps.
    passkey_offered = models.BooleanField(default=False)

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


class Link(models.Model):
    """A link mailed to one person for one act. Only the digest of its secret is kept."""

    uid = UidField()
    user = models.ForeignKey(User, models.CASCADE, related_name="links")
    act = models.CharField(max_length=60)  # A key of access.LINKED.
    token_hash = models.CharField(max_length=64, unique=True)  # SHA-256, hex.
    sent_to = models.EmailField(max_length=254)
    whom = models.CharField(max_length=300, blank=True)  # For whom, as the page says it.
    sender = models.CharField(max_length=300, blank=True)  # Who asks, as the page says it.
    made = models.DateTimeField()
    expires = models.DateTimeField()
    ended = models.DateTimeField(null=True, blank=True)  # When its act was done.

    def __str__(self) -> str:
        return f"{self.act}, for {self.sent_to}"


class Attempt(models.Model):
    """One try at a door, so that tries can be counted over every process."""

    key = models.CharField(max_length=64)  # What was tried and by whom, digested.
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="tries_by_key")]

    def __str__(self) -> str:
        return f"{self.key[:8]}, {self.at}"


class CacheEntry(models.Model):
    """The table of Django's cache, in its own shape.

    It is in the database because used codes are remembered in it: kept in each process's own
    memory, a code that was used on one would open the door on the other.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_cache"

    def __str__(self) -> str:
        return self.cache_key
