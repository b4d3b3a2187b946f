"""Django's command runner, for our commands: what goes wrong is one line and never a traceback."""

import importlib.util
import sys
from pathlib import Path

from django.core.management import (
    BaseCommand,
    CommandError,
    ManagementUtility,
    get_commands,
    load_command_class,
)
from django.core.management.base import SystemCheckError
from django.db import Error, connections

import sevenfold
from sevenfold.running import database

MISUSE = 2
CURRENT, ANY, NONE = "current", "of any version", "none"
# What of a database a command needs, where that is not the current one.
NEEDS = {
    "demo": NONE,
    "init": NONE,
    "restore": NONE,
    "doctor": NONE,  # It says itself what is wrong with it.
    "statement parse": NONE,
    "backup": ANY,
    "upgrade": ANY,
}
DJANGOS_OWN = {
    "--version",
    "--verbosity",
    "--settings",
    "--pythonpath",
    "--traceback",
    "--no-color",
    "--force-color",
    "--skip-checks",
}


class Runner(ManagementUtility):
    """Shows and runs our commands alone; in a development checkout all of them."""

    def main_help_text(self, commands_only=False):
        offered = commands()
        if commands_only:
            return "\n".join(sorted(offered))
        ours = {name: app for name, app in sorted(offered.items()) if _is_ours(app)}
        lines = [f"  {name:<10} {load_command_class(app, name).help}" for name, app in ours.items()]
        others = sorted(offered.keys() - ours.keys())
        if others:
            lines += ["", f"For development: {', '.join(others)}"]
        return "\n".join(["sevenfold COMMAND, with --help after it for more", "", *lines])

    def fetch_command(self, subcommand):
        app = commands().get(subcommand)
        if app is None:
            sys.stderr.write(
                f"sevenfold: there is no command {subcommand}; “sevenfold help” lists them\n"
            )
            sys.exit(MISUSE)
        command = load_command_class(app, subcommand)
        return _Ours(command) if _is_ours(app) else command

    def execute(self):
        if self.argv[1:] in (["version"], ["--version"]):
            sys.stdout.write(f"{sevenfold.__version__}\n")
            return
        super().execute()


class _Ours:
    """One of our commands, run so that what it refuses is said in one line."""

    def __init__(self, command: BaseCommand):
        self._command = command
        command.suppressed_base_arguments = DJANGOS_OWN  # They work, but are not shown.

    def print_help(self, *called):
        self._command.print_help(*called)

    def run_from_argv(self, argv):
        command = self._command
        command._called_from_command_line = True  # So that misuse is argparse's own exit.
        options = vars(command.create_parser(*argv[:2]).parse_args(argv[2:]))
        try:
            _check_database(argv[1], options)
            command.execute(*options.pop("args", ()), **options)
        except CommandError as refusal:
            if options["traceback"]:
                raise
            self._end(refusal, refusal.returncode)
        except database.Unusable as trouble:
            self._end(trouble, MISUSE)
        except Error as error:
            if options["traceback"]:
                raise
            self._end(f"The database failed: {database.said(error)}", MISUSE)
        finally:
            connections.close_all()

    def _end(self, why: Exception | str, code: int) -> None:
        checks = isinstance(why, SystemCheckError)
        self._command.stderr.write(str(why) if checks else f"sevenfold: {why}")
        sys.exit(code)


def commands() -> dict[str, str]:
    """Name to app of each command that is offered here."""
    found = get_commands()
    if is_development():
        return found
    return {name: app for name, app in found.items() if _is_ours(app)}


def is_development() -> bool:
    """A checkout of the source, with the tools that test it."""
    checkout = Path(sevenfold.__file__).parent.parent / "pyproject.toml"
    return checkout.is_file() and importlib.util.find_spec("pytest_django") is not None


def _is_ours(app: str) -> bool:
    return app.startswith("sevenfold.")


def _check_database(name: str, options: dict) -> None:
    needs = NEEDS.get(f"{name} {options.get('command')}", NEEDS.get(name, CURRENT))
    if needs != NONE:
        database.check(current=needs == CURRENT)
