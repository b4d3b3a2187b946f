"""The text in a file's bytes, or what the file is instead and how to mend that."""

import codecs

_BY_MARK = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_IMAGE = "this is an image, which holds no text: use the document it was made from"
_NOT_TEXT = {
    b"%PDF": "this is a PDF, which is read in a later version: save its text as .txt and use that",
    b"PK\x03\x04": "this is a Word or zip file; Word is read in a later version: save it as .txt and use that",
    b"\xd0\xcf\x11\xe0": "this is an old Word file; Word is read in a later version: save it as .txt and use that",
    b"{\\rtf": "this is rich text: save it as plain text (.txt) and use that",
    b"\x89PNG": _IMAGE,
    b"\xff\xd8\xff": _IMAGE,
    b"GIF8": _IMAGE,
    b"II*\x00": _IMAGE,
    b"MM\x00*": _IMAGE,
    b"BM": _IMAGE,
}
_RIFF = (b"RIFF", b"WEBP")
_BINARY = "this is not text: save the document as plain text (.txt) and use that"
_BEGINNING = 1000  # Bytes, enough to tell text from other things.
_EMPTY = "this holds no text: check that the document was saved"


class NotText(ValueError):
    """The file holds no text that can be read. The message says what it is and what to do."""


def decode(data: bytes) -> str:
    """The text, from UTF-8 with or without its mark, UTF-16 with its mark, or Windows-1252.

    Raises NotText for anything else: empty, an image, another kind of document.
    """
    encoding = next((name for mark, name in _BY_MARK if data.startswith(mark)), None)
    if encoding is None:
        _refuse_other_kinds(data)
    text = _decoded(data, encoding)
    if not any(letter.isalnum() for letter in text):
        raise NotText(_EMPTY)
    return text


def _refuse_other_kinds(data: bytes) -> None:
    for start, why in _NOT_TEXT.items():
        binary = start != b"BM" or b"\x00" in data[:64]  # A text may begin with these letters.
        if data.startswith(start) and binary:
            raise NotText(why)
    if data[:4] == _RIFF[0] and data[8:12] == _RIFF[1]:
        raise NotText(_IMAGE)
    if b"<svg" in data[:_BEGINNING]:
        raise NotText(_IMAGE)
    control = sum(byte < 32 and byte not in b"\t\n\r\f\v" for byte in data[:_BEGINNING])
    if b"\x00" in data or control * 20 > len(data[:_BEGINNING]):
        raise NotText(_BINARY)


def _decoded(data: bytes, encoding: str | None) -> str:
    for name in (encoding,) if encoding else ("utf-8", "cp1252"):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    raise NotText(_BINARY)
