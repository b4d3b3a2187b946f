from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from sevenfold.access import policy as access
from sevenfold.conduct import actions, queries, rules
from sevenfold.conduct.models import Issue, Signature
from sevenfold.documents import store
from sevenfold.duties import actions as duties
from sevenfold.duties.models import Requirement
from sevenfold.kernel.clock import AcademicYear
from sevenfold.ledger import actions as ledger
from sevenfold.ledger.models import Event
from sevenfold.people import actions as people
from sevenfold.people.models import Person
from sevenfold.people.queries import actor_for
from tests.factories import (
    CODE,
    a_body,
    a_clerk,
    a_duty,
    a_governor,
    a_trust,
    an_appointment,
    an_issue,
    with_grant,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 19, 48, 12, tzinfo=UTC)
HALF_PAST_MIDNIGHT = datetime(2026, 9, 14, 23, 30, tzinfo=UTC)
YEAR = AcademicYear(2026)


def approve(actor, text: str = CODE, on: date = date(2026, 11, 14), at: datetime = NOW) -> Issue:
    return actions.approve(
        actor, YEAR, "Code of conduct", text, body=a_body("board"), on=on, minute="8.2", at=at
    )


def sign(actor, issue: Issue, name: str = "", at: datetime = NOW) -> Signature:
    return actions.sign(actor, issue.uid, issue.sha256, name or actor.person.name, at=at)


@pytest.fixture
def trust():
    """A trust whose evidence book was begun, with the two duties of clause 3.2."""
    ledger.begin("wrenmoor.example", at=NOW)
    a_duty("code-issued", date(2026, 9, 1))
    a_duty("code-of-conduct", date(2026, 9, 1))
    return a_trust()


@pytest.fixture
def amina(trust):
    """A governor, with a code to sign."""
    actor = a_governor("Amina Yusuf")
    approve(a_clerk())
    return actor


def the_issue() -> Issue:
    return Issue.objects.get()


def asked(*fields) -> list[tuple]:
    rows = Requirement.objects.order_by("duty", "subject")
    return list(rows.values_list(*fields))


def test_an_approval_meets_what_the_trust_owes_and_asks_whoever_governs(trust):
    governor = an_appointment()

    issue = approve(a_clerk())

    assert asked("subject", "due_on", "met_on", "event") == [
        (trust.pk, date(2026, 9, 30), date(2026, 11, 14), issue.event_id),
        (governor.pk, date(2026, 12, 5), None, None),
    ]
    assert store.read(issue.sha256) == CODE.encode()
    event = Event.objects.get(type="conduct.approved")
    assert (event.subject, event.payload.content) == (
        issue.uid,
        {
            "issue": {
                "uid": issue.uid,
                "year": 2026,
                "title": "Code of conduct",
                "sha256": issue.sha256,
                "approved_on": "2026-11-14",
                "approved_by": issue.approved_by.uid,
                "minute": "8.2",
                "event": event.pk,
            }
        },
    )


def test_a_code_without_the_seven_is_refused_by_the_names_that_are_missing(trust):
    with pytest.raises(rules.NotTheSeven, match="does not state Openness") as refusal:
        approve(a_clerk(), CODE.replace("Openness:", "Being open:"))

    assert refusal.value.missing == ("Openness",)
    assert not Issue.objects.exists()
    assert not Event.objects.exists()


def test_an_approval_that_lies_ahead_cannot_be_recorded(trust):
    with pytest.raises(actions.NotYet):
        approve(a_clerk(), on=date(2026, 11, 25))
    assert approve(a_clerk(), on=date(2026, 11, 24)).approved_on == date(2026, 11, 24)


def test_only_the_governance_professional_records_an_approval(trust):
    for actor in (a_governor(), with_grant("auditor"), with_grant("technical-administrator")):
        with pytest.raises(access.Denied):
            approve(actor)
    assert not Issue.objects.exists()
    approve(a_clerk())


def test_a_signature_meets_every_appointment_of_the_signer_and_says_what_was_signed(amina):
    second = an_appointment(amina.person, starts=date(2025, 9, 1))
    first = amina.person.appointments.first()

    signature = sign(amina, the_issue(), "  amina   YUSUF ")

    event = Event.objects.get(type="conduct.signed")
    assert (event.actor, event.subject, event.at) == (amina.uid, amina.uid, NOW)
    assert event.payload.content == {
        "signature": {
            "uid": signature.uid,
            "person": amina.uid,
            "issue": the_issue().uid,
            "name": "amina YUSUF",
            "consent": "I have read the code of conduct 2026/27 and I will keep to it.",
            "proof": amina.proof,
            "at": "2026-11-24T19:48:12.000000Z",
            "on": "2026-11-24",
            "event": event.pk,
        },
        "code": {"year": "2026/27", "sha256": the_issue().sha256},
        "appointments": [first.uid, second.uid],
    }
    own = Requirement.objects.filter(person=amina.person)
    assert list(own.values_list("met_on", "met_seen", "event")) == [
        (date(2026, 11, 24), NOW, event.pk),
        (date(2026, 11, 24), NOW, event.pk),
    ]


def test_a_signature_bears_the_day_in_london(amina):
    Issue.objects.update(approved_on=date(2026, 9, 1))

    signature = sign(amina, the_issue(), at=HALF_PAST_MIDNIGHT)

    assert (signature.at, signature.on) == (HALF_PAST_MIDNIGHT, date(2026, 9, 15))


def test_the_second_click_gives_the_first_signature(amina):
    first = sign(amina, the_issue())

    assert sign(amina, the_issue(), at=NOW + timedelta(seconds=1)) == first
    assert Event.objects.filter(type="conduct.signed").count() == 1


def test_a_page_left_open_over_a_reissue_signs_nothing_even_where_the_words_are_the_same(amina):
    shown = the_issue()
    again = approve(a_clerk(), on=date(2026, 11, 24))
    assert (again.sha256, again.uid != shown.uid) == (shown.sha256, True)

    with pytest.raises(actions.Replaced) as refusal:
        sign(amina, shown)

    assert refusal.value.issue == again
    assert not Signature.objects.exists()
    assert sign(amina, again).issue == again


def test_a_text_other_than_the_one_in_force_is_not_signed(amina):
    with pytest.raises(actions.Replaced):
        actions.sign(amina, the_issue().uid, "0" * 64, "Amina Yusuf", at=NOW)
    assert not Signature.objects.exists()


@pytest.mark.parametrize("name", ["", "Amina", "Colin Fairweather"])
def test_a_name_that_is_not_the_persons_own_signs_nothing(amina, name):
    with pytest.raises(actions.WrongName):
        actions.sign(amina, the_issue().uid, the_issue().sha256, name, at=NOW)
    assert not Signature.objects.exists()


def test_who_does_not_govern_cannot_sign(amina):
    for actor in (a_clerk(), with_grant("auditor"), access.SEVENFOLD):
        with pytest.raises(access.Denied):
            actions.sign(actor, the_issue().uid, the_issue().sha256, "Amina Yusuf", at=NOW)
    assert not Signature.objects.exists()


def test_who_stopped_governing_cannot_sign(amina):
    amina.person.appointments.update(ends=date(2026, 11, 23))

    with pytest.raises(access.Denied):
        sign(actor_for(amina.person, on=date(2026, 11, 24)), the_issue())


def test_the_database_itself_refuses_a_second_signature_on_an_issue(amina):
    signature = sign(amina, the_issue())

    signature.pk, signature.uid = None, "0" * 32
    with pytest.raises(IntegrityError), transaction.atomic():
        signature.save(force_insert=True)


@pytest.mark.parametrize(
    "change", ["UPDATE conduct_signature SET name = 'X'", "DELETE FROM conduct_signature"]
)
def test_the_database_itself_refuses_to_change_a_signature(amina, change):
    sign(amina, the_issue())

    with pytest.raises(DatabaseError, match="this record is never"), transaction.atomic():
        connection.cursor().execute(change)
    assert Signature.objects.get().name == "Amina Yusuf"


@pytest.mark.parametrize("step", ["duties.actions.sync", "ledger.actions.append"])
def test_a_failure_after_the_record_undoes_the_whole_of_it(amina, monkeypatch, step):
    def disk_full(*_args, **_kwargs):
        raise OperationalError

    monkeypatch.setattr(f"sevenfold.{step}", disk_full)

    with pytest.raises(OperationalError):
        sign(amina, the_issue())

    assert not Signature.objects.exists()
    assert not Requirement.objects.filter(person=amina.person).exclude(met_on=None).exists()
    assert not Event.objects.filter(type="conduct.signed").exists()


def test_an_act_is_never_part_of_another(amina):
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        sign(amina, the_issue())


def test_the_issue_in_force_is_the_latest_approved_by_that_day(trust):
    for on in (date(2026, 7, 9), date(2026, 11, 14), date(2026, 11, 20)):
        an_issue(on, 2026)

    days = [date(2026, 8, 31), date(2026, 9, 1), date(2026, 11, 14), date(2026, 11, 24)]
    found = [queries.in_force(day) for day in days]
    assert [issue and issue.approved_on for issue in found] == [
        None,
        date(2026, 7, 9),
        date(2026, 11, 14),
        date(2026, 11, 20),
    ]


@pytest.mark.django_db(transaction=True)
def test_50_people_who_each_click_twice_at_once_make_50_signatures(trust):
    actors = [a_governor(f"Governor {number}") for number in range(50)]
    issue = approve(a_clerk())

    def click(actor):
        try:
            return sign(actor, issue).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=20) as browsers:
        answers = list(browsers.map(click, [actor for actor in actors for _ in range(2)]))

    assert answers[::2] == answers[1::2]
    assert Signature.objects.count() == len(set(answers)) == 50
    assert Event.objects.filter(type="conduct.signed").count() == 50
    met = Requirement.objects.filter(duty__kind="code-of-conduct")
    assert (met.count(), met.filter(met_on=None).count()) == (50, 0)


@pytest.mark.django_db(transaction=True)
def test_a_signature_and_an_ended_appointment_at_once_leave_nothing_to_mend(trust, at_once):
    clerk = a_clerk()
    governors = [a_governor(f"Governor {number}") for number in range(6)]
    issue = approve(clerk)

    def act(number: int):
        actor = governors[number // 2]
        if number % 2:
            return sign(actor, issue).pk
        ended = actor.person.appointments.get()
        return people.end(clerk, ended, date(2026, 12, 31), at=NOW).pk

    at_once(6, act)

    with transaction.atomic():
        assert duties.sync(at=NOW) == duties.Changes()
    ended = Person.objects.filter(appointments__ends=date(2026, 12, 31))
    assert ended.count() == Signature.objects.count() == 3
