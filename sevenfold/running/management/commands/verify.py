"""Check the evidence book, and the records against it."""

import json
import sys
from dataclasses import asdict

from django.core.management.base import BaseCommand

from sevenfold.ledger.verify import Report, verify


class Command(BaseCommand):
    help = "Check that nothing in the evidence book, or in a record that it tells of, was altered."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *, json, **_options):
        report = verify()
        self.stdout.write(_as_json(report) if json else _in_words(report))
        if not report.ok:
            sys.exit(1)


def _as_json(report: Report) -> str:
    return json.dumps(
        {
            "ok": report.ok,
            "events": report.events,
            "checkpoint": None,
            "problems": [asdict(problem) for problem in report.problems],
            "covers": report.covers,
        },
        indent=2,
        ensure_ascii=False,
    )


def _in_words(report: Report) -> str:
    if report.ok:
        return f"{report.events:,} entries, all in order"
    return "\n".join(f"{problem.where}: {problem.what}" for problem in report.problems)
