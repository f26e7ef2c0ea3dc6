"""No model compares everything with everything, and Postgres has statistics of all it plans over.

What the tests would catch: a left join with a condition on its left side alone (DuckDB compared
every conversation with every other), an `or` in a join, a table or a list of changed keys without
`analyze` (a plan of 237 s instead of one), nested loops over rows that were just summed up, of
which Postgres guesses that there is one (95 s for one model of 10,000 conversations), an index that
begins with the workspace (60 s for the ratings of 6,000).

Versions of Postgres plan differently: each one that Debian has installed is tried.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sqlglot import exp, parse_one

from benchmarks.workload import TABLES, change, multiply
from pipelines import rawtables
from tests.golden.story import ANNA, BEN, CUSTOMER, SUPPORT, TO_ANNA, Golden, part
from tests.golden.warehouse import DECLARED, open_warehouse
from tests.postgres import DEBIANS, fresh_database, running_server
from transforms import show
from transforms.models import load

MODELS = load()
COPIES = 120
LARGE = 250_000
"""Rows; each conversation with each other would be twice as many."""
SOME = 25_000
"""Rows where seven conversations changed; each with each event would be more."""
EXPLAIN = "explain (analyze, timing off, format json)"
BLIND = {"BLOCKWISE_NL_JOIN", "NESTED_LOOP_JOIN", "CROSS_PRODUCT"}
"""Joins of DuckDB that compare all pairs of rows."""
told = Golden(timezone="Europe/Dublin")
told.row("admins", id="1", name="Anna")
told.row("teams", id="t1", name="Support")
told.row(
    "office_hours_schedules",
    id="s1",
    name="Weekdays",
    time_zone_name="Europe/Dublin",
    time_intervals=[{"start_minute": 540 + day * 1440, "end_minute": 1020 + day * 1440}
                    for day in range(5)],
)  # fmt: skip
for number in range(6):
    told.conversation(
        f"1{number}",
        "Mon 09:00",
        part("Mon 09:01", "assignment", BEN, to=SUPPORT),
        part("Mon 09:02", "assignment", BEN, to=TO_ANNA),
        part("Mon 09:10", "comment", ANNA),
        part("Tue 09:00", "comment", CUSTOMER),
        part("Tue 09:30", "close", ANNA, "Bye."),
        state="closed",
        tags=[{"id": "2", "name": "vip"}],
    )


@pytest.fixture(scope="module", params=["duckdb", "postgres", *DEBIANS], ids=str)
def empty_warehouse(request, tmp_path_factory):
    """A warehouse of the module's own, on each engine; on Postgres also in Debian's versions."""
    folder = tmp_path_factory.mktemp("golden")
    with ExitStack() as stack:
        if request.param == "duckdb":
            yield stack.enter_context(open_warehouse("duckdb", folder))
        elif request.param == "postgres":
            url = stack.enter_context(fresh_database(request.getfixturevalue("postgres_url")))
            yield stack.enter_context(open_warehouse("postgres", folder, url))
        else:
            url = stack.enter_context(running_server(request.param))
            yield stack.enter_context(open_warehouse("postgres", folder, url))


@pytest.fixture(scope="module")
def many(empty_warehouse):
    """Hundreds of conversations, transformed, then a few of them changed and transformed again."""
    empty_warehouse.load(told.rows)
    multiply(empty_warehouse.client, COPIES)
    if empty_warehouse.dialect == "postgres":  # as a sync does
        rawtables.index(empty_warehouse.client)
        rawtables.analyze(empty_warehouse.client, dict.fromkeys(TABLES, 1))
    empty_warehouse.transform()
    change(empty_warehouse.client)
    empty_warehouse.client = Listening(empty_warehouse.client, empty_warehouse.dialect)
    empty_warehouse.transform()
    return empty_warehouse


class Listening:
    """A client that keeps what it was told, and how Postgres did it."""

    def __init__(self, client, dialect: str) -> None:
        self.begin_transaction = client.begin_transaction
        self.execute = client.execute_sql
        self.dialect = dialect
        self.told: list[str] = []
        self.most_rows: dict[str, float] = {}

    def execute_sql(self, sql: str):
        self.told.append(sql)
        if self.dialect == "postgres" and is_insert(sql):
            plan = self.execute(f"{EXPLAIN} {sql}")[0][0][0]["Plan"]
            if "_changed_conversation_id" in sql:
                self.most_rows[sql.split('"')[3]] = max(map(gone_through, nodes(plan)))
            return []
        return self.execute(sql)


def most_rows(warehouse, sql: str) -> float:
    """Rows that the busiest node of a plan goes through; on DuckDB, that a blind join would."""
    if warehouse.dialect == "postgres":  # run, because what it expects is what goes wrong
        found = warehouse.sql(f"{EXPLAIN} {sql}")[0][0][0]["Plan"]
        return max(map(gone_through, nodes(found)))
    found = json.loads(warehouse.sql(f"explain (format json) {sql}")[0][1])[0]
    return max((pairs(node) for node in nodes(found) if node["name"].strip() in BLIND), default=0)


def nodes(plan: dict) -> Iterator[dict]:
    yield plan
    for below in plan.get("Plans", plan.get("children", [])):
        yield from nodes(below)


def gone_through(node: dict) -> float:
    """On Postgres: the rows that came out and those that were looked at in vain, each time."""
    in_vain = sum(rows for name, rows in node.items() if name.startswith("Rows Removed by"))
    return node["Actual Loops"] * (node["Actual Rows"] + in_vain)


def pairs(join: dict) -> float:
    left, right = map(expected, join["children"])
    return left * right


def expected(node: dict) -> float:
    found = node.get("extra_info", {}).get("Estimated Cardinality")
    return float(found) if found else max(map(expected, node.get("children", [])), default=1)


def test_no_model_compares_every_row_with_every_other(many):
    """int_conversation_profiles went through 3,115,440 rows on Postgres."""
    found = {
        model.name: most_rows(many, sql)
        for model in MODELS.values()
        if not model.name.startswith("stg_")
        for sql in [
            f"select * from intercom_reporting.{model.name}"
            if model.is_view
            else show(model.name, dialect=many.dialect, declared=DECLARED)
        ]
    }

    assert {model: rows for model, rows in found.items() if rows > LARGE} == {}


def test_what_changed_is_not_looked_for_in_every_row(many):
    """With an index that begins with the workspace, Postgres read all events for each."""
    found = many.client.most_rows

    assert {model: rows for model, rows in found.items() if rows > SOME} == {}
    assert len(found) > 20 or many.dialect == "duckdb"


def test_no_index_begins_with_the_workspace(many):
    if many.dialect == "duckdb":
        pytest.skip("DuckDB has none")
    found = many.sql(
        "select indexdef from pg_indexes where schemaname = 'intercom_reporting'"
        " and indexdef like '%(workspace_id,%'"
    )

    assert found == []


def test_what_changed_is_cut_out_before_views_compute_anything(many):
    """A view of all conversations took days in a zone of each, before all but 1 % were left out."""
    inserts = [parse_one(sql, dialect="postgres") for sql in many.client.told if is_insert(sql)]
    read = {
        (table.name, table.find_ancestor(exp.Select).sql())
        for insert in inserts
        for table in insert.find_all(exp.Table)
        if table.db == "intercom" and table.name in TABLES
    }

    changed = '(SELECT "conversation_id" FROM _changed_conversation_id)'
    ids = {name: "id" if name == "conversations" else "conversation_id" for name in TABLES}
    assert read == {
        (name, f'SELECT * FROM "intercom"."{name}" WHERE "{ids[name]}" IN {changed}')
        for name in TABLES
    }


@pytest.mark.parametrize(
    "name", [model.name for model in MODELS.values() if model.incremental == "period_start"]
)
def test_of_many_periods_those_that_changed_are_as_a_rebuild_makes_them(many, name):
    rebuilt = show(name, dialect=many.dialect, declared=DECLARED)
    kept = f"select * from intercom_reporting.{name}"

    missing = many.sql(f"select * from (\n{rebuilt}\n) as rebuilt except all {kept}")
    spare = many.sql(f"{kept} except all select * from (\n{rebuilt}\n) as rebuilt")

    assert (missing, spare) == ([], [])
    assert any(f'insert into "intercom_reporting"."{name}"' in sql for sql in many.client.told)
    assert any("= any(array(" in sql for sql in many.client.told)


def is_insert(sql: str) -> bool:
    return sql.startswith('insert into "intercom_reporting"."') and '"_transform_' not in sql


def test_postgres_has_statistics_of_every_table_and_of_what_changed(many):
    if many.dialect == "duckdb":
        pytest.skip("DuckDB keeps statistics by itself")
    unknown = many.sql(
        "select relname from pg_class inner join pg_namespace on relnamespace = pg_namespace.oid"
        " where relkind = 'r' and reltuples < 0 and relname not like '\\_transform%'"
        " and (nspname = 'intercom_reporting' or relname like '\\_changed\\_%')"
    )

    assert unknown == []
    assert many.sql("select count(*) from _changed_conversation_id") == [(7,)]
