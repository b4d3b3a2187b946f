"""The house keeps its order: who may know whom, where an act begins, and what each is called."""

import ast
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from importlinter.cli import lint_imports

from sevenfold.access.policy import ACTIONS
from tests.architecture import rooms, rules

ORDER = rooms.lines()
MODULES = rules.modules()
# What rooms offer besides actions, queries and models, each with its reason.
OFFERED = {
    "kernel": {"*"},  # Has no act of its own: it is there to be called.
    "ui": {"*"},  # Likewise.
    "access": {"policy"},  # Its one table.
    # What a door is opened by, what opens behind it, and how often one may knock.
    "accounts": {"links", "sessions", "limits"},
    "ledger": {"records"},  # A model is declared beside itself.
    "documents": {"store", "decoding", "pdf", "seal"},  # Files and bytes; none of them is an act.
    "duties": {"kinds"},  # A room brings its own kinds.
    "people": {"signals", "company"},  # The one signal in the house; what a company number is.
    "statement": {"reading"},  # Reading a document is pure, and the demonstration reads its own.
}
# Those that put the house together, and so may look into any room.
CARETAKERS = {"__main__", "config", "running"}
# Who is asking is asked as of now, wherever no day is given; and a proof is fresh now or not.
AS_OF_NOW = {"people.queries", "access.policy"}


def test_each_room_imports_only_from_the_lines_below_its_own(capsys):
    outcome = lint_imports(
        config_filename=str(rooms.ROOT / "pyproject.toml"), no_cache=True, no_logo=True
    )

    assert outcome == 0, capsys.readouterr().out


def test_tables_point_only_at_rooms_that_theirs_may_know():
    pointing = [
        (_room(model), f"{model.__name__}.{field.name}", _room(field.related_model))
        for model in _our_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and _is_ours(field.related_model)
    ]

    assert pointing
    assert [row for row in pointing if not rooms.may_know(row[0], row[2], ORDER)] == []


def test_migrations_wait_only_for_rooms_that_theirs_may_know():
    label_to_room = {config.label: config.name.split(".")[1] for config in _our_apps()}
    waiting = [
        (label_to_room[label], name, label_to_room[other])
        for (label, name), migration in MigrationLoader(None).disk_migrations.items()
        for other, _ in migration.dependencies
        if label in label_to_room and other in label_to_room
    ]

    assert waiting
    assert [row for row in waiting if not rooms.may_know(row[0], row[2], ORDER)] == []


@pytest.mark.django_db
def test_each_change_of_a_table_has_its_migration():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.parametrize("rule", [rules.stray_transactions, rules.misshapen_acts])
def test_the_source_keeps_to(rule):
    assert [found for module in MODULES for found in rule(module)] == []


def test_the_clock_is_read_at_the_edge_alone():
    reading = {module.name for module in MODULES if any(rules.stray_clocks(module))}

    assert reading == AS_OF_NOW


def test_a_room_is_called_through_its_doors_alone():
    visitors = [module for module in MODULES if module.room not in CARETAKERS]

    assert [found for module in visitors for found in rules.side_doors(module, OFFERED)] == []


def test_each_act_has_its_row_of_the_policy_and_each_row_its_act():
    acts = {name for name, _, _ in _acts()}

    assert acts == {name for name, action in ACTIONS.items() if action.leaves}


def test_act_permission_and_event_bear_one_name():
    expected = {name: f"{room}.{rules.event_of(act)}" for name, room, act in _acts()}

    assert {name: ACTIONS[name].leaves for name in expected} == expected


def test_each_event_is_written_where_its_act_is():
    words = {}
    for module in MODULES:
        if rules.acts(module):
            nodes = ast.walk(module.tree)
            words.setdefault(module.room, set()).update(
                node.value for node in nodes if isinstance(node, ast.Constant)
            )
    events = [action.leaves for action in ACTIONS.values() if action.leaves]

    assert [event for event in events if event not in words[event.split(".")[0]]] == []


def _acts() -> Iterator[tuple[str, str, str]]:
    """The name of each act in the policy, its room, and its own name."""
    for module in MODULES:
        for act in rules.acts(module):
            yield f"{module.room}.{act.name}", module.room, act.name


def _our_apps():
    return [config for config in apps.get_app_configs() if config.name.startswith("sevenfold.")]


def _our_models():
    return [model for config in _our_apps() for model in config.get_models()]


def _is_ours(model) -> bool:
    return isinstance(model, type) and model.__module__.startswith("sevenfold.")


def _room(model) -> str:
    return model.__module__.split(".")[1]
