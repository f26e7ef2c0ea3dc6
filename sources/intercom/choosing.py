"""Which resources a run reads."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from .asking import named
from .endpoints import ENDPOINTS, Endpoint
from .errors import SettingsInvalid
from .settings import Settings


def choose(
    names: Sequence[str] = (),
    endpoints: Sequence[Endpoint] = ENDPOINTS,
    *,
    everything: bool = False,
    settings: Settings | None = None,
) -> list[Endpoint]:
    """The resources meant by these names; without names all that cost few requests.

    With `everything` also those that cost one request per parent. What Intercom does not list is
    read when `settings` name ids of it.
    """
    known = {endpoint.name: endpoint for endpoint in endpoints}
    for name in names:
        if name not in known:
            raise SettingsInvalid(f"there is no resource {name!r}; {_like(name, known)}")
    lookups = [endpoint.name for endpoint in ENDPOINTS if endpoint.setting == "lookups"]
    for name in settings.lookups if settings else ():
        if name not in lookups:
            raise SettingsInvalid(f"the setting lookups has no {name!r}; {_like(name, lookups)}")
    wanted = set(names) or {e.name for e in endpoints if _is_usual(e, settings, everything)}
    wanted |= {known[name].parent for name in wanted if known[name].parent}
    return [e for e in endpoints if e.name in wanted | {"workspaces"}]


def _like(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, known := list(known), n=1)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"


def _is_usual(endpoint: Endpoint, settings: Settings | None, everything: bool) -> bool:
    if endpoint.setting:
        return settings is not None and bool(named(endpoint, settings))
    return everything or not endpoint.opt_in
