"""`transform`, `show` and `check` as their user meets them, and the settings of the reports."""

import json
import re
import shutil
from pathlib import Path

import duckdb
import pytest
from dlt.common.configuration.container import Container
from dlt.common.configuration.specs.pluggable_run_context import PluggableRunContext

from pipelines import config, reporting
from pipelines.intercom_pipeline import main
from pipelines.warehouse import Warehouse
from tests.golden import warehouse as golden
from tests.golden.story import ANNA, Golden, part

TOLD = Golden()
TOLD.conversation(
    "a",
    "Mon 23:30",
    part("Mon 23:40", "comment", ANNA),
    tags=[{"id": "1", "name": "vip"}],
    statistics_count_conversation_parts=2,
    statistics_first_admin_reply_at="2026-03-02T23:40:00Z",
)
TOLD.conversation("b", "Tue 09:00", tags=[{"id": "2", "name": "spam"}])
TOLD.row("conversation_custom_attributes", conversation_id="a", name="Plan name", value="Pro")
TOLD.row("conversation_custom_attributes", conversation_id="b", name="Seats", value=7)


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


@pytest.fixture
def loaded():
    """A warehouse.duckdb with two conversations, as a sync leaves it."""
    config.prepare()
    with Warehouse("duckdb", "warehouse.duckdb").pipeline().sql_client() as client:
        golden.Warehouse(client, "duckdb").load(TOLD.rows)


@pytest.fixture
def transformed(loaded, cli, tmp_path_factory):
    """The same with its reports; built once, copied for each test."""
    built = tmp_path_factory.getbasetemp() / "transformed.duckdb"
    if not built.exists():
        assert cli("transform")[0] == 0
        shutil.copy("warehouse.duckdb", built)
    shutil.copy(built, "warehouse.duckdb")


def configure(text: str) -> None:
    Path(".dlt").mkdir()
    Path(".dlt/config.toml").write_text(text)
    Container()[PluggableRunContext].reload_providers()


def query(sql: str) -> list[tuple]:
    with duckdb.connect("warehouse.duckdb") as connection:
        return connection.execute(sql).fetchall()


def test_settings_of_the_reports_come_from_the_file(loaded, cli):
    configure(
        '[transforms]\nreport_time_zone = "Asia/Tokyo"\nexcluded_tags = ["spam"]\n'
        'dataset = "support"\n[transforms.extra_columns]\nplan = "Plan name"\n'
    )

    code, _, err = cli("transform")

    found = query(
        "select conversation_id, cast(local_date as text), plan"
        " from support.conversations_with_attributes"
    )
    assert (code, found) == (0, [("a", "2026-03-03", "Pro")])
    assert "names" not in err


def test_settings_of_the_reports_come_from_variables(transformed, cli, monkeypatch):
    monkeypatch.setenv("TRANSFORMS__EXCLUDED_TAGS", "test, spam")
    monkeypatch.setenv("TRANSFORMS__EXTRA_COLUMNS", '{"seats": "Seats"}')

    code, _, err = cli("transform")

    found = query("select conversation_id from intercom_reporting.conversations")
    assert (code, found) == (3, [("a",)])
    assert err.splitlines()[-1] == (
        "intercom-elt: the setting transforms.excluded_tags names 'test', and nothing in the"
        " warehouse is called so"
    )


@pytest.mark.parametrize("value", ['["@Example.com", "b.example"]', " @Example.com , b.example"])
def test_who_is_ours_is_told_by_lists_of_any_form(value, monkeypatch):
    monkeypatch.setenv("TRANSFORMS__OUR_DOMAINS", value)
    monkeypatch.setenv("TRANSFORMS__BOT_ADMINS", "1234567")
    configure('[transforms]\nbot_apps = ["A-b"]\n')

    found = reporting.settings()

    assert found.our_domains == ("@Example.com", "b.example")
    assert (found.bot_admins, found.bot_apps) == (("1234567",), ("A-b",))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('zone = "UTC"', "there is no setting transforms.zone; docs/settings.md lists all"),
        (
            'report_timezone = "UTC"',
            "there is no setting transforms.report_timezone; did you mean report_time_zone?",
        ),
        (
            'report_time_zone = "Europe/Dublinn"',
            "the setting transforms.report_time_zone cannot be used: 'Europe/Dublinn' is no IANA"
            " time zone name; did you mean Europe/Dublin?",
        ),
        (
            'deleted_conversations = "maybe"',
            "the setting transforms.deleted_conversations cannot be used: 'maybe' is none of"
            " as_intercom, count, drop",
        ),
        (
            "excluded_tags = 5",
            'the setting transforms.excluded_tags cannot be used: write it as ["a", "b"],'
            " or as a, b",
        ),
        (
            'extra_columns = {"Plan name" = "Plan"}',
            "the setting transforms.extra_columns cannot be used: 'Plan name' is no plain name of a"
            " column, like plan_name",
        ),
        (
            'extra_columns = {"state" = "State"}',
            "the setting transforms.extra_columns cannot be used: 'state' is a column of"
            " conversations already",
        ),
        (
            'dataset = "intercom"',
            "the setting transforms.dataset may not be intercom: the raw tables are there",
        ),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_before_anything_runs(cli, text, sentence):
    configure(f"[transforms]\n{text}\n")

    assert cli("transform") == (2, "", f"intercom-elt: {sentence}\n")
    assert not Path("warehouse.duckdb").exists()


def test_what_redact_takes_from_the_reports_is_said_once_and_fails_nothing(
    transformed, cli, monkeypatch
):
    entries = "conversations.state, contacts.location.country:hash, contacts.email, tags.applied_by"
    monkeypatch.setenv("SOURCES__INTERCOM__REDACT", entries)
    monkeypatch.setenv("SOURCES__INTERCOM__REDACT_SALT", "a salt of good length")

    code, _, told = cli("transform", "--select", "teams")

    assert (code, told.splitlines()[1:]) == (
        0,
        [
            "intercom-elt: redact takes conversations.state and contacts.location_country away, by"
            " which conversations, customer_waits, sla_targets and metrics_by_period are computed;"
            " leave them in, or expect what is computed by them to be empty or wrong"
        ],
    )
    assert "redact takes" not in cli("transform", "--select", "teams", "--quiet")[2]
    monkeypatch.setenv("SOURCES__INTERCOM__REDACT", "contacts.email, conversation_parts.body")
    assert "redact takes" not in cli("transform", "--select", "teams")[2]


def test_only_some_tables_can_be_built(transformed, cli):
    code, out, _ = cli("transform", "--full", "--select", "ratings", "teams")

    assert code == 0
    table, *_ = (line.split()[:3] for line in out.splitlines()[1:])
    assert table == ["ratings", "full", "0"]
    assert "\n1 table and 1 view in " in out


def test_a_table_that_is_not_there_is_told_with_the_nearest(loaded, cli):
    sentence = "intercom-elt: no model is called customer_wait; did you mean customer_waits?\n"

    assert cli("transform", "--select", "customer_wait+") == (2, "", sentence)
    assert cli("show", "customer_wait") == (2, "", sentence)


def test_show_prints_what_runs_in_this_warehouse(loaded, cli):
    configure('[transforms]\ndataset = "support"\n')
    cli("transform", "--select", "+conversation_tags")

    code, out, err = cli("show", "conversation_tags")

    assert (code, err) == (0, "")
    assert query(out) == query("select * from support.conversation_tags")


def test_show_needs_no_warehouse_and_knows_the_engine(cli):
    told = [cli("show", "stg_workspaces", "--destination", e)[1] for e in ("duckdb", "postgres")]

    zones = ["pg_timezone_names()" in text for text in told]
    assert zones == [True, False]


def test_show_without_a_name_lists_everything(cli):
    code, out, _ = cli("show")

    names = [line.split()[0] for line in out.splitlines()[1:]]
    assert code == 0
    assert {"conversations", "stg_admins", "states_without_gaps"} <= set(names)
    assert "one row per tag" in next(line for line in out.splitlines() if "stg_tags" in line)


def test_check_tells_how_well_the_statistics_agree(transformed, cli):
    code, out, _ = cli("check")

    agreed, compared, unexplained = query(
        "select sum(agreeing), sum(comparisons), sum(unexplained)"
        " from intercom_reporting.statistics_agreement"
    )[0]
    share = 100 * agreed / compared
    assert code == 0
    assert f"{share:.1f} % of {compared} comparisons agree; {unexplained} unexplained" in out
    assert reporting.HELD_AGAINST in " ".join(out.split())
    assert ["count_conversation_parts", "1", "100.0", "0"] in map(str.split, out.splitlines())


def test_check_fails_when_a_check_finds_rows(transformed, cli):
    query("update intercom_reporting.conversation_events set seconds_since_previous = -1")

    code, out, _ = cli("check", "--json")

    found = {one["name"]: one["failures"] for one in json.loads(out)["checks"]}
    assert code == 1
    assert {name: rows for name, rows in found.items() if rows} == {"no_negative_durations": 3}


def test_check_says_when_every_comparison_is_off_by_one_and_fails(transformed, cli):
    query(
        "insert into intercom_reporting.statistics_reconciliation select one.* replace ("
        " 'x' || i as conversation_id, 1 as difference,"
        " 'differs' as verdict, 'unexplained' as reason)"
        " from intercom_reporting.statistics_reconciliation as one, range(100) as r (i)"
        " where statistic = 'count_conversation_parts'"
    )
    query(
        "delete from intercom_reporting.statistics_reconciliation"
        " where statistic = 'count_conversation_parts' and verdict = 'match'"
    )

    code, out, err = cli("check")

    assert code == 1
    assert "count_conversation_parts: every one of 100 differs by +1" in out.splitlines()
    assert re.search(
        r"only [\d.]+ % of Intercom's statistics agree with ours, and 95 % should", err
    )
    assert cli("check", "--min-agreement", "1")[0] == 0


def test_check_says_what_settings_name_in_vain(transformed, cli, monkeypatch):
    monkeypatch.setenv("TRANSFORMS__OFFICE_HOURS_SCHEDULE", "Nights")

    code, out, _ = cli("check", "--json")

    found = {one["name"]: one["sample"] for one in json.loads(out)["checks"]}
    assert code == 1
    assert found["settings_name_what_exists"] == [["office_hours_schedule", "Nights"]]
