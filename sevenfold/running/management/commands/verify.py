import json
import sys
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from sevenfold.ledger import keys, queries
from sevenfold.ledger.checker import check
from sevenfold.ledger.verify import Report, verify


class Command(BaseCommand):
    help = "Check that nothing in the evidence book, or in a record that it tells of, was altered."

    def add_arguments(self, parser):
        parser.add_argument(
            "file", nargs="?", metavar="FILE.tlog-proof", help="check this proof file instead"
        )
        parser.add_argument(
            "--key", action="append", default=[], metavar="VKEY", help="trust this key alone"
        )
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *, file, key, json, **_options):
        if file is None and key:
            raise CommandError("--key goes with a proof file", returncode=2)
        if file is not None and json:
            raise CommandError("--json goes without a proof file", returncode=2)
        good = self.check_proof(file, key) if file is not None else self.check_all(json)
        if not good:
            sys.exit(1)

    def check_all(self, json: bool) -> bool:
        report = verify()
        self.stdout.write(_as_json(report) if json else _in_words(report))
        return report.ok

    def check_proof(self, file: str, vkeys: list[str]) -> bool:
        """Prints and answers as check.py; what is ours is also held against the book."""
        try:
            asked = check.read_arguments([file, *(f"--key={vkey}" for vkey in vkeys)], "")
            if asked.bundle:
                raise check.Misuse(f"a folder, not a proof file: {file}")
            trusted = asked.keys or queries.own_keys()
        except (check.Misuse, keys.NoKey) as misuse:
            raise CommandError(str(misuse), returncode=2) from misuse
        if not trusted:
            raise CommandError("no key at hand to check a proof by", returncode=2)
        answer = _answer(file, trusted)
        for line in answer.lines:
            self.stdout.write(check.shown(line, getattr(self.stdout, "encoding", None) or "utf-8"))
        return not answer.problems


def _answer(file: str, trusted: list[check.Key]) -> check.Answer:
    answer = check.Answer()
    try:
        held = check.read_proof(check.read_file(file), trusted, file)
        log = queries.log_of(held.checkpoint.origin)
        contradiction = queries.contradiction(log, held) if log else ""
        if contradiction:
            raise check.Fault(contradiction)
    except check.Fault as fault:
        answer.problems.append((check.place_in(file, fault), fault.what))
    else:
        answer.facts += check.facts_of_proof(held)
        answer.facts += check.facts_of(held.checkpoint, "given")
    return answer


def _as_json(report: Report) -> str:
    return json.dumps(
        {
            "ok": report.ok,
            "events": report.events,
            "checkpoint": _newest_checkpoint(),
            "problems": [asdict(problem) for problem in report.problems],
            "covers": report.covers,
        },
        indent=2,
        ensure_ascii=False,
    )


def _newest_checkpoint() -> dict | None:
    newest = queries.newest_checkpoint()
    if newest is None:
        return None
    return {
        "origin": newest.log.origin,
        "size": newest.size,
        "root": newest.root_text,
        "key": queries.vkey_of(newest.log),
    }


def _in_words(report: Report) -> str:
    if report.ok:
        return f"{report.events:,} entries, all in order"
    return "\n".join(f"{problem.where}: {problem.what}" for problem in report.problems)
