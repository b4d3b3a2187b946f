"""One's own ways in: passkeys, the authenticator app, recovery codes, and out everywhere."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth import logout
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sevenfold.access.policy import asks
from sevenfold.kernel import clock

from .. import factors, limits, sessions
from ..forms import CodeForm, PasskeyForm

PAIRING = "app to pair"
CODES = "recovery codes"


def changes(view: Callable) -> Callable:
    """For a change of one's ways in: who has a second factor and needs it, has used it before."""

    @asks("accounts.change_ways_in")
    @never_cache
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.actor.lacks_second_factor and factors.held(request.user):
            query = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('second-factor')}?{query}")
        return view(request, *args, **kwargs)

    return guarded


@asks("accounts.see_ways_in")
@require_safe
def ways_in(request):
    """How one can sign in, and what can be taken off."""
    held = factors.held(request.user)
    context = {
        "passkeys": factors.passkeys(request.user),
        "has_app": factors.APP in held,
        "left": factors.recovery_codes_left(request.user),
        "held": held,
        "now": clock.now(),
    }
    return render(request, "accounts/ways_in.html", context)


@changes
@require_http_methods(["GET", "POST"])
def add_passkey(request):
    """Make a passkey on this device. Offered once after signing in; no is an answer."""
    to, offered = _to(request), "offered" in request.GET
    if offered and request.actor.lacks_second_factor:  # Then it is no offer.
        return redirect(f"{reverse('second-factor')}?{urlencode({'next': to})}")
    form = PasskeyForm(request.POST or None, initial={"name": "My phone"})
    if form.is_valid():
        try:
            name = form.cleaned_data["name"].strip() or "My device"
            factors.add_passkey(request.user, name, form.cleaned_data["answer"])
        except factors.Refused:
            form.add_error(None, "No passkey was made. Try once more, or go on without one")
        else:
            return _set_up(request, factors.BY_PASSKEY, to)
    context = {"form": form, "to": to, "offered": offered, "nav": ()}
    return render(request, "accounts/passkey.html", context)


@changes
@require_safe
def passkey_question(request):
    return JsonResponse(factors.begin_passkey(request.user))


@changes
@require_http_methods(["GET", "POST"])
def set_up_app(request):
    """Pair an authenticator app: its square, its secret in letters, and the first code."""
    to = _to(request)
    form = CodeForm(request.POST or None)
    secret = request.session.setdefault(PAIRING, factors.new_secret())
    if form.is_valid():
        limits.count(request, "try-factor", str(request.user.pk), at=clock.now())
        try:
            factors.add_app(request.user, secret, form.cleaned_data["code"])
        except factors.Refused:
            form.add_error("code", "That is not the code that the app shows now. Try the next")
        else:
            del request.session[PAIRING]
            return _set_up(request, factors.WORDS[factors.APP], to)
    width, path = factors.square(request.user, secret)
    context = {"form": form, "to": to, "secret": secret, "width": width, "path": path}
    return render(request, "accounts/app.html", context)


@changes
@require_POST
def renew_codes(request):
    """Ten new recovery codes in place of those before."""
    if not factors.held(request.user):
        return redirect("ways-in")
    request.session[CODES] = factors.new_recovery_codes(request.user)
    return redirect("recovery-codes")


@changes
@require_safe
def recovery_codes(request):
    """The codes, shown this once."""
    shown = request.session.pop(CODES, None)
    if not shown:
        return redirect("ways-in")
    context = {"codes": shown, "to": _to(request), "nav": ()}
    return render(request, "accounts/recovery_codes.html", context)


@changes
@require_POST
def remove_passkey(request, pk):
    factors.remove(request.user, pk)
    messages.success(request, "The passkey is taken off. It opens nothing any longer.")
    return redirect("ways-in")


@changes
@require_POST
def remove_app(request):
    factors.remove(request.user)
    messages.success(request, "The authenticator app is taken off.")
    return redirect("ways-in")


@asks("accounts.see_ways_in")
@require_POST
def sign_out_everywhere(request):
    """For a lost phone, or a machine that one forgot to sign out on."""
    sessions.end_everywhere(request.user)
    logout(request)
    return redirect("/")


def _set_up(request, words: str, to: str):
    """The new factor has just been used, so it proves its person. Recovery codes come with it."""
    sessions.prove(request, words, at=clock.now(), second_factor=True)
    if factors.recovery_codes_left(request.user):
        return redirect(to)
    request.session[CODES] = factors.new_recovery_codes(request.user)
    return redirect(f"{reverse('recovery-codes')}?{urlencode({'next': to})}")


def _to(request) -> str:
    otherwise = reverse("ways-in")
    return sessions.own_page(
        request, request.POST.get("next") or request.GET.get("next"), otherwise
    )
