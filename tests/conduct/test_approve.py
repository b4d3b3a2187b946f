from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sevenfold.conduct import actions
from sevenfold.conduct.models import Issue
from sevenfold.duties.models import Requirement
from sevenfold.kernel.clock import AcademicYear
from sevenfold.ledger.models import Event
from tests.factories import (
    CODE,
    a_body,
    a_clerk,
    a_duty,
    a_governor,
    a_person,
    a_signature,
    a_trust,
    an_event,
    an_issue,
    with_grant,
)

pytestmark = pytest.mark.django_db

PAGE = "/conduct/approve/"
NOW = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def board(client):
    a_trust()
    an_event()
    client.enter(a_clerk("Marian Okafor"))
    return a_body("board", name="Trust board")


def typed(board, **changes) -> dict:
    given = {"year": "2026", "title": "Our code", "text": CODE, "body": board.uid, "minute": "8.2"}
    return given | {"on_day": "14", "on_month": "11", "on_year": "2026"} | changes


def test_a_code_is_laid_out_before_it_is_kept(client, board):
    a_duty("code-of-conduct")
    a_governor("Amina Yusuf")

    page = client.post(PAGE, typed(board, text=CODE.replace("\n", "\r\n")))

    assert "<dt>Honesty</dt><dd>we tell the truth.</dd>" in page.text
    assert "It is the first for 2026/27." in page.text
    assert not Issue.objects.exists()

    assert client.post(PAGE, dict(page.context["pairs"]) | {"step": "keep"}).url == "/conduct/"

    issue = Issue.objects.get()
    assert (issue.text, issue.title, issue.year, issue.approved_by, issue.minute) == (
        CODE,
        "Our code",
        AcademicYear(2026),
        board,
        "8.2",
    )
    assert Requirement.objects.count() == 1
    assert "The code for 2026/27 is kept" in client.get("/conduct/").text


def test_what_came_as_a_file_is_kept_and_can_be_gone_back_to(client, board):
    file = SimpleUploadedFile("code.txt", CODE.encode("utf-8-sig"))

    page = client.post(PAGE, typed(board, text="", file=file))
    pairs = dict(page.context["pairs"])
    form = client.post(PAGE, pairs | {"step": "back"}).context["form"]
    client.post(PAGE, pairs | {"step": "keep"})

    assert (form["text"].value(), form["title"].value()) == (CODE, "Our code")
    assert Issue.objects.get().text == CODE


def test_a_code_without_the_seven_is_refused_by_the_names_of_the_missing(client, board):
    short = CODE.replace("Honesty: we tell the truth.\n", "").replace("Openness", "Candour")
    file = SimpleUploadedFile("code.txt", short.encode())

    for given in (typed(board, text=short), typed(board, text="", file=file)):
        page = client.post(PAGE, given | {"step": "keep"})

        assert page.text.count("The code does not state Openness and Honesty.") == 2
        assert page.context["form"]["text"].value() == short  # To be mended where it stands.
    assert not Issue.objects.exists()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"on_day": "25"}, "That day has not come yet."),
        ({"on_month": "2", "on_day": "31"}, "31/2/2026 is not a date. February 2026 has 28 days."),
        ({"body": ""}, "Choose who approved it"),
        ({"title": " "}, "Write its title"),
        ({"text": ""}, "Paste the text, or choose a file"),
        ({"year": "2020"}, "2020 is not one of the available choices."),
    ],
)
def test_what_will_not_do_is_said_beside_its_box(client, board, changes, why):
    page = client.post(PAGE, typed(board, **changes) | {"step": "keep"}).text

    assert page.count(why) == 2
    assert not Issue.objects.exists()


@pytest.mark.parametrize(
    ("signed", "said"),
    [
        (0, "Nobody has signed that one."),
        (1, "<b>One has signed that one and is asked to sign again.</b>"),
        (2, "<b>Two have signed that one and are asked to sign again.</b>"),
    ],
)
def test_another_issue_says_that_those_who_signed_are_asked_again(client, board, signed, said):
    issue = an_issue(date(2026, 9, 1), 2026, body=board)
    for _ in range(signed):
        a_signature(a_person(), issue, NOW)

    page = client.post(PAGE, typed(board, text=CODE + "\nWe are punctual.\n")).text

    assert "that the trust board approved on 1\N{NO-BREAK SPACE}September" in page
    assert said in page


def test_the_second_click_keeps_no_second_issue(client, board):
    for _ in range(2):
        client.post(PAGE, typed(board) | {"step": "keep"})
    client.post(PAGE, typed(board, on_day="15") | {"step": "keep"})

    assert [issue.approved_on.day for issue in Issue.objects.all()] == [14, 15]
    assert Event.objects.filter(type="conduct.approved").count() == 2


def test_the_act_refuses_what_the_page_would(board):
    with pytest.raises(actions.NotYet):
        actions.approve(
            a_clerk(),
            AcademicYear(2026),
            "Our code",
            CODE,
            body=board,
            on=date(2026, 11, 25),
            minute="",
            at=NOW,
        )


def test_nobody_but_the_governance_professional_comes_in_or_finds_the_way(client, board):
    assert "Bring in this year’s code" in client.get("/conduct/").text
    assert client.get(PAGE).status_code == 200

    for somebody_else in (a_governor(), with_grant("auditor")):
        client.enter(somebody_else)
        assert "Bring in this year’s code" not in client.get("/conduct/").text
        assert client.get(PAGE).status_code == client.post(PAGE, typed(board)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_several_clicks_at_once_keep_one_issue(board, at_once):
    clerk, year = a_clerk(), AcademicYear(2026)
    facts = {"body": board, "on": date(2026, 11, 14), "minute": "8.2", "at": NOW}

    kept = at_once(4, lambda _: actions.approve(clerk, year, "Our code", CODE, **facts).pk)

    assert kept == [Issue.objects.get().pk] * 4
