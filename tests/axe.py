"""Runs axe-core, which is kept in tests/vendor, on a page that Playwright has open."""

from pathlib import Path

AXE = Path(__file__).with_name("vendor") / "axe.min.js"
# WCAG 2.0 to 2.2, levels A and AA.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page) -> list[str]:
    """Each rule that the page breaks, with where it does."""
    # Evaluated by the debugger, so that the page's own content security policy stays as it is.
    page.evaluate(AXE.read_text())
    result = page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)
    return [
        f"{found['id']}: {found['help']}: {' '.join(map(str, node['target']))}"
        for found in result["violations"]
        for node in found["nodes"]
    ]
