"""A page with one form and one button, which does one act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.shortcuts import redirect, render

from ..rules import Refused


@dataclass(frozen=True)
class Page:
    """What stands around the form. `back` is where one came from, and where one goes on."""

    title: str
    button: str
    back: str
    back_to: str
    done: str  # What is said once it is done.
    lead: str = ""
    follows: tuple[str, ...] = ()  # What follows from it, a sentence each, in the margin.
    grave: bool = False  # Whether the button warns, because something ends.


def ask(request, form: Form, act: Callable[..., Any], page: Page):
    """Show the form, or do the act with what it holds. A refusal stands in the field it is about.

    `act` takes what the form holds by name. Where it says where to go on, that is where.
    """
    if form.is_bound and form.is_valid():
        try:
            onwards = act(**form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, page.done)
            return redirect(onwards if isinstance(onwards, str) else page.back)
    return render(request, "people/form.html", {"form": form, "asked": page})
