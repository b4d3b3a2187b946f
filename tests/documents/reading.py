"""What a PDF says, read as a reader's copy and paste would: glyphs through their ToUnicode maps."""

import io
import re

import pikepdf


def text_of(pdf: bytes) -> str:
    """All that is shown, in the order in which it is drawn, without blanks between the pieces."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return "".join(_page_text(page) for page in document.pages)


def _page_text(page) -> str:
    maps = {name: _map(font) for name, font in page.Resources.Font.items()}
    said, current = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            current = maps[str(operands[0])]
        elif str(operator) in {"Tj", "TJ"}:
            pieces = operands[0] if str(operator) == "TJ" else operands
            for piece in pieces:
                if isinstance(piece, pikepdf.String):
                    said += _letters(bytes(piece), current)
    return "".join(said)


def _letters(glyphs: bytes, letters: dict[int, str]) -> list[str]:
    codes = [int.from_bytes(glyphs[at : at + 2]) for at in range(0, len(glyphs), 2)]
    return [letters.get(code, "\N{REPLACEMENT CHARACTER}") for code in codes]


def _map(font) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode("ascii")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.S):
        for code, letters in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[int(code, 16)] = bytes.fromhex(letters).decode("utf-16-be")
    return found
