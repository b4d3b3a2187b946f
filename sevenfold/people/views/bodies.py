"""Boards, committees and academies: who sits where."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sevenfold.access import policy as access
from sevenfold.kernel import clock
from sevenfold.ui import words
from sevenfold.ui.paging import page_of

from .. import actions, queries, rules
from ..forms import AcademyForm, BodyForm, CloseForm, ReleaseForm, RenameForm
from ..models import Academy, Body
from .asking import Page, ask


@access.asks("people.see")
@require_safe
def index(request):
    """All boards and committees, each with its chair and how many sit there."""
    today = clock.today()
    found = list(queries.bodies(request.actor, today))
    context = {
        "bodies": [body for body in found if not _is_over(body.closed, today)],
        "closed": [body for body in found if _is_over(body.closed, today)],
        "academies": access.scoped(request.actor, "people.see", Academy.objects.all()),
        "may_add": access.may(request.actor, "people.add_body"),
        "today": today,
    }
    return render(request, "people/bodies.html", context)


@access.asks("people.see")
@require_safe
def body(request, uid):
    """Who sits on a board or committee, until when, and which places are to fill."""
    today = clock.today()
    which = _body(request, "people.see", uid)
    sit = queries.sitting(which, today)
    soon = rules.six_months_after(today)
    ending = sorted(
        (row for row in sit if row.ends and row.ends <= soon and not hasattr(row, "next")),
        key=lambda row: row.ends,
    )
    context = {
        "title": which.name,
        "which": which,
        "sit": sit,
        "ending": ending,
        "to_come": queries.to_come(which, today),
        "left": page_of(request, queries.left(which, today), size=20),
        "former": list(which.former_names.all()),
        "may_change": access.may(request.actor, "people.appoint"),
    }
    return render(request, "people/body.html", context)


@access.asks("people.see")
@require_safe
def academy(request, uid):
    """One academy: since when it is in the trust, and who governs it."""
    which = _academy(request, "people.see", uid)
    context = {
        "title": which.name,
        "which": which,
        "bodies": queries.bodies(request.actor, clock.today()).filter(academy=which),
        "may_change": access.may(request.actor, "people.release_academy"),
    }
    return render(request, "people/academy.html", context)


@access.asks("people.add_body")
@require_http_methods(["GET", "POST"])
def add(request):
    def act(kind, name, academy):
        added = actions.add_body(request.actor, kind, name, academy, at=clock.now())
        return reverse("people:body", args=[added.uid])

    page = Page(
        "Add a board or committee",
        button="Add",
        back=reverse("people:bodies"),
        back_to="Boards and committees",
        done="Added",
    )
    return ask(request, BodyForm(request.POST or None), act, page)


@access.asks("people.rename_body")
@require_http_methods(["GET", "POST"])
def rename(request, uid):
    which = _body(request, "people.rename_body", uid)
    page = Page(
        "Give another name",
        button="Rename",
        back=reverse("people:body", args=[which.uid]),
        back_to=which.name,
        done="Renamed",
        lead=f"It is called {which.name} now.",
        follows=("What it was called until then stays on its page.",),
    )

    def act(name, starts):
        actions.rename_body(request.actor, which, name, starts, at=clock.now())

    return ask(request, RenameForm(request.POST or None), act, page)


@access.asks("people.close_body")
@require_http_methods(["GET", "POST"])
def close(request, uid):
    which = _body(request, "people.close_body", uid)
    page = Page(
        "Close a board or committee",
        button="Close it",
        back=reverse("people:body", args=[which.uid]),
        back_to=which.name,
        done="Closed",
        lead=f"{which.name} sits for the last time on the day that you give.",
        follows=(
            "Everybody’s term there ends on that day, and offices with it.",
            "What was asked of them for these terms lapses. What they signed stays.",
            "Nothing is removed: the page stays, with who sat here and when.",
        ),
        grave=True,
    )

    def act(closed):
        actions.close_body(request.actor, which, closed, at=clock.now())

    return ask(request, CloseForm(request.POST or None), act, page)


@access.asks("people.add_academy")
@require_http_methods(["GET", "POST"])
def add_academy(request):
    def act(name, joined):
        added = actions.add_academy(request.actor, name, joined, at=clock.now())
        return reverse("people:academy", args=[added.uid])

    page = Page(
        "Add an academy",
        button="Add",
        back=reverse("people:bodies"),
        back_to="Boards and committees",
        done="Added. Its local committee comes next, if it has one",
    )
    return ask(request, AcademyForm(request.POST or None), act, page)


@access.asks("people.release_academy")
@require_http_methods(["GET", "POST"])
def release(request, uid):
    which = _academy(request, "people.release_academy", uid)
    page = Page(
        "An academy leaves the trust",
        button="Record that it left",
        back=reverse("people:academy", args=[which.uid]),
        back_to=which.name,
        done="Recorded",
        lead=f"{which.name} joined the trust on {words.day(which.joined)}.",
        follows=(
            "Its committees close on that day, and everybody’s term on them ends.",
            "What was asked of them for these terms lapses. What they signed stays.",
            "The statement as it stood before that day stays as it was.",
        ),
        grave=True,
    )

    def act(left):
        actions.release_academy(request.actor, which, left, at=clock.now())

    return ask(request, ReleaseForm(request.POST or None), act, page)


def _is_over(last_day, today) -> bool:
    return last_day is not None and last_day < today


def _body(request, action: str, uid: str) -> Body:
    found = access.scoped(request.actor, action, Body.objects.select_related("academy"))
    return get_object_or_404(found, uid=uid)


def _academy(request, action: str, uid: str) -> Academy:
    return get_object_or_404(access.scoped(request.actor, action, Academy.objects.all()), uid=uid)
