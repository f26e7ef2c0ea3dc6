"""The pages that are made from the source say what the source says."""

import re

import pytest

from docs.__main__ import HERE, pages
from pipelines.spelling import known
from sources.intercom import ENDPOINTS
from sources.intercom.shelf import tables_of

MODELS = [model for endpoint in ENDPOINTS for model in tables_of(endpoint)]


@pytest.mark.parametrize(("name", "text"), pages().items(), ids=pages())
def test_a_page_is_what_python_m_docs_writes(name, text):
    assert (HERE / name).read_text() == text, "run `python -m docs`"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.table)
def test_every_column_says_what_it_means(model):
    silent = [column.name for column in model.columns if not column.description.endswith(".")]

    assert silent == []


def test_no_two_resources_share_a_name_or_a_table():
    names = [endpoint.name for endpoint in ENDPOINTS]
    tables = [model.table for model in MODELS]

    assert len(set(names)) == len(names)
    assert len(set(tables)) == len(tables)


def test_a_resource_is_called_like_its_table():
    assert [e.name for e in ENDPOINTS if e.name != e.table.table] == []


def test_a_companion_comes_after_its_parent():
    order = [endpoint.name for endpoint in ENDPOINTS]

    assert [
        e.name for e in ENDPOINTS if e.parent and order.index(e.parent) > order.index(e.name)
    ] == []


# Dies when a setting is made, renamed or taken away and the page is not.
def test_the_page_of_settings_names_each_setting_and_no_other():
    page = (HERE / "settings.md").read_text()
    variables = re.findall(r"^\|[^|]*\| `([A-Z_]+)` \|", page, re.MULTILINE)

    assert sorted(variables) == sorted("__".join(path).upper() for path in known())
