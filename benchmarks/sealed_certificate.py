"""A certificate from click to kept file; floor: typst on the same input, one bare signature."""

import io

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.fields import SigSeedSubFilter

from sevenfold.conduct import certificate
from sevenfold.conduct.models import Signature
from sevenfold.documents import pdf, seal
from sevenfold.kernel import clock
from sevenfold.people.models import Trust
from sevenfold.ui import certificates

from . import trusts
from .bench import Figure, Scale, by_turns, figure, timed

PROMISE = "sealed certificate"
GOAL = 1.5
PAGES = 5  # In each round; the figures are for one.
META = PdfSignatureMetadata(
    field_name="Seal", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
)


def measure(scale: Scale) -> list[Figure]:
    with trusts.copy_of(scale.trust):
        trust, now = Trust.objects.get(), clock.now()
        seal.make(trust.name, at=now)
        signer = SimpleSigner.load(str(seal.path()), str(seal.path()))
        rows = Signature.objects.select_related("person", "issue__approved_by", "event__log")
        # None is made twice: typst remembers.
        chosen = list(rows.order_by("pk")[: 2 * PAGES * (scale.rounds + 1)])

        def taken() -> list[Signature]:
            return [chosen.pop() for _ in range(PAGES)]

        def ours() -> float:
            signatures = taken()
            return timed(lambda: [_download(each, trust, now) for each in signatures]) / PAGES

        def floor() -> float:
            pages = [
                certificates.page_of(each.event, certificate.of(each), trust, now)
                for each in taken()
            ]
            return timed(lambda: [_bare(page, signer, now) for page in pages]) / PAGES

        return [figure(PROMISE, *by_turns(scale.rounds, ours, floor), GOAL)]


def _download(signature: Signature, trust: Trust, at) -> bytes:
    return certificates.sealed(signature.event, lambda: certificate.of(signature), trust, at=at)


def _bare(page: dict, signer: SimpleSigner, at) -> bytes:
    made = pdf.compile("certificate.typ", page, at=at)
    return sign_pdf(IncrementalPdfFileWriter(io.BytesIO(made)), META, signer).getvalue()
