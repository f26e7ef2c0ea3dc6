"""The forms in which dlt's users write lists: TOML, JSON in one text, or words between commas.

An environment variable holds one text. Every list and table among the settings is read here.
"""

import json
from collections.abc import Mapping

_NAMES = 'write it as ["a", "b"], or as a, b'
_TABLE = 'write it as {"name": "value"}, or as name=value, name=value'


def names(value: object) -> tuple[str, ...]:
    """`["a", "b"]` as a list or in one text, or `a, b`. Errors: `ValueError` with both forms."""
    if isinstance(value, str):
        value = _parsed(value, _NAMES) if value.strip()[:1] in ("[", '"') else value.split(",")
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list | tuple) or not all(map(_is_name, found)):
        raise ValueError(_NAMES)
    return tuple(text for one in found if (text := str(one).strip()))


def texts(value: object) -> dict[str, str]:
    """`{"a": "b"}` as a table or in one text, or `a=b, c=d`. Errors: `ValueError`."""
    found = _table(value)
    if not all(len(values) == 1 for values in found.values()):
        raise ValueError(_TABLE)
    return {name: values[0] for name, values in found.items()}


def lists(value: object) -> dict[str, tuple[str, ...]]:
    """`{"a": ["b", "c"]}` as a table or in one text, or `a=b, a=c`. Errors: `ValueError`."""
    return _table(value)


def _table(value: object) -> dict[str, tuple[str, ...]]:
    if isinstance(value, str) and value.strip().startswith("{"):
        value = _parsed(value, _TABLE)
    elif isinstance(value, str):
        return _pairs(value)
    if not isinstance(value, Mapping):
        raise ValueError(_TABLE)
    return {
        str(name): (one.strip(),) if isinstance(one, str) and one.strip()[:1] != "[" else names(one)
        for name, one in value.items()
    }


def _pairs(text: str) -> dict[str, tuple[str, ...]]:
    """What stands between commas, each with its name before it; one that comes twice is a list."""
    found: dict[str, tuple[str, ...]] = {}
    for pair in filter(str.strip, text.split(",")):
        name, sign, value = (step.strip() for step in pair.partition("="))
        if not (name and sign and value):
            raise ValueError(_TABLE)
        found[name] = (*found.get(name, ()), value)
    return found


def _parsed(text: str, form: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        raise ValueError(form) from None


def _is_name(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)
