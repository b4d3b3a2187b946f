"""The trust's seal on a PDF (PAdES B-B, ETSI EN 319 142-1), and whether a file still bears it.

The certificate is the trust's own, so a PDF reader says that the file is unaltered and that it
does not know the seal. The time in it is this machine's word; what fixes it is the evidence book.
"""

import hashlib
import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pikepdf
from asn1crypto import cms, keys, x509
from cryptography import x509 as certificates
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from pikepdf import Array, Dictionary, Name, String
from pyhanko.pdf_utils.generic import parse_pdf_date
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    validate_sig_integrity,
)
from pyhanko_certvalidator.registry import SimpleCertificateStore

from sevenfold.kernel.files import write_once

FIELD = "Seal"
ROOM = 4_096  # Hex digits kept free for the signature; it takes about half of them.
NAME_LENGTH = 64  # Bytes of the longest name that a certificate may bear (X.520).
HIDDEN_AND_PRINTED = 132  # Print and Locked: PDF/A asks for the first.
NO_END = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)  # RFC 5280, 4.1.2.5: it never runs out.


class NoKey(Exception):
    """The key that seals is not where it should be."""


class _Key(NamedTuple):
    secret: keys.PrivateKeyInfo
    certificate: x509.Certificate


def path() -> Path:
    """The key and its certificate. Whoever has it can seal for the trust."""
    return settings.SEVENFOLD_HOME / "keys" / "seal"


def make(name: str, *, at: datetime) -> None:
    """Make the key (EC P-256) and the trust's own certificate of that name, unless they are there."""
    if path().exists():
        return
    secret = ec.generate_private_key(ec.SECP256R1())
    pem = secret.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write_once(path(), pem + _certificate(secret, name, at))


def _certificate(secret: ec.EllipticCurvePrivateKey, name: str, at: datetime) -> bytes:
    short = name.encode()[:NAME_LENGTH].decode(errors="ignore")
    whose = certificates.Name(
        [
            certificates.NameAttribute(NameOID.COUNTRY_NAME, "GB"),
            certificates.NameAttribute(NameOID.ORGANIZATION_NAME, short),
            certificates.NameAttribute(NameOID.COMMON_NAME, short),
        ]
    )
    usage = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    usage = certificates.KeyUsage(digital_signature=True, content_commitment=True, **usage)
    public = secret.public_key()
    return (
        certificates.CertificateBuilder()
        .subject_name(whose)
        .issuer_name(whose)
        .public_key(public)
        .serial_number(certificates.random_serial_number())
        .not_valid_before(at.replace(microsecond=0))
        .not_valid_after(NO_END)
        .add_extension(certificates.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(certificates.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(secret, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )


def _key() -> _Key:
    """Raises NoKey."""
    try:
        pem = path().read_bytes()
        secret = serialization.load_pem_private_key(pem, None).private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        certificate = certificates.load_pem_x509_certificate(pem)
    except (OSError, ValueError) as error:
        raise NoKey("the key that seals cannot be read: keys/seal") from error
    der = certificate.public_bytes(serialization.Encoding.DER)
    return _Key(keys.PrivateKeyInfo.load(secret), x509.Certificate.load(der))


def seal(pdf: bytes, *, reason: str, at: datetime) -> bytes:
    """The PDF with the trust's seal on it, as accessible as it was. Raises NoKey.

    `pdf` is tagged, and of our own making.
    """
    key = _key()
    signer = SimpleSigner(key.certificate, key.secret, SimpleCertificateStore())
    meta = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason
    )
    says = f"Electronic seal of {key.certificate.subject.native['common_name']}"
    writer = _Writer(io.BytesIO(_with_field(pdf, says)))
    sign = partial(_At(at, meta, signer).sign_pdf, existing_fields_only=True, bytes_reserved=ROOM)
    # pyHanko starts an event loop of its own, which a thread that has one already refuses.
    with ThreadPoolExecutor(max_workers=1) as apart:
        return apart.submit(sign, writer).result().getvalue()


class _Writer(IncrementalPdfFileWriter):
    """Leaves the metadata as it is: pyHanko would write it anew, and no longer as PDF/A wants it."""

    def _update_meta(self):
        pass


class _At(PdfSigner):
    """Signs at the hour that it is given, where pyHanko would ask the machine."""

    def __init__(self, at: datetime, *settings):
        super().__init__(*settings)
        self.at = at

    def init_signing_session(self, *arguments, **settings):
        session = super().init_signing_session(*arguments, **settings)
        session.system_time = self.at
        return session


def _with_field(pdf: bytes, says: str) -> bytes:
    """The same with an empty field for the seal, as an element of the tags with words of its own.

    The field that pyHanko makes by itself has neither, so the file would no longer be PDF/UA.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        page, tags = document.pages[-1].obj, document.Root.StructTreeRoot
        top, place = tags.K[0], int(tags.ParentTreeNextKey)
        field = document.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Sig,
                T=String(FIELD),
                TU=String(says),
                Rect=Array([0, 0, 0, 0]),
                F=HIDDEN_AND_PRINTED,
                P=page,
                StructParent=place,
            )
        )
        element = document.make_indirect(
            Dictionary(
                Type=Name.StructElem,
                S=Name.Form,
                P=top,
                Alt=String(says),
                Pg=page,
                K=Dictionary(Type=Name.OBJR, Obj=field, Pg=page),
            )
        )
        top.K.append(element)
        pikepdf.NumberTree(tags.ParentTree)[place] = element
        tags.ParentTreeNextKey = place + 1
        page.Annots = Array([*page.get("/Annots", []), field])
        page.Tabs = Name.S
        document.Root.AcroForm = document.make_indirect(
            Dictionary(Fields=Array([field]), SigFlags=3)
        )
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


@dataclass(frozen=True)
class Seal:
    """What the seal on a file comes to."""

    ours: bool  # Whether it names this installation's certificate.
    whose: str  # The name in its certificate. Anybody can put any name into one of their own.
    intact: bool  # Whether what it covers is as it was when it was sealed.
    whole: bool  # Whether it covers the file from its first byte to its last.
    at: datetime | None = None  # By this machine's word, and only where the seal is good.
    keywords: tuple[str, ...] = ()  # What the file holds for machines, likewise.

    @property
    def good(self) -> bool:
        return self.ours and self.intact and self.whole


_RANGE = re.compile(rb"/ByteRange ?\[ ?0 (\d{1,10}) (\d{1,10}) (\d{1,10}) ?\]")
_MOST = 20  # Seals that are looked at on one file.
_UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    NotImplementedError,
    UnsupportedAlgorithm,
    SignatureValidationError,
)


def check(pdf: bytes) -> Seal | None:
    """What the seal on these bytes comes to; none where there is no seal that can be read.

    Ours goes before any other on the file. The bytes may come from anybody, so nothing reads them
    as a PDF before it is certain that this installation sealed every one of them.
    """
    found = []
    for place in islice(_RANGE.finditer(pdf), _MOST):
        seal = _judged(pdf, *map(int, place.groups()))
        if seal and seal.ours:
            return replace(seal, **_said(pdf)) if seal.good else seal
        found += [seal] if seal else []
    return found[0] if found else None


def _judged(pdf: bytes, before: int, after: int, rest: int) -> Seal | None:
    covered = hashlib.sha256(pdf[:before] + pdf[after : after + rest]).digest()
    try:
        held, signed = _signed_data(pdf[before:after])
        certificate = extract_certs_for_validation(signed).signer_cert
        signer = signed["signer_infos"][0]
        intact, valid = validate_sig_integrity(signer, certificate, "data", covered)
        ours = certificate.dump() == _own_certificate()
        return Seal(
            ours=ours,
            whose=str(certificate.subject.native.get("common_name", "")),
            intact=intact and valid and (not ours or held == _as_we_write(signer, certificate)),
            whole=after + rest == len(pdf),
        )
    except _UNREADABLE:  # asn1crypto reads each part only when it is asked for.
        return None


def _signed_data(gap: bytes) -> tuple[bytes, cms.SignedData]:
    """What lies in the part that a seal cannot cover. Raises ValueError where it is no signature."""
    digits = re.fullmatch(rb"<((?:[0-9A-F]{2})+)>", gap)  # In the one spelling that we write.
    held = bytes.fromhex(digits[1].decode()) if digits else b""
    return held, cms.ContentInfo.load(held)["content"]


def _as_we_write(signer: cms.SignerInfo, certificate: x509.Certificate) -> bytes:
    """The whole of that part, made anew from what is signed in it, the signature, and zeros.

    Nothing signs the rest of it, so that a byte there could be changed and nobody would see.
    """
    sha256 = {"algorithm": "sha256"}
    again = cms.SignerInfo(
        {
            "version": "v1",
            "sid": {
                "issuer_and_serial_number": {
                    "issuer": certificate.issuer,
                    "serial_number": certificate.serial_number,
                }
            },
            "digest_algorithm": sha256,
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signed_attrs": signer["signed_attrs"],
            "signature": signer["signature"],
        }
    )
    content = {
        "version": "v1",
        "digest_algorithms": [sha256],
        "encap_content_info": {"content_type": "data"},
        "certificates": [certificate],
        "signer_infos": [again],
    }
    der = cms.ContentInfo({"content_type": "signed_data", "content": content}).dump()
    return der.ljust(ROOM // 2, b"\0")


def _own_certificate() -> bytes | None:
    try:
        return _key().certificate.dump()
    except NoKey:
        return None


def _said(pdf: bytes) -> dict:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        signature = document.Root.AcroForm.Fields[0].V
        keywords = str(document.docinfo.get("/Keywords", ""))
        return {
            "at": parse_pdf_date(str(signature.M)),
            "keywords": tuple(keywords.split(", ")) if keywords else (),
        }
