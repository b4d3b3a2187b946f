import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sevenfold.kernel.canonical import LARGEST, NotCanonical, dumps, loads
from tests.ledger.vectors import VECTORS

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@pytest.mark.parametrize("case", VECTORS["canonical"], ids=lambda case: case["what"])
def test_a_value_has_the_published_canonical_bytes(case):
    expected = bytes.fromhex(case["hex"])

    assert dumps(json.loads(case["text"])) == expected == case["canonical"].encode()
    assert loads(expected) == json.loads(case["text"])


@pytest.mark.parametrize("case", VECTORS["canonical_refused"], ids=lambda case: case["text"])
def test_bytes_in_any_other_form_are_refused(case):
    with pytest.raises(NotCanonical):
        loads(bytes.fromhex(case["hex"]))


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (1.0, "float"),
        (math.nan, "float"),
        ({"pence": [12.5]}, "float"),
        (LARGEST + 1, "whole number beyond"),
        (-LARGEST - 1, "whole number beyond"),
        ({1: "one"}, "key that is not a text"),
        (("a", "b"), "tuple"),
        (b"bytes", "bytes"),
        ("\ud83d", "lone surrogate"),
        ({"\ud83d": 1}, "lone surrogate"),
    ],
)
def test_what_has_no_canonical_form_is_refused_when_written(value, why):
    with pytest.raises(NotCanonical, match=why):
        dumps(value)


def test_what_is_nested_too_deeply_is_refused_and_breaks_nothing():
    deep = []
    for _ in range(100_000):
        deep = [deep]

    with pytest.raises(NotCanonical, match="nested too deeply"):
        dumps(deep)
    with pytest.raises(NotCanonical):
        loads(b"[" * 100_000 + b"]" * 100_000)


@given(VALUES)
def test_what_was_written_reads_back_as_it_was(value):
    assert loads(dumps(value)) == value


@given(st.dictionaries(st.text(), st.none()))
def test_keys_stand_in_the_order_of_their_utf_16_code_units(value):
    keys = list(json.loads(dumps(value)))

    assert keys == sorted(
        value, key=lambda key: list(memoryview(key.encode("utf-16-le")).cast("H"))
    )
