"""What outsiders check with: a script of the standard library alone, and one page for a browser."""

import base64
import hashlib
from pathlib import Path

_HERE = Path(__file__).parent
# In the order in which they are read; each says at its head what it is for.
_SCRIPTS = ("encodings", "ed25519", "notes", "entries", "bundle", "page")


def script() -> bytes:
    """check.py, as it is handed out."""
    return (_HERE / "check.py").read_bytes()


def page() -> bytes:
    """check.html: script and style within it, allowed by their hashes and nothing else."""
    text = {name: (_HERE / "page" / f"{name}.js").read_text("utf-8") for name in _SCRIPTS}
    code = '"use strict";\n\n' + "\n".join(text.values())
    style = (_HERE / "page" / "page.css").read_text("utf-8")
    policy = f"default-src 'none'; script-src {_hash(code)}; style-src {_hash(style)}"
    whole = (_HERE / "page" / "page.html").read_text("utf-8")
    for mark, part in (("POLICY", policy), ("STYLE", style), ("SCRIPT", code)):
        whole = whole.replace(f"%{mark}%", part, 1)
    return whole.encode()


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
