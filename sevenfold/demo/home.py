"""The demonstration's home: a folder of its own, marked, and never a real trust's.

Imports no Django, because the home has to be there before the settings are read.
"""

import os
import secrets
import shutil
from pathlib import Path

MARK = "demo"


class NotOurs(Exception):
    """The folder holds something that is not a demonstration: it is left as it is."""


def prepare(home: Path) -> None:
    """Make the home afresh. Raises NotOurs where the folder is not empty and bears no mark of ours."""
    if home.exists() and any(home.iterdir()) and not (home / MARK).is_file():
        raise NotOurs(f"{home} holds something that is not a demonstration; nothing was changed")
    shutil.rmtree(home, ignore_errors=True)
    (home / "keys").mkdir(parents=True, mode=0o700)
    (home / MARK).write_text("An invented trust. Made afresh by each `sevenfold demo`.\n")
    (home / "keys" / "secret").write_text(secrets.token_urlsafe(50))


def choose(arguments: list[str]) -> Path:
    """Point the settings to the demonstration's home, and away from a real database and mail."""
    home = Path("var/demo")
    for place, argument in enumerate(arguments):
        if argument == "--home" and place + 1 < len(arguments):
            home = Path(arguments[place + 1])
        elif argument.startswith("--home="):
            home = Path(argument.partition("=")[2])
    os.environ["SEVENFOLD_HOME"] = str(home)
    for name in ("DATABASE_URL", "EMAIL_URL"):
        os.environ.pop(name, None)
    return home
