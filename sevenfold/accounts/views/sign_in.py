"""Coming in by a mailed code or a passkey, and going out."""

from datetime import datetime, timedelta

from django.contrib.auth import logout
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sevenfold.access.policy import open_to_all
from sevenfold.kernel import clock

from .. import actions, codes, factors, limits, queries, sessions
from ..forms import CodeForm, EmailForm, PasskeyForm
from ..models import User

BY_CODE = "a code sent to your e-mail"
HALF = "half"  # The code was right, and the second factor is still to come.
NOT_THE_CODE = "That is not the code. The newest one that we sent is the one that counts"
NO_PASSKEY = "That passkey is not one that we know here. Sign in with a code"


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request):
    """Ask for a code. The same answer whether or not we know the address."""
    to = _to(request)
    if request.actor and request.actor.only is None:
        return redirect(to or "/")
    over = request.session.get(sessions.OVER)
    over = over if over and over["path"] == to else None
    form = EmailForm(request.POST or None, initial={"email": over["email"]} if over else None)
    if form.is_valid():
        send_code(request, form.cleaned_data["email"])
        return _with_next("sign-in-code", to)
    return _page(request, form, to, over)


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def code(request):
    """Type the code that came, or ask for another."""
    to, at = _to(request), clock.now()
    try:
        asked = codes.pending(request.session, at=at)
    except codes.Over:
        return render(request, "accounts/code_over.html", {"to": to})
    if "again" in request.POST:
        send_code(request, asked["email"])
        return _with_next("sign-in-code", to)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        limits.count(request, "try-code", asked["email"], at=at)
        try:
            user = codes.check(request.session, form.cleaned_data["code"], at=at)
        except codes.Wrong:
            form.add_error("code", NOT_THE_CODE)
        else:
            limits.forgive("try-code", asked["email"])
            return _code_was_right(request, user, to, at)
    return render(request, "accounts/code.html", {"form": form, "asked": asked, "to": to})


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request):
    """The second factor, for whoever set up an app: the session opens only with it."""
    at, half = clock.now(), request.session.get(HALF)
    if not half or at >= datetime.fromisoformat(half["until"]):
        return render(request, "accounts/code_over.html", {"to": half["to"] if half else ""})
    user = User.objects.get(pk=half["user"])
    form = CodeForm(request.POST or None)
    if form.is_valid():
        limits.count(request, "try-factor", str(user.pk), at=at)
        try:
            used = factors.check_code(user, form.cleaned_data["code"])
        except factors.Refused:
            form.add_error("code", "That code is not right, or was used already. Wait for the next")
        else:
            limits.forgive("try-factor", str(user.pk))
            return _come_in(request, user, f"{BY_CODE}, and {used}", half["to"], at, second=True)
    return render(request, "accounts/second_step.html", {"form": form})


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def passkey(request):
    """What a browser needs to answer with a passkey, and its answer."""
    at, to = clock.now(), _to(request)
    if request.method == "GET":
        return JsonResponse(factors.ask_passkey())
    limits.count(request, "try-factor", None, at=at)
    try:
        user = factors.check_passkey(request.POST.get("answer", ""))
    except factors.Refused:
        refused = PasskeyForm(request.POST)
        refused.add_error(None, NO_PASSKEY)
        return _page(request, refused, to, None)
    return _come_in(request, user, factors.BY_PASSKEY, to, at, second=True)


@open_to_all
@require_POST
def sign_out(request):
    logout(request)
    response = redirect(sessions.own_page(request, request.POST.get("next")))
    # On a shared machine the way back leads to no page of the person before.
    response["Clear-Site-Data"] = '"cache"'
    return response


def send_code(request, email: str) -> None:
    """Send a code, if we know the address, and in either case do as if."""
    at = clock.now()
    limits.count(request, "ask-code", email, at=at)
    user = queries.account(email)
    digits = codes.begin(request.session, email, user, at=at)
    if user:
        trust = str(request.trust or "")
        actions.send_code(user, digits, trust, until=at + codes.LASTS, at=at)


def _code_was_right(request, user: User, to: str, at: datetime):
    if factors.APP not in factors.held(user):
        return _come_in(request, user, BY_CODE, to, at, second=False)
    until = (at + timedelta(minutes=15)).isoformat()
    request.session[HALF] = {"user": user.pk, "to": to, "until": until}
    return redirect("second-step")


def _come_in(request, user: User, words: str, to: str, at: datetime, *, second: bool):
    """Open the session. Whoever has no passkey is offered one, the first time."""
    request.session.pop(HALF, None)
    sessions.begin(request, user, words, at=at, second_factor=second)
    if user.passkey_offered or factors.PASSKEY in factors.held(user):
        return redirect(to or "/")
    User.objects.filter(pk=user.pk).update(passkey_offered=True)
    return redirect(f"{reverse('passkey-add')}?{urlencode({'offered': 'yes', 'next': to or '/'})}")


def _page(request, form: EmailForm | PasskeyForm, to: str, over: dict | None):
    email = form if isinstance(form, EmailForm) else EmailForm()
    context = {"form": form, "email": email["email"], "to": to, "over": over}
    return render(request, "accounts/sign_in.html", context)


def _to(request) -> str:
    return sessions.own_page(request, request.POST.get("next") or request.GET.get("next"), "")


def _with_next(page: str, to: str):
    return redirect(f"{reverse(page)}?{urlencode({'next': to})}" if to else reverse(page))
