"""The client against a real socket that misbehaves in every way that Intercom was seen to."""

import asyncio
import gzip
import socket
import threading
import traceback
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from sandbox import Fault, Knobs, Sandbox
from sources.intercom.client import ATTEMPTS, IntercomClient
from sources.intercom.clock import Clock
from sources.intercom.errors import (
    IntercomError,
    NotFound,
    NotPermitted,
    RequestRejected,
    TokenRefused,
    Unavailable,
    UnexpectedShape,
    Unreachable,
)
from sources.intercom.ledger import Tally
from sources.intercom.settings import check
from sources.intercom.wire import LargeAnswer
from tests.http_server import Answer, in_turn, serving
from tests.virtual_time import FastClock

LARGE = 1_000_000
TOKEN = "dG9rOnNlY3JldA=="
EVERYTHING = {"field": "updated_at", "operator": ">", "value": 0}
OK = Answer({"type": "list", "data": [{"id": "1"}]})

Work = Callable[[IntercomClient, Tally], Awaitable[Any]]


@pytest.fixture(scope="module")
def shared() -> Iterator[Sandbox]:
    with Sandbox(30, token=TOKEN) as api:
        yield api


@pytest.fixture
def api(shared: Sandbox) -> Sandbox:
    shared.requests.clear()
    shared.api.faults.faults.clear()
    return shared


def run(
    url: str, work: Work, *, clock: Clock | None = None, tally: Tally | None = None, **settings: Any
) -> Any:
    """What the work gives, done with a client whose pauses are over at once."""

    async def main() -> Any:
        configured = check(access_token=TOKEN, base_url=url, **settings)
        if "timeout_s" in settings:
            configured = configured.model_copy(update={"timeout_s": settings["timeout_s"]})
        async with IntercomClient(configured, clock or FastClock()) as client:
            return await work(client, tally or Tally())

    return asyncio.run(main())


async def tags(client: IntercomClient, tally: Tally) -> Any:
    return (await client.get("/tags", tally)).json


async def conversations(client: IntercomClient, tally: Tally, per_page: int = 150) -> list[str]:
    pages = client.search(
        "/conversations/search", "conversations", tally, EVERYTHING, per_page=per_page
    )
    return [row["id"] async for _, rows in pages for row in rows]


def statuses(api: Sandbox) -> list[int]:
    return [request.status for request in api.requests]


def test_every_request_carries_token_version_and_accept():
    with serving(lambda _: OK) as server:
        run(server.url, tags)

    headers = server.asked[0].headers
    assert {name: headers[name] for name in ("authorization", "intercom-version", "accept")} == {
        "authorization": f"Bearer {TOKEN}",
        "intercom-version": "Preview",
        "accept": "application/json",
    }


def test_a_pinned_version_is_sent_as_it_was_set():
    with serving(lambda _: OK) as server:
        run(server.url, tags, api_version="2.14")

    assert server.asked[0].headers["intercom-version"] == "2.14"


def test_a_server_that_refuses_the_word_preview_is_asked_for_unstable():
    async def work(client: IntercomClient, tally: Tally) -> str:
        await client.me(tally)
        await client.get("/tags", tally)
        return client.version

    with Sandbox(1, token=TOKEN, knobs=Knobs(accept_preview_word=False)) as api:
        assert run(api.base_url, work) == "Unstable"

        assert statuses(api) == [400, 200, 200]


def test_a_pinned_version_that_is_refused_is_never_replaced():
    refused = Answer({"errors": [{"code": "intercom_version_invalid", "message": "no"}]}, 400)

    with serving(lambda _: refused) as server, pytest.raises(NotPermitted) as caught:
        run(server.url, lambda client, tally: client.me(tally), api_version="2.99")

    assert caught.value.code == "intercom_version_invalid"
    assert len(server.asked) == 1


HEALING = [
    *(Fault("status", status=status) for status in (408, 500, 502, 503, 504)),
    *(Fault("html", status=status) for status in (500, 502, 503, 504, 404)),
    Fault("reset"),
    Fault("reset_mid_body"),
    Fault("short_body"),
    Fault("truncated_json"),
    Fault("empty"),
    Fault("text"),
]


def name_of(fault: Fault) -> str:
    return f"{fault.kind}-{fault.status}"


@pytest.mark.parametrize("fault", HEALING, ids=name_of)
def test_a_get_lives_through_a_failure(api, fault):
    expected = run(api.base_url, tags)
    api.requests.clear()
    api.fail(Fault(**vars(fault)))

    assert run(api.base_url, tags) == expected

    assert len(api.requests) == 2


@pytest.mark.parametrize("fault", HEALING, ids=name_of)
def test_a_search_lives_through_a_failure_on_its_second_page(api, fault):
    expected = run(api.base_url, lambda client, tally: conversations(client, tally, 20))
    api.fail(Fault(**{**vars(fault), "after": 1}))
    tally = Tally()

    found = run(api.base_url, lambda client, tally: conversations(client, tally, 20), tally=tally)

    assert found == expected
    assert (tally.requests, tally.retries) == (3, 1)


@pytest.mark.parametrize("fault", [Fault("hang"), Fault("slow", seconds=1.0)], ids=name_of)
def test_an_answer_that_does_not_come_in_time_is_asked_for_again(api, fault):
    api.fail(Fault(**vars(fault)))
    tally = Tally()

    run(api.base_url, tags, tally=tally, timeout_s=0.3)

    assert tally.requests == 2
    assert tally.last_failure == "GET /tags: no answer in time"


def test_a_slow_answer_within_the_timeout_is_waited_for(api):
    api.fail(Fault("slow", seconds=0.2))
    tally = Tally()

    run(api.base_url, tags, tally=tally)

    assert tally.requests == 1


def test_json_of_a_wrong_content_type_is_taken(api):
    expected = run(api.base_url, tags)
    api.fail(Fault("wrong_content_type"))
    tally = Tally()

    assert run(api.base_url, tags, tally=tally) == expected
    assert tally.requests == 1


@contextmanager
def dripping() -> Iterator[str]:
    """A server whose body never stops and never ends."""
    over = threading.Event()

    def drip(connection: socket.socket) -> None:
        with closing(connection):
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            try:
                while not over.wait(0.02):
                    connection.sendall(b" ")
            except OSError:
                return

    def accept() -> None:
        while not over.is_set():
            connection, _ = listener.accept()
            worker = threading.Thread(target=drip, args=[connection])
            worker.start()
            workers.append(worker)

    workers: list[threading.Thread] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        address = listener.getsockname()
        acceptor = threading.Thread(target=accept)
        acceptor.start()
        yield f"http://127.0.0.1:{address[1]}"
        over.set()
        socket.create_connection(address).close()
        for thread in (acceptor, *workers):
            thread.join()


def test_a_body_that_drips_for_ever_is_given_up():
    async def once(client: IntercomClient, tally: Tally) -> Any:
        return await client.get("/tags", tally, attempts=1)

    with dripping() as url, pytest.raises(Unavailable) as caught:
        run(url, once, timeout_s=0.2)

    assert str(caught.value) == "GET /tags failed 1 times, last with no answer in time"


def test_a_body_that_cannot_be_unpacked_is_asked_for_again():
    garbled = Answer(b"\x1f\x8b no gzip", headers={"Content-Encoding": "gzip"})
    packed = Answer(gzip.compress(OK.content), headers={"Content-Encoding": "gzip"})
    tally = Tally()

    with serving(in_turn(garbled, packed)) as server:
        assert run(server.url, tags, tally=tally) == OK.body

    assert tally.requests == 2


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"[" + b" " * LARGE + b"]", {}),
        (gzip.compress(b"[" + b" " * LARGE + b"]"), {"Content-Encoding": "gzip"}),
    ],
    ids=["plain", "packed a thousand times smaller"],
)
def test_an_answer_that_is_to_be_small_is_not_taken_when_it_is_not(
    body: bytes, headers: dict[str, str]
) -> None:
    async def small(client: IntercomClient, tally: Tally) -> Any:
        with pytest.raises(LargeAnswer):
            await client.get("/conversations/1", tally, most=LARGE)
        return (await client.get("/conversations/1", tally)).json, client.limiter.in_flight

    tally = Tally()
    with serving(in_turn(Answer(body, headers=headers))) as server:
        assert run(server.url, small, tally=tally) == ([], 0)

    assert (tally.requests, tally.retries) == (2, 0)


def test_a_large_page_of_a_failing_server_is_a_failure_as_any() -> None:
    async def small(client: IntercomClient, tally: Tally) -> Any:
        return (await client.get("/conversations/1", tally, most=LARGE)).json

    with serving(in_turn(Answer(b" " * 2 * LARGE, status=502), OK)) as server:
        assert run(server.url, small) == OK.body


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(headers={"my dog ate": "it"}), "an answer that is no HTTP"),
        (Answer(headers={"Transfer-Encoding": "my dog ate it"}), "an answer that is no HTTP"),
        (Answer(b"my dog ate it", cut=True), "the answer was cut off"),
        (
            Answer(b"my dog ate it", headers={"Content-Encoding": "gzip"}),
            "an answer that is badly compressed",
        ),
    ],
    ids=["header", "encoding", "cut", "gzip"],
)
def test_an_answer_that_cannot_be_read_is_named_but_not_quoted(answer, why):
    tally = Tally()

    with serving(in_turn(answer, OK)) as server:
        run(server.url, tags, tally=tally)

    assert tally.last_failure == f"GET /tags: {why}"


@pytest.mark.parametrize(
    "body",
    [b"", b"  \n", b"<html>", b'{"data": [', b'{"a": "\xff"}', b'{"data": [1,]}', b"[" * 5_000],
    ids=["empty", "blank", "html", "cut", "latin-1", "comma", "too deep"],
)
def test_a_200_that_is_no_json_is_asked_for_again(body):
    tally = Tally()

    with serving(in_turn(Answer(body), OK)) as server:
        assert run(server.url, tags, tally=tally) == OK.body

    assert tally.requests == 2


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "4"}, 4.0),
        ({}, 1.0),
        ({"X-RateLimit-Reset": "oops"}, 0.0),
    ],
    ids=["Retry-After", "nothing", "an unreadable reset"],
)
def test_a_429_is_waited_for_and_is_no_failure(headers, seconds):
    throttled = Answer({"errors": [{"code": "rate_limit_exceeded"}]}, 429, headers)
    clock, tally = FastClock(), Tally()
    began = clock.now()

    with serving(in_turn(throttled, OK)) as server:
        run(server.url, tags, clock=clock, tally=tally)

    assert clock.now() - began == pytest.approx(seconds)
    assert (tally.requests, tally.throttled, tally.retries) == (2, 1, 1)


def test_a_429_with_a_reset_is_waited_for_until_the_window_ends():
    clock = FastClock(start=1_700_000_003.7)
    limits = {"X-RateLimit-Limit": "167", "X-RateLimit-Remaining": "0"}
    throttled = Answer({}, 429, {**limits, "X-RateLimit-Reset": "1700000010"})

    with serving(in_turn(throttled, OK)) as server:
        run(server.url, tags, clock=clock)

    assert clock.now() >= 1_700_000_010


def test_a_stray_429_costs_a_second_and_not_the_window():
    clock, tally = FastClock(start=1_700_000_001.0), Tally()
    limits = {"X-RateLimit-Limit": "167", "X-RateLimit-Remaining": "160"}
    stray = Answer({}, 429, {**limits, "X-RateLimit-Reset": "1700000010"})

    with serving(in_turn(stray, OK)) as server:
        run(server.url, tags, clock=clock, tally=tally)

    assert 1.0 <= clock.now() - 1_700_000_001.0 < 1.2
    assert (tally.requests, tally.throttled) == (2, 1)


def test_a_second_429_in_a_window_is_waited_for_until_it_ends():
    clock = FastClock(start=1_700_000_001.0)
    limits = {"X-RateLimit-Limit": "167", "X-RateLimit-Remaining": "160"}
    stray = Answer({}, 429, {**limits, "X-RateLimit-Reset": "1700000010"})

    with serving(in_turn(stray, stray, OK)) as server:
        run(server.url, tags, clock=clock)

    assert clock.now() >= 1_700_000_009.7


def test_a_429_that_never_ends_becomes_unavailable():
    with serving(lambda _: Answer({}, 429)) as server, pytest.raises(Unavailable) as caught:
        run(server.url, tags)

    assert str(caught.value) == "GET /tags is throttled for good"


def refusal(status: int, code: str = "some_code", message: str = "why") -> Answer:
    return Answer({"type": "error.list", "errors": [{"code": code, "message": message}]}, status)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, RequestRejected),
        (401, TokenRefused),
        (403, NotPermitted),
        (404, NotFound),
        (405, RequestRejected),
        (409, RequestRejected),
        (410, NotFound),
        (415, RequestRejected),
        (422, RequestRejected),
    ],
)
def test_what_asking_again_cannot_heal_is_asked_once(status, kind):
    with serving(lambda _: refusal(status)) as server, pytest.raises(RequestRejected) as caught:
        run(server.url, tags)

    assert type(caught.value) is kind
    assert str(caught.value) == f"GET /tags was refused with {status} some_code: why"
    assert len(server.asked) == 1


@pytest.mark.parametrize("code", ["forbidden", "api_plan_restricted", "action_forbidden"])
def test_a_missing_permission_or_plan_concerns_one_resource(code):
    with serving(lambda _: refusal(403, code)) as server, pytest.raises(NotPermitted) as caught:
        run(server.url, tags)

    assert caught.value.code == code


def test_a_merged_contact_tells_where_it_went():
    gone = Answer(
        {"errors": [{"code": "contact_merged", "message": "merged"}]},
        410,
        {"Link": '</contacts/2>; rel="canonical"'},
    )

    with serving(lambda _: gone) as server, pytest.raises(NotFound) as caught:
        run(server.url, tags)

    assert caught.value.location == '</contacts/2>; rel="canonical"'


def test_an_html_404_is_asked_for_once_more_and_then_means_gone(api):
    api.fail(Fault("html", status=404, times=9))

    with pytest.raises(NotFound) as caught:
        run(api.base_url, tags)

    assert caught.value.status == 404
    assert statuses(api) == [404, 404]


def test_an_html_404_among_other_failures_does_not_mean_gone():
    bad, page = Answer(b"<html>", 502), Answer(b"<html>", 404)

    with serving(in_turn(bad, bad, page, bad, OK)) as server:
        assert run(server.url, tags) == OK.body


@pytest.mark.parametrize(
    "body",
    [b'{"type": "error"}', b'{"errors": []}', b'{"errors": [null]}', b'{"errors": {}}'],
)
def test_a_refusal_without_a_reason_is_a_refusal_all_the_same(body):
    with serving(lambda _: Answer(body, 403)) as server, pytest.raises(NotPermitted) as caught:
        run(server.url, tags)

    assert (caught.value.status, caught.value.code) == (403, "")


# Dies when a firewall's page looks like a permission that is missing.
@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b'{"message": "blocked"}'])
def test_a_403_of_somebody_else_is_asked_for_again_and_then_told_as_what_it_is(body):
    with serving(in_turn(Answer(body, 403), OK)) as server:
        assert run(server.url, tags) == OK.body
    with serving(lambda _: Answer(body, 403)) as server, pytest.raises(Unavailable) as caught:
        run(server.url, tags)

    assert len(server.asked) == 4
    assert str(caught.value).startswith(
        "GET /tags was stopped 4 times by a 403 that is not Intercom's own: a firewall, "
    )


# Dies when a page size that is refused ends a list, or numbered pages change their size midway.
def test_a_page_size_that_a_list_refuses_is_lowered():
    def answer(asked):
        if int(asked.query["per_page"]) > 20:
            return refusal(400, "parameter_invalid", "Per page must be 20 or less")
        return OK

    async def all_tags(client: IntercomClient, tally: Tally) -> list[str]:
        pages = client.pages("GET", "/tags", "data", tally, {"per_page": "60"})
        return [row["id"] async for _, rows in pages for row in rows]

    with serving(answer) as server:
        assert run(server.url, all_tags) == ["1"]

    assert [asked.query["per_page"] for asked in server.asked] == ["60", "50", "20"]


def test_a_server_that_stays_down_is_unavailable_after_about_a_minute(api):
    api.fail(Fault("status", status=503, times=99))
    clock, tally = FastClock(), Tally()

    with pytest.raises(Unavailable) as caught:
        run(api.base_url, tags, clock=clock, tally=tally)

    assert str(caught.value) == "GET /tags failed 8 times, last with 503 service_unavailable"
    assert (tally.requests, tally.retries) == (ATTEMPTS, ATTEMPTS - 1)
    assert 25 < sum(clock.pauses) < 80


# Dies when aiohttp sends a GET again by itself: a scroll would skip the page that was lost.
def test_no_request_is_sent_behind_the_back_of_the_ledger(api):
    async def twice(client: IntercomClient, tally: Tally) -> None:
        await tags(client, tally)
        api.fail(Fault("reset"))
        await tags(client, tally)

    tally = Tally()
    run(api.base_url, twice, tally=tally)

    assert statuses(api) == [200, 0, 200]
    assert (tally.requests, tally.retries) == (3, 1)


def test_pauses_between_failures_grow(api):
    api.fail(Fault("status", status=500, times=6))
    clock = FastClock()

    run(api.base_url, tags, clock=clock)

    most = [1, 2, 4, 8, 16, 16]
    assert [pause <= limit for pause, limit in zip(clock.pauses, most, strict=True)] == [True] * 6
    assert [pause >= limit / 2 for pause, limit in zip(clock.pauses, most, strict=True)] == (
        [True] * 6
    )


def test_nobody_listening_is_unreachable():
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]

    with pytest.raises(Unreachable) as caught:
        run(f"http://127.0.0.1:{port}", tags)

    assert str(caught.value) == f"no connection to http://127.0.0.1:{port} (Connection refused)"


def test_a_host_that_does_not_exist_is_unreachable():
    with pytest.raises(Unreachable):
        run("http://intercom.invalid", tags)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_the_token_stays_here(status):
    with serving(lambda _: OK) as elsewhere:
        moved = Answer({}, status, {"Location": f"{elsewhere.url}/tags?token={TOKEN}"})
        with serving(lambda _: moved) as server, pytest.raises(RequestRejected) as caught:
            run(server.url, tags)

    assert elsewhere.asked == []
    assert str(caught.value) == (
        f"GET /tags was refused with {status} redirect: the token is sent nowhere else"
    )


async def listed(client: IntercomClient, tally: Tally) -> list[str]:
    pages = client.pages("GET", "/tags", "data", tally, {"per_page": "2"})
    return [row["id"] async for _, rows in pages for row in rows]


def test_a_next_page_on_another_host_lends_its_query_only():
    def answer(asked: Any) -> Answer:
        if asked.query.get("page") == "2":
            return Answer({"data": [{"id": "2"}], "pages": {"next": None}})
        following = f"{elsewhere.url}/other/path?page=2&per_page=2"
        return Answer({"data": [{"id": "1"}], "pages": {"next": following}})

    with serving(lambda _: OK) as elsewhere, serving(answer) as server:
        assert run(server.url, listed) == ["1", "2"]

    assert elsewhere.asked == []
    assert [(one.path, one.query) for one in server.asked] == [
        ("/tags", {"per_page": "2"}),
        ("/tags", {"per_page": "2", "page": "2"}),
    ]


def test_a_next_page_on_a_strange_host_ends_the_list_before_it_is_asked_for():
    strange = Answer({"data": [], "pages": {"next": "https://evil.example/tags?page=2"}})

    with serving(lambda _: strange) as server, pytest.raises(UnexpectedShape) as caught:
        run(server.url, listed)

    assert len(server.asked) == 1
    assert str(caught.value) == (
        "a list names its next page on evil.example, which is not Intercom's;"
        " the token is sent nowhere else"
    )


@pytest.mark.parametrize(
    "pages",
    [
        {"next": {"starting_after": "same"}},
        {"next": "https://api.intercom.io/tags?starting_after=same"},
        {"next": "/tags?page=2"},
    ],
)
def test_a_list_that_names_the_same_next_page_again_is_no_list(pages):
    circle = Answer({"data": [{"id": "1"}], "pages": pages})

    with serving(lambda _: circle) as server, pytest.raises(UnexpectedShape) as caught:
        run(server.url, listed)

    assert str(caught.value) == "GET /tags names the same next page again and again"
    assert len(server.asked) == 2


def test_a_search_that_hands_out_the_same_page_token_twice_is_no_search():
    page = Answer(
        {"conversations": [{"id": "1"}], "pages": {"next": {"page": 2, "starting_after": "same"}}}
    )

    with serving(lambda _: page) as server, pytest.raises(UnexpectedShape) as caught:
        run(server.url, conversations)

    assert str(caught.value) == "POST /conversations/search hands out the same page token twice"
    assert len(server.asked) == 2


@pytest.mark.parametrize("body", [{"tags": []}, {}, [], None, "text", 7])
def test_an_answer_without_its_list_is_an_error_that_names_both(body):
    with serving(lambda _: Answer(body)) as server, pytest.raises(UnexpectedShape) as caught:
        run(server.url, listed)

    assert str(caught.value).startswith("GET /tags answered without 'data' (found: ")


def test_pages_shrink_when_the_server_chokes_and_no_row_is_lost(api):
    expected = run(api.base_url, conversations)
    api.requests.clear()
    api.fail(Fault("status", status=504, times=3, match="POST /conversations/search"))
    api.fail(Fault("html", status=502, times=3, match="POST /conversations/search"))
    api.fail(Fault("reset", times=3, match="POST /conversations/search"))

    found = run(api.base_url, conversations)

    sizes = [request.body["pagination"]["per_page"] for request in api.requests]
    assert sizes[:9] == [150] * 3 + [50] * 3 + [20] * 3
    assert set(sizes[9:]) == {5}
    assert found == expected


def test_pages_shrink_after_timeouts_too(api):
    api.fail(Fault("hang", times=3, match="POST /conversations/search"))

    run(api.base_url, conversations, timeout_s=0.2)

    sizes = [request.body["pagination"]["per_page"] for request in api.requests]
    assert sizes == [150, 150, 150, 50]


def test_the_smallest_page_is_tried_as_often_as_any_request(api):
    api.fail(Fault("status", status=504, times=99))

    with pytest.raises(Unavailable):
        run(api.base_url, conversations)

    sizes = [request.body["pagination"]["per_page"] for request in api.requests]
    assert sizes == [150] * 3 + [50] * 3 + [20] * 3 + [5] * ATTEMPTS


def test_a_server_that_nobody_reaches_is_not_asked_for_smaller_pages():
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    tally = Tally()

    with pytest.raises(Unreachable):
        run(f"http://127.0.0.1:{port}", conversations, tally=tally)

    assert tally.requests == 3


def test_a_search_is_sorted_by_change_the_oldest_first(api):
    run(api.base_url, conversations)

    assert api.requests[0].body == {
        "query": EVERYTHING,
        "sort": {"field": "updated_at", "order": "ascending"},
        "pagination": {"per_page": 150},
    }


ECHOES = [
    *(Answer({"errors": [{"code": "c", "message": f"bad token {TOKEN}"}]}, status)
      for status in (400, 401, 403, 404, 410, 422, 500)),
    *(Answer({"errors": [{"code": TOKEN, "message": "m"}]}, status) for status in (400, 401, 500)),
    Answer(f"<html>{TOKEN}".encode(), 502),
    Answer(f"{TOKEN}".encode(), 200),
    Answer({}, 302, {"Location": f"https://example.org/{TOKEN}"}),
    Answer({}, 429, {"Retry-After": TOKEN}),
]  # fmt: skip


@pytest.mark.parametrize("answer", ECHOES, ids=lambda one: f"{one.status}-{one.content[:30]}")
def test_no_error_repeats_the_token_even_if_the_server_does(answer):
    tally = Tally()

    with serving(lambda _: answer) as server, pytest.raises(IntercomError) as caught:
        run(server.url, listed, tally=tally)

    told = "".join(traceback.format_exception(caught.value)) + str(vars(caught.value))
    assert TOKEN not in told + tally.last_failure


def test_a_long_message_of_the_server_is_cut():
    told = Answer({"errors": [{"code": "c", "message": "x" * 10_000}]}, 400)

    with serving(lambda _: told) as server, pytest.raises(RequestRejected) as caught:
        run(server.url, tags)

    assert caught.value.message == "x" * 200


def test_many_requests_at_once_stay_within_the_concurrency(api):
    async def work(client: IntercomClient, tally: Tally) -> list[Any]:
        return await asyncio.gather(*(tags(client, tally) for _ in range(100)))

    answers = run(api.base_url, work, clock=Clock())

    assert len(answers) == 100
    assert statuses(api) == [200] * 100


def test_all_that_was_counted_for_a_resource_is_counted_in_total(api):
    api.fail(Fault("status", status=500))

    async def work(client: IntercomClient, _: Tally) -> tuple[int, int]:
        await client.get("/tags", Tally())
        await client.get("/admins", Tally())
        return client.total.requests, client.total.retries

    assert run(api.base_url, work) == (3, 1)
