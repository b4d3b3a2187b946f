"""Says on every page of those who look after the trust what does not run, and to all what is held."""

from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from sevenfold.access import policy as access
from sevenfold.kernel import clock
from sevenfold.ledger.actions import Held

from . import queries


class NoticeMiddleware:
    """Asked for by the page alone, so that what shows none costs nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.actor and access.may(request.actor, "running.watch"):
            request.notices = SimpleLazyObject(lambda: queries.notices(clock.now()))
        return self.get_response(request)

    def process_exception(self, request, exception):
        """An act that nothing can be entered of was not done, and is no fault of whoever tried."""
        return (
            render(request, "running/held.html", status=503)
            if isinstance(exception, Held)
            else None
        )
