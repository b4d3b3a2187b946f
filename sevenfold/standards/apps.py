from django.apps import AppConfig
from django.db.models.signals import post_migrate

from . import library


class StandardsConfig(AppConfig):
    name = "sevenfold.standards"

    def ready(self):
        post_migrate.connect(library.after_migrate, sender=self)
