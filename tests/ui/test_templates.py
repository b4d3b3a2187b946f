"""What no template of the project may hold, because the content security policy forbids it."""

import re
from pathlib import Path

import pytest

import sevenfold

# A letter brings its style with it, as it can load none.
LETTERS = {"outbox/letter.html"}
TEMPLATES = sorted(
    path
    for path in Path(sevenfold.__file__).parent.rglob("templates/**/*.html")
    if "/".join(path.parts[-2:]) not in LETTERS
)
INLINE = {
    "a style": re.compile(r"<style|\sstyle\s*=", re.IGNORECASE),
    "a script": re.compile(r"<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE),
    "a handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
}


def inline(text: str) -> list[str]:
    return [name for name, pattern in INLINE.items() if pattern.search(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<p style="margin: 0">', ["a style"]),
        ("<style>p {}</style>", ["a style"]),
        ("<script>go()</script>", ["a script"]),
        ('<a href="javascript:go()">', ["a script"]),
        ('<button\n  onclick="go()">', ["a handler"]),
        ('<script src="/static/ui/a.js"></script><p class="style=">on = 1</p>', []),
    ],
)
def test_what_stands_inline_is_found(text, found):
    assert inline(text) == found


def test_no_template_has_anything_inline():
    assert len(TEMPLATES) > 20
    assert {
        str(path): inline(path.read_text()) for path in TEMPLATES if inline(path.read_text())
    } == {}
