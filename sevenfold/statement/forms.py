"""What is asked when a version is brought in, adopted, or a clause is said to ask for something."""

from dataclasses import fields
from typing import Any

from django import forms

from sevenfold.duties.kinds import Kind
from sevenfold.kernel import clock
from sevenfold.people.models import Body
from sevenfold.ui.forms import DateField
from sevenfold.ui.uploads import DocumentForm


class UploadForm(DocumentForm):
    """The trust's own document, and what it is called."""

    title = forms.CharField(
        label="Its title",
        required=False,
        max_length=200,
        help_text="Where you leave this empty, its first line is the title.",
    )
    field_order = ("text", "file", "title")


class AdoptForm(forms.Form):
    """Which body adopted it, when, and where its minutes say so."""

    body = forms.ModelChoiceField(
        Body.objects.filter(closed=None).order_by("pk"),
        to_field_name="uid",
        label="Which board or committee adopted it",
        empty_label="Choose one",
        error_messages={
            "required": "Choose who adopted it",
            "invalid_choice": "Choose who adopted it from the list",
        },
    )
    on = DateField(label="On which day")
    minute = forms.CharField(
        label="Minute",
        required=False,
        max_length=60,
        help_text="Where its minutes say so, such as 8.1. Leave it empty if there is no number.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on > clock.today():
            raise forms.ValidationError(
                "That day has not come yet. An adoption is recorded once it has happened"
            )
        return on


class AskForm(forms.Form):
    """From which day a duty is in force, and for whom; `asking` adds what its kind wants to know."""

    begins = DateField(
        label="In force from",
        help_text="Nobody starts out overdue: what is asked falls due so many days after this day.",
    )
    standing = forms.TypedChoiceField(
        label="Whom it binds on that day",
        choices=[("yes", "Those who are there already, too"), ("no", "Only who comes later")],
        coerce=lambda answer: answer == "yes",
        initial="yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whom it binds"},
    )
    kind: Kind

    @property
    def parameters(self) -> dict[str, Any]:
        """The kind's own numbers and roles, by name."""
        return {field.name: self.cleaned_data[field.name] for field in fields(self.kind.Params)}


def asking(kind: Kind) -> type[AskForm]:
    """The form for a duty of this kind, with a field for each of its parameters."""
    made = {field.name: _field_for(field) for field in fields(kind.Params)}
    return type("AskForm", (AskForm,), {**made, "kind": kind})


def _field_for(parameter) -> forms.Field:
    said = parameter.metadata
    if "choices" in said:
        return forms.TypedMultipleChoiceField(
            label=said["label"],
            help_text=said.get("hint", ""),
            choices=said["choices"].choices,
            initial=list(parameter.default),
            coerce=str,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Choose at least one"},
        )
    return forms.IntegerField(
        label=said["label"],
        help_text=said.get("hint", ""),
        initial=parameter.default,
        min_value=0,
        max_value=3660,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        error_messages={
            "required": "Write a number of days",
            "invalid": "Write the number of days in figures, like 28",
            "min_value": "Write a number of days, none or more",
            "max_value": "That is more than ten years. Write a smaller number of days",
        },
    )
