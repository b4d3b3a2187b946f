from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from sevenfold.conduct import actions
from sevenfold.conduct.models import Signature
from sevenfold.kernel.clock import AcademicYear
from sevenfold.ledger import actions as ledger
from sevenfold.ledger import keys, queries
from sevenfold.ledger.models import Event
from sevenfold.people.queries import actor_for
from tests.factories import (
    CODE,
    a_body,
    a_clerk,
    a_duty,
    a_governor,
    a_person,
    a_trust,
    an_academy,
    an_event,
    an_issue,
    with_grant,
)

pytestmark = pytest.mark.django_db

CODE_PAGE = "/conduct/"
NOW = datetime(2026, 11, 24, 19, 48, tzinfo=UTC)


@pytest.fixture(autouse=True)
def tonight(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def amina():
    """A governor at Kestrel Fold, asked to sign."""
    a_trust()
    an_event()
    a_duty("code-of-conduct")
    kestrel = an_academy("Kestrel Fold Primary")
    return a_governor("Amina Yusuf", body=a_body(academy=kestrel))


@pytest.fixture
def issue(amina):
    return approve(date(2026, 11, 14))


def approve(on: date, text: str = CODE):
    return actions.approve(
        a_clerk(),
        AcademicYear(2026),
        "Code of conduct",
        text,
        body=a_body("board"),
        on=on,
        minute="8.2",
        at=NOW,
    )


def form_of(issue, name: str = "Amina Yusuf") -> dict:
    return {"issue": issue.uid, "shown": issue.sha256, "name": name}


def test_the_page_has_the_whole_code_the_appointments_and_an_empty_box(client, amina, issue):
    client.enter(amina)

    page = client.get(CODE_PAGE)

    assert "By typing your name" in page.text
    assert "Governor, Kestrel Fold Primary" in page.text
    assert "in the public interest." in page.text
    assert "As it is on our register: Amina Yusuf" in page.text
    assert page.context["form"]["name"].value() is None


def test_signing_leads_to_a_receipt_with_entry_proof_and_text(client, amina, issue):
    client.enter(amina)

    receipt = client.get(client.post(CODE_PAGE, form_of(issue)).url)

    entry = Event.objects.get(type="conduct.signed")
    assert receipt.context["entry"] == entry
    for words in (
        "Thank you, Amina. You have signed.",
        "Tuesday 24\N{NO-BREAK SPACE}November\N{NO-BREAK SPACE}2026, 7:48pm",
        f"{entry.number} in the trust’s evidence book",
        entry.leaf.hex()[:4] + " " + entry.leaf.hex()[4:8],
        issue.sha256[:4] + " " + issue.sha256[4:8],
        "wrenmoor.example/ledger/1",
    ):
        assert words in receipt.text
    assert [row.state for row in receipt.context["met"]] == ["met"]


def test_the_proof_file_is_there_once_a_checkpoint_covers_the_entry(client, amina, issue):
    client.enter(amina)
    url = client.post(CODE_PAGE, form_of(issue)).url
    signed = Event.objects.get(type="conduct.signed")

    assert "Its proof file follows by mail within minutes." in client.get(url).text
    assert client.get(f"{url}proof").status_code == 404

    checkpoint = ledger.checkpoint(NOW)
    assert f'href="{url}proof"' in client.get(url).text
    file = client.get(f"{url}proof")
    assert file.content == queries.proof_file(queries.find(signed.pk), checkpoint)
    assert file["Content-Disposition"] == (
        f'attachment; filename="receipt-{signed.number}.tlog-proof"'
    )


def test_the_receipt_shows_the_books_key_whole(client, amina, issue):
    client.enter(amina)

    receipt = client.get(client.post(CODE_PAGE, form_of(issue)).url)

    key = keys.vkey(Event.objects.first().log)
    assert key.startswith("wrenmoor.example/ledger/1+")
    assert f">{key}</dd>" in receipt.text


def test_after_erasure_the_receipt_says_that_what_the_entry_said_is_gone(client, amina, issue):
    client.enter(amina)
    url = client.post(CODE_PAGE, form_of(issue)).url
    signed = Event.objects.get(type="conduct.signed")
    with transaction.atomic():
        said = {"entries": [signed.pk], "reason": "asked to"}
        ledger.append("ledger.erased", actor=amina, subject=amina, at=NOW, payload=said)
        signed.payload.delete()

    page = client.get(url).text

    assert "What the entry said is gone. The entry and its proof stay as they are." in page
    assert signed.leaf.hex()[:4] in page


def test_the_second_click_leads_to_the_same_receipt(client, amina, issue):
    client.enter(amina)

    urls = [client.post(CODE_PAGE, form_of(issue)).url for _ in range(2)]

    assert urls[0] == urls[1]
    assert Signature.objects.count() == 1


def test_after_signing_the_page_offers_the_receipt_and_no_form(client, amina, issue):
    client.enter(amina)
    receipt = client.post(CODE_PAGE, form_of(issue)).url

    page = client.get(CODE_PAGE).text

    assert "You have signed" in page
    assert receipt in page
    assert "Sign the code" not in page


def test_a_page_left_open_over_a_reissue_signs_nothing_and_keeps_the_typed_name(
    client, amina, issue
):
    client.enter(amina)
    again = approve(date(2026, 11, 24), CODE + "\nWe are punctual.\n")

    page = client.post(CODE_PAGE, form_of(issue))

    assert page.status_code == 409
    assert "Nothing has been signed. The code changed while this page was open." in page.text
    assert "Its words are not the same" in page.text
    assert "We are punctual." in page.text
    assert 'value="Amina Yusuf"' in page.text
    assert not Signature.objects.exists()
    assert client.post(CODE_PAGE, form_of(again)).status_code == 302


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Type your full name to sign"),
        ("Colin", "Type your name as it is on our register: Amina Yusuf"),
    ],
)
def test_a_name_that_will_not_do_is_said_beside_the_box(client, amina, issue, name, words):
    client.enter(amina)

    page = client.post(CODE_PAGE, form_of(issue, name)).text

    assert page.count(words) == 2  # In the summary and beside the box.
    assert "<title>Error: The code of conduct" in page
    assert not Signature.objects.exists()


def test_without_a_code_the_page_says_what_is_to_come(client, amina):
    client.enter(amina)

    assert "No code has been approved for 2026/27 yet" in client.get(CODE_PAGE).text
    form = {"issue": "x", "shown": "y", "name": "Amina Yusuf"}
    assert client.post(CODE_PAGE, form).status_code == 404


def test_who_does_not_govern_reads_the_code_and_cannot_sign(client, amina, issue):
    client.enter(a_clerk())

    assert "By typing your name" not in client.get(CODE_PAGE).text
    assert client.post(CODE_PAGE, form_of(issue)).status_code == 404
    assert not Signature.objects.exists()


def test_a_receipt_is_its_signers_alone(client, amina, issue):
    client.enter(amina)
    receipt = client.post(CODE_PAGE, form_of(issue)).url

    for somebody_else in (a_governor(), a_clerk(), with_grant("auditor")):
        client.enter(somebody_else)
        assert client.get(receipt).status_code == 404


def test_the_words_signed_are_there_to_the_byte(client, amina, issue):
    client.enter(amina)

    words = client.get(f"/conduct/issues/{issue.uid}/words.txt")

    assert (words.content, words["Content-Type"]) == (CODE.encode(), "text/plain; charset=utf-8")


def test_signed_out_visitors_and_strangers_see_nothing(client, issue):
    assert client.get(CODE_PAGE).url == "/sign-in/?next=%2Fconduct%2F"

    client.enter(actor_for(a_person()))
    assert client.get(CODE_PAGE).status_code == 404


def test_the_code_of_last_year_is_not_the_one_to_sign(client, amina):
    an_issue(date(2025, 9, 1), 2025)
    client.enter(amina)

    assert "No code has been approved for 2026/27 yet" in client.get(CODE_PAGE).text
