from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DutiesConfig(AppConfig):
    name = "sevenfold.duties"

    def ready(self):
        from . import signals  # noqa: F401 - it listens from here on.

        autodiscover_modules("kinds")
