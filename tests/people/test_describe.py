from datetime import UTC, datetime

import pytest

from sevenfold.access.policy import Denied
from sevenfold.ledger.models import Event
from sevenfold.outbox.models import Message
from sevenfold.people import actions
from sevenfold.people.company import NotANumber, company_number
from sevenfold.people.models import Trust, in_hand
from tests.factories import a_body, a_clerk, a_governor, a_trust, an_academy, an_event

NOW = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("07654321", "07654321"),
        ("7654321", "07654321"),
        (" 0765 4321 ", "07654321"),
        ("sc123456", "SC123456"),
    ],
)
def test_a_company_number_is_written_as_the_register_writes_it(typed, number):
    assert company_number(typed) == number


@pytest.mark.parametrize("typed", ["", "123456789", "S1234567", "SC12345", "no number", "١٢٣٤٥٦٧٨"])
def test_what_is_no_company_number_is_refused_with_what_one_looks_like(typed):
    with pytest.raises(NotANumber, match="is not a company number"):
        company_number(typed)


@pytest.fixture
def governor(db):
    a_trust()
    an_event()
    body = a_body(academy=an_academy("Kestrel Fold Primary"), name="Kestrel Fold committee")
    return a_governor("Amina Yusuf", body=body)


def labels(governor) -> tuple[str, str]:
    appointment = governor.person.appointments.get()
    return appointment.body.get_kind_display(), appointment.where


def test_the_trust_is_described_by_the_governance_professional_alone(governor):
    said = {"local_tier": "academy council", "governor": "academy councillor", "at": NOW}

    with pytest.raises(Denied):
        actions.describe(governor, "Wrenmoor Trust", "07654321", **said)
    assert labels(governor) == ("Local academy committee", "Governor, Kestrel Fold Primary")

    clerk = a_clerk()
    actions.describe(clerk, "Wrenmoor Trust", "07654321", **said)

    trust = Trust.objects.get()
    entry = Event.objects.latest("index")
    assert labels(governor) == ("Academy council", "Academy councillor, Kestrel Fold Primary")
    assert (entry.type, entry.actor, entry.subject) == (
        "people.described",
        clerk.person.uid,
        trust.uid,
    )
    assert entry.payload.content["trust"] == {
        "uid": trust.uid,
        "name": "Wrenmoor Trust",
        "company_number": "07654321",
        "local_tier": "academy council",
        "governor": "academy councillor",
    }


def test_where_the_trust_says_nothing_the_usual_words_stand(governor):
    actions.describe(a_clerk(), "Wrenmoor Trust", local_tier="academy council", at=NOW)
    actions.describe(a_clerk(), "Wrenmoor Trust", at=NOW)

    assert labels(governor) == ("Local academy committee", "Governor, Kestrel Fold Primary")


@pytest.mark.parametrize("size", [1, 5])
def test_labels_ask_for_the_trust_once_a_request(governor, django_assert_num_queries, size):
    appointments = [governor.person.appointments.select_related("body__academy").get()] * size

    with in_hand(Trust.objects.get()), django_assert_num_queries(0):
        assert {row.where for row in appointments} == {"Governor, Kestrel Fold Primary"}


def test_a_letter_to_oneself_tries_the_mail(governor):
    with pytest.raises(Denied):
        actions.try_mail(governor, at=NOW)
    assert not Message.objects.exists()

    clerk = a_clerk("Marian Okafor")
    letter = actions.try_mail(clerk, at=NOW)

    assert (letter.to, letter.subject) == (
        clerk.person.account.email,
        "A test letter from Wrenmoor Learning Trust",
    )
    assert letter.text.startswith("Marian Okafor, you asked for this letter")
    entry = Event.objects.latest("index")
    assert (entry.type, entry.payload.content) == ("people.mail_tried", {"letter": letter.uid})
