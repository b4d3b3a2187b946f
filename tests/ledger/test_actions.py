from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sevenfold.ledger import actions, entry, queries, tree
from sevenfold.ledger.actions import Draft
from sevenfold.ledger.models import Event, Log, Payload, split
from tests.ledger.conftest import AMIRA, NOON, SEVENFOLD

pytestmark = pytest.mark.django_db


def test_an_entry_keeps_its_header_and_what_it_says(log, enter):
    event = enter("conduct.signed", actor=SEVENFOLD, edition="2026/27")

    kept = Event.objects.get()
    payload = kept.payload
    assert kept.header == {
        "actor": None,
        "at": "2026-11-24T12:00:00.000000Z",
        "digest": entry.digest(bytes(payload.salt), payload.body.encode()).hex(),
        "id": event.pk,
        "subject": AMIRA.uid,
        "type": "conduct.signed",
        "v": 1,
    }
    assert (payload.body, payload.content) == ('{"edition":"2026/27"}', {"edition": "2026/27"})
    assert len(payload.salt) == 32
    assert (kept.log, kept.index, kept.number) == (log, 0, 1)


def test_each_entry_has_a_salt_of_its_own(enter):
    enter()
    enter()

    first, second = Payload.objects.values_list("salt", flat=True)
    assert bytes(first) != bytes(second)


def test_the_log_grows_into_the_tree_of_its_leaves(enter):
    leaves = [enter(n=n).leaf for n in range(11)]

    peaks: list[bytes] = []
    for size, (leaf, event) in enumerate(zip(leaves, Event.objects.order_by("index"), strict=True)):
        completed, peaks = tree.append(size, peaks, leaf)
        assert (event.index, split(event.hashes)) == (size, completed)
    head = Log.objects.get()
    assert (head.size, head.root) == (11, tree.root(peaks))


def test_many_entries_appended_in_one_go_are_as_if_appended_one_by_one(log, enter):
    enter(n=0)
    drafts = [
        Draft(type="room.happened", actor=AMIRA, subject=AMIRA, at=NOON, payload={"n": n})
        for n in range(1, 8)
    ]
    with transaction.atomic():
        events = actions.append_many(drafts)
        assert actions.append_many([]) == []

    assert [(event.index, event.pk) for event in events] == [
        (index, draft.id) for index, draft in enumerate(drafts, 1)
    ]
    assert [payload.content for payload in Payload.objects.order_by("event__index")] == [
        {"n": n} for n in range(8)
    ]
    _, peaks = [], []
    for size, event in enumerate(Event.objects.order_by("index")):
        _, peaks = tree.append(size, peaks, event.leaf)
    assert Log.objects.get().root == tree.root(peaks)


def test_appending_takes_the_head_once_and_writes_three_rows(enter):
    with CaptureQueriesContext(connection) as captured:
        enter()

    tables = [
        query["sql"].split()[:3]
        for query in captured
        if query["sql"].split()[0] in {"SELECT", "INSERT", "UPDATE"}
    ]
    assert [words[0] for words in tables] == ["SELECT", "INSERT", "INSERT", "UPDATE"]


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused(log):
    with pytest.raises(transaction.TransactionManagementError, match="act's transaction"):
        actions.append("room.happened", actor=AMIRA, subject=AMIRA, at=NOON, payload={})

    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ({"payload": {"pence": 12.5}}, "float"),
        ({"payload": {"text": "x" * 65_536}}, "longer than"),
        ({"payload": {"scan": {"sha256": "scan.pdf"}}}, "stored file"),
        ({"type": "Signed"}, "type"),
        ({"at": datetime(2026, 11, 24, 12)}, "zone"),  # noqa: DTZ001
        ({"actor": Draft}, "uid"),
        ({"id": "12"}, "id"),
    ],
)
def test_what_breaks_a_rule_is_refused_and_leaves_nothing(log, broken, why):
    whole = {"type": "room.happened", "actor": AMIRA, "subject": AMIRA, "at": NOON, "payload": {}}
    with transaction.atomic():
        actions.append(**whole)

    with transaction.atomic(), pytest.raises((entry.NotAnEntry, AttributeError), match=why):
        actions.append(**(whole | broken))

    assert Event.objects.count() == Payload.objects.count() == Log.objects.get().size == 1


def test_an_id_that_was_used_is_refused(enter):
    first = enter()

    with pytest.raises(IntegrityError):
        enter(id=first.pk)


def test_a_rolled_back_entry_leaves_no_gap(enter):
    enter(n=0)
    with transaction.atomic():
        enter(n=1)
        transaction.set_rollback(True)
    enter(n=2)

    events = Event.objects.order_by("index")
    assert [(event.index, event.payload.content) for event in events] == [
        (0, {"n": 0}),
        (1, {"n": 2}),
    ]


def test_nothing_is_entered_before_the_log_is_begun(db):
    with transaction.atomic(), pytest.raises(actions.NotBegun):
        actions.append("room.happened", actor=AMIRA, subject=AMIRA, at=NOON, payload={})


def test_a_log_is_begun_once_and_its_name_makes_its_origin(log):
    assert (log.origin, log.root) == ("wrenmoor.example/ledger/1", tree.EMPTY_ROOT)
    with transaction.atomic(), pytest.raises(IntegrityError):
        actions.begin("wrenmoor.example", at=NOON)


@pytest.mark.parametrize("name", ["", "wren moor", "wren+moor", "wren\u2003moor", "wren\x07moor"])
def test_a_name_that_no_checkpoint_could_bear_is_refused(db, name):
    with pytest.raises(ValueError, match="neither spaces nor a plus"):
        actions.begin(name, at=NOON)


def test_an_entry_is_found_by_its_number_or_its_id(enter):
    first, second = enter(n=1), enter(n=2)

    assert [queries.find(name) for name in ("1", "2", "0,002", second.pk)] == [
        first,
        second,
        second,
        second,
    ]
    for nothing in ("0", "3", "-1", "", "9" * 40, "٢", "f" * 32, "conduct"):
        assert queries.find(nothing) is None


def test_the_latest_entry_is_the_last_one_and_there_is_none_at_first(enter):
    assert queries.latest() is None
    assert queries.find("1") is None

    enter()
    event = enter()

    assert queries.latest() == event
    assert queries.leaf_in_groups(event) == " ".join(
        event.leaf.hex()[place : place + 4] for place in range(0, 64, 4)
    )


@pytest.mark.django_db(transaction=True)
def test_thirty_who_append_at_once_get_thirty_places_in_a_row(enter, at_once):
    def act(number):
        with transaction.atomic():
            return actions.append(
                "room.happened", actor=AMIRA, subject=AMIRA, at=NOON, payload={"n": number}
            ).index

    places = at_once(30, act)

    assert sorted(places) == list(range(30))
    assert dict(Event.objects.values_list("index", "payload__body")) == {
        place: f'{{"n":{number}}}' for number, place in enumerate(places)
    }
    peaks: list[bytes] = []
    for size, event in enumerate(Event.objects.order_by("index")):
        completed, peaks = tree.append(size, peaks, event.leaf)
        assert split(event.hashes) == completed
    assert Log.objects.get().root == tree.root(peaks)


def test_times_need_not_rise(log):
    early = datetime(2026, 1, 1, tzinfo=UTC)
    with transaction.atomic():
        for at in (NOON, early):
            actions.append("room.happened", actor=AMIRA, subject=AMIRA, at=at, payload={})

    assert list(Event.objects.order_by("index").values_list("at", flat=True)) == [NOON, early]
