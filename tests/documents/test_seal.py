"""The seal: good as it came, and bad after the smallest change."""

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from sevenfold.documents import pdf, seal
from tests.documents.test_pdf import a_page, faults

NOON = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)
TRUST = "Wrenmoor Learning Trust"
GOOD = seal.Seal(
    ours=True,
    whose=TRUST,
    intact=True,
    whole=True,
    at=NOON.replace(microsecond=0),
    keywords=("entry 1", "proof 2"),
)
ALTERED = seal.Seal(ours=True, whose=TRUST, intact=False, whole=True)


@pytest.fixture(autouse=True)
def home(tmp_path, settings):
    settings.SEVENFOLD_HOME = tmp_path / "home"
    seal.make(TRUST, at=NOON)
    return settings.SEVENFOLD_HOME


@pytest.fixture
def sealed():
    return seal.seal(a_tagged_page(), reason="Copy of entry 1", at=NOON)


def a_tagged_page() -> bytes:
    data = a_page(keywords=["entry 1", "proof 2"])
    return pdf.compile("certificate.typ", data, at=NOON)


def test_a_sealed_file_is_as_accessible_and_as_lasting_as_before(sealed, tmp_path):
    assert faults(a_tagged_page(), tmp_path) == []
    assert faults(sealed, tmp_path) == []


def test_it_seals_where_an_event_loop_is_running_too():
    async def within() -> bytes:
        return seal.seal(a_tagged_page(), reason="Copy of entry 1", at=NOON)

    def run() -> bytes:
        return asyncio.run(within())

    with ThreadPoolExecutor(max_workers=1) as apart:
        assert seal.check(apart.submit(run).result()) == GOOD


def test_the_seal_is_one_that_others_find_good(sealed):
    signature = PdfFileReader(io.BytesIO(sealed)).embedded_signatures[0]

    trusted = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
    with ThreadPoolExecutor(max_workers=1) as apart:  # It wants an event loop of its own.
        status = apart.submit(validate_pdf_signature, signature, trusted).result()

    assert (status.bottom_line, status.trusted, status.md_algorithm) == (True, True, "sha256")
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.signer_cert.public_key.curve == ("named", "secp256r1")


def test_a_good_seal_tells_whose_when_and_of_what(sealed):
    assert seal.check(sealed) == GOOD
    assert GOOD.good


def test_each_flipped_byte_is_found(sealed):
    at = sealed.index(b"/Contents <") + len(b"/Contents <")
    there = range(at - 30, at + 2 * 1100)  # The signature, of which nothing signs each byte.
    elsewhere = range(0, len(sealed), 499)

    missed = [place for place in (*there, *elsewhere) if _is_good(_flipped(sealed, place))]

    assert missed == []


def test_an_altered_page_still_says_whose_seal_it_bears(sealed):
    assert seal.check(_flipped(sealed, 2_000)) == ALTERED


def _flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def _is_good(data: bytes) -> bool:
    found = seal.check(data)
    return found is not None and found.good


def test_what_is_added_after_the_seal_is_found(sealed):
    found = seal.check(sealed + b"\n")

    assert (found.ours, found.intact, found.whole, found.good) == (True, True, False, False)


def test_room_left_beside_the_signature_is_no_hiding_place(sealed):
    zeros = sealed.index(b"00>\n/ByteRange")

    assert seal.check(sealed[:zeros] + b"01" + sealed[zeros + 2 :]) == ALTERED


def test_another_seal_is_anothers_however_it_calls_itself(sealed, settings, tmp_path):
    settings.SEVENFOLD_HOME = tmp_path / "elsewhere"
    assert seal.check(sealed) == seal.Seal(ours=False, whose=TRUST, intact=True, whole=True)

    seal.make(TRUST, at=NOON)
    found = seal.check(sealed)

    assert (found.ours, found.whose, found.good) == (False, TRUST, False)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7\n",
        b"%PDF-1.7 /ByteRange [0 9999999999 9999999999 9999999999]",
        b"%PDF-1.7 /ByteRange [0 9 40 0] <3080> ",
        b"/ByteRange [0 33 39 0]<300506032A0304>",
        b"/ByteRange [0 1 2 3]" * 1_000,
    ],
)
def test_what_bears_no_seal_that_can_be_read_has_none(data):
    assert seal.check(data) is None


def test_an_unsealed_file_has_none():
    assert seal.check(a_tagged_page()) is None


def test_the_key_is_made_once_and_for_its_owner_alone(home):
    before = seal.path().read_bytes()

    seal.make("Another Trust", at=NOON)

    assert seal.path().read_bytes() == before
    assert seal.path().stat().st_mode & 0o777 == 0o600
    assert [path.name for path in seal.path().parent.iterdir()] == ["seal"]


def test_a_name_longer_than_a_certificate_may_bear_is_cut(settings, tmp_path):
    settings.SEVENFOLD_HOME = tmp_path / "elsewhere"
    seal.make("Ŵ" * 200, at=NOON)

    found = seal.check(seal.seal(a_tagged_page(), reason="Copy", at=NOON))

    assert (found.whose, found.good) == ("Ŵ" * 32, True)


@pytest.mark.parametrize("damage", ["", "not a key", "-----BEGIN PRIVATE KEY-----\n"])
def test_without_its_key_nothing_is_sealed_and_nothing_is_ours(damage, sealed):
    seal.path().write_text(damage)

    with pytest.raises(seal.NoKey, match="keys/seal"):
        seal.seal(a_tagged_page(), reason="Copy", at=NOON)
    assert not seal.check(sealed).ours
