"""How often something may be tried, counted in the database over every process."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.utils.crypto import salted_hmac

from .models import Attempt


@dataclass(frozen=True)
class Limit:
    """So many times for one address or account, so many for one client, within a span of time.

    A client is a whole school behind one address, where everybody signs in before the meeting.
    """

    each: int
    client: int
    within: timedelta


ASK_CODE = Limit(5, 60, timedelta(minutes=15))
# Six figures: at ten an hour for one account, one guess in 4,000 comes true in a day of guessing.
TRY_CODE = Limit(10, 120, timedelta(hours=1))
OPEN_LINK = Limit(30, 120, timedelta(minutes=15))
# A receipt that is checked is work, and shows nothing that whoever has it does not have already.
CHECK_RECEIPT = Limit(120, 120, timedelta(minutes=15))
LIMITS = {
    "check-receipt": CHECK_RECEIPT,
    "ask-code": ASK_CODE,
    "try-code": TRY_CODE,
    "try-factor": TRY_CODE,
    "open-link": OPEN_LINK,
}
LONGEST = max(limit.within for limit in LIMITS.values())


class TooOften(Exception):
    """Nothing was done. `until` is when it may be tried again."""

    def __init__(self, until: datetime):
        self.until = until
        super().__init__(f"not before {until}")


def count(request, what: str, whose: str | None, *, at: datetime) -> None:
    """Count one try, of the client and of whose door it was, where that is known.

    Raises TooOften, and then the try itself does not count.
    Each try is written before it is counted, so that of many at the same moment none is missed.
    """
    limit = LIMITS[what]
    counted = [(_key(what, "client", _client(request)), limit.client)]
    if whose is not None:
        counted.append((_key(what, "each", whose), limit.each))
    for key, most in counted:
        attempt = Attempt.objects.create(key=key, at=at)
        before = Attempt.objects.filter(key=key, at__gt=at - limit.within).exclude(pk=attempt.pk)
        oldest_that_counts = list(
            before.order_by("-at").values_list("at", flat=True)[most - 1 : most]
        )
        if oldest_that_counts:
            attempt.delete()
            raise TooOften(oldest_that_counts[0] + limit.within)


def forgive(what: str, whose: str) -> None:
    """Forget the tries of whoever proved by the last of them who they are."""
    Attempt.objects.filter(key=_key(what, "each", whose)).delete()


def _key(what: str, kind: str, value: str) -> str:
    return salted_hmac(
        "sevenfold.attempt", f"{what} {kind} {value}", algorithm="sha256"
    ).hexdigest()


def _client(request) -> str:
    """The client's address; of IPv6 the network, since one machine has as many as it likes."""
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except (PermissionDenied, ValueError):  # A socket has none.
        return ""
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address)
