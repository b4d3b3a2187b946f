"""Form fields for days, as this country writes them."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from . import words
from .dates import NotADay, parse_day


class DateParts(forms.MultiWidget):
    """Three boxes: day, month and year."""

    def __init__(self, attrs=None):
        boxes = {
            part: forms.TextInput({"inputmode": "numeric"}) for part in ("day", "month", "year")
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: date | None) -> list:
        return [value.day, value.month, value.year] if value else [None, None, None]


class DateField(forms.Field):
    """A day, in three boxes. What is wrong with it is said in words, and so is how to mend it."""

    widget = DateParts
    default_error_messages = {"required": "Add the date"}

    def to_python(self, value) -> date | None:
        if value is None or isinstance(value, date):
            return value
        if not "".join(part or "" for part in value).strip():
            return None
        try:
            return parse_day(value if isinstance(value, str) else [part or "" for part in value])
        except NotADay as wrong:
            raise ValidationError(str(wrong), code="invalid") from wrong


class OneBoxDateField(DateField):
    """A day in one box: 9 July 2026, 9/7/26, 9.7.2026."""

    widget = forms.TextInput

    def prepare_value(self, value):
        return words.day(value).replace(words.SPACE, " ") if isinstance(value, date) else value
