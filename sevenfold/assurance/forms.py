from django import forms

from sevenfold.kernel import clock
from sevenfold.people.company import NotANumber, company_number
from sevenfold.people.models import Academy
from sevenfold.ui.forms import DateField


class AsOfForm(forms.Form):
    """For which academy, and as it stood on which day."""

    academy = forms.ModelChoiceField(
        Academy.objects.all(),
        to_field_name="uid",
        required=False,
        label="For",
        empty_label="The whole trust",
        error_messages={"invalid_choice": "Choose an academy from the list"},
    )
    on = DateField(label="As it stood on", required=False)

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on and on > clock.today():
            raise forms.ValidationError(
                "That day has not come yet. Choose today or a day before it"
            )
        return on


class TrustForm(forms.Form):
    """What the trust is called, its company number, and its own words for things."""

    name = forms.CharField(
        label="Name of the trust",
        max_length=200,
        error_messages={"required": "Write the name of the trust"},
    )
    company_number = forms.CharField(
        label="Company number",
        required=False,
        max_length=20,
        help_text="As Companies House has it: eight figures, such as 07654321.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "spellcheck": "false"}),
    )
    local_tier = forms.CharField(
        label="What you call the committee of an academy",
        required=False,
        max_length=60,
        help_text="Such as local governing body or academy council. Left empty: local academy committee.",
    )
    governor = forms.CharField(
        label="What you call somebody who sits on it",
        required=False,
        max_length=60,
        help_text="Such as academy councillor. Left empty: governor.",
    )

    def clean_company_number(self):
        typed = self.cleaned_data["company_number"]
        try:
            return company_number(typed) if typed else ""
        except NotANumber as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class CheckForm(forms.Form):
    """A receipt that somebody was shown."""

    receipt = forms.FileField(
        label="A receipt: its small proof file, or its sealed PDF",
        error_messages={"required": "Choose the file", "empty": "The file is empty"},
    )
