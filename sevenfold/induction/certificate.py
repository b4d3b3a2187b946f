"""What the certificate of an induction says."""

from sevenfold.duties import queries as duties
from sevenfold.duties.models import Requirement
from sevenfold.ledger import queries as ledger
from sevenfold.ui import words
from sevenfold.ui.certificates import SPOKEN, Certificate, Fact, moment, of_them

from . import queries
from .models import Acknowledgement


def of(last: Acknowledgement) -> Certificate:
    """The certificate of an induction that this acknowledgement completed."""
    facts = [
        Fact("What", [f"{last.induction.edition}, each in its turn"]),
        Fact("Acknowledged", [_line(each) for each in queries.given_until(last)]),
        Fact("Completed", [f"{moment(last.at)}{_asked(last)}"]),
    ]
    told = ledger.said_by(last.event)
    if told:
        facts += [
            Fact("Their words", [f"“{told['said']}”, and so of each before"], SPOKEN),
            Fact("How we knew them", [of_them(told["proof"])]),
        ]
    return Certificate(
        kind="Certificate of induction",
        name=last.induction.person.name,
        says="has acknowledged each of the seven principles of public life.",
        facts=facts,
        text_label="Text read last",
        text_sha256=last.sha256,
        nature="Each acknowledgement is an entry of its own, with its own proof.",
    )


def _asked(last: Acknowledgement) -> str:
    """What was asked of the person, as it stood on the day."""
    met = duties.at(Requirement.objects.filter(event=last.event), last.on).order_by("pk").first()
    return f"; due {words.day(met.due_on)}, {met.state}" if met else ""


def _line(each: Acknowledgement) -> str:
    return f"{each.principle.name}, {words.day(each.on)}, entry {words.number(each.event.number)}"
