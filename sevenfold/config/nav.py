"""Where somebody may go: the places in the masthead, in order, each with what it asks."""

from django.urls import reverse

from sevenfold.access import policy as access
from sevenfold.ui.context import Place

PLACES = (
    ("Asked of me", "assurance:asked", "assurance.asked"),
    ("Statement", "assurance:statement", "statement.see"),
    ("Code", "conduct:code", "conduct.read"),
    ("Induction", "induction:standing", "induction.oversee"),
    ("People", "people:index", "people.see"),
)


class NavMiddleware:
    """Puts on the request the places that its actor may open."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        actor = request.actor
        request.nav = [
            Place(label, reverse(page))
            for label, page, action in PLACES
            if actor and access.may(actor, action)
        ]
        return self.get_response(request)
