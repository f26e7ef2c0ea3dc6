"""What schedulers and terminals see of a command: log lines, one window, signals, queries."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from pipelines.cli import log
from pipelines.cli.live_view import LiveView
from pipelines.cli.progress import Lines
from pipelines.intercom_pipeline import main
from sandbox import Fault, Sandbox
from sources.intercom import Session, choose
from sources.intercom.session import WorkspaceInfo
from sources.intercom.settings import check

TOKEN = "tok-for-the-command-line"
STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"


@pytest.fixture
def api(monkeypatch):
    with Sandbox(12, seed=3, token=TOKEN) as served:
        monkeypatch.setenv("SOURCES__INTERCOM__ACCESS_TOKEN", TOKEN)
        monkeypatch.setenv("SOURCES__INTERCOM__BASE_URL", served.base_url)
        yield served


@pytest.fixture
def cli(capsys):
    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main(words)
        except SystemExit as end:
            code = end.code
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def started(*words: str, **options) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines.intercom_pipeline", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def test_a_log_line_has_a_moment_a_level_and_pairs(api, cli):
    api.fail(Fault("status", "GET /teams", times=9, status=404))

    _, _, err = cli("sync", "tags", "teams", "--no-transform")

    lines = [re.sub(rf"^{STAMP}", "TIME", line) for line in err.splitlines()]
    lines = [re.sub(r"seconds=[\d.]+", "seconds=0", line) for line in lines]
    assert re.fullmatch(r"TIME INFO    sync started run_id=\S+ resources=3", lines[0])
    assert (
        "TIME INFO    read resource=tags status=complete rows=18 loaded=18 requests=1 seconds=0"
        in lines
    )
    assert [line for line in lines if line.startswith("TIME WARNING read resource=teams status=un")]


def test_json_lines_carry_the_same_facts(api, cli):
    _, _, err = cli("sync", "tags", "--no-transform", "--log-format", "json")

    found = [json.loads(line) for line in err.splitlines()]
    tags = next(one for one in found if one.get("resource") == "tags")
    assert found[0]["event"] == "sync started"
    assert re.fullmatch(STAMP, tags.pop("time"))
    assert tags.pop("seconds") >= 0
    assert tags == {
        "level": "info",
        "event": "read",
        "resource": "tags",
        "status": "complete",
        "rows": 18,
        "loaded": 18,
        "requests": 1,
    }


def test_quiet_is_silent_while_all_is_well_and_loud_otherwise(api, cli):
    well = cli("sync", "tags", "--quiet")
    api.fail(Fault("status", "GET /tags", times=9, status=403))
    lost = cli("sync", "tags", "--quiet", "--no-transform")

    assert well == (0, "", "")
    assert (lost[0], "resource=tags status=refused" in lost[2]) == (3, True)


def test_a_long_read_gives_a_sign_of_life(capsys):
    log.configure()
    session = Session(check(access_token="x", base_url="http://127.0.0.1:9"), choose(["tags"]))
    session.tallies["tags"].started_at = session.now()

    with Lines(session, heartbeat_s=0.0):
        assert "sync started" in capsys.readouterr().err

    assert " running resources=tags requests=0 rows=0 " in capsys.readouterr().err


def test_the_answer_for_programs_says_how_it_ended(api, cli, monkeypatch):
    good = json.loads(cli("sync", "tags", "--json", "--no-transform")[1])
    monkeypatch.setenv("SOURCES__INTERCOM__ACCESS_TOKEN", "another")
    code, out, _ = cli("sync", "tags", "--json", "--no-transform")
    refused = json.loads(out)
    unusable = json.loads(cli("sync", "nosuch", "--json")[1])

    head = ("schema_version", "status", "exit_code", "error", "errors")
    assert [good[name] for name in head] == [1, "complete", 0, None, []]
    assert (code, refused["status"], refused["exit_code"]) == (2, "misconfigured", 2)
    assert refused["error"].startswith("Intercom refused the access token")
    assert unusable["errors"] == [unusable["error"]]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_each_signal_has_an_exit_code_of_its_own(api, number, code):
    process = started("sync", "tags", "--no-transform", "--json")
    api.on_request(lambda request, _: request.path == "/tags" and process.send_signal(number))

    out, err = process.communicate()

    told = json.loads(out)
    assert (process.returncode, told["exit_code"], told["status"]) == (code, code, "interrupted")
    assert err.splitlines()[-1] == (
        "intercom-elt: stopped; what was loaded is kept, and the next run goes on from there"
    )


def test_sigterm_ends_in_time_whatever_a_database_is_at():
    script = (
        "import signal, sys, threading, time\n"
        "from pipelines.cli import stop_signals\n"
        "stop_signals.GRACE_S = 0.5\n"
        "with stop_signals.handled(lambda code: None):\n"
        "    print(flush=True)\n"
        "    deadline = time.monotonic() + 30\n"
        "    while time.monotonic() < deadline: time.sleep(0.1)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    process.stdout.readline()
    process.terminate()

    _, err = process.communicate(timeout=20)

    assert (process.returncode, err.startswith("intercom-elt: stopped")) == (143, True)


@pytest.mark.parametrize("height", [12, 24])
def test_the_live_view_fits_the_window_and_shows_what_matters(height):
    session = Session(check(access_token="x", base_url="http://127.0.0.1:9"), choose())
    names = [endpoint.name for endpoint in session.endpoints]
    for place, name in enumerate(names[:30]):
        session.tallies[name].started_at = 1.0
        session.tallies[name].received = 10
        if place < 24:
            session.tallies[name].finish("failed" if name == "tags" else "complete", 2.0)
    session.workspace = WorkspaceInfo("acme", "Acme Desk", "US", "UTC", 0)
    screen = Console(width=80, height=height, force_terminal=True, color_system=None)

    with screen.capture() as drawn:
        screen.print(LiveView(session, screen).render())
    lines = drawn.get().splitlines()

    assert len(lines) < height
    assert max(len(line) for line in lines) <= 80
    assert [line.split()[:2] for line in lines if line.startswith("tags")] == [["tags", "failed"]]
    assert f"read     23 of {len(names)} resources, 230 rows" in [line.rstrip() for line in lines]
    assert any(line.startswith("waiting  ") and " more" in line for line in lines)


def test_what_did_not_change_folds_into_one_line(api, cli):
    cli("sync", "tags", "teams", "segments", "--no-transform")

    _, out, _ = cli("sync", "tags", "--no-transform")

    assert re.fullmatch(r"unchanged  4 tables with \d+ rows", out.splitlines()[0])


@pytest.mark.parametrize("kind", ["duckdb", "postgres"])
def test_a_query_reads_the_warehouse_and_nothing_else(api, cli, monkeypatch, request, kind):
    if kind == "postgres":
        url = request.getfixturevalue("postgres_database")
        monkeypatch.setenv("DESTINATION__POSTGRES__CREDENTIALS", url)
    cli("sync", "tags", "teams")

    table = cli("query", "select count(*) as found from tags")
    text = cli("query", "--csv", "select id, synced_at from intercom.tags order by id limit 1")
    many = cli("query", "select 1 as one from tags, tags as again, tags as third")
    write = cli("query", "delete from intercom.tags")
    wrong = cli("query", "select nosuch from tags")

    assert (table[0], table[1].split()) == (0, ["found", "18", "1", "row"])
    assert re.fullmatch(r"id,synced_at\n\d+,\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n", text[1])
    assert "the first 200 rows; --csv and --json print all of them" in many[1]
    assert (write[0], write[1]) == (2, "")
    assert (wrong[0], wrong[2].startswith("intercom-elt: the query failed: ")) == (2, True)
    assert cli("query", "--json", "select count(*) as n from tags")[1].split() == [
        "[", "{", '"n":', "18", "}", "]"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["syncc"], "there is no command 'syncc'; did you mean sync?"),
        (
            ["sync", "--full-refesh"],
            "unrecognized arguments: --full-refesh; did you mean --full-refresh?",
        ),
    ],
)
def test_the_nearest_word_is_named(cli, words, sentence):
    code, _, err = cli(*words)

    assert (code, err.splitlines()[-1]) == (2, f"intercom-elt: error: {sentence}")


def test_a_warehouse_can_be_named_on_the_command_line(api, cli, monkeypatch, tmp_path):
    monkeypatch.setenv("DESTINATION__DUCKDB__CREDENTIALS", str(tmp_path / "other.duckdb"))

    code, out, _ = cli("sync", "tags", "--no-transform", "--warehouse", "mine.duckdb")

    assert (code, sorted(path.name for path in Path().glob("*.duckdb"))) == (0, ["mine.duckdb"])
    assert "intercom-elt query --warehouse mine.duckdb " in out
    assert cli("sync", "--warehouse", "a.duckdb", "--destination", "postgres")[0] == 2
