import html
from datetime import UTC, date, datetime, timedelta

import pytest

from sevenfold.access.policy import SEVENFOLD
from sevenfold.conduct import actions as conduct
from sevenfold.kernel.clock import AcademicYear
from sevenfold.ledger import actions as ledger
from sevenfold.people.queries import actor_for
from sevenfold.statement import actions as statements
from sevenfold.statement.models import Line
from sevenfold.statement.reading import read
from tests.factories import (
    CODE,
    a_body,
    a_clerk,
    a_governor,
    a_person,
    a_trust,
    an_academy,
    an_appointment,
    an_event,
    with_grant,
)

pytestmark = pytest.mark.django_db

STATEMENT = "/statement/"
ASKED = "/asked/"
NOW = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)
TEXT = """Our vision

We have one core purpose:
To give every child an education they would choose again.

Our values
- We work with the communities we serve.

1 Governance
1.1 Everyone who joins us is taken through the seven principles.
1.2 Every year our members, trustees and governors sign a Code of Conduct.
"""


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def board():
    """The trust's board, and a statement that it adopted on 9 July 2026."""
    a_trust()
    ledger.begin("wrenmoor.example", at=NOW)
    board = a_body("board", name="Trust board")
    draft = statements.keep(SEVENFOLD, "Our statement", read(TEXT), TEXT.encode(), at=NOW)
    statements.adopt(SEVENFOLD, draft, board, date(2026, 7, 9), "8.1", at=NOW)
    return board


@pytest.fixture
def lines(board):
    """The lines of the two duties that clause 1.2 asks for."""
    clause = Line.objects.get(number="1.2")
    begins = date(2026, 11, 7)
    return [
        statements.ask(SEVENFOLD, clause, kind, begins, at=NOW).line
        for kind in ("code-issued", "code-of-conduct")
    ]


@pytest.fixture
def issue(board, lines):
    return conduct.approve(
        SEVENFOLD,
        AcademicYear(2026),
        "Code of conduct",
        CODE,
        body=board,
        on=date(2026, 11, 14),
        minute="8.2",
        at=NOW,
    )


def sign(actor, issue, at: datetime = NOW):
    return conduct.sign(actor, issue.uid, issue.sha256, actor.person.name, at=at)


def note(page, number: str = "1.2"):
    return next(row.note for row in page.context["rows"] if row.line.number == number)


def counts(page) -> list[tuple]:
    return [(c.number, c.words, c.state) for tally in note(page).tallies for c in tally.counts]


def test_before_anything_is_adopted_the_page_says_what_is_to_come(client):
    a_trust()
    client.enter(a_clerk())

    assert "No statement has been adopted yet" in client.get(STATEMENT).text


def test_the_words_stand_as_the_trust_wrote_them_and_nothing_is_asked_yet(client, board):
    client.enter(a_clerk())

    page = client.get(STATEMENT)

    assert [(row.shape, row.words) for row in page.context["rows"]] == [
        ("section", "Our vision"),
        ("area", "We have one core purpose:"),
        ("purpose", "To give every child an education they would choose again."),
        ("section", "Our values"),
        ("point", "We work with the communities we serve."),
        ("section", "Governance"),
        ("clause", "Everyone who joins us is taken through the seven principles."),
        ("clause", "Every year our members, trustees and governors sign a Code of Conduct."),
    ]
    assert "None of our clauses asks anything of anybody yet." in page.text
    assert "Adopted by the trust board on 9\N{NO-BREAK SPACE}July" in page.text
    assert [note(page, number).verdict for number in ("1.1", "1.2")] == ["unasked", "unasked"]


def test_a_signature_moves_the_figures_of_its_clause(client, issue):
    governors = [a_governor(f"Governor {n}") for n in range(12)]
    for actor in governors:
        an_appointment_is_asked(actor)
    client.enter(a_clerk())
    approved = (1, "of 1 approved", "met")

    assert counts(client.get(STATEMENT)) == [
        approved,
        (0, "of 12 signed", ""),
        (12, "due by 5\N{NO-BREAK SPACE}December", "due"),
    ]
    sign(governors[0], issue)

    page = client.get(STATEMENT)
    assert counts(page) == [
        approved,
        (1, "of 12 signed", "met"),
        (11, "due by 5\N{NO-BREAK SPACE}December", "due"),
    ]
    assert note(page).verdict == "sofar"
    assert "Today\n    \n      <b>it holds so far</b>" in page.text
    assert "Latest evidence today, 9:14am" in page.text


def test_two_clauses_with_something_still_to_come_both_hold_so_far(client, issue):
    clause = Line.objects.get(number="1.1")
    joined = NOW.date() - timedelta(days=7)
    a_governor("Amina Yusuf", starts=joined)
    statements.ask(SEVENFOLD, clause, "induction", joined, standing=False, at=NOW)
    client.enter(a_clerk())

    page = client.get(STATEMENT)

    assert note(page, "1.1").verdict == "sofar"
    assert "<b>both hold so far</b>" in page.text


def an_appointment_is_asked(actor) -> None:
    from sevenfold.duties import actions as duties

    duties.sync(people=[actor.person], at=NOW)


@pytest.mark.parametrize(
    ("signed", "day", "verdict", "words"),
    [
        (0, date(2026, 12, 5), "sofar", "it holds so far"),
        (0, date(2026, 12, 6), "doesnothold", "one does not"),
        (2, date(2026, 12, 6), "holds", "it holds"),
    ],
)
def test_one_overdue_is_enough_for_does_not_hold(
    client, issue, time_machine, signed, day, verdict, words
):
    governors = [a_governor(f"Governor {n}") for n in range(2)]
    for actor in governors:
        an_appointment_is_asked(actor)
    for actor in governors[:signed]:
        sign(actor, issue)
    time_machine.move_to(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
    client.enter(a_clerk())

    page = client.get(STATEMENT)

    assert note(page).verdict == verdict
    assert f"<b>{words}</b>" in " ".join(page.text.split()).replace("<b> ", "<b>")
    if verdict == "doesnothold":
        assert counts(page)[-1] == (2, "overdue, by 1 day", "overdue")
        assert "1.2 the code of conduct" in page.text


def test_a_late_signature_holds_and_is_said_to_be_late(client, issue, time_machine):
    governor = a_governor()
    an_appointment_is_asked(governor)
    time_machine.move_to(datetime(2026, 12, 10, 9, tzinfo=UTC))
    sign(governor, issue, at=datetime(2026, 12, 10, 8, tzinfo=UTC))
    client.enter(a_clerk())

    page = client.get(STATEMENT)

    assert (note(page).verdict, counts(page)[-1]) == (
        "holds",
        (1, "of 1 signed, 1 of them late", "met"),
    )


def test_the_page_shows_one_academy_and_another_day(client, issue, time_machine):
    kestrel, lantern = an_academy("Kestrel Fold Primary"), an_academy("Lantern Hill Primary")
    here, there = (a_governor(body=a_body(academy=academy)) for academy in (kestrel, lantern))
    for actor in (here, there):
        an_appointment_is_asked(actor)
    sign(here, issue)
    time_machine.move_to(datetime(2026, 12, 20, 9, tzinfo=UTC))
    client.enter(a_clerk())

    def at(academy, day: int, month: int) -> list[tuple]:
        asked = {"academy": academy.uid if academy else ""}
        asked |= {"on_day": day, "on_month": month, "on_year": 2026}
        page = client.get(STATEMENT, asked)
        return [(c.number, c.words) for tally in note(page).tallies for c in tally.counts]

    assert at(kestrel, 20, 12) == [(1, "of 1 signed")]
    assert at(lantern, 20, 12) == [(0, "of 1 signed"), (1, "overdue, by 15 days")]
    assert at(None, 14, 11)[1:] == [
        (0, "of 2 signed"),
        (2, "due by 5\N{NO-BREAK SPACE}December"),
    ]
    assert at(None, 6, 11) == []


def test_looking_back_says_so_and_leads_back(client, issue):
    client.enter(a_clerk())

    page = client.get(STATEMENT, {"on_day": "1", "on_month": "10", "on_year": "2026"})
    assert "Looking back" in page.text
    assert "On 1\N{NO-BREAK SPACE}October\N{NO-BREAK SPACE}2026 none of our clauses" in page.text

    before = client.get(STATEMENT, {"on_day": "8", "on_month": "7", "on_year": "2026"})
    assert "No statement was adopted on that day." in before.text


@pytest.mark.parametrize(
    ("day", "month", "words"),
    [
        ("31", "2", "31/2/2026 is not a date. February 2026 has 28 days."),
        ("25", "11", "That day has not come yet. Choose today or a day before it"),
    ],
)
def test_a_day_that_will_not_do_is_said_and_today_is_shown(client, issue, day, month, words):
    client.enter(a_clerk())

    page = client.get(STATEMENT, {"on_day": day, "on_month": month, "on_year": "2026"})

    assert page.text.count(words) == 2
    assert page.context["day"] == date(2026, 11, 24)


def test_an_academy_that_is_not_there_is_refused_in_words(client, issue):
    client.enter(a_clerk())

    page = client.get(STATEMENT, {"academy": "nonsense", "on_day": ""})

    assert "Choose an academy from the list" in page.text


def test_a_count_opens_who_for_what_due_and_entry(client, issue, lines):
    signer, other = a_governor("Amina Yusuf"), a_governor("Colin Fairweather")
    for actor in (signer, other):
        an_appointment_is_asked(actor)
    signature = sign(signer, issue)
    client.enter(a_clerk())

    def rows(state: str) -> list[tuple]:
        page = client.get(link_to(client, state))
        return [(row.person.name, row.due_on, row.event_id) for row in page.context["page"]]

    assert rows("met") == [("Amina Yusuf", date(2026, 12, 5), signature.event_id)]
    assert rows("due") == [("Colin Fairweather", date(2026, 12, 5), None)]


def link_to(client, state: str) -> str:
    tally = note(client.get(STATEMENT)).tallies[-1]
    return f"/statement/{tally.line}/{tally.period}/{state}/"


def test_a_governor_sees_the_trusts_counts_and_nobodys_name(client, issue):
    me, other = a_governor("Amina Yusuf"), a_governor("Colin Fairweather")
    for actor in (me, other):
        an_appointment_is_asked(actor)
    sign(other, issue)
    client.enter(me)

    page = client.get(STATEMENT)

    assert counts(page)[1:] == [
        (1, "of 2 signed", ""),
        (1, "due by 5\N{NO-BREAK SPACE}December", "due"),  # Their own, so that it opens.
    ]
    assert "Names behind the counts are for the governance professional and chairs" in page.text
    assert client.get(link_to(client, "met")).status_code == 404
    assert "Colin Fairweather" not in client.get(link_to(client, "due")).text


def test_an_auditor_sees_what_the_clerk_sees(client, issue):
    an_appointment_is_asked(a_governor())
    pages = []
    for actor in (a_clerk(), with_grant("auditor")):
        client.enter(actor)
        pages.append(counts(client.get(STATEMENT)))

    assert pages[0] == pages[1]
    client.enter(with_grant("technical-administrator"))
    assert client.get(STATEMENT).status_code == 404


@pytest.mark.parametrize("people", [1, 25])
def test_the_statement_costs_the_same_for_any_number_of_people(
    client, issue, people, django_assert_num_queries
):
    for _ in range(people):
        an_appointment_is_asked(a_governor())
    client.enter(a_clerk())
    client.get(STATEMENT)

    # Session, account and person; appointments, offices and grants; the trust and its academies;
    # the version, its lines and their duties; kinds; the figures twice; the newest entry;
    # what was signed on the first of the month, or since; the pulse of the worker.
    with django_assert_num_queries(STATEMENT_QUERIES):
        client.get(STATEMENT)


STATEMENT_QUERIES = 16


@pytest.mark.parametrize(
    ("signed", "said"),
    [
        # In its first month, what was signed last; from then on what stood on the first.
        ([date(2026, 11, 20)], "On 20 November 2026 the book held"),
        ([date(2026, 10, 30), date(2026, 11, 20)], "On 1 November 2026 the book held"),
        ([], ""),
    ],
)
def test_the_foot_of_the_statement_says_once_a_month_what_the_book_held(
    client, board, signed, said
):
    sizes = []
    for day in signed:
        sizes.append(ledger.checkpoint(datetime(day.year, day.month, day.day, 9, tzinfo=UTC)))
        an_event()
    client.enter(a_clerk())

    page = client.get(STATEMENT).text.replace(" ", " ")

    assert ("the book held" in page) == bool(said)
    if said:
        number = f'its number is <span class="sf-hash">{sizes[0].root_text}</span>.'
        assert f"{said} {sizes[0].size} entries; {number}" in html.unescape(page)


@pytest.mark.parametrize("people", [1, 60])
def test_the_list_behind_a_count_costs_the_same_for_any_number_of_people(
    client, issue, people, django_assert_num_queries
):
    for _ in range(people):
        an_appointment_is_asked(a_governor())
    client.enter(a_clerk())
    url = link_to(client, "due")

    with django_assert_num_queries(LIST_QUERIES):
        client.get(url)


LIST_QUERIES = 9


def test_what_is_asked_is_asked_once_for_all_appointments(client, issue):
    me = a_governor("Amina Yusuf", body=a_body(academy=an_academy("Kestrel Fold Primary")))
    an_appointment(me.person, body=a_body(academy=an_academy("Lantern Hill Primary")))
    an_appointment_is_asked(me)
    client.enter(me)

    page = client.get(ASKED)

    assert [task.kind.code for task in page.context["todo"]] == ["code-of-conduct"]
    assert "It counts for all your appointments: Kestrel Fold Primary, Lantern Hill" in page.text
    assert "“Every year our members" in page.text


def test_what_was_done_stands_below_with_its_receipt(client, issue):
    me = a_governor()
    an_appointment_is_asked(me)
    signature = sign(me, issue)
    client.enter(me)

    page = client.get(ASKED).text

    assert "Nothing is left to do" in page
    assert f"/conduct/receipts/{signature.event_id}/" in page


def test_what_is_late_says_since_when(client, issue, time_machine):
    me = a_governor()
    an_appointment_is_asked(me)
    client.enter(me)
    time_machine.move_to(datetime(2026, 12, 6, 9, tzinfo=UTC))
    client.enter(me)

    page = client.get(ASKED).text

    assert "One is overdue." in page
    assert "since 5\N{NO-BREAK SPACE}December" in page


def test_somebody_of_whom_nothing_is_asked_is_told_so(client, board):
    client.enter(a_governor())

    assert "Nothing is asked of you today" in client.get(ASKED).text


def test_home_leads_where_somebody_belongs(client, board):
    client.enter(a_governor())
    assert client.get("/").url == ASKED
    client.enter(a_clerk())
    assert client.get("/").url == "/set-up/"  # While a step is open.
    client.logout()
    assert client.get("/").url == "/sign-in/"


def test_an_account_without_a_person_is_nobody(client, board):
    client.enter(actor_for(a_person()))
    assert client.get(STATEMENT).status_code == 404
