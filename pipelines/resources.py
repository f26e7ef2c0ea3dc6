"""The resources by name: which were meant, and the list of all."""

import json
from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from .arguments import PROG
from .errors import CHANGE_FIRST, OK, Stop

if TYPE_CHECKING:
    from sources.intercom import Endpoint


def check(names: Sequence[str]) -> None:
    """Refuse a name that does not exist, with the nearest one."""
    from sources.intercom import ENDPOINTS

    known = [endpoint.name for endpoint in ENDPOINTS]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"`{PROG} resources` lists what there is"
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
    from sources.intercom.endpoints import words
    from sources.intercom.shelf import tables_of

    reads, costs = words(endpoint)
    return {
        "resource": endpoint.name,
        "tables": [model.table for model in tables_of(endpoint)],
        "reads": reads,
        "costs": costs,
        "permission": endpoint.scope,
        "since": endpoint.since,
        "opt_in": endpoint.opt_in,
    }
