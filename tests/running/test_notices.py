"""Those who look after the trust see on every page what does not run; others do not."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from sevenfold.kernel import clock
from sevenfold.running import actions
from sevenfold.running.rules import NO_MAIL, notices
from tests.factories import a_clerk, a_governor, a_trust, with_grant
from tests.pages import read

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("beat", "mail_since", "mail", "said"),
    [
        (NOW, None, True, []),
        (NOW - 5 * MINUTE, None, True, []),
        (NOW - 6 * MINUTE, None, True, ["The worker has been silent since today, 9:24am."]),
        (None, None, True, ["The worker has not yet run."]),
        (NOW, None, False, [NO_MAIL.what]),
        (NOW, NOW - 5 * MINUTE, True, []),
        (
            NOW,
            NOW - 6 * MINUTE,
            True,
            ["The mail server has taken no letter since today, 9:24am."],
        ),
        (
            NOW - timedelta(days=1),
            NOW - timedelta(days=1),
            False,
            [NO_MAIL.what, "The worker has been silent since yesterday, 9:30am."],
        ),
    ],
)
def test_what_is_said(beat, mail_since, mail, said):
    found = notices(beat, mail_since, "", mail=mail, now=NOW)

    assert [notice.what for notice in found] == said


def test_a_book_that_is_not_signed_is_said_with_its_reason():
    (notice,) = notices(NOW, None, "it may end too early", mail=True, now=NOW)

    assert notice.what == "The evidence book is not signed: it may end too early."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "told"),
    [
        (a_clerk, True),
        (lambda: with_grant("technical-administrator"), True),
        (lambda: with_grant("auditor"), False),
        (a_governor, False),
    ],
)
def test_only_those_who_look_after_the_trust_are_told(client, make, told):
    a_trust()
    client.enter(make())

    page = read(client.get(reverse("ui:help")).text)

    strips = [strip.text() for strip in page.with_class("sf-strip")]
    assert [NO_MAIL.what in strip and "has not yet run" in strip for strip in strips] == [
        True
    ] * told


@pytest.mark.django_db
def test_nothing_is_said_while_all_runs(client, settings):
    settings.MAIL = "smtp://localhost"
    actions.beat(at=clock.now())
    client.enter(a_clerk())

    assert "sf-strip" not in client.get(reverse("ui:help")).text


@pytest.mark.django_db
def test_a_note_on_the_mail_server_keeps_since_when(settings):
    settings.MAIL = "smtp://localhost"
    actions.beat(at=NOW)
    pulse = lambda: actions.Pulse.objects.values_list("mail_error", "mail_since").get()  # noqa: E731

    actions.note_mail("Connection refused", at=NOW)
    actions.note_mail("timed out", at=NOW + MINUTE)
    assert pulse() == ("timed out", NOW)

    actions.note_mail("", at=NOW + 2 * MINUTE)
    assert pulse() == ("", None)
