"""The arrows and sizes of the design, checked on the source text so that no import can hide."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = ("sources", "pipelines", "transforms", "sandbox")
PROJECT = (*CODE, "tests", "benchmarks")
HTTP = ("httpx", "aiohttp")
WEB = ("sources/intercom/client.py", "sources/intercom/wire.py")
DATABASES = ("duckdb", "psycopg2", "psycopg")
INTERCOM = "sources/intercom"


@dataclass(frozen=True)
class Rule:
    """Modules that no file of a place may import; a leading dot is a neighbour in its package."""

    sentence: str
    place: str
    never: tuple[str, ...]
    but: tuple[str, ...] = ()


SUBJECTS = tuple(
    f"{INTERCOM}/{path.parent.name}/{path.name}" for path in (ROOT / INTERCOM).glob("*/*.py")
)

RULES = (
    Rule("the source can be copied out of the project", INTERCOM, PROJECT),
    Rule("the source stays in its folder", INTERCOM, ("..",), SUBJECTS),
    Rule("so do its tables", f"{INTERCOM}/tables", ("...",)),
    Rule("and its records", f"{INTERCOM}/endpoints", ("...",)),
    Rule("the source does not know where its rows go", INTERCOM, DATABASES),
    Rule("one module of the source knows dlt", INTERCOM, ("dlt",), (f"{INTERCOM}/__init__.py",)),
    Rule("two modules of the source know HTTP", INTERCOM, HTTP, WEB),
    Rule("the client knows no table", f"{INTERCOM}/client.py", (".tables", ".endpoints", ".shelf")),
    Rule("pipelines leave HTTP to the source", "pipelines", HTTP),
    Rule("transforms know SQL only", "transforms", (*HTTP, "sources", "pipelines", "sandbox")),
    Rule("the sandbox stands alone", "sandbox", ("sources", "pipelines", "transforms", "dlt")),
    *(Rule(f"{place} run without tests", place, ("tests", "benchmarks")) for place in CODE),
)

LONGEST = 400
LONG: dict[str, str] = {}
"""Files that may be longer than LONGEST lines, and why."""

VAGUE = {"base", "common", "helpers", "misc", "util", "utils"}
"""Names of modules that say nothing of what is inside."""

CATCH_ALL = {
    f"{INTERCOM}/fetcher.py": "a failure crosses from its thread to the caller's as a value",
    "pipelines/commands.py": "a report that fails must not hide that the rows are loaded",
    "pipelines/doctor.py": "what is wrong is its finding, and the next check still runs",
    "pipelines/intercom_pipeline.py": "whatever happened, the user reads one sentence",
    "pipelines/sync.py": "a failure is part of the outcome, told with what was loaded before it",
}
"""Files that may swallow any exception, and why."""

ENVIRONMENT = {
    f"{INTERCOM}/network.py": "proxies and certificates are no settings of ours",
    "pipelines/cli/simulated.py": "hands it on to the process of the sandbox",
    "pipelines/demo.py": "goes past any proxy: all that is asked is on this machine",
    "pipelines/config.py": "gives dlt the settings that .dlt/config.toml gives it in a checkout",
}
"""Files that may touch the environment, and why: settings come through dlt."""


def files_of(place: str) -> list[Path]:
    path = ROOT / place
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(source: str) -> set[str]:
    """Names of the modules, relative ones with their dots, and of what is taken from them."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            dots, module = "." * node.level, node.module or ""
            link = "." if module else ""
            names |= {dots, dots + module}
            names |= {f"{dots}{module}{link}{alias.name}" for alias in node.names}
    return names - {""}


def broken_imports(rule: Rule, source: str) -> list[str]:
    found = imported(source)
    return [
        ban
        for ban in rule.never
        if any(name == ban or name.startswith(f"{ban}.") for name in found)
    ]


def catch_alls(source: str) -> list[int]:
    """Lines of handlers that end the way of an exception which nobody thought of."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or {"Exception", "BaseException"} & names_in(node.type))
        and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)
    ]


def environment_uses(source: str) -> list[int]:
    words = {"environ", "environb", "getenv", "putenv"}
    return sorted(line for line, name in names_with_lines(ast.parse(source)) if name in words)


def names_in(tree: ast.AST) -> set[str]:
    return {name for _, name in names_with_lines(tree)}


def names_with_lines(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.alias):
            yield node.lineno, node.name


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.sentence.replace(" ", "-"))
def test_arrows_point_one_way(rule):
    files = files_of(rule.place)

    wrong = {
        name_of(file): broken
        for file in files
        if name_of(file) not in rule.but and (broken := broken_imports(rule, file.read_text()))
    }

    assert wrong == {}, rule.sentence
    assert files, f"{rule.place} is gone: update the rule"
    assert [name for name in rule.but if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize(
    ("source", "place", "broken"),
    [
        ("import dlt", INTERCOM, ["dlt"]),
        ("def f():\n    from dlt.common import json", INTERCOM, ["dlt"]),
        ("import httpx._client as h", INTERCOM, ["httpx"]),
        ("from sources.intercom.rows import Row", INTERCOM, ["sources"]),
        ("from ..other import rows", INTERCOM, [".."]),
        ("from .. import other", INTERCOM, [".."]),
        ("from .rows import Row\nimport dltish", INTERCOM, []),
        ("from . import tables", f"{INTERCOM}/client.py", [".tables"]),
        ("from .tables import Tag", f"{INTERCOM}/client.py", [".tables"]),
        ("import aiohttp", "pipelines", ["aiohttp"]),
        ("from sources import intercom", "transforms", ["sources"]),
        ("from sources import intercom", "sandbox", ["sources"]),
        ("import tests.postgres", "sandbox", ["tests"]),
    ],
)
def test_a_forbidden_import_is_found(source, place, broken):
    rules = [rule for rule in RULES if rule.place == place]

    assert [ban for rule in rules for ban in broken_imports(rule, source)] == broken


def test_no_file_is_longer_than_a_reader_can_hold():
    lengths = {
        name_of(file): len(file.read_text().splitlines())
        for place in CODE
        for file in files_of(place)
    }

    long = {name: lines for name, lines in lengths.items() if lines > LONGEST}

    assert {name: lines for name, lines in long.items() if name not in LONG} == {}
    assert set(LONG) - set(long) == set(), "no longer long: shorten the list"


def test_every_module_is_named_for_what_it_knows():
    named = [file for place in PROJECT for file in files_of(place)]

    vague = [name_of(file) for file in named if VAGUE & {file.stem, file.parent.name}]

    assert vague == []


def test_no_exception_is_swallowed_unseen():
    found = {
        name_of(file): lines
        for place in CODE
        for file in files_of(place)
        if (lines := catch_alls(file.read_text()))
    }

    assert {name: lines for name, lines in found.items() if name not in CATCH_ALL} == {}
    assert set(CATCH_ALL) - set(found) == set(), "no longer needed: shorten the list"


@pytest.mark.parametrize(
    ("handler", "lines"),
    [
        ("except Exception: pass", [2]),
        ("except (OSError, BaseException) as error: print(error)", [2]),
        ("except: pass", [2]),
        ("except Exception as error: raise KeyError from error", [2]),
        ("except BaseException: close(); raise", []),
        ("except OSError: pass", []),
    ],
)
def test_a_handler_that_swallows_everything_is_found(handler, lines):
    assert catch_alls(f"try: work()\n{handler}") == lines


def test_settings_come_through_dlt_and_not_from_the_environment():
    found = {
        name_of(file): lines
        for place in CODE
        for file in files_of(place)
        if (lines := environment_uses(file.read_text()))
    }

    assert {name: lines for name, lines in found.items() if name not in ENVIRONMENT} == {}
    assert set(ENVIRONMENT) - set(found) == set(), "no longer needed: shorten the list"


def test_a_look_at_the_environment_is_found():
    source = "import os\nfrom os import environ as e\nos.getenv('A')\nos.environ['B']\nos.path"

    assert environment_uses(source) == [2, 3, 4]
