"""People: who is here, what each holds, and how they come in."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sevenfold.access import policy as access
from sevenfold.kernel import clock
from sevenfold.ui import words
from sevenfold.ui.paging import page_of

from .. import actions, queries
from ..forms import GrantForm, PersonForm, RevokeForm, SearchForm
from ..models import Grant, Person
from ..rules import Refused
from .asking import Page, ask

AT_ONCE = 200  # Letters for one press of the button, so that nobody waits for a blank page.


@access.asks("people.see")
@require_safe
def index(request):
    """Everybody by name, with where they sit; a search by name."""
    form = SearchForm(request.GET)
    typed = form.cleaned_data["q"].strip() if form.is_valid() else ""
    actor = request.actor
    everybody = queries.people(actor, clock.today())
    if access.may(actor, "people.see_grants"):
        everybody = queries.with_grants(everybody, clock.today())
    found, near = queries.called(everybody, typed) if typed else (everybody, None)
    context = {
        "search": form,
        "typed": typed,
        "near": near,
        "page": page_of(request, found),
        "may_add": access.may(actor, "people.add_person"),
        "may_invite": access.may(actor, "people.invite"),
    }
    return render(request, "people/index.html", context)


@access.asks("people.see")
@require_safe
def person(request, uid):
    """One person: appointments by term, offices, and for those who may know it how to reach them."""
    actor, today = request.actor, clock.today()
    whom = _person(request, "people.see", uid)
    stays = queries.stays(whom)
    offices = list(queries.offices(whom))
    sees_contact = _reaches(actor, "people.see_contact", whom)
    grants = whom.grants.select_related("granted_by").order_by("-starts", "pk")
    context = {
        "title": whom.name,
        "whom": whom,
        "is_self": whom == actor.person,
        "holds": _holds(stays, offices, today),
        "now_held": [stay for stay in stays if _runs(stay.last, today)],
        "then_held": [stay for stay in stays if not _runs(stay.last, today)],
        "now_offices": [office for office in offices if _runs(office, today)],
        "then_offices": [office for office in offices if not _runs(office, today)],
        "sees_contact": sees_contact,
        "grants": list(grants) if _reaches(actor, "people.see_grants", whom) else None,
        "may_change": access.may(actor, "people.appoint"),
        "may_grant": access.may(actor, "people.grant") and whom != actor.person,
        "may_invite": access.may(actor, "people.invite") and whom.account,
        "letters": _letters(whom) if sees_contact else [],
        "today": today,
        "now": clock.now(),
    }
    return render(request, "people/person.html", context)


@access.asks("people.add_person")
@require_http_methods(["GET", "POST"])
def add(request):
    """Type somebody in. They hear nothing until they are invited."""

    def act(name, email):
        added = actions.add_person(request.actor, name, email, at=clock.now())
        return reverse("people:person", args=[added.uid])

    page = Page(
        "Add somebody",
        button="Add",
        back=reverse("people:index"),
        back_to="People",
        done="Added. Nobody has written to them",
        follows=("Nobody hears from us until you send the invitation.",),
    )
    return ask(request, PersonForm(request.POST or None), act, page)


@access.asks("people.correct_person")
@require_http_methods(["GET", "POST"])
def correct(request, uid):
    """Put right a name or an address."""
    whom = _person(request, "people.correct_person", uid)
    page = Page(
        "Correct a name or address",
        button="Keep it",
        back=reverse("people:person", args=[whom.uid]),
        back_to=whom.name,
        done="Corrected",
        follows=(
            "What was signed keeps the name that was typed then.",
            "A new address signs them out everywhere; links that we sent to the old one end.",
        ),
    )
    initial = {"name": whom.name, "email": whom.account.email if whom.account else ""}
    form = PersonForm(request.POST or None, initial=initial)

    def act(name, email):
        actions.correct_person(request.actor, whom, name, email, at=clock.now())

    return ask(request, form, act, page)


@access.asks("people.grant")
@require_http_methods(["GET", "POST"])
def grant(request, uid):
    """Give somebody a role in the system."""
    whom = _person(request, "people.grant", uid)
    page = Page(
        "Give a role",
        button="Give the role",
        back=reverse("people:person", args=[whom.uid]),
        back_to=whom.name,
        done="The role is given",
        lead=f"What {whom} may see and do here, beside what follows from where they sit.",
        follows=(
            "A governance professional sees and changes everything that this trust enters.",
            "An auditor sees the statement and all evidence, and changes nothing.",
            "HR and a technical administrator see how people can be reached.",
            "Who gave it, from when, until when and why stays in the evidence book.",
        ),
    )

    def act(role, starts, ends, reason):
        actions.grant(request.actor, whom, role, starts, ends, reason=reason, at=clock.now())

    form = GrantForm(request.POST or None, initial={"starts": clock.today()})
    return ask(request, form, act, page)


@access.asks("people.revoke")
@require_http_methods(["GET", "POST"])
def revoke(request, uid):
    """Take a role back."""
    given = get_object_or_404(
        access.scoped(request.actor, "people.revoke", Grant.objects.select_related("person")),
        uid=uid,
    )
    page = Page(
        "Take a role back",
        button="Take it back",
        back=reverse("people:person", args=[given.person.uid]),
        back_to=given.person.name,
        done="The role ends on that day",
        lead=f"{given.get_role_display()}, held by {given.person}.",
        follows=(
            "What they may see and do by this role ends with its last day.",
            "What they did by it stays in the evidence book.",
        ),
        grave=True,
    )

    def act(ends, reason):
        actions.revoke(request.actor, given, ends, reason=reason, at=clock.now())

    return ask(
        request, RevokeForm(request.POST or None, initial={"ends": clock.today()}), act, page
    )


@access.asks("people.invite")
@require_http_methods(["GET", "POST"])
def invitations(request):
    """Who was invited when, what became of the letters, and one button for all the others."""
    everybody = queries.invited(request.actor, clock.today())
    yet = everybody.filter(invited=None).exclude(account=None)
    if request.method == "POST":
        _invite_all(request, list(yet[:AT_ONCE]))
        return redirect("people:invitations")
    page = page_of(request, everybody)
    by_uid = queries.letters(person.letter for person in page if person.letter)
    for person in page:
        person.fate = by_uid.get(person.letter)
    context = {
        "page": page,
        "yet": yet.count(),
        "at_once": AT_ONCE,
        "silent": everybody.filter(account=None).count(),
        "now": clock.now(),
    }
    return render(request, "people/invitations.html", context)


@access.asks("people.invite")
@require_POST
def invite(request, uid):
    """Invite one person."""
    whom = _person(request, "people.invite", uid)
    try:
        actions.invite(request.actor, whom, at=clock.now())
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"The letter to {whom} is on its way")
    return redirect("people:person", whom.uid)


def _invite_all(request, people: list[Person]) -> None:
    """One act for each. Whoever cannot be written to is set aside and named."""
    aside = []
    for whom in people:
        try:
            actions.invite(request.actor, whom, at=clock.now())
        except Refused as refused:
            aside.append(str(refused))
    invited = len(people) - len(aside)
    if invited:
        letters = "letter is" if invited == 1 else "letters are"
        messages.success(request, f"{words.number(invited)} {letters} on the way")
    for why in aside:
        messages.warning(request, why)


def _letters(whom: Person) -> list:
    """The invitations that were sent to somebody, the newest first, with what became of each."""
    sent = list(whom.invitations.order_by("-at", "-pk"))
    by_uid = queries.letters(invitation.letter for invitation in sent)
    return [(invitation, by_uid.get(invitation.letter)) for invitation in sent]


def _person(request, action: str, uid: str) -> Person:
    people = Person.objects.select_related("account")
    return get_object_or_404(access.scoped(request.actor, action, people), uid=uid)


def _holds(stays, offices, today) -> str:
    """What somebody is, in one line: "Governor, Kestrel Fold Primary; chair at Kestrel Fold …"."""
    held = [stay.last.where for stay in stays if _runs(stay.last, today)]
    held += [
        f"{office.get_kind_display()}{f' at {office.where}' if office.where else ''}"
        for office in offices
        if _runs(office, today)
    ]
    first, *others = held or ["Sits nowhere now" if stays else "Sits nowhere"]
    return "; ".join([first, *(words.uncapped(part) for part in others)])


def _runs(held, today) -> bool:
    """Whether it goes on today, or begins later."""
    ends = getattr(held, "last", held.ends)
    return ends is None or ends >= today


def _reaches(actor, action: str, whom: Person) -> bool:
    return access.scoped(actor, action, Person.objects.filter(pk=whom.pk)).exists()
