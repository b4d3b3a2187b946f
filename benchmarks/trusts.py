"""Databases that hold a trust of some size, made when first asked for and kept for the run."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from sevenfold.demo import large
from sevenfold.kernel import clock

_made: dict[large.Size, str] = {}
_names = (f"trust{number}" for number in count(1))


def use(size: large.Size) -> None:
    """Point Django at the trust of this size. It is for reading: what changes it takes a copy."""
    if size not in _made:
        name = next(_names)
        _create(name)
        _point_at(name)
        call_command("migrate", verbosity=0)
        large.tell(clock.now(), size)
        _made[size] = name
    _point_at(_made[size])


@contextmanager
def copy_of(size: large.Size) -> Iterator[None]:
    """Point Django at a copy of it that may be changed, and is gone afterwards."""
    use(size)
    name = next(_names)
    connection.close()
    _create(name, like=_made[size])
    _point_at(name)
    try:
        yield
    finally:
        connection.close()
        _remove(name)
        _point_at(_made[size])


def address() -> str:
    """The DATABASE_URL by which another process finds what Django is pointed at."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    return f"postgresql://{given['USER']}@/{given['HOST']}/{given['NAME']}"


def _point_at(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = _path(name) if connection.vendor == "sqlite" else name


def _path(name: str):
    return settings.SEVENFOLD_HOME / f"{name}.sqlite3"


def _create(name: str, like: str = "") -> None:
    if connection.vendor == "sqlite":
        if like:
            shutil.copyfile(_path(like), _path(name))
        return
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    _on_server(create.format(sql.Identifier(name), sql.Identifier(like or "template0")))


def _remove(name: str) -> None:
    if connection.vendor == "sqlite":
        _path(name).unlink()
    else:
        _on_server(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _on_server(statement: sql.Composed) -> None:
    given = connection.settings_dict
    with psycopg.connect(
        host=given["HOST"], user=given["USER"], dbname="postgres", autocommit=True
    ) as server:
        server.execute(statement)
