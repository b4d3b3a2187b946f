"""The rules themselves: what breaks each is found, and what keeps it is left alone."""

import ast

import pytest

from tests.architecture import rules
from tests.architecture.rooms import may_know

ORDER = [{"kernel"}, {"access", "ledger"}, {"people"}, {"config"}]


def module(name: str, source: str) -> rules.Module:
    return rules.Module(name, ast.parse(source))


@pytest.mark.parametrize(
    ("room", "other", "may"),
    [
        ("people", "kernel", True),
        ("people", "people", True),
        ("kernel", "people", False),
        ("access", "ledger", False),
    ],
)
def test_a_room_knows_itself_and_the_lines_below_its_own(room, other, may):
    assert may_know(room, other, ORDER) is may


def test_a_transaction_begins_in_an_act_the_engine_or_an_importer_alone():
    for source in ("with transaction.atomic(): pass", "@atomic\ndef f(): pass"):
        assert list(rules.stray_transactions(module("conduct.actions", source))) == []
        assert list(rules.stray_transactions(module("duties.engine", source))) == []
        assert list(rules.stray_transactions(module("conduct.views", source))) == [
            "conduct.views, line 1: atomic"
        ]


def test_views_and_commands_alone_read_the_clock():
    source = "today = clock.today()"
    assert list(rules.stray_clocks(module("conduct.views", source))) == []
    assert list(rules.stray_clocks(module("running.management.commands.tick", source))) == []
    assert list(rules.stray_clocks(module("conduct.actions", source))) == [
        "conduct.actions, line 1: clock.today"
    ]


def test_nothing_goes_round_the_one_clock():
    source = "at = datetime.now(UTC)"
    assert list(rules.stray_clocks(module("kernel.clock", source))) == []
    assert list(rules.stray_clocks(module("conduct.views", source))) == [
        "conduct.views, line 1: datetime.now"
    ]


@pytest.mark.parametrize(
    "source",
    [
        "from sevenfold.duties import rules",
        "from sevenfold.duties.rules import state",
        "import sevenfold.duties.rules",
    ],
)
def test_a_room_is_called_through_its_doors(source):
    assert list(rules.side_doors(module("duties.engine", source), {})) == []
    assert list(rules.side_doors(module("conduct.actions", source), {"duties": {"rules"}})) == []
    assert list(rules.side_doors(module("conduct.actions", source), {"duties": {"*"}})) == []
    found = list(rules.side_doors(module("conduct.actions", source), {"duties": {"kinds"}}))
    assert [line.partition(".state")[0] for line in found] == [
        "conduct.actions, line 1: duties.rules"
    ]


def test_the_usual_doors_are_open():
    source = (
        "from sevenfold.duties import actions, queries\nfrom sevenfold.duties.models import Duty"
    )
    assert list(rules.side_doors(module("conduct.actions", source), {})) == []


ACTS = '''
@transaction.atomic(durable=True)
def sign(actor, issue, *, at):
    """Sign."""

@transaction.atomic
def approve(actor, at):
    pass

def sync(*, at):
    pass

def leave(event, actor, *, at):
    pass

def _append(actor):
    pass
'''


def test_an_act_takes_whoever_acts_first_and_is_public():
    assert [act.name for act in rules.acts(module("conduct.actions", ACTS))] == ["sign", "approve"]
    assert rules.acts(module("conduct.queries", ACTS)) == []


def test_an_act_is_durable_takes_its_hour_by_name_and_says_what_it_is_for():
    assert list(rules.misshapen_acts(module("conduct.actions", ACTS))) == [
        "conduct.actions, line 7: approve is not a durable transaction",
        "conduct.actions, line 7: approve does not take `at` by name",
        "conduct.actions, line 7: approve does not say what it is for",
    ]


@pytest.mark.parametrize(
    ("act", "event"),
    [
        ("sign", "signed"),
        ("approve", "approved"),
        ("begin", "begun"),
        ("deny", "denied"),
        ("convey", "conveyed"),
        ("add_academy", "academy_added"),
    ],
)
def test_an_event_bears_the_name_of_its_act_in_the_past(act, event):
    assert rules.event_of(act) == event
