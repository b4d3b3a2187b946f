"""What is asked when somebody or something is entered by hand."""

from django import forms

from sevenfold.ui.forms import DateField

from .models import Academy, Body, Grant, Person

NO_END = "Leave it empty while there is none, as for members."


class Name(forms.CharField):
    """A name in one line, with single spaces."""

    def __init__(self, **kwargs):
        super().__init__(max_length=200, **kwargs)

    def to_python(self, value):
        return " ".join(super().to_python(value).split())


class Reason(Name):
    def __init__(self, label: str = "Why"):
        super().__init__(label=label, error_messages={"required": "Say why"})


class SearchForm(forms.Form):
    q = forms.CharField(label="Find somebody by name", required=False, max_length=200)


class PersonForm(forms.Form):
    name = Name(
        label="Full name",
        help_text="As they sign. A signature has to be in this name.",
        error_messages={"required": "Write the name"},
    )
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        help_text="Their own: whoever reads its mail can come in. Leave it empty for whoever has none.",
        error_messages={"invalid": "Write the whole address, like name@school.example"},
    )


class AcademyForm(forms.Form):
    name = Name(label="Name", error_messages={"required": "Write the name"})
    joined = DateField(label="First day in the trust")


class ReleaseForm(forms.Form):
    left = DateField(label="Last day in the trust")


class BodyForm(forms.Form):
    kind = forms.ChoiceField(
        label="What it is",
        choices=Body.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is"},
    )
    name = Name(label="Name", error_messages={"required": "Write the name"})
    academy = forms.ModelChoiceField(
        Academy.objects.filter(left=None),
        label="Academy",
        required=False,
        to_field_name="uid",
        empty_label="None",
        help_text="For a local academy committee.",
    )


class RenameForm(forms.Form):
    name = Name(label="New name", error_messages={"required": "Write the name"})
    starts = DateField(label="First day of the new name")


class CloseForm(forms.Form):
    closed = DateField(label="Last day")


class AppointForm(forms.Form):
    person = forms.ModelChoiceField(
        Person.objects.order_by("name"),
        label="Who",
        to_field_name="uid",
        empty_label="",
        error_messages={"required": "Choose who"},
    )
    body = forms.ModelChoiceField(
        Body.objects.filter(closed=None).order_by("name"),
        label="Board or committee",
        to_field_name="uid",
        empty_label="",
        error_messages={"required": "Choose a board or committee"},
    )
    starts = DateField(label="First day of the term")
    ends = DateField(label="Last day of the term", required=False, help_text=NO_END)


class TermForm(forms.Form):
    starts = DateField(label="First day of the term")
    ends = DateField(label="Last day of the term", required=False, help_text=NO_END)


class CorrectTermForm(TermForm):
    reason = Reason("What was wrong")


class EndForm(forms.Form):
    ends = DateField(label="Last day")


class OfficeForm(forms.Form):
    office = forms.ChoiceField(
        label="Office",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an office"},
    )
    starts = DateField(label="First day in office")
    ends = DateField(
        label="Last day in office",
        required=False,
        help_text="Leave it empty while there is none. A chair’s office ends with the term.",
    )

    def __init__(self, *args, offices: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = offices


class GrantForm(forms.Form):
    role = forms.ChoiceField(
        label="Role",
        choices=Grant.Role,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role"},
    )
    starts = DateField(label="From")
    ends = DateField(
        label="Until",
        required=False,
        help_text="The last day. Leave it empty while there is none.",
    )
    reason = Reason()


class RevokeForm(EndForm):
    reason = Reason()
