"""A test that asserts nothing is a comment that takes time to run; a mock tests the mock."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FILES = sorted(HERE.rglob("*.py"))
CHECKS = {"raises", "warns"}
"""Functions of pytest that fail on their own; so does a helper named `assert_...`."""

MOCKS = {"mock", "unittest.mock", "pytest_mock", "mocker", "Mock", "MagicMock", "AsyncMock"}
PATCHES = {"setattr", "delattr", "setitem", "delitem"}
"""Of monkeypatch; its setenv, delenv and chdir change what any process may find changed."""


def toothless(tree: ast.AST) -> list[str]:
    """Names of the tests that cannot fail."""
    return [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not any(is_check(part) for part in ast.walk(node))
    ]


def is_check(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        name = called(node).rpartition(".")[2]
        return name in CHECKS or name.startswith("assert_")
    return isinstance(node, ast.Assert)


def shortcuts(tree: ast.AST) -> Iterator[str]:
    """What stands in for the real thing: mocks, patched code, sleeping until it is over."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from {alias.name for alias in names} & MOCKS
            case ast.ImportFrom(module=str(module), names=names):
                taken = {module} | {f"{module}.{alias.name}" for alias in names}
                yield from taken & (MOCKS | {"time.sleep"})
            case ast.arg(arg=name) if name in MOCKS:
                yield name
            case ast.Call() if is_shortcut(node):
                yield called(node)


def is_shortcut(call: ast.Call) -> bool:
    owner, _, name = called(call).rpartition(".")
    if name in PATCHES:
        return owner.endswith(("monkeypatch", "patch"))
    waits = name == "sleep" and owner in {"time", "asyncio", "anyio"}
    return waits and ast.unparse(call.args[0]) != "0"  # 0 gives the turn away and waits for nothing


def called(call: ast.Call) -> str:
    return ast.unparse(call.func)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(HERE).as_posix())
def test_every_test_can_fail_and_meets_the_real_thing(file):
    tree = ast.parse(file.read_text())

    assert toothless(tree) == []
    assert list(shortcuts(tree)) == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("print(rows)", ["test_it"]),
        ("assertion = rows == []", ["test_it"]),
        ("assert rows == []", []),
        ("with pytest.raises(KeyError): rows[0]", []),
        ("for row in rows: assert_same(row, 1)", []),
        ("warehouse.assert_same(rows)", []),
    ],
)
def test_a_test_without_an_assertion_is_found(body, found):
    assert toothless(ast.parse(f"async def test_it(rows):\n {body}")) == found
    assert toothless(ast.parse(f"class TestIt:\n def test_it(self):\n  {body}")) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import unittest.mock", ["unittest.mock"]),
        ("from unittest import mock", ["unittest.mock"]),
        ("from unittest.mock import patch", ["unittest.mock"]),
        ("def test_it(mocker): mocker.stop()", ["mocker"]),
        ("monkeypatch.setattr(client, 'send', fake)", ["monkeypatch.setattr"]),
        ("monkeypatch.setitem(ENDPOINTS, 'tags', fake)", ["monkeypatch.setitem"]),
        ("monkeypatch.setenv('CI', 'true')", []),
        ("setattr(row, 'id', 1)", []),
        ("time.sleep(1)", ["time.sleep"]),
        ("from time import sleep", ["time.sleep"]),
        ("await asyncio.sleep(0.1)", ["asyncio.sleep"]),
        ("await asyncio.sleep(0)", []),
    ],
)
def test_a_shortcut_is_found(source, found):
    assert list(shortcuts(ast.parse(source))) == found
