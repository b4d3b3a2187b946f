"""The proof file of one entry (c2sp.org/tlog-proof@v1), which anybody checks offline.

Here it is written. It is read and judged by the checker that outsiders use.
"""

import base64
from collections.abc import Sequence

from .checker.check import PROOF_BYTES


def write(line: bytes, index: int, hashes: Sequence[bytes], checkpoint: bytes) -> bytes:
    """The file for an entry's line at its place, with its inclusion proof under the checkpoint.

    The hashes begin with the leaf's sibling; the checkpoint stands verbatim, with its
    cosignatures.
    """
    head = [
        b"c2sp.org/tlog-proof@v1",
        b"extra " + base64.b64encode(line),
        b"index %d" % index,
        *(base64.b64encode(hash) for hash in hashes),
    ]
    file = b"\n".join(head) + b"\n\n" + checkpoint
    if len(file) > PROOF_BYTES:
        raise ValueError(f"a proof has at most {PROOF_BYTES} bytes")
    return file
