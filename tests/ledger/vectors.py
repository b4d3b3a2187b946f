"""The public vectors of the formats: examples that anybody's checker can be tried with."""

import json
from pathlib import Path

VECTORS = json.loads(Path(__file__).with_name("evidence-vectors.json").read_text())


def named(name: str) -> list[tuple[str, dict]]:
    """The cases of one kind, each with what to call it in a test."""
    return [(case.get("name") or case.get("what") or case["why"], case) for case in VECTORS[name]]
