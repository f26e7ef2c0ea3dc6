"""No model compares everything with everything, and Postgres has statistics of all it plans over.

What the tests would catch: a left join with a condition on its left side alone (DuckDB compared
every conversation with every other), an `or` in a join, a table or a list of changed keys without
`analyze` (a plan of 237 s instead of one), nested loops over views that hide how much is in them
(95 s for one model of 10,000 conversations).
"""

import json
from collections.abc import Iterator

import pytest
from sqlglot import exp, parse_one

from benchmarks.workload import TABLES, change, multiply
from tests.golden.story import ANNA, BEN, CUSTOMER, SUPPORT, TO_ANNA, Golden, part
from tests.golden.warehouse import DECLARED
from transforms import show
from transforms.models import load

MODELS = load()
COPIES = 120
LARGE = 250_000
"""Rows; each conversation with each other would be twice as many."""
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


@pytest.fixture(scope="module")
def many(empty_warehouse):
    """Hundreds of conversations, transformed, then a few of them changed and transformed again."""
    empty_warehouse.load(told.rows)
    multiply(empty_warehouse.client, COPIES)
    empty_warehouse.transform()
    change(empty_warehouse.client)
    empty_warehouse.client = Listening(empty_warehouse.client)
    empty_warehouse.transform()
    return empty_warehouse


class Listening:
    """A client that keeps what it was told."""

    def __init__(self, client) -> None:
        self.begin_transaction = client.begin_transaction
        self.execute = client.execute_sql
        self.told: list[str] = []

    def execute_sql(self, sql: str):
        self.told.append(sql)
        return self.execute(sql)


def most_rows(warehouse, sql: str) -> float:
    """Rows that the busiest node of a plan goes through; on DuckDB, that a blind join would."""
    if warehouse.dialect == "postgres":  # run, because what it expects is what goes wrong
        found = warehouse.sql(f"explain (analyze, timing off, format json) {sql}")[0][0][0]["Plan"]
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
    """On Postgres with nested loops, int_conversation_profiles would go through 3,115,440 rows."""
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
