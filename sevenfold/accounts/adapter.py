"""What django-allauth asks of us. Of it we use passkeys, authenticator apps and recovery codes."""

from base64 import urlsafe_b64encode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.utils.crypto import salted_hmac


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """An account is there because an act made it, and in no other way."""
        return False


class FactorAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self) -> str:
        return self._get_site_name()

    def encrypt(self, text: str) -> str:
        """Whoever reads the database alone reads no app's secret."""
        return _lock().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _lock().decrypt(encrypted_text.encode()).decode()

    def _get_site_name(self) -> str:
        """The name under which a phone lists the key: the trust's."""
        return str(context.request.trust or "Sevenfold")


def _lock() -> Fernet:
    key = salted_hmac("sevenfold.factors", "", algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))
