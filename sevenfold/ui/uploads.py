"""A document that comes as a file or is pasted in, and its way through a page that shows it first.

Until its button is pressed nothing of it is kept: it travels in a hidden field, signed, so that
what is kept is what was shown.
"""

from typing import Any

from django import forms
from django.core import signing

from sevenfold.documents.decoding import NotText, decode

LIMIT = 500_000  # Bytes. A statement or a code of a few pages has about 15,000.
ENDINGS = (".txt", ".md", ".markdown", ".text")
TOO_LONG = (
    "This is longer than 500,000 characters. Use the document alone, without what goes with it"
)


class DocumentForm(forms.Form):
    """Its text, pasted, or its file. Cleaned: `words`, the text, and `source`, the bytes as they came."""

    text = forms.CharField(
        label="Paste its text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    file = forms.FileField(
        label="Or choose a file",
        required=False,
        allow_empty_file=True,
        help_text="Plain text: .txt or .md. Word and PDF files come in a later version.",
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        text, file = cleaned.get("text") or "", cleaned.get("file")
        if self.errors.keys() & {"text", "file"}:
            return cleaned
        if file and text.strip():
            self.add_error("file", "Paste the text or choose a file, not both")
        elif file:
            self._read("file", file.read(LIMIT + 1), file.name)
        elif text.strip():
            self._read("text", text.replace("\r\n", "\n").encode(), "")
        else:
            self.add_error("text", "Paste the text, or choose a file")
        return cleaned

    def _read(self, field: str, source: bytes, name: str) -> None:
        if len(source) > LIMIT:
            self.add_error(field, TOO_LONG)
            return
        try:
            words = decode(source)
        except NotText as refusal:
            said = str(refusal)
            self.add_error(field, said[0].upper() + said[1:])
            return
        if name and not name.lower().endswith(ENDINGS):
            self.add_error(field, "Choose a file whose name ends in .txt or .md")
            return
        self.cleaned_data |= {
            "words": words.replace("\r\n", "\n"),
            "source": source,
            "name": name,
        }


def hold(held: dict[str, Any], page: str) -> str:
    """What was read, as the value of a hidden field of that page."""
    return signing.dumps(held, salt=page, compress=True)


def held(value: str, page: str) -> dict[str, Any] | None:
    """What `hold` was given; None where the value is not ours or was altered."""
    try:
        return signing.loads(value, salt=page)
    except signing.BadSignature:
        return None
