"""What to ask of a resource: its values, path and parameters, or why not at all. Pure functions."""

import math
from urllib.parse import quote

from .endpoints import Endpoint
from .settings import Settings


def refusal(endpoint: Endpoint, settings: Settings, version: str) -> str:
    """Why a resource cannot be read with these settings and this API version; empty if it can."""
    if endpoint.since and _number(version) < _number(endpoint.since):
        return f"needs API version {endpoint.since}, and {version} is set"
    if endpoint.setting and not named(endpoint, settings):
        return f"the setting {endpoint.setting} names no {endpoint.name}"
    return ""


def named(endpoint: Endpoint, settings: Settings) -> tuple[str, ...]:
    """What the user named for a resource that Intercom does not list."""
    found = getattr(settings, endpoint.setting)
    names: tuple[str, ...] = found.get(endpoint.name, ()) if isinstance(found, dict) else found
    return names


def values(endpoint: Endpoint, settings: Settings, version: str) -> tuple[str, ...]:
    """What the resource is read for, one after the other; a single empty one for most."""
    if endpoint.setting:
        return named(endpoint, settings)
    mine = _number(version)
    kept = [v for v, until in endpoint.values.items() if not until or mine <= _number(until)]
    return tuple(kept) if endpoint.values else ("",)


def target(
    endpoint: Endpoint, value: str = "", since: int = 0, until: int = 0
) -> tuple[str, dict[str, str]]:
    """Path and parameters of a GET; `value` is a parent's id or one of `values`."""
    words = {"id": value, "since": since, "until": until}
    params = {name: text.format(**words) for name, text in endpoint.params.items()}
    if endpoint.per_page:
        params["per_page"] = str(endpoint.per_page)
    return endpoint.path.format(**{**words, "id": quote(value, safe="")}), params


def _number(version: str) -> tuple[float, ...]:
    """`2.9` comes before `2.16`, and the words Preview and Unstable after all numbers."""
    steps = version.split(".")
    return tuple(map(int, steps)) if all(map(str.isdigit, steps)) else (math.inf,)
