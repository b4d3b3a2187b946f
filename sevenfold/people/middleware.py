"""Puts who is asking, and which trust this is, on the request."""

from django.utils.functional import SimpleLazyObject

from .models import Trust, in_hand
from .queries import actor_of


class ActorMiddleware:
    """`request.actor` is None where nobody is signed in, or their account is no person's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = actor_of(request)
        request.trust = SimpleLazyObject(Trust.objects.first)
        with in_hand(request.trust):
            return self.get_response(request)
