"""Tables that Intercom decides about: models made of what an export says of its columns."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import create_model

from .columns import Count, Flag, Key, Kind, MaybeTime, Seconds, Text, col, key
from .errors import UnexpectedShape
from .rows import Row

EXPORTED = ("report_", "content_")
"""What names of these tables begin with."""
MONTH = "exported_month"
CLEARED = "month_cleared"
_LONGEST = 58  # Postgres cuts names at 63
_OF_GROUP = {"timestamp": MaybeTime, "duration": Seconds}
_OF_ENDING = {"_at": MaybeTime, "_count": Count}


def kind(model: type[Row], name: str) -> Kind | None:
    """What a column takes; None where there is no such column."""
    return next((one.kind for one in model.columns if one.name == name), None)


def report(dataset: Mapping[str, Any]) -> type[Row]:
    """The table of a dataset: a column for each of its attributes, in their order."""
    names = columns(str(one["qualified_id"]) for one in attributes(dataset))
    fields = {
        MONTH: (Key, key(MONTH, "Month (UTC) that the row was exported for.")),
        CLEARED: (Flag, col(CLEARED, "Clears a month before it is loaded; always null here.")),
    }
    for one in attributes(dataset):
        name = names[str(one["qualified_id"])]
        text = f"{one.get('name') or one['id']}; {one['qualified_id']}."
        fields[name] = (_annotation(dataset, one), col(name, text))
    return _made(
        table(f"report_{dataset['id']}"),
        keys=(MONTH,),
        cleared_by=CLEARED,
        fields=fields,
        description=str(dataset.get("description") or ""),
    )


@cache
def statistic(name: str, header: tuple[str, ...]) -> type[Row]:
    """The table of a statistic that comes in a file of its own, a column for each of the file."""
    fields: dict[str, Any] = {"id": (Key, key("id", "Hash of the row."))}
    for title, one in columns(header).items():
        is_time = one.endswith("_at") or one.startswith("first_")
        fields[one] = (MaybeTime if is_time else Text, col(one, f"{title}."))
    return _made(table(f"content_{name}"), keys=("id",), fields=fields)


def attributes(dataset: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The columns of a dataset. Errors: `UnexpectedShape` where they have no names."""
    found = dataset.get("attributes") or []
    if not all(isinstance(one, dict) and one.get("qualified_id") for one in found):
        raise UnexpectedShape(f"the dataset {dataset.get('id')} has attributes without an id")
    return list(found)


def columns(names: Iterable[str]) -> dict[str, str]:
    """Column names, by what Intercom calls them; two that would be alike get a hash behind."""
    plain = {name: _snake(name) for name in names}
    counts = Counter(plain.values())
    return {
        name: short if counts[short] == 1 and short not in _TAKEN and len(short) <= _LONGEST
        else f"{short[:_LONGEST - 5]}_{_hash(name)}"
        for name, short in plain.items()
    }  # fmt: skip


def table(name: str) -> str:
    """The name of a table."""
    return columns([name])[name]


def _annotation(dataset: Mapping[str, Any], attribute: Mapping[str, Any]) -> Any:
    group, _, name = str(attribute["qualified_id"]).partition(".")
    if attribute.get("id") == dataset.get("default_time_attribute_id"):
        return MaybeTime
    ending = next((found for end, found in _OF_ENDING.items() if name.endswith(end)), Text)
    return _OF_GROUP.get(group, ending)


def _made(
    name: str,
    *,
    keys: Sequence[str],
    fields: dict[str, Any],
    cleared_by: str = "",
    description: str = "",
) -> type[Row]:
    options = {"table": name, "keys": tuple(keys), "cleared_by": cleared_by}
    return create_model(name, __base__=Row, __cls_kwargs__=options, __doc__=description, **fields)


def _snake(name: str) -> str:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    short = re.sub(r"[^a-z0-9]+", "_", words).strip("_")
    return f"n_{short}" if not short or short[0].isdigit() else short


def _hash(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=2).hexdigest()


_TAKEN = {*dir(Row), *Row.__annotations__, "workspace_id", "synced_at", "id", MONTH, CLEARED}
