from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from sevenfold.ledger import records


class DutiesConfig(AppConfig):
    name = "sevenfold.duties"

    def ready(self):
        from . import signals, verify  # noqa: F401 - the first listens from here on.

        autodiscover_modules("kinds")
        records.check("what is asked", verify.problems, verify.COVERS)
