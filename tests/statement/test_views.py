from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sevenfold.documents import store
from sevenfold.duties.models import Duty, Requirement
from sevenfold.ledger.models import Event
from sevenfold.statement import actions
from sevenfold.statement.models import Line, Statement
from sevenfold.statement.reading import read
from sevenfold.ui import uploads
from tests.factories import (
    a_body,
    a_clerk,
    a_governor,
    a_person,
    a_trust,
    an_appointment,
    an_event,
    an_issue,
    with_grant,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)
VERSIONS, NEW = "/statement/versions/", "/statement/versions/new/"
TEXT = """How we lead

1 Governance
1.1 Everyone who joins us is taken through the seven principles.
1.2 Every year our members, trustees and governors sign a Code of Conduct.

And so do our staff.
"""
DAY = {"on_day": "9", "on_month": "7", "on_year": "2026"}
BEGINS = {"begins_day": "24", "begins_month": "11", "begins_year": "2026", "standing": "yes"}
CODE_OF_CONDUCT = {**BEGINS, "after": "21", "days": "28", "roles": ["trustee", "governor"]}


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def clerk(client):
    a_trust()
    an_event()
    clerk = a_clerk("Marian Okafor")
    client.enter(clerk)
    return clerk


@pytest.fixture
def board(clerk):
    return a_body("board", name="Trust board")


@pytest.fixture
def draft(clerk):
    return actions.keep(clerk, "How we lead", read(TEXT), TEXT.encode(), at=NOW)


@pytest.fixture
def clause(clerk, draft, board):
    actions.adopt(clerk, draft, board, date(2026, 7, 9), "8.1", at=NOW)
    return Line.objects.get(number="1.2")


def held(page) -> dict:
    return {"held": page.context["held"]}


def a_file(name: str, data: bytes) -> dict:
    return {"file": SimpleUploadedFile(name, data)}


def test_on_the_first_day_the_list_says_that_there_is_none_and_leads_to_bringing_one_in(
    client, clerk
):
    page = client.get(VERSIONS).text

    assert "Your statement is not here yet" in page
    assert NEW in page


def test_pasted_text_is_shown_before_anything_is_kept(client, clerk):
    page = client.post(NEW, {"text": TEXT.replace("\n", "\r\n")})

    assert "We found <b>2 clauses</b>. We were <b>unsure of one line</b>." in page.text
    assert "Text without a number, after clause 1.2" in page.text
    assert "We suggest: a code of conduct issued each year" in page.text
    assert not Statement.objects.exists()

    kept = client.post(NEW, held(page) | {"step": "keep"})

    draft = Statement.objects.get()
    assert kept.url == f"/statement/versions/{draft.version}/"
    assert (draft.title, draft.adopted_on, draft.lines.count()) == ("How we lead", None, 5)
    assert "Kept as version 1, a draft" in client.get(kept.url).text


def test_a_file_is_kept_to_the_byte_as_it_came(client, clerk):
    source = TEXT.encode("utf-16")

    page = client.post(NEW, {"title": "Ours", **a_file("ours.TXT", source)})
    client.post(NEW, held(page) | {"step": "keep"})

    assert Statement.objects.get().title == "Ours"
    cited = Event.objects.get(type="statement.kept").payload.content["source"]["sha256"]
    assert store.read(cited) == source


def test_going_back_keeps_the_text_and_the_title(client, clerk):
    page = client.post(NEW, {"title": "Ours", **a_file("ours.md", TEXT.encode())})

    form = client.post(NEW, held(page) | {"step": "back"}).context["form"]

    assert (form["text"].value(), form["title"].value()) == (TEXT, "Ours")
    assert not Statement.objects.exists()


def test_a_page_that_was_altered_keeps_nothing(client, clerk):
    page = client.post(NEW, {"text": TEXT})

    answer = client.post(NEW, {"held": page.context["held"][:-1] + "-", "step": "keep"})

    assert answer.url == NEW
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "Paste the text, or choose a file"),
        ({"text": " \n"}, "Paste the text, or choose a file"),
        ({"text": TEXT, **a_file("ours.txt", b"1")}, "Paste the text or choose a file, not both"),
        (a_file("ours.txt", b""), "This holds no text: check that the document was saved"),
        ({"text": "– · –"}, "This holds no text: check that the document was saved"),
        (
            a_file("ours.txt", b"\x89PNG\r\n\x1a\n\0"),
            "This is an image, which holds no text: use the document it was made from",
        ),
        (
            a_file("ours.docx", b"PK\x03\x04\x14\0"),
            "This is a Word or zip file; Word is read in a later version: "
            "save it as .txt and use that",
        ),
        (
            a_file("ours.pdf", b"%PDF-1.7\n"),
            "This is a PDF, which is read in a later version: save its text as .txt and use that",
        ),
        (a_file("ours.html", b"<p>Fair</p>"), "Choose a file whose name ends in .txt or .md"),
        (a_file("ours.txt", b"a" * (uploads.LIMIT + 1)), uploads.TOO_LONG),
        ({"text": "a" * (uploads.LIMIT + 1)}, uploads.TOO_LONG),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(client, clerk, given, why):
    page = client.post(NEW, given)

    assert page.text.count(why) == 2  # In the summary and beside the box.
    assert "<title>Error: Bring in your statement" in page.text


def test_adopting_says_by_whom_and_when_and_the_statement_stands(client, clerk, board, draft):
    page = f"/statement/versions/{draft.version}/adopt/"

    tomorrow = {"on_day": "25", "on_month": "11", "on_year": "2026"}
    refused = client.post(page, {"body": board.uid, **tomorrow}).text
    assert refused.count("That day has not come yet.") == 2
    refused = client.post(
        page, {"body": "nobody", "on_day": "31", "on_month": "2", "on_year": "26"}
    )
    assert "Choose who adopted it from the list" in refused.text
    assert "February 2026 has 28 days." in refused.text

    assert client.post(page, {"body": board.uid, "minute": "8.1", **DAY}).url == "/statement/"

    statement = client.get("/statement/").text
    assert "Version 1 is adopted" in statement
    assert "by the trust board on 9\N{NO-BREAK SPACE}July\N{NO-BREAK SPACE}2026, minute 8.1" in (
        statement
    )
    assert client.get(page).url == f"/statement/versions/{draft.version}/"
    assert "<b>In force</b>" in client.get(VERSIONS).text


def test_another_version_says_what_becomes_of_the_duties(client, clerk, clause):
    actions.ask(clerk, clause, "code-issued", date(2026, 11, 24), at=NOW)
    text = "1 Governance\n1.1 We are fair.\n"
    draft = actions.keep(clerk, "How we lead", read(text), text.encode(), at=NOW)

    page = client.get(f"/statement/versions/{draft.version}/adopt/").text

    assert "Clause 1.2 has none like it here" in page


def test_a_clause_is_shown_with_the_kinds_and_those_that_its_words_suggest_first(client, clause):
    page = client.get(f"/statement/clauses/{clause.uid}/ask/")

    assert [(kind.code, fits) for kind, fits in page.context["kinds"]][:2] == [
        ("code-issued", True),
        ("code-of-conduct", True),
    ]
    assert not any(fits for _, fits in page.context["kinds"][2:])
    assert clause.text in page.text


def test_a_duty_is_rehearsed_before_it_is_kept(client, clerk, clause):
    an_appointment(a_person("Amina Yusuf"))
    an_appointment(a_person("Sunita Rao"), role="trustee")
    an_appointment(a_person("Hugh Pemberton"), role="member")
    an_issue(date(2026, 11, 14))
    page = f"/statement/clauses/{clause.uid}/ask/code-of-conduct/"

    seen = client.post(page, CODE_OF_CONDUCT)

    assert "It would bind <b>two people</b>." in seen.text
    assert "Amina Yusuf and Sunita Rao." in seen.text
    assert "22\N{NO-BREAK SPACE}December\N{NO-BREAK SPACE}2026" in seen.text
    assert not Duty.objects.exists()

    carried = {}
    for name, value in seen.context["pairs"]:
        carried.setdefault(name, []).append(value)
    form = client.post(page, carried | {"step": "back"}).context["form"]
    assert form["roles"].value() == ["trustee", "governor"]
    assert not Duty.objects.exists()

    kept = client.post(page, carried | {"step": "keep"})

    assert kept.url == f"/statement/clauses/{clause.uid}/ask/"
    duty = Duty.objects.get()
    assert (duty.begins, duty.standing) == (date(2026, 11, 24), True)
    assert (duty.params.after, duty.params.days, duty.params.roles) == (
        21,
        28,
        ("trustee", "governor"),
    )
    assert Requirement.objects.count() == 2
    shown = client.get(kept.url).text
    assert "Clause 1.2 asks for it: The code of conduct signed each year" in shown

    again = client.post(page, carried | {"step": "keep"}).text
    assert "The clause asks for just this already. Nothing was kept" in again
    assert Duty.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"days": "soon"}, "Write the number of days in figures, like 28"),
        ({"days": "-1"}, "Write a number of days, none or more"),
        ({"days": "4000"}, "That is more than ten years. Write a smaller number of days"),
        ({"roles": []}, "Choose at least one"),
        ({"standing": ""}, "Choose whom it binds"),
        ({"begins_year": ""}, "Add the year"),
    ],
)
def test_a_parameter_that_will_not_do_is_said_beside_its_box(client, clause, changes, why):
    page = f"/statement/clauses/{clause.uid}/ask/code-of-conduct/"

    answer = client.post(page, CODE_OF_CONDUCT | changes | {"step": "keep"}).text

    assert answer.count(why) == 2
    assert not Duty.objects.exists()


def test_each_kind_has_its_form_and_what_binds_nobody_says_so(client, clause):
    for kind, fields in (("code-issued", {"days": "28"}), ("induction", {"days": "28"})):
        page = f"/statement/clauses/{clause.uid}/ask/{kind}/"
        assert client.get(page).context["form"]["days"].value() == 28
        seen = client.post(
            page, {**BEGINS, **fields, "break_days": "366", "roles": ["governor"]}
        ).text
        assert ("<b>the trust</b>" if kind == "code-issued" else "<b>nobody yet</b>") in seen


def test_a_draft_a_commitment_and_an_unknown_kind_ask_for_nothing(client, clause, clerk):
    other = actions.keep(clerk, "New", read(TEXT), TEXT.encode(), at=NOW)
    a_draft = other.lines.get(number="1.2")
    heading = Line.objects.filter(statement=clause.statement, kind="other").first()

    for line in (a_draft, heading):
        assert client.get(f"/statement/clauses/{line.uid}/ask/").status_code == 404
    assert client.get(f"/statement/clauses/{clause.uid}/ask/nothing/").status_code == 404
    assert client.get(f"/statement/clauses/{clause.uid}/ask/").status_code == 200


def test_nobody_but_the_governance_professional_comes_in(client, clause, draft):
    pages = [
        VERSIONS,
        NEW,
        f"/statement/versions/{draft.version}/",
        f"/statement/versions/{draft.version}/adopt/",
        f"/statement/clauses/{clause.uid}/ask/",
        f"/statement/clauses/{clause.uid}/ask/induction/",
    ]
    assert {client.get(page, follow=True).status_code for page in pages} == {200}

    for somebody_else in (a_governor(), with_grant("auditor")):
        client.enter(somebody_else)
        assert {client.get(page).status_code for page in pages} == {404}


@pytest.mark.parametrize("size", [1, 12])
def test_the_list_takes_as_many_queries_for_any_number_of_versions(
    client, clerk, django_assert_num_queries, size
):
    for number in range(size):
        text = f"1 Governance\n1.1 We keep word {number}.\n"
        actions.keep(clerk, "How we lead", read(text), text.encode(), at=NOW)

    # Session, account, person and what they hold; the count, the page, the one in force; the trust
    # and the pulse of the worker.
    with django_assert_num_queries(9):
        page = client.get(VERSIONS)

    assert [row.version for row in page.context["page"]] == list(range(size, 0, -1))
