"""What follows as the evidence book grows: checkpoints, receipts by mail, a letter a day outside."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from sevenfold.conduct import actions as conduct
from sevenfold.induction import actions as induction
from sevenfold.kernel.clock import AcademicYear
from sevenfold.ledger import actions as ledger
from sevenfold.ledger import guards, keys, queries
from sevenfold.ledger.checker import check
from sevenfold.ledger.models import Checkpoint, Deposit, Event, Log
from sevenfold.outbox import letter
from sevenfold.outbox.models import Message
from sevenfold.running.evidence import actions
from tests.factories import CODE, SEVEN, a_body, a_clerk, a_governor, a_person, a_trust, an_event
from tests.ledger.test_verify import blob

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 19, 48, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def tonight(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def issue():
    a_trust()
    an_event()
    return conduct.approve(
        a_clerk(),
        AcademicYear(2026),
        "Code of conduct",
        CODE,
        body=a_body("board"),
        on=date(2026, 11, 14),
        minute="8.2",
        at=NOW,
    )


def sign(issue, *names: str) -> list[Event]:
    found = []
    for name in names:
        signature = conduct.sign(a_governor(name), issue.uid, issue.sha256, name, at=NOW)
        found.append(signature.event)
    return found


def go_through(name: str, principles=SEVEN) -> None:
    actor = a_governor(name)
    begun = induction.begin(actor, at=NOW)
    for key in principles:
        shown = begun.edition.provisions.get(key=key).digest
        induction.acknowledge(actor, begun, key, shown, at=NOW)


def altered(*statements) -> None:
    connection.check_constraints()
    guards.remove()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    guards.install()


def letters() -> list[tuple[str, list[str]]]:
    rows = Message.objects.order_by("pk")
    return [(row.subject, [name for name, _ in row.attachments]) for row in rows]


# Checkpoints


def test_the_book_is_signed_as_it_grows_at_most_once_a_minute(issue):
    times = []
    for seconds in (0, 30, 59, 60, 61, 200, 400):
        an_event()
        assert actions.follow(at=NOW + timedelta(seconds=seconds)) == ""
    times = [row.at - NOW for row in Checkpoint.objects.order_by("size")]

    assert times == [timedelta(seconds=seconds) for seconds in (0, 60, 200, 400)]


def test_a_book_at_rest_is_signed_once(issue):
    for minutes in range(5):
        actions.follow(at=NOW + minutes * MINUTE)

    assert Checkpoint.objects.count() == 1


def test_before_there_is_a_book_nothing_happens(db):
    assert actions.follow(at=NOW) == ""


def test_of_a_book_that_was_altered_nothing_is_signed_and_no_receipt_leaves(issue):
    actions.follow(at=NOW)
    sign(issue, "Amina Yusuf")
    altered(f"UPDATE ledger_log SET peaks = {blob(bytes(64))}")  # noqa: S608

    refusal = actions.follow(at=NOW + MINUTE)

    assert refusal.endswith("entries are not those that were signed")
    assert (Checkpoint.objects.count(), letters()) == (1, [])


# Receipts


def test_whoever_signed_gets_the_proof_by_mail_once(issue):
    [event] = sign(issue, "Amina Yusuf")

    for minutes in range(3):
        actions.follow(at=NOW + minutes * MINUTE)

    message = Message.objects.get()
    number = event.number
    assert message.person == event.subject
    assert message.to.endswith("@wrenmoor.example")
    [(name, text)] = message.attachments
    assert name == f"receipt-{number}.tlog-proof"
    key = check.read_key(keys.vkey(Log.objects.get()))
    held = check.read_proof(text.encode(), [key])
    assert (held.index, held.entry.payload["signature"]["name"]) == (event.index, "Amina Yusuf")
    assert message.text == "\n\n".join(
        [
            "Dear Amina Yusuf,",
            "You signed the code of conduct 2026/27 of Wrenmoor Learning Trust on Tuesday"
            " 24\N{NO-BREAK SPACE}November\N{NO-BREAK SPACE}2026 at 7:48pm. The proof file that"
            " comes with this letter shows it. Keep both: they can prove your signature even if"
            " our own records were changed.",
            f"See your receipt:\nhttp://localhost:8000/conduct/receipts/{event.pk}/",
            "You will be asked to sign in.",
            f"Entry {number} in the trust’s evidence book\n"
            f"- Proof {queries.leaf_in_groups(event)}\n"
            f"- Text signed {' '.join(issue.sha256[i : i + 4] for i in range(0, 64, 4))}\n"
            f"- Book’s key {key.vkey}",
            "Whoever you give the proof file to can try it at http://localhost:8000/check/, or"
            " without us with a small checker from the same page. It shows nobody else’s entry.",
            "--\nYou get this because you signed. Nothing has to be done.",
        ]
    )
    assert "receipt" in letter.page(message)


def test_a_receipt_waits_for_the_checkpoint_that_covers_it(issue):
    actions.follow(at=NOW)
    sign(issue, "Amina Yusuf")

    actions.follow(at=NOW + MINUTE / 2)
    assert letters() == []

    actions.follow(at=NOW + MINUTE)
    assert len(letters()) == 1


def test_an_induction_gets_one_letter_with_the_seven_proofs(issue):
    go_through("Grace Oyelaran", SEVEN[:6])
    go_through("Joe Malik")

    actions.follow(at=NOW)

    [(subject, files)] = letters()
    assert subject == "Your receipt: you have acknowledged each of the seven principles"
    events = Event.objects.filter(type="induction.acknowledged").order_by("index")
    assert files == [f"receipt-{event.number}.tlog-proof" for event in events[6:]]
    key = check.read_key(keys.vkey(Log.objects.get()))
    told = [
        check.read_proof(text.encode(), [key]).entry.payload["acknowledgement"]["principle"]
        for _, text in Message.objects.get().attachments
    ]
    assert told == list(SEVEN)


def test_an_induction_over_two_checkpoints_gets_all_seven_at_its_end(issue):
    actor = a_governor("Joe Malik")
    begun = induction.begin(actor, at=NOW)
    for place, key in enumerate(SEVEN):
        shown = begun.edition.provisions.get(key=key).digest
        induction.acknowledge(actor, begun, key, shown, at=NOW)
        actions.follow(at=NOW + place * MINUTE)

    [(_, files)] = letters()
    assert len(files) == 7


def test_whoever_cannot_be_written_to_gets_no_letter_and_stops_nobody(issue):
    first, second = sign(issue, "Amina Yusuf", "Joe Malik")
    person = a_person("Nobody's")
    person.account = None
    person.save()
    signer = type(person).objects.get(uid=first.subject)
    signer.account = None
    signer.save()

    actions.follow(at=NOW)

    assert letters() == [
        (
            "Your receipt: you have signed the code of conduct 2026/27",
            [f"receipt-{second.number}.tlog-proof"],
        )
    ]


def test_an_entry_that_cannot_be_proved_gets_no_letter_and_stops_nobody(issue, caplog):
    first, second = sign(issue, "Amina Yusuf", "Joe Malik")
    altered(f"UPDATE ledger_payload SET body = '{{}}' WHERE event_id = '{first.pk}'")  # noqa: S608

    actions.follow(at=NOW)

    assert [files for _, files in letters()] == [[f"receipt-{second.number}.tlog-proof"]]
    assert caplog.messages == [
        f"No receipt for entry {first.number}: what entry {first.number} says is not what was"
        " entered"
    ]


@pytest.mark.parametrize("people", [1, 8])
def test_receipts_are_queued_by_as_many_queries_for_any_number(
    issue, people, django_assert_num_queries
):
    sign(issue, *(f"Person {n}" for n in range(people)))
    ledger.checkpoint(NOW)

    # The log, its checkpoint, how far; savepoint and lock; the entries; trust, signatures, proofs;
    # the letters; how far; the end.
    with django_assert_num_queries(RECEIPT_QUERIES):
        actions.queue_receipts(at=NOW)


RECEIPT_QUERIES = 16


def test_many_receipts_are_queued_in_batches_that_join_up(issue, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    sign(issue, *(f"Person {n}" for n in range(5)))
    an_event()

    actions.follow(at=NOW)
    actions.follow(at=NOW + MINUTE)

    assert len(letters()) == 5


@pytest.mark.django_db(transaction=True)
def test_of_several_workers_one_queues_each_receipt(issue, at_once):
    sign(issue, *(f"Person {n}" for n in range(6)))

    at_once(4, lambda _: actions.follow(at=NOW))

    assert len(letters()) == 6
    assert Checkpoint.objects.count() == 1


# The archive


@pytest.fixture
def archive(settings):
    settings.ARCHIVE = "archive@elsewhere.example"


def test_the_newest_checkpoint_goes_to_the_archive_with_a_plain_sentence(issue, archive):
    checkpoint = ledger.checkpoint(NOW)

    deposit = actions.deposit(at=NOW + timedelta(hours=8))

    message = Message.objects.get(uid=deposit.letter)
    assert message.to == "archive@elsewhere.example"
    assert message.subject == "Wrenmoor Learning Trust: the evidence book on 24 November 2026"
    first, lines, *_ = message.text.split("\n\n")
    assert first.startswith(
        "On 24\N{NO-BREAK SPACE}November\N{NO-BREAK SPACE}2026 at 7:48pm the evidence book of"
        " Wrenmoor Learning Trust held 2 entries."
    )
    assert lines == f"wrenmoor.example/ledger/1\n2\n{checkpoint.root_text}"
    assert message.attachments == [["checkpoint-2.txt", checkpoint.note]]


def test_a_checkpoint_goes_to_the_archive_once(issue, archive):
    ledger.checkpoint(NOW)

    assert actions.deposit(at=NOW)
    assert actions.deposit(at=NOW + timedelta(days=1)) is None
    an_event()
    ledger.checkpoint(NOW)
    assert actions.deposit(at=NOW + timedelta(days=2))
    assert Deposit.objects.count() == Message.objects.count() == 2


def test_without_an_archive_or_a_checkpoint_nothing_is_sent(issue, settings):
    settings.ARCHIVE = "archive@elsewhere.example"
    assert actions.deposit(at=NOW) is None
    settings.ARCHIVE = ""
    ledger.checkpoint(NOW)
    assert actions.deposit(at=NOW) is None
    assert letters() == []
