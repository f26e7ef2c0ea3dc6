"""Which resources a run reads."""

from collections.abc import Sequence

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
            raise SettingsInvalid(f"there is no resource {name!r}; there are {', '.join(known)}")
    wanted = set(names) or {e.name for e in endpoints if _is_usual(e, settings, everything)}
    wanted |= {known[name].parent for name in wanted if known[name].parent}
    return [e for e in endpoints if e.name in wanted | {"workspaces"}]


def _is_usual(endpoint: Endpoint, settings: Settings | None, everything: bool) -> bool:
    if endpoint.setting:
        return settings is not None and bool(named(endpoint, settings))
    return everything or not endpoint.opt_in
