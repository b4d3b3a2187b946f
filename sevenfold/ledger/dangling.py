"""Does a row refer to one that is not there? For `verify`.

The databases see to it while nobody turns that off. Whoever did could hide a row from every query
that goes through the reference, and from the comparison with the entries.
"""

from collections.abc import Iterable, Iterator

from django.db.models import Exists, ForeignKey, Model, OuterRef

from .records import Problem


def problems(tables: Iterable[type[Model]]) -> Iterator[Problem]:
    for model in tables:
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey):
                yield from _of(model, field)


def _of(model: type[Model], field: ForeignKey) -> Iterator[Problem]:
    targets = field.related_model._base_manager
    there = targets.filter(**{field.target_field.attname: OuterRef(field.attname)})
    rows = model._base_manager.exclude(**{field.attname: None}).filter(~Exists(there))
    for key in rows.order_by("pk").values_list("pk", flat=True):
        where = f"{model._meta.db_table}, row {key}"
        yield Problem(where, f"its {field.column} leads to a row that is not there")
