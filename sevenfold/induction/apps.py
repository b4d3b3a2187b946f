from django.apps import AppConfig

from sevenfold.ledger import records


class InductionConfig(AppConfig):
    name = "sevenfold.induction"

    def ready(self):
        from . import verify  # It reads models, which are not loaded before.

        records.check("editions of acknowledgements", verify.problems, {})
