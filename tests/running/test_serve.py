"""`sevenfold serve`: web and worker together, and both gone together."""

import os
import signal
import socket
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from sevenfold.running.models import Pulse
from tests.running.programs import program, run, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/help/") as page:
            return page.status == 200
    except URLError:
        return False


def family(parent: int) -> set[int]:
    """The process's descendants, from the system's own list."""
    born: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # Gone meanwhile.
        if fields[0] != "Z":
            born.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, todo = set(), [parent]
    while todo:
        children = born.get(todo.pop(), [])
        found.update(children)
        todo += children
    return found


def alive(processes: set[int]) -> set[int]:
    def is_alive(process: int) -> bool:
        try:
            stat = Path(f"/proc/{process}/stat").read_text()
        except OSError:
            return False
        return stat.rpartition(")")[2].split()[0] != "Z"

    return {process for process in processes if is_alive(process)}


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_web_and_worker_begin_and_end_together(port, end):
    with program("serve", "--port", str(port)) as serve:
        wait_until(lambda: answers(port) and Pulse.objects.exists())
        processes = family(serve.pid)
        serve.send_signal(end)
        serve.wait(30)

    assert len(processes) >= 2
    assert not answers(port)
    wait_until(lambda: not alive(processes))


def test_nothing_is_left_behind_by_kill_9(port):
    with program("serve", "--port", str(port)) as serve:
        wait_until(lambda: answers(port) and Pulse.objects.exists())
        processes = family(serve.pid)
        serve.kill()
        serve.wait()

        wait_until(lambda: not alive(processes))
    assert not answers(port)


def test_a_worker_that_dies_is_started_again(port):
    with program("serve", "--port", str(port)) as serve:
        wait_until(lambda: answers(port) and Pulse.objects.exists())
        os.kill(worker_of(serve.pid), signal.SIGKILL)
        Pulse.objects.all().delete()

        wait_until(Pulse.objects.exists)
        serve.send_signal(signal.SIGTERM)
        serve.wait(30)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ([], "Address already in use"),
        (["--port", "99999"], "port must be 0-65535"),
        (["--host", "nowhere.invalid"], "nowhere.invalid"),
    ],
)
def test_a_place_where_it_cannot_listen_is_refused_in_one_line(port, options, why):
    with socket.create_server(("127.0.0.1", port)):
        done = run("serve", "--port", str(port), *options)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("sevenfold: Nothing can listen at ")
    assert why in done.stderr
    assert done.stderr.count("\n") == 1


def worker_of(serve: int) -> int:
    """The first process that was spawned; the web's own come after it."""
    spawned = [
        process
        for process in sorted(family(serve))
        if b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes()
    ]
    return spawned[0]
