"""The resources by name: which were meant, and the list of all."""

import json
from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from .errors import CHANGE_FIRST, OK, Stop

if TYPE_CHECKING:
    from sources.intercom import Endpoint

_READS = {
    "one": ("one object", "1 request"),
    "list": ("whole, every run", "1 request per page"),
    "log": ("what is new", "1 request per page"),
    "feed": ("what is new", "1 request per page"),
    "search": ("what changed", "1 request per {per_page} rows"),
    "threads": ("what changed", "1 request per changed row, 1 per {per_page} to find them"),
    "companies": ("what changed, daily whole", "1 request per 100 rows"),
    "companion": ("with each changed row of {parent}", "1 request per row of {parent}"),
}


def check(names: Sequence[str]) -> None:
    """Refuse a name that does not exist, with the nearest one."""
    from sources.intercom import ENDPOINTS

    known = [endpoint.name for endpoint in ENDPOINTS]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
            raise Stop(f"there is no resource {name!r}; {hint}", CHANGE_FIRST)


def listing(*, as_json: bool) -> int:
    """`intercom-elt resources`."""
    from sources.intercom import ENDPOINTS

    found = [_facts(endpoint) for endpoint in ENDPOINTS]
    if as_json:
        print(json.dumps(found, indent=2))
        return OK
    from .screen import Column, table

    names = ("resource", "tables", "reads", "costs", "permission")
    table("", [Column(name) for name in names], [_shown(facts) for facts in found])
    return OK


def _shown(facts: dict[str, Any]) -> tuple[str, ...]:
    name = f"{facts['resource']} (opt-in)" if facts["opt_in"] else facts["resource"]
    tables = ", ".join(facts["tables"])
    return name, tables, facts["reads"], facts["costs"], facts["permission"] or "none"


def _facts(endpoint: "Endpoint") -> dict[str, Any]:
    from sources.intercom.shelf import tables_of

    reads, costs = (
        text.format(per_page=endpoint.per_page, parent=endpoint.parent)
        for text in _READS[endpoint.read]
    )
    return {
        "resource": endpoint.name,
        "tables": [model.table for model in tables_of(endpoint)],
        "reads": reads,
        "costs": costs,
        "permission": endpoint.scope,
        "since": endpoint.since,
        "opt_in": endpoint.opt_in,
    }
