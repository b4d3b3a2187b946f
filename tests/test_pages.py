"""The checks that every page goes through: one good page, and each way to spoil it."""

import pytest

from tests.pages import findings

GOOD = """<!doctype html>
<html lang="en-GB">
<head><title>Sign the code – Wrenmoor Learning Trust</title><link rel="stylesheet" href="/s.css"></head>
<body>
<a href="#main">Skip to the main content</a>
<main id="main">
<h1>Sign <br>the code</h1>
<svg aria-hidden="true"><title>Seven folds</title><path d="M1 2"/></svg>
<form method="post">
<input type="hidden" name="csrfmiddlewaretoken" value="t0ken">
<label for="name">Your name</label> <input id="name" name="name" aria-describedby="hint">
<p id="hint">As on the register of the organisation</p>
<label><input type="checkbox" name="agree"> I agree</label>
<select name="year" aria-label="Academic year"><option>2026/27</option></select>
<button type="submit">Sign</button>
</form>
<script src="/s.js" defer></script>
</main>
</body>
</html>
"""


def test_a_good_page_has_nothing_wrong_with_it():
    assert findings(GOOD) == []


@pytest.mark.parametrize(
    ("was", "becomes", "finding"),
    [
        ("<!doctype html>", "", "it does not begin with <!doctype html>"),
        ("</select>", "</label></select>", '</label> stands where <select name="year"> is open'),
        ("</html>", "", "<html> is never closed"),
        (
            '<input id="name"',
            '<input name="who" id="name"',
            '<input id="name" name="name"> has an attribute twice',
        ),
        ("<h1>Sign <br>the code</h1>", "", "it has 0 h1 in place of one"),
        ("<svg", "<h1>Again</h1><svg", "it has 2 h1 in place of one"),
        (
            "<title>Sign the code – Wrenmoor Learning Trust</title>",
            "",
            "it has 0 titles in place of one",
        ),
        (
            "<title>Sign",
            "<title>Code: sign",
            "its title is 'Code: sign the code – Wrenmoor Learning Trust', "
            "which does not begin with 'Sign the code'",
        ),
        ("en-GB", "en", "its language is not said to be en-GB"),
        ('for="name"', "", '<input id="name" name="name"> has no label'),
        ("Your name", "", '<input id="name" name="name"> has no label'),
        ('aria-label="Academic year"', "", '<select name="year"> has no label'),
        (">Sign</button>", "></button>", "<button> has no words"),
        ("<svg", '<img src="/mark.svg"><svg', "<img> has no alt"),
        (
            '<p id="hint"',
            '<p id="hint" class="govuk-error-message"',
            '<p id="hint"> is in error and there is no error summary',
        ),
        (
            'id="name" name',
            'id="name" aria-invalid="true" name',
            '<input id="name" name="name"> is in error and there is no error summary',
        ),
        ("<h1>", '<h1 style="color: red">', "<h1> has an inline style"),
        ("</head>", "<style>h1 {}</style></head>", "<style> has an inline style"),
        ('src="/s.js" defer', "", "it has an inline script"),
        ("<h1>", '<h1 onclick="go()">', "<h1> has an inline handler"),
        ('href="#main"', "", "the link 'Skip to the main content' leads nowhere"),
        ('href="#main"', 'href="#"', "the link 'Skip to the main content' leads nowhere"),
        (
            'href="#main"',
            'href="javascript:go()"',
            "the link 'Skip to the main content' leads nowhere",
        ),
        (
            '<main id="main">',
            "<main>",
            "the link 'Skip to the main content' leads to #main, which is not on the page",
        ),
        ("<form ", '<form action="" ', "<form> has an empty action"),
        (
            '<button type="submit"',
            '<button type="submit" formaction=""',
            "<button> has an empty formaction",
        ),
        ("<h1>", '<h1 id="main">', 'id="main" is there 2 times'),
        (
            'id="hint"',
            "",
            '<input id="name" name="name"> has aria-describedby="hint", which is not on the page',
        ),
        ('value="t0ken"', 'value=""', "<form> posts without a token"),
        ("organisation", "organization", "'organization' is American: organisation"),
        ("I agree", "I recognized it", "'recognized' is American: recognise"),
    ],
)
def test_each_fault_is_named(was, becomes, finding):
    assert was in GOOD

    assert findings(GOOD.replace(was, becomes, 1)) == [finding]


def test_a_title_may_begin_with_the_name_that_the_view_gives_where_the_heading_greets():
    greeting = GOOD.replace("<h1>Sign <br>the code</h1>", "<h1>Good morning, Amira</h1>")

    assert findings(greeting, name="Sign the code") == []
    assert len(findings(greeting)) == len(findings(greeting, name="Asked of you")) == 1


def test_where_something_was_entered_wrongly_the_title_says_so_first():
    summary = '<div class="govuk-error-summary"><a href="#name">Enter your name</a></div><h1>'
    wrong = GOOD.replace("<h1>", summary)

    assert findings(wrong.replace("<title>", "<title>Error: ")) == []
    assert findings(wrong) == [
        "its title is 'Sign the code – Wrenmoor Learning Trust', "
        "which does not begin with 'Error: Sign the code'"
    ]
