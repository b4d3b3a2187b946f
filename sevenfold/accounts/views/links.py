"""A mailed link: what it is for, and the one button that opens it."""

from urllib.parse import urljoin

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sevenfold.access.policy import LINKED, open_to_all
from sevenfold.kernel import clock

from .. import actions, limits, links, sessions


@open_to_all
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request, token):
    """For whom it is and what for. Opening it does nothing; the button does."""
    at, found = clock.now(), links.find(token)
    if found is None or not found.user.is_active:
        limits.count(request, "open-link", None, at=at)
        return render(request, "accounts/link_over.html", status=404)
    if not links.is_good(found, at=at):
        return _over(request, found)
    if request.user.is_authenticated and request.user != found.user:
        return render(request, "accounts/link_other.html")
    if request.method != "POST":
        return _page(request, found)
    limits.count(request, "open-link", found.uid, at=at)
    errand = LINKED[found.act]
    if errand.comes_in:
        if not links.use(found, at=at):
            return redirect("link", token)
        sessions.begin(request, found.user, errand.comes_in, at=at)
        return redirect(errand.page)
    if not request.user.is_authenticated or request.actor.only is not None:
        words = f"a link sent to {links.masked(found.sent_to)}"
        sessions.begin_by_link(request, found, words, at=at)
    return redirect(errand.page)


@open_to_all
@require_POST
def again(request, token):
    """Mail a fresh link for the same act to the same person."""
    at, found = clock.now(), links.find(token)
    if found is None or not found.user.is_active or links.is_good(found, at=at) or found.ended:
        return redirect("link", token)
    if LINKED[found.act].comes_in:  # Whoever reads the mail must not come in by it alone.
        return redirect("link", token)
    limits.count(request, "ask-code", found.user.email, at=at)
    address = urljoin(settings.SITE, reverse("link", args=["{token}"]))
    address = address.replace("%7Btoken%7D", "{token}")
    actions.send_link_again(found, address, str(request.trust or ""), at=at)
    context = {"link": found, "masked": links.masked(found.user.email)}
    return render(request, "accounts/link_sent.html", context)


def _over(request, found):
    context = {"link": found, "masked": links.masked(found.user.email), "errand": LINKED[found.act]}
    return render(request, "accounts/link_over.html", context, status=410)


def _page(request, found):
    name = found.user.person.name
    context = {"link": found, "errand": LINKED[found.act], "name": name, "whom": found.whom or name}
    return render(request, "accounts/link.html", context)
