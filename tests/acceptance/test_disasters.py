"""What happens around a sync: a full disk, a lost connection, a lost folder, a wrong clock."""

import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import psycopg2
import pytest

from pipelines.intercom_pipeline import main
from pipelines.warehouse import Warehouse
from sandbox import Knobs, Sandbox
from sources.intercom import Slice, tables
from sources.intercom.clock import Clock
from tests.acceptance.raw_dataset import RawDataset
from tests.acceptance.reader import Reader, endpoints
from tests.acceptance.settable_clock import SettableClock
from tests.acceptance.source_tables import differences
from tests.acceptance.test_kills import THREAD, duplicates
from tests.postgres import own_server
from tests.proxy import Proxy

WANTED = endpoints("conversations")
HOUR = 3_600


class Skewed(Clock):
    """A clock that is ahead of the right one, or behind it; both pass alike."""

    def __init__(self, right: SettableClock, ahead: float) -> None:
        self.right, self.ahead = right, ahead

    def now(self) -> float:
        return self.right.now() + self.ahead

    async def sleep(self, seconds: float) -> None:
        await self.right.sleep(seconds)


def sandbox(clock: SettableClock, **more: Knobs) -> Sandbox:
    return Sandbox(20, now=clock.glance, wall_clock=clock.glance, **more)


def through(raw: RawDataset, proxy: Proxy) -> RawDataset:
    """The same database, behind a proxy."""
    url = urlsplit(raw.warehouse.address)
    place = f"{url.netloc.rpartition('@')[0]}@127.0.0.1:{proxy.port}"
    return RawDataset(replace(raw.warehouse, address=url._replace(netloc=place).geturl()))


def tried(raw: RawDataset, api: Sandbox, clock: SettableClock) -> bool:
    """Whether a sync got through: dlt tries a job again by itself, but not all that it does."""
    try:
        return raw.sync(api, clock, WANTED, slices=Slice(80)).failure() is None
    except Exception:
        return False


def nth(word: bytes, left: int) -> Callable[[bytes], bool]:
    counted = [left]

    def watch(chunk: bytes) -> bool:
        counted[0] -= word in chunk.upper()
        found = not counted[0]
        counted[0] -= found
        return found

    return watch


# Dies when a load whose commit was not acknowledged is taken for one that did not happen.
@pytest.mark.parametrize("commit", [2, 7, 12, 15])
def test_a_connection_that_is_cut_after_a_commit_costs_no_row(
    postgres_raw: RawDataset, clock: SettableClock, commit: int
) -> None:
    port = urlsplit(postgres_raw.warehouse.address).port
    with sandbox(clock) as api, Proxy(port, nth(b"COMMIT", commit)) as proxy:
        raw = through(postgres_raw, proxy)

        tried(raw, api, clock)
        session = raw.sync(api, clock, WANTED)

        assert proxy.cuts == 1
        assert session.failure() is None
        assert differences(api, raw, *THREAD) == {}
        assert duplicates(raw) == []


# A server that restarts ends every connection like this, and takes new ones a moment later.
@pytest.mark.parametrize("statement", [4, 11])
def test_a_database_that_restarts_while_it_is_loaded_costs_no_row(
    postgres_raw: RawDataset, clock: SettableClock, statement: int
) -> None:
    url = postgres_raw.warehouse.address
    is_due = nth(b"INSERT INTO", statement)
    ended: list[int] = []

    def end(chunk: bytes) -> bool:
        if is_due(chunk):
            with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
                cursor.execute(
                    "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                    " where datname = current_database() and pid != pg_backend_pid()"
                )
                ended.append(cursor.fetchone()[0])
        return False

    with sandbox(clock) as api, Proxy(urlsplit(url).port, end) as proxy:
        raw = through(postgres_raw, proxy)

        tried(raw, api, clock)
        session = raw.sync(api, clock, WANTED)

        assert len(ended) == 1
        assert session.failure() is None
        assert differences(api, raw, *THREAD) == {}
        assert duplicates(raw) == []


def test_a_server_that_is_killed_and_recovers_while_it_is_loaded_costs_no_row(
    tmp_path: Path, clock: SettableClock
) -> None:
    is_due = nth(b"INSERT INTO", 7)
    restarts: list[bytes] = []

    with sandbox(clock) as api, own_server() as server:

        def restart(chunk: bytes) -> bool:
            if is_due(chunk):
                server.restart()
                restarts.append(chunk)
            return False

        with Proxy(server.port, restart) as proxy:
            raw = through(RawDataset(Warehouse("postgres", server.url, tmp_path / "state")), proxy)

            tried(raw, api, clock)
            session = raw.sync(api, clock, WANTED)

            assert len(restarts) == 1
            assert session.failure() is None
            assert differences(api, raw, *THREAD) == {}
            assert duplicates(raw) == []


# Dies when the cursor lives in the folder only: all would be read again, or what is new never.
def test_a_state_folder_that_is_lost_comes_back_from_the_warehouse(
    raw: RawDataset, clock: SettableClock
) -> None:
    with sandbox(clock) as api:
        raw.sync(api, clock, WANTED, slices=Slice(80))
        shutil.rmtree(raw.warehouse.state)
        clock.advance(3 * HOUR)
        changed = next(api.workspace.all("conversations"))["id"]
        api.workspace.reply(changed)
        api.requests.clear()

        session = raw.sync(api, clock, WANTED)

        paths = [one.path for one in api.requests if one.method == "GET"]
        assert session.failure() is None
        assert paths == ["/me", f"/conversations/{changed}"]
        assert differences(api, raw, *THREAD) == {}


# Dies when the cursor goes by a clock that is ahead: nothing is read until it is that late.
@pytest.mark.parametrize("ahead", [2 * HOUR, 400 * 24 * HOUR, -HOUR, -400 * 24 * HOUR])
def test_a_clock_that_is_wrong_hides_no_change(clock: SettableClock, ahead: float) -> None:
    with sandbox(clock) as api:
        reader = Reader(api, Skewed(clock, ahead), WANTED)
        for number in range(4):
            reader.run()
            clock.advance(90 * 60)
            api.workspace.change(3, seed=number)

        session = reader.run()

        right = clock.glance()
        assert abs(reader.states["conversations"]["cursor"] - right) < 60
        assert abs(session.tallies["conversations"].finished_at - right) < 60
        assert updated(reader) == truth(api)


# Dies when the bound of a run that a jumping clock sets back is taken for the beginning of time.
@pytest.mark.parametrize("headers", [True, False])
@pytest.mark.parametrize("jump", [-HOUR, -24 * HOUR, HOUR])
def test_a_clock_that_jumps_between_runs_hides_no_change(
    clock: SettableClock, jump: float, headers: bool
) -> None:
    with sandbox(clock, knobs=Knobs(rate_limit_headers=headers)) as api:
        reader = Reader(api, Skewed(clock, 0), WANTED)
        reader.run()
        for number in range(3):
            clock.advance(40 * 60)
            api.workspace.change(3, seed=number)
            reader.clock = Skewed(clock, jump)
            reader.run()

        assert updated(reader) == truth(api)


# Dies when a cursor that lies in the future is believed: without headers nobody says so.
def test_a_cursor_from_the_future_is_forgotten(clock: SettableClock) -> None:
    with sandbox(clock, knobs=Knobs(rate_limit_headers=False)) as api:
        reader = Reader(api, Skewed(clock, 400 * 24 * HOUR), WANTED)
        reader.run()
        reader.clock = clock
        for number in range(3):
            clock.advance(3 * HOUR)
            api.workspace.change(3, seed=number)
            reader.run()

        assert updated(reader) == truth(api)


def updated(reader: Reader) -> dict[str, int]:
    found = reader.column(tables.Conversation, "updated_at")
    return {name: int(moment.timestamp()) for name, moment in found.items()}


def truth(api: Sandbox) -> dict[str, int]:
    return {one["id"]: one["updated_at"] for one in api.truth("conversations")}


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch):
    with Sandbox(40) as api:
        monkeypatch.setenv("SOURCES__INTERCOM__ACCESS_TOKEN", api.token)
        monkeypatch.setenv("SOURCES__INTERCOM__BASE_URL", api.base_url)
        yield api


def command(*words: str, largest_file: int | None = None) -> subprocess.Popen:
    def limit() -> None:
        if largest_file:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return subprocess.Popen(
        [sys.executable, "-m", "pipelines.intercom_pipeline", *words],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=limit,
    )


def sentences(err: str) -> list[str]:
    return [line for line in err.splitlines() if line.startswith("intercom-elt: ")]


SYNC = ("sync", "conversations", "--no-transform")


# A limit on the size of a file stops DuckDB where a full disk would, and needs no root.
def test_a_disk_that_is_full_is_told_and_costs_no_row(live: Sandbox, tmp_path: Path) -> None:
    process = command(*SYNC, largest_file=300_000)
    _, err = process.communicate(timeout=100)
    again = main(SYNC)

    assert (process.returncode, len(sentences(err))) == (1, 1)
    assert "too large" in sentences(err)[0].lower()
    assert again == 0
    with closing(duckdb.connect("warehouse.duckdb")) as connection:
        query = "select count(*), count(distinct id) from intercom.conversations"
        assert connection.execute(query).fetchall() == [(40, 40)]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_sync_that_is_ended_from_outside_leaves_no_lock(
    live: Sandbox, tmp_path: Path, number: signal.Signals
) -> None:
    process = command(*SYNC)

    def end(request, _) -> None:
        if request.path == "/conversations/search":
            live.api.hooks.clear()  # a second signal would stop it at once
            process.send_signal(number)

    live.on_request(end)
    _, err = process.communicate(timeout=100)
    again = main(SYNC)

    told = ["intercom-elt: stopped; what was loaded is kept, and the next run goes on from there"]
    ended = {signal.SIGTERM: (143, told), signal.SIGKILL: (-9, [])}
    assert (process.returncode, sentences(err)) == ended[number]
    assert again == 0
