"""Canonical JSON: for each value exactly one sequence of bytes (RFC 8785, without fractions).

Objects, arrays, strings, true, false, null and whole numbers from -(2^53-1) to 2^53-1. Fractions
are refused because how to print them is the one hard part of RFC 8785: money is in pence, other
figures are strings.
"""

import json
from typing import Any, NoReturn

LARGEST = 2**53 - 1


class NotCanonical(ValueError):
    """A value that has no canonical form, or bytes that are not in it."""


def dumps(value: Any) -> bytes:
    """The canonical bytes of a value. Raises NotCanonical for what has none."""
    try:
        text = json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"))
        return text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("a lone surrogate in a text") from error
    except RecursionError as error:
        raise NotCanonical("nested too deeply") from error


def loads(data: bytes) -> Any:
    """The value of canonical bytes. Raises NotCanonical for any other bytes.

    Reading, writing again and comparing catches blanks, other escapes, doubled keys, -0 and 1e3.
    """
    try:
        value = json.loads(data.decode(), parse_float=_refuse, parse_constant=_refuse)
    except NotCanonical:
        raise
    except (ValueError, RecursionError) as error:
        raise NotCanonical("not JSON in UTF-8") from error
    if dumps(value) != data:
        raise NotCanonical("JSON, but not in its canonical form")
    return value


def _ordered(value: Any) -> Any:
    """The value with its keys in order of UTF-16 code units, once all of it proved allowed."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise NotCanonical(f"a whole number beyond {LARGEST}")
        return value
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise NotCanonical("a key that is not a text")
        return {key: _ordered(value[key]) for key in sorted(value, key=_utf16)}
    raise NotCanonical(
        f"a {type(value).__name__}, which is neither object, array, text nor whole number"
    )


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")


def _refuse(number: str) -> NoReturn:
    raise NotCanonical(f"{number} is not a whole number")
