"""The connectors that anyone can install, against the same workspace in the same run."""

import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.connectors import CONNECTORS, CannotRun, Connector, Place, Reading
from benchmarks.figures import Section
from benchmarks.processes import Workspace, sync, target, workspace
from benchmarks.rate import LATENCY
from benchmarks.sizes import Sizes

TITLE = "Other connectors"
_COLUMNS = [
    "connector",
    "conversations",
    "parts",
    "requests",
    "429s",
    "wall",
    "over ours",
]
_NOTES = (
    "Conversations with all their parts, from an empty state: the same workspace, latency (150 ms,"
    " p99 600 ms) and limit (10,000 requests a minute) for all, one after the other.",
    "Each connector is installed by pip into a virtual environment of its own and runs with its"
    " defaults and a start date before the first conversation. The time includes the start of"
    " Python; installing and discovery are not counted.",
    "Adapted: Intercom's address, written into their code, is exchanged for that of the workspace"
    " where requests prepares a URL (`benchmarks/redirect`); nothing uses TLS. Streams other than"
    " conversations and conversation_parts are not selected. The workspace compares ids of"
    " conversations, which tap-intercom asks for and Intercom's tables of operators do not list.",
    "They write to a file, ours loads into DuckDB: a target or destination would come on top of"
    " their time. Rows are found / expected; expected is what the API can"
    " give: the newest 500 parts of a thread. Rows count once however often they are written.",
)


def measure(sizes: Sizes) -> Section:
    """Read the same conversations with each connector and with ours."""
    size = ("--conversations", sizes.peers, "--keep-requests", 100_000)
    with workspace(*size, *LATENCY) as source:
        source.set_knob("ids_are_ordered", True)
        threads = [one["conversation_parts"] for one in source.truth("conversations")]
        expected = len(threads), sum(len(one["conversation_parts"]) for one in threads)
        source.forget()
        ours = _ours(source)
        section = Section("peers", columns=_COLUMNS, rows=[_row(ours, expected, source, ours)])
        for connector in CONNECTORS:
            try:
                found = _run(connector, source)
            except (CannotRun, subprocess.SubprocessError, OSError) as error:
                section.notes.append(f"{connector.name} could not run: {error}")
                continue
            section.rows.append(_row(found, expected, source, ours))
            section.notes += found.remarks
    section.notes[:0] = _NOTES
    return section


def _run(connector: Connector, source: Workspace) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), source.url)
        place.install(connector.requirement)
        arguments = connector.prepare(place)
        source.forget()
        return connector.read(place, arguments)


def _ours(source: Workspace) -> Reading:
    started = time.monotonic()
    with target() as into:
        loaded = sync(source, into, "conversations")["loaded"]
        seconds = time.monotonic() - started
    return Reading("intercom-elt", loaded["conversations"], loaded["conversation_parts"], seconds)


def _row(found: Reading, expected: tuple[int, int], source: Workspace, ours: Reading) -> list[str]:
    asked = source.requests()
    refused = sum(one["status"] == 429 for one in asked)
    return [
        found.name,
        f"{found.conversations:,} / {expected[0]:,}",
        f"{found.parts:,} / {expected[1]:,}",
        f"{len(asked):,}",
        f"{refused:,}",
        f"{found.seconds:,.1f} s",
        f"{found.seconds / ours.seconds:.1f}",
    ]
