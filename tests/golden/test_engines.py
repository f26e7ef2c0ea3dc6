"""House rules for SQL that two engines read alike: each trap that was met is searched for.

Measured on DuckDB 1.5 and Postgres 15 to 18; what differs is said beside each rule. Types of
averages, sums and `extract` differ, too: they are compared in both databases.
"""

from collections.abc import Callable, Iterator

import pytest
import sqlglot
from sqlglot import exp

from transforms.models import CHANGES, CHECKS, FOLDERS, load

MODELS = {**load((*FOLDERS, CHECKS)), **load((CHANGES,))}
FRACTIONS = ("double", "double precision", "decimal", "numeric")
ONE_ENGINE = {
    *("to_char", "make_interval", "width_bucket", "jsonb_path_query", "jsonb_array_elements"),
    *("any_value", "median", "quantile_cont", "list", "list_aggregate", "arg_max", "arg_min"),
    *("strftime", "epoch", "date_part", "date_diff", "regexp_extract", "try_cast"),
}


def is_cast(node: exp.Expr | None, *kinds: str) -> bool:
    return isinstance(node, exp.Cast) and node.to.sql("postgres").lower().startswith(kinds)


def is_fraction(node: exp.Expr) -> bool:
    """Whether a fraction takes part: a cast to one, or `3600.0`."""
    casts = any(is_cast(cast, *FRACTIONS) for cast in node.find_all(exp.Cast))
    return casts or any("." in number.sql() for number in node.find_all(exp.Literal))


def integer_division(tree: exp.Expr) -> Iterator[exp.Expr]:
    """`7 / 2` is 3.5 in DuckDB and 3 in Postgres: one side is cast to a fraction."""
    yield from (node for node in tree.find_all(exp.Div) if not is_fraction(node))


def rounding(tree: exp.Expr) -> Iterator[exp.Expr]:
    """`round(double, 2)` is an error in Postgres: whole numbers by `cast`, cents by the reader."""
    yield from (node for node in tree.find_all(exp.Round) if node.args.get("decimals"))


def null_order(tree: exp.Expr) -> Iterator[exp.Expr]:
    """`order by x desc` puts nulls last in DuckDB and first in Postgres: write which."""
    for node in tree.find_all(exp.Ordered):
        if node.args.get("desc") and node.args.get("nulls_first"):
            yield node


def one_engines_functions(tree: exp.Expr) -> Iterator[exp.Expr]:
    """Functions that one of the two does not have, or has with another meaning."""
    yield from tree.find_all(exp.Qualify, exp.IgnoreNulls)
    for node in tree.find_all(exp.Func):
        if node.sql("postgres").lower().partition("(")[0] in ONE_ENGINE:
            yield node


def truncated_dates(tree: exp.Expr) -> Iterator[exp.Expr]:
    """`date_trunc` of a date is a timestamp in one, a timestamptz in the other: cast to date."""
    for node in tree.find_all(exp.TimestampTrunc, exp.DateTrunc):
        if not is_cast(node.parent, "date", "timestamp"):
            yield node


def unordered_lists(tree: exp.Expr) -> Iterator[exp.Expr]:
    """Text that is put together without an order comes in another one each time."""
    for node in tree.find_all(exp.GroupConcat):
        if not node.find(exp.Order):
            yield node


def engines_own_rounding(tree: exp.Expr) -> Iterator[exp.Expr]:
    """A half is rounded to even or away from zero, and percentiles differ by 1e-11 before it.

    A median falls on a half in both, and is rounded to even in both.
    """
    for node in tree.find_all(exp.Avg, exp.PercentileCont):
        is_median = node.name == "0.5"
        if not is_median and not node.find_ancestor(exp.Floor):
            yield node


Rule = Callable[[exp.Expr], Iterator[exp.Expr]]
RULES: tuple[Rule, ...] = (
    integer_division,
    rounding,
    null_order,
    one_engines_functions,
    truncated_dates,
    unordered_lists,
    engines_own_rounding,
)
TREES = {model.file: sqlglot.parse_one(model.text, dialect="postgres") for model in MODELS.values()}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_model_steps_into_a_trap(rule):
    found = {file: [node.sql("postgres") for node in rule(tree)] for file, tree in TREES.items()}

    assert {file: nodes for file, nodes in found.items() if nodes} == {}, rule.__doc__


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("select a / b from t", integer_division),
        ("select cast(a as bigint) / 2 from t", integer_division),
        ("select cast(a as double precision) / b from t", None),
        ("select cast(sum(a) as double precision) / nullif(count(*), 0) from t", None),
        ("select a / 3600.0 from t", None),
        ("select round(cast(a as double precision), 2) from t", rounding),
        ("select a from t order by a desc", null_order),
        ("select row_number() over (partition by a order by b desc) from t", null_order),
        ("select a from t order by a desc nulls last, b", None),
        ("select any_value(a) from t", one_engines_functions),
        ("select to_char(a, 'YYYY') from t", one_engines_functions),
        ("select a from t qualify row_number() over (order by a) = 1", one_engines_functions),
        ("select first_value(a ignore nulls) over (order by b) from t", one_engines_functions),
        ("select date_trunc('month', a) as month_start from t", truncated_dates),
        ("select cast(date_trunc('month', a) as date) from t", None),
        ("select string_agg(a, ', ') from t", unordered_lists),
        ("select cast(avg(a) as bigint) from t", engines_own_rounding),
        ("select percentile_cont(0.9) within group (order by a) from t", engines_own_rounding),
        ("select cast(percentile_cont(0.5) within group (order by a) as bigint) from t", None),
        ("select cast(floor(avg(a) + 0.5) as bigint) from t", None),
        ("select string_agg(distinct a, ', ' order by a) from t", None),
    ],
)
def test_a_trap_is_found(sql, rule):
    tree = sqlglot.parse_one(sql, dialect="postgres")

    assert [one for one in RULES if list(one(tree))] == ([rule] if rule else [])


@pytest.fixture(scope="module")
def types(empty_warehouse):
    """Of every column, as the database knows it, in Postgres' words."""
    empty_warehouse.transform()
    found = empty_warehouse.sql(
        "select table_name || '.' || column_name, lower(data_type) from information_schema.columns"
        " where table_schema = 'intercom_reporting'"
    )
    return {column: WORDS.get(kind, kind) for column, kind in found}


WORDS = {"varchar": "text", "double": "double precision", "json": "jsonb"}
SHARED = {
    *("text", "bigint", "integer", "smallint", "double precision", "boolean", "jsonb"),
    *("date", "timestamp with time zone", "timestamp without time zone", "time without time zone"),
}


def test_every_column_has_a_type_that_both_engines_know(types):
    """Not hugeint, not numeric: an average or a sum that nobody cast."""
    assert {column: kind for column, kind in types.items() if kind not in SHARED} == {}
