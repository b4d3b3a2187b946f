"""The living statement, who stands behind its counts, and what is asked of whoever is asking."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from sevenfold.access import policy as access
from sevenfold.duties.kinds import KINDS
from sevenfold.kernel import clock
from sevenfold.ledger import queries as ledger
from sevenfold.ui.paging import page_of

from . import queries
from .forms import AsOfForm
from .layout import rows_of
from .rules import truth
from .tasks import tasks_of


@access.open_to_all
@require_safe
def home(request):
    """Where somebody belongs: with what is asked of them, else with the statement."""
    if request.actor is None:
        return redirect("sign-in")
    if request.nav:
        return redirect(request.nav[0].url)
    return redirect("assurance:statement")


@access.asks("statement.see")
@require_safe
def statement(request):
    """The trust's own words, and beside each clause what is true of it on a day."""
    form, academy, day = _as_of(request)
    standing = queries.standing(request.actor, day, academy)
    context = {
        "form": form,
        "academy": academy,
        "day": day,
        "past": day < clock.today(),
        "statement": standing.statement,
        "rows": rows_of(standing.rows, standing.statement.title if standing.statement else ""),
        "as_of": request.GET.urlencode() if form.is_bound else "",
        "truth": truth((line, note) for line, note in standing.rows if note),
        "names_hidden": not request.actor.roles & {"governance-professional", "auditor"},
        "latest_entry": ledger.latest(),
        "now": clock.now(),
    }
    return render(request, "assurance/statement.html", context)


@access.asks("assurance.names")
@require_safe
def who(request, line, period, state):
    """The people behind one count: who, for what, due when, with which entry."""
    _, academy, day = _as_of(request)
    rows = queries.who(request.actor, line, period, state, day, academy)
    page = page_of(request, rows)
    if not page.object_list:
        raise Http404
    first = page.object_list[0]
    context = {
        "page": page,
        "state": state,
        "kind": KINDS[first.duty.kind],
        "heading": KINDS[first.duty.kind].counted.format(period=first.period.label),
        "clause": queries.clauses_of({line}).get(line),
        "academy": academy,
        "day": day,
        "as_of": request.GET.urlencode(),
    }
    return render(request, "assurance/who.html", context)


@access.asks("assurance.asked")
@require_safe
def asked(request):
    """What is asked of the person, the latest first, and what they have done."""
    today = clock.today()
    rows = queries.asked_of(request.actor, today)
    clauses = queries.clauses_of({row.duty.line for row in rows})
    tasks = tasks_of(rows, clauses, request.actor, today)
    todo = [task for task in tasks if not task.done]
    context = {
        "todo": todo,
        "done": [task for task in tasks if task.done],
        "minutes": sum(task.todo.minutes for task in todo),
        "in_parts": any(task.todo.in_parts for task in todo),
        "parts_done": any(task.todo.parts for task in todo),
        "late": sum(task.late for task in todo),
        "now": clock.now(),
    }
    return render(request, "assurance/asked.html", context)


def _as_of(request):
    """The form at the head of the margin with what it names: the whole trust today by default."""
    chosen = request.GET if {"academy", "on_day"} & request.GET.keys() else None
    form = AsOfForm(chosen, initial={"on": clock.today()})
    if not form.is_bound or not form.is_valid():
        return form, None, clock.today()
    return form, form.cleaned_data["academy"], form.cleaned_data["on"] or clock.today()
