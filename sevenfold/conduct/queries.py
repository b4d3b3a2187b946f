"""Which issue of the code is in force, and who has signed it."""

from datetime import date

from django.db.models import QuerySet

from sevenfold.access import policy as access
from sevenfold.duties import queries as duties
from sevenfold.duties.models import Requirement
from sevenfold.kernel.clock import AcademicYear
from sevenfold.ledger import queries as ledger
from sevenfold.people.models import Appointment

from .models import Issue, Signature


def in_force(day: date) -> Issue | None:
    """The issue to sign on that day: the latest approved by then for its academic year."""
    issues = Issue.objects.filter(starts=AcademicYear.of(day).starts, approved_on__lte=day)
    return issues.select_related("approved_by").order_by("approved_on", "pk").last()


def replaced_by(year: AcademicYear, on: date) -> tuple[Issue | None, int]:
    """The issue that another one of this year would replace, and how many have signed it."""
    issues = Issue.objects.filter(starts=year.starts, approved_on__lte=on)
    last = issues.select_related("approved_by").order_by("approved_on", "pk").last()
    return last, last.signatures.count() if last else 0


def signature(actor: access.Actor, issue: Issue) -> Signature | None:
    """The actor's own signature on this issue, if they have signed."""
    return access.scoped(actor, "conduct.receipt", issue.signatures.all()).first()


def own(actor: access.Actor, event: str) -> Signature | None:
    """The actor's own signature of that entry."""
    signatures = Signature.objects.select_related("person", "issue", "event__log", "event__payload")
    return access.scoped(actor, "conduct.receipt", signatures).filter(event=event).first()


def consent(issue: Issue) -> str:
    """The words that a person agrees to by pressing Sign."""
    return f"I have read the code of conduct {issue.year.label} and I will keep to it."


def what_it_met(signature: Signature) -> QuerySet[Requirement]:
    """Each thing asked of the person that this signature met, with its state on that day."""
    met = Requirement.objects.filter(event=signature.event)
    return duties.at(met, signature.on).select_related("body__academy").order_by("pk")


def signed_for(signature: Signature) -> QuerySet[Appointment]:
    """The appointments held on the day of signing, as the entry names them until it is erased."""
    said = ledger.said_by(signature.event)
    uids = said["appointments"] if said else []
    return Appointment.objects.filter(uid__in=uids).select_related("body__academy").order_by("pk")
