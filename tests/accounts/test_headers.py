"""What every page tells a browser it may do."""

import pytest
from django.test import Client

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
OTHERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
    "publickey-credentials-create=(self), publickey-credentials-get=(self)",
}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/sign-in/", 200),
        ("/accessibility/", 200),
        ("/asked/", 302),
        ("/nowhere/", 404),
        ("/link/nothing/", 404),
        ("/sign-out/", 405),
    ],
)
def test_every_answer_has_them(client, address, status):
    answer = client.get(address)

    assert answer.status_code == status
    assert set(answer["Content-Security-Policy"].split("; ")) == POLICY
    assert {name: answer[name] for name in OTHERS} == OTHERS


def test_so_has_a_form_without_its_token():
    refused = Client(enforce_csrf_checks=True).post("/sign-in/", {"email": "a@b.example"})

    assert refused.status_code == 403
    assert set(refused["Content-Security-Policy"].split("; ")) == POLICY


def test_a_page_of_somebody_signed_in_is_kept_by_no_machine_in_between(client, amina):
    client.enter(amina)

    assert client.get("/asked/")["Cache-Control"] == "private, no-cache"


def test_over_tls_the_browser_is_told_to_stay_with_it(client, settings):
    settings.SECURE_HSTS_SECONDS = 60

    assert client.get("/accessibility/", secure=True)["Strict-Transport-Security"] == "max-age=60"
    assert "Strict-Transport-Security" not in client.get("/accessibility/")


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client):
    client.post("/sign-in/", {"email": "a@b.example"})

    flags = {
        name: (cookie["httponly"], cookie["samesite"], cookie["max-age"])
        for name, cookie in client.cookies.items()
        if name == "sessionid"
    }
    assert flags == {"sessionid": (True, "Lax", "")}
