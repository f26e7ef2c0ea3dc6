"""What others built on our tables in Postgres: looked up before a drop, made again after it.

Only Postgres drops a view with what it reads; DuckDB looks up names when a view is read.
What cannot be made again is kept with its definition, and tried again by each run.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Protocol

from .render import literal, quoted

_TABLE = "_transform_dependents"

# With an empty search path each name in a definition is written with its schema.
_SAVE = """
    with recursive found as (
        select to_regclass({target})::oid as id, 0 as depth
        union
        select rules.ev_class, found.depth + 1
        from found
        inner join pg_depend as uses
            on found.id = uses.refobjid and uses.refclassid = 'pg_class'::regclass
        inner join pg_rewrite as rules
            on uses.objid = rules.oid and uses.classid = 'pg_rewrite'::regclass
        left join pg_attribute as used
            on uses.refobjid = used.attrelid and uses.refobjsubid = used.attnum
        where rules.ev_class != found.id and (found.depth > 0 or {is_used})
    ),

    placed as (
        select one.*, deepest.depth, format('%I.%I', spaces.nspname, one.relname) as place,
            spaces.nspname as space,
            case one.relkind when 'm' then 'materialized view' else 'view' end as kind
        from (select id, max(depth) as depth from found group by id) as deepest
        inner join pg_class as one on deepest.id = one.oid
        inner join pg_namespace as spaces on one.relnamespace = spaces.oid
        where one.relkind in ('v', 'm', 'r') and deepest.depth >= {least}
    ),

    granted as (
        select oid as id, relacl as acl, '' as of_column from placed
        union all
        select attrelid, attacl, format(' (%I)', attname)
        from pg_attribute
        inner join placed on attrelid = placed.oid
        where attacl is not null and not attisdropped
    ),

    afterwards as (
        select placed.oid as id, 1 as turn, pg_get_indexdef(indexrelid) as statement
        from placed inner join pg_index on placed.oid = indrelid
        where placed.relkind = 'm'
        union all
        select placed.oid, 2, case
            when objsubid = 0 then format('comment on %s %s is %L', kind, place, description)
            else format('comment on column %s.%I is %L', place, attname, description)
        end
        from placed
        inner join pg_description on placed.oid = objoid and classoid = 'pg_class'::regclass
        left join pg_attribute on objoid = attrelid and objsubid = attnum
        where depth > 0
        union all
        select placed.oid, 3, format(
            'grant %s%s on %s to %s%s', one.privilege_type, granted.of_column, place,
            case
                when one.grantee = 0 then 'public'
                else quote_ident(pg_get_userbyid(one.grantee))
            end,
            case when one.is_grantable then ' with grant option' else '' end
        )
        from placed
        inner join granted on placed.oid = granted.id
        cross join lateral aclexplode(granted.acl) as one
        where one.grantee != placed.relowner
        union all
        select oid, 4, format('alter %s %s owner to %I', kind, place, pg_get_userbyid(relowner))
        from placed
        where pg_get_userbyid(relowner) != current_user and depth > 0
    )

    insert into {table} (name, is_ours, definition, afterwards)
    select place, depth = 0 or (space = {dataset} and relname = any({ours})),
        case when depth = 0 then '' else format(
            'create %s %s%s as %s%s', kind, place,
            ' with (' || array_to_string(reloptions, ', ') || ')',
            rtrim(pg_get_viewdef(oid), ';'),
            case when relkind = 'm' and not relispopulated then ' with no data' else '' end
        ) end,
        coalesce((
            select string_agg(statement, '; ' order by turn, statement)
            from afterwards where id = placed.oid
        ), '')
    from placed
    order by depth, place
"""
# A statement that fails would end the transaction: the server tries each in one of its own.
_RESTORE = """
do $restore$
declare
    one record;
begin
    for one in select * from {table} order by id loop
        begin
            if to_regclass(one.name) is null then
                execute one.definition;
                execute one.afterwards;
            elsif one.is_ours then
                execute one.afterwards;
            end if;
            delete from {table} where id = one.id;
        exception when others then
            update {table} set reason = sqlerrm where id = one.id;
        end;
    end loop;
end
$restore$
"""


class Dataset(Protocol):
    """The part of the warehouse that is used."""

    dataset: str

    def rows(self, sql: str) -> Sequence[Sequence[Any]]:
        """Run a statement and give back its rows."""


class SqlClient(Protocol):
    """The part of dlt's client that is used."""

    def execute_sql(self, sql: Any, *args: Any, **kwargs: Any) -> Sequence[Sequence[Any]] | None:
        """Run one statement; its rows, or None."""


class Dependents:
    """A table in the reporting dataset of what went with a table or view, until it is back."""

    def __init__(self, warehouse: Dataset, ours: Iterable[str]) -> None:
        """`ours` are names of models: a run makes them again by itself."""
        self.warehouse = warehouse
        self.ours = sorted(ours)
        self.table = quoted(warehouse.dataset, _TABLE)
        warehouse.rows(
            f"create table if not exists {self.table} (id serial, name text, is_ours boolean,"
            " definition text, afterwards text, reason text)"
        )
        self.is_waiting = self._is_waiting()

    def save(self, name: str, columns: Collection[str] = ()) -> None:
        """Note what will go with a relation, or only with some columns of a table that stays."""
        (path,) = self.warehouse.rows("select current_setting('search_path')")[0]
        self.warehouse.rows("set local search_path = ''")
        self.warehouse.rows(
            _SAVE.format(
                table=self.table,
                target=literal(quoted(self.warehouse.dataset, name)),
                dataset=literal(self.warehouse.dataset),
                ours=_array(self.ours),
                is_used=f"used.attname = any({_array(columns)})" if columns else "true",
                least=1 if columns else 0,
            )
        )
        self.warehouse.rows(f"select set_config('search_path', {literal(path)}, true)")
        self.is_waiting = True

    def restore(self) -> None:
        """Make again what can be made by now, with its owner, grants, indexes and comments."""
        self.warehouse.rows(_RESTORE.format(table=self.table))
        self.is_waiting = self._is_waiting()

    def _is_waiting(self) -> bool:
        return bool(self.warehouse.rows(f"select 1 from {self.table} limit 1"))

    def forget(self, name: str) -> None:
        """A model that is none any more is nobody's loss."""
        place = literal(quoted(self.warehouse.dataset, name))
        self.warehouse.rows(f"delete from {self.table} where to_regclass({place}) is null"
                            f" and parse_ident(name) = parse_ident({place})")  # fmt: skip


def lost(client: SqlClient, dataset: str) -> Sequence[str]:
    """What others built and could not be made again, in sentences."""
    table = quoted(dataset, _TABLE)
    if not client.execute_sql(f"select 1 where to_regclass({literal(table)}) is not null"):
        return []
    found = client.execute_sql(
        f"select name, reason from {table} where not is_ours and reason is not null order by id"
    )
    return [
        f"{name} had to be dropped, for the reports it reads have changed, and cannot be made"
        f" again: {reason}; its definition is kept in {dataset}.{_TABLE}: make it again by hand,"
        " or delete its row there"
        for name, reason in found or []
    ]


def _array(names: Iterable[str]) -> str:
    return f"array[{', '.join(map(literal, names))}]::text[]"
