from django import forms


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
