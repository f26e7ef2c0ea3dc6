"""The command line as its user meets it: sentences, exit codes, what is written where."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import psycopg2
import pytest

from pipelines.intercom_pipeline import main
from pipelines.warehouse import configured
from sandbox import Fault, Sandbox

TOKEN = "dG9rOm5vYm9keS1tdXN0LXNlZS10aGlz"
REFUSED = (
    "Intercom refused the access token (401 unauthorized): copy it again from your app's"
    " Authentication page in the Developer Hub, and check that the setting region (us, eu or au)"
    " is where the workspace lives"
)


@pytest.fixture
def api(monkeypatch):
    """A small workspace, and settings that lead there."""
    with Sandbox(12, seed=3, token=TOKEN) as served:
        use(monkeypatch, served)
        yield served


@pytest.fixture
def cli(capsys):
    """Runs a command in this process: exit code, stdout, stderr."""

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main(words)
        except SystemExit as end:  # argparse's way
            code = end.code
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def use(monkeypatch, served: Sandbox) -> None:
    monkeypatch.setenv("SOURCES__INTERCOM__ACCESS_TOKEN", served.token)
    monkeypatch.setenv("SOURCES__INTERCOM__BASE_URL", served.base_url)


def python(*words: str, **options) -> subprocess.Popen:
    """A process of its own; told to go on, or to end, through its stdin."""
    return subprocess.Popen(
        [sys.executable, *words],
        text=True,
        **{name: subprocess.PIPE for name in ("stdin", "stdout", "stderr")} | options,
    )


def command(*words: str, **options) -> subprocess.Popen:
    return python("-m", "pipelines.intercom_pipeline", *words, **options)


def said(err: str) -> str:
    """The sentences on stderr, without the lines of progress."""
    return "".join(
        line for line in err.splitlines(keepends=True) if line.startswith("intercom-elt")
    )


def progress(err: str) -> list[str]:
    """The lines of progress on stderr."""
    return [line.split(" read ")[1] for line in steady(err).splitlines() if " read " in line]


def steady(text: str) -> str:
    """A text without what differs between two runs: durations, spaces at the ends of lines."""
    text = re.sub(r"\d+(\.\d+)?s\b", "0s", text)
    text = re.sub(r"seconds=[\d.]+", "seconds=0", text)
    return re.sub(r" +$", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize(
    "words", [["--help"], ["sync", "--help"], ["sandbox", "--help"], ["nosuch"], []]
)
def test_help_and_wrong_usage_load_nothing_heavy(words):
    script = (
        "import sys\n"
        "from pipelines.intercom_pipeline import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print(sorted({'dlt', 'duckdb', 'pyarrow', 'sqlglot', 'pydantic'} & set(sys.modules)))"
    )

    out, _ = python("-c", script, *words).communicate()

    assert out.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ([], "intercom-elt: error: the following arguments are required: COMMAND"),
        (["sync", "--fast"], "intercom-elt: error: unrecognized arguments: --fast"),
        (
            ["sync", "--destination", "mysql"],
            "intercom-elt sync: error: argument --destination: invalid choice: 'mysql'"
            " (choose from 'duckdb', 'postgres')",
        ),
    ],
)
def test_wrong_usage_ends_with_2(cli, words, last):
    code, out, err = cli(*words)

    assert (code, out, err.splitlines()[-1]) == (2, "", last)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["conversation"], "there is no resource 'conversation'; did you mean conversations?"),
        (
            ["tags", "zzz"],
            "there is no resource 'zzz'; `intercom-elt resources` lists what there is",
        ),
        (
            ["--start-date", "yesterday"],
            "--start-date: 'yesterday' is no date; write it as 2024-05-31",
        ),
        (
            ["--destination", "postgres"],
            "no Postgres is configured: set DESTINATION__POSTGRES__CREDENTIALS to"
            " postgresql://user:password@host:5432/database",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_asked(api, cli, words, sentence):
    assert cli("sync", *words) == (2, "", f"intercom-elt: {sentence}\n")
    assert list(api.requests) == []
    assert list(Path().glob("*.duckdb*")) == []


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "ACCESS_TOKEN",
            "",
            "no access token is configured: set SOURCES__INTERCOM__ACCESS_TOKEN, or access_token"
            " under [sources.intercom] in .dlt/secrets.toml of this folder; you find the token in"
            " Intercom's Developer Hub, under your app's Authentication",
        ),
        ("ACCESS_TOKEN", "wrong-token-of-mine", REFUSED),
        ("REGION", "mars", "the setting region cannot be used: Input should be 'us', 'eu' or 'au'"),
        (
            "BASE_URL",
            "api.intercom.io",
            "the setting base_url cannot be used: an address starts with https:// (or http:// for"
            " a local sandbox)",
        ),
        (
            "START_DATE",
            "31.05.2024",
            "the setting start_date cannot be used: '31.05.2024' is no date; write it as"
            " 2024-05-31",
        ),
        (
            "WORKSPACE",
            "my shop",
            "the setting workspace may hold letters, digits and _ only, not 'my shop'",
        ),
    ],
)
def test_a_wrong_setting_is_named(api, cli, monkeypatch, name, value, sentence):
    monkeypatch.setenv(f"SOURCES__INTERCOM__{name}", value)

    code, out, err = cli("sync", "tags")

    assert (code, out, said(err)) == (2, "", f"intercom-elt: {sentence}\n")


def test_an_unreachable_host_is_a_failure_on_the_way(api, cli, monkeypatch):
    monkeypatch.setenv("SOURCES__INTERCOM__BASE_URL", "http://127.0.0.1:9")

    code, out, err = cli("sync", "tags")

    assert (code, out, said(err)) == (
        1,
        "",
        "intercom-elt: no connection to http://127.0.0.1:9 (Connection refused); check the"
        " network and the settings region and base_url\n",
    )


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (
            "intercom.duckdb",
            "the DuckDB file may not be called intercom.duckdb: DuckDB could not tell the file"
            " 'intercom' from the dataset 'intercom'; choose another name",
        ),
        (
            "intercom_reporting.db",
            "the DuckDB file may not be called intercom_reporting.db: DuckDB could not tell the"
            " file 'intercom_reporting' from the dataset 'intercom_reporting'; choose another name",
        ),
        ("", "{folder} is a folder; name a DuckDB file"),
        ("none/w.duckdb", "there is no folder {folder}/none; make it or name another file"),
        (
            "notes.txt",
            "{folder}/notes.txt is no DuckDB file of this version: IO Error: The file"
            ' "{folder}/notes.txt" exists, but it is not a valid DuckDB database file!',
        ),
    ],
)
def test_an_unusable_file_is_refused_and_left_alone(
    api, cli, monkeypatch, tmp_path, path, sentence
):
    Path("notes.txt").write_text("not a database, and not to be lost")
    monkeypatch.setenv("DESTINATION__DUCKDB__CREDENTIALS", str(tmp_path / path))

    assert cli("sync", "tags") == (2, "", f"intercom-elt: {sentence.format(folder=tmp_path)}\n")
    assert Path("notes.txt").read_text() == "not a database, and not to be lost"
    assert list(api.requests) == []


def test_a_file_that_another_program_has_open_is_refused(api, cli, tmp_path):
    holder = python(
        "-c",
        "import duckdb, sys\n"
        "connection = duckdb.connect('warehouse.duckdb')\n"
        "print(flush=True)\n"
        "sys.stdin.read()",
    )
    holder.stdout.readline()

    refused = cli("sync", "tags")
    holder.communicate()

    program = Path(os.path.realpath(sys.executable)).name
    assert refused == (
        1,
        "",
        f"intercom-elt: {tmp_path}/warehouse.duckdb is open in another program ({program}, process"
        f" {holder.pid}); close it there and run again, or wait for it with --wait 10m\n",
    )


# Dies when those who only read open the file for writing.
def test_status_and_check_read_beside_other_readers(api, cli):
    cli("sync", "tags")
    holder = python(
        "-c",
        "import duckdb, sys\n"
        "connection = duckdb.connect('warehouse.duckdb', read_only=True)\n"
        "print(flush=True)\n"
        "sys.stdin.read()",
    )
    holder.stdout.readline()

    found = [cli("status")[0], cli("check")[0]]
    holder.communicate()

    assert found == [0, 0]


# Dies when the lock is asked for once only, or when nobody is told why nothing happens.
def test_a_program_that_has_the_file_open_is_waited_for(tmp_path, capsys):
    holder = python(
        "-c",
        "import duckdb, sys, time\n"
        "connection = duckdb.connect('warehouse.duckdb')\n"
        "print(flush=True)\n"
        "time.sleep(1)",
    )
    holder.stdout.readline()

    with configured().lock(60):
        holder.communicate()

    told = f"intercom-elt: waiting: {tmp_path}/warehouse.duckdb is open in another program"
    assert capsys.readouterr().err.startswith(told)


@pytest.mark.parametrize("kind", ["duckdb", "postgres"])
def test_a_second_sync_is_refused_and_told_who_is_first(api, cli, monkeypatch, request, kind):
    if kind == "postgres":
        url = request.getfixturevalue("postgres_database")
        monkeypatch.setenv("DESTINATION__POSTGRES__CREDENTIALS", url)
    holder = python(
        "-c",
        "import sys\n"
        "from pipelines.warehouse import configured\n"
        "warehouse = configured()\n"
        "with warehouse.lock():\n"
        "    print(warehouse.place, flush=True)\n"
        "    sys.stdin.read()",
    )
    place = holder.stdout.readline().strip()

    code, out, err = cli("sync", "tags")
    holder.communicate()

    assert (code, out) == (4, "")
    assert re.sub(r"on .+, \d\d:\d\d UTC", "on HOST, TIME UTC", err) == (
        f"intercom-elt: another sync is writing to {place} (intercom-elt, process {holder.pid}"
        " on HOST, TIME UTC); wait until it ends\n"
    )
    assert cli("sync", "tags", "--no-transform")[0] == 0


@pytest.mark.parametrize(
    ("change", "code", "sentence"),
    [
        (
            {"password": "not-the-one"},
            2,
            'no Postgres: connection to server at "127.0.0.1", port {port} failed: FATAL: '
            ' password authentication failed for user "postgres"',
        ),
        (
            {"path": "/nosuch"},
            2,
            'no Postgres: connection to server at "127.0.0.1", port {port} failed: FATAL: '
            ' database "nosuch" does not exist',
        ),
        (
            {"port": 9},
            1,
            'no Postgres: connection to server at "127.0.0.1", port 9 failed: Connection refused',
        ),
        (
            {"password": "with@sign"},
            2,
            "the Postgres URL cannot be read: write postgresql://user:password@host:5432/database,"
            " with @ : / # and % of the password as %40 %3A %2F %23 and %25",
        ),
    ],
)
def test_an_unusable_database_is_told(api, cli, monkeypatch, postgres_url, change, code, sentence):
    parts = urlsplit(postgres_url)
    password = change.get("password", parts.password)
    port = change.get("port", parts.port)
    url = f"postgresql://postgres:{password}@127.0.0.1:{port}{change.get('path', parts.path)}"
    monkeypatch.setenv("DESTINATION__POSTGRES__CREDENTIALS", url)

    told = cli("sync", "tags")

    assert told == (code, "", f"intercom-elt: {sentence.format(port=parts.port)}\n")
    assert list(api.requests) == []


@pytest.mark.parametrize(("words", "code"), [(["tags", "teams"], 3), (["admins"], 0)])
def test_a_missing_permission_costs_one_resource(api, cli, words, code):
    api.fail(Fault("status", "GET /tags", times=9, status=403))

    told = cli("sync", *words, "--no-transform")

    assert told[0] == code
    assert said(told[2]) == (
        "intercom-elt: tags: GET /tags was refused with 403 forbidden: You do not have the required"
        " scope to access this resource; tick the permission 'Read tags' in the Developer Hub\n"
        if code
        else ""
    )


def test_a_permission_that_was_lost_is_told_and_one_that_never_was_is_not(api, cli):
    api.knobs.plan_lacks = frozenset({"/brands"})
    before = cli("sync", "--no-transform")
    api.knobs.scopes = frozenset({"read_tickets"})
    told = cli("sync", "--no-transform")

    sentence = said(told[2])
    assert (before[0], said(before[2]), told[0]) == (0, "", 3)
    assert sentence.startswith("intercom-elt: admins, admin_activity_logs, ")
    assert " and calls: read before, and refused now with 403 forbidden; tick " in sentence
    assert sentence.endswith(
        " in the Developer Hub. What was loaded is kept, and is no longer up to date\n"
    )
    assert "tickets" not in sentence
    assert "brands" not in sentence
    assert "'Read conversations'" in sentence
    assert "conversations, " in sentence


def test_a_sync_ends_with_what_it_did(api, cli, tmp_path):
    code, out, err = cli("sync", "admins", "tags", "--no-transform")

    lines = [line for line in steady(out).splitlines() if not line.startswith("new fields")]
    assert (code, lines) == (
        0,
        [
            "table        new   updated   rows now",
            "admins        13                   13",
            "tags          18                   18",
            "workspaces     1                    1",
            "",
            "done in    0s: 4 requests",
            f"warehouse  {tmp_path}/warehouse.duckdb",
            'try        intercom-elt query "select state, count(*), max(updated_at)'
            ' from intercom.conversations group by 1"',
        ],
    )
    assert progress(err) == [
        "resource=workspaces status=complete rows=1 loaded=1 requests=2 seconds=0",
        "resource=admins status=complete rows=13 loaded=13 requests=1 seconds=0",
        "resource=tags status=complete rows=18 loaded=18 requests=1 seconds=0",
    ]


def test_the_summary_tells_new_rows_from_changed_ones(api, cli):
    cli("sync", "conversations", "--no-transform")
    number = next(iter(api.truth("conversations")))["id"]
    api.workspace.reply(number)
    api.workspace.create_conversation(next(iter(api.truth("contacts")))["id"])

    code, out, _ = cli("sync", "conversations", "--json", "--no-transform")

    told = json.loads(out)
    assert (code, told["tables"]["conversations"]) == (
        0,
        {"new": 1, "changed": 1, "loaded": 2, "rows": 13},
    )
    assert told["resources"]["conversations"]["status"] == "complete"
    assert told["error"] is None


def test_the_query_to_try_works_and_the_reports_are_built(api, cli):
    code, out, _ = cli("sync")

    query = re.search(r'try .*query "(.+)"', out)[1]
    rows = json.loads(cli("query", "--json", query)[1])
    assert (code, sum(row["count_star()"] for row in rows)) == (0, 12)
    assert cli("transform")[0] == 0


def test_reports_that_fail_do_not_undo_the_load(api, cli, monkeypatch, postgres_database):
    name = urlsplit(postgres_database).path.lstrip("/")
    role = f"loader_{name}"
    execute(postgres_database, f"create role {role} login password 'loads-only'")
    for schema in ("intercom", "intercom_staging"):
        execute(postgres_database, f"create schema {schema} authorization {role}")
    place = urlsplit(postgres_database).netloc.rpartition("@")[2]
    url = f"postgresql://{role}:loads-only@{place}/{name}"
    monkeypatch.setenv("DESTINATION__POSTGRES__CREDENTIALS", url)

    code, _, err = cli("sync", "tags")
    loaded = fetch(url, "select count(*) from intercom.tags")
    execute(postgres_database, f"drop owned by {role} cascade")
    execute(postgres_database, f"drop role {role}")

    assert (code, said(err), loaded) == (
        1,
        "intercom-elt: the load is kept, but the reports failed: the warehouse refused: permission"
        f" denied for database {name}\n",
        [(18,)],
    )


def test_debug_shows_where_it_happened(api, cli, monkeypatch):
    monkeypatch.setenv("SOURCES__INTERCOM__ACCESS_TOKEN", "wrong-token-of-mine")

    err = [cli(*words)[2].splitlines() for words in (["--debug", "sync"], ["sync", "--debug"])]

    assert [lines[1] for lines in err] == ["Traceback (most recent call last):"] * 2
    assert [lines[-1] for lines in err] == [f"intercom-elt: {REFUSED}"] * 2


def test_a_reader_that_has_seen_enough_is_no_failure(api):
    with command("resources") as process:
        process.stdout.close()
        err = process.stderr.read()

    assert (process.returncode, err) == (0, "")


def test_ctrl_c_keeps_what_was_read_and_the_next_run_goes_on(api, cli):
    process = command("sync", "tags", "conversations", "--no-transform")

    def interrupt(request, _) -> None:
        if request.path == "/tags":
            process.send_signal(signal.SIGINT)

    api.on_request(interrupt)
    _, err = process.communicate()

    assert (process.returncode, said(err)) == (
        130,
        "intercom-elt: stopped; what was loaded is kept, and the next run goes on from there\n",
    )
    assert cli("sync", "conversations", "--no-transform")[0] == 0
    with duckdb.connect("warehouse.duckdb") as connection:
        counted = connection.execute("select count(*) from intercom.conversations").fetchall()
    assert counted == [(12,)]


def test_a_database_that_goes_away_is_a_sentence_and_nothing_is_lost(
    api, cli, monkeypatch, postgres_database
):
    monkeypatch.setenv("DESTINATION__POSTGRES__CREDENTIALS", postgres_database)
    server = urlsplit(postgres_database)._replace(path="/postgres").geturl()
    name = urlsplit(postgres_database).path.lstrip("/")
    once = [f"drop database {name} with (force)"]

    def drop(request, _) -> None:
        if request.path == "/tags" and once:
            execute(server, once.pop())

    api.on_request(drop)
    code, out, err = cli("sync", "tags", "--no-transform")
    execute(server, f"create database {name}")

    assert (code, out, said(err).count("\n")) == (1, "", 1)
    assert f"/{name} was lost" in said(err)
    assert cli("sync", "tags", "--no-transform")[0] == 0
    assert fetch(postgres_database, "select count(*) from intercom.tags") == [(18,)]


def execute(url: str, statement: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    connection.cursor().execute(statement)
    connection.close()


def fetch(url: str, query: str) -> list[tuple]:
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        found = cursor.fetchall()
    connection.close()
    return found


def test_no_failing_run_writes_the_token_anywhere(api, cli, monkeypatch, tmp_path, postgres_url):
    url = urlsplit(postgres_url)
    wrong = f"postgresql://postgres:hush-9-hush@{url.hostname}:{url.port}/postgres"
    told = [cli("--debug", "sync", "--no-transform")]
    api.fail(Fault("status", times=99, status=403), Fault("status", "GET /tags", status=404))
    told.append(cli("--debug", "sync", "--json"))
    told.append(cli("--debug", "doctor"))
    monkeypatch.setenv("SOURCES__INTERCOM__ACCESS_TOKEN", f"{TOKEN}x")
    told.append(cli("--debug", "sync"))
    monkeypatch.setenv("SOURCES__INTERCOM__ACCESS_TOKEN", f"{TOKEN} and words")
    told.append(cli("--debug", "sync"))
    monkeypatch.setenv("DESTINATION__POSTGRES__CREDENTIALS", wrong)
    told.append(cli("--debug", "sync", "--destination", "postgres"))

    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    shown = [text.encode() for _, *texts in told for text in texts]

    assert [code for code, *_ in told] == [0, 2, 2, 2, 2, 2]
    assert [text for text in written + shown if TOKEN.encode() in text] == []
    assert [text for text in written + shown if b"hush-9-hush" in text] == []


def test_a_live_view_leaves_stdout_alone(api):
    ours, theirs = os.openpty()
    process = command("sync", "tags", "--json", "--no-transform", stderr=theirs)
    os.close(theirs)
    drawn = read_all(ours)

    out, _ = process.communicate()

    assert process.returncode == 0
    assert json.loads(out)["tables"]["tags"]["rows"] == 18
    assert "Acme Desk" in drawn


def read_all(descriptor: int) -> str:
    """Everything that is written to a terminal until it is left."""
    text = b""
    try:
        while chunk := os.read(descriptor, 65_536):
            text += chunk
    except OSError:  # how a terminal says that nobody is there any more
        pass
    return text.decode()


def test_two_workspaces_share_a_warehouse(api, cli, monkeypatch):
    monkeypatch.setenv("SOURCES__INTERCOM__WORKSPACE", "north")
    first = cli("sync", "tags", "--no-transform")
    with Sandbox(12, seed=3, token=TOKEN, workspace_id="south999") as south:
        use(monkeypatch, south)
        mixed = cli("sync", "tags", "--no-transform")
        monkeypatch.setenv("SOURCES__INTERCOM__WORKSPACE", "south")
        second = cli("sync", "tags", "--no-transform")

    assert (first[0], mixed[0], second[0]) == (0, 2, 0)
    assert said(mixed[2]) == (
        "intercom-elt: this pipeline holds the cursors of workspace acme1234, but the token"
        " belongs to south999; give the second workspace a name of its own with the setting"
        " `workspace`\n"
    )
    with duckdb.connect("warehouse.duckdb") as connection:
        counted = connection.execute(
            "select workspace_id, count(*) from intercom.tags group by 1 order by 1"
        ).fetchall()
    assert counted == [("acme1234", 18), ("south999", 18)]


def test_status_needs_a_warehouse_but_no_token(api, cli, monkeypatch, tmp_path):
    missing = cli("status")
    cli("sync", "tags", "--no-transform")
    monkeypatch.delenv("SOURCES__INTERCOM__ACCESS_TOKEN")
    code, out, err = cli("status", "--json")

    told = json.loads(out)
    assert missing == (
        2,
        "",
        f"intercom-elt: there is no warehouse at {tmp_path}/warehouse.duckdb yet;"
        " `intercom-elt sync` makes it\n",
    )
    assert (code, err) == (0, "")
    assert [(one["table"], one["rows"]) for one in told["tables"]] == [
        ("tags", 18),
        ("workspaces", 1),
    ]
    assert [(one["resource"], one["status"], one["loaded"]) for one in told["resources"]] == [
        ("tags", "complete", 18),
        ("workspaces", "complete", 1),
    ]
    assert [(one["resources"], one["requests"], one["loaded"]) for one in told["runs"]] == [
        (2, 3, 19)
    ]


# Dies when a refusal, an age or a missing part counts as fresh, or the exit code is left out.
def test_status_tells_schedulers_whether_all_is_up_to_date(api, cli):
    cli("sync", "tags", "teams", "--no-transform")
    fresh = cli("status", "--fail-if-older-than", "2h")
    api.knobs.plan_lacks = frozenset({"/teams"})
    cli("sync", "tags", "teams", "--no-transform")
    refused = cli("status", "--json", "--fail-if-older-than", "1d")
    told = json.loads(refused[1])

    assert re.sub(r"\d.*s ago", "now", fresh[1].splitlines()[0]) == "fresh: complete now, 3 of 3"
    assert (fresh[0], fresh[2], refused[0]) == (0, "", 1)
    assert refused[2] == "intercom-elt: the last read failed or was refused: teams\n"
    assert (told["exit_code"], told["standing"]["refused"]) == (1, ["teams"])
    assert max(map(len, fresh[1].splitlines()[:-1])) <= 80
    assert cli("status", "--fail-if-older-than", "soon")[0] == 2


def test_doctor_says_that_all_is_well(api, cli, tmp_path):
    code, out, _ = cli("doctor")

    lines = [re.sub(r" +", " ", line) for line in out.splitlines()]
    assert (code, lines[:5], lines[-1]) == (
        0,
        [
            "ok access token set in the environment variable SOURCES__INTERCOM__ACCESS_TOKEN",
            f"ok settings {api.base_url}, version Preview",
            "ok redacted nothing, by the setting redact",
            f"ok connection {api.base_url} answers",
            "ok token accepted for workspace Acme Desk (acme1234, region US)",
        ],
        "all well: `intercom-elt sync` can start",
    )
    assert f"ok warehouse {tmp_path}/warehouse.duckdb will be made by the first sync" in lines
    assert list(tmp_path.glob("*.duckdb*")) == []


def test_doctor_and_sync_say_what_redact_takes_from_the_reports(api, cli, monkeypatch):
    monkeypatch.setenv("SOURCES__INTERCOM__REDACT", "teams.admin_ids")
    sentence = (
        "redact takes teams.admin_ids away, by which team_members, teammates and teams are"
        " computed; leave it in, or expect what is computed by it to be empty or wrong"
    )

    code, out, _ = cli("doctor")
    assert (code, doctor_lines(out, "note")) == (0, [f"note reports {sentence}"])
    code, _, told = cli("sync", "teams")
    assert (code, told.count(f"intercom-elt: {sentence}\n")) == (0, 1)
    assert sentence not in cli("sync", "teams", "--no-transform")[2]


def doctor_lines(out: str, mark: str) -> list[str]:
    return [re.sub(r" +", " ", line) for line in out.splitlines() if line.startswith(mark)]


def test_doctor_is_green_for_a_token_that_may_read_conversations_only(api, cli):
    api.knobs.scopes = frozenset({"read_conversations"})

    code, out, _ = cli("doctor")

    lines = out.splitlines()
    assert (code, lines[-1]) == (0, "all well: `intercom-elt sync` can start")
    assert "skip contacts POST /contacts/search was refused with 403 forbidden" in (
        "\n".join(doctor_lines(out, "skip "))
    )
    assert doctor_lines(out, "change ") == []
    assert lines[-2].startswith("optional: a sync passes by admins, ")
    assert "'Read tags'" in lines[-2]
    assert cli("sync", "--quiet", "--no-transform")[0] == 0


def test_doctor_names_what_was_read_before_and_is_refused_now(api, cli):
    cli("sync", "contacts", "--no-transform")
    api.fail(Fault("status", "POST /contacts/search", status=403))

    code, out, _ = cli("doctor")

    assert (code, doctor_lines(out, "change ")) == (
        2,
        [
            "change contacts POST /contacts/search was refused with 403 forbidden: You do not"
            " have the required scope to access this resource; tick the permission 'Read and list"
            " users and companies' in the Developer Hub",
            "change what is marked, then run `intercom-elt doctor` again",
        ],
    )


def test_doctor_cannot_do_without_conversations(api, cli):
    api.fail(Fault("status", "POST /conversations/search", status=403))

    code, out, _ = cli("doctor")

    assert (code, len(doctor_lines(out, "change conversations "))) == (2, 1)


def test_doctor_tells_a_dead_network_from_a_wrong_setting(api, cli, monkeypatch):
    monkeypatch.setenv("SOURCES__INTERCOM__BASE_URL", "http://127.0.0.1:9")
    unreachable = cli("doctor")
    monkeypatch.delenv("SOURCES__INTERCOM__ACCESS_TOKEN")
    without = cli("doctor")

    assert (unreachable[0], without[0]) == (1, 2)


def test_the_list_of_resources_is_there_for_programs_too(cli):
    code, out, _ = cli("resources", "--json")

    found = {one["resource"]: one for one in json.loads(out)}
    assert (code, found["tickets"]) == (
        0,
        {
            "resource": "tickets",
            "tables": ["tickets", "ticket_parts"],
            "reads": "what changed",
            "costs": "1 request per 50 rows",
            "permission": "Read tickets",
            "since": "",
            "opt_in": False,
        },
    )


def test_the_demo_runs_without_settings_and_leaves_one_file(tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    process = command("demo", "--conversations", "60", cwd=folder)

    out, err = process.communicate()

    titles = [line for line in out.splitlines() if line in DEMO_TITLES]
    assert (process.returncode, titles, said(err)) == (0, DEMO_TITLES, "")
    assert re.search(r"^trust {6}[\d.]+ % of [\d,]+ comparisons agree; \d+ unexplained$", out, re.M)
    assert re.search(r"^ +with the simulation;", out, re.M)
    assert sorted(path.name for path in folder.iterdir()) == ["demo.duckdb", "demo.duckdb.lock"]
    assert list((tmp_path / "dlt").rglob("*.json")) == []


DEMO_TITLES = [
    "conversations by channel",
    "by week, last six",
    "teammates, last four weeks",
    "health of the sync",
]


def damage(*statements: str) -> None:
    with duckdb.connect("warehouse.duckdb") as connection:
        for statement in statements:
            connection.execute(statement)


def test_verify_says_what_differs_and_repairs_it(api, cli):
    cli("sync", "tickets", "--no-transform")
    damage("delete from intercom.tickets where id = (select min(id) from intercom.tickets)")
    told = cli("verify", "--resource", "tickets", "--days", "3650", "--dry-run")
    repaired = cli("verify", "--resource", "tickets", "--days", "3650", "--no-transform")
    equal = cli("verify", "--resource", "tickets", "--days", "3650", "--json")

    count = len(list(api.truth("tickets")))
    lines = [" ".join(line.split()) for line in repaired[1].splitlines()]
    assert [code for code, *_ in (told, repaired, equal)] == [3, 0, 0]
    assert lines[:2] == [
        "resource in Intercom in the warehouse missing stale gone",
        f"tickets {count} {count - 1} 1 0 0",
    ]
    assert lines[-1] == "repaired 1 object read again or marked as gone"
    assert [(one["resource"], one["missing"], one["left"]) for one in json.loads(equal[1])] == [
        ("tickets", 0, 0),
        ("ticket_parts", 0, 0),
    ]
    assert "verify_tickets" in cli("status")[1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["--resource", "tags"],
            "tags cannot be verified; companies, contacts, tickets, conversations can",
        ),
        (["--days", "0"], "--days takes 1 or more"),
        (
            [],
            "there is no warehouse at {folder}/warehouse.duckdb yet; `intercom-elt sync` makes it",
        ),
    ],
)
def test_what_cannot_be_verified_is_refused(api, cli, tmp_path, words, sentence):
    refused = cli("verify", *words)

    assert refused == (2, "", f"intercom-elt: {sentence.format(folder=tmp_path)}\n")
    assert list(api.requests) == []


def test_a_sync_can_verify_what_it_has_synced(api, cli):
    cli("sync", "contacts", "tags", "--no-transform")
    damage(  # what a sync does not read again by itself
        "delete from intercom.contacts where updated_at = (select max(updated_at)"
        " from intercom.contacts where updated_at < now() - interval 3 day)"
    )
    clean = cli("sync", "tags", "--verify", "--no-transform", "--json")
    code, out, _ = cli("sync", "contacts", "--verify", "--no-transform", "--json")

    verified = json.loads(out)["verified"][0]
    assert (clean[0], "verified" in json.loads(clean[1])) == (0, False)
    assert (code, verified["resource"], verified["left"]) == (0, "contacts", 0)
    assert verified["missing"] == 1


def test_a_sync_tells_rows_that_were_claimed_and_did_not_come(api, cli):
    api.fail(Fault("overclaimed", "POST /contacts/search", times=99))

    code, out, _ = cli("sync", "contacts", "--no-transform")

    assert (code, [line for line in out.splitlines() if line.startswith("short")]) == (
        0,
        [
            "short      contacts (6): so many rows that Intercom claims did not come, though asked"
            " for twice; `intercom-elt verify` looks for what is missing"
        ],
    )
    assert "6 rows claimed that did not come" in cli("status")[1]


def test_sync_help_names_the_settings_for_what_cannot_be_listed(cli):
    _, out, _ = cli("sync", "--help")

    told = [name for name in ("custom_object_types", "lookups", ".dlt/config.toml") if name in out]
    assert told == ["custom_object_types", "lookups", ".dlt/config.toml"]


def test_resources_tell_what_the_token_may_read(api, cli):
    api.knobs.scopes = frozenset({"read_tags", "read_tickets"})

    code, out, _ = cli("resources", "--check", "--json")

    told = {one["resource"]: (one["permission"], one["readable"]) for one in json.loads(out)}
    refused = "was refused with 403 forbidden: You do not have the required scope"
    assert code == 0
    assert told["tags"] == ("Read tags", "readable")
    assert told["admins"] == (
        "Read admins",
        f"GET /admins {refused} (read_admins) to access this resource; tick the permission 'Read"
        " admins' in the Developer Hub",
    )
    assert told["teams"] == (
        "not documented",
        f"GET /teams {refused} (read_admins) to access this resource; Intercom does not document"
        " which permission this takes",
    )
    assert told["contact_notes"] == ("not documented", None)


def test_resources_ask_nothing_and_need_no_token(cli):
    code, out, err = cli("resources")

    assert (code, err) == (0, "")
    assert "this token" not in out


@pytest.mark.parametrize("types", ["Order, Ordr", '["Order", "Ordr"]'])
def test_a_custom_object_type_that_does_not_exist_is_told(api, cli, monkeypatch, types):
    monkeypatch.setenv("SOURCES__INTERCOM__CUSTOM_OBJECT_TYPES", types)
    monkeypatch.setenv("SOURCES__INTERCOM__RESOURCES", '["custom_object_instances"]')

    code, _, err = cli("sync", "--no-transform")

    assert (code, said(err)) == (
        3,
        "intercom-elt: custom_object_instances: Intercom knows no custom object type 'Ordr', or has"
        " no object of it; write the identifier of the type, not its name, into the setting"
        " custom_object_types, or take it out\n",
    )
    with duckdb.connect("warehouse.duckdb") as connection:
        rows = connection.execute(
            "select count(*) from intercom.custom_object_instances"
        ).fetchall()
    assert rows[0][0] > 0


def test_a_resource_that_cannot_be_verified_is_told_once(api, cli):
    cli("sync", "contacts", "tickets", "--no-transform")
    api.knobs.scopes = frozenset({"read_tickets"})
    among_others = cli("verify", "--no-transform")
    by_name = cli("verify", "--resource", "contacts", "--no-transform")

    refused = (
        "contacts: POST /contacts/search was refused with 403 forbidden: You do not have the"
        " required scope (read_contacts) to access this resource; `intercom-elt doctor` says what"
        " to change"
    )
    equal = "equal      the warehouse holds what Intercom has of tickets; "
    assert (among_others[0], said(among_others[2])) == (3, f"intercom-elt: {refused}\n")
    assert f"{equal}nothing is known of the others" in among_others[1].splitlines()
    assert "not done   contacts" not in among_others[1]
    assert (by_name[0], by_name[1], said(by_name[2])) == (3, "", f"intercom-elt: {refused}\n")
