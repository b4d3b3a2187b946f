from datetime import date

import pytest
from django import forms

from sevenfold.ui.forms import DateField, OneBoxDateField


class Term(forms.Form):
    starts = DateField()
    ends = OneBoxDateField(required=False)


def typed(day="1", month="9", year="2026", ends="") -> Term:
    return Term({"starts_day": day, "starts_month": month, "starts_year": year, "ends": ends})


def test_three_boxes_and_one_box_give_days():
    form = typed(ends="31 August 2030")

    assert form.is_valid()
    assert form.cleaned_data == {"starts": date(2026, 9, 1), "ends": date(2030, 8, 31)}


def test_a_day_that_may_be_left_out_is_none():
    form = typed()

    assert form.is_valid()
    assert form.cleaned_data["ends"] is None


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        (
            {"day": "31", "month": "02"},
            {"starts": ["31/02/2026 is not a date. February 2026 has 28 days."]},
        ),
        ({"day": "", "month": " ", "year": ""}, {"starts": ["Add the date"]}),
        ({"year": ""}, {"starts": ["Add the year"]}),
        ({"ends": "31/9/30"}, {"ends": ["31/9/30 is not a date. September 2030 has 30 days."]}),
    ],
)
def test_what_is_wrong_is_said_in_words(given, errors):
    assert typed(**given).errors == errors


def test_a_form_without_its_boxes_is_one_left_empty():
    assert Term({}).errors == {"starts": ["Add the date"]}


def test_a_field_can_say_in_its_own_words_that_it_is_missing():
    field = DateField(error_messages={"required": "Add the first day of the term"})

    with pytest.raises(forms.ValidationError, match="Add the first day of the term"):
        field.clean(["", "", ""])


def test_what_was_typed_stays_in_the_boxes():
    form = typed(day="31", month="Feb", ends="soon")

    assert (form["starts"].value(), form["ends"].value()) == (["31", "Feb", "2026"], "soon")


def test_a_day_that_is_known_already_is_filled_in():
    form = Term(initial={"starts": date(2026, 9, 1), "ends": date(2030, 8, 31)})

    assert 'name="starts_month" value="9"' in str(form["starts"])
    assert 'value="31 August 2030"' in str(form["ends"])


@pytest.mark.parametrize(("month", "changed"), [("09", False), ("10", True)])
def test_a_day_has_changed_when_it_is_another_day(month, changed):
    form = Term(
        {"starts_day": "1", "starts_month": month, "starts_year": "26"},
        initial={"starts": date(2026, 9, 1)},
    )

    assert form.has_changed() is changed
