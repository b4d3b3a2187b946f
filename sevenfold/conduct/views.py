"""Reading and signing the code of conduct, and the receipt."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sevenfold.access import policy as access
from sevenfold.accounts import links, sessions
from sevenfold.kernel import clock
from sevenfold.ledger import queries as ledger
from sevenfold.people import queries as people
from sevenfold.ui.certificates import sealed
from sevenfold.ui.downloads import as_file

from . import actions, queries
from .certificate import of as certificate_of
from .forms import ApproveForm, SignForm
from .models import Issue
from .rules import blocks, minutes_to_read


@access.asks("conduct.read")
@require_http_methods(["GET", "POST"])
def code(request):
    """The whole code in force, with signing at its end for whoever is asked to."""
    today = clock.today()
    issue = queries.in_force(today)
    signed = queries.signature(request.actor, issue) if issue else None
    if request.method == "POST":
        return _sign(request, issue)
    if issue is None:
        context = {"year": clock.AcademicYear.of(today), "may_approve": _may_approve(request)}
        return render(request, "conduct/none.html", context)
    typed = sessions.kept(request, request.path, at=clock.now()).get("name", [None])[0]
    initial = {"issue": issue.uid, "shown": issue.sha256, "name": typed}
    form = None if signed else SignForm(initial=initial)
    return _page(request, issue, form, signed=signed)


def _sign(request, issue):
    form = SignForm(request.POST)
    if not form.is_valid():
        if issue is None:
            raise Http404
        return _page(request, issue, form)
    given = form.cleaned_data
    try:
        signature = actions.sign(
            request.actor, given["issue"], given["shown"], given["name"], at=clock.now()
        )
    except actions.WrongName:
        form.add_error("name", f"Type your name as it is on our register: {request.actor.person}")
        return _page(request, issue, form)
    except actions.Replaced as replaced:
        if replaced.issue is None:
            raise Http404 from replaced
        again = SignForm(
            initial={
                "issue": replaced.issue.uid,
                "shown": replaced.issue.sha256,
                "name": given["name"],
            }
        )
        before = Issue.objects.filter(uid=given["issue"]).first()
        return _page(request, replaced.issue, again, before=before, replaced=True, status=409)
    links.end(request, at=clock.now())
    return redirect("conduct:receipt", signature.event_id)


def _page(request, issue, form, *, signed=None, before=None, replaced=False, status=200):
    today = clock.today()
    context = {
        "issue": issue,
        "blocks": blocks(issue.text),
        "minutes": minutes_to_read(issue.text),
        "form": form if access.may(request.actor, "conduct.sign") else None,
        "signed": signed,
        "consent": queries.consent(issue),
        "appointments": people.held_by(request.actor.person, today),
        "proof": request.actor.proof,
        "replaced": replaced,
        "may_approve": _may_approve(request),
        "name_hint": f"As it is on our register: {request.actor.person}",
        "same_words": bool(before) and before.sha256 == issue.sha256,
    }
    return render(request, "conduct/code.html", context, status=status)


def _may_approve(request) -> bool:
    return access.may(request.actor, "conduct.approve")


@access.asks("conduct.approve")
@require_http_methods(["GET", "POST"])
def approve(request):
    """A code that a body approved: its words as they will be laid out, then it is kept."""
    if request.method != "POST":
        return render(request, "conduct/approve.html", {"form": ApproveForm()})
    form = ApproveForm(request.POST, request.FILES)
    step = request.POST.get("step", "look")
    if not form.is_valid() or step == "back":
        return render(request, "conduct/approve.html", {"form": _typed(form)})
    given = form.cleaned_data
    year = clock.AcademicYear(given["year"])
    if step == "keep":
        facts = {name: given[name] for name in ("body", "on", "minute")}
        actions.approve(
            request.actor, year, given["title"], given["words"], **facts, at=clock.now()
        )
        messages.success(request, f"The code for {year} is kept")
        return redirect("conduct:code")
    before, signed = queries.replaced_by(year, given["on"])
    context = {
        "given": given,
        "year": year,
        "blocks": blocks(given["words"]),
        "minutes": minutes_to_read(given["words"]),
        "before": before,
        "signed": signed,
        "pairs": _pairs(request.POST, given["words"]),
    }
    return render(request, "conduct/approve_check.html", context)


def _typed(form):
    """The form with the words of a file in its box, because a file cannot be shown again."""
    words, name = form.cleaned_data.get("words"), form.cleaned_data.get("name")
    if words and name:
        form.data = form.data.copy()
        form.data["text"] = words
    return form


def _pairs(posted, words: str) -> list[tuple[str, str]]:
    """What was typed, for the hidden fields of the page that shows it, the words among it."""
    left = {"csrfmiddlewaretoken", "step", "text"}
    typed = [(name, value) for name, value in posted.items() if name not in left]
    return [*typed, ("text", words)]


@access.asks("conduct.receipt")
@require_safe
def receipt(request, event):
    """What was signed, when, and the entry and proof that anybody can check."""
    signature = queries.own(request.actor, event)
    if signature is None:
        raise Http404
    context = {
        "signature": signature,
        "entry": signature.event,
        "proof": ledger.leaf_in_groups(signature.event),
        "key": ledger.vkey_of(signature.event.log),
        "covered": ledger.covering(signature.event),
        "met": queries.what_it_met(signature),
        "appointments": queries.signed_for(signature),
        "first_name": signature.person.name.split()[0],
    }
    return render(request, "conduct/receipt.html", context)


@access.asks("conduct.receipt")
@require_safe
def proof(request, event):
    """The proof file of the actor's own signature, once a checkpoint covers it."""
    signature = queries.own(request.actor, event)
    file = signature and ledger.proof_now(signature.event)
    if not file:
        raise Http404
    return as_file(file, f"receipt-{signature.event.number}.tlog-proof")


@access.asks("conduct.receipt")
@require_safe
def certificate(request, event):
    """The sealed PDF of the actor's own signature, made when it is first asked for."""
    signature = queries.own(request.actor, event)
    if signature is None:
        raise Http404
    pdf = sealed(signature.event, lambda: certificate_of(signature), request.trust, at=clock.now())
    return as_file(pdf, f"certificate-{signature.event.number}.pdf", "application/pdf")


@access.asks("conduct.read")
@require_safe
def words(request, uid):
    """The exact words of one issue, as the bytes that were signed."""
    issue = get_object_or_404(Issue, uid=uid)
    return HttpResponse(issue.text, content_type="text/plain; charset=utf-8")
