"""The example answers that Intercom publishes for the operations that the source reads."""

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from sources.intercom import ENDPOINTS, Endpoint

PREVIEW = os.environ.get("INTERCOM_OPENAPI")
VERSIONS = ("preview", "2.16", "2.14")
BESIDE = {
    "conversations": [
        ("get", "/conversations/{}", ""),
        ("get", "/conversations", "conversations"),
    ],
    "companies": [
        ("get", "/companies/scroll", "data"),
        ("post", "/companies/list", "data"),
        ("get", "/companies/{}", ""),
    ],
    "contacts": [("get", "/contacts/{}", ""), ("get", "/contacts", "data")],
    "tickets": [("get", "/tickets/{}", "")],
    "admins": [("get", "/admins/{}", "")],
    "teams": [("get", "/teams/{}", "")],
}
"""Operations that bring rows of a resource besides its own path, and the key of their list."""
POSTED = {"search", "threads", "companies"}


class Example(NamedTuple):
    """One published answer."""

    version: str
    endpoint: Endpoint
    operation: str
    title: str
    rows: str
    """Key of its list; empty where it is an object."""
    body: Any

    def __str__(self) -> str:
        return f"{self.version} {self.operation} ({self.title})"


def examples(version: str, wanted: tuple[Endpoint, ...] = ENDPOINTS) -> Iterator[Example]:
    """All examples of a version."""
    known = [one for one in wanted if _rank(version) >= _rank(one.since or VERSIONS[-1])]
    for endpoint in known:
        for method, path, rows in _operations(endpoint):
            for title, body in _published(version, method, path):
                yield Example(version, endpoint, f"{method} {path}", title, rows, body)


def _rank(version: str) -> tuple[int, ...]:
    """Versions in their order; older ones may use a path for something else."""
    if version.lower() == "preview":
        return (9,)
    return tuple(int(number) for number in version.split("."))


def sublists(version: str) -> Iterator[tuple[str, str, Any]]:
    """Name, key and answer of each list that completes one that was cut at ten."""
    for endpoint in ENDPOINTS:
        for name, key in endpoint.sublists:
            for _, body in _published(version, "get", f"/{endpoint.name}/{{}}/{name}"):
                yield name, key, body


def _operations(endpoint: Endpoint) -> list[tuple[str, str, str]]:
    posted = endpoint.read in POSTED or getattr(endpoint, "batch", None)
    own = ("post" if posted else "get", endpoint.path, endpoint.rows)
    rows = "" if endpoint.read == "one" else own[2]
    return [(own[0], own[1], rows), *BESIDE.get(endpoint.name, [])]


def _published(version: str, method: str, path: str) -> Iterator[tuple[str, Any]]:
    operation = _paths(version).get(_nameless(path), {}).get(method, {})
    content = operation.get("responses", {}).get("200", {}).get("content", {})
    described = content.get("application/json", {})
    for title, example in described.get("examples", {}).items():
        yield title, example.get("value")
    if "example" in described:
        yield "example", described["example"]


@cache
def _paths(version: str) -> dict[str, Any]:
    """Paths without the names of their parameters."""
    assert PREVIEW is not None
    file = Path(PREVIEW).with_name(f"{version}.yaml")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # a tenth of the time
    described = yaml.load(file.read_text(), Loader=loader)
    return {_nameless(path): operations for path, operations in described["paths"].items()}


def _nameless(path: str) -> str:
    return re.sub(r"{\w*}", "{}", path)
