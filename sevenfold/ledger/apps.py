from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "sevenfold.ledger"

    def ready(self):
        from . import guards  # It reads models, which are not loaded before.

        post_migrate.connect(guards.after_migrate, sender=self)
