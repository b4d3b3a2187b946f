import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from sevenfold.ledger import guards
from sevenfold.ledger.models import Event, Log, Payload
from tests.ledger.promises import Keeper, Promise

pytestmark = pytest.mark.django_db

ONE_PAYLOAD = "DELETE FROM ledger_payload WHERE event_id = %s"


def refused(says, statement, *params):
    """The database itself refuses this statement, and says so."""
    with (
        pytest.raises(IntegrityError, match=says),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, params)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE ledger_event SET subject = 'x'", "entry of the evidence book is never changed"),
        ("DELETE FROM ledger_event", "entry of the evidence book is never removed"),
        ("UPDATE ledger_payload SET body = '{}'", "what an entry says is never changed"),
        ("DELETE FROM ledger_payload", "goes by erasure alone"),
        ("UPDATE ledger_log SET size = size - 1", "only grows"),
        ("UPDATE ledger_log SET peaks = peaks", "only grows"),
        ("UPDATE ledger_log SET size = size + 1, name = 'other'", "only grows"),
        ("DELETE FROM ledger_log", "log of the evidence book is never removed"),
    ],
)
def test_the_database_itself_refuses_to_change_or_remove_what_was_entered(enter, statement, says):
    enter()
    enter()

    refused(says, statement)


def test_the_orm_is_refused_as_well(enter):
    event = enter()

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Event.objects.update(type="room.else")
    with pytest.raises(IntegrityError, match="erasure alone"), transaction.atomic():
        event.payload.delete()
    assert Payload.objects.count() == 1


@pytest.mark.parametrize("table", ["ledger_event", "ledger_payload", "ledger_log"])
def test_no_table_of_the_evidence_book_can_be_emptied_at_a_stroke(enter, table):
    if connection.vendor == "sqlite":
        return  # It has no TRUNCATE.
    enter()
    connection.check_constraints()

    refused("never emptied", f"TRUNCATE {table} CASCADE")


def test_rows_that_are_only_added_are_guarded_and_others_are_not(promised):
    Promise.objects.create(number=1, text="kept")
    keeper = Keeper.objects.create(number=1, name="Amira Khan")

    refused("record is never changed", "UPDATE promises_promise SET text = 'bent'")
    refused("record is never removed", "DELETE FROM promises_promise")
    keeper.name = "Amira Khan-Lowe"
    keeper.save()
    keeper.delete()


def test_what_an_erasure_names_may_go_and_nothing_else(enter, erase):
    gone, stays = enter(n=1), enter(n=2)

    said = erase(gone.pk)

    assert set(Payload.objects.values_list("pk", flat=True)) == {stays.pk, said.pk}
    assert Event.objects.count() == 3


def test_an_erasure_lets_go_of_nothing_that_it_does_not_name(enter, erase):
    gone, stays = enter(n=1), enter(n=2)
    said = erase(gone.pk)

    refused("erasure alone", ONE_PAYLOAD, stays.pk)
    refused("erasure alone", ONE_PAYLOAD, said.pk)


def test_an_erasure_that_is_over_lets_go_of_nothing_more(enter):
    named = enter(n=1)
    enter("ledger.erased", entries=[named.pk], reason="asked to")
    enter(n=2)

    refused("erasure alone", ONE_PAYLOAD, named.pk)


def test_what_the_ledger_says_of_itself_is_never_erased(enter):
    own = enter("ledger.continued", n=1)
    enter("ledger.erased", entries=[own.pk], reason="asked to")

    refused("erasure alone", ONE_PAYLOAD, own.pk)


def test_an_entry_of_another_type_that_names_entries_erases_nothing(enter):
    named = enter(n=1)
    enter("room.erased", entries=[named.pk], reason="asked to")

    refused("erasure alone", ONE_PAYLOAD, named.pk)


def test_every_guard_stands_after_migrating(db):
    assert guards.missing() == []


def test_guards_that_were_taken_down_are_missed_and_put_up_by_the_next_migrate(db):
    guards.remove()
    assert guards.missing() == guards.guards()

    call_command("migrate", verbosity=0)

    assert guards.missing() == []


@pytest.mark.django_db(transaction=True)
def test_altering_a_field_drops_guards_on_sqlite_and_the_end_of_migrate_puts_them_up(log):
    longer = models.CharField(max_length=254)
    longer.set_attributes_from_name("name")
    for old, new in ((Log._meta.get_field("name"), longer), (longer, Log._meta.get_field("name"))):
        with connection.schema_editor() as editor:
            editor.alter_field(Log, old, new)

    lost = {"ledger_log"} if connection.vendor == "sqlite" else set()
    assert {guard.table for guard in guards.missing()} == lost

    guards.after_migrate(sender=apps.get_app_config("ledger"))
    assert guards.missing() == []


@pytest.mark.parametrize("guard", guards.guards(), ids=lambda guard: guard.name)
def test_a_guard_that_was_bent_is_missed(db, guard):
    bent = guards.Guard(guard.table, guard.on, guard.says, unless="1 = 1")
    with connection.cursor() as cursor:
        for statement in (
            *guard.take_down(connection.vendor),
            *bent.make(connection.vendor),
        ):
            cursor.execute(statement)

    assert guards.missing() == [guard]


def test_a_guard_that_was_disabled_is_missed(log):
    if connection.vendor == "sqlite":
        return  # It cannot disable a trigger.
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_event DISABLE TRIGGER guard_ledger_event_update")

    assert [guard.name for guard in guards.missing()] == ["guard_ledger_event_update"]


def test_the_heads_row_has_room_for_its_next_version(db):
    if connection.vendor == "sqlite":
        return  # It has no fill factor.
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'ledger_log'")
        assert cursor.fetchone() == (["fillfactor=50"],)
