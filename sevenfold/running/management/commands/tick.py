import sys
from datetime import date, datetime, time

from django.core.management import BaseCommand, CommandError

from sevenfold.kernel import clock
from sevenfold.running import daily
from sevenfold.running.worker import HOUR


class Command(BaseCommand):
    help = "Do the daily work: what today has been done already is left alone."

    def add_arguments(self, parser):
        parser.add_argument("--at", metavar="DATE", help="as if it were that day, as in 2026-11-24")

    def handle(self, *, at, **_options):
        now, today = clock.now(), clock.today()
        day = _day(at) if at else today
        if day < today:
            self.stdout.write(f"{day} has passed: nothing to do")
            return
        then = now if day == today else datetime.combine(day, time(HOUR), clock.LONDON)
        outcome = daily.tick(day, at=then, again=True)
        for title in outcome.done:
            self.stdout.write(f"Done: {title}")
        for title in outcome.failed:
            self.stderr.write(f"Failed: {title}")
        for title in outcome.held:
            self.stdout.write(f"Another process is at it: {title}")
        if not any((outcome.done, outcome.failed, outcome.held)):
            self.stdout.write("Nothing to do")
        if outcome.failed:
            sys.exit(1)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text} is not a date, as in 2026-11-24", returncode=2) from None
