"""Documentation that cannot go stale: the reference is what the code says today."""

import ast
import importlib.util
import re

import pytest

from sevenfold.access.policy import ACTIONS
from sevenfold.duties.kinds import KINDS
from tests.architecture import rules
from tests.architecture.rooms import ROOT

SPEC = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
generate = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(generate)


@pytest.fixture(scope="module")
def written():
    return generate.REFERENCE.read_text("utf-8")


def test_the_reference_is_what_the_code_says(written):
    assert written == generate.reference(), "make docs writes it anew"


def test_each_command_and_kind_of_duty_has_its_heading(written):
    headings = set(re.findall(r"^### (.+)$", written, re.MULTILINE))

    assert headings >= {f"sevenfold {name}" for name in generate.command_names()} | KINDS.keys()


def test_each_permission_and_event_has_its_row_with_words(written):
    rows = dict(re.findall(r"^\| `([a-z_.]+)` \| ([^|]+) \|", written, re.MULTILINE))
    events = {action.leaves for action in ACTIONS.values() if action.leaves}

    assert [name for name in ACTIONS.keys() | events if not rows.get(name, "").strip()] == []


def test_each_setting_that_is_read_has_its_row():
    assert set(generate.SETTINGS) == {
        name for module in rules.modules() for name in _settings_read(module.tree)
    }


def _settings_read(tree):
    """The names that are asked of the environment, by os.environ or by django-environ."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            asked = ast.unparse(node.func)
            if asked.startswith(("env.", "os.environ.get", "os.getenv")) or asked == "env":
                yield node.args[0].value
