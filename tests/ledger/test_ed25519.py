"""Our own verification of Ed25519 against the published vectors and against `cryptography`."""

import random

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sevenfold.ledger.checker.check import Fault, verifies
from tests.ledger.vectors import VECTORS

BITS = 512


def ours(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        return verifies(public, message, signature)
    except Fault:
        return False


def theirs(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@pytest.mark.parametrize("case", VECTORS["ed25519"], ids=lambda case: case["name"])
def test_a_published_signature_is_judged_as_published(case):
    given = [bytes.fromhex(case[name]) for name in ("public", "message", "signature")]

    assert ours(*given) == case["ok"]
    assert theirs(*given) == case["plain_cryptography"]


def test_signatures_and_damaged_ones_are_judged_as_by_the_library():
    dice = random.Random(8032)
    for _ in range(150):
        secret = Ed25519PrivateKey.from_private_bytes(dice.randbytes(32))
        public, message = secret.public_key().public_bytes_raw(), dice.randbytes(dice.randrange(80))
        signature = secret.sign(message)
        bit = 1 << dice.randrange(BITS)
        damaged = (int.from_bytes(signature, "little") ^ bit).to_bytes(64, "little")

        assert ours(public, message, signature)
        for given in [
            (public, message, damaged),
            (public, message + b"!", signature),
            (dice.randbytes(32), message, signature),
        ]:
            assert (ours(*given), theirs(*given)) == (False, False)
