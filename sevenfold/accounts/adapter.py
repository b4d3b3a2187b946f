"""What django-allauth asks of us. Of it we use passkeys, authenticator apps and recovery codes."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """An account is there because an act made it, and in no other way."""
        return False


class FactorAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self) -> str:
        return self._get_site_name()

    def _get_site_name(self) -> str:
        """The name under which a phone lists the key: the trust's."""
        return str(context.request.trust or "Sevenfold")
