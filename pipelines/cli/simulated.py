"""The simulated workspace of the demo: a process of its own, as Intercom would be.

It never outlives the demo, however that ends: its standard input closes with it. And the demo
does not outlive it: a workspace that fails ends the demo with a sentence, not with retries.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import sandbox

from ..errors import FAILED, Stop

_DYING_S = 1.0
"""In so many seconds a workspace that failed has ended, too."""


@contextmanager
def workspace(conversations: int, token: str, log: Path) -> Iterator[str]:
    """Serve a workspace while the block lasts, and give its address.

    What it has to say goes to `log`, which stays only if the workspace failed.
    """
    with log.open("w", encoding="utf-8") as words:
        process = _start(conversations, token, words)
    is_over = threading.Event()
    watching = threading.Thread(target=_end_with, args=(process, is_over), daemon=True)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        if not url:
            raise _failed(log)
        watching.start()
        yield url
    except (Exception, KeyboardInterrupt):
        # Whatever was noticed first: if the workspace has failed, that is what to tell.
        with suppress(subprocess.TimeoutExpired):
            process.wait(_DYING_S)
            raise _failed(log) from None
        raise
    finally:
        is_over.set()
        process.terminate()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        if log.exists() and log.stat().st_size == 0:
            log.unlink()


def _start(conversations: int, token: str, words: IO[str]) -> "subprocess.Popen[str]":
    home = str(Path(sandbox.__file__).parent.parent)
    path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "sandbox", "--conversations", str(conversations)]
    return subprocess.Popen(
        [*command, "--port", "0", "--token", token, "--until-eof"],
        env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=words,
        text=True,
        start_new_session=True,  # Ctrl-C is for the sync; the workspace ends with the block
    )


def _end_with(process: "subprocess.Popen[str]", is_over: threading.Event) -> None:
    """Let the demo end when its workspace does: retries would ask nobody for minutes."""
    process.wait()
    if not is_over.is_set():
        os.kill(os.getpid(), signal.SIGINT)


def _failed(log: Path) -> Stop:
    reason = f"what it said stands in {log}" if log.stat().st_size else "it said nothing"
    return Stop(f"the simulated workspace failed, so the demo cannot go on; {reason}", FAILED)
