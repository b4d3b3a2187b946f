import re
from datetime import UTC, date, datetime
from itertools import groupby

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sevenfold.access import policy as access
from sevenfold.documents import store
from sevenfold.duties import actions as duties
from sevenfold.duties.models import Requirement
from sevenfold.induction import actions, queries
from sevenfold.induction.models import Acknowledgement, Induction, Step, StepDone
from sevenfold.induction.rules import STATEMENT, USUAL, VIRTUES, Listed, OutOfTurn
from sevenfold.ledger.models import Event
from sevenfold.ledger.verify import verify
from sevenfold.standards.models import Provision
from tests.factories import (
    SEVEN,
    a_clerk,
    a_duty,
    a_governor,
    a_person,
    a_trust,
    an_acknowledgement,
    an_appointment,
    an_edition,
    an_event,
    an_induction,
    with_grant,
)

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2026, 9, 14, 23, 30, tzinfo=UTC)  # half past midnight in London
THURSDAY = datetime(2026, 9, 17, 21, 5, tzinfo=UTC)
COURSE = Listed("safeguarding", "course", "Safeguarding for those who govern")
MEETING = Listed("chair", "meeting", "A first talk with the chair")


@pytest.fixture
def actor():
    """A governor who has not begun."""
    an_event()
    return a_governor("Amina Yusuf")


@pytest.fixture
def six(actor):
    """An induction with six of the seven principles acknowledged."""
    induction = actions.begin(actor, at=TUESDAY)
    for key in SEVEN[:6]:
        acknowledge(actor, induction, key, at=TUESDAY)
    return induction


def acknowledge(actor, induction, key, *, at):
    """With the words that stand there, as the page shows them."""
    shown = induction.edition.provisions.get(key=key).digest
    return actions.acknowledge(actor, induction, key, shown, at=at)


def untold() -> list[str]:
    """What `verify` has to say about this room's tables."""
    return [each for each in verify().problems if each.where.startswith("induction")]


def entered(prefix: str = "induction.") -> list[str]:
    events = Event.objects.filter(type__startswith=prefix).order_by("log", "index")
    return list(events.values_list("type", flat=True))


def test_the_seventh_acknowledgement_meets_what_was_asked(actor, six):
    a_duty("induction")
    joined = an_appointment(actor.person, starts=date(2026, 9, 1))
    actor.person.appointments.exclude(pk=joined.pk).delete()
    duties.sync("induction", at=TUESDAY)
    assert list(Requirement.objects.values_list("subject", "met_on")) == [(joined.pk, None)]

    progress = acknowledge(actor, six, "leadership", at=THURSDAY)

    assert progress.complete
    last = Acknowledgement.objects.get(principle__key="leadership")
    assert list(Requirement.objects.values_list("subject", "met_on", "met_seen", "event")) == [
        (joined.pk, date(2026, 9, 17), THURSDAY, last.event_id)
    ]


def test_each_act_leaves_one_entry_with_its_record_and_the_words_shown_are_kept(actor):
    induction = actions.begin(actor, at=TUESDAY)
    acknowledge(actor, induction, "selflessness", at=THURSDAY)

    begun, given = Event.objects.filter(type__startswith="induction").order_by("index")
    acknowledgement = Acknowledgement.objects.get()
    assert [(event.type, event.at, event.actor, event.subject) for event in (begun, given)] == [
        ("induction.begun", TUESDAY, actor.uid, actor.uid),
        ("induction.acknowledged", THURSDAY, actor.uid, actor.uid),
    ]
    assert begun.payload.content == {
        "induction": {
            "uid": induction.uid,
            "person": actor.uid,
            "edition": "seven-principles-2021",
            "begun_on": "2026-09-15",
            "event": begun.pk,
        }
    }
    principle = Provision.objects.get(edition=induction.edition, key="selflessness")
    assert given.payload.content == {
        "acknowledgement": {
            "uid": acknowledgement.uid,
            "induction": induction.uid,
            "principle": "selflessness",
            "sha256": principle.digest,
            "at": "2026-09-17T21:05:00.000000Z",
            "on": "2026-09-17",
            "event": given.pk,
        },
        "said": "I have read this, and I know what selflessness asks of me here",
        "proof": "",
    }
    assert store.read(principle.digest) == principle.wording
    assert untold() == []


def test_an_act_writes_its_record_then_what_follows_and_the_entry_last(actor, six):
    a_duty("induction")
    an_appointment(actor.person, starts=date(2026, 9, 1))
    duties.sync("induction", at=TUESDAY)

    with CaptureQueriesContext(connection) as captured:
        acknowledge(actor, six, "leadership", at=THURSDAY)

    writes = [re.match(r'(?:INSERT INTO|UPDATE) "?([a-z]+)', query["sql"]) for query in captured]
    rooms = groupby(write[1] for write in writes if write)
    assert [room for room, _ in rooms] == ["induction", "duties", "ledger"]


def test_an_act_is_never_part_of_another(actor):
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        actions.begin(actor, at=TUESDAY)

    induction = actions.begin(actor, at=TUESDAY)
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        acknowledge(actor, induction, "selflessness", at=TUESDAY)


def test_beginning_again_takes_up_the_same_induction_in_the_edition_it_began_with(actor):
    induction = actions.begin(actor, at=TUESDAY)
    an_edition(effective=date(2026, 9, 16))

    assert actions.begin(actor, at=THURSDAY) == induction

    assert list(Induction.objects.values_list("edition__key", "begun_on")) == [
        ("seven-principles-2021", date(2026, 9, 15))
    ]
    assert entered() == ["induction.begun"]


@pytest.mark.parametrize(
    ("back", "inductions"),
    [
        (date(2027, 8, 1), ["seven-principles-2021"]),
        (date(2027, 10, 1), ["seven-principles-2021", "seven-principles-2027"]),
    ],
)
def test_only_after_a_long_break_does_beginning_again_begin_anew(actor, six, back, inductions):
    a_duty("induction")
    actor.person.appointments.all().delete()
    an_appointment(actor.person, starts=date(2026, 9, 1), ends=date(2026, 9, 15))
    an_appointment(actor.person, starts=back)
    an_edition(effective=date(2027, 1, 1))
    at = datetime(2027, 10, 2, 9, tzinfo=UTC)
    duties.sync("induction", at=at)

    actions.begin(actor, at=at)

    begun = Induction.objects.order_by("begun_on")
    assert list(begun.values_list("edition__key", flat=True)) == inductions


def test_who_is_asked_nothing_carries_on_with_the_latest_induction(actor):
    for begun_on in (date(2020, 9, 1), date(2026, 9, 1)):
        an_induction(actor.person, begun_on)

    assert actions.begin(actor, at=TUESDAY).begun_on == date(2026, 9, 1)


def test_acknowledging_a_principle_again_changes_nothing(actor):
    induction = actions.begin(actor, at=TUESDAY)
    first = acknowledge(actor, induction, "selflessness", at=TUESDAY)

    second = acknowledge(actor, induction, "selflessness", at=THURSDAY)

    assert second == first
    assert [each.at for each in Acknowledgement.objects.all()] == [TUESDAY]
    assert entered() == ["induction.begun", "induction.acknowledged"]


def test_the_database_itself_refuses_a_second_acknowledgement_of_a_principle(actor, six):
    with pytest.raises(IntegrityError, match="acknowledgement"):
        an_acknowledgement(six, "selflessness", at=THURSDAY)


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_itself_refuses_to_change_or_remove_an_acknowledgement(actor, six, act):
    given = Acknowledgement.objects.filter(principle__key="honesty")
    change = {"update": lambda: given.update(on=date(2026, 9, 1)), "delete": given._raw_delete}[act]

    with pytest.raises(IntegrityError, match="this record is never"), transaction.atomic():
        change(*(["default"] if act == "delete" else []))


def test_a_principle_out_of_turn_leaves_no_trace(actor):
    induction = actions.begin(actor, at=TUESDAY)

    with pytest.raises(OutOfTurn):
        acknowledge(actor, induction, "honesty", at=TUESDAY)

    assert queries.progress(induction).acknowledged == set()
    assert entered() == ["induction.begun"]


def test_words_that_changed_while_the_page_was_open_are_not_acknowledged(actor):
    induction = actions.begin(actor, at=TUESDAY)
    first = induction.edition.provisions.get(key="selflessness")
    shown = first.digest
    Provision.objects.filter(pk=first.pk).update(meaning="Otherwise.", digest="0" * 64)

    with pytest.raises(actions.Reworded):
        actions.acknowledge(actor, induction, "selflessness", shown, at=TUESDAY)

    assert entered() == ["induction.begun"]


def _somebody(role: str, body) -> access.Actor:
    if role == "chair":
        return access.Actor(a_person(), (access.Grant("chair", body=body.pk),))
    if role in access.GOVERNS:
        return a_governor(role=role, body=body)
    return with_grant(role)


@pytest.mark.parametrize(
    "role", ["governor", "trustee", "chair", "governance-professional", "technical-administrator"]
)
def test_nobody_else_can_do_a_persons_induction(actor, role):
    induction = actions.begin(actor, at=TUESDAY)
    somebody_else = _somebody(role, actor.person.appointments.get().body)

    with pytest.raises(access.Denied):
        acknowledge(somebody_else, induction, "selflessness", at=TUESDAY)
    with pytest.raises(access.Denied):
        actions.record_step(somebody_else, induction, VIRTUES, at=TUESDAY)
    with pytest.raises(access.Denied):
        acknowledge(access.SEVENFOLD, induction, "selflessness", at=TUESDAY)

    assert entered() == ["induction.begun"]
    acknowledge(actor, induction, "selflessness", at=TUESDAY)
    assert entered() == ["induction.begun", "induction.acknowledged"]


def test_who_does_not_govern_cannot_begin(actor):
    with pytest.raises(access.Denied):
        actions.begin(with_grant("technical-administrator"), at=TUESDAY)

    assert not Induction.objects.exists()


@pytest.mark.parametrize("step", ["duties.actions.sync", "ledger.actions.append"])
def test_a_failure_after_the_record_undoes_the_whole_of_it(actor, six, monkeypatch, step):
    def disk_full(*_args, **_kwargs):
        raise OperationalError

    monkeypatch.setattr(f"sevenfold.{step}", disk_full)

    with pytest.raises(OperationalError):
        acknowledge(actor, six, "leadership", at=TUESDAY)

    assert queries.progress(six).next == "leadership"


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_make_one_induction_one_acknowledgement_and_one_entry_each(
    actor, at_once
):
    shown = Provision.objects.get(edition__key="seven-principles-2021", key="selflessness").digest

    def click(_):
        induction = actions.begin(actor, at=TUESDAY)
        return actions.acknowledge(actor, induction, "selflessness", shown, at=TUESDAY)

    first, *others = at_once(8, click)

    assert all(other == first for other in others)
    assert (Induction.objects.count(), Acknowledgement.objects.count()) == (1, 1)
    assert entered() == ["induction.begun", "induction.acknowledged"]


# The trust's own steps.


@pytest.fixture
def begun(actor):
    return actions.begin(actor, at=TUESDAY)


def test_something_read_is_confirmed_with_the_words_shown(actor, begun):
    reading = queries.reading(USUAL[0], date(2026, 9, 15))

    done = actions.record_step(actor, begun, VIRTUES, shown=reading.sha256, at=TUESDAY)

    assert (done.title, done.on, done.held_on) == ("The seven virtues", date(2026, 9, 15), None)
    assert store.read(done.wording) == reading.data
    last = Event.objects.get(type="induction.step_recorded")
    assert last.payload.content == {
        "step_done": {
            "uid": done.uid,
            "induction": begun.uid,
            "step": "virtues",
            "title": "The seven virtues",
            "wording": reading.sha256,
            "held_on": None,
            "at": "2026-09-14T23:30:00.000000Z",
            "on": "2026-09-15",
            "event": last.pk,
        },
        "words": {"sha256": reading.sha256},
    }
    assert untold() == []


def test_a_course_is_recorded_with_its_day_and_the_second_click_finds_the_first(actor, begun):
    a_trust()
    actions.edit_steps(a_clerk(), (*USUAL, COURSE), at=TUESDAY)

    first = actions.record_step(actor, begun, "safeguarding", held_on=date(2026, 9, 10), at=TUESDAY)
    second = actions.record_step(
        actor, begun, "safeguarding", held_on=date(2026, 9, 17), at=THURSDAY
    )

    assert second == first
    assert list(StepDone.objects.values_list("step", "held_on", "wording")) == [
        ("safeguarding", date(2026, 9, 10), "")
    ]


@pytest.mark.parametrize(
    ("key", "given", "refusal"),
    [
        (VIRTUES, {"shown": "0" * 64}, actions.Reworded),
        ("safeguarding", {}, actions.NotYet),
        ("safeguarding", {"held_on": date(2026, 9, 16)}, actions.NotYet),
        ("chair", {"held_on": date(2026, 9, 15)}, LookupError),
        (STATEMENT, {"shown": ""}, LookupError),
    ],
)
def test_what_cannot_be_so_is_refused_and_leaves_no_trace(actor, begun, key, given, refusal):
    a_trust()
    actions.edit_steps(a_clerk(), (USUAL[0], COURSE), at=TUESDAY)

    with pytest.raises(refusal):
        actions.record_step(actor, begun, key, **given, at=TUESDAY)

    assert not StepDone.objects.exists()
    actions.record_step(actor, begun, "safeguarding", held_on=date(2026, 9, 15), at=TUESDAY)
    assert StepDone.objects.count() == 1


def test_until_the_trust_edits_it_the_usual_list_stands(actor):
    assert queries.steps() == USUAL


def test_the_list_is_as_the_clerk_set_it_and_what_was_taken_off_keeps_its_day(actor, begun):
    a_trust()
    clerk = a_clerk()
    actions.edit_steps(clerk, (*USUAL, COURSE), at=TUESDAY)
    actions.record_step(actor, begun, "safeguarding", held_on=date(2026, 9, 1), at=TUESDAY)

    actions.edit_steps(clerk, (MEETING, USUAL[0]), at=THURSDAY)

    assert queries.steps() == (MEETING, USUAL[0])
    assert list(Step.objects.exclude(removed_on=None).values_list("key", "removed_on")) == [
        (STATEMENT, date(2026, 9, 17)),
        ("safeguarding", date(2026, 9, 17)),
    ]
    assert StepDone.objects.get().step == "safeguarding"
    assert entered("induction.steps") == ["induction.steps_edited"] * 2
    assert untold() == []


def test_a_step_that_is_put_back_is_the_same_step(actor):
    a_trust()
    clerk = a_clerk()
    actions.edit_steps(clerk, (COURSE,), at=TUESDAY)
    before = Step.objects.get(key="safeguarding").uid
    actions.edit_steps(clerk, (), at=TUESDAY)
    assert queries.steps() == ()

    actions.edit_steps(clerk, (COURSE,), at=THURSDAY)

    assert queries.steps() == (COURSE,)
    assert Step.objects.get(key="safeguarding").uid == before


def test_only_the_governance_professional_edits_the_list(actor):
    a_trust()

    with pytest.raises(access.Denied):
        actions.edit_steps(actor, (), at=TUESDAY)

    assert queries.steps() == USUAL
    actions.edit_steps(a_clerk(), (), at=TUESDAY)
    assert queries.steps() == ()


@pytest.mark.django_db(transaction=True)
def test_two_edits_at_once_leave_one_list(at_once):
    an_event()
    clerk = a_clerk()
    lists = [(*USUAL, COURSE), (*USUAL, MEETING)]

    at_once(2, lambda place: actions.edit_steps(clerk, lists[place], at=TUESDAY))

    assert queries.steps() in lists


def test_the_principles_alone_meet_the_clause(actor, six):
    a_duty("induction")
    actor.person.appointments.all().delete()
    an_appointment(actor.person, starts=date(2026, 9, 1))
    a_trust()
    actions.edit_steps(a_clerk(), (COURSE,), at=TUESDAY)
    actions.record_step(actor, six, "safeguarding", held_on=date(2026, 9, 1), at=TUESDAY)
    duties.sync("induction", at=TUESDAY)
    assert list(Requirement.objects.values_list("met_on", flat=True)) == [None]

    acknowledge(actor, six, "leadership", at=THURSDAY)

    assert list(Requirement.objects.values_list("met_on", flat=True)) == [date(2026, 9, 17)]
