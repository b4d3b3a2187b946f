"""The worker beside the web server: processes that begin together, and end together.

Both watch the one that started them, because a process that is killed cannot end its children: a
web server left behind would keep its port from the next.
"""

import multiprocessing
import os
import signal
import threading
import time


class Worker:
    """As a context: it runs from the beginning to the end of the block."""

    def __enter__(self) -> "Worker":
        self._ending = threading.Event()
        self._begin()
        self._watch = threading.Thread(target=self._keep_going, daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *_):
        self._ending.set()
        self._process.terminate()
        self._watch.join()
        self._process.terminate()  # It may be another one by now.
        self._process.join()

    def _begin(self) -> None:
        # Spawned, because a process with threads is not safely forked.
        spawning = multiprocessing.get_context("spawn")
        self._process = spawning.Process(target=_work, args=(os.getpid(),), daemon=True)
        self._process.start()

    def _keep_going(self) -> None:
        while not self._ending.is_set():
            self._process.join(1)
            if not self._process.is_alive() and not self._ending.wait(1):
                self._begin()


def web():
    """The web application, in a process that ends with the one that started it."""
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    from django.core.wsgi import get_wsgi_application  # It sets Django up: in that process alone.

    return get_wsgi_application()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _work(parent: int) -> None:
    """Work as long as the web server lives, even if that is killed."""
    import django

    django.setup()
    from sevenfold.running.worker import Worker as Loop  # Its models are there only now.

    loop = Loop(alive=lambda: os.getppid() == parent)
    signal.signal(signal.SIGTERM, loop.stop)
    signal.signal(signal.SIGINT, loop.stop)
    loop.run()
