"""Appointing, renewing, ending and correcting; offices taken up and laid down."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sevenfold.access import policy as access
from sevenfold.kernel import clock
from sevenfold.ui import words

from .. import actions, rules
from ..forms import AppointForm, CorrectTermForm, EndForm, OfficeForm, TermForm
from ..models import Appointment, Body, Office, Person
from ..rules import ROLES, Span
from .asking import Page, ask

STAYS = "What was signed and declared stays as it is."


@access.asks("people.appoint")
@require_http_methods(["GET", "POST"])
def appoint(request):
    """Appoint somebody. One comes here from a person, from a body, or from neither."""
    person = Person.objects.filter(uid=request.GET.get("person", "")).first()
    body = Body.objects.filter(uid=request.GET.get("body", "")).first()
    if person:
        back, back_to = reverse("people:person", args=[person.uid]), person.name
    elif body:
        back, back_to = reverse("people:body", args=[body.uid]), body.name
    else:
        back, back_to = reverse("people:bodies"), "Boards and committees"
    page = Page(
        "Appoint somebody",
        button="Appoint",
        back=back,
        back_to=back_to,
        done="Appointed. What is asked of them follows at once",
        follows=(
            "What is asked of everybody who sits there is asked of them too, from the first day.",
            "They hear of it when you invite or remind them, not from this page.",
        ),
    )
    initial = {"person": person and person.uid, "body": body and body.uid}

    def act(person, body, starts, ends):
        role = ROLES[body.kind]
        actions.appoint(request.actor, person, body, role, starts, ends, at=clock.now())

    return ask(request, AppointForm(request.POST or None, initial=initial), act, page)


@access.asks("people.renew")
@require_http_methods(["GET", "POST"])
def renew(request, uid):
    """A new term after the last."""
    last = _appointment(request, "people.renew", uid)
    suggested = rules.next_term(Span(last.starts, last.ends))
    page = _page_of(
        last,
        "A new term",
        "Begin the new term",
        done="The new term is entered",
        follows=(
            "One row for each term. The last one stays as it is.",
            "An office ends with its term: whoever goes on as chair is elected anew.",
        ),
    )

    def act(starts, ends):
        actions.renew(request.actor, last, starts, ends, at=clock.now())

    initial = {"starts": suggested.starts, "ends": suggested.ends} if last.ends else {}
    return ask(request, TermForm(request.POST or None, initial=initial), act, page)


@access.asks("people.end")
@require_http_methods(["GET", "POST"])
def end(request, uid):
    """The last day of an appointment, with what follows from it."""
    appointment = _appointment(request, "people.end", uid)
    offices = [
        office.get_kind_display().lower()
        for office in appointment.offices.all()
        if office.ends is None or office.ends >= clock.today()
    ]
    follows = ["What is asked of them for it lapses after that day.", STAYS]
    if offices:
        follows.insert(0, f"They are {words.joined(offices)} by it, and that ends with it.")
    follows.append("What they may see and do by it ends with that day.")
    page = _page_of(
        appointment,
        "End an appointment",
        "End it",
        done="It ends on that day",
        follows=tuple(follows),
        grave=True,
    )

    def act(ends):
        actions.end(request.actor, appointment, ends, at=clock.now())

    return ask(request, EndForm(request.POST or None), act, page)


@access.asks("people.correct_appointment")
@require_http_methods(["GET", "POST"])
def correct(request, uid):
    """Days that were entered wrongly."""
    appointment = _appointment(request, "people.correct_appointment", uid)
    page = _page_of(
        appointment,
        "Correct the days of a term",
        "Correct it",
        done="Corrected",
        follows=(
            "What is asked follows the corrected days, and so do the figures for days gone by.",
            "The days as they were, and your reason, stay in the evidence book.",
            "A term that goes on is no correction: begin a new one.",
        ),
    )

    def act(starts, ends, reason):
        actions.correct_appointment(
            request.actor, appointment, starts, ends, reason, at=clock.now()
        )

    initial = {"starts": appointment.starts, "ends": appointment.ends}
    return ask(request, CorrectTermForm(request.POST or None, initial=initial), act, page)


@access.asks("people.hold_office")
@require_http_methods(["GET", "POST"])
def hold_office(request, uid):
    """Chair, vice-chair or accounting officer."""
    person = get_object_or_404(
        access.scoped(request.actor, "people.hold_office", Person.objects.all()), uid=uid
    )
    held = person.appointments.exclude(role=Appointment.Role.MEMBER).select_related("body__academy")
    by_uid = {row.uid: row for row in held.held_on(clock.today()).order_by("pk")}
    offices = [
        (f"{kind.value}:{row.uid}", f"{kind.label}, {row.body.academy or row.body}")
        for row in by_uid.values()
        for kind in (Office.Kind.CHAIR, Office.Kind.VICE_CHAIR)
    ]
    trusts = Office.Kind.ACCOUNTING_OFFICER
    offices.append((f"{trusts.value}:", f"{trusts.label} of the trust"))
    page = Page(
        "An office",
        button="Enter it",
        back=reverse("people:person", args=[person.uid]),
        back_to=person.name,
        done="The office is entered",
        lead=f"What {person} is on top of where they sit.",
        follows=(
            "A chair sees the names behind the figures of their own board or committee.",
            "Each office has one holder at a time.",
        ),
    )

    def act(office, starts, ends):
        kind, _, appointment = office.partition(":")
        actions.hold_office(
            request.actor, kind, person, by_uid.get(appointment), starts, ends, at=clock.now()
        )

    form = OfficeForm(request.POST or None, offices=offices, initial={"starts": clock.today()})
    return ask(request, form, act, page)


@access.asks("people.end_office")
@require_http_methods(["GET", "POST"])
def end_office(request, uid):
    """The last day of an office."""
    offices = Office.objects.select_related("person", "appointment__body__academy")
    office = get_object_or_404(access.scoped(request.actor, "people.end_office", offices), uid=uid)
    where = f", {office.where}" if office.where else ""
    page = Page(
        "End an office",
        button="End it",
        back=reverse("people:person", args=[office.person.uid]),
        back_to=office.person.name,
        done="The office ends on that day",
        lead=f"{office.person}, {office.get_kind_display().lower()}{where}.",
        follows=("The appointment under it goes on.",) if office.appointment else (),
        grave=True,
    )

    def act(ends):
        actions.end_office(request.actor, office, ends, at=clock.now())

    return ask(request, EndForm(request.POST or None), act, page)


def _appointment(request, action: str, uid: str) -> Appointment:
    rows = Appointment.objects.select_related("person", "body__academy")
    return get_object_or_404(access.scoped(request.actor, action, rows), uid=uid)


def _page_of(appointment: Appointment, title: str, button: str, **said) -> Page:
    return Page(
        title,
        button,
        back=reverse("people:person", args=[appointment.person.uid]),
        back_to=appointment.person.name,
        lead=f"{appointment.person}: {words.uncapped(appointment.where)}, "
        f"{Span(appointment.starts, appointment.ends)}.",
        **said,
    )
