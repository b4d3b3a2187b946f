from django.core.management import BaseCommand
from django.db import connection
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


class Command(BaseCommand):
    help = "Serve the pages."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *, port, host, **_):
        # The embedded database has one fair queue of writers for each process: so, one process.
        workers = 1 if connection.vendor == "sqlite" else 2
        connection.close()
        Granian(
            "sevenfold.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=8,
            log_level=LogLevels.warning,
        ).serve()
