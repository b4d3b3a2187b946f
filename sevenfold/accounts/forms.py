from django import forms


class EmailForm(forms.Form):
    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "username", "spellcheck": "false"}),
        error_messages={
            "required": "Type your e-mail address",
            "invalid": "Type an address like amina.yusuf@example.org",
        },
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class CodeForm(forms.Form):
    """Figures from a letter, an app or a sheet of paper. Spaces do no harm."""

    code = forms.CharField(
        label="The code",
        max_length=40,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": "Type the code"},
    )


class PasskeyForm(forms.Form):
    """The name of a device, and what its browser answered."""

    name = forms.CharField(
        label="What shall we call this device?",
        max_length=60,
        required=False,
        help_text="So that you know it again in your list",
    )
    answer = forms.CharField(max_length=20_000, widget=forms.HiddenInput, required=False)
