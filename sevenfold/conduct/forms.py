from django import forms

from sevenfold.kernel import clock
from sevenfold.people.models import Body
from sevenfold.ui import words
from sevenfold.ui.forms import DateField
from sevenfold.ui.uploads import DocumentForm

from .rules import missing_principles


class SignForm(forms.Form):
    """The typed name, and which text was on the page."""

    issue = forms.CharField(widget=forms.HiddenInput)
    shown = forms.CharField(widget=forms.HiddenInput)
    name = forms.CharField(
        max_length=200,
        label="Your full name",
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={"required": "Type your full name to sign"},
    )


class ApproveForm(DocumentForm):
    """A code that a body approved for one academic year, in its own words."""

    year = forms.TypedChoiceField(label="For which academic year", coerce=int)
    title = forms.CharField(
        label="Its title",
        max_length=200,
        initial="Code of conduct for those who govern",
        error_messages={"required": "Write its title"},
    )
    body = forms.ModelChoiceField(
        Body.objects.filter(closed=None).order_by("pk"),
        to_field_name="uid",
        label="Which board or committee approved it",
        empty_label="Choose one",
        error_messages={
            "required": "Choose who approved it",
            "invalid_choice": "Choose who approved it from the list",
        },
    )
    on = DateField(label="On which day")
    minute = forms.CharField(
        label="Minute",
        required=False,
        max_length=60,
        help_text="Where its minutes say so, such as 8.2. Leave it empty if there is no number.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    field_order = ("year", "title", "text", "file", "body", "on", "minute")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        now = clock.AcademicYear.of(clock.today())
        years = [now, clock.AcademicYear(now.starts + 1)]
        self.fields["year"].choices = [(year.starts, year.label) for year in years]

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on > clock.today():
            raise forms.ValidationError(
                "That day has not come yet. An approval is recorded once it has happened"
            )
        return on

    def clean(self):
        cleaned = super().clean()
        missing = missing_principles(cleaned["words"]) if "words" in cleaned else []
        if missing:
            self.add_error(
                "text",
                f"The code does not state {words.joined(missing)}. Set each of the seven out by its "
                "name, as in “Honesty: We tell the truth.”",
            )
        return cleaned
