from django.core.management import BaseCommand, call_command

from sevenfold.demo import large, story
from sevenfold.kernel import clock

TELL = {"small": story.tell, "large": large.tell}


class Command(BaseCommand):
    help = "Make the invented trust afresh, serve it, and print its address."

    def add_arguments(self, parser):
        parser.add_argument(
            "--size",
            choices=TELL,
            default="small",
            help="large: a hundred academies and ten years, in about a minute",
        )
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="make the trust and stop")
        parser.add_argument("--home", help="where the demonstration lives (default: ./var/demo)")

    def handle(self, *, size, port, no_serve, **_):
        call_command("migrate", verbosity=0)
        TELL[size](clock.now())
        if not no_serve:
            self.stdout.write(f"http://localhost:{port}/")
            self.stdout.flush()
            call_command("serve", port=port)
