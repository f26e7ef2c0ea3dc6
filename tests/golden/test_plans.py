"""No model compares everything with everything, and Postgres has statistics of all it plans over.

What the tests would catch: a left join with a condition on its left side alone (DuckDB compared
every conversation with every other), an `or` in a join, a table or a list of changed keys without
`analyze` (a plan of 237 s instead of one).
"""

import json

import pytest

from benchmarks.workload import change, multiply
from tests.golden.story import ANNA, BEN, CUSTOMER, SUPPORT, TO_ANNA, Golden, part
from tests.golden.warehouse import DECLARED
from transforms import show
from transforms.models import load

MODELS = load()
COPIES = 60
LARGE = 100_000
"""Pairs of rows; each conversation with each other would be more."""
PLACES = {"Index Scan", "Index Only Scan", "Bitmap Heap Scan", "Function Scan", "Values Scan"}
"""Inner sides of a nested loop that do not read everything again for each outer row."""

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
    empty_warehouse.transform()
    return empty_warehouse


def pairs(node: dict) -> list[tuple[str, float]]:
    """Joins of a plan that compare all pairs of rows, with how many those are."""
    below = [found for child in children(node) for found in pairs(child)]
    if not is_blind(node):
        return below
    left, right = (rows(child) for child in children(node))
    return [*below, (name(node), left * right)]


def is_blind(node: dict) -> bool:
    if name(node) == "Nested Loop":
        return not any(kind in PLACES for kind in kinds(children(node)[1]))
    return name(node) in {"BLOCKWISE_NL_JOIN", "NESTED_LOOP_JOIN", "CROSS_PRODUCT"}


def children(node: dict) -> list[dict]:
    """What a node reads; on Postgres not the CTEs that hang on it."""
    plans = node.get("Plans", node.get("children", []))
    return [
        child
        for child in plans
        if child.get("Parent Relationship") in (None, "Outer", "Inner", "Member")
    ]


def kinds(node: dict) -> set[str]:
    return {name(node)}.union(*(kinds(child) for child in children(node)))


def name(node: dict) -> str:
    return node.get("Node Type") or node["name"].strip()


def rows(node: dict) -> float:
    if "Plan Rows" in node:
        return node["Plan Rows"]
    found = node.get("extra_info", {}).get("Estimated Cardinality")
    return float(found) if found else max(map(rows, children(node)), default=1)


def plan(warehouse, sql: str) -> dict:
    if warehouse.dialect == "postgres":
        return warehouse.sql(f"explain (format json) {sql}")[0][0][0]["Plan"]
    return json.loads(warehouse.sql(f"explain (format json) {sql}")[0][1])[0]


def test_no_model_compares_every_row_with_every_other(many):
    found = {
        model.name: [pair for pair in pairs(plan(many, sql)) if pair[1] > LARGE]
        for model in MODELS.values()
        if not model.name.startswith("stg_")
        for sql in [
            f"select * from intercom_reporting.{model.name}"
            if model.is_view
            else show(model.name, dialect=many.dialect, declared=DECLARED)
        ]
    }

    assert {model: blind for model, blind in found.items() if blind} == {}


def test_postgres_has_statistics_of_every_table_and_of_what_changed(many):
    if many.dialect == "duckdb":
        pytest.skip("DuckDB keeps statistics by itself")
    unknown = many.sql(
        "select relname from pg_class inner join pg_namespace on relnamespace = pg_namespace.oid"
        " where relkind = 'r' and reltuples < 0 and relname not like '\\_transform%'"
        " and (nspname = 'intercom_reporting' or relname like '\\_changed\\_%')"
    )

    assert unknown == []
    assert many.sql("select count(*) from _changed_conversation_id") == [(3,)]
