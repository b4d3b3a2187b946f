"""The server of `sevenfold serve`, with as many processes and threads, without the worker beside it."""

import os
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

if __name__ == "__main__":
    on_sqlite = os.environ["DATABASE_URL"].startswith("sqlite")
    Granian(
        "sevenfold.config.wsgi:application",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=1 if on_sqlite else 2,
        blocking_threads=8,
        log_level=LogLevels.warning,
    ).serve()
