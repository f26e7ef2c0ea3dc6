"""Exports: every row as the source has it, one job for each order, and no file half loaded."""

import gzip
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import orjson
import pytest

from pipelines.sync import Outcome, exit_code
from pipelines.warehouse import Warehouse
from sandbox import Fault, Sandbox
from sources.intercom import Session, choose
from sources.intercom.columns import COUNT, TIME
from sources.intercom.errors import IntercomError
from sources.intercom.exporttables import report, statistic
from sources.intercom.parcels import Parcel, Sheet
from sources.intercom.rows import Findings, Row
from sources.intercom.tables.exports import ContentReceipt
from tests.acceptance.raw_dataset import RawDataset, Rows, settings_of
from tests.acceptance.reader import Reader, endpoints
from tests.acceptance.settable_clock import NOW, SettableClock

DAY = 86_400
REPORTS = "/export/reporting_data/enqueue"
CONTENT = "/export/content/data"
DATASETS = ("conversation", "conversation_rating_sent", "call", "tickets_report")


@pytest.fixture
def api(clock: SettableClock) -> Iterator[Sandbox]:
    with Sandbox(40, now=clock.glance, wall_clock=clock.glance) as sandbox:
        yield sandbox


@pytest.fixture
def reports(api: Sandbox, clock: SettableClock) -> Reader:
    return Reader(api, clock, endpoints("reporting_datasets"))


@pytest.fixture
def receipts(api: Sandbox, clock: SettableClock) -> Reader:
    return Reader(api, clock, endpoints("content_receipts"))


def autumn(api: Sandbox, **more: Any) -> Any:
    """Three months in place of fifteen."""
    return settings_of(api, start_date="2025-09-01", **more)


def models(api: Sandbox) -> dict[str, type[Row]]:
    return {one["id"]: report(one) for one in api.truth("reporting_datasets")}


def expected(api: Sandbox, dataset: str, since: int = 0) -> Rows:
    """The rows of a dataset as the sandbox has them, their columns called by hand."""
    listed = next(one for one in api.truth("reporting_datasets") if one["id"] == dataset)
    time = listed["default_time_attribute_id"]
    rows = []
    for row in api.truth(f"reporting_{dataset}"):
        cells = [
            (one["qualified_id"], _cell(one["qualified_id"], row[one["id"]]))
            for one in listed["attributes"]
        ]
        began = datetime.fromisoformat(f"{row[time]}+00:00")
        if began.timestamp() >= since:
            named = {name.replace(".", "_").replace("-", "_"): value for name, value in cells}
            rows.append(named | {"exported_month": f"{began:%Y-%m}"})
    return sorted(rows, key=str)


def _cell(name: str, text: str) -> Any:
    if text == "":
        return None
    if name.startswith("timestamp."):
        return datetime.fromisoformat(f"{text}+00:00")
    return int(text) if name.startswith("duration.") or name.endswith("_count") else text


def held(rows: Any) -> Rows:
    """Rows of a report without what only the loader knows."""
    ours = {"workspace_id", "synced_at", "_extra", "_dlt_load_id", "month_cleared"}
    return sorted(({k: v for k, v in row.items() if k not in ours} for row in rows), key=str)


def of(reader: Reader, table: str) -> Rows:
    return held(reader.tables[table].values())


def orders(api: Sandbox) -> Counter[tuple[str, int]]:
    """The jobs that Intercom took: how many for each dataset and beginning."""
    return Counter(
        (one.body.get("dataset_id", "content"), one.body.get("start_time", 0))
        for one in api.requests
        if one.method == "POST" and one.path in (REPORTS, CONTENT) and one.status == 200
    )


def truth_of_receipts(api: Sandbox) -> dict[str, Any]:
    return {
        row["receipt_id"]: {
            name: datetime.fromisoformat(text.replace(" UTC", "+00:00"))
            for name, text in row.items()
            if text and (name == "received_at" or name.startswith("first_"))
        }
        for row in api.truth("content_receipts")
    }


def times_of_receipts(rows: Rows) -> dict[str, Any]:
    return {
        row["receipt_id"]: {
            name.replace("dismissal", "dismisall"): value
            for name, value in row.items()
            if isinstance(value, datetime) and name != "synced_at"
        }
        for row in rows
    }


# Dies when a month is not cleared: what is gone stays, and what is there stands there twice.
def test_both_exports_are_as_the_source_is_after_a_first_and_a_second_sync(
    raw: RawDataset, api: Sandbox, clock: SettableClock
) -> None:
    wanted = choose(("reporting_datasets", "content_receipts"))
    first = raw.sync(api, clock, wanted, settings=autumn(api))
    clock.advance(DAY)
    for call in [one["id"] for one in api.truth("calls")]:
        api.workspace.remove("calls", str(call))
    talk = next(api.truth("conversations"))["id"]
    api.workspace.delete_conversation(talk)
    api.workspace.create_conversation(next(api.truth("contacts"))["id"])
    clock.advance(DAY)
    second = raw.sync(api, clock, wanted, settings=autumn(api))

    found = {name: held(raw.rows(model)) for name, model in models(api).items()}
    assert (first.failure(), second.failure()) == (None, None)
    assert found == {name: expected(api, name) for name in DATASETS}
    assert found["call"] == []
    assert first.tallies["reporting_datasets"].loaded["report_call"] > 0
    assert times_of_receipts(raw.rows(ContentReceipt)) == truth_of_receipts(api)


# Dies when a second run begins where the first did, or asks for less than whole months.
def test_a_second_sync_exports_the_last_days_only(
    api: Sandbox, reports: Reader, receipts: Reader, clock: SettableClock
) -> None:
    reports.run(settings=autumn(api))
    receipts.run(settings=autumn(api))
    clock.advance(DAY)
    api.workspace.create_conversation(next(api.truth("contacts"))["id"])
    clock.advance(DAY)
    api.requests.clear()

    reports.run(settings=autumn(api))
    receipts.run(settings=autumn(api))

    months = [datetime(2025, month, 1, tzinfo=UTC).timestamp() for month in (10, 11)]
    asked = {(name, int(month)): 1 for name in DATASETS for month in months}
    assert orders(api) == asked | {("content", 0): 1}
    body = next(one.body for one in api.requests if one.path == CONTENT)
    assert body["created_at_after"] == NOW - 30 * DAY
    assert of(reports, "report_conversation") == expected(api, "conversation")


# Dies when a full refresh goes by what is held, or doubles it.
def test_a_full_refresh_exports_every_month_again(api: Sandbox, reports: Reader) -> None:
    reports.run(settings=autumn(api))
    talk = min(api.truth("conversations"), key=lambda one: one["created_at"])
    api.workspace.put("conversations", talk["id"], {"state": "snoozed"})
    api.requests.clear()

    reports.run(settings=autumn(api), full_refresh=True)

    assert Counter(name for name, _ in orders(api)) == dict.fromkeys(DATASETS, 3)
    assert of(reports, "report_conversation") == expected(api, "conversation")


# Dies when a job ends where the next one begins: what happens later is counted by neither.
def test_what_comes_of_a_message_is_seen_though_the_next_job_begins_meanwhile(
    api: Sandbox, receipts: Reader
) -> None:
    start = datetime.fromtimestamp(NOW - 110 * DAY, UTC)

    receipts.run(settings=settings_of(api, start_date=start))

    rows = list(receipts.tables["content_receipts"].values())
    assert orders(api) == {("content", 0): 2}
    assert times_of_receipts(rows) == truth_of_receipts(api)


# Dies when the id is remembered with the rows only, or the order is placed before a look at it.
def test_a_job_that_was_asked_for_before_a_crash_is_not_asked_for_again(
    api: Sandbox, reports: Reader, receipts: Reader
) -> None:
    api.knobs.export_polls = 3
    november = settings_of(api, start_date="2025-11-01")
    for reader, settings in ((reports, november), (receipts, autumn(api))):
        reader.run(settings=settings, only=1)  # killed while it waits

        session = reader.run(settings=settings)

        assert session.failure() is None
    began = int(datetime(2025, 11, 1, tzinfo=UTC).timestamp())
    assert orders(api) == {(name, began): 1 for name in DATASETS} | {("content", 0): 1}
    assert of(reports, "report_conversation") == expected(api, "conversation", since=began)
    assert len(receipts.tables["content_receipts"]) == len(truth_of_receipts(api))


class Doomed(Session):
    """Ends when the first load package is in the warehouse."""

    def next_slice(self) -> None:
        raise IntercomError("killed")


# Dies when the state of jobs is not part of the package.
def test_the_warehouse_remembers_the_jobs_of_a_process_that_died(
    duckdb_raw: RawDataset, api: Sandbox, clock: SettableClock
) -> None:
    api.knobs.export_polls = 3
    wanted = choose(("content_receipts", "teams"))
    with pytest.raises(IntercomError, match="killed"):
        duckdb_raw.sync(api, clock, wanted, settings=autumn(api), make=Doomed)
    tables = duckdb_raw.tables()

    session = duckdb_raw.sync(api, clock, wanted, settings=autumn(api))

    assert "teams" in tables  # what else was read did not wait with the job
    assert orders(api) == {("content", 0): 1}
    assert session.tallies["content_receipts"].status == "complete"
    assert times_of_receipts(duckdb_raw.rows(ContentReceipt)) == truth_of_receipts(api)


# Dies when a full queue counts as a failure, or stands in the way of what needs no job.
def test_jobs_of_others_are_waited_for(api: Sandbox, clock: SettableClock) -> None:
    api.knobs.export_polls = 4
    occupy(api)
    reader = Reader(api, clock, endpoints("teams", "reporting_datasets", "content_receipts"))

    reader.run(settings=autumn(api), only=1)
    loaded = {table for table, rows in reader.tables.items() if rows}
    session = reader.run(settings=autumn(api))

    assert loaded == {"teams", "reporting_datasets"}
    assert {tally.status for tally in session.tallies.values()} == {"complete"}
    assert session.tallies["reporting_datasets"].throttled == 0
    assert of(reader, "report_conversation") == expected(api, "conversation")


def occupy(api: Sandbox) -> None:
    """Somebody else asks for all the jobs that may be pending."""
    headers = {"Authorization": f"Bearer {api.token}", "Accept": "application/json"}
    with httpx.Client(base_url=api.base_url, headers=headers) as somebody:
        columns = ["standard.ticket_id"]
        span = {"start_time": NOW - DAY, "end_time": NOW}
        body = {"dataset_id": "tickets_report", "attribute_ids": columns, **span}
        for _ in range(5):
            somebody.post(REPORTS, json=body)
        somebody.post(CONTENT, json={"created_at_after": 0, "created_at_before": NOW})
    api.requests.clear()


# Dies without a bound, when the bound is a failure, or when the job is forgotten.
def test_a_job_that_takes_too_long_is_left_to_the_next_sync(
    api: Sandbox, receipts: Reader, clock: SettableClock
) -> None:
    api.knobs.export_polls = 500

    first = receipts.run(settings=autumn(api)).tallies["content_receipts"]
    waited = sum(clock.waits)
    api.knobs.export_polls = 0
    clock.waits.clear()
    second = receipts.run(settings=autumn(api)).tallies["content_receipts"]
    third = receipts.run(settings=autumn(api)).tallies["content_receipts"]

    job = next(one.path for one in api.requests if one.path.startswith(f"{CONTENT}/"))
    assert first.status == "interrupted"
    assert first.reason == (
        "waited an hour for the export of content for 2025-09-01 to 2025-11-22: job"
        f" {job.rpartition('/')[2]} is in_progress; the next sync goes on waiting"
    )
    assert 3_600 <= waited < 3_700
    assert (first.error, first.waiting_for) == (None, "")
    assert [second.status, third.status] == ["interrupted", "interrupted"]
    assert orders(api) == {("content", 0): 1}


# Dies when a failed job is taken for an empty one, or is asked for without end.
def test_a_job_that_fails_is_asked_for_anew_once(api: Sandbox, reports: Reader) -> None:
    api.knobs.failing_exports = 1

    session = reports.run(settings=autumn(api))

    assert session.failure() is None
    assert Counter(orders(api).values()) == {1: 11, 2: 1}
    assert of(reports, "report_conversation") == expected(api, "conversation")


# Dies when the other datasets, or the resources, go down with the one that fails.
def test_what_fails_twice_is_told_and_read_by_the_next_sync(
    api: Sandbox, clock: SettableClock
) -> None:
    reader = Reader(api, clock, endpoints("teams", "reporting_datasets"))
    api.knobs.failing_exports = 6  # five that are pending at once, and the first again

    first = reader.run(settings=autumn(api))
    kept = {table for table, rows in reader.tables.items() if rows}
    second = reader.run(settings=autumn(api))

    assert str(first.failure()) == (
        "the export of conversation for 2025-09 failed, and so did the job before; the next sync"
        " asks for it again"
    )
    assert first.tallies["teams"].status == "complete"
    assert {"report_tickets_report", "report_call"} <= kept
    assert "report_conversation" not in kept
    assert second.failure() is None
    assert {name: of(reader, f"report_{name}") for name in DATASETS} == {
        name: expected(api, name) for name in DATASETS
    }


# Dies when a file is loaded while it is read for the first time.
@pytest.mark.parametrize(("times", "status"), [(1, "complete"), (2, "failed")])
@pytest.mark.parametrize("what", ["reports", "receipts"])
def test_a_damaged_file_is_downloaded_again_and_never_loaded(
    request: pytest.FixtureRequest, api: Sandbox, what: str, times: int, status: str
) -> None:
    reader = request.getfixturevalue(what)
    api.fail(Fault("truncated_json", "GET /download/.*", times=times))

    session = reader.run(settings=settings_of(api, start_date="2025-11-01"))

    name = reader.wanted[0].name
    table = "report_conversation" if what == "reports" else name
    assert session.tallies[name].status == status
    assert bool(reader.tables[table]) == (status == "complete")
    assert ("is damaged, twice" in session.tallies[name].reason) == (status == "failed")


# Dies when a job whose file is gone stays in the state for ever.
def test_a_file_that_has_expired_is_asked_for_anew(
    api: Sandbox, receipts: Reader, clock: SettableClock
) -> None:
    api.knobs.export_polls = 2
    receipts.run(settings=autumn(api), only=1)
    clock.advance(3 * DAY)

    session = receipts.run(settings=autumn(api))

    assert session.tallies["content_receipts"].status == "complete"
    assert orders(api) == {("content", 0): 2}
    assert len(receipts.tables["content_receipts"]) == len(truth_of_receipts(api))


# Dies when columns go by their place alone, or what is new is left out.
def test_columns_that_nobody_asked_for_are_kept_and_named(
    api: Sandbox, reports: Reader, receipts: Reader
) -> None:
    api.knobs.extra_export_columns = {"mood of day": "good"}

    findings = [one.run(settings=autumn(api)).tallies for one in (reports, receipts)]

    unknown = findings[1]["content_receipts"].findings.unknown
    assert set(unknown) == {"content_receipts.mood of day"}
    assert "report_call.mood of day" in findings[0]["reporting_datasets"].findings.unknown
    extras = {row["_extra"] for row in reports.tables["report_conversation"].values()}
    assert extras == {'{"mood of day":"good"}'}
    assert of(reports, "report_conversation") == expected(api, "conversation")


@pytest.mark.parametrize("form", ["zip", "tar"])
def test_each_statistic_of_an_archive_has_a_table(
    api: Sandbox, receipts: Reader, form: Any
) -> None:
    api.knobs.content_export_form = form

    receipts.run(settings=autumn(api))
    receipts.run(settings=autumn(api))

    clicks = receipts.tables["content_clicks"].values()
    truth = truth_of_receipts(api)
    assert {(row["receipt_id"], row["clicked_at"]) for row in clicks} == {
        (name, times["first_click"]) for name, times in truth.items() if "first_click" in times
    }
    assert len(clicks) == len({row["receipt_id"] for row in clicks})
    assert times_of_receipts(list(receipts.tables["content_receipts"].values())) == truth


def test_the_token_goes_to_no_other_host(api: Sandbox, receipts: Reader) -> None:
    api.fail(Fault("status", "GET /download/.*", times=9, status=302))

    tally = receipts.run(settings=autumn(api)).tallies["content_receipts"]

    asked = [one.path for one in api.requests if one.path.startswith("/download")]
    assert tally.status == "failed"
    assert (
        tally.reason
        == f"GET {asked[0]} was refused with 302 redirect: the token is sent nowhere else"
    )
    assert len(asked) == 1


# Dies when a refusal of what is too old is a failure, or ends the export.
def test_an_export_begins_where_intercom_begins_to_keep(
    api: Sandbox, reports: Reader, clock: SettableClock
) -> None:
    clock.advance(700 * DAY)
    kept_since = clock.glance() - 730 * DAY

    session = reports.run()

    rows = of(reports, "report_conversation")
    assert session.failure() is None
    assert rows == expected(api, "conversation", since=int(kept_since) + 3_600)
    assert 0 < len(rows) < len(expected(api, "conversation"))


def test_what_is_to_be_left_out_is_left_out_of_files(api: Sandbox, receipts: Reader) -> None:
    receipts.run(settings=autumn(api, redact=["content_receipts.email"]))

    rows = receipts.tables["content_receipts"].values()
    assert {row["email"] for row in rows} == {None}
    assert {row["_extra"] for row in rows} == {None}


# Dies when a file is held as one table, or when a cell that does not fit costs its row.
def test_a_file_becomes_small_tables_and_odd_cells_are_kept() -> None:
    header = ("id of it", "seen_at", "rows_count")
    model = statistic("views", header)
    places = tuple(zip(("id_of_it", "seen_at", "rows_count"), (None, TIME, COUNT), strict=True))
    lines = [f"{number},2025-11-0{number % 9 + 1} 10:00:00,7" for number in range(12_000)]
    file = tempfile.TemporaryFile()  # noqa: SIM115
    text = "\n".join([",".join(header), *lines, "x,soon,many"])
    file.write(gzip.compress(text.encode()))
    parcel = Parcel("content_receipts", datetime.now(UTC), (Sheet("", model, places),), file)
    findings = Findings()

    tables = [table for _, table in parcel.tables("w", findings)]
    parcel.close()

    assert [table.num_rows for table in tables] == [5_000, 5_000, 2_001]
    assert tables[0].column("seen_at")[1].as_py() == datetime(2025, 11, 2, 10, tzinfo=UTC)
    odd = tables[2].to_pylist()[-1]
    assert (odd["id_of_it"], odd["seen_at"]) == ("x", None)
    assert orjson.loads(odd["_extra"]) == {"seen_at as text": "soon", "rows_count as text": "many"}


def test_a_resource_that_was_asked_for_and_waits_is_not_whole(
    api: Sandbox, receipts: Reader
) -> None:
    api.knobs.export_polls = 500
    session = receipts.run(settings=autumn(api))
    nowhere = Warehouse("duckdb", "nowhere")

    outcome = Outcome(session, nowhere, datetime.now(UTC), ("content_receipts",))

    assert exit_code(outcome) == 3
