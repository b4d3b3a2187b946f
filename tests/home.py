"""A home of its own for each process of a test run.

pytest loads this by name before Django's settings are read, because they look for the home then.
"""

import os
import tempfile
from pathlib import Path

worker = os.environ.get("PYTEST_XDIST_WORKER")
if worker:
    # Within the folder of the process that started this one, which removes it.
    home = Path(os.environ["SEVENFOLD_HOME"], worker)
    home.mkdir(exist_ok=True)
else:
    folder = tempfile.TemporaryDirectory(prefix="sevenfold-")
    home = Path(folder.name)

os.environ["SEVENFOLD_HOME"] = str(home)
# Set but empty, it would make pytest-django skip every test of the database and still succeed.
os.environ["DJANGO_SETTINGS_MODULE"] = "sevenfold.config.settings"
os.environ.pop("EMAIL_URL", None)
