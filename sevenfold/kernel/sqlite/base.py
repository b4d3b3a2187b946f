"""Django's SQLite, with a fair queue where a write transaction begins.

SQLite lets one writer in and makes the others poll, so that under load an unlucky one waits for
half a second. Within one process the writers queue here instead, first come, first served;
between processes SQLite's own lock still holds.
"""

import threading
from collections import deque

from django.db.backends.sqlite3 import base

_queues: dict[str, "_Queue"] = {}
_naming = threading.Lock()


class _Queue:
    """A lock that is handed on in the order in which it was asked for."""

    def __init__(self):
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False

    def acquire(self, timeout: float) -> bool:
        with self._mutex:
            if not self._held:
                self._held = True
                return True
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=timeout):
            return True
        with self._mutex:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return False
        return True  # The turn came just as the wait ran out.

    def release(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


def _queue_of(name: str) -> _Queue:
    with _naming:
        return _queues.setdefault(name, _Queue())


class DatabaseWrapper(base.DatabaseWrapper):
    """Queues from BEGIN until the transaction is over, however it ends."""

    _holding: _Queue | None = None

    def _start_transaction_under_autocommit(self):
        self._join_queue()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._leave_queue()
            raise

    def _commit(self):
        try:
            return super()._commit()
        finally:
            self._leave_unless_open()

    def _rollback(self):
        try:
            return super()._rollback()
        finally:
            self._leave_unless_open()

    def _close(self):
        try:
            return super()._close()
        finally:
            self._leave_queue()

    def _join_queue(self) -> None:
        if self._holding is None:
            queue = _queue_of(str(self.settings_dict["NAME"]))
            timeout = self.settings_dict["OPTIONS"].get("timeout", 20)
            if not queue.acquire(timeout):
                raise base.Database.OperationalError("database is locked")
            self._holding = queue

    def _leave_unless_open(self) -> None:
        # A commit that failed because the disk is full leaves its transaction open.
        if self.connection is None or not self.connection.in_transaction:
            self._leave_queue()

    def _leave_queue(self) -> None:
        if self._holding is not None:
            queue, self._holding = self._holding, None
            queue.release()
