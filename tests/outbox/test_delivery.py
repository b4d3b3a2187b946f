"""Bringing letters to the mail server: each leaves once, or is named as a possible repeat."""

from datetime import timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise

import pytest
from django.core import mail as django_mail

from sevenfold.config.mail import settings_of
from sevenfold.outbox import delivery, queries
from sevenfold.outbox.delivery import Unreachable, deliver
from sevenfold.outbox.models import Message
from tests.factories import a_trust
from tests.outbox.certificates import certificate
from tests.outbox.conftest import AT
from tests.outbox.smtp import Manners, SmtpServer

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
FATES = ("to", "sent_at", "given_up_at", "due", "attempts", "error", "maybe_sent")


@pytest.fixture
def use(settings):
    """Has the outbox deliver to this server."""

    def use(server: SmtpServer, url: str = "") -> SmtpServer:
        for name, value in settings_of(url or server.url).items():
            setattr(settings, name, value)
        settings.DEFAULT_FROM_EMAIL = "governance@wrenmoor.example"
        return server

    return use


@pytest.fixture
def server(use):
    with SmtpServer() as server:
        yield use(server)


def at(moment):
    return lambda: moment


def fates():
    """What became of each letter, leaving out what is as it was when it was queued."""
    queued = {
        "sent_at": None, "given_up_at": None, "due": AT, "attempts": 0, "error": "",
        "maybe_sent": False,
    }  # fmt: skip
    rows = Message.objects.order_by("pk").values(*FATES)
    return [{k: v for k, v in row.items() if k == "to" or v != queued[k]} for row in rows]


def test_what_goes_with_a_letter_arrives_to_the_byte_and_is_not_kept(server, queue):
    queue(attachments={"receipt-7.tlog-proof": "one\ntwo \u2014 three\n"})

    assert deliver(at(AT)) == 1

    [letter] = server.letters
    [file] = letter.mail.iter_attachments()
    assert (file.get_filename(), file.get_content_type(), file.get_content()) == (
        "receipt-7.tlog-proof",
        "application/octet-stream",
        "one\ntwo \u2014 three\n".encode(),
    )
    assert Message.objects.get().attachments == []


def test_a_letter_leaves_with_both_shapes_and_its_words_go_with_it(server, queue):
    message = queue(
        context={"trust": a_trust(), "sender": "Siân Prosser", "name": "Amina", "token": "k"}
    )

    assert deliver(at(AT + MINUTE)) == 1

    (letter,) = server.letters
    assert letter.to == "amina.yusuf@wrenmoor.example"
    assert letter.text.strip() == message.text
    headers = ("From", "To", "Subject", "Message-ID", "Auto-Submitted")
    assert {name: letter.mail[name] for name in headers} == {
        "From": '"Siân Prosser, Wrenmoor Learning Trust" <governance@wrenmoor.example>',
        "To": "amina.yusuf@wrenmoor.example",
        "Subject": "Wrenmoor Learning Trust: the code of conduct",
        "Message-ID": f"<{message.uid}@wrenmoor.example>",
        "Auto-Submitted": "auto-generated",
    }
    assert parsedate_to_datetime(letter.mail["Date"]) == AT
    assert fates() == [{"to": letter.to, "sent_at": AT + MINUTE, "attempts": 1}]
    assert Message.objects.get().text == ""  # The link in it is nobody else's to find.


def test_many_letters_take_one_connection(server, queue):
    for number in range(5):
        queue(f"person{number}@wrenmoor.example")

    assert deliver(at(AT)) == 5
    assert server.connections == 1
    assert [letter.to for letter in server.letters] == [
        f"person{number}@wrenmoor.example" for number in range(5)
    ]


def test_what_is_soon_of_no_use_goes_first(server, queue):
    queue("later@wrenmoor.example")
    queue("code@wrenmoor.example", at=AT + MINUTE, until=AT + 15 * MINUTE)

    deliver(at(AT + 2 * MINUTE))

    assert [letter.to for letter in server.letters] == [
        "code@wrenmoor.example", "later@wrenmoor.example",
    ]  # fmt: skip


def test_nothing_leaves_before_it_is_due(server, queue):
    queue(at=AT)

    assert deliver(at(AT - MINUTE)) == 0
    assert server.connections == 0


def test_one_bad_address_never_stops_the_rest(server, queue):
    server.manners.recipients = {
        "gone@wrenmoor.example": "550 5.1.1 nobody of that name",
        "full@wrenmoor.example": "452 4.2.2 no room left",
    }
    for to in ("gone@wrenmoor.example", "full@wrenmoor.example", "split\n@wrenmoor.example", ""):
        queue(to)
    queue("amina.yusuf@wrenmoor.example")

    assert deliver(at(AT)) == 1

    assert fates() == [
        {"to": "gone@wrenmoor.example", "given_up_at": AT, "attempts": 1,
         "error": "550 5.1.1 nobody of that name"},
        {"to": "full@wrenmoor.example", "due": AT + MINUTE, "attempts": 1,
         "error": "452 4.2.2 no room left"},
        {"to": "split\n@wrenmoor.example", "given_up_at": AT, "attempts": 1,
         "error": "Invalid address; address parts cannot contain newlines."},
        {"to": "", "given_up_at": AT, "attempts": 1, "error": "there is no address on it"},
        {"to": "amina.yusuf@wrenmoor.example", "sent_at": AT, "attempts": 1},
    ]  # fmt: skip
    assert [letter.to for letter in queries.given_up()] == [
        "gone@wrenmoor.example", "split\n@wrenmoor.example", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        ("554 looks like spam", {"given_up_at": AT}),
        ("451 come back later", {"due": AT + MINUTE}),
    ],
)
def test_a_letter_refused_after_it_was_read_is_no_repeat(server, queue, answer, fate):
    server.manners.letter = answer
    queue("amina@wrenmoor.example")

    deliver(at(AT))

    assert fates() == [{"to": "amina@wrenmoor.example", "attempts": 1, "error": answer, **fate}]


def test_a_refusal_of_our_own_address_gives_no_letter_up(server, queue):
    server.manners.sender = "530 authentication required"
    queue("amina@wrenmoor.example")

    deliver(at(AT))

    assert fates() == [
        {"to": "amina@wrenmoor.example", "attempts": 1, "due": AT + MINUTE,
         "error": "530 authentication required"}
    ]  # fmt: skip


def test_a_letter_put_off_for_five_days_is_given_up(server, queue):
    server.manners.recipients = {"full@wrenmoor.example": "452 no room left"}
    queue("full@wrenmoor.example")
    tries = []

    while message := queries.waiting().first():
        tries.append(message.due)
        deliver(at(message.due))

    pauses = [after - before for before, after in pairwise(tries)]
    assert len(tries) == 24
    assert pauses == sorted(pauses)
    assert fates() == [
        {"to": "full@wrenmoor.example", "due": tries[-1], "given_up_at": tries[-1], "attempts": 24,
         "error": "452 no room left"}
    ]  # fmt: skip


def test_nothing_is_touched_while_the_server_is_down_and_all_leaves_when_it_is_back(server, queue):
    queue("amina@wrenmoor.example")
    queue("joe@wrenmoor.example")
    server.stop()

    for minutes in range(100):
        with pytest.raises(Unreachable, match="Connection refused"):
            deliver(at(AT + minutes * MINUTE))
    assert fates() == [{"to": "amina@wrenmoor.example"}, {"to": "joe@wrenmoor.example"}]

    server.start()
    assert deliver(at(AT + 100 * MINUTE)) == 2


@pytest.mark.parametrize(
    ("manners", "url", "says"),
    [
        (Manners(greeting="554 no service for you"), "smtp://localhost:{}", "554 no service"),
        (Manners(password="right"), "smtp://someone:wrong@localhost:{}", "535 no such user"),  # noqa: S106
        (Manners(), "smtp+tls://localhost:{}", "STARTTLS extension not supported"),
    ],
)
def test_a_server_that_does_not_have_us_is_no_letters_fault(use, queue, manners, url, says):
    queue("amina@wrenmoor.example")

    with SmtpServer(manners) as server:
        use(server, url.format(server.port))
        with pytest.raises(Unreachable, match=says):
            deliver(at(AT))

    assert fates() == [{"to": "amina@wrenmoor.example"}]


@pytest.mark.parametrize(
    ("known", "name", "left"),
    [(True, "localhost", 1), (True, "elsewhere.example", 0), (False, "localhost", 0)],
)
def test_a_letter_leaves_by_tls_with_a_certificate_that_is_good(
    use, queue, tmp_path, monkeypatch, known, name, left
):
    context, file = certificate(name, tmp_path)
    if known:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    queue("amina@wrenmoor.example")

    with SmtpServer(tls=context) as server:
        use(server)
        if left:
            deliver(at(AT))
        else:
            with pytest.raises(Unreachable, match=r"certificate|match"):
                deliver(at(AT))

    assert len(server.letters) == left
    assert Message.objects.exclude(sent_at=None).count() == left


def test_a_letter_without_an_answer_is_tried_once_more_and_named(server, queue):
    server.manners.hangs_up_after_letter = True
    message = queue("amina@wrenmoor.example")

    deliver(at(AT))
    hour = AT + timedelta(hours=1)
    unanswered = {"to": "amina@wrenmoor.example", "due": hour, "maybe_sent": True, "attempts": 1,
                  "error": "Connection unexpectedly closed"}  # fmt: skip
    assert fates() == [unanswered]
    assert not queries.possible_repeats()

    server.manners.hangs_up_after_letter = False
    deliver(at(hour))

    assert fates() == [
        {
            "to": "amina@wrenmoor.example",
            "due": hour,
            "sent_at": hour,
            "maybe_sent": True,
            "attempts": 2,
        }
    ]
    assert list(queries.possible_repeats()) == [message]
    first, second = server.letters
    assert first.mail["Message-ID"] == second.mail["Message-ID"]


def test_a_letter_twice_without_an_answer_is_given_up_and_says_that_it_may_have_arrived(
    server, queue
):
    server.manners.hangs_up_after_letter = True
    queue("amina@wrenmoor.example")

    for hours in range(5):
        deliver(at(AT + timedelta(hours=hours)))

    assert len(server.letters) == 2
    assert [letter.error for letter in queries.given_up()] == [
        "the mail server took it without an answer; it may have arrived"
    ]


def test_a_letter_that_is_of_no_use_any_more_is_given_up(server, queue):
    queue("code@wrenmoor.example", until=AT + 15 * MINUTE)

    assert deliver(at(AT + 15 * MINUTE)) == 0

    assert server.letters == []
    assert fates() == [
        {
            "to": "code@wrenmoor.example",
            "given_up_at": AT + 15 * MINUTE,
            "error": "it could not leave in time",
        }
    ]


def test_a_sender_that_is_told_to_stop_ends_the_letter_that_it_has_begun(server, queue):
    queue("amina@wrenmoor.example")
    queue("joe@wrenmoor.example")

    assert deliver(at(AT), going=lambda: not server.letters) == 1
    assert [letter.to for letter in server.letters] == ["amina@wrenmoor.example"]


def test_the_lease_of_a_dead_sender_runs_out(server, queue):
    message = queue("amina@wrenmoor.example")
    assert delivery.claim(message, at=AT) == message

    assert deliver(at(AT + delivery.LEASE - MINUTE)) == 0
    assert deliver(at(AT + delivery.LEASE)) == 1
    assert not queries.possible_repeats()  # It died before it began to hand the letter over.


def test_a_sender_whose_lease_has_gone_to_another_hands_nothing_over(server, queue):
    message = queue("amina@wrenmoor.example")
    slow = delivery.claim(message, at=AT)
    quick = delivery.claim(message, at=AT + delivery.LEASE)
    post = delivery.Post()

    assert not delivery._send(post, slow, at(AT + delivery.LEASE))
    assert delivery._send(post, quick, at(AT + delivery.LEASE))

    post.close()
    assert len(server.letters) == 1


@pytest.mark.django_db(transaction=True)
def test_many_senders_at_once_send_each_letter_once(server, queue, at_once):
    addresses = [f"person{number}@wrenmoor.example" for number in range(30)]
    for address in addresses:
        queue(address)

    sent = at_once(6, lambda number: deliver(at(AT)))

    assert sum(sent) == 30
    assert sorted(letter.to for letter in server.letters) == sorted(addresses)


def test_no_letter_of_a_test_leaves_this_machine():
    assert django_mail.get_connection().__class__.__module__.endswith("locmem")
