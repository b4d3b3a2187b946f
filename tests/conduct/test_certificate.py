"""The sealed PDF of a signature: one file, its signer's alone, with all that a stranger needs."""

from datetime import UTC, date, datetime

import pytest

from sevenfold.conduct import actions
from sevenfold.documents import seal
from sevenfold.documents.models import SealedCopy
from sevenfold.kernel.clock import AcademicYear
from sevenfold.ledger import queries as ledger
from sevenfold.ledger.models import Event
from sevenfold.people.queries import actor_for
from tests.documents.reading import text_of
from tests.documents.test_pdf import faults
from tests.factories import (
    CODE,
    a_body,
    a_clerk,
    a_duty,
    a_governor,
    a_trust,
    an_academy,
    an_appointment,
    an_event,
    with_grant,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 19, 48, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def tonight(time_machine, settings, tmp_path):
    settings.SEVENFOLD_HOME = tmp_path / "home"
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def amina():
    """She holds two appointments, one of them for a fortnight."""
    a_trust()
    an_event()
    lantern = a_body(academy=an_academy("Lantern Hill Primary"))
    kestrel = a_body(academy=an_academy("Kestrel Fold Primary"))
    amina = a_governor("Amina Yusuf", body=lantern)
    an_appointment(amina.person, body=kestrel, starts=date(2026, 11, 10))
    return actor_for(amina.person, proof="a code sent to your e-mail")


@pytest.fixture
def signature(amina):
    a_duty("code-of-conduct")
    issue = actions.approve(
        a_clerk(),
        AcademicYear(2026),
        "Code of conduct",
        CODE,
        body=a_body("board", name="Trust board"),
        on=date(2026, 9, 2),
        minute="8.2",
        at=NOW,
    )
    return actions.sign(amina, issue.uid, issue.sha256, "amina  yusuf", at=NOW)


def address(signature) -> str:
    return f"/conduct/receipts/{signature.event_id}/certificate.pdf"


def said_in(file: bytes) -> str:
    return text_of(file).replace("\N{NO-BREAK SPACE}", " ")


def test_the_certificate_says_who_what_when_and_how_to_check(client, amina, signature, tmp_path):
    client.enter(amina)

    answer = client.get(address(signature))

    event = signature.event
    proof = ledger.leaf_in_groups(event)
    said = said_in(answer.content)
    for words in (
        "Wrenmoor Learning Trust",
        "Certificate of signatureamina yusufhas read the code of conduct 2026/27",
        "Code of conduct, 2026/27, edition 1, approved by the trust board on 2 September 2026, "
        "minute 8.2. It states all seven principles of public life.",
        "“I have read the code of conduct 2026/27 and I will keep to it.”",
        "Tuesday 24 November 2026, 7:48pm and 12 seconds",
        "Governor, Lantern Hill Primary, due 30 September 2026, met late",
        "Governor, Kestrel Fold Primary, due 8 December 2026, met",
        "A code sent to their e-mail; their name typed by themselves",
        f"{event.number} in the trust’s evidence book",
        f"Proof{proof[:39]}{proof[40:]}Text signed",
        ledger.vkey_of(event.log),
        "Adobe Reader will say that the file is unaltered",
        "Sealed 24 November 2026, 7:48pmPage 1 of 1",
    ):
        assert words in said
    assert faults(answer.content, tmp_path) == []
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        f'attachment; filename="certificate-{event.number}.pdf"'
    )


def test_the_seal_is_the_trusts_and_names_the_entry_for_machines(client, amina, signature):
    client.enter(amina)

    found = seal.check(client.get(address(signature)).content)

    leaf = signature.event.leaf.hex()
    assert found == seal.Seal(
        ours=True,
        whose="Wrenmoor Learning Trust",
        intact=True,
        whole=True,
        at=NOW,
        keywords=(f"entry {signature.event_id}", f"proof {leaf}"),
    )


def test_the_second_download_is_the_first_to_the_byte_and_leaves_no_entry(
    client, amina, signature, time_machine
):
    client.enter(amina)
    entries = Event.objects.count()

    first = client.get(address(signature)).content
    time_machine.shift(3600)
    second = client.get(address(signature)).content

    assert first == second
    assert SealedCopy.objects.count() == 1
    assert Event.objects.count() == entries


def test_a_certificate_is_its_signers_alone(client, amina, signature):
    for somebody_else in (a_governor(), a_clerk(), with_grant("auditor")):
        client.enter(somebody_else)
        assert client.get(address(signature)).status_code == 404
    assert not SealedCopy.objects.exists()


def test_the_receipt_offers_it(client, amina, signature):
    client.enter(amina)

    assert address(signature) in client.get(f"/conduct/receipts/{signature.event_id}/").text


@pytest.mark.django_db(transaction=True)
def test_eight_downloads_at_once_give_one_file(client, amina, signature, at_once):
    def download(_):
        visitor = type(client)()
        visitor.enter(amina)
        return visitor.get(address(signature)).content

    files = at_once(8, download)

    assert len(set(files)) == 1
    assert SealedCopy.objects.count() == 1
