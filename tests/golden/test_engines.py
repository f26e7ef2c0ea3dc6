"""House rules for SQL that two engines read alike: each trap that was met is searched for.

Measured on DuckDB 1.5 and Postgres 15 to 18; what differs is said beside each rule. Types of
averages, sums and `extract` differ, too: they are compared in both databases.
"""

import re
from collections.abc import Callable, Iterator

import pytest
import sqlglot
from sqlglot import exp

from transforms.models import CHECKS, FOLDERS, changes, load

MODELS = {**load((*FOLDERS, CHECKS)), **changes()}
FRACTIONS = ("double", "double precision", "decimal", "numeric")
ONE_ENGINE = {
    *("to_char", "make_interval", "width_bucket", "jsonb_path_query", "jsonb_array_elements"),
    *("any_value", "median", "quantile_cont", "list", "list_aggregate", "arg_max", "arg_min"),
    *("strftime", "epoch", "date_part", "date_diff", "regexp_extract", "try_cast"),
}


def is_cast(node: exp.Expr | None, *kinds: str) -> bool:
    return isinstance(node, exp.Cast) and node.to.sql("postgres").lower().startswith(kinds)


def is_fraction(node: exp.Expr, named: set[str]) -> bool:
    """Whether a fraction takes part: a cast to one, `3600.0`, or a column named so."""
    return (
        any(is_cast(cast, *FRACTIONS) for cast in node.find_all(exp.Cast))
        or any("." in number.sql() for number in node.find_all(exp.Literal))
        or any(column.name in named for column in node.find_all(exp.Column))
    )


def fractions(tree: exp.Expr) -> set[str]:
    """Names that a file gives to fractions; `csat` may be built of `rated`, which is cast."""
    aliases = list(tree.find_all(exp.Alias))
    named: set[str] = set()
    for _ in aliases:
        found = {alias.alias for alias in aliases if is_fraction(alias.this, named)}
        if found == named:
            break
        named = found
    return named


def integer_division(tree: exp.Expr) -> Iterator[exp.Expr]:
    """`7 / 2` is 3.5 in DuckDB and 3 in Postgres: one side is cast to a fraction."""
    named = fractions(tree)
    yield from (node for node in tree.find_all(exp.Div) if not is_fraction(node, named))


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
    """`date_trunc` of a date is a timestamp in one, a timestamptz in the other: cast to date.

    Of a timestamp without a zone it is the same in both.
    """
    for node in tree.find_all(exp.TimestampTrunc, exp.DateTrunc):
        is_plain = is_cast(node.this, "timestamp") and not is_cast(node.this, "timestamptz")
        if not is_plain and not is_cast(node.parent, "date", "timestamp"):
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
        if not is_median and not is_floored(node, tree):
            yield node


def is_floored(node: exp.Expr, tree: exp.Expr) -> bool:
    """Whether it stands in a `floor`, or every use of its name does."""
    if node.find_ancestor(exp.Floor):
        return True
    alias = node.find_ancestor(exp.Alias)
    uses = [column for column in tree.find_all(exp.Column) if alias and column.name == alias.alias]
    return bool(uses) and all(column.find_ancestor(exp.Floor) for column in uses)


def half_matches(tree: exp.Expr) -> Iterator[exp.Expr]:
    """`~` finds a piece in Postgres and wants the whole text in DuckDB: write both ends.

    `^a|b$` has only one end on each side: what may vary stands in parentheses.
    """
    for node in tree.find_all(exp.RegexpLike, exp.RegexpILike, exp.SimilarTo):
        pattern = "".join(text.this for text in node.expression.find_all(exp.Literal, bfs=False))
        is_whole = pattern.startswith("^") and pattern.endswith("$")
        is_anywhere = pattern.startswith(".*") and pattern.endswith(".*")
        if not (is_whole or is_anywhere) or "|" in outside_groups(pattern):
            yield node


def outside_groups(pattern: str) -> str:
    """A pattern without what stands in parentheses and brackets."""
    pattern = re.sub(r"\[\]?[^]]*\]", "", pattern)
    while (shorter := re.sub(r"\([^()]*\)", "", pattern)) != pattern:
        pattern = shorter
    return pattern


def arrows_after_operators(tree: exp.Expr) -> Iterator[exp.Expr]:
    """In DuckDB `->>` binds less than what stands before it: `not a ->> 'x' = 'y'` negates a."""
    for arrow in tree.find_all(exp.JSONExtract, exp.JSONExtractScalar):
        node = arrow
        while isinstance(node.parent, exp.Binary | exp.Predicate) and node.arg_key == "this":
            node = node.parent
        is_second = isinstance(node.parent, exp.Binary) and node.arg_key == "expression"
        if is_second or isinstance(node.parent, exp.Not | exp.Neg):
            yield arrow


def intervals_in_seconds(tree: exp.Expr) -> Iterator[exp.Expr]:
    """DuckDB asks a calendar for `a - b`: take the seconds of each, and their difference."""
    for node in tree.find_all(exp.Extract):
        if node.name.lower() == "epoch" and isinstance(node.expression.unnest(), exp.Sub):
            yield node


def zones_of_rows(tree: exp.Expr) -> Iterator[exp.Expr]:
    """DuckDB takes ten times as long for a zone in a column as for one zone, known beforehand."""
    for node in tree.find_all(exp.AtTimeZone):
        if not isinstance(node.args["zone"], exp.Literal | exp.Subquery):
            yield node


Rule = Callable[[exp.Expr], Iterator[exp.Expr]]
SLOW: tuple[Rule, ...] = (intervals_in_seconds, zones_of_rows)
FEW = {
    "stg_conversations.sql": "one row per conversation, and workspaces may differ",
    "int_conversation_acts.sql": "only where workspaces differ",
    "int_hands.sql": "only what Intercom alone tells",
    "int_period_verdicts.sql": "one row per SLA that was kept or missed",
    "ratings.sql": "one row per rating",
    "int_backlog_horizon.sql": "one row per workspace",
    "int_backlog_oldest.sql": "one row per day",
    "int_office_clock.sql": "one row per slot",
    "int_office_due.sql": "one row per slot",
    "office_hours_slots.sql": "one row per slot",
    "int_sync_totals.sql": "one row per run",
    "sync_health.sql": "one row per resource",
    "int_teammate_moments.sql": "one row per teammate and day",
    "int_teammate_presence.sql": "one row per teammate and day",
}
"""Files that take a slow way, and why it costs little."""

RULES: tuple[Rule, ...] = (
    integer_division,
    rounding,
    null_order,
    one_engines_functions,
    truncated_dates,
    unordered_lists,
    engines_own_rounding,
    half_matches,
    arrows_after_operators,
)
TREES = {model.file: sqlglot.parse_one(model.text, dialect="postgres") for model in MODELS.values()}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_model_steps_into_a_trap(rule):
    found = {file: [node.sql("postgres") for node in rule(tree)] for file, tree in TREES.items()}

    assert {file: nodes for file, nodes in found.items() if nodes} == {}, rule.__doc__


def test_only_small_models_take_what_is_slow_in_duckdb():
    found = {file for file, tree in TREES.items() for rule in SLOW if any(rule(tree))}

    assert found == FEW.keys(), [rule.__doc__ for rule in SLOW]


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("select a / b from t", integer_division),
        ("select cast(a as bigint) / 2 from t", integer_division),
        ("select cast(a as double precision) / b from t", None),
        ("select cast(sum(a) as double precision) / nullif(count(*), 0) from t", None),
        ("select a / 3600.0 from t", None),
        ("with s as (select cast(a as double precision) as f from t) select b / f from s", None),
        ("with s as (select cast(a as bigint) as f from t) select b / f from s", integer_division),
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
        ("select date_trunc('week', cast(a as timestamp)) < b from t", None),
        ("select date_trunc('week', cast(a as timestamptz)) < b from t", truncated_dates),
        ("select string_agg(a, ', ') from t", unordered_lists),
        ("select cast(avg(a) as bigint) from t", engines_own_rounding),
        ("select percentile_cont(0.9) within group (order by a) from t", engines_own_rounding),
        ("select cast(percentile_cont(0.5) within group (order by a) as bigint) from t", None),
        ("select cast(floor(avg(a) + 0.5) as bigint) from t", None),
        (
            "with s as (select avg(a) as b from t) select cast(floor(b + 0.5) as bigint) from s",
            None,
        ),
        ("with s as (select avg(a) as b from t) select b from s", engines_own_rounding),
        ("select string_agg(distinct a, ', ' order by a) from t", None),
        ("select a from t where a ~ '[0-9]+'", half_matches),
        ("select a from t where a !~ '^[0-9]+'", half_matches),
        ("select a from t where a ~ ('^a' || 'b')", half_matches),
        ("select a from t where a ~ '^a|b$'", half_matches),
        ("select a from t where a ~ ('^(a|b)' || '[|]c$')", None),
        ("select a from t where a ~ ('.*' || b || '.*')", None),
        ("select a from t where a and j ->> 'x' in ('y')", arrows_after_operators),
        ("select a from t where not j ->> 'x' = 'y'", arrows_after_operators),
        ("select a from t where 'y' = j ->> 'x'", arrows_after_operators),
        ("select a from t where j -> 'x' ->> 'y' in ('z') and a", None),
        ("select a from t where a and (j ->> 'x') in ('y')", None),
        ("select cast(j ->> 'x' as int) + cast(j ->> 'y' as int) from t", None),
        ("select extract(epoch from a - b) from t", intervals_in_seconds),
        ("select extract(epoch from (a - b)) from t", intervals_in_seconds),
        ("select extract(epoch from a) - extract(epoch from b) from t", None),
        ("select cast(a at time zone b as date) from t", zones_of_rows),
        ("select a at time zone coalesce(b, 'UTC') from t", zones_of_rows),
        ("select a at time zone 'UTC', b at time zone (select max(zone) from t) from t", None),
    ],
)
def test_a_trap_is_found(sql, rule):
    tree = sqlglot.parse_one(sql, dialect="postgres")

    assert [one for one in (*RULES, *SLOW) if list(one(tree))] == ([rule] if rule else [])


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
