import pytest
from django import forms
from django.template import engines
from django.test.html import parse_html

from sevenfold.ui.forms import DateField
from sevenfold.ui.marks import MARKS
from sevenfold.ui.templatetags import ui
from tests import pages

from .conftest import Everything


def render(source: str, **context) -> str:
    return engines["django"].from_string(source).render(context)


def shown(partial: str, form: forms.Form, name: str) -> str:
    return render(
        "{% include partial with plain=True %}", partial=f"ui/{partial}.html", field=form[name]
    )


def alike(html: str, expected: str) -> bool:
    return str(parse_html(html)) == str(parse_html(expected))


@pytest.mark.parametrize("data", [None, {}, {"starts_day": "31", "starts_month": "2"}])
def test_nothing_is_wrong_with_a_page_that_has_every_part(gallery, data):
    assert pages.findings(gallery(data)) == []


def test_every_state_has_its_shape_and_its_words(gallery):
    html = gallery()

    assert [name for name in MARKS if ui.state(name) not in html] == []
    assert len({ui.shape(name) + mark.words for name, mark in MARKS.items()}) == len(MARKS)


def test_no_two_shapes_of_a_requirement_or_a_clause_are_the_same():
    kinds = [
        ("met", "late", "due", "overdue", "excused", "declined"),
        ("holds", "sofar", "doesnothold", "none", "dated"),
    ]

    assert [len({MARKS[name].shape for name in kind}) for kind in kinds] == [6, 5]


def test_the_words_of_a_mark_can_be_its_own_and_are_escaped():
    assert render('{% mark "due" words %}', words="<8 December>").endswith(
        "<span>&lt;8 December&gt;</span></span>"
    )


def test_the_parts_of_a_list_are_escaped():
    assert render("{{ names|joined }}", names=["<b>", "c"]) == "&lt;b&gt; and c"


@pytest.mark.parametrize(
    ("tag", "folds", "words"),
    [
        ("{% folds 0 %}", ["", "", "", "", "", "", ""], "0 of 7"),
        ("{% folds 2 here=True %}", ["on", "on", "now", "", "", "", ""], "2 of 7"),
        ('{% folds 7 "Done" here=True %}', ["on"] * 7, "Done"),
        ("{% folds 7 %}", ["on"] * 7, "All seven"),
    ],
)
def test_folds_show_what_is_done_what_is_open_and_what_is_to_come(tag, folds, words):
    page = pages.read(render(tag))

    assert [fold.attrs["class"] for fold in page.all("i")] == folds
    assert page.root.text() == words


# What govuk-frontend 6.6 renders for the same options, but for the ids, which are Django's, and
# for data-module, which is for its scripts.


class Plain(forms.Form):
    name = forms.CharField(label="National Insurance number", help_text="It’s on your payslip.")
    detail = forms.CharField(label="Detail", widget=forms.Textarea({"rows": 5}))
    answer = forms.ChoiceField(
        label="Have you changed your name?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
    )
    born = DateField(label="What is your date of birth?", help_text="For example, 31 3 1980")


INPUT = """
<div class="govuk-form-group govuk-form-group--error">
  <label class="govuk-label" for="id_name">National Insurance number</label>
  <div id="id_name-hint" class="govuk-hint">It’s on your payslip.</div>
  <p id="id_name-error" class="govuk-error-message">
    <span class="govuk-visually-hidden">Error:</span> This field is required.
  </p>
  <input class="govuk-input govuk-input--error" id="id_name" name="name" type="text"
    aria-invalid="true" aria-describedby="id_name-hint id_name-error">
</div>
"""
TEXTAREA = """
<div class="govuk-form-group">
  <label class="govuk-label" for="id_detail">Detail</label>
  <textarea class="govuk-textarea" id="id_detail" name="detail" rows="5" cols="40"></textarea>
</div>
"""
RADIOS = """
<div class="govuk-form-group govuk-form-group--error">
  <fieldset class="govuk-fieldset" aria-describedby="id_answer-error">
    <legend class="govuk-fieldset__legend">Have you changed your name?</legend>
    <p id="id_answer-error" class="govuk-error-message">
      <span class="govuk-visually-hidden">Error:</span> This field is required.
    </p>
    <div class="govuk-radios">
      <div class="govuk-radios__item">
        <input class="govuk-radios__input" id="id_answer_0" name="answer" type="radio" value="yes">
        <label class="govuk-label govuk-radios__label" for="id_answer_0">Yes</label>
      </div>
      <div class="govuk-radios__item">
        <input class="govuk-radios__input" id="id_answer_1" name="answer" type="radio" value="no">
        <label class="govuk-label govuk-radios__label" for="id_answer_1">No</label>
      </div>
    </div>
  </fieldset>
</div>
"""
BOX = """
<div class="govuk-date-input__item">
  <div class="govuk-form-group">
    <label class="govuk-label govuk-date-input__label" for="id_born_{place}">{label}</label>
    <input class="govuk-input govuk-date-input__input govuk-input--width-{width}"
      id="id_born_{place}" name="born_{name}" type="text" inputmode="numeric">
  </div>
</div>
"""
BOXES = "".join(
    BOX.format(place=place, label=label, name=label.lower(), width=width)
    for place, (label, width) in enumerate([("Day", 2), ("Month", 2), ("Year", 4)])
)
DATE_INPUT = f"""
<div class="govuk-form-group">
  <fieldset class="govuk-fieldset" role="group" aria-describedby="id_born-hint">
    <legend class="govuk-fieldset__legend">What is your date of birth?</legend>
    <div id="id_born-hint" class="govuk-hint">For example, 31 3 1980</div>
    <div class="govuk-date-input" id="id_born">{BOXES}</div>
  </fieldset>
</div>
"""


@pytest.mark.parametrize(
    ("partial", "form", "name", "expected"),
    [
        ("text_input", Plain({}), "name", INPUT),
        ("textarea", Plain(), "detail", TEXTAREA),
        ("radios", Plain({}), "answer", RADIOS),
        ("date_input", Plain(), "born", DATE_INPUT),
    ],
)
def test_a_partial_renders_what_govuk_frontend_renders(partial, form, name, expected):
    html = shown(partial, form, name)

    assert alike(html, expected), html


def test_each_field_finds_its_own_partial():
    assert [
        ui.partial(field).removeprefix("ui/").removesuffix(".html") for field in Everything()
    ] == [
        "text_input",
        "email_input",
        "textarea",
        "select",
        "radios",
        "checkboxes",
        "checkbox",
        "date_input",
        "text_input",
        "file_upload",
    ]


def test_the_attributes_of_a_widget_stand_before_the_usual_ones():
    class SignIn(forms.Form):
        email = forms.EmailField(widget=forms.EmailInput({"autocomplete": "username"}))

    box = pages.read(shown("email_input", SignIn(), "email")).all("input")[0]

    assert (box.attrs["autocomplete"], box.attrs["spellcheck"]) == ("username", "false")


def test_what_was_chosen_and_typed_stays(gallery):
    page = pages.read(
        gallery({"again": "no", "nations": ["yes"], "starts_day": "31", "read": "on"})
    )
    boxes = page.all("input")

    assert [box.attrs["id"] for box in boxes if "checked" in box.attrs] == [
        "id_again_1",
        "id_nations_0",
        "id_read",
    ]
    assert [box.attrs["id"] for box in boxes if box.attrs.get("value") == "31"] == ["id_starts_0"]


def test_the_error_summary_counts_and_leads_to_the_first_box_of_each_fault(gallery):
    page = pages.read(gallery({"starts_day": "31", "role": "x"}))
    summary = page.with_class("govuk-error-summary")[0]

    assert [e.text() for e in summary.walk() if e.tag == "h2"] == ["Seven things to mend"]
    assert [e.attrs["href"] for e in summary.walk() if e.tag == "a"] == [
        "#id_name",
        "#id_reason",
        "#id_role",
        "#id_again_0",
        "#id_nations_0",
        "#id_read",
        "#id_starts_0",
    ]


def test_a_fault_of_the_whole_form_stands_first_and_leads_nowhere():
    class Term(forms.Form):
        ends = forms.CharField()

        def clean(self):
            raise forms.ValidationError("The term ends before it starts")

    summary = render(
        '{% include "ui/error_summary.html" with summary_heading="It was not kept" %}',
        form=Term({}),
    )
    page = pages.read(summary)

    assert [e.text() for e in page.all("h2", "li")] == [
        "It was not kept",
        "The term ends before it starts",
        "This field is required.",
    ]
    assert [e.attrs["href"] for e in page.all("a")] == ["#id_ends"]


def test_a_form_without_faults_has_no_error_summary():
    assert render('{% include "ui/error_summary.html" %}', form=Plain()).strip() == ""


def test_pagination_keeps_what_else_was_asked(gallery):
    pager = pages.read(gallery()).with_class("sf-pager")[0]

    assert pager.text() == "51 to 100 of 1,162 Previous 50 Next 50"
    assert [e.attrs["href"] for e in pager.walk() if e.tag == "a"] == [
        "?page=1&of=late",
        "?page=3&of=late",
    ]


def test_a_page_can_give_a_hint_that_its_form_cannot_know():
    source = '{% include "ui/text_input.html" with field=field hint="As on our register: Amina" %}'
    page = pages.read(render(source, field=Plain()["name"]))

    assert page.with_class("govuk-hint")[0].text() == "As on our register: Amina"
    assert page.all("input")[0].attrs["aria-describedby"] == "id_name-hint"


def test_a_date_can_have_its_button_beside_it():
    source = '{% include "ui/date_input.html" with field=field button="Show" %}'

    assert [b.text() for b in pages.read(render(source, field=Plain()["born"])).all("button")] == [
        "Show"
    ]
