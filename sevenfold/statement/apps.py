from django.apps import AppConfig

from sevenfold.ledger import records


class StatementConfig(AppConfig):
    name = "sevenfold.statement"

    def ready(self):
        from . import verify  # It reads models, which are not loaded before.

        records.check("lines of the statement", verify.problems, verify.COVERS)
