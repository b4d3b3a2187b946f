from datetime import UTC, date, datetime

import pytest

from sevenfold.access.policy import Denied
from sevenfold.duties.models import Duty, Requirement
from sevenfold.ledger.models import Event
from sevenfold.ledger.verify import verify
from sevenfold.statement import actions, queries
from sevenfold.statement.models import Ask, Line, Statement
from sevenfold.statement.reading import read
from tests.factories import a_body, a_clerk, a_governor, a_trust, an_event

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)
TODAY = date(2026, 11, 24)
TEXT = "1 Governance\n1.1 We sign a code of conduct.\n1.2 We are fair.\n1.3 We listen.\n"


@pytest.fixture
def clerk():
    a_trust()
    an_event()
    return a_clerk("Marian Okafor")


@pytest.fixture
def board(clerk):
    return a_body("board", name="Trust board")


def keep(clerk, text: str = TEXT) -> Statement:
    return actions.keep(clerk, "Our statement", read(text), text.encode(), at=NOW)


def adopt(clerk, draft, board, on: date = date(2026, 7, 9)) -> Statement:
    return actions.adopt(clerk, draft, board, on, "8.1", at=NOW)


def ask(clerk, clause: Line, **options) -> Duty:
    return actions.ask(clerk, clause, "code-of-conduct", TODAY, at=NOW, **options)


def test_the_second_click_keeps_nothing_and_other_words_are_another_version(clerk):
    with pytest.raises(Denied):
        keep(a_governor())
    first = keep(clerk)

    assert keep(clerk) == first
    assert keep(clerk, TEXT + "1.4 We care.\n").version == 2
    assert keep(clerk, TEXT).version == 3  # The last one is no longer what it was.
    assert Event.objects.filter(type="statement.kept").count() == 3


def test_a_version_that_was_adopted_is_not_the_draft_of_the_next(clerk, board):
    adopt(clerk, keep(clerk), board)

    assert keep(clerk).version == 2


def test_an_adoption_is_recorded_once_and_when_it_has_happened(clerk, board):
    draft = keep(clerk)

    with pytest.raises(Denied):
        adopt(a_governor(), draft, board)
    with pytest.raises(actions.NotYet):
        adopt(clerk, draft, board, date(2026, 11, 25))
    assert queries.in_force(TODAY) is None

    adopt(clerk, draft, board, TODAY)

    with pytest.raises(actions.AdoptedAlready):
        adopt(clerk, draft, board, date(2026, 7, 9))
    kept = queries.in_force(TODAY)
    assert (kept, kept.adopted_on, kept.adopted_by, kept.minute) == (draft, TODAY, board, "8.1")


def test_clauses_that_stay_keep_their_duties_by_their_words_else_by_their_number(clerk, board):
    first = adopt(clerk, keep(clerk), board)
    clauses = first.lines.filter(kind="clause")
    lines = {clause.number: ask(clerk, clause).line for clause in clauses}
    text = "1 Governance\n1.2 We sign a Code of  conduct.\n1.3 We listen well.\n"

    second = keep(clerk, text)
    kept = queries.kept_duties(second, TODAY)
    adopt(clerk, second, board, TODAY)

    # 1.1 moved to 1.2; what was 1.2 is gone; 1.3 has other words and keeps its number.
    assert [(clause.number, line) for clause, line in kept.kept] == [
        ("1.2", lines["1.1"]),
        ("1.3", lines["1.3"]),
    ]
    assert [clause.number for clause in kept.lost] == ["1.2"]
    found = Ask.objects.filter(clause__statement=second).order_by("pk")
    assert [(link.clause.number, link.duty_line) for link in found] == [
        (clause.number, line) for clause, line in kept.kept
    ]
    assert [found for found in verify().problems if found.where.startswith("statement_")] == []


def test_a_clause_asks_for_the_same_only_once(clerk, board):
    a_governor()
    clause = adopt(clerk, keep(clerk), board).lines.get(number="1.1")
    with pytest.raises(Denied):
        ask(a_governor(), clause)

    ask(clerk, clause)
    with pytest.raises(actions.AskedAlready):
        ask(clerk, clause)
    ask(clerk, clause, parameters={"roles": ["committee-member"]})

    assert Duty.objects.count() == Ask.objects.count() == 2
    assert Event.objects.filter(type="statement.asked").count() == 2
    assert not Requirement.objects.exists()  # There is no code yet.


def test_suggestions_are_open_until_they_are_confirmed(clerk, board):
    statement = adopt(clerk, keep(clerk), board)
    clause = statement.lines.get(number="1.1")

    before = queries.suggestions(statement)
    ask(clerk, clause)
    after = queries.suggestions(statement)

    assert (before.made, before.left) == (2, 2)
    assert [(found.clause, [kind.code for kind in found.kinds]) for found in before.open] == [
        (clause, ["code-issued", "code-of-conduct"])
    ]
    assert (after.made, [kind.code for kind in after.open[0].kinds]) == (2, ["code-issued"])


@pytest.mark.parametrize("size", [3, 30])
def test_suggestions_take_as_many_queries_for_any_number_of_clauses(
    clerk, django_assert_num_queries, size
):
    clauses = "".join(f"1.{n} We sign a code of conduct.\n" for n in range(1, size + 1))
    statement = keep(clerk, f"1 Governance\n{clauses}")

    with django_assert_num_queries(3):
        assert queries.suggestions(statement).made == 2 * size


@pytest.mark.django_db(transaction=True)
def test_several_clicks_at_once_keep_adopt_and_ask_once(clerk, board, at_once):
    drafts = at_once(4, lambda _: keep(clerk).pk)
    draft = Statement.objects.get()

    def once(act):
        try:
            act()
        except (actions.AdoptedAlready, actions.AskedAlready):
            return "refused"
        return "done"

    adopted = at_once(4, lambda _: once(lambda: adopt(clerk, draft, board)))
    clause = draft.lines.get(number="1.1")
    asked = at_once(4, lambda _: once(lambda: ask(clerk, clause)))

    assert drafts == [draft.pk] * 4
    assert sorted(adopted) == sorted(asked) == ["done", "refused", "refused", "refused"]
    assert Event.objects.filter(type__startswith="statement.").count() == 3
