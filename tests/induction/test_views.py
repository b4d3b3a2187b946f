from datetime import UTC, date, datetime
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from sevenfold.access.policy import SEVENFOLD
from sevenfold.documents import seal
from sevenfold.duties import actions as duties
from sevenfold.induction import actions, queries
from sevenfold.induction.models import Acknowledgement, StepDone
from sevenfold.induction.rules import USUAL, Listed
from sevenfold.ledger import actions as ledger
from sevenfold.ledger import queries as ledger_queries
from sevenfold.people.models import Office, in_hand
from sevenfold.people.queries import actor_for
from sevenfold.standards.models import Provision
from sevenfold.statement import actions as statements
from sevenfold.statement.reading import read
from tests.documents.reading import text_of
from tests.factories import (
    SEVEN,
    a_body,
    a_clerk,
    a_duty,
    a_governor,
    a_person,
    a_trust,
    an_appointment,
    with_grant,
)

pytestmark = pytest.mark.django_db

START = "/induction/"
STANDING = "/induction/standing/"
LIST = "/induction/list/"
ASKED = "/asked/"
MONDAY = datetime(2026, 9, 14, 19, 30, tzinfo=UTC)
COURSE = Listed("safeguarding", "course", "Safeguarding", "A morning at the council.")
STATEMENT = b"""1 Governance
1.1 Everyone who joins us is taken through the seven principles.
"""


def page_of(key: str) -> str:
    return reverse("induction:principle", args=[key])


def step_of(key: str) -> str:
    return reverse("induction:step", args=[key])


def ticked(key: str) -> dict:
    """What the page posts once its box is ticked."""
    principle = Provision.objects.get(edition__key="seven-principles-2021", key=key)
    return {"acknowledged": "on", "shown": principle.digest}


def read_step(key: str) -> dict:
    step = next(step for step in USUAL if step.key == key)
    return {"acknowledged": "on", "shown": queries.reading(step, MONDAY.date()).sha256}


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)


@pytest.fixture(autouse=True)
def trust():
    """The trust with its book and a statement that its board adopted."""
    a_trust()
    ledger.begin("wrenmoor.example", at=MONDAY)
    board = a_body("board")
    draft = statements.keep(
        SEVENFOLD, "Our statement", read(STATEMENT.decode()), STATEMENT, at=MONDAY
    )
    statements.adopt(SEVENFOLD, draft, board, date(2026, 7, 9), "8.1", at=MONDAY)


@pytest.fixture
def amina():
    """A governor who has not begun."""
    return a_governor("Amina Yusuf")


@pytest.fixture
def grace():
    """A governor who has acknowledged selflessness and integrity, and then left it there."""
    actor = a_governor("Grace Oyelaran")
    induction = actions.begin(actor, at=MONDAY)
    for key in SEVEN[:2]:
        actions.acknowledge(actor, induction, key, ticked(key)["shown"], at=MONDAY)
    return actor


def test_each_principle_leads_to_the_next_then_to_the_receipt_and_the_trusts_own_steps(
    client, amina
):
    client.enter(amina)

    begun = client.post(START)
    acknowledged = [client.post(page_of(key), ticked(key)) for key in SEVEN]
    steps = [client.post(step_of(key), read_step(key)) for key in ("virtues", "statement")]

    last = Acknowledgement.objects.get(principle__key="leadership")
    receipt = reverse("induction:receipt", args=[last.event_id])
    assert [response.url for response in (begun, *acknowledged, *steps)] == [
        *map(page_of, SEVEN),
        receipt,
        step_of("statement"),
        START,
    ]
    assert "Go on: the seven virtues" not in client.get(receipt).text
    assert "There is nothing left to do" in client.get(START).text


def test_who_is_through_all_seven_gets_one_sealed_certificate_and_nobody_else_gets_any(
    client, amina, grace
):
    a_duty("induction", days=40)
    amina.person.appointments.update(starts=date(2026, 9, 1))
    duties.sync("induction", at=MONDAY)
    client.enter(amina)
    client.post(START)
    for key in SEVEN:
        client.post(page_of(key), ticked(key))
    first, *_, last = Acknowledgement.objects.filter(induction__person=amina.person)
    on_the_way, through = (
        reverse("induction:certificate", args=[each.event_id]) for each in (first, last)
    )

    files = [client.get(through).content for _ in range(2)]

    assert files[0] == files[1]
    assert seal.check(files[0]).good
    said = text_of(files[0]).replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        "Certificate of inductionAmina Yusufhas acknowledged each of the seven principles",
        f"Selflessness, 14 September 2026, entry {first.event.number}",
        f"Leadership, 14 September 2026, entry {last.event.number}",
        "“I have read this, and I know what leadership asks of me here”, and so of each before",
        "Monday 14 September 2026, 8:30pm and 00 seconds; due 11 October 2026, met",
    ):
        assert words in said
    assert through in client.get(reverse("induction:receipt", args=[last.event_id])).text
    assert client.get(on_the_way).status_code == 404
    assert on_the_way not in client.get(reverse("induction:receipt", args=[first.event_id])).text
    client.enter(grace)
    assert client.get(through).status_code == 404


def test_the_receipt_names_the_entry_its_proof_and_the_words_shown(client, grace):
    client.enter(grace)
    last = Acknowledgement.objects.get(principle__key="integrity")

    page = client.get(reverse("induction:receipt", args=[last.event_id])).text

    assert "Thank you, Grace. You have acknowledged integrity." in page
    assert f"{last.event.number} in the trust’s evidence book" in page
    for part in (last.event.leaf.hex(), last.sha256):
        assert " ".join(part[i : i + 4] for i in range(0, 64, 4)) in page
    assert "Carry on with objectivity" in page


def test_the_proof_of_each_is_there_once_a_checkpoint_covers_it(client, grace):
    client.enter(grace)
    last = Acknowledgement.objects.get(principle__key="integrity")
    address = reverse("induction:proof", args=[last.event_id])
    receipt = reverse("induction:receipt", args=[last.event_id])

    assert (
        "Its proof file follows by mail once you are through all seven." in client.get(receipt).text
    )
    assert client.get(address).status_code == 404

    checkpoint = ledger.checkpoint(MONDAY)
    assert client.get(receipt).text.count('/proof"') == 4  # Of each, the last twice more.
    file = ledger_queries.proof_file(ledger_queries.find(last.event_id), checkpoint)
    assert client.get(address).content == file


def test_a_receipt_is_the_persons_own(client, grace, amina):
    last = Acknowledgement.objects.get(principle__key="integrity")
    address = reverse("induction:receipt", args=[last.event_id])

    client.enter(amina)
    assert client.get(address).status_code == 404
    client.enter(grace)
    assert client.get(address).status_code == 200


def test_coming_back_offers_to_carry_on_with_the_next_principle(client, grace):
    client.enter(grace)

    page = client.get(START).text

    assert "You have acknowledged 2 of 7 principles" in page
    assert page_of("objectivity") in page


def test_what_is_asked_says_how_far_one_has_come_and_what_is_left(client, grace):
    a_duty("induction", days=40)
    grace.person.appointments.update(starts=date(2026, 9, 1))
    duties.sync("induction", at=MONDAY)
    client.enter(grace)

    response = client.get(ASKED)

    (task,) = response.context["todo"]
    assert (task.todo.title, task.todo.button, task.todo.page, task.todo.progress) == (
        "Carry on with your induction",
        "Carry on with objectivity",
        page_of("objectivity"),
        (2, 7),
    )
    assert [part.words for part in task.todo.parts] == [
        "Selflessness, acknowledged",
        "Integrity, acknowledged",
    ]
    assert f"{task.todo.minutes} minutes left" in response.text
    assert "2 of 7 principles done" in response.text


def test_what_is_asked_begins_with_the_first_principle_and_ends_with_a_receipt(client, amina):
    a_duty("induction", days=40)
    amina.person.appointments.update(starts=date(2026, 9, 1))
    duties.sync("induction", at=MONDAY)
    client.enter(amina)
    assert "Begin with selflessness" in client.get(ASKED).text

    client.post(START)
    for key in SEVEN:
        client.post(page_of(key), ticked(key))

    response = client.get(ASKED)
    last = Acknowledgement.objects.get(principle__key="leadership")
    assert response.context["todo"] == []
    assert "Induction in the seven principles, today, 8:30pm" in response.text
    assert reverse("induction:receipt", args=[last.event_id]) in response.text


def test_the_box_is_never_ticked_beforehand_and_has_to_be_ticked(client, grace):
    client.enter(grace)
    assert "checked" not in client.get(page_of("objectivity")).text

    page = client.post(page_of("objectivity"), ticked("objectivity") | {"acknowledged": ""}).text

    assert "<title>Error: Objectivity" in page
    assert "Tick the box to say that you have read this" in page
    assert Acknowledgement.objects.count() == 2


def test_words_that_changed_are_shown_anew_with_an_empty_box(client, grace):
    client.enter(grace)

    page = client.post(page_of("objectivity"), ticked("objectivity") | {"shown": "0" * 64}).text

    assert "Nothing has been recorded. These words changed while the page was open." in page
    assert ticked("objectivity")["shown"] in page
    assert "checked" not in page
    assert Acknowledgement.objects.count() == 2


def test_a_session_that_ended_half_way_loses_nothing_and_acknowledges_nothing(client, grace):
    response = client.post(page_of("objectivity"), ticked("objectivity"))

    assert response.url == f"/sign-in/?{urlencode({'next': page_of('objectivity')})}"
    client.enter(grace)
    page = client.get(page_of("objectivity")).text
    assert "Acknowledge objectivity" in page
    assert "checked" not in page
    assert Acknowledgement.objects.count() == 2


def test_looking_back_shows_the_date_and_no_form(client, grace):
    client.enter(grace)

    response = client.get(page_of("integrity"))

    assert "on 14\u00a0September\u00a02026 at 8:30pm" in response.text
    assert "Carry on with objectivity" in response.text
    assert 'name="acknowledged"' not in response.text


@pytest.mark.parametrize("method", ["get", "post"])
def test_skipping_ahead_leads_back_to_the_next_principle(client, grace, method):
    client.enter(grace)

    response = getattr(client, method)(page_of("leadership"), ticked("leadership"))

    assert response.url == page_of("objectivity")
    assert Acknowledgement.objects.count() == 2


def test_a_principle_that_does_not_exist_is_not_found(client, grace):
    client.enter(grace)

    assert client.get(page_of("thrift")).status_code == 404
    assert client.get(page_of("objectivity")).status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_elses_induction_is_never_met_with(client, grace, amina, method):
    client.enter(amina)

    response = getattr(client, method)(page_of("objectivity"), ticked("objectivity"))

    assert response.url == START
    assert Acknowledgement.objects.count() == 2


def a_chair(body) -> object:
    """Somebody who governs on that body and chairs it."""
    appointment = an_appointment(body=body)
    Office.objects.create(
        kind="chair", person=appointment.person, appointment=appointment, starts=date(2024, 9, 1)
    )
    return actor_for(appointment.person)


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        ("governor", [200, 302, 302, 404, 404]),
        ("chair", [200, 302, 302, 200, 404]),
        ("governance-professional", [404, 404, 404, 200, 200]),
        ("auditor", [404, 404, 404, 200, 404]),
        ("technical-administrator", [404, 404, 404, 404, 404]),
    ],
)
def test_who_may_open_which_page(client, grace, role, statuses):
    actor = {"governor": a_governor, "chair": lambda: a_chair(a_body())}.get(
        role, lambda: with_grant(role)
    )()
    client.enter(actor)

    pages = (START, page_of("objectivity"), step_of("virtues"), STANDING, LIST)
    assert [client.get(url).status_code for url in pages] == statuses


@pytest.mark.parametrize("url", [START, page_of("objectivity"), step_of("virtues"), STANDING, LIST])
def test_signed_out_visitors_are_asked_to_sign_in(client, url):
    assert client.get(url).url == f"/sign-in/?{urlencode({'next': url})}"


# The trust's own steps.


def test_the_virtues_and_the_statement_are_read_with_their_length(client, grace):
    client.enter(grace)

    virtues, statement = client.get(step_of("virtues")), client.get(step_of("statement"))

    assert "Reading it takes about 45 seconds" in virtues.text
    assert [piece.label for piece in virtues.context["reading"].pieces][:2] == [
        "Trust (a virtue)",
        "Wisdom",
    ]
    assert "Everyone who joins us is taken through the seven principles." in statement.text


def test_a_statement_that_is_not_adopted_cannot_be_read_yet(client, grace, time_machine):
    client.enter(grace)
    assert client.get(step_of("statement")).status_code == 200

    time_machine.move_to(datetime(2026, 7, 1, 9, tzinfo=UTC), tick=False)

    assert client.get(step_of("statement")).status_code == 404


def test_a_course_asks_for_its_day(client, grace):
    actions.edit_steps(a_clerk(), (*USUAL, COURSE), at=MONDAY)
    client.enter(grace)
    assert "A morning at the council." in client.get(step_of("safeguarding")).text

    def send(day, month, year):
        given = {"held_on_day": day, "held_on_month": month, "held_on_year": year}
        return client.post(step_of("safeguarding"), given)

    assert "31/2/2026 is not a date" in send("31", "2", "2026").text
    assert "That day has not come yet" in send("15", "9", "2026").text
    assert not StepDone.objects.exists()
    assert send("9", "9", "2026").status_code == 302
    assert StepDone.objects.get().held_on == date(2026, 9, 9)
    assert "on 9\u00a0September\u00a02026, recorded on" in client.get(step_of("safeguarding")).text


def test_the_clerk_adds_moves_and_takes_off_steps_and_the_principles_stay(client):
    client.enter(a_clerk())
    assert "This step stays" in client.get(LIST).text

    client.post(LIST, {"add": "1", "kind": "meeting", "title": "A talk with the chair"})
    meeting = queries.steps()[-1].key
    client.post(LIST, {"earlier": meeting})
    client.post(LIST, {"remove": "virtues"})
    page = client.post(LIST, {"remove": "principles"}, follow=True).text

    assert [step.title for step in queries.steps()] == ["A talk with the chair", "Our statement"]
    assert "This step stays" in page


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"title": "Keeping children safe", "words": "Read it."}, "Say what kind of step it is"),
        ({"kind": "course"}, "Give the step a name"),
        ({"kind": "read", "title": "Keeping children safe"}, "Add the words that people are to"),
    ],
)
def test_a_step_that_says_too_little_is_not_added(client, given, error):
    client.enter(a_clerk())

    page = client.post(LIST, {"add": "1"} | given).text

    assert error in page
    assert queries.steps() == USUAL


# Who stands where.


def standing(client, actor) -> list[tuple]:
    client.enter(actor)
    rows = client.get(STANDING).context["page"].object_list
    return [(row, row.acknowledged, row.due_on, row.state) for row in rows]


def test_each_appointment_shows_the_one_induction_to_those_who_oversee_it(client, grace):
    a_duty("induction", standing=False)
    late = an_appointment(starts=date(2026, 8, 1))
    first = grace.person.appointments.get()
    grace.person.appointments.update(starts=date(2026, 9, 1))
    second = an_appointment(grace.person, starts=date(2026, 9, 10))
    an_appointment(role="committee-member")
    an_appointment(starts=date(2026, 8, 1), ends=date(2026, 9, 13))
    an_appointment(starts=date(2026, 9, 15))
    duties.sync("induction", at=MONDAY)
    hers = (2, date(2026, 9, 29), "due")

    assert standing(client, a_clerk()) == [
        (late, 0, date(2026, 8, 29), "overdue"),
        (first, *hers),
        (second, *hers),
    ]
    # The chairs themselves joined before the duty's engine was last run.
    assert standing(client, a_chair(second.body)) == [(second, *hers)]
    assert standing(client, a_chair(a_body())) == []


def test_what_was_acknowledged_before_a_long_break_is_not_shown_as_progress(
    client, grace, time_machine
):
    a_duty("induction", standing=False)
    grace.person.appointments.update(starts=date(2026, 9, 1), ends=date(2026, 12, 31))
    back = an_appointment(grace.person, starts=date(2028, 9, 1))
    time_machine.move_to(datetime(2028, 9, 4, 9, tzinfo=UTC), tick=False)
    duties.sync("induction", at=MONDAY)

    assert standing(client, a_clerk()) == [(back, 0, date(2028, 9, 29), "due")]
    client.enter(grace)
    assert "Begin with selflessness" in client.get(START).text


def test_who_is_done_stands_last_and_steps_are_counted(client, amina, grace):
    a_duty("induction", standing=False)
    amina.person.appointments.update(starts=date(2026, 9, 1))
    grace.person.appointments.update(starts=date(2026, 9, 2))
    client.enter(amina)
    client.post(START)
    for key in SEVEN:
        client.post(page_of(key), ticked(key))
    client.post(step_of("virtues"), read_step("virtues"))
    duties.sync("induction", at=MONDAY)

    client.enter(a_clerk())
    rows = client.get(STANDING).context["page"].object_list
    assert [(row.person.name, row.state, row.acknowledged, row.steps_done) for row in rows] == [
        ("Grace Oyelaran", "due", 2, 0),
        ("Amina Yusuf", "met", 7, 1),
    ]


@pytest.mark.parametrize("people", [1, 20])
def test_the_clerks_list_costs_the_same_for_any_number_of_people(people, django_assert_num_queries):
    for _ in range(people):
        an_appointment(a_person(), starts=date(2026, 9, 1))
    a_duty("induction", standing=False)
    duties.sync("induction", at=MONDAY)
    clerk = a_clerk()

    # One for the list of steps, one for the rows with their people and bodies.
    with in_hand(a_trust()), django_assert_num_queries(2):
        rows = list(queries.standing(clerk, MONDAY.date()))
        assert len({(row.person.name, row.where, row.state) for row in rows}) == people


@pytest.mark.parametrize("acknowledged", [1, 6])
def test_a_persons_way_costs_the_same_however_far_they_have_come(
    client, amina, acknowledged, django_assert_num_queries
):
    a_duty("induction")
    duties.sync("induction", at=MONDAY)
    client.enter(amina)
    client.post(START)
    for key in SEVEN[:acknowledged]:
        client.post(page_of(key), ticked(key))

    # What is asked and the induction; principles and acknowledgements; the list and what is done
    # of it; two for the virtues, and three for the statement.
    with django_assert_num_queries(11):
        way = queries.way(amina, MONDAY.date())
        assert len(way.acknowledgements) == acknowledged


def test_all_of_it_is_read_in_less_than_ten_minutes(amina):
    way = queries.way(amina, MONDAY.date())

    assert way.seconds < 600
    assert [queries.seconds_of(principle) // 15 for principle in way.principles] == [3] * 7
