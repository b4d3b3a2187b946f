"""The page on which anybody checks a receipt that they were shown."""

import base64
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from sevenfold.accounts.models import Attempt
from sevenfold.conduct import actions as conduct
from sevenfold.documents import seal
from sevenfold.kernel.clock import AcademicYear
from sevenfold.ledger import actions as ledger
from sevenfold.ledger import checker, guards, note, queries
from sevenfold.ledger.models import Deposit, Event, Log
from sevenfold.outbox.models import Message
from sevenfold.people.queries import actor_for
from tests.factories import CODE, a_body, a_clerk, a_governor, a_trust, an_event

pytestmark = pytest.mark.django_db

CHECK = "/check/"
NOW = datetime(2026, 11, 24, 19, 48, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def tonight(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def signed():
    """Amina Yusuf has signed the code."""
    a_trust()
    an_event()
    issue = conduct.approve(
        a_clerk(),
        AcademicYear(2026),
        "Code of conduct",
        CODE,
        body=a_body("board"),
        on=date(2026, 11, 14),
        minute="8.2",
        at=NOW,
    )
    amina = a_governor("Amina Yusuf")
    return conduct.sign(amina, issue.uid, issue.sha256, "Amina Yusuf", at=NOW)


@pytest.fixture
def proof(signed) -> bytes:
    return queries.proof_file(queries.find(signed.event_id), ledger.checkpoint(NOW))


@pytest.fixture
def upload(client):
    def upload(data: bytes, name: str = "receipt.tlog-proof"):
        return client.post(CHECK, {"receipt": SimpleUploadedFile(name, data)})

    return upload


def altered(*statements) -> None:
    """Behind the guards, which stand again afterwards."""
    connection.check_constraints()
    guards.remove()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    guards.install()


def words(page) -> str:
    text = re.sub(r"<[^>]+>", " ", page.text.partition("<main")[2])
    return " ".join(text.split()).replace("\N{NO-BREAK SPACE}", " ")


def test_a_receipt_that_holds_is_good(upload, proof, signed):
    page = upload(proof)

    assert page.context["answer"].kind == "good"
    said = words(page)
    for part in (
        "Checked: receipt.tlog-proof",
        "This receipt is good",
        "Amina Yusuf signed the code of conduct 2026/27 on Tuesday 24 November 2026 at 7:48pm.",
        "The text signed is the code that the board approved",
        f"Entry {signed.event.number} of {Log.objects.get().size}, where its proof says it must",
        "Nothing. The file is read and forgotten.",
    ):
        assert part in said, part


def test_it_stays_good_while_the_book_grows(upload, proof):
    an_event()
    ledger.checkpoint(NOW + timedelta(days=1))

    assert upload(proof).context["answer"].kind == "good"


def test_until_a_checkpoint_is_outside_it_is_good_so_far(upload, proof, settings, signed):
    settings.ARCHIVE = "archive@elsewhere.example"

    assert "This receipt is good so far" in words(upload(proof))

    an_event()
    Deposit.objects.create(checkpoint=ledger.checkpoint(NOW), at=NOW, letter="0" * 32)
    said = words(upload(proof))
    assert "This receipt is good so far" not in said
    assert "A checkpoint over it is held outside That of 24 November 2026 went to" in said


def extra(proof: bytes, change) -> bytes:
    """The proof with another entry's line in it."""
    line = base64.b64decode(re.search(rb"^extra (.*)$", proof, re.MULTILINE)[1])
    return re.sub(rb"extra .*", b"extra " + base64.b64encode(change(line)), proof)


@pytest.mark.parametrize(
    "change",
    [
        lambda proof: extra(proof, lambda line: line.replace(b"Amina", b"Anita")),
        lambda proof: extra(proof, lambda line: line.replace(b"19:48:12", b"19:48:13")),
        lambda proof: re.sub(rb"index \d+", b"index 0", proof),
        lambda proof: proof[:-30],
        lambda proof: proof.partition(b"\n\n")[0],
        lambda proof: proof.replace(b"\n\n", b"\n\n\xff"),
        lambda proof: b"c2sp.org/tlog-proof@v1\n",
    ],
)
def test_a_changed_receipt_does_not_hold_and_opens_nobodys_record(upload, proof, signed, change):
    page = upload(change(proof))

    assert page.context["answer"].kind == "bad"
    said = words(page)
    assert "This receipt does not hold" in said
    assert "A changed receipt opens nobody’s record" in said
    for secret in ("Amina Yusuf", signed.event_id, signed.event.leaf.hex()[:8]):
        assert secret not in page.text


def test_of_a_changed_receipt_it_is_said_that_the_book_still_agrees(upload, proof):
    page = upload(extra(proof, lambda line: line.replace(b"Amina", b"Anita")))

    assert "So it is the file that has changed, not the book" in words(page)
    assert "So it is the file" not in words(upload(proof[:-30]))


def test_what_is_no_receipt_is_said_to_be_none(upload):
    for data in (b"hello", b"\x89PNG", b"C2SP.org/tlog-proof@v1\n"):
        assert "This is not one of our receipts" in words(upload(data))


def test_another_trusts_receipt_is_neither_good_nor_bad(upload, proof):
    other = note.log_signer("other.example/ledger/1", bytes(32))
    foreign = proof.partition(b"\n\n")[0] + b"\n\n" + note.checkpoint(other, 9, bytes(32))

    page = upload(foreign)

    assert "This receipt is another trust’s" in words(page)
    assert "other.example/ledger/1" in page.text
    assert "Amina Yusuf" not in page.text


@pytest.mark.parametrize(
    "statements",
    [
        ["UPDATE ledger_event SET actor = NULL WHERE type = 'conduct.signed'"],
        ["UPDATE conduct_issue SET sha256 = event_id"],
        [
            "DELETE FROM ledger_payload WHERE event_id IN (SELECT id FROM ledger_event WHERE type = 'conduct.signed')",
            "DELETE FROM conduct_signature",
            "DELETE FROM ledger_event WHERE type = 'conduct.signed'",
            "UPDATE ledger_log SET size = size - 1",
        ],
    ],
)
def test_where_the_book_was_altered_it_is_the_book_that_is_named(upload, proof, statements):
    altered(*statements)

    page = upload(proof)

    assert page.context["answer"].kind == "altered"
    said = words(page)
    assert "So it is the book that was altered, not the file. Keep the file, and tell" in said
    assert "Amina Yusuf" not in page.text


def test_of_an_erased_entry_it_is_good_and_says_nothing(upload, signed):
    with transaction.atomic():
        ledger.append(
            "ledger.erased",
            actor=a_governor(),
            subject=signed.person,
            at=NOW,
            payload={"entries": [signed.event_id], "reason": "asked to"},
        )
        signed.event.payload.delete()
    file = queries.proof_file(queries.find(signed.event_id), ledger.checkpoint(NOW))

    said = words(upload(file))

    assert "This receipt is good" in said
    assert "What the entry says has been erased. It was made on Tuesday 24 November 2026" in said


def test_another_kind_of_entry_is_told_by_its_type(upload, proof):
    file = queries.proof_file(queries.find("1"), queries.newest_checkpoint())

    assert "The entry, “test.happened”, was made on" in words(upload(file))


@pytest.fixture
def certificate(client, signed) -> bytes:
    """What Amina Yusuf downloaded."""
    client.enter(actor_for(signed.person))
    file = client.get(f"/conduct/receipts/{signed.event_id}/certificate.pdf").content
    client.logout()
    return file


def test_a_certificate_that_holds_is_good_before_and_after_a_checkpoint(
    upload, certificate, signed
):
    pages = [upload(certificate)]
    ledger.checkpoint(NOW)
    pages.append(upload(certificate, "certificate.pdf"))

    assert [page.context["answer"].kind for page in pages] == ["good", "good"]
    said = words(pages[1])
    for part in (
        "Checked: certificate.pdf",
        "This certificate is good",
        "Amina Yusuf signed the code of conduct 2026/27 on Tuesday 24 November 2026 at 7:48pm.",
        "The trust’s own seal covers every byte of it, since Tuesday 24 November 2026 at 7:48pm",
        f"Entry {signed.event.number}, with the proof that the certificate shows",
        "A seal is the trust’s own word, and so is this page.",
    ):
        assert part in said, part


@pytest.mark.parametrize(
    ("change", "how"),
    [
        (lambda pdf: pdf.replace(b"/Title", b"/Titel", 1), "Not every byte is what was sealed"),
        (lambda pdf: pdf + b"%more", "Something was added to it"),
    ],
)
def test_a_changed_certificate_does_not_hold_and_opens_nobodys_record(
    upload, certificate, signed, change, how
):
    page = upload(change(certificate))

    assert page.context["answer"].kind == "bad"
    assert "This certificate does not hold" in words(page)
    assert how in words(page)
    assert "Amina Yusuf" not in page.text


def test_a_pdf_without_a_seal_is_none_of_ours(upload, certificate):
    unsealed = re.sub(rb"/ByteRange", b"/ByteRangd", certificate)

    said = words(upload(unsealed))

    assert "This is not one of our receipts" in said
    assert "bears no seal that we can read" in said


def test_another_trusts_certificate_is_neither_good_nor_bad(upload, certificate):
    seal.path().unlink()
    seal.make("Wrenmoor Learning Trust", at=NOW)

    page = upload(certificate)

    assert page.context["answer"].kind == "another"
    said = words(page)
    assert "This certificate is another trust’s" in said
    assert "in the name of Wrenmoor Learning Trust , and that seal is not ours" in said


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_event SET actor = NULL WHERE type = 'conduct.signed'",
        "UPDATE ledger_payload SET body = '{}'",
        "UPDATE ledger_event SET hashes = digest",
    ],
)
def test_where_the_book_was_altered_a_certificate_names_the_book(upload, certificate, statement):
    ledger.checkpoint(NOW)
    altered(statement)

    page = upload(certificate)

    assert page.context["answer"].kind == "altered"
    said = words(page)
    assert "The book does not agree with this certificate" in said
    assert "So it is the book that was altered, not the file." in said
    assert "Amina Yusuf" not in page.text


def test_a_certificate_outlives_erasure(upload, certificate, signed):
    with transaction.atomic():
        ledger.append(
            "ledger.erased",
            actor=a_governor(),
            subject=signed.person,
            at=NOW,
            payload={"entries": [signed.event_id], "reason": "asked to"},
        )
        signed.event.payload.delete()

    said = words(upload(certificate))

    assert "This certificate is good What the entry says has been erased." in said


def test_nothing_is_kept_and_nothing_entered(upload, proof):
    before = Event.objects.count()

    upload(proof)

    assert Event.objects.count() == before
    assert not Message.objects.exists()


def test_a_file_is_asked_for(client, upload):
    assert "Choose the file" in client.post(CHECK, {}).text
    assert "The file is empty" in upload(b"").text
    assert "Check a receipt" in client.get(CHECK).text


def test_what_is_too_large_is_refused_before_it_is_read(upload, client):
    page = upload(b"c2sp.org/tlog-proof@v1\n" + b"x" * (1 << 21))

    assert page.status_code == 413
    assert "or too large" in words(page)
    edge = b"c2sp.org/tlog-proof@v1\n" + b"x" * (1 << 20)
    assert "or too large" in words(upload(edge))


def test_too_many_in_a_short_time_are_put_off(upload, monkeypatch, proof):
    for _ in range(120):
        Attempt.objects.create(key="k", at=NOW)
    monkeypatch.setattr("sevenfold.accounts.limits._key", lambda *_: "k")

    assert upload(proof).status_code == 429


def test_the_checkers_can_be_had_by_anybody(client):
    for name, made in (("check.html", checker.page()), ("check.py", checker.script())):
        response = client.get(f"/check/{name}")
        assert response.content == made
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert client.get("/check/secret.py").status_code == 404


def test_what_a_file_claims_is_read_and_proves_nothing(signed, proof):
    number = signed.event.number
    assert queries.claims(proof) == ("wrenmoor.example/ledger/1", number)
    assert queries.claims(b"") == ("", None)
    assert queries.claims(b"index 7\n\na b/ledger/1\n") == ("", 8)
