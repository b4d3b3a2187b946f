import multiprocessing
import socket

from django.core.management import BaseCommand, CommandError
from django.db import connection
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from sevenfold.running import beside


class Command(BaseCommand):
    help = "Serve the pages, and do the worker's work beside them."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000, help="8000 where none is given")
        parser.add_argument("--host", default="127.0.0.1", help="this machine alone by default")

    def handle(self, *, port, host, **_):
        _refuse_what_is_taken(host, port)
        # The embedded database has one fair queue of writers for each process: so, one process.
        workers = 1 if connection.vendor == "sqlite" else 2
        connection.close()
        multiprocessing.set_start_method("spawn", force=True)  # The server's own processes, too.
        server = Granian(
            "sevenfold.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            # The server warns of more, which would only wait for one another.
            blocking_threads=min(8, 2 * multiprocessing.cpu_count() + 1),
            log_level=LogLevels.warning,
        )
        with beside.Worker():
            server.serve(target_loader=beside.web, wrap_loader=False)


def _refuse_what_is_taken(host: str, port: int) -> None:
    """The server itself would share the port with another one without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        raise CommandError(
            f"Nothing can listen at {host}, port {port}: {why}", returncode=2
        ) from error
