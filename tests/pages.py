"""What holds for every page, whatever is on it.

`findings` reads one page and says what is wrong with it, each finding in one line.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
BRITISH = {
    "analyze": "analyse",
    "authorize": "authorise",
    "behavior": "behaviour",
    "canceled": "cancelled",
    "center": "centre",
    "color": "colour",
    "enroll": "enrol",
    "favor": "favour",
    "fulfill": "fulfil",
    "honor": "honour",
    "labor": "labour",
    "organization": "organisation",
    "organize": "organise",
    "recognize": "recognise",
    "summarize": "summarise",
}
AMERICAN = re.compile(rf"\b({'|'.join(BRITISH)})(?:s|d|ed|ing)?\b", re.IGNORECASE)


@dataclass
class Element:
    tag: str
    attrs: dict[str, str]
    parent: "Element | None" = None
    content: list["Element | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        yield self
        for part in self.content:
            if isinstance(part, Element):
                yield from part.walk()

    def text(self) -> str:
        """The words as they are read, in one line."""
        return " ".join(self._words().split())

    def _words(self) -> str:
        if self.tag in {"script", "style", "template"}:
            return ""
        if self.tag in {"br", "wbr"}:
            return " "
        return "".join(p if isinstance(p, str) else p._words() for p in self.content)

    def within(self, tag: str) -> bool:
        return self.parent is not None and (self.parent.tag == tag or self.parent.within(tag))

    def __str__(self) -> str:
        known = [
            f'{name}="{self.attrs[name]}"' for name in ("id", "name", "href") if name in self.attrs
        ]
        return f"<{' '.join([self.tag, *known])}>"


@dataclass
class Page:
    root: Element
    faults: list[str]
    name: str | None = None

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.root.walk() if not tags or element.tag in tags]

    def ids(self) -> list[str]:
        return [element.attrs["id"] for element in self.all() if "id" in element.attrs]

    def with_class(self, part: str) -> list[Element]:
        return [element for element in self.all() if part in element.attrs.get("class", "").split()]


class _Reader(HTMLParser):
    """Builds the tree and keeps what does not close as it opened."""

    def __init__(self):
        super().__init__()
        self.root = self.here = Element("", {})
        self.faults = ["it does not begin with <!doctype html>"]

    def handle_decl(self, decl):
        if decl.lower() == "doctype html":
            self.faults.remove("it does not begin with <!doctype html>")

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.content.append(element)
        if len(element.attrs) < len(attrs):
            self.faults.append(f"{element} has an attribute twice")
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.here = self.here.parent

    def handle_endtag(self, tag):
        if tag != self.here.tag:
            self.faults.append(f"</{tag}> stands where {self.here} is open")
        if tag == self.here.tag or self.here.within(tag):
            while self.here.tag != tag:
                self.here = self.here.parent
            self.here = self.here.parent

    def handle_data(self, data):
        self.here.content.append(data)


def read(html: str, name: str | None = None) -> Page:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.here is not reader.root:
        reader.faults.append(f"{reader.here} is never closed")
    return Page(reader.root, reader.faults, name)


def findings(html: str, name: str | None = None) -> list[str]:
    """What is wrong with the page, in the order of the checks.

    `name` is what the page calls itself where its h1 greets or asks.
    """
    page = read(html, name)
    return page.faults + [finding for check in CHECKS for finding in check(page)]


def _heading_and_title(page: Page) -> Iterator[str]:
    headings, titles = page.all("h1"), [e for e in page.all("title") if not e.within("svg")]
    if len(headings) != 1:
        yield f"it has {len(headings)} h1 in place of one"
    if len(titles) != 1:
        yield f"it has {len(titles)} titles in place of one"
    if len(headings) != 1 or len(titles) != 1:
        return
    names = [name for name in (headings[0].text(), page.name) if name]
    error = "Error: " if page.with_class("govuk-error-summary") else ""
    title = titles[0].text()
    if not title.startswith(tuple(error + " ".join(str(name).split()) for name in names)):
        yield f"its title is {title!r}, which does not begin with {error + ' or '.join(map(str, names))!r}"


def _language(page: Page) -> Iterator[str]:
    if [element.attrs.get("lang") for element in page.all("html")] != ["en-GB"]:
        yield "its language is not said to be en-GB"


def _labels(page: Page) -> Iterator[str]:
    worded = {label.attrs.get("for") for label in page.all("label") if label.text()}
    ids = set(page.ids())
    for control in page.all("input", "select", "textarea"):
        if control.tag == "input" and control.attrs.get("type", "text") in UNLABELLED:
            continue
        named = control.attrs.get("aria-label") or ids & set(
            control.attrs.get("aria-labelledby", "").split()
        )
        if not (named or control.within("label") or control.attrs.get("id", "") in worded):
            yield f"{control} has no label"


def _names(page: Page) -> Iterator[str]:
    for element in page.all("a", "button"):
        images = [e.attrs.get("alt") for e in element.walk() if e.tag == "img"]
        if not (element.text() or element.attrs.get("aria-label") or any(images)):
            yield f"{element} has no words"
    for image in page.all("img"):
        if "alt" not in image.attrs:
            yield f"{image} has no alt"


def _error_summary(page: Page) -> Iterator[str]:
    wrong = page.with_class("govuk-error-message") + [
        element for element in page.all() if element.attrs.get("aria-invalid") == "true"
    ]
    if wrong and not page.with_class("govuk-error-summary"):
        yield f"{wrong[0]} is in error and there is no error summary"


def _nothing_inline(page: Page) -> Iterator[str]:
    for element in page.all():
        if element.tag == "style" or "style" in element.attrs:
            yield f"{element} has an inline style"
        if element.tag == "script" and "src" not in element.attrs:
            yield "it has an inline script"
        if any(name.startswith("on") for name in element.attrs):
            yield f"{element} has an inline handler"


def _destinations(page: Page) -> Iterator[str]:
    ids = set(page.ids())
    for link in page.all("a"):
        href = link.attrs.get("href", "").strip()
        if href in {"", "#"} or href.lower().startswith("javascript:"):
            yield f"the link {link.text()!r} leads nowhere"
        elif href.startswith("#") and href[1:] not in ids:
            yield f"the link {link.text()!r} leads to {href}, which is not on the page"
    for element in page.all("form", "button", "input"):
        for name in ("action", "formaction"):
            if not element.attrs.get(name, "somewhere").strip():
                yield f"{element} has an empty {name}"


def _ids(page: Page) -> Iterator[str]:
    counted = Counter(page.ids())
    for id, count in counted.items():
        if count > 1:
            yield f'id="{id}" is there {count} times'
    for element in page.all():
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            for id in element.attrs.get(name, "").split():
                if id not in counted:
                    yield f'{element} has {name}="{id}", which is not on the page'


def _tokens(page: Page) -> Iterator[str]:
    for form in page.all("form"):
        fields = {
            e.attrs.get("name"): e.attrs.get("value") for e in form.walk() if e.tag == "input"
        }
        if form.attrs.get("method", "").lower() == "post" and not fields.get("csrfmiddlewaretoken"):
            yield f"{form} posts without a token"


def _spelling(page: Page) -> Iterator[str]:
    for found in AMERICAN.finditer(page.root.text()):
        yield f"{found[0]!r} is American: {BRITISH[found[1].lower()]}"


CHECKS: list[Callable[[Page], Iterator[str]]] = [
    _heading_and_title,
    _language,
    _labels,
    _names,
    _error_summary,
    _nothing_inline,
    _destinations,
    _ids,
    _tokens,
    _spelling,
]
