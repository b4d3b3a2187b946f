"""The command line: Django's own runner under our name."""

import os
import sys

from sevenfold.demo import home


def main(argv: list[str] | None = None) -> int:
    """Run one command. The demonstration's home is made before the settings are read from it."""
    arguments = (argv or sys.argv)[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sevenfold.config.settings")
    try:
        if arguments[:1] == ["demo"] and not {"-h", "--help"} & set(arguments):
            home.prepare(home.choose(arguments[1:]))
        _run(["sevenfold", *arguments])
    except home.NotOurs as refusal:
        return _refuse(str(refusal))
    except BrokenPipeError:
        # Whoever read our output has enough; Python would say so once more as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        return _refuse(
            f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}"
        )
    except KeyboardInterrupt:
        return 130
    return 0


def _run(argv: list[str]) -> None:
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        settings.INSTALLED_APPS  # noqa: B018 - reads the settings, and what is wrong with them.
    except ImproperlyConfigured as wrong:
        sys.exit(_refuse(" ".join(str(wrong).split())))
    from .runner import Runner  # Only now: it reads the settings.

    Runner(argv).execute()


def _refuse(why: str) -> int:
    sys.stderr.write(f"sevenfold: {why}\n")
    return 2
