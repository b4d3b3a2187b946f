"""Pages that say how things are here, for everybody, and the page of a form that came too late."""

from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from sevenfold.access.policy import open_to_all


@open_to_all
@require_safe
def accessibility(request):
    return render(request, "ui/accessibility.html")


@open_to_all
@require_safe
def proof(request):
    return render(request, "ui/proof.html")


@open_to_all
@require_safe
def help_(request):
    return render(request, "ui/help.html")


def csrf_failure(request, reason=""):
    """A form whose page was open for too long: nothing of it was done, and it says so."""
    before = request.headers.get("Referer", "")
    here = url_has_allowed_host_and_scheme(
        before, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return render(request, "403_csrf.html", {"again": before if here else "/"}, status=403)
