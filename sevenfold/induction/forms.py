from django import forms

from sevenfold.kernel import clock
from sevenfold.ui.forms import DateField

from .rules import KINDS, READ


class AcknowledgementForm(forms.Form):
    """A person's own word on what they have read. The box is never ticked for them."""

    shown = forms.CharField(widget=forms.HiddenInput)
    acknowledged = forms.BooleanField(
        error_messages={
            "required": "Tick the box to say that you have read this and know what it asks of you"
        },
    )

    def __init__(self, *args, label: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["acknowledged"].label = label


class HeldForm(forms.Form):
    """The day on which a course or a meeting was."""

    held_on = DateField(label="On which day was it?")

    def clean_held_on(self):
        held_on = self.cleaned_data["held_on"]
        if held_on > clock.today():
            raise forms.ValidationError("That day has not come yet. Record it once it was held")
        return held_on


class StepForm(forms.Form):
    """One more step for the trust's list."""

    kind = forms.ChoiceField(
        choices=[(kind, words.capitalize()) for kind, words in KINDS.items()],
        widget=forms.RadioSelect,
        label="What is it?",
        error_messages={"required": "Say what kind of step it is"},
    )
    title = forms.CharField(
        max_length=200,
        label="What it is called",
        error_messages={"required": "Give the step a name"},
    )
    words = forms.CharField(
        required=False,
        max_length=20_000,
        label="The words to read, or what people should know beforehand",
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean(self):
        given = super().clean()
        if given.get("kind") == READ and not given.get("words"):
            self.add_error("words", "Add the words that people are to read and confirm")
        return given
