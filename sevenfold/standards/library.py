"""The standards that are shipped: data files in our own words, brought into the tables.

They are loaded after every migrate. That is the one moment which comes of itself at each beginning
(init, demo), at each upgrade, and after a flush, which empties the tables; a migration would run
once and leave them empty after a flush, and would never bring new wording.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db import connection

PARTS = ("principles", "virtues")


def after_migrate(**_signal) -> None:
    """Bring the tables into line, where they are there: a migrate may also go back before them."""
    ours = {model._meta.db_table for model in apps.get_app_config("standards").get_models()}
    if ours <= set(connection.introspection.table_names()):
        load()


def load() -> None:
    """Enter or renew every standard, edition and provision. Nothing is ever removed."""
    from .models import Edition, Provision, Standard  # Models are not loaded when apps begin.

    shipped = [tomllib.loads(text) for text in _texts()]
    standards = [Standard(**_of(Standard, given)) for given in shipped]
    _enter(Standard, standards, by=["key"])
    editions = [
        Edition(standard=standard, superseded_by_id=follower, **_of(Edition, edition))
        for standard, given in zip(standards, shipped, strict=True)
        for edition, follower in _with_followers(given["editions"])
    ]
    _enter(Edition, editions, by=["key"])
    wordings = [edition for given in shipped for edition in given["editions"]]
    provisions = [
        provision
        for edition, wording in zip(editions, wordings, strict=True)
        for provision in _provisions(Provision, edition, wording)
    ]
    _enter(Provision, provisions, by=["edition", "part", "key"])


def _texts() -> Iterator[str]:
    for file in sorted((files("sevenfold.standards") / "data").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            yield file.read_text("utf-8")


def _of(model, given: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in model._meta.fields}
    return {name: value for name, value in given.items() if name in names}


def _with_followers(editions: list[dict]) -> Iterator[tuple[dict, str | None]]:
    """Each edition with the key of the one that replaced it; a file has them in their order."""
    for edition, follower in pairwise([*editions, None]):
        yield edition, follower and follower["key"]


def _provisions(model, edition, wording: dict) -> Iterator:
    number = 0
    for part in PARTS:
        for key, words in wording.get(part, {}).items():
            number += 1
            given = {name: text.strip() for name, text in words.items()}
            given.setdefault("name", key.capitalize())
            provision = model(edition=edition, number=number, part=part, key=key, **given)
            provision.digest = hashlib.sha256(provision.wording).hexdigest()
            yield provision


def _enter(model, rows: list, by: list[str]) -> None:
    model.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=by,
        update_fields=[
            field.name
            for field in model._meta.fields
            if not field.primary_key and field.name not in by
        ],
    )
