from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from sevenfold.access.policy import Actor, Grant
from sevenfold.ui.context import Banner, Place
from sevenfold.ui.forms import DateField, OneBoxDateField
from sevenfold.ui.marks import MARKS

NOW = datetime(2026, 11, 24, 19, 48, tzinfo=UTC)
GALLERY = Path(__file__).with_name("gallery.html")
ANSWERS = [("yes", "Yes"), ("no", "No")]


class Everything(forms.Form):
    """A field for each partial of the form pack."""

    name = forms.CharField(
        label="Your full name",
        help_text="As it is on our register: Amina Yusuf",
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(label="Your e-mail address", required=False)
    reason = forms.CharField(widget=forms.Textarea({"rows": 5}))
    role = forms.ChoiceField(choices=[("", ""), ("governor", "Governor")])
    again = forms.ChoiceField(
        label="Have you served before?", choices=ANSWERS, widget=forms.RadioSelect
    )
    nations = forms.MultipleChoiceField(
        help_text="Choose all that apply", choices=ANSWERS, widget=forms.CheckboxSelectMultiple
    )
    read = forms.BooleanField(label="I have read this", help_text="All of it")
    starts = DateField(help_text="For example, 1 9 2026")
    ends = OneBoxDateField(label="End of term", required=False)
    scan = forms.FileField(required=False)


@pytest.fixture(autouse=True)
def _addresses(settings):
    settings.ROOT_URLCONF = "tests.ui.urls"


@pytest.fixture
def asked():
    """A request of somebody who is signed in."""
    request = RequestFactory().get("/help/?page=2&of=late")
    request.actor = Actor(SimpleNamespace(name="Amina Yusuf", uid="a" * 32), (Grant("governor"),))
    request.trust = "Wrenmoor Learning Trust"
    request.nav = [
        Place("Statement", "/"),
        Place("Asked of me", "/asked/"),
        Place("Help", "/help/"),
    ]
    request.banner = Banner("This is a demonstration.", "It is invented.", "/demo/", "Change")
    return request


@pytest.fixture
def gallery(asked):
    """Every partial, tag and filter in one page: its form untouched, or sent and refused."""

    def render(data: dict | None = None) -> str:
        context = {
            "form": Everything(data),
            "marks": MARKS,
            "page": Paginator(range(1162), 50).page(2),
            "names": ["Amina Yusuf", "Colin & Co", "Janet Firth"],
            "many": 48213,
            "few": 7,
            "days": 55,
            "on": date(2026, 7, 9),
            "at": datetime(2026, 11, 24, 9, 14, tzinfo=UTC),
            "now": NOW,
            "digest": "7b2e90c1" * 8,
        }
        return engines["django"].from_string(GALLERY.read_text()).render(context, asked)

    return render
