"""A version is brought in, checked, kept and adopted; and a clause is said to ask for something."""

import base64

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sevenfold.access import policy as access
from sevenfold.duties import queries as duties
from sevenfold.duties.kinds import KINDS, suggested
from sevenfold.kernel import clock
from sevenfold.ui import uploads
from sevenfold.ui.paging import page_of

from . import actions, queries
from .forms import AdoptForm, UploadForm, asking
from .models import Line, Statement
from .reading import Reading, preview, read

NEW = "statement:new"  # What a page holds for another page is no good here.


@access.asks("statement.keep")
@require_safe
def versions(request):
    """Every version that was kept, drafts too."""
    context = {
        "page": page_of(request, queries.versions(request.actor), size=20),
        "in_force": queries.in_force(clock.today()),
    }
    return render(request, "statement/versions.html", context)


@access.asks("statement.keep")
@require_http_methods(["GET", "POST"])
def new(request):
    """The document is read and shown; only then, by another button, it is kept."""
    if request.method != "POST":
        return render(request, "statement/new.html", {"form": UploadForm()})
    if "held" in request.POST:
        return _decide(request)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "statement/new.html", {"form": form})
    given = form.cleaned_data
    held = {
        "title": given["title"],
        "name": given["name"],
        "words": given["words"],
        "source": base64.b64encode(given["source"]).decode(),
    }
    return _check(request, held)


def _check(request, held):
    """What each line was taken for, with the document in a hidden field."""
    reading = read(held["words"])
    seen = preview.laid_out(reading, _names_of_kinds)
    context = {
        "preview": seen,
        "name": held["name"],
        "called": held["title"] or seen.title,
        "held": uploads.hold(held, NEW),
    }
    return render(request, "statement/check.html", context)


def _decide(request):
    """Keep what was shown, or go back to its text."""
    held = uploads.held(request.POST["held"], NEW)
    if held is None:
        return redirect(NEW)
    if request.POST.get("step") != "keep":
        form = UploadForm(initial={"text": held["words"], "title": held["title"]})
        return render(request, "statement/new.html", {"form": form})
    reading = read(held["words"])
    title = held["title"] or preview.title_of(reading)
    source = base64.b64decode(held["source"])
    draft = actions.keep(request.actor, title, reading, source, at=clock.now())
    messages.success(request, f"Kept as version {draft.version}, a draft")
    return redirect("statement:version", draft.version)


@access.asks("statement.keep")
@require_safe
def version(request, number):
    """One version as it was kept, and whether it was adopted."""
    statement = _version(request, number)
    lines = tuple(statement.lines.all())
    seen = preview.laid_out(Reading(lines), lambda _: ())
    context = {"title": str(statement), "statement": statement, "preview": seen}
    return render(request, "statement/version.html", context)


@access.asks("statement.adopt")
@require_http_methods(["GET", "POST"])
def adopt(request, number):
    """Say which body adopted a draft, on which day and by which minute."""
    statement = _version(request, number)
    if statement.adopted_on:
        return redirect("statement:version", number)
    form = AdoptForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.adopt(request.actor, statement, at=clock.now(), **form.cleaned_data)
        except actions.AdoptedAlready:
            return redirect("statement:version", number)
        messages.success(request, f"Version {number} is adopted")
        return redirect("assurance:statement")
    kept = queries.kept_duties(statement, clock.today())
    context = {"form": form, "statement": statement, "kept": kept}
    return render(request, "statement/adopt.html", context)


@access.asks("statement.ask")
@require_safe
def ask(request, uid):
    """What a clause asks for today, and the kinds of duty to choose from: those suggested first."""
    clause = _clause(request, uid)
    asked = list(queries.duties_of(clause))
    fitting = {kind.code for kind in suggested(clause.text)}
    kinds = sorted(KINDS.values(), key=lambda kind: (kind.code not in fitting, kind.title))
    context = {
        "clause": clause,
        "asked": asked,
        "kinds": [(kind, kind.code in fitting) for kind in kinds],
        "confirmed": {duty.kind for duty in asked},
    }
    return render(request, "statement/ask.html", context)


@access.asks("statement.ask")
@require_http_methods(["GET", "POST"])
def ask_for(request, uid, kind):
    """A duty of one kind: its parameters, then whom it would bind, then it is kept."""
    if kind not in KINDS:
        raise Http404
    clause, behaviour = _clause(request, uid), KINDS[kind]
    form = asking(behaviour)(request.POST or None, initial={"begins": clock.today()})
    step = request.POST.get("step", "look")
    context = {"form": form, "clause": clause, "kind": behaviour}
    if step == "back" or not form.is_valid():
        return render(request, "statement/ask_for.html", context)
    given = form.cleaned_data
    asked = (kind, given["begins"], form.parameters)
    if step == "keep":
        try:
            actions.ask(request.actor, clause, *asked, standing=given["standing"], at=clock.now())
        except actions.AskedAlready:
            form.add_error(None, "The clause asks for just this already. Nothing was kept")
            return render(request, "statement/ask_for.html", context)
        messages.success(request, f"Clause {clause.number} asks for it: {behaviour.title}")
        return redirect("statement:ask", clause.uid)
    duty = actions.duty_of(*asked, standing=given["standing"])
    context |= {
        "seen": duties.preview(request.actor, duty, clock.now()),
        "begins": given["begins"],
        "today": clock.today(),
        "pairs": _pairs(request.POST),
    }
    return render(request, "statement/ask_check.html", context)


def _pairs(posted) -> list[tuple[str, str]]:
    """What was typed, for the hidden fields of the page that shows what follows from it."""
    left = {"csrfmiddlewaretoken", "step"}
    return [
        (name, value) for name, values in posted.lists() if name not in left for value in values
    ]


def _names_of_kinds(text: str) -> list[str]:
    return [kind.title for kind in suggested(text)]


def _version(request, number: int) -> Statement:
    found = access.scoped(request.actor, "statement.keep", Statement.objects.all())
    return get_object_or_404(found.select_related("adopted_by"), version=number)


def _clause(request, uid: str) -> Line:
    """A clause of the version in force: a draft asks nothing of anybody."""
    found = access.scoped(request.actor, "statement.ask", Line.objects.select_related("statement"))
    return get_object_or_404(
        found, uid=uid, kind="clause", statement=queries.in_force(clock.today())
    )
