import sys
from pathlib import Path

from django.core.management import BaseCommand, CommandError

from sevenfold.kernel import clock
from sevenfold.ledger import actions as ledger
from sevenfold.ledger import keys, queries


class Command(BaseCommand):
    help = "Write the proof file of one entry, which anybody can check without Sevenfold."

    def add_arguments(self, parser):
        parser.add_argument("entry", metavar="ENTRY", help="an entry's number or its id")
        parser.add_argument("--out", metavar="FILE", type=Path, help="where to write it")

    def handle(self, *, entry, out, **_options):
        try:
            ledger.checkpoint(clock.now())
        except (ledger.Forked, keys.NoKey, queries.Incomplete) as refusal:
            raise CommandError(f"Nothing was signed: {refusal}") from refusal
        event = queries.find(entry)
        checkpoint = event and queries.covering(event)
        if checkpoint is None:
            raise CommandError(f"There is no entry {entry}")
        try:
            file = queries.proof_file(event, checkpoint)
        except queries.Incomplete as fault:
            raise CommandError(f"Nothing can be proved: {fault}") from fault
        if out is None:
            sys.stdout.buffer.write(file)
            return
        try:
            out.write_bytes(file)
        except OSError as error:
            raise CommandError(
                f"{out} cannot be written: {error.strerror}", returncode=2
            ) from error
