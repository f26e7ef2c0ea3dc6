"""The shapes in which Intercom names the next page; reading one wrongly loses rows silently."""

import pytest

from sources.intercom import paging
from sources.intercom.errors import UnexpectedShape

CURSOR = "WzE3MDAwMDAwMDAsIjEiLDJd"


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ({"next": {"page": 2, "starting_after": CURSOR}}, {"starting_after": CURSOR}),
        ({"next": {"per_page": 50, "starting_after": CURSOR}}, {"starting_after": CURSOR}),
        ({"next": {"starting_after": 17}}, {"starting_after": "17"}),
        ({"next": f"https://api.intercom.io/tags?starting_after={CURSOR}&per_page=2"},
         {"starting_after": CURSOR, "per_page": "2"}),
        ({"next": "https://api.eu.intercom.io/other?page=3&per_page=60"},
         {"page": "3", "per_page": "60"}),
        ({"next": "/contacts/6/tags?page=2"}, {"page": "2"}),
        ({"next": "?page=2"}, {"page": "2"}),
        ({"next": "/events?before=1700000000000&type=user"},
         {"before": "1700000000000", "type": "user"}),
        ({"next": "/x?starting_after=a%2Bb%3D%3D"}, {"starting_after": "a+b=="}),
        ({"next": None}, None),
        ({"next": ""}, None),
        ({"next": {}}, None),
        ({"next": {"page": 2, "starting_after": None}}, None),
        ({"type": "pages"}, None),
        ({}, None),
        (None, None),
        ([], None),
    ],
)  # fmt: skip
def test_the_next_page_by_cursor_or_url(pages, expected):
    assert paging.following({"pages": pages}) == expected


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://evil.example/tags?page=2", "evil.example"),
        ("//evil.example/tags?page=2", "evil.example"),
        ("https://api.intercom.io@evil.example/tags?page=2", "evil.example"),
        ("https://api.intercom.io.evil.example/tags?page=2", "api.intercom.io.evil.example"),
        ("https://evilintercom.io/tags?page=2", "evilintercom.io"),
    ],
    ids=repr,
)
def test_a_next_page_on_a_strange_host_is_refused(url, host):
    with pytest.raises(UnexpectedShape) as caught:
        paging.following({"pages": {"next": url}}, 1, "proxy.example")

    assert str(caught.value) == (
        f"a list names its next page on {host}, which is not Intercom's;"
        " the token is sent nowhere else"
    )


def test_a_next_page_may_be_on_the_host_that_is_asked():
    body = {"pages": {"next": "http://proxy.example:8080/tags?page=2"}}

    assert paging.following(body, 1, "proxy.example") == {"page": "2"}


@pytest.mark.parametrize("body", [{}, [], None, "text", {"data": []}])
def test_an_answer_without_pages_is_the_last(body):
    assert paging.following(body) is None


@pytest.mark.parametrize(
    ("body", "page", "expected"),
    [
        ({"pages": {"page": 1, "total_pages": 3}}, 1, {"page": "2"}),
        ({"pages": {"page": 3, "total_pages": 3}}, 3, None),
        ({"pages": {"page": 1, "total_pages": 3, "next": None}}, 1, {"page": "2"}),
        ({"pages": {"page": 1, "next": {"page": 2, "starting_after": None}}}, 1, {"page": "2"}),
        ({"page": 1, "total_pages": 2}, 1, {"page": "2"}),
        ({"page": 2, "total_pages": 2}, 2, None),
        ({"pages": {"next": "/x?page=5"}, "total_pages": 1}, 4, {"page": "5"}),
        ({"pages": {"next": {"starting_after": CURSOR}, "total_pages": 9}}, 1,
         {"starting_after": CURSOR}),
        ({"pages": {"total_pages": None}}, 1, None),
        ({"pages": None, "total_pages": 0}, 1, None),
        ({"pages": {"total_pages": "3"}}, 1, None),
        ({"pages": {"page": 1, "total_pages": 3}}, None, None),
        ({"total_pages": 3}, None, None),
    ],
)  # fmt: skip
def test_the_next_page_by_number(body, page, expected):
    assert paging.following(body, page) == expected


@pytest.mark.parametrize(
    "strange", [{"cursor": "x"}, "https://api.intercom.io/tags", "https://[::1", 7, ["x"]]
)
def test_a_next_page_named_in_an_unknown_way_is_never_taken_for_the_end(strange):
    with pytest.raises(UnexpectedShape):
        paging.following({"pages": {"next": strange}}, 1)


@pytest.mark.parametrize(
    ("body", "name", "expected"),
    [
        ({"data": [1]}, "data", [1]),
        ({"data": None}, "data", []),
        ({"data": []}, "data", []),
        ({"data": {"articles": [1]}}, "data.articles", [1]),
        ({"companies": [1]}, "data | companies", [1]),
        ({"data": [2], "companies": [1]}, "data | companies", [2]),
    ],
)
def test_the_rows_of_a_page(body, name, expected):
    assert paging.rows(body, name, "GET /x") == expected


@pytest.mark.parametrize(
    ("body", "name", "error"),
    [
        ({"tags": [], "type": "list"}, "data", "answered without 'data' (found: tags, type)"),
        ({}, "data | companies", "answered without 'data' (found: )"),
        ([], "data", "answered without 'data' (found: list)"),
        (None, "data", "answered without 'data' (found: NoneType)"),
        ({"data": []}, "data.articles", "answered without 'data.articles' (found: list)"),
        ({"data": {"a": 1}}, "data", "answered 'data' with a dict"),
        ({"data": "x"}, "data", "answered 'data' with a str"),
        ({"data": {}}, "data", "answered 'data' with a dict"),
        ({"data": 0}, "data", "answered 'data' with a int"),
    ],
)
def test_a_page_without_its_list_is_no_empty_page(body, name, error):
    with pytest.raises(UnexpectedShape) as caught:
        paging.rows(body, name, "GET /x")

    assert str(caught.value).startswith(f"GET /x {error}")


@pytest.mark.parametrize(
    ("body", "expected"),
    [({"total_count": 3}, 3), ({"total_count": None}, None), ({"total_count": "3"}, None),
     ({}, None), ([], None), (None, None)],
)  # fmt: skip
def test_the_number_of_rows_that_is_claimed(body, expected):
    assert paging.claimed(body) == expected
