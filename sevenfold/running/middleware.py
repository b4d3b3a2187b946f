"""Says on every page of those who look after the trust what does not run."""

from django.utils.functional import SimpleLazyObject

from sevenfold.access import policy as access
from sevenfold.kernel import clock

from . import queries


class NoticeMiddleware:
    """Asked for by the page alone, so that what shows none costs nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.actor and access.may(request.actor, "running.watch"):
            request.notices = SimpleLazyObject(lambda: queries.notices(clock.now()))
        return self.get_response(request)
