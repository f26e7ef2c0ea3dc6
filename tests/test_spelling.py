"""Misspelled settings are refused; what dlt reads, or what belongs to others, is left alone."""

from pathlib import Path

import pytest
from dlt.common.configuration.container import Container
from dlt.common.configuration.specs.pluggable_run_context import PluggableRunContext

from pipelines.errors import Stop
from pipelines.intercom_pipeline import main
from pipelines.spelling import refuse


def configure(text: str) -> None:
    Path(".dlt").mkdir()
    Path(".dlt/config.toml").write_text(text)
    Container()[PluggableRunContext].reload_providers()


WRONG = [
    ("[sources.intercom]\nredakt = ['contacts.email']", "sources.intercom.redakt", "redact"),
    ("[sources.intercom]\nXyz = 1", "sources.intercom.Xyz", None),
    (
        "[sources.intercom.lookup]\nvisitors = ['1']",
        "sources.intercom.lookup.visitors",
        "sources.intercom.lookups",
    ),
    ("[source.intercom]\nredact = 'a.b'", "source.intercom.redact", "sources.intercom.redact"),
    ("[sources.intercon]\nregion = 'eu'", "sources.intercon.region", "sources.intercom.region"),
    ("[transform]\ndatset = 'x'", "transform.datset", "transforms.dataset"),
    (
        "[transforms]\nextra_column = {a = 'b'}",
        "transforms.extra_column.a",
        "transforms.extra_columns",
    ),
    ("[destination.postgres]\ncredential = 'x'", "destination.postgres.credential", "credentials"),
    (
        "[destinations.duckdb]\ncredentials = 'x.duckdb'",
        "destinations.duckdb.credentials",
        "destination.duckdb.credentials",
    ),
    (
        "[destination.postgress]\ncredentials = 'x'",
        "destination.postgress.credentials",
        "destination.postgres.credentials",
    ),
]


@pytest.mark.parametrize(("text", "name", "near"), WRONG, ids=[name for _, name, _ in WRONG])
def test_a_misspelled_setting_is_refused_with_the_nearest(text, name, near):
    configure(text)

    with pytest.raises(Stop) as caught:
        refuse()

    hint = f"did you mean {near}?" if near else "docs/settings.md lists all"
    assert (caught.value.code, str(caught.value)) == (2, f"there is no setting {name}; {hint}")


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("SOURCES__INTERCOM__REDCT", "SOURCES__INTERCOM__REDACT"),
        ("SOURCE__INTERCOM__REDACT", "SOURCES__INTERCOM__REDACT"),
        ("SOURCES_INTERCOM_REDACT", "SOURCES__INTERCOM__REDACT"),
        ("SOURCES__INTERCOM__LOOKUPS__VISITORS", "SOURCES__INTERCOM__LOOKUPS"),
        ("TRANSFORMS__EXCLUDE_TAGS", "TRANSFORMS__EXCLUDED_TAGS"),
        ("TRANSFORM__EXCLUDED_TAGS", "TRANSFORMS__EXCLUDED_TAGS"),
        ("DESTINATION__DUCKDB__CREDENTIAL", "DESTINATION__DUCKDB__CREDENTIALS"),
    ],
)
def test_a_misspelled_variable_is_refused_with_the_nearest(monkeypatch, name, near):
    monkeypatch.setenv(name, "x")

    with pytest.raises(Stop) as caught:
        refuse()

    assert str(caught.value) == f"there is no setting {name}; did you mean {near}?"


def test_what_dlt_reads_and_what_is_anothers_is_left_alone(monkeypatch):
    configure(
        "[sources]\naccess_token = 'a'\nmax_table_nesting = 1\n"
        "[sources.intercom]\nregion = 'eu'\nmax_table_nesting = 2\nworkspace = 'a'\ntimeout_s = 9\n"
        "[sources.intercom.lookups]\nvisitors = ['1']\n"
        "[sources.intercom.intercom]\nredact = ['contacts.email']\n"
        "[sources.intercom.schema]\nnaming = 'direct'\n"
        "[sources.intercom.extract]\nworkers = 2\n"
        "[sources.intercom.data_writer]\nbuffer_max_items = 2\n"
        "[sources.intercom.contacts]\nwrite_disposition = 'append'\n"
        "[sources.intercom_eu]\naccess_token = 'b'\n"
        "[sources.zendesk]\nredact = 'a'\nstart_date = '2024-01-01'\n"
        "[destination.duckdb]\ncredentials = 'a.duckdb'\ncreate_indexes = true\n"
        "[destination.postgres]\ncreate_indexes = false\nreplace_strategy = 'x'\n"
        "[destination.postgres.credentials]\nhost = 'x'\n"
        "[destination.postgres_dwh]\ncredentials = 'x'\n"
        "[destination.postgresx]\ndestination_type = 'postgres'\ncredentials = 'x'\n"
        "[destination.bigquery]\nlocation = 'US'\n"
        "[transforms.extra_columns]\nplan = 'Plan name'\n"
        "[load]\nworkers = 1\n[runtime]\nlog_level = 'ERROR'\n[my_pipeline.sources]\nredact = 1\n"
    )
    monkeypatch.setenv("SOURCES__INTERCOM__EXTRACT__WORKERS", "2")
    monkeypatch.setenv("SOURCES__INTERCOM__REDCT", "")
    monkeypatch.setenv("DESTINATION__POSTGRES__CREDENTIALS__PASSWORD", "x")

    assert refuse() is None


@pytest.mark.parametrize(
    "words", [["sync"], ["transform"], ["status"], ["doctor"], ["check"], ["verify"], ["show"]]
)
def test_every_command_that_reads_settings_refuses_them(monkeypatch, capsys, words):
    monkeypatch.setenv("TRANSFORMS__DATSET", "x")

    code = main(words)

    sentence = "there is no setting TRANSFORMS__DATSET; did you mean TRANSFORMS__DATASET?"
    assert (code, *capsys.readouterr()) == (2, "", f"intercom-elt: {sentence}\n")
    assert not Path("warehouse.duckdb").exists()
