"""The front page of the demonstration, and its one way in: a click on a person."""

from django.conf import settings
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sevenfold.access.policy import open_to_all
from sevenfold.accounts import sessions
from sevenfold.duties.kinds import suggested
from sevenfold.kernel import clock
from sevenfold.outbox.models import Message
from sevenfold.people.models import Academy, Appointment, Person
from sevenfold.statement.reading import preview, read
from sevenfold.ui.paging import page_of
from sevenfold.ui.uploads import DocumentForm

from .story import CLERK

# Whom the front page offers, with a line on why one would look round as them.
GUIDES = {
    CLERK: "Sees the whole statement; runs the year",
    "Amina Yusuf": "Has the code of conduct to sign",
    "Grace Oyelaran": "Joined lately; part of the way through her induction",
    "Colin Fairweather": "Has the code of conduct to sign",
    "Sunita Rao": "Sits on the trust board",
    "Hugh Pemberton": "A member of the company",
}
OTHERS = 40  # The large trust has three thousand.


@open_to_all
@require_safe
def front(request):
    return _front(request, DocumentForm())


@open_to_all
@require_POST
def read_own(request):
    """A statement of one's own, read and shown. It is kept nowhere."""
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _front(request, form)
    seen = preview.laid_out(
        read(form.cleaned_data["words"]), lambda text: [kind.title for kind in suggested(text)]
    )
    context = {"preview": seen, "name": form.cleaned_data["name"]}
    return render(request, "demo/read_own.html", context)


def _front(request, form):
    people = Person.objects.prefetch_related("appointments__body__academy", "grants")
    by_name = {person.name: person for person in people.filter(name__in=GUIDES)}
    guides = [(by_name[name], why) for name, why in GUIDES.items() if name in by_name]
    others = people.exclude(name__in=GUIDES).exclude(account=None).order_by("name", "pk")
    sitting = Appointment.objects.held_on(clock.today())
    context = {
        "form": form,
        "guides": guides,
        "others": others[:OTHERS],
        "academies": Academy.objects.count(),
        "govern": sitting.values("person").distinct().count(),
        "appointments": sitting.count(),
    }
    return render(request, "demo/front.html", context)


@open_to_all
@require_safe
def letters(request):
    """The mail that would have been sent; its links lead into this demonstration."""
    page = page_of(request, Message.objects.order_by("-at", "-pk"), 20)
    here = request.build_absolute_uri("/").rstrip("/")
    for letter in page:
        letter.text = letter.text.replace(settings.SITE, here)
    return render(request, "demo/letters.html", {"page": page, "now": clock.now()})


@open_to_all
@require_POST
def look_as(request, uid):
    """Look round as this person. There is no such way into a real trust."""
    person = get_object_or_404(Person.objects.exclude(account=None), uid=uid)
    proof = "a click in the demonstration"
    sessions.begin(request, person.account, proof, at=clock.now(), second_factor=True)
    return redirect("home")
