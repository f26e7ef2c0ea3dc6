"""However the demo ends, it says why in one sentence, ends soon, and leaves no server behind."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import httpx
import pytest

from pipelines.arguments import parse
from sandbox.__main__ import main as serve

PATIENCE_S = 60
COMMAND = [sys.executable, "-m", "pipelines.intercom_pipeline", "demo", "--conversations", "40"]


@contextmanager
def demo() -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A demo that has just begun its first sync, and where its workspace is."""
    process = subprocess.Popen(
        COMMAND, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert process.stdout is not None
    try:
        found = next(filter(None, (re.search(r"http://\S+", line) for line in process.stdout)))
        yield process, found[0]
    finally:
        process.kill()
        process.communicate()


def is_gone(url: str) -> bool:
    """Whether nobody answers there any more, soon."""
    address = (urlsplit(url).hostname or "", urlsplit(url).port or 0)
    ends_at = monotonic() + PATIENCE_S
    while monotonic() < ends_at:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(address) != 0:
                return True
    return False


def test_a_workspace_that_fails_ends_the_demo_with_a_sentence_that_names_the_file():
    with demo() as (process, url):
        failed = httpx.post(f"{url}/_sandbox/change", json={"n": "many"})
        failed_at = monotonic()
        _, said = process.communicate(timeout=PATIENCE_S)
        ended_after = monotonic() - failed_at

    file = Path("demo-workspace.log").absolute()
    assert failed.status_code == 500
    assert said.splitlines() == [
        "intercom-elt: the simulated workspace failed, so the demo cannot go on;"
        f" what it said stands in {file}"
    ]
    assert "TypeError: 'str' object cannot be interpreted" in file.read_text()
    assert process.returncode == 1
    assert ended_after < 20  # retries would take a minute or two
    assert is_gone(url)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGKILL])
def test_no_server_outlives_the_demo(number):
    with demo() as (process, url):
        process.send_signal(number)
        process.communicate(timeout=PATIENCE_S)

        assert process.returncode != 0
        assert is_gone(url)


@pytest.mark.parametrize(
    "wrong",
    [
        "--conversations 0",
        "--conversations -3",
        "--conversations many",
        "--conversations 99999999999",
        "--time-zone Mars",
        "--now foo",
    ],
)
def test_a_demo_that_cannot_be_is_refused(wrong, capsys):
    with pytest.raises(SystemExit) as refused:
        parse(["demo", *wrong.split()])

    assert refused.value.code == 2
    assert wrong.split()[1] in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize(
    "wrong",
    [
        "--conversations -3",
        "--conversations 99999999999",
        "--contacts 1.5",
        "--time-zone Mars",
        "--time-zone ../etc/passwd",
        "--now foo",
        "--now 0001-01-01",
        "--now 99999999999999999999",
        "--rate-limit 0",
        "--latency-ms nan",
        "--port 99999",
    ],
)
def test_a_sandbox_that_cannot_be_is_refused_in_a_sentence(wrong, capsys):
    option, value = wrong.split()

    with pytest.raises(SystemExit) as refused:
        serve([option, value])

    [sentence] = capsys.readouterr().err.splitlines()
    assert refused.value.code == 2
    assert sentence.startswith(f"sandbox: argument {option}: {value!r} is no ")
