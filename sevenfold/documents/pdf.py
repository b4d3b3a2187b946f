"""Making a PDF that a screen reader can read and an archive can keep: PDF/UA-1 and PDF/A-2a.

A template is one of our own typst files; whatever people typed comes to it as data, and stays text.
"""

import json
import re
import unicodedata
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).with_name("typst")
FONTS = Path(__file__).with_name("fonts")
STANDARDS = ["ua-1", "a-2a"]

# Control characters, what turns the direction of the letters round it, and what is no character.
NOT_LETTERS = {"Cc", "Cf", "Cs", "Co", "Cn"}
JOINERS = "\u200c\u200d"  # Some scripts spell with them.
_NO_GLYPH = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def compile(template: str, data: dict[str, Any], *, at: datetime) -> bytes:
    """The PDF that the template makes of `data`, dated `at`. The same input gives the same bytes.

    Letters that none of our typefaces has stand as their numbers in Unicode: [U+738B].
    """
    data = _each_text(data, _letters)
    try:
        return _compiled(template, data, at)
    except typst.TypstError as error:
        missing = _without_glyph(error.diagnostic)
        if not missing:
            raise
    spelt = {ord(letter): f"[U+{ord(letter):04X}]" for letter in missing}
    return _compiled(template, _each_text(data, lambda text: text.translate(spelt)), at)


def _compiled(template: str, data: dict[str, Any], at: datetime) -> bytes:
    return typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=STANDARDS,
        timestamp=at.astimezone(UTC).replace(microsecond=0),
        format="pdf",
    )


@cache
def _fonts() -> typst.Fonts:
    """Ours, and those within typst for scripts that ours lack. None of the machine's."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def _each_text(value: Any, change) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each_text(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(item, change) for item in value]
    return value


def _letters(text: str) -> str:
    """The text without what is no letter, sign or blank, so that it reads as it was typed."""
    text = unicodedata.normalize("NFC", text.replace("\n", " ").replace("\t", " "))
    return "".join(c for c in text if c in JOINERS or unicodedata.category(c) not in NOT_LETTERS)


def _without_glyph(diagnostic: str) -> set[str]:
    """The letters that the compiler found in no typeface."""
    found = "".join(_NO_GLYPH.findall(diagnostic))
    text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), found)
    return {letter for letter in text if not letter.isascii()}
