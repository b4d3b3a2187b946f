"""Read a trust's statement from a file."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from sevenfold.access import policy as access
from sevenfold.documents.decoding import NotText, decode
from sevenfold.kernel import clock
from sevenfold.people.models import Trust
from sevenfold.statement import actions
from sevenfold.statement.reading import Line, Reading, read
from sevenfold.statement.reading.preview import title_of

COUNTED = {
    "purpose": ("core purpose", "core purposes"),
    "principle": ("how-line", "how-lines"),
    "commitment": ("commitment", "commitments"),
    "value": ("value", "values"),
    "clause": ("clause", "clauses"),
}


class Command(BaseCommand):
    help = "Read a trust's statement from a file of text."
    requires_system_checks = []

    def add_arguments(self, parser):
        commands = parser.add_subparsers(dest="command", required=True)
        parse = commands.add_parser("parse", help="read a statement and show what was read")
        parse.add_argument("file", type=Path, metavar="FILE", help="a .txt or .md file")
        parse.add_argument("--json", action="store_true", help="print what was read as JSON")

        keep = commands.add_parser("import", help="read a statement and keep it as a draft")
        keep.add_argument("file", type=Path, metavar="FILE", help="a .txt or .md file")
        keep.add_argument(
            "--title", default="", help="what it is called; its first line by default"
        )

    def handle(self, *, command, **options):
        getattr(self, f"_{command}")(**options)

    def _parse(self, *, file, json, **_options):
        reading = read(_read(file)[1])
        self.stdout.write(_as_json(reading) if json else _in_words(reading))

    def _import(self, *, file, title, **_options):
        source, text = _read(file)
        if not Trust.objects.exists():
            raise CommandError("there is no trust here yet: nothing was kept", returncode=1)
        reading = read(text)
        title = title or title_of(reading)
        draft = actions.keep(access.SEVENFOLD, title, reading, source, at=clock.now())
        self.stdout.write(f"{_counts(reading)}\nKept as version {draft.version}, a draft: {title}")


def _read(file: Path) -> tuple[bytes, str]:
    """The file's bytes and its text. Raises CommandError, exit 2, where it cannot be read as text."""
    try:
        source = file.read_bytes()
        return source, decode(source)
    except FileNotFoundError:
        why = "there is no such file"
    except IsADirectoryError:
        why = "this is a folder: name the statement's file"
    except OSError as error:
        why = f"it cannot be opened ({error.strerror})"
    except NotText as refusal:
        why = str(refusal)
    raise CommandError(f"{file}: {why}", returncode=2)


def _as_json(reading: Reading) -> str:
    return json.dumps(reading.as_json(), indent=2, ensure_ascii=False)


def _in_words(reading: Reading) -> str:
    """The counts, then the lines in reading order, then what was left out and what was unsure."""
    parts = [
        _counts(reading),
        "\n".join(_line(line) for line in reading.lines).lstrip("\n"),
    ]
    if reading.left_out:
        lines = _count(len(reading.left_out), "line", "lines")
        parts.append(f"Left out: {lines} of contents, running heads and page numbers")
    doubts = [f"- {' '.join(text.split())}\n  ({why})" for text, why in reading.unsure]
    parts.append("\n".join(["Unsure of:", *doubts]) if doubts else "Unsure of nothing")
    return "\n\n".join(parts)


def _counts(reading: Reading) -> str:
    return ", ".join(_count(len(reading.of(kind)), *names) for kind, names in COUNTED.items())


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _line(line: Line) -> str:
    words = f"{line.number} {line.text}".strip().replace("\n", "\n" + 14 * " ")
    above = "\n" if line.role == "heading" else ""
    return f"{above}{line.role or line.kind:<12}  {words}"
