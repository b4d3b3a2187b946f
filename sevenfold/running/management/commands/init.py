import sys
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, call_command
from django.core.validators import validate_email
from django.db import DatabaseError
from django.urls import reverse

from sevenfold.kernel import clock
from sevenfold.people.models import Trust
from sevenfold.running import founding, home
from sevenfold.running.database import said


class Command(BaseCommand):
    help = "Begin a trust: its home, keys and database, and a way in for who looks after it first."

    def add_arguments(self, parser):
        parser.add_argument("--trust", metavar="NAME", help="what the trust is called")
        parser.add_argument(
            "--admin", metavar="EMAIL", help="the address of the first governance professional"
        )

    def handle(self, *, trust, admin, **_options):
        if settings.DEMO:
            raise CommandError(
                f"{settings.SEVENFOLD_HOME} is the home of a demonstration", returncode=2
            )
        name = _name(_given(trust, "--trust", "Name of the trust: "))
        email = _email(
            _given(admin, "--admin", "E-mail address of the first governance professional: ")
        )
        try:
            founding.refuse_a_second()  # Before anything is held: the home may be in use.
            with home.being_made() as place:
                home.make_secret(place)
                call_command("migrate", verbosity=0)
                person, token = founding.found(name, email, at=clock.now())
        except founding.AlreadyThere as there:
            raise CommandError(
                f"There is a trust here already: {there}. Nothing was changed"
            ) from None
        except home.InUse as refusal:
            raise CommandError(f"{refusal}", returncode=2) from refusal
        except OSError as error:
            raise CommandError(
                f"{settings.SEVENFOLD_HOME} cannot be made: {error.strerror}", returncode=2
            ) from error
        except DatabaseError as error:
            raise CommandError(f"The database failed: {said(error)}", returncode=2) from error
        address = urljoin(settings.SITE, reverse("link", args=[token]))
        self.stdout.write(
            f"{name} is set up. While “sevenfold serve” runs, {person} signs in here,"
            f" once and within the hour:\n{address}"
        )


def _given(value: str | None, option: str, question: str) -> str:
    if value is not None:
        return value
    if not sys.stdin.isatty():
        raise CommandError(f"{option} is missing, and there is no terminal to ask at", returncode=2)
    try:
        return input(question)
    except EOFError:
        raise CommandError("Nothing was answered, and nothing was changed", returncode=2) from None


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or not name.isprintable() or len(name) > Trust._meta.get_field("name").max_length:
        raise CommandError("The name of a trust is one line of 1 to 200 letters", returncode=2)
    return name


def _email(text: str) -> str:
    try:
        validate_email(text.strip())
    except ValidationError:
        raise CommandError(
            f"{text!r} is no e-mail address, such as clerk@wrenmoor.example", returncode=2
        ) from None
    return text.strip()
