"""Rules of the house that can be read off the source. Each yields what breaks it, in one line."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.rooms import ROOT

# Where a transaction may begin: an act, the engine, an importer, the check that holds the ledger
# still while it reads, and the invented trust that is written in bulk.
TRANSACTIONS = ("actions", "engine", "importer", "verify", "large")
# The edge, where the clock may be read; whatever it calls takes the hour from it.
CLOCKS = ("views", "forms", "middleware", "commands", "worker")
# What of a room other rooms may call.
DOORS = {"actions", "queries", "models"}
IRREGULAR = {
    "begin": "begun",
    "find": "found",
    "give": "given",
    "hold": "held",
    "keep": "kept",
    "send": "sent",
    "set": "set",
    "take": "taken",
    "withdraw": "withdrawn",
    "write": "written",
}


@dataclass(frozen=True)
class Module:
    """One module of ours, with its dotted name after `sevenfold.`"""

    name: str
    tree: ast.Module

    @property
    def room(self) -> str:
        return self.name.split(".")[0]

    def at(self, node: ast.AST) -> str:
        return f"{self.name}, line {node.lineno}"


def modules() -> list[Module]:
    """Every module but migrations."""
    base = ROOT / "sevenfold"
    return [
        Module(_name(path.relative_to(base)), ast.parse(path.read_text("utf-8")))
        for path in sorted(base.rglob("*.py"))
        if "migrations" not in path.parts
    ]


def _name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts)


def _is_in(module: Module, places: tuple[str, ...]) -> bool:
    return any(part in places for part in module.name.split("."))


def stray_transactions(module: Module) -> Iterator[str]:
    """A transaction that begins elsewhere commits half of somebody's act."""
    if _is_in(module, TRANSACTIONS):
        return
    for node in ast.walk(module.tree):
        if "atomic" in (getattr(node, "attr", None), getattr(node, "id", None)):
            yield f"{module.at(node)}: atomic"


def stray_clocks(module: Module) -> Iterator[str]:
    """What reads the clock by itself cannot be asked about another day."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            continue
        read = f"{node.value.id}.{node.attr}"
        ours = read in {"clock.now", "clock.today"}
        if (ours and not _is_in(module, CLOCKS)) or (
            read in {"timezone.now", "datetime.now", "date.today", "time.time"}
            and module.name != "kernel.clock"
        ):
            yield f"{module.at(node)}: {read}"


def side_doors(module: Module, also: Mapping[str, set[str]]) -> Iterator[str]:
    """Imports of what is another room's own affair; `also` names what more a room offers."""
    for node in ast.walk(module.tree):
        for name in _imported(node):
            room, *rest = name.split(".")
            offered = DOORS | also.get(room, set())
            if room != module.room and rest and not offered & {rest[0], "*"}:
                yield f"{module.at(node)}: {name}"


def _imported(node: ast.AST) -> Iterator[str]:
    """The dotted names after `sevenfold.` that the statement imports."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        names = [f"{node.module}.{alias.name}" for alias in node.names]
    else:
        return
    for name in names:
        if name.startswith("sevenfold."):
            yield name.removeprefix("sevenfold.")


def acts(module: Module) -> list[ast.FunctionDef]:
    """What somebody does: the public functions of `actions` that take first whoever acts."""
    if "actions" not in module.name.split("."):
        return []
    return [
        node
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and [argument.arg for argument in node.args.args[:1]] == ["actor"]
    ]


def misshapen_acts(module: Module) -> Iterator[str]:
    """An act is the outermost transaction, takes its hour from the edge, and says what it is for."""
    for act in acts(module):
        if "transaction.atomic(durable=True)" not in map(ast.unparse, act.decorator_list):
            yield f"{module.at(act)}: {act.name} is not a durable transaction"
        if "at" not in [argument.arg for argument in act.args.kwonlyargs]:
            yield f"{module.at(act)}: {act.name} does not take `at` by name"
        if not ast.get_docstring(act):
            yield f"{module.at(act)}: {act.name} does not say what it is for"


def event_of(act: str) -> str:
    """The name of the event that an act leaves: sign, signed; add_body, body_added."""
    verb, _, rest = act.partition("_")
    return f"{rest}_{_past(verb)}" if rest else _past(verb)


def _past(verb: str) -> str:
    if verb in IRREGULAR:
        return IRREGULAR[verb]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return f"{verb[:-1]}ied"
    return verb + ("d" if verb.endswith("e") else "ed")
