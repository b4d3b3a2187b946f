"""The settings of the burst's floor: our database, and nothing else of ours."""

from sevenfold.config.settings import *  # noqa: F403

INSTALLED_APPS = []
MIDDLEWARE = []
ROOT_URLCONF = "benchmarks.bare_view"
