"""How the runner treats a warehouse: what is missing, what changed, what users built on it."""

import pytest

from tests.golden.story import ANNA, Golden, moment, part
from transforms import QueryFailed, Settings
from transforms.definitions import definitions

NOON = moment("Thu 12:00")


def one_conversation(**more) -> Golden:
    told = Golden(**more)
    told.conversation("c", "Mon 23:30", part("Mon 23:40", "comment", ANNA))
    return told


@pytest.fixture
def fresh(empty_warehouse):
    empty_warehouse.clear()
    return empty_warehouse


def test_a_warehouse_without_raw_tables_gives_empty_reports(fresh):
    fresh.transform()

    assert fresh.table("conversations", "conversation_id") == []
    assert fresh.table("metrics_by_period", "period") == []


def test_a_raw_table_and_a_column_that_are_missing_are_empty(fresh):
    fresh.load(one_conversation().rows)
    fresh.sql("drop table intercom.deleted_conversations")
    fresh.sql("alter table intercom.conversations drop column channel_initial")

    fresh.transform(select=["+conversations"])

    found = fresh.table("conversations", "conversation_id, channel_started, deleted_at")
    assert found == [("c", "email", None)]


def test_a_second_run_leaves_views_alone(fresh):
    fresh.load(one_conversation().rows)
    fresh.transform()

    again = {run.name: run.mode for run in fresh.transform()}

    assert again["conversations"] == "unchanged"


def test_a_selection_may_run_again_where_the_rest_was_never_built(fresh):
    fresh.load(one_conversation().rows)
    fresh.transform(select=["+conversations"])

    again = {run.name: run.mode for run in fresh.transform(select=["+conversations"])}

    assert again["conversation_events"] == "full"
    assert fresh.table("conversations", "conversation_id") == [("c",)]


def test_a_view_with_other_columns_gives_way(fresh):
    fresh.load(one_conversation().rows)
    fresh.sql("create schema intercom_reporting")
    fresh.sql("create view intercom_reporting.stg_tags as select 1 as other")
    fresh.sql("create table intercom_reporting.stg_teams as select 1 as other")

    fresh.transform(select=["+stg_tags", "+stg_teams"])

    assert fresh.table("stg_tags", "tag_id") == []
    assert fresh.table("stg_teams", "team_id") == []


def test_views_that_users_built_survive_a_rebuild(fresh):
    fresh.load(one_conversation().rows)
    fresh.transform(select=["+conversation_events"])
    fresh.sql(
        "create view intercom.mine as"
        " select count(*) as events from intercom_reporting.conversation_events"
    )

    fresh.transform(select=["+conversation_events"], full=True)

    assert fresh.sql("select * from intercom.mine") == [(2,)]


def test_what_the_database_refuses_is_said_with_the_name_of_the_file(fresh):
    fresh.load(one_conversation().rows)

    with pytest.raises(QueryFailed, match=r"^customer_waits\.sql: .*int_customer_waits"):
        fresh.transform(select=["customer_waits"])


def test_a_failed_model_leaves_the_table_as_it_was(fresh):
    fresh.load(one_conversation().rows)
    fresh.transform(select=["+int_states"])
    fresh.sql(
        "alter table intercom_reporting.conversation_events rename column happened_at to other"
    )

    with pytest.raises(QueryFailed, match=r"^int_states\.sql"):
        fresh.transform(select=["int_states"], full=True)

    assert fresh.table("int_states", "state, started_at") == [("open", "Mon 23:30")]


@pytest.mark.parametrize(
    ("zone", "chosen", "local_date", "source"),
    [
        ("UTC", None, "2026-03-02", "workspace"),
        ("Asia/Tokyo", None, "2026-03-03", "workspace"),
        ("Asia/Tokyo", "America/New_York", "2026-03-02", "setting"),
        ("Middle of Nowhere", None, "2026-03-02", "unknown zone, UTC instead"),
    ],
)
def test_the_day_follows_the_workspaces_zone_or_the_setting(
    fresh, zone, chosen, local_date, source
):
    fresh.load(one_conversation(timezone=zone).rows)

    fresh.transform(select=["+conversations"], settings=Settings(report_time_zone=chosen))

    assert fresh.table("conversations", "cast(local_date as text)") == [(local_date,)]
    assert fresh.table("stg_workspaces", "report_time_zone_source") == [(source,)]


def test_settings_decide_which_conversations_count(fresh):
    told = one_conversation()
    told.conversation("deleted", "Mon 09:00")
    told.row("deleted_conversations", id="deleted", deleted_at=moment("Tue 09:00"))
    told.conversation("tagged", "Mon 09:00", tags=[{"id": "1", "name": "spam"}])
    fresh.load(told.rows)

    chosen = Settings(deleted_conversations="count", excluded_tags=("spam",))
    fresh.transform(select=["+conversations"], settings=chosen)

    assert fresh.table("conversations", "conversation_id") == [("c",), ("deleted",)]


def test_ids_of_two_workspaces_never_mix(fresh):
    first, second = one_conversation(), one_conversation(workspace="w2")
    second.conversation("d", "Mon 09:00")
    fresh.load(first.rows)
    fresh.load(second.rows)

    fresh.transform(select=["+conversations"])

    assert fresh.table("conversations", "workspace_id, conversation_id, human_replies") == [
        ("w1", "c", 1),
        ("w2", "c", 1),
        ("w2", "d", 0),
    ]


COMMENTS = {
    "duckdb": (
        "select column_name, comment from duckdb_columns() where table_name = '{table}'"
        " order by column_index"
    ),
    "postgres": (
        "select attname, col_description(attrelid, attnum) from pg_attribute"
        " where attrelid = 'intercom_reporting.{table}'::regclass and attnum > 0 order by attnum"
    ),
}


def comments(warehouse, table: str) -> list[tuple]:
    return warehouse.sql(COMMENTS[warehouse.dialect].format(table=table))


def test_the_database_says_what_columns_mean(fresh):
    fresh.transform(select=["metric_catalogue"])

    told = [(one.column, one.text) for one in definitions()["metric_catalogue"]]
    assert comments(fresh, "metric_catalogue") == told


def test_comments_are_written_again_only_where_they_are_gone(fresh):
    fresh.transform(select=["metric_catalogue"])
    table = "intercom_reporting.metric_catalogue"
    fresh.sql(f"comment on column {table}.unit is null")
    fresh.sql(f"comment on column {table}.definition is 'old'")

    fresh.transform(select=["metric_catalogue"])

    told = [(one.column, one.text) for one in definitions()["metric_catalogue"]]
    assert comments(fresh, "metric_catalogue") == told


def test_the_catalogue_is_a_table_of_what_the_files_say(fresh):
    fresh.transform(select=["metric_catalogue"])

    found = fresh.table(
        "metric_catalogue",
        "column_order, column_name, unit, is_metric, intercom_name",
        "table_name = 'metric_catalogue' and column_order < 3",
    )

    assert found == [
        (1, "table_name", "name", False, None),
        (2, "column_name", "name", False, None),
    ]


def test_chosen_attributes_are_columns_and_the_others_are_not(fresh):
    told = one_conversation()
    told.conversation("d", "Tue 09:00")
    for name, value in (("Plan name", "Pro"), ("it's", [1, "a"]), ("Other", "x")):
        told.row("conversation_custom_attributes", conversation_id="c", name=name, value=value)
    fresh.load(told.rows)
    chosen = Settings(extra_columns={"plan": "Plan name", "its": "it's", "seats": "Seats"})

    fresh.transform(settings=chosen)

    rows = fresh.table("conversations_with_attributes", "conversation_id, plan, its, seats, state")
    assert [(*row[:2], row[2] and row[2].replace(" ", ""), *row[3:]) for row in rows] == [
        ("c", "Pro", '[1,"a"]', None, "open"),
        ("d", None, None, None, "open"),
    ]
    names = [result.name for result in fresh.check(settings=chosen) if result.failures]
    assert names == ["settings_name_what_exists"]


def test_without_chosen_attributes_the_view_shows_conversations(fresh):
    fresh.load(one_conversation().rows)

    fresh.transform(select=["+conversations_with_attributes"], settings=Settings(as_of=NOON))

    found = fresh.sql("select * from intercom_reporting.conversations_with_attributes")
    assert found == fresh.sql("select * from intercom_reporting.conversations")


def test_what_is_no_model_any_more_is_dropped(fresh):
    fresh.transform(select=["+teams"])
    fresh.sql("create table intercom_reporting.former as select 1 as a")
    fresh.sql("create table intercom_reporting.of_somebody as select 1 as a")
    fresh.sql("insert into intercom_reporting._transform_state (model) values ('former')")

    fresh.transform(select=["teams"])
    kept = fresh.table("former", "a")
    fresh.transform()

    tables = fresh.sql(
        "select table_name from information_schema.tables"
        " where table_schema = 'intercom_reporting' and table_name in ('former', 'of_somebody')"
    )
    assert (kept, tables) == ([(1,)], [("of_somebody",)])


def test_a_row_of_a_list_is_gone_once_a_complete_read_lacks_it(fresh):
    told = one_conversation()
    told.row("tags", id="1", name="old", synced_at=moment("Mon 09:00"))
    told.row("tags", id="2", name="new", synced_at=moment("Tue 09:00"))
    for run, status, read_kind, at in (
        ("r1", "complete", "complete", "Mon 08:59"),
        ("r2", "complete", "complete", "Tue 08:59"),
        ("r3", "failed", "complete", "Wed 08:59"),
        ("r4", "complete", "incremental", "Thu 08:59"),
    ):
        told.row(
            "sync_runs",
            run_id=run,
            resource="tags",
            status=status,
            read_kind=read_kind,
            started_at=moment(at),
        )
    fresh.load(told.rows)

    chosen = Settings(as_of=moment("Thu 09:59"))
    fresh.transform(select=["+stg_tags", "+sync_health"], settings=chosen)

    assert fresh.table("stg_tags", "name, deleted_at") == [("new", None), ("old", "Tue 08:59")]
    assert fresh.table(
        "sync_health", "resource_name, status, complete_at, lag_seconds", "is_newest"
    ) == [("tags", "complete", "Thu 08:59", 3_600)]
