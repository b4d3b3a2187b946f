"""Proving once more who one is, and the second factor that some roles need."""

from datetime import datetime

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sevenfold.access.policy import asks
from sevenfold.kernel import clock

from .. import codes, factors, limits, sessions
from ..forms import CodeForm, PasskeyForm
from .sign_in import BY_CODE, NOT_THE_CODE, send_code

NOT_RIGHT = "That code is not right, or was used already. Wait for the next"
NO_ANSWER = "That passkey is not one of yours. Choose another way"


class NotProved(Exception):
    """The field that it is about, if any, and in words what was wrong."""


@asks("accounts.prove")
@never_cache
@require_http_methods(["GET", "POST"])
def prove(request):
    """Prove afresh, by any way that one has, and go back to where one was."""
    return _ask(request, second=False)


@asks("accounts.prove")
@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request):
    """Whose role needs a second factor sets one up, or proves it where one is there."""
    if not request.actor.lacks_second_factor:
        return redirect(_to(request))
    if factors.held(request.user):
        return _ask(request, second=True)
    return render(request, "accounts/second_factor.html", {"to": _to(request), "nav": ()})


@asks("accounts.prove")
@never_cache
@require_safe
def passkey_question(request):
    return JsonResponse(factors.ask_passkey(request.user))


@asks("accounts.prove")
@never_cache
@require_safe
def carry_on(request):
    """What was sent when the proof was asked for, with one button that sends it now."""
    to = _to(request)
    fields = sessions.kept(request, to, at=clock.now())
    if not fields:
        return redirect(to)
    pairs = [(name, value) for name, values in fields.items() for value in values]
    return render(request, "accounts/carry_on.html", {"to": to, "pairs": pairs, "nav": ()})


def _ask(request, *, second: bool):
    """The page with the ways to prove it; `second`: those alone that are a second factor."""
    to, at, form = _to(request), clock.now(), CodeForm()
    if request.method == "POST":
        if "mail" in request.POST and not second:
            send_code(request, request.user.email)
            return redirect(request.get_full_path())
        form = (PasskeyForm if "answer" in request.POST else CodeForm)(request.POST)
        if form.is_valid():
            try:
                words, strong = _checked(request, form.cleaned_data, second=second, at=at)
            except NotProved as wrong:
                form.add_error(*wrong.args)
            else:
                sessions.prove(request, words, at=at, second_factor=strong)
                return redirect(_onward(request, to, at))
    held = factors.held(request.user)
    context = {
        "form": form,
        "figures": form if isinstance(form, CodeForm) else CodeForm(),
        "to": to,
        "second": second,
        "mailed": None if second else _mailed(request, at),
        "has_passkey": factors.PASSKEY in held,
        "has_app": factors.APP in held,
        "nav": (),
    }
    return render(request, "accounts/prove.html", context)


def _checked(request, given: dict, *, second: bool, at: datetime) -> tuple[str, bool]:
    """In words what proved it, and whether that was a second factor. Raises NotProved."""
    user = request.user
    limits.count(request, "try-factor", str(user.pk), at=at)
    try:
        if "code" in given:
            proved = _code(request, given["code"], second=second, at=at)
        else:
            factors.check_passkey(given["answer"], user)
            proved = factors.BY_PASSKEY, True
    except factors.Refused as refused:
        raise NotProved(None, NO_ANSWER) from refused
    limits.forgive("try-factor", str(user.pk))
    return proved


def _code(request, code: str, *, second: bool, at: datetime) -> tuple[str, bool]:
    """Figures from the app, from paper, or from a letter."""
    try:
        return factors.check_code(request.user, code), True
    except factors.Refused as refused:
        if second or not _mailed(request, at):
            raise NotProved("code", NOT_RIGHT) from refused
    try:
        user = codes.check(request.session, code, at=at)
    except (codes.Wrong, codes.Over) as wrong:
        raise NotProved("code", NOT_THE_CODE) from wrong
    if user != request.user:
        raise NotProved("code", NOT_THE_CODE)
    return BY_CODE, False


def _mailed(request, at: datetime) -> dict | None:
    """The code that was sent for this, while it is good."""
    try:
        asked = codes.pending(request.session, at=at)
    except codes.Over:
        return None
    return asked if asked["user"] == request.user.pk else None


def _onward(request, to: str, at: datetime) -> str:
    """Back to where one was; by way of what was being sent, if something was."""
    if sessions.kept(request, to, at=at):
        return f"{reverse('carry-on')}?{urlencode({'next': to})}"
    return to


def _to(request) -> str:
    return sessions.own_page(request, request.POST.get("next") or request.GET.get("next"))
