"""How each connector is installed, told what to read, and understood."""

import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STREAMS = ("conversations", "conversation_parts")
_REDIRECT = Path(__file__).parent / "redirect"
_LONGEST_S = 1_800
_CONFIG = {
    "access_token": "sandbox-token",
    "start_date": "2015-01-01T00:00:00Z",
    "user_agent": "benchmark",
}
Message = Mapping[str, Any]


class CannotRun(Exception):
    """A connector could not be installed, or not asked for its streams; why."""


@dataclass(frozen=True)
class Reading:
    """What a connector found, each row once."""

    name: str
    conversations: int
    parts: int
    seconds: float
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """A virtual environment with a folder for files, pointed at the workspace."""

    folder: Path
    url: str

    def install(self, requirement: str) -> None:
        """Make the environment and install into it."""
        make = [sys.executable, "-m", "venv", str(self.folder / "venv")]
        pip = [str(self._program("pip")), "install", "--quiet", requirement]
        for command in (make, pip):
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                lines = (done.stderr or done.stdout).strip().splitlines()
                raise CannotRun(f"`pip install {requirement}` says: {' '.join(lines[-1:])}")

    def write(self, name: str, content: Any) -> str:
        """A JSON file; its path."""
        (self.folder / name).write_text(json.dumps(content))
        return str(self.folder / name)

    def run(self, program: str, *arguments: str, name: str) -> tuple[int, float, Path]:
        """Run a program of the environment: exit code, seconds, what it printed."""
        output, log = self.folder / f"{name}.out", self.folder / f"{name}.log"
        started = time.monotonic()
        with output.open("w") as out, log.open("w") as errors:
            done = subprocess.run(
                [self._program(program), *arguments],
                env={**os.environ, "PYTHONPATH": str(_REDIRECT), "SANDBOX_URL": self.url},
                cwd=self.folder,
                stdout=out,
                stderr=errors,
                timeout=_LONGEST_S,
            )
        return done.returncode, time.monotonic() - started, output

    def discover(self, program: str, *arguments: str) -> Path:
        """What a connector prints about its streams."""
        code, _, output = self.run(program, *arguments, name="discover")
        if code:
            lines = output.with_suffix(".log").read_text().strip().splitlines()
            raise CannotRun(f"its discovery ends with exit code {code}: {' '.join(lines[-1:])}")
        return output

    def _program(self, name: str) -> Path:
        return self.folder / "venv" / "bin" / name


@dataclass(frozen=True)
class Connector:
    """One that anyone can install."""

    name: str
    requirement: str
    program: str
    prepare: Callable[[Place], list[str]]
    """Discovers and selects the streams; the arguments that read them."""
    record: Callable[[Message], tuple[str, Message]]
    """The stream and the row of a message of type RECORD."""

    def read(self, place: Place, arguments: Sequence[str]) -> Reading:
        """Read everything from an empty state."""
        code, seconds, output = place.run(self.program, *arguments, name="read")
        seen: dict[str, set[str]] = defaultdict(set)
        for message in _messages(output):
            if message["type"] == "RECORD":
                stream, row = self.record(message)
                seen[stream].add(str(row["id"]))
        remarks = (f"{self.name} ended with exit code {code}.",) if code else ()
        conversations, parts = (len(seen[stream]) for stream in STREAMS)
        return Reading(self.name, conversations, parts, seconds, remarks)


def _messages(file: Path) -> Iterator[Message]:
    with file.open() as lines:
        yield from (json.loads(line) for line in lines if line.startswith("{"))


def _prepare_tap(place: Place) -> list[str]:
    config = ["--config", place.write("config.json", _CONFIG)]
    output = place.discover("tap-intercom", *config, "--discover")
    catalog = json.loads(output.read_text())
    for stream in catalog["streams"]:
        for entry in stream["metadata"]:
            entry["metadata"]["selected"] = stream["tap_stream_id"] in STREAMS
    return [*config, "--catalog", place.write("catalog.json", catalog)]


def _prepare_airbyte(place: Place) -> list[str]:
    config = ["--config", place.write("config.json", _CONFIG)]
    output = place.discover("source-intercom", "discover", *config)
    found = next(one["catalog"] for one in _messages(output) if one["type"] == "CATALOG")
    wanted = [
        {"stream": one, "sync_mode": "incremental", "destination_sync_mode": "append"}
        for one in found["streams"]
        if one["name"] in STREAMS
    ]
    return ["read", *config, "--catalog", place.write("catalog.json", {"streams": wanted})]


CONNECTORS = (
    Connector(
        "tap-intercom 2.2.5",
        "tap-intercom==2.2.5",
        "tap-intercom",
        _prepare_tap,
        lambda message: (message["stream"], message["record"]),
    ),
    Connector(
        "airbyte-source-intercom 0.8.3",
        "airbyte-source-intercom==0.8.3",
        "source-intercom",
        _prepare_airbyte,
        lambda message: (message["record"]["stream"], message["record"]["data"]),
    ),
)
