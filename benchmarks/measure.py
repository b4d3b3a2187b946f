"""Measures on the database that the environment names; benchmarks.run calls it for each of them."""

import argparse
import importlib
import json
from pathlib import Path

import django

MODULES = (
    "from_nothing",
    "nightly",
    "one_signature",
    "living_statement",
    "burst",
    "verify",
    "proof",
    "sealed_certificate",
)
ROW = "{:<46} {:>11} {:>11} {:>7} {:>7}  {:<4} {}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="those whose name holds this word")
    parser.add_argument("--quick", action="store_true", help="at a size that proves nothing")
    parser.add_argument("--json", type=Path, help="where to write what was found")
    given = parser.parse_args()
    django.setup()
    from . import bench  # Only now: it imports models.

    found = []
    scale = bench.QUICK if given.quick else bench.FULL
    print(ROW.format("promise", "ours, ms", "floor, ms", "ratio", "goal", "met", ""), flush=True)
    for name in chosen(given.only):
        for figure in importlib.import_module(f"benchmarks.{name}").measure(scale):
            found.append(figure.as_json())
            print(as_line(figure), flush=True)
    if given.json:
        given.json.write_text(json.dumps(found))


def chosen(word: str) -> list[str]:
    """The benchmarks whose name, or whose file's, holds the word."""
    word = word.lower()
    return [
        name
        for name in MODULES
        if word in name.replace("_", " ")
        or word in importlib.import_module(f"benchmarks.{name}").PROMISE
    ]


def as_line(figure) -> str:
    return ROW.format(
        figure.promise,
        f"{figure.median_ms:,.2f}",
        f"{figure.floor_ms:,.2f}",
        f"{figure.ratio:.2f}",
        f"{'≥' if figure.at_least else '≤'} {figure.goal:g}",
        "yes" if figure.met else "NO",
        figure.note,
    )


if __name__ == "__main__":
    main()
