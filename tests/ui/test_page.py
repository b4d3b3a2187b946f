"""The furniture round every page, the pages of ui itself, and those for when something is amiss."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from sevenfold.ui.context import Place, furniture
from sevenfold.ui.paging import page_of
from sevenfold.ui.views import csrf_failure
from tests import pages

OWN = ["/accessibility/", "/proof/", "/help/"]
AMISS = ["400.html", "403.html", "403_csrf.html", "404.html"]


@pytest.fixture
def nobody():
    """A request that no middleware has seen."""
    return RequestFactory().get("/help/")


def links(page: pages.Page) -> list[tuple[str, str]]:
    return [(link.text(), link.attrs["href"]) for link in page.all("a")]


@pytest.mark.parametrize(
    "template", ["ui/help.html", "ui/proof.html", "ui/accessibility.html", *AMISS]
)
def test_every_page_is_sound_for_somebody_and_for_nobody(asked, nobody, template):
    for request in (asked, nobody):
        html = render_to_string(template, {"again": "/asked/"}, request=request)

        assert pages.findings(html) == []


def test_the_page_of_a_fault_needs_no_request():
    html = render_to_string("500.html")

    assert pages.findings(html) == []
    assert "<title>Something went wrong on our side – Sevenfold</title>" in html


def test_the_furniture_names_the_person_the_trust_and_the_places(asked):
    page = pages.read(render_to_string("ui/help.html", request=asked))

    assert page.all("title")[0].text() == "Help – Wrenmoor Learning Trust – Sevenfold"
    assert page.with_class("sf-bar__me")[0].text() == "Amina Yusuf, governor Sign out"
    assert page.with_class("sf-demo")[0].text() == "This is a demonstration. It is invented. Change"
    assert links(page) == [
        ("Skip to the main content", "#main"),
        ("Change", "/demo/"),
        ("Sevenfold", "/"),
        ("Wrenmoor Learning Trust", "/"),
        ("Statement", "/"),
        ("Asked of me", "/asked/"),
        ("Help", "/help/"),
        ("Accessibility", "/accessibility/"),
        ("How the proof works", "/proof/"),
        ("Help", "/help/"),
    ]


def test_one_signs_out_by_a_form_because_it_changes_something(asked):
    page = pages.read(render_to_string("ui/help.html", request=asked))

    assert [(form.attrs["method"], form.attrs["action"]) for form in page.all("form")] == [
        ("post", "/sign-out/")
    ]


def test_before_anybody_is_there_the_furniture_is_the_mark_alone(nobody):
    html = render_to_string("ui/help.html", request=nobody)

    assert pages.read(html).all("title")[0].text() == "Help – Sevenfold"
    assert [part for part in ("sf-bar__me", "sf-mast", "sf-demo", "<form") if part in html] == []


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", ["page", "", ""]),
        ("/asked/", ["", "page", ""]),
        ("/asked/code/", ["", "true", ""]),
        ("/asked/late/7/", ["", "", "true"]),
        ("/help/", ["", "", ""]),
    ],
)
def test_the_place_that_one_is_in_is_marked(path, current):
    request = RequestFactory().get(path)
    request.nav = [
        Place("Statement", "/"),
        Place("Asked", "/asked/"),
        Place("Late", "/asked/late/"),
    ]

    assert [mark for _, mark in furniture(request)["nav"]] == current


@pytest.mark.parametrize("url", OWN)
def test_the_pages_for_everybody_open_without_signing_in(client, settings, url):
    settings.MIDDLEWARE = []

    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 405


def test_a_page_that_is_not_there_says_what_it_says_of_one_that_is_not_yours(client, settings):
    settings.MIDDLEWARE = []

    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert pages.findings(response.text) == []
    assert "There is no such page, or it is not yours to see" in response.text


def test_a_refusal_gives_its_reason_and_says_that_nothing_was_done(asked):
    words = {
        "heading": "Nobody signs for another",
        "exception": "You cannot sign for Derek Holroyd.",
    }
    html = render_to_string("403.html", words, request=asked)

    assert "<title>Nobody signs for another – " in html
    assert "<p>You cannot sign for Derek Holroyd. <b>Nothing was signed or changed.</b></p>" in html


@pytest.mark.parametrize(
    ("came_from", "again"),
    [
        ("http://testserver/conduct/code/", "http://testserver/conduct/code/"),
        ("http://elsewhere.example/", "/"),
        (None, "/"),
    ],
)
def test_a_form_that_came_too_late_leads_back_to_its_page_and_nowhere_else(came_from, again):
    headers = {"Referer": came_from} if came_from else {}
    response = csrf_failure(RequestFactory(headers=headers).post("/conduct/code/"))

    assert response.status_code == 403
    assert pages.findings(response.text) == []
    assert "Nothing was signed or changed." in response.text
    assert ("Open the page again", again) in links(pages.read(response.text))


@pytest.mark.parametrize(
    ("asked_for", "shown"), [("", [0, 1]), ("2", [2, 3]), ("9", [4]), ("x", [0, 1])]
)
def test_a_page_that_is_not_there_gives_the_nearest(asked_for, shown):
    request = RequestFactory().get("/", {"page": asked_for})

    assert list(page_of(request, range(5), size=2)) == shown
