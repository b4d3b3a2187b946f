"""What every test shares."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import settings as hypothesis

from tests.browser import chromium, complaints, page, phone  # noqa: F401
from tests.client import ReadingClient
from tests.guards_fixture import guards_down_before_flush  # noqa: F401 - used by every test
from tests.races import at_once as _at_once

# A slow machine is no failure, and a run leaves no folder behind.
hypothesis.register_profile("sevenfold", deadline=None, database=None)
hypothesis.load_profile("sevenfold")

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_configure():
    if settings.DATABASES["default"]["ENGINE"].startswith("sevenfold.kernel.sqlite"):
        # In memory all threads share one connection, so that no race could be tested.
        name = Path(os.environ["SEVENFOLD_HOME"], "test.sqlite3")
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(name)
    # The live server serves files by their plain names.
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )


@pytest.fixture
def client() -> ReadingClient:
    return ReadingClient()


@pytest.fixture
def at_once():
    return _at_once


@pytest.fixture
def shared() -> Path:
    """The folder beside the project that holds the real statement and the public vectors."""
    if not SHARED.is_dir():
        pytest.skip("../shared is absent")
    return SHARED
