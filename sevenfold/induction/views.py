"""The pages of an induction: the person's own, the list of who stands where, the list of steps."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sevenfold.access import policy as access
from sevenfold.kernel import clock
from sevenfold.kernel.fields import new_uid
from sevenfold.ledger import queries as ledger
from sevenfold.ui import words
from sevenfold.ui.certificates import sealed
from sevenfold.ui.downloads import as_file
from sevenfold.ui.paging import page_of

from . import actions, queries
from .certificate import of as certificate_of
from .forms import AcknowledgementForm, HeldForm, StepForm
from .rules import Listed, earlier, said, without

CONFIRMED = "I have read this, and I know what it asks of me here"


@access.asks("induction.begin")
@require_http_methods(["GET", "POST"])
def start(request):
    """Begin, carry on, or see that it is done."""
    if request.method == "POST":
        actions.begin(request.actor, at=clock.now())
        return _onward(queries.way(request.actor, on=clock.today()))
    way = queries.way(request.actor, on=clock.today())
    return render(request, "induction/start.html", _about(way))


@access.asks("induction.acknowledge")
@require_http_methods(["GET", "POST"])
def principle(request, key):
    """One principle, with the box to acknowledge it or the date when that was done."""
    way = queries.way(request.actor, on=clock.today())
    if way.induction is None:
        return redirect("induction:start")
    provision = next((p for p in way.principles if p.key == key), None)
    if provision is None:
        raise Http404
    if not way.progress.reached(key):
        return _onward(way)

    label = said(provision.name)
    form, reworded = _form(request, AcknowledgementForm, label=label), False
    if form.is_valid():
        try:
            actions.acknowledge(
                request.actor, way.induction, key, form.cleaned_data["shown"], at=clock.now()
            )
        except actions.Reworded:
            form, reworded = AcknowledgementForm(label=label), True
        else:
            return _onward(queries.way(request.actor, on=clock.today()))
    acknowledgement = way.acknowledgements.get(key)
    length = words.takes(queries.seconds_of(provision))
    story, _, question = provision.dilemma.rpartition("\n")
    context = _about(way) | {
        "principle": provision,
        "place": f"{provision.number} of {len(way.principles)}, {length}",
        "examples": provision.in_practice.splitlines(),
        "story": story,
        "question": question,
        "acknowledgement": acknowledgement,
        "here": acknowledgement is None,
        "form": form,
        "reworded": reworded,
    }
    return render(request, "induction/principle.html", context)


@access.asks("induction.record_step")
@require_http_methods(["GET", "POST"])
def step(request, key):
    """One of the trust's own steps: something to read and confirm, or the day it was held."""
    way = queries.way(request.actor, on=clock.today())
    found = next((step for step in way.steps if step.key == key), None)
    if found is None:
        raise Http404
    if way.induction is None:
        return redirect("induction:start")

    form, reworded = _form_for(found, request), False
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.record_step(
                request.actor,
                way.induction,
                key,
                shown=given.get("shown", ""),
                held_on=given.get("held_on"),
                at=clock.now(),
            )
        except actions.Reworded:
            form, reworded = AcknowledgementForm(label=CONFIRMED), True
        else:
            return _onward(queries.way(request.actor, on=clock.today()), after_steps=True)
    context = _about(way) | {
        "step": found,
        "reading": way.readings.get(key),
        "done": way.done.get(key),
        "form": form,
        "reworded": reworded,
    }
    return render(request, "induction/step.html", context)


@access.asks("induction.acknowledge")
@require_safe
def receipt(request, event):
    """What was acknowledged, when, and the entry and proof that anybody can check."""
    last = queries.acknowledgement(request.actor, event)
    if last is None:
        raise Http404
    given = queries.given_until(last)
    complete = queries.completes(last)
    what = "each of the seven" if complete else last.principle.name.lower()
    first_name = request.actor.person.name.split()[0]
    context = {
        "way": queries.way(request.actor, on=clock.today()),
        "last": last,
        "given": given,
        "complete": complete,
        "entry": last.event,
        "proof": ledger.leaf_in_groups(last.event),
        "key": ledger.vkey_of(last.event.log),
        "covered": ledger.covering(last.event),
        "told": ledger.said_by(last.event),
        "heading": f"Thank you, {first_name}. You have acknowledged {what}.",
    }
    return render(request, "induction/receipt.html", context)


@access.asks("induction.acknowledge")
@require_safe
def proof(request, event):
    """The proof file of the actor's own acknowledgement, once a checkpoint covers it."""
    given = queries.acknowledgement(request.actor, event)
    file = given and ledger.proof_now(given.event)
    if not file:
        raise Http404
    return as_file(file, f"receipt-{given.event.number}.tlog-proof")


@access.asks("induction.acknowledge")
@require_safe
def certificate(request, event):
    """The sealed PDF of the actor's own induction, by the acknowledgement that completed it."""
    last = queries.acknowledgement(request.actor, event)
    if last is None or not queries.completes(last):
        raise Http404
    pdf = sealed(last.event, lambda: certificate_of(last), request.trust, at=clock.now())
    return as_file(pdf, f"certificate-{last.event.number}.pdf", "application/pdf")


@access.asks("induction.oversee")
@require_safe
def standing(request):
    """Whom clause 3.1 asks, and where each of them stands today."""
    today = clock.today()
    context = {
        "page": page_of(request, queries.standing(request.actor, on=today)),
        "steps": len(queries.steps()),
        "today": today,
        "may_edit": access.may(request.actor, "induction.edit_steps"),
    }
    return render(request, "induction/standing.html", context)


@access.asks("induction.edit_steps")
@require_http_methods(["GET", "POST"])
def edit(request):
    """The trust's list of steps: take one off, move one up, add one."""
    steps = queries.steps()
    adding = request.method == "POST" and "add" in request.POST
    form = StepForm(request.POST if adding else None)
    changed = None
    if form.is_valid():
        changed = (*steps, Listed(new_uid(), **form.cleaned_data))
    elif "remove" in request.POST:
        changed = without(steps, request.POST["remove"])
    elif "earlier" in request.POST:
        changed = earlier(steps, request.POST["earlier"])
    if changed is not None:
        if changed != steps:
            actions.edit_steps(request.actor, changed, at=clock.now())
            messages.success(request, "The list is changed. It holds for everybody from now on.")
        return redirect("induction:edit")
    return render(request, "induction/edit.html", {"steps": steps, "form": form})


def _form(request, form, **words):
    return form(request.POST if request.method == "POST" else None, **words)


def _form_for(step, request):
    if step.is_read:
        return _form(request, AcknowledgementForm, label=CONFIRMED)
    return _form(request, HeldForm)


def _about(way) -> dict:
    """What the pages of an induction show beside their own matter."""
    return {
        "way": way,
        "so_far": f"{len(way.acknowledgements)} of {len(way.principles)}",
        "last": way.acknowledgements.get(way.principles[-1].key),
    }


def _onward(way, *, after_steps: bool = False):
    """To the next principle; after the last, to its receipt; then from step to step."""
    if way.next:
        return redirect("induction:principle", way.next.key)
    if not after_steps:
        last = way.acknowledgements[way.principles[-1].key]
        return redirect("induction:receipt", last.event_id)
    if way.next_step:
        return redirect("induction:step", way.next_step.key)
    return redirect("induction:start")
