"""Both engines, and the conversations that a test module tells, loaded and transformed."""

from contextlib import ExitStack

import pytest

from tests.golden.warehouse import open_warehouse
from tests.postgres import fresh_database


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def empty_warehouse(request, tmp_path_factory):
    """A warehouse of the module's own, on each engine."""
    with ExitStack() as stack:
        url = None
        if request.param == "postgres":
            server = request.getfixturevalue("postgres_url")
            url = stack.enter_context(fresh_database(server))
        folder = tmp_path_factory.mktemp("golden")
        yield stack.enter_context(open_warehouse(request.param, folder, url))


@pytest.fixture(scope="module")
def warehouse(request, empty_warehouse):
    """The module's `told` conversations, loaded and transformed once per engine."""
    empty_warehouse.load(request.module.told.rows)
    empty_warehouse.transform(settings=getattr(request.module, "settings", None))
    return empty_warehouse
