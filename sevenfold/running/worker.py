"""The worker: one loop that brings letters out, and does the daily work once a day.

Any number may run at once: whatever one takes up it claims first, for a while.
"""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import close_old_connections, connection

from sevenfold.kernel import clock
from sevenfold.outbox import delivery

from . import actions, daily
from .evidence import actions as evidence

HOUR = 3  # In London, when the daily work begins.
BEAT = timedelta(seconds=20)
FOLLOW = timedelta(seconds=5)  # How soon after it may be signed a grown book is.
PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=1)  # After failures in a row.
LONG_AGO = datetime.min.replace(tzinfo=UTC)

log = logging.getLogger("sevenfold.worker")


class Worker:
    """Works until it is told to stop; then it ends the letter or the part that it has begun."""

    def __init__(self, alive: Callable[[], bool] = lambda: True):
        self._stopped, self._alive = threading.Event(), alive
        self._next_beat = self._next_post = self._next_tick = self._next_follow = LONG_AGO
        self._post_pause, self._post_error, self._book_error = PAUSE, None, None

    def stop(self, *_signal) -> None:
        self._stopped.set()

    def going(self) -> bool:
        return not self._stopped.is_set() and self._alive()

    def run(self) -> None:
        pause = PAUSE
        while self.going():
            try:
                close_old_connections()
                self.round()
                pause = PAUSE
            except Exception:  # The database may be away for a while; the worker outlasts it.
                log.exception("The worker tries again in %d seconds", pause.seconds)
                connection.close()
                pause = min(pause * 2, LONGEST_PAUSE)
            self._stopped.wait(pause.total_seconds())

    def round(self) -> None:
        """Everything that is due at this moment."""
        self._beat()
        self._follow_the_book()
        if settings.MAIL and not settings.DEMO:
            self._bring_out_letters()
        self._do_the_daily_work()

    def _beat(self) -> None:
        now = clock.now()
        if now >= self._next_beat:
            actions.beat(at=now)
            self._next_beat = now + BEAT

    def _follow_the_book(self) -> None:
        """Sign what the evidence book has grown by, which brings its receipts out."""
        now = clock.now()
        if now < self._next_follow:
            return
        error = evidence.follow(at=now)
        self._next_follow = now + FOLLOW
        if error != self._book_error:
            actions.note_book(error)
            self._book_error = error

    def _bring_out_letters(self) -> None:
        if clock.now() < self._next_post:
            return
        try:
            delivery.deliver(clock.now, self._going_and_beating)
        except delivery.Unreachable as unreachable:
            error = str(unreachable)
            self._post_pause = min(self._post_pause * 2, LONGEST_PAUSE)
            self._next_post = clock.now() + self._post_pause
        else:
            error, self._post_pause = "", PAUSE
        if error != self._post_error:
            actions.note_mail(error, at=clock.now())
            self._post_error = error

    def _going_and_beating(self) -> bool:
        self._beat()
        return self.going()

    def _do_the_daily_work(self) -> None:
        now = clock.now()
        if now < self._next_tick or clock.london(now).hour < HOUR:
            return
        day = clock.london_date(now)
        outcome = daily.tick(day, at=now)
        self._next_tick = now + timedelta(minutes=1) if outcome.held else clock.midnight_after(day)
