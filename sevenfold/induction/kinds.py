"""The duty of clause 3.1: whoever joins is made explicitly aware of the seven principles."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from sevenfold.duties.kinds import Bound, Done, Kind, Part, Todo, register
from sevenfold.duties.models import Duty
from sevenfold.kernel.sql import days_after
from sevenfold.people.models import Appointment
from sevenfold.standards.models import Provision

from . import queries
from .models import Acknowledgement
from .rules import asks_for_induction, minutes


@register
class InductionKind(Kind):
    """Binds a person once for each stay in the group, by the appointment that begins it.

    The clause speaks of induction "into the group", so a new term or a second board asks for
    nothing more. Met by the person's own acknowledgement of every principle.
    """

    code = "induction"
    title = "Induction in the seven principles"
    name = "induction"
    counted = "Inductions of those who joined"
    met = "done"
    rows = "A person is asked once, by the appointment with which they joined."
    task = "Begin your induction"
    task_page = "induction:start"
    done_words = "Induction in the seven principles"
    proof_page = "induction:receipt"

    @dataclass(frozen=True)
    class Params:
        # The trust's choice, as is the break: no law fixes a number.
        days: int = field(
            default=28,
            metadata={
                "label": "Days to do it in",
                "hint": "From joining; from the first day of the duty for those who are there already.",
            },
        )
        break_days: int = field(
            default=366,  # Twelve months, a leap day included.
            metadata={
                "label": "A break of so many days",
                "hint": "After a longer one, whoever comes back is taken through it again.",
            },
        )
        roles: tuple[str, ...] = field(
            default=("member", "trustee", "governor"),
            metadata={"label": "Who is inducted", "choices": Appointment.Role},
        )

    def suggests(self, text: str) -> bool:
        return asks_for_induction(text)

    def bound(self, duty: Duty) -> Bound:
        return Bound(
            _stays(duty.params),
            person="person",
            body="body",
            academy="body__academy",
            starts="starts",
            ends="stay_ends",
            days=duty.params.days,
            # An induction may come before the first day, but not from before the last break.
            counts_from=days_after("starts", -duty.params.break_days),
        )

    def done(self, duty: Duty) -> Done:
        """Each acknowledgement that completed an induction, for every appointment of the person."""
        left = Provision.objects.filter(edition=OuterRef("principle__edition")).exclude(
            number__lte=OuterRef("principle__number"),
            acknowledgements__induction=OuterRef("induction"),
        )
        return Done(
            Acknowledgement.objects.filter(~Exists(left)),
            subject="induction__person__appointments",
            person="induction__person",
        )

    def todo(self, actor, on) -> Todo:
        way = queries.way(actor, on)
        takes = minutes(way.seconds_left)
        if way.induction is None:
            return Todo(
                self.task,
                f"Begin with {way.next.name.lower()}",
                reverse(self.task_page),
                "The seven principles of public life, one page each.",
                takes,
                in_parts=True,
            )
        given = way.acknowledgements
        return Todo(
            "Carry on with your induction",
            f"Carry on with {way.next.name.lower()}",
            reverse("induction:principle", args=[way.next.key]),
            minutes=takes,
            in_parts=True,
            progress=(len(given), len(way.principles)),
            progress_words=f"{len(given)} of {len(way.principles)} principles done",
            parts=tuple(
                Part(f"{p.name}, acknowledged", given[p.key].at, given[p.key].event_id)
                for p in way.principles
                if p.key in given
            ),
        )


def _stays(params: InductionKind.Params) -> QuerySet[Appointment]:
    """The appointments that begin a stay, each with the day on which the stay ended, if it has.

    A stay goes on from one appointment to the next, unless a break longer than the trust's lies
    between them. Of two that start on one day, the one entered first begins it.
    """
    apart = params.break_days + 1  # From the last day of one to the first day of the next.
    named = Appointment.objects.filter(role__in=params.roles)
    own = named.filter(person=OuterRef("person"))
    before = own.filter(
        Q(starts__lt=OuterRef("starts")) | Q(starts=OuterRef("starts"), pk__lt=OuterRef("pk")),
        Q(ends=None) | Q(ends__gte=days_after(OuterRef("starts"), -apart)),
    )
    after = own.filter(
        Q(ends=None) | Q(ends__gt=OuterRef("ends")),
        starts__lte=days_after(OuterRef("ends"), apart),
    )
    last = own.filter(~Exists(after), ends__gte=OuterRef("starts")).order_by("ends")
    return named.filter(~Exists(before)).annotate(stay_ends=last.values("ends")[:1])
