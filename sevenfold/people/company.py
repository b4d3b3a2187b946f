"""The number that Companies House gave the trust."""

import re

_EIGHT = re.compile(r"[0-9]{8}|[A-Z]{2}[0-9]{6}")


class NotANumber(ValueError):
    """Says what a company number looks like."""


def company_number(typed: str) -> str:
    """The number as the register writes it: eight figures, or two letters and six figures.

    Companies House fills up with noughts from the left what has fewer figures, and so do we.
    Raises NotANumber.
    """
    number = re.sub(r"\s", "", typed).upper()
    if number.isdecimal() and number.isascii():
        number = number.zfill(8)
    if not _EIGHT.fullmatch(number):
        raise NotANumber(
            f"“{typed.strip()}” is not a company number. It has eight figures, like 07654321, or "
            "two letters and six figures"
        )
    return number
