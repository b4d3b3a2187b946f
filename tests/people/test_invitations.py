"""Inviting: one letter to one person's own address, and what becomes of it is said honestly."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from sevenfold.access import policy as access
from sevenfold.accounts.models import Link
from sevenfold.kernel import clock
from sevenfold.ledger.models import Event
from sevenfold.outbox.models import Message
from sevenfold.people import actions
from sevenfold.people.models import Invitation, Person
from tests.factories import (
    a_body,
    a_governor,
    a_person,
    an_academy,
    an_appointment,
    an_issue,
    with_grant,
)

from .conftest import NOW


@pytest.fixture
def amina(clerk):
    body = a_body("local", an_academy("Kestrel Fold Primary"))
    return an_appointment(a_person("Amina Yusuf"), body=body).person


def test_whoever_governs_gets_a_link_that_lets_them_sign(clerk, amina, said):
    invitation = actions.invite(clerk, amina, at=NOW)

    assert said() == (
        "people.invited",
        amina.uid,
        {
            "invitation": {
                "uid": invitation.uid,
                "person": amina.uid,
                "at": "2026-11-24T09:14:00.000000Z",
            }
        },
    )
    letter = Message.objects.get(uid=invitation.letter)
    assert (letter.to, letter.person) == (amina.account.email, amina.uid)
    assert (letter.sender, letter.subject) == (
        "Marian Okafor",
        "The code of conduct: read and sign",
    )
    token = re.search(r"/link/([\w-]+)/", letter.text)[1]
    link = Link.objects.get(user=amina.account)
    assert (link.act, link.whom, link.expires) == (
        "conduct.sign",
        "Amina Yusuf, Governor, Kestrel Fold Primary",
        NOW + timedelta(days=14),
    )
    assert link.token_hash != token
    assert "Kestrel Fold Primary" in letter.text


def test_the_link_of_an_invitation_leads_to_a_signature(client, clerk, amina):
    issue = an_issue(clock.today())
    invitation = actions.invite(clerk, amina, at=clock.now())
    address = re.search(r"/link/[\w-]+/", Message.objects.get(uid=invitation.letter).text)[0]

    opened = client.get(address)
    assert "Amina Yusuf" in opened.text
    assert client.get("/conduct/").url.startswith("/sign-in/")  # Opening it does nothing.
    code = client.post(address, follow=True)
    signed = client.post(
        "/conduct/", {"issue": issue.uid, "shown": issue.sha256, "name": "Amina Yusuf"}
    )

    assert code.redirect_chain == [("/conduct/", 302)]
    assert signed.url.startswith("/conduct/receipts/")
    assert amina.signatures.get().proof.startswith("a link sent to ")


def test_whoever_does_not_govern_is_asked_in_without_a_link(clerk):
    auditor = with_grant("auditor").person

    invitation = actions.invite(clerk, auditor, at=NOW)

    assert "/sign-in/" in Message.objects.get(uid=invitation.letter).text
    assert not Link.objects.exists()


@pytest.mark.parametrize("role", ["auditor", "hr", "technical-administrator"])
def test_nobody_but_the_governance_professional_invites(amina, role):
    for actor in (with_grant(role), a_governor()):
        with pytest.raises(access.Denied):
            actions.invite(actor, amina, at=NOW)
    assert not Message.objects.exists()


def test_whoever_cannot_be_written_to_is_refused_with_the_reason(clerk, amina):
    silent = an_appointment(Person.objects.create(name="Kim Parry")).person
    idle = a_person("Ray Dunn")
    over = an_appointment(ends=date(2026, 11, 23)).person

    for person, why in (
        (silent, "Kim Parry has no address"),
        (idle, "Ray Dunn holds nothing here yet"),
        (over, "holds nothing here yet"),
    ):
        with pytest.raises(actions.Refused, match=why):
            actions.invite(clerk, person, at=NOW)
    assert not Message.objects.exists()
    assert not Event.objects.filter(type="people.invited").exists()
    assert actions.invite(clerk, amina, at=NOW)


def test_nobody_gets_two_on_one_day_unless_the_first_came_back(clerk, amina):
    first = actions.invite(clerk, amina, at=NOW)

    with pytest.raises(actions.Refused, match="We wrote to Amina Yusuf today at 9:14am"):
        actions.invite(clerk, amina, at=NOW + timedelta(hours=1))
    Message.objects.filter(uid=first.letter).update(given_up_at=NOW, error="No such mailbox")
    actions.invite(clerk, amina, at=NOW + timedelta(hours=2))
    actions.invite(clerk, amina, at=NOW + timedelta(days=1))

    assert amina.invitations.count() == Message.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_make_one_letter(clerk, amina, at_once):
    def click(number):
        try:
            return actions.invite(clerk, amina, at=NOW).pk
        except actions.Refused:
            return None

    sent = [key for key in at_once(8, click) if key]

    assert sent == [Invitation.objects.get().pk]
    assert Message.objects.count() == 1


def test_all_who_were_not_invited_are_invited_and_who_has_no_address_is_counted(
    client, clerk, amina
):
    an_appointment(a_person("Joe Malik"))
    an_appointment(Person.objects.create(name="Kim Parry"))
    actions.invite(clerk, amina, at=NOW)
    client.enter(clerk)

    page = client.get("/people/invitations/")
    # Joe Malik, and Marian Okafor herself.
    assert "Two have not been invited." in page.text
    assert "One has no address, and is asked on paper." in page.text
    answer = client.post("/people/invitations/", follow=True)

    assert "2 letters are on the way" in answer.text
    invited = Invitation.objects.values_list("person__name", flat=True)
    assert sorted(invited) == ["Amina Yusuf", "Joe Malik", "Marian Okafor"]
    assert "Everybody who can be written to has been invited." in answer.text


def test_one_who_cannot_be_invited_stops_none_of_the_others(client, clerk, amina, monkeypatch):
    an_appointment(a_person("Joe Malik"))
    invite = actions.invite

    def refuse_one(actor, person, *, at):
        if person == amina:
            raise actions.Refused("Amina Yusuf cannot be written to")
        return invite(actor, person, at=at)

    monkeypatch.setattr(actions, "invite", refuse_one)
    client.enter(clerk)

    answer = client.post("/people/invitations/", follow=True)

    assert "2 letters are on the way" in answer.text
    assert "Amina Yusuf cannot be written to" in answer.text
    assert not amina.invitations.exists()


@pytest.mark.parametrize(
    ("became", "said"),
    [
        ({}, "The letter waits to leave"),
        ({"sent_at": NOW}, "The letter left"),
        ({"sent_at": NOW, "maybe_sent": True}, "The letter left, perhaps twice"),
        ({"error": "Try later"}, "The letter waits. The mail server said: Try later"),
        ({"given_up_at": NOW, "error": "No such mailbox"}, "came back : No such mailbox"),
    ],
)
def test_the_pages_say_what_became_of_the_letter(client, clerk, amina, became, said):
    letter = actions.invite(clerk, amina, at=NOW).letter
    Message.objects.filter(uid=letter).update(**became)
    client.enter(clerk)

    for address in (f"/people/{amina.uid}/", "/people/invitations/"):
        words = " ".join(re.sub(r"<[^>]+>", " ", client.get(address).text).split())
        assert said in words


def test_a_letter_that_is_no_longer_kept_is_said_to_be_so(client, clerk, amina):
    Message.objects.filter(uid=actions.invite(clerk, amina, at=NOW).letter).delete()
    client.enter(clerk)

    assert "The letter is kept no longer" in client.get(f"/people/{amina.uid}/").text


def test_who_was_invited_is_no_business_of_others(client, clerk, amina):
    actions.invite(clerk, amina, at=NOW)
    client.enter(a_governor())

    assert "The letter" not in client.get(f"/people/{amina.uid}/").text
    assert client.get("/people/invitations/").status_code == 404


def test_an_invitation_by_the_button_of_a_person(client, clerk, amina):
    client.enter(clerk)

    first = client.post(f"/people/{amina.uid}/invite/", follow=True)
    again = client.post(f"/people/{amina.uid}/invite/", follow=True)

    assert "The letter to Amina Yusuf is on its way" in first.text
    assert "We wrote to Amina Yusuf today" in again.text
    assert Message.objects.count() == 1


def test_the_button_needs_a_token_of_its_own_page(clerk, amina):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(clerk.person.account)

    assert careful.post(f"/people/{amina.uid}/invite/").status_code == 403
    assert not Message.objects.exists()
