"""The living statement, who stands behind its counts, and what is asked of whoever is asking."""

from django.conf import settings
from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sevenfold.access import policy as access
from sevenfold.accounts import limits
from sevenfold.duties.kinds import KINDS
from sevenfold.kernel import clock
from sevenfold.ledger import queries as ledger
from sevenfold.people import actions as people
from sevenfold.ui.context import Place
from sevenfold.ui.downloads import as_file
from sevenfold.ui.paging import page_of

from . import checking, queries, setup
from .forms import AsOfForm, CheckForm, TrustForm
from .layout import rows_of
from .rules import truth
from .tasks import tasks_of


@access.open_to_all
@require_safe
def home(request):
    """Where somebody belongs: with what is asked of them, else with the statement."""
    if request.actor is None:
        return redirect("sign-in")
    if _setting_up(request):
        return redirect("assurance:set-up")
    if request.nav:
        return redirect(request.nav[0].url)
    return redirect("assurance:statement")


def _setting_up(request) -> bool:
    """Whether whoever sets the trust up is asking, and it is not done. The demonstration's is."""
    if settings.DEMO or not access.may(request.actor, "assurance.set_up"):
        return False
    return not all(step.done for step in setup.steps(request.actor, clock.today()))


@access.asks("assurance.set_up")
@require_safe
def set_up(request):
    """The five steps from an empty trust to its first signature."""
    today = clock.today()
    steps = setup.steps(request.actor, today)
    left = [step for step in steps if not step.done]
    request.nav = [Place("Set up", request.path), *request.nav]
    context = {
        "steps": steps,
        "done": len(steps) - len(left),
        "minutes": sum(step.minutes for step in left),
        "shown": setup.shown(request.actor, today),
    }
    return render(request, "assurance/set_up.html", context)


@access.asks("people.describe")
@require_http_methods(["GET", "POST"])
def describe(request):
    """What the trust is called, its company number, its own words; and a letter to try the mail."""
    form = TrustForm(
        request.POST if request.method == "POST" else None, initial=model_to_dict(request.trust)
    )
    if form.is_valid():
        people.describe(request.actor, at=clock.now(), **form.cleaned_data)
        messages.success(request, "Kept")
        return redirect("assurance:describe")
    request.nav = [Place("Set up", reverse("assurance:set-up")), *request.nav]
    context = {
        "form": form,
        "letter": setup.tried_letter(request.actor),
        "address": request.actor.person.account.email,
        "now": clock.now(),
    }
    return render(request, "assurance/describe.html", context)


@access.asks("people.try_mail")
@require_POST
def try_mail(request):
    """Send a letter to oneself."""
    people.try_mail(request.actor, at=clock.now())
    return redirect(f"{reverse('assurance:describe')}#mail")


# What a form puts round the file that it carries.
ROUND_IT = 64 * 1024


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
        "may_ask": day == clock.today() and access.may(request.actor, "statement.ask"),
        "may_keep": access.may(request.actor, "statement.keep"),
        "names_hidden": not request.actor.roles & {"governance-professional", "auditor"},
        "latest_entry": ledger.latest(),
        "signed": queries.signed_for_the_month(day),
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


@access.open_to_all
@csrf_exempt
@require_http_methods(["GET", "POST"])
def check(request):
    """Whether a receipt that somebody was shown is good. Open to all; the file is forgotten."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > checking.LARGEST + ROUND_IT:
        return _checked(request, checking.Answer("none"), status=413)  # Before any of it is read.
    return _check(request)


@csrf_protect
def _check(request):
    posted = request.method == "POST"
    form = CheckForm(request.POST, request.FILES) if posted else CheckForm()
    if not form.is_valid():
        return render(request, "assurance/check.html", {"form": form})
    limits.count(request, "check-receipt", None, at=clock.now())
    file = form.cleaned_data["receipt"]
    return _checked(request, checking.check(file.read()), name=file.name)


def _checked(request, answer, *, name="", status=200):
    context = {"form": CheckForm(), "answer": answer, "name": name, "now": clock.now()}
    return render(request, "assurance/checked.html", context, status=status)


@access.open_to_all
@require_safe
def checker(request, name, ending):
    """The checker that works without us, as a page or as a script."""
    whole = {"check.html": ledger.checker_page, "check.py": ledger.checker_script}
    make = whole.get(f"{name}.{ending}")
    if make is None:
        raise Http404
    return as_file(make(), f"{name}.{ending}")


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
