from django.apps import AppConfig

from sevenfold.documents import store
from sevenfold.ledger import records


class RunningConfig(AppConfig):
    name = "sevenfold.running"

    def ready(self):
        records.check_files(damage_of)


def damage_of(sha256: str) -> str | None:
    """What is wrong with a stored file that an entry cites, if anything."""
    try:
        store.read(sha256)
    except (store.Damaged, ValueError) as damage:
        return str(damage)
    return None
