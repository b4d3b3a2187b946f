import shutil
import sys
from datetime import date
from pathlib import Path

from django.core.management import BaseCommand, CommandError

from sevenfold.documents import store
from sevenfold.kernel import clock
from sevenfold.ledger import actions as ledger
from sevenfold.ledger import bundle, keys, queries


class Command(BaseCommand):
    help = "Write what an outsider needs to check the evidence book, into a new folder."

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="DIR", type=Path, help="a folder, new or empty")
        for name, what in (("--from", "first"), ("--to", "last")):
            parser.add_argument(
                name,
                dest=what,
                metavar="DATE",
                help=f"the {what} day whose entries stand in full, as in 2026-11-24",
            )

    def handle(self, *, folder, first, last, **_options):
        window = bundle.Window(_day(first), _day(last))
        if window.first and window.last and window.first > window.last:
            raise CommandError(f"{last} is before {first}", returncode=2)
        was_there = _prepare(folder)
        try:
            written = _write(folder, window)
        except BaseException:
            _clear(folder, keep=was_there)  # Half a bundle is none.
            raise
        for name in written.missing:
            self.stderr.write(f"The stored file {name} could not be put into it")
        self.stdout.write(f"{folder}: {written.entries:,} entries")
        if written.missing:
            sys.exit(1)


def _write(folder: Path, window: bundle.Window) -> bundle.Written:
    try:
        while True:
            if ledger.checkpoint(clock.now()) is None:
                raise CommandError("The evidence book has no entry yet")
            try:
                return bundle.write(folder, window, store.path_of)
            except bundle.Overtaken:
                _clear(folder, keep=True)
    except (ledger.Forked, keys.NoKey, queries.Incomplete) as refusal:
        raise CommandError(f"Nothing was signed: {refusal}") from refusal
    except OSError as error:
        raise CommandError(f"{folder} cannot be written: {error.strerror}", returncode=2) from error


def _prepare(folder: Path) -> bool:
    """Make the folder, and say whether it was there. Refuses one that holds anything."""
    try:
        was_there = folder.exists()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # It is full of names.
        if any(folder.iterdir()):
            raise CommandError(f"{folder} is not empty", returncode=2)
    except OSError as error:
        raise CommandError(f"{folder} cannot be used: {error.strerror}", returncode=2) from error
    return was_there


def _clear(folder: Path, *, keep: bool) -> None:
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if not keep:
        folder.rmdir()


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CommandError(f"{text} is not a date, as in 2026-11-24", returncode=2) from None
