"""Runs every benchmark on SQLite, then on a PostgreSQL that is made for it and gone afterwards.

`make bench`; ONLY=word for those whose name holds it, BENCH_JSON=FILE to have it as JSON as well.
Both databases keep what they acknowledge, as in earnest. `--quick` is for the tests.
"""

import argparse
import json
import os
import platform
import secrets
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.run import ROOT, postgresql, postgresql_programs

DROPPED = {"DATABASE_URL", "EMAIL_URL", "BENCH_JSON", "ONLY"}


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the promises about speed.")
    parser.add_argument("--quick", action="store_true", help="at a size that proves nothing")
    quick = parser.parse_args().quick
    found = []
    print(machine())
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sevenfold-bench-")))
        folder.chmod(0o711)  # PostgreSQL's own user passes through.
        databases = {"SQLite": ""}
        programs = postgresql_programs()
        if programs:
            server = postgresql(programs, folder / "server", durable=True)
            databases["PostgreSQL"] = stack.enter_context(server)
        else:
            print("No PostgreSQL is installed, so nothing is measured on it.")
        for label, address in databases.items():
            print(f"\n{label}", flush=True)
            found += measure(folder / label, address, quick)
    if os.environ.get("BENCH_JSON"):
        Path(os.environ["BENCH_JSON"]).write_text(json.dumps(found, indent=2) + "\n")
    return 0 if found else 2


def measure(home: Path, address: str, quick: bool) -> list[dict]:
    """The figures of one database, each process of it with a home of its own."""
    (home / "keys").mkdir(parents=True)
    (home / "keys" / "secret").write_text(secrets.token_urlsafe(50))
    environment = {name: value for name, value in os.environ.items() if name not in DROPPED}
    environment |= {
        "SEVENFOLD_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "sevenfold.config.settings",
        **({"DATABASE_URL": address} if address else {}),
    }
    answer = home / "found.json"
    command = [sys.executable, "-m", "benchmarks.measure", "--json", answer]
    command += ["--only", os.environ.get("ONLY", ""), *(["--quick"] if quick else [])]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return json.loads(answer.read_text())


def machine() -> str:
    """What it is measured on."""
    models = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").is_file() else ""
    names = [line.partition(":")[2].strip() for line in models.splitlines() if "model name" in line]
    processor = names[0] if names else platform.processor() or platform.machine()
    return (
        f"{os.cpu_count()} x {processor}, {platform.system()}, Python {platform.python_version()}"
    )


if __name__ == "__main__":
    sys.exit(main())
