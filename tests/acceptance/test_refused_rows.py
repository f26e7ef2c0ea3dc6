"""Rows that somebody's constraint or trigger in Postgres refuses: all others are loaded."""

from collections.abc import Callable, Iterator

import pytest
from dlt.pipeline.exceptions import PipelineStepFailed

from pipelines.errors import CHANGE_FIRST, INCOMPLETE, OK
from pipelines.failures import explain
from pipelines.halving import MOST_REFUSED
from pipelines.sync import Outcome, exit_code
from pipelines.warehouse import RAW
from sandbox import Sandbox
from sources.intercom import Session, choose, tables
from tests.acceptance.raw_dataset import RawDataset
from tests.acceptance.settable_clock import SettableClock
from tests.acceptance.source_tables import differences
from tests.acceptance.test_kills import THREAD, duplicates
from tests.acceptance.test_restored import execute, stock

HOUR = 3_600
Guard = Callable[[str, str], tuple[str, str]]
WANTED = choose(("tags", "conversations"))


@pytest.fixture
def api(clock: SettableClock) -> Iterator[Sandbox]:
    with Sandbox(12, now=clock.glance, wall_clock=clock.glance) as api:
        yield api


def constraint(table: str, test: str) -> tuple[str, str]:
    """What refuses rows of a table by a constraint, and what ends that."""
    name = f"alter table {RAW}.{table}"
    return f"{name} add constraint ours check ({test}) not valid", f"{name} drop constraint ours"


def trigger(table: str, test: str) -> tuple[str, str]:
    """The same by a trigger, whose message quotes the row."""
    return (
        f"""create function {RAW}.look() returns trigger language plpgsql as $$ begin
            if not (new.{test}) then raise exception 'not this: %', new; end if;
            return new; end $$;
        create trigger look before insert on {RAW}.{table}
            for each row execute function {RAW}.look()""",
        f"drop trigger look on {RAW}.{table}",
    )


AT_THE_END = f"""
    create function {RAW}.none() returns trigger language plpgsql as $$ begin
        raise exception 'none may come'; end $$;
    create constraint trigger none after insert on {RAW}.tags
        deferrable initially deferred for each row execute function {RAW}.none()
"""
"""Refuses when a transaction is committed, not when the row comes."""


def code(raw: RawDataset, session: Session, clock: SettableClock) -> int:
    return exit_code(Outcome(session, raw.warehouse, clock.glance()))


# Dies when a package ends with the row, when the old row goes, or when nobody asks for it again.
@pytest.mark.parametrize(
    ("guard", "table", "test"),
    [
        (trigger, "tags", "name not like '%secret%'"),
        (constraint, "conversation_parts", "body not like '%secret%'"),
    ],
    ids=["trigger, list", "constraint, parts"],
)
def test_a_row_that_is_refused_is_put_aside_and_asked_for_until_it_is_let_in(
    postgres_raw: RawDataset,
    api: Sandbox,
    clock: SettableClock,
    table: str,
    test: str,
    guard: Guard,
) -> None:
    raw = postgres_raw
    first, other = (one["id"] for one in list(api.workspace.all("conversations"))[:2])
    raw.sync(api, clock, WANTED)
    shut, opened = guard(table, test)
    execute(raw, shut)
    clock.advance(HOUR)
    api.workspace.add_tag("A secret")
    api.workspace.add_tag("Another")
    api.workspace.reply(first, body="<p>A secret</p>")
    api.workspace.reply(other, body="<p>Another</p>")

    session = raw.sync(api, clock, WANTED)

    everything = (tables.Tag, *THREAD)
    left = differences(api, raw, *everything)
    (rejected,) = raw.rows(tables.RejectedRow)
    (tally,) = (one for one in session.tallies.values() if one.rejected)
    assert code(raw, session, clock) == INCOMPLETE
    assert {name: len(rows) for name, rows in left.items()} == {table: 1}
    assert (rejected["table_name"], rejected["object_id"]) == (table, *next(iter(left[table])))
    assert (tally.rejected, tally.read_kind) == (1, "incremental")
    assert [one["rejected"] for one in raw.rows(tables.SyncRun) if one["rejected"]] == [1]
    assert "secret" in str(rejected["raw"])
    assert "secret" not in rejected["error"] + str(tally.complaints)
    assert f"refuses a row of {RAW}.{table}" in tally.complaints[0]

    clock.advance(2 * HOUR)
    api.workspace.reply(other, body="<p>And another</p>")
    api.requests.clear()
    session = raw.sync(api, clock, WANTED)

    asked = [one.path for one in api.requests if one.path.startswith("/conversations/")]
    again = {first} if table != "tags" else set()
    assert code(raw, session, clock) == INCOMPLETE
    assert differences(api, raw, *everything) == left
    assert {one.rpartition("/")[2] for one in asked} - {"search"} == {other} | again
    assert len(raw.rows(tables.RejectedRow)) == 1

    execute(raw, opened)
    clock.advance(2 * HOUR)
    session = raw.sync(api, clock, WANTED)

    assert code(raw, session, clock) == OK
    assert differences(api, raw, *everything) == {}
    assert duplicates(raw) == []
    assert session.tallies["conversations"].complaints == []


# Dies when a table that holds nothing, as all was refused, passes for one that somebody emptied.
def test_a_table_that_refuses_its_only_row_is_not_taken_for_emptied(
    postgres_raw: RawDataset, api: Sandbox, clock: SettableClock
) -> None:
    wanted = choose(("tags",))
    for tag in list(api.truth("tags")):
        api.workspace.remove_tag(tag["id"])
    postgres_raw.sync(api, clock, wanted)
    execute(postgres_raw, AT_THE_END)
    api.workspace.add_tag("Refused")

    session = postgres_raw.sync(api, clock, wanted)

    assert code(postgres_raw, session, clock) == INCOMPLETE
    assert session.tallies["tags"].loaded["tags"] == 0
    assert stock(postgres_raw).is_whole


class Killed(Session):
    """Ends as the first row is put aside: the package is loaded, and nobody has noted it."""

    def put_aside(self, *_: object) -> None:
        raise KeyboardInterrupt


# Dies when what was refused lives in memory only, or when the row goes that was there before.
def test_a_run_that_is_killed_before_it_notes_a_refused_row_leaves_it_to_the_next(
    postgres_raw: RawDataset, api: Sandbox, clock: SettableClock
) -> None:
    raw = postgres_raw
    api.workspace.add_tag("Short")
    first = next(api.workspace.all("conversations"))["id"]
    raw.sync(api, clock, WANTED)
    execute(raw, f"alter table {RAW}.conversations alter column title type varchar(400)")
    before = {row["id"]: row["title"] for row in raw.rows(tables.Conversation)}
    clock.advance(HOUR)
    api.workspace.put("conversations", first, {"title": "Long" * 200})
    with pytest.raises(KeyboardInterrupt):
        raw.sync(api, clock, WANTED, make=Killed)
    clock.advance(2 * HOUR)

    session = raw.sync(api, clock, WANTED)

    told = session.tallies["conversations"].complaints
    assert code(raw, session, clock) == INCOMPLETE
    assert [one.partition(" refuses ")[0] for one in told] == [
        "Postgres (value too long for type character varying(400))"
    ]
    assert {row["id"]: row["title"] for row in raw.rows(tables.Conversation)} == before

    execute(raw, f"alter table {RAW}.conversations alter column title type varchar")
    clock.advance(2 * HOUR)
    session = raw.sync(api, clock, WANTED)

    assert code(raw, session, clock) == OK
    assert differences(api, raw, *THREAD) == {}


# Dies when a table that refuses all is halved row by row, or what refuses them is not named.
@pytest.mark.parametrize(
    ("guard", "told"),
    [
        (constraint, "the constraint ours refuses a row of intercom.tags; "),
        (trigger, "a trigger that calls intercom.look refuses a row of intercom.tags; "),
    ],
    ids=["constraint", "trigger"],
)
def test_what_refuses_more_than_single_rows_is_named_with_the_command_that_heals(
    postgres_raw: RawDataset, api: Sandbox, clock: SettableClock, guard: Guard, told: str
) -> None:
    wanted = choose(("tags",))
    postgres_raw.sync(api, clock, wanted)
    execute(postgres_raw, guard("tags", "name not like '%secret%'")[0])
    for number in range(MOST_REFUSED + 1):
        api.workspace.add_tag(f"A secret, {number}")

    with pytest.raises(PipelineStepFailed) as refused:
        postgres_raw.sync(api, clock, wanted)
    stop = explain(refused.value)
    execute(postgres_raw, stop.sentence.split("`")[1])
    postgres_raw.sync(api, clock, wanted)

    assert (stop.code, stop.sentence[: len(told)]) == (CHANGE_FIRST, told)
    assert "secret" not in stop.sentence
    assert differences(api, postgres_raw, tables.Tag) == {}
