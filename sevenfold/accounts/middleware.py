"""Sessions that are over, what was typed meanwhile, tries too many, and headers of every page."""

from django.contrib.auth import logout
from django.shortcuts import render

from sevenfold.kernel import clock

from . import sessions
from .limits import TooOften


class DoorMiddleware:
    """Ends a session that is over, and keeps what was typed where a proof has to come first."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        at, user = clock.now(), None
        if request.user.is_authenticated:
            user = request.user
            if sessions.is_over(request.session, at=at):
                logout(request)
            else:
                sessions.see(request.session, at=at)
        response = self.get_response(request)
        sent = request.method == "POST"
        if not getattr(response, "interrupted", False):
            if sent:
                sessions.forget(request)
        elif user:
            if sent:
                sessions.keep(request, user, at=at)
            if not request.user.is_authenticated:
                path = request.get_full_path()
                request.session[sessions.OVER] = {"email": user.email, "path": path, "typed": sent}
        return response

    def process_exception(self, request, exception):
        if not isinstance(exception, TooOften):
            return None
        seconds = (exception.until - clock.now()).total_seconds()
        context = {"until": exception.until, "now": clock.now()}
        response = render(request, "accounts/too_often.html", context, status=429)
        response["Retry-After"] = str(max(1, round(seconds)))
        return response


class HeaderMiddleware:
    """What a browser may do with our pages, beyond what Django and the content policy say."""

    HEADERS = {
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
        "publickey-credentials-create=(self), publickey-credentials-get=(self)",
        "Cross-Origin-Resource-Policy": "same-origin",
    }

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in self.HEADERS.items():
            response.setdefault(name, value)
        if getattr(request, "user", None) and request.user.is_authenticated:
            # No machine in between keeps it, and a browser asks again before it shows it anew.
            response.setdefault("Cache-Control", "private, no-cache")
        return response
