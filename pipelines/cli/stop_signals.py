"""Ctrl-C and SIGTERM: an orderly end, and an end in time.

`docker stop` and systemd kill what has not ended ten seconds after SIGTERM. A load package may take
longer than that, so the process ends itself before: what is not loaded yet lies in dlt's folder,
and the next run loads it first.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from ..errors import INTERRUPTED, TERMINATED

GRACE_S = 6.0
CODES = {signal.SIGINT: INTERRUPTED, signal.SIGTERM: TERMINATED}


class Terminated(KeyboardInterrupt):
    """SIGTERM, where nothing is to be brought to an orderly end."""


def install() -> None:
    """Let SIGTERM end every command as Ctrl-C does."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _terminate)


@contextmanager
def handled(stop: Callable[[int], None]) -> Iterator[None]:
    """Call `stop` with the exit code of the first signal; a second one ends the block at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before: dict[int, Any] = {}

    def handle(number: int, _: FrameType | None) -> None:
        signal.signal(number, before[number])
        if number == signal.SIGTERM:
            _end_in_time()
        stop(CODES[signal.Signals(number)])

    for number in CODES:
        before[number] = signal.signal(number, handle)
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _terminate(number: int, _: FrameType | None) -> None:
    _end_in_time()
    raise Terminated


def _end_in_time() -> None:
    """A database that is at work answers no signal: then the process ends without it."""
    timer = threading.Timer(GRACE_S, _end)
    timer.daemon = True
    timer.start()


def _end() -> None:
    sys.stderr.write(
        "intercom-elt: stopped in the middle of a step; nothing is lost, the next run goes on\n"
    )
    sys.stderr.flush()
    os._exit(TERMINATED)
