"""The duties of clause 3.2: a code is issued each year, and whoever governs signs it."""

from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import DateField, IntegerField, Value

from sevenfold.access import policy as access
from sevenfold.duties.kinds import Bound, Done, Kind, PeriodRow, Todo, register, years
from sevenfold.duties.models import Duty
from sevenfold.people.models import Appointment, Trust

from . import queries
from .models import Issue, Signature
from .rules import asks_for_a_signature, minutes_to_read, terms_of


@register
class CodeIssued(Kind):
    """Binds the trust each academic year, so that nobody is late for a code that is not there."""

    code = "code-issued"
    title = "A code of conduct issued each year"
    name = "the code of conduct"
    counted = "A code approved for {period}"
    met = "approved"

    @dataclass(frozen=True)
    class Params:
        # For a trust that begins with Sevenfold after 2 September.
        days: int = field(
            default=28,
            metadata={
                "label": "Days until the first code",
                "hint": "From the first day of the duty. Later years are due on 30 September.",
            },
        )

    def suggests(self, text: str) -> bool:
        return asks_for_a_signature(text)

    def bound(self, duty: Duty) -> Bound:
        begins = Value(duty.begins, output_field=DateField())
        return Bound(Trust.objects.all(), starts=begins, days=duty.params.days)

    def done(self, duty: Duty) -> Done:
        trust = Value(1, output_field=IntegerField())
        return Done(Issue.objects.all(), subject=trust, on="approved_on", period="starts")

    def periods(self, duty: Duty, horizon: date) -> list[PeriodRow]:
        return [
            PeriodRow(year.starts, year.label, year.first, year.last, date(year.starts, 9, 30))
            for year in years(duty, horizon)
        ]


@register
class CodeOfConduct(Kind):
    """Binds each appointment in the roles that the code names; one signature meets them all."""

    code = "code-of-conduct"
    title = "The code of conduct signed each year"
    name = "the code of conduct"
    counted = "Signatures on the {period} code"
    met = "signed"
    rows = "A person with two appointments has two rows."
    task = "Sign this year’s code of conduct"
    task_detail = "You read it on one page and sign at its end."
    task_button = "Read and sign"
    task_page = "conduct:code"
    done_words = "Code of conduct signed"
    proof_page = "conduct:receipt"

    @dataclass(frozen=True)
    class Params:
        # No law fixes these numbers: they are the trust's choice.
        after: int = field(
            default=21,
            metadata={
                "label": "Days to sign after an approval",
                "hint": "A code is signed by 30 September, or so many days after its approval, the later.",
            },
        )
        days: int = field(
            default=28,
            metadata={
                "label": "Days to sign for whoever joins",
                "hint": "Also for those who are there already on the first day of the duty.",
            },
        )
        roles: tuple[str, ...] = field(
            default=("member", "trustee", "governor"),
            metadata={"label": "Who signs", "choices": Appointment.Role},
        )

    def suggests(self, text: str) -> bool:
        return asks_for_a_signature(text)

    def todo(self, actor: access.Actor, on: date) -> Todo:
        issue = queries.in_force(on)
        minutes = minutes_to_read(issue.text) + 1 if issue else 0  # One to sign in.
        return replace(super().todo(actor, on), minutes=minutes)

    def bound(self, duty: Duty) -> Bound:
        return Bound(
            Appointment.objects.filter(role__in=duty.params.roles),
            person="person",
            body="body",
            academy="body__academy",
            starts="starts",
            ends="ends",
            days=duty.params.days,
        )

    def done(self, duty: Duty) -> Done:
        return Done(
            Signature.objects.all(),
            subject="person__appointments",
            person="person",
            period="issue",
            single=True,
        )

    def periods(self, duty: Duty, horizon: date) -> list[PeriodRow]:
        return [
            PeriodRow(term.issue.pk, term.issue.year.label, term.opens, term.closes, term.due)
            for term in terms_of(Issue.objects.all(), duty.params.after)
        ]
