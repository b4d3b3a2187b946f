"""What the certificate of a signature says."""

from sevenfold.people.models import Appointment
from sevenfold.ui import words
from sevenfold.ui.certificates import SPOKEN, Certificate, Fact, moment, of_them

from . import queries
from .models import Issue, Signature


def of(signature: Signature) -> Certificate:
    issue = signature.issue
    return Certificate(
        kind="Certificate of signature",
        name=signature.name,
        says=f"has read the code of conduct {issue.year.label} and will keep to it.",
        facts=[
            Fact("What was signed", [_what(issue)]),
            Fact("Their words", [f"“{signature.consent}”"], SPOKEN),
            Fact("When", [moment(signature.at)]),
            Fact("For", _appointments(signature) or ["No appointment asked for it"]),
            Fact(
                "How we knew them", [f"{of_them(signature.proof)}; their name typed by themselves"]
            ),
        ],
        text_label="Text signed",
        text_sha256=issue.sha256,
        nature="This is a simple electronic signature with its evidence.",
    )


def _what(issue: Issue) -> str:
    edition = Issue.objects.filter(starts=issue.starts, pk__lte=issue.pk).count()
    by = f"approved by {issue.approved_by.in_a_sentence} on {words.day(issue.approved_on)}"
    minute = f", minute {issue.minute}" if issue.minute else ""
    return (
        f"{issue}, edition {edition}, {by}{minute}. It states all seven principles of public life."
    )


def _appointments(signature: Signature) -> list[str]:
    """Each appointment held on the day, with what the signature met for it."""
    met = {row.subject: row for row in queries.what_it_met(signature)}
    return [_line(each, met.get(each.pk)) for each in queries.signed_for(signature)]


def _line(appointment: Appointment, met) -> str:
    asked = f", due {words.day(met.due_on)}, {met.state}" if met else ""
    return f"{appointment.where}{asked}"
