from django import forms

from sevenfold.kernel import clock
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
