"""The rooms in the order of their imports, as pyproject.toml has it."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def lines() -> list[set[str]]:
    """The rooms, line by line from the bottom; those of one line do not know each other."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [{room.strip() for room in layer.split("|")} for layer in reversed(layers)]


def may_know(room: str, other: str, order: list[set[str]]) -> bool:
    """Whether the one stands on a line above the other's, or is the same room."""
    return room == other or _line(room, order) > _line(other, order)


def _line(room: str, order: list[set[str]]) -> int:
    return next(number for number, line in enumerate(order) if room in line)
