"""The command line: Django's own runner under our name."""

import os
import sys

from sevenfold.demo import home


def main(argv: list[str] | None = None) -> int:
    """Run one command. The demonstration's home is made before the settings are read from it."""
    argv = argv or sys.argv
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sevenfold.config.settings")
    if argv[1:2] == ["demo"] and not {"-h", "--help"} & set(argv):
        try:
            home.prepare(home.choose(argv[2:]))
        except home.NotOurs as refusal:
            sys.stderr.write(f"sevenfold: {refusal}\n")
            return 2
    from django.core.management import ManagementUtility  # Only now: it reads the settings.

    utility = ManagementUtility(argv)
    utility.prog_name = "sevenfold"
    utility.execute()
    return 0
