"""Writes reference.md beside itself from the code: `make docs`. A test compares the two."""

import argparse
import ast
import inspect
import os
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = Path(__file__).with_name("reference.md")

# Every name that the settings read from the environment or from settings.env.
SETTINGS = {
    "SEVENFOLD_HOME": "The folder that holds everything of this installation: database, stored files, keys, "
    "`settings.env`. `./var` where it is not set.",
    "SEVENFOLD_HOSTS": "The host names under which the site is reached, with commas between them. This machine "
    "alone where it is not set.",
    "SEVENFOLD_PROXIES": "How many proxies of yours stand before the site, 0 where it is not set. Their word is taken "
    "for the client's address and for TLS.",
    "DATABASE_URL": "A PostgreSQL database, as `postgresql://USER:PASSWORD@HOST/NAME`. The embedded SQLite in "
    "the home where it is not set.",
    "EMAIL_URL": "The mail server, as `smtp+tls://USER:PASSWORD@HOST:587` or `smtp+ssl://…:465`. No letter leaves "
    "while it is not set.",
    "SEVENFOLD_ARCHIVE": "The address of a mailbox outside IT, to which one letter a day brings the newest "
    "checkpoint of the evidence book. None is sent while it is not set.",
    "EMAIL_FROM": "The address that letters come from. The user of EMAIL_URL where that is an address.",
}
REACHES = {
    "trust": "the whole trust",
    "academies": "their academies",
    "bodies": "their bodies",
    "self": "themselves",
}
DJANGOS_OWN = {
    "help",
    "version",
    "verbosity",
    "settings",
    "pythonpath",
    "traceback",
    "no_color",
    "force_color",
    "skip_checks",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sevenfold.config.settings")
    django.setup()
    REFERENCE.write_text(reference(), "utf-8")


def reference() -> str:
    """The whole page. Django has to be set up."""
    parts = [
        "# Reference\n\nWritten from the code by `make docs`; a test compares the two.",
        "## Commands\n\n`sevenfold COMMAND --help` says the same.",
        *commands(),
        "## Kinds of duty\n\nA duty is one of these kinds, with its own numbers, from a day on.",
        *kinds(),
        "## Permissions\n\nWhat is not in this table nobody may do.",
        permissions(),
        "## Events\n\nEach act leaves one entry in the evidence book.",
        events(),
        "## Settings\n\nFrom the environment or from `settings.env` in the home; the environment wins.",
        table(
            ["Setting", "What it is"], ([f"`{name}`", words] for name, words in SETTINGS.items())
        ),
    ]
    return "\n\n".join(parts) + "\n"


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    cells = ([cell.replace("|", "\\|") for cell in line] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def first_line(documented: object) -> str:
    return (inspect.getdoc(documented) or "").partition("\n")[0]


def command_names() -> list[str]:
    """The commands of our rooms, less those of Django's."""
    from django.apps import apps

    folders = [Path(config.path, "management", "commands") for config in apps.get_app_configs()]
    ours = [str(folder) for folder in folders if ROOT / "sevenfold" in folder.parents]
    return sorted(module.name for module in pkgutil.iter_modules(ours))


def commands() -> Iterator[str]:
    from django.core.management import get_commands, load_command_class

    for name in command_names():
        command = load_command_class(get_commands()[name], name)
        yield from parser_pages(command.create_parser("sevenfold", name), f"sevenfold {name}")


def parser_pages(parser: argparse.ArgumentParser, called: str) -> Iterator[str]:
    """One heading for the command and for each command within it."""
    actions = [action for action in parser._actions if action.dest not in DJANGOS_OWN]
    inner = [action for action in actions if isinstance(action, argparse._SubParsersAction)]
    rows = [[f"`{usage(action)}`", action.help or ""] for action in actions if action not in inner]
    page = [f"### {called}", " ".join((parser.description or "").split())]
    yield "\n\n".join(
        filter(None, page + ([table(["Option", "What it does"], rows)] if rows else []))
    )
    for action in inner:
        for name, parser_within in action.choices.items():
            yield from parser_pages(parser_within, f"{called} {name}")


def usage(action: argparse.Action) -> str:
    """The option with what it takes: `--size small|large`, `FILE`."""
    takes = action.metavar or "|".join(action.choices or [action.dest.upper()])
    if not action.option_strings:
        return str(takes)
    return ", ".join(action.option_strings) + ("" if action.nargs == 0 else f" {takes}")


def kinds() -> Iterator[str]:
    from sevenfold.duties.kinds import KINDS

    for code, kind in sorted(KINDS.items()):
        # A dataclass without words of its own has its signature for a docstring.
        rows = [[f"`{field.name}`", f"`{field.default!r}`"] for field in fields(kind.Params)]
        page = [f"### {code}", f"{kind.title}. {first_line(type(kind))}"]
        yield "\n\n".join(
            page + ([table(["Number", "Where the trust says nothing"], rows)] if rows else [])
        )


def permissions() -> str:
    from sevenfold.access.policy import ACTIONS

    rows = (
        [f"`{name}`", holders(action), f"`{action.leaves}`" if action.leaves else ""]
        for name, action in sorted(ACTIONS.items())
    )
    return table(["Permission", "Who, and how far", "Leaves"], rows)


def holders(action) -> str:
    """Roles by how far they reach: "the whole trust: auditor, governance professional"."""
    held = {}
    for role, reach in sorted(action.reach.items()):
        held.setdefault(REACHES[reach], []).append(role.replace("-", " "))
    said = [f"{reach}: {', '.join(roles)}" for reach, roles in sorted(held.items(), reverse=True)]
    return "; ".join(said + ["Sevenfold itself, in set-up"] * action.sevenfold)


def events() -> str:
    from sevenfold.access.policy import ACTIONS

    leaves = {action.leaves: name for name, action in ACTIONS.items() if action.leaves}
    return table(
        ["Event", "What happened"],
        ([f"`{event}`", act_words(leaves[event])] for event in sorted(leaves)),
    )


def act_words(name: str) -> str:
    """The first line of the act's own words, wherever in its room's actions it stands."""
    room, act = name.split(".")
    base = ROOT / "sevenfold" / room
    for path in [base / "actions.py", *sorted(base.glob("actions/*.py"))]:
        for node in ast.parse(path.read_text("utf-8")).body if path.exists() else []:
            if isinstance(node, ast.FunctionDef) and node.name == act:
                return (ast.get_docstring(node) or "").partition("\n")[0]
    return ""


if __name__ == "__main__":
    main()
