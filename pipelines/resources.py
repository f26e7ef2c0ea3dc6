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


def listing(*, as_json: bool, check_token: bool = False) -> int:
    """`intercom-elt resources`; asks Intercom nothing unless told to check the token."""
    from sources.intercom import ENDPOINTS

    found = [_facts(endpoint) for endpoint in ENDPOINTS]
    if check_token:
        answers = _answers()
        found = [{**one, "readable": answers.get(one["resource"])} for one in found]
    if as_json:
        print(json.dumps(found, indent=2))
        return OK
    from .screen import Column, table

    names = ["resource", "tables", "reads", "costs", "permission"]
    names += ["this token"] if check_token else []
    table("", [Column(name) for name in names], [_shown(facts) for facts in found])
    return OK


def _answers() -> dict[str, str]:
    """What Intercom says of each resource when it is asked for one row."""
    from . import config
    from .diagnosis import Intercom
    from .screen import console

    config.prepare()
    intercom, found = Intercom(config.source_settings()), dict[str, str]()
    with console(stderr=True).status("asking Intercom for one row of each resource") as status:
        for finding in intercom.permissions():
            status.update(f"asked for one row of {finding.subject}")
            found[finding.subject] = finding.text
    return found


def _shown(facts: dict[str, Any]) -> tuple[str, ...]:
    name = f"{facts['resource']} (opt-in)" if facts["opt_in"] else facts["resource"]
    tables = ", ".join(facts["tables"])
    answer = (facts["readable"] or "not asked",) if "readable" in facts else ()
    return name, tables, facts["reads"], facts["costs"], facts["permission"], *answer


def _facts(endpoint: "Endpoint") -> dict[str, Any]:
    from sources.intercom.endpoints import permission, words
    from sources.intercom.shelf import tables_of

    reads, costs = words(endpoint)
    return {
        "resource": endpoint.name,
        "tables": [model.table for model in tables_of(endpoint)],
        "reads": reads,
        "costs": costs,
        "permission": permission(endpoint),
        "since": endpoint.since,
        "opt_in": endpoint.opt_in,
    }
