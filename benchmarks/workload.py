"""Raw tables of any size: a small synced workspace copied within the database, and 1 % changed."""

from collections.abc import Sequence
from typing import Any, Protocol

TABLES = (
    "conversations",
    "conversation_parts",
    "conversation_custom_attributes",
    "conversation_handling_events",
)
IDS = ("id", "conversation_id")


class SqlClient(Protocol):
    """The part of dlt's SQL client that is used."""

    def execute_sql(self, sql: Any, *args: Any, **kwargs: Any) -> Sequence[Sequence[Any]] | None:
        """Run one statement; its rows, or None."""


def multiply(client: SqlClient, times: int) -> None:
    """Copy all conversations until there are `times` as many, each copy six days earlier.

    An id keeps its digits and gains the number of its copy, so that numbers keep their order.
    """
    for table in TABLES:
        kinds = _columns(client, table)
        if kinds:
            columns = ", ".join(f'"{name}"' for name in kinds)
            values = ", ".join(_copied(name, kind) for name, kind in kinds.items())
            client.execute_sql(
                f"insert into intercom.{table} ({columns}) select {values} from intercom.{table}"
                f" cross join generate_series(1, {times - 1}) as copies (copy_number)"
            )


def change(client: SqlClient, share: int = 100, *, newest: bool = False) -> None:
    """Load every `share`-th conversation again, with one more reply by a teammate.

    That is spread over all days there are, which is the worst case; an hourly run finds the
    `newest` ones changed.
    """
    order, condition = ("id", f"place % {share} = 0")
    if newest:
        order, condition = ("created_at desc", f"place * {share} <= conversations")
    chosen = (
        f"select id from (select id, row_number() over (order by {order}) as place,"
        f" count(*) over () as conversations from intercom.conversations) as numbered"
        f" where {condition}"
    )
    load = f"'{'2' if newest else '1'}.changed'"
    kinds = _columns(client, "conversation_parts")
    columns = ", ".join(f'"{name}"' for name in kinds)
    values = ", ".join(_replied(name, load) for name in kinds)
    client.execute_sql(
        f"insert into intercom.conversation_parts ({columns}) select {values} from (select *,"
        " row_number() over (partition by conversation_id order by created_at desc, id) as place"
        " from intercom.conversation_parts where part_type = 'comment'"
        f" and author_type = 'admin' and conversation_id in ({chosen})) as newest where place = 1"
    )
    client.execute_sql(
        f"update intercom.conversations set _dlt_load_id = {load} where id in ({chosen})"
    )
    client.execute_sql(
        "insert into intercom._dlt_loads (load_id, schema_name, status, inserted_at)"
        f" values ({load}, 'intercom', 0, current_timestamp)"
    )


def _copied(name: str, kind: str) -> str:
    if name in IDS:
        return f"\"{name}\" || lpad(cast(copy_number as text), 4, '0')"
    if kind == "timestamp with time zone":
        return f"\"{name}\" - cast(copy_number as int) * interval '6 days'"
    return f'"{name}"'


def _replied(name: str, load: str) -> str:
    values = {"id": "id || '9'", "created_at": "created_at + interval '1 minute'"}
    return {**values, "_dlt_load_id": load}.get(name, f'"{name}"')


def _columns(client: SqlClient, table: str) -> dict[str, str]:
    rows = client.execute_sql(
        "select column_name, data_type from information_schema.columns where"
        f" table_catalog = current_database() and table_schema = 'intercom'"
        f" and table_name = '{table}' order by ordinal_position"
    )
    return {str(name): str(kind).lower() for name, kind in rows or []}
