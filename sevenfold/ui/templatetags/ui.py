"""What every template has at hand: marks, folds, dates and counts in words, form controls."""

from collections.abc import Sequence
from datetime import datetime

from django import template
from django.forms import BoundField, CheckboxSelectMultiple, RadioSelect
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from sevenfold.ui import words
from sevenfold.ui.forms import DateParts
from sevenfold.ui.marks import MARKS

register = template.Library()

register.filter("day", words.day)
register.filter("day_and_month", words.day_and_month)
register.filter("clock", words.clock_time)
register.filter("number", words.number)
register.filter("words", words.words)
register.filter("by_days", words.by_days)
register.filter("takes", words.takes)
register.filter("hash4", words.hash4)


@register.filter
def instant(at: datetime, now: datetime) -> str:
    """Today, 9:14am; where it stands by itself."""
    text = words.instant(at, now)
    return text[0].upper() + text[1:]


@register.filter
def instant_within(at: datetime, now: datetime) -> str:
    """today, 9:14am; within a sentence."""
    return words.instant(at, now)


@register.filter
def joined(parts: Sequence) -> SafeString:
    """a, b and c; each part is escaped unless it is safe already."""
    return mark_safe(words.joined([conditional_escape(part) for part in parts]))  # noqa: S308


@register.simple_tag
def shape(name: str) -> SafeString:
    """The shape alone, for a place where its words stand beside it."""
    mark = MARKS[name]
    return format_html(
        '<svg class="sf-shape {}" viewBox="0 0 20 20" aria-hidden="true" focusable="false">{}</svg>',
        mark.colour,
        mark_safe(mark.shape),  # noqa: S308 The shapes are ours.
    )


@register.simple_tag
def mark(name: str, text: str = "") -> SafeString:
    """Shape and words within a line: {% mark "due" "Due 8 December" %}."""
    return format_html(
        '<span class="sf-mark {}">{}<span>{}</span></span>',
        MARKS[name].colour,
        shape(name),
        text or MARKS[name].words,
    )


@register.simple_tag
def state(name: str, text: str = "") -> SafeString:
    """Shape and words as the first line of a note in the margin."""
    return format_html(
        '<p class="sf-note__state {}">{}<span>{}</span></p>',
        MARKS[name].colour,
        shape(name),
        text or MARKS[name].words,
    )


@register.simple_tag
def folds(
    done: int, text: str = "", here: bool = False, of: int = 7, big: bool = False
) -> SafeString:
    """How many of the seven are done, in folds and in words. `here`: the next one is open now."""
    classes = ["on"] * done + ["now"] * here + [""] * of
    return format_html(
        '<p class="sf-foldline{}"><span class="sf-folds" aria-hidden="true">{}</span> {}</p>',
        " sf-foldline--big" if big else "",
        format_html_join("", '<i class="{}"></i>', ((name,) for name in classes[:of])),
        text or (f"All {words.words(of)}" if done >= of else f"{done} of {of}"),
    )


# Partial and class of each kind of control, by the widget that Django chose for it.
PARTIALS = {
    "Textarea": "ui/textarea.html",
    "Select": "ui/select.html",
    "RadioSelect": "ui/radios.html",
    "CheckboxInput": "ui/checkbox.html",
    "CheckboxSelectMultiple": "ui/checkboxes.html",
    "DateParts": "ui/date_input.html",
    "FileInput": "ui/file_upload.html",
    "ClearableFileInput": "ui/file_upload.html",
    "EmailInput": "ui/email_input.html",
}


@register.filter
def partial(field: BoundField) -> str:
    """The partial that shows this field; a line of text unless its widget says otherwise."""
    return PARTIALS.get(type(field.field.widget).__name__, "ui/text_input.html")


@register.simple_tag
def control(
    field: BoundField, kind: str, hint: str = "", classes: str = "", **usual: str
) -> SafeString:
    """The field's own input, select or textarea, tied to its hint and its errors.

    `usual` attributes give way to those of the field's widget.
    """
    # What is missing is said in our own words, above and beside the box, never by the browser.
    field.form.use_required_attribute = False
    own = field.field.widget.attrs.get("class", "")
    names = [kind, f"{kind}--error" if field.errors else "", classes, own]
    attrs = usual | field.field.widget.attrs | {"class": " ".join(filter(None, names))}
    if ids := described_by(field, hint):
        attrs["aria-describedby"] = ids
    return field.as_widget(attrs=attrs)


@register.filter
def described_by(field: BoundField, hint: str) -> str:
    """The ids of the hint and the error that belong to a field, in the order they are read."""
    parts = [("hint", hint), ("error", field.errors)]
    return " ".join(f"{field.auto_id}-{name}" for name, there in parts if there)


@register.filter
def anchor(field: BoundField) -> str:
    """The id of the first thing in a field that can be typed in, pressed or ticked."""
    several = isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple | DateParts)
    return f"{field.auto_id}_0" if several else field.auto_id


@register.filter
def date_boxes(field: BoundField) -> list[dict]:
    """The three boxes of a date with what was typed into each of them."""
    value = field.value()
    parts = value if isinstance(value, list) else field.field.widget.decompress(value)
    return [
        {
            "id": f"{field.auto_id}_{place}",
            "name": f"{field.html_name}_{label.lower()}",
            "label": label,
            "width": width,
            "value": part,
        }
        for place, (label, width, part) in enumerate(
            zip(("Day", "Month", "Year"), (2, 2, 4), parts, strict=True)
        )
    ]


@register.filter
def faults(form) -> list[tuple[str, str]]:
    """Each error of a form with the anchor that it leads to; none where it is of the whole form."""
    whole = [("", error) for error in form.non_field_errors()]
    return whole + [(anchor(field), error) for field in form for error in field.errors]
