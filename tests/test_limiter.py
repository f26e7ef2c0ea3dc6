"""The limiter against a simulated rate limit: minutes of requests in a second of computing."""

import asyncio
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

import pytest

from sources.intercom.limiter import MAX_CONCURRENCY, Limiter
from sources.intercom.serverclock import ServerClock
from tests.virtual_time import EPOCH, VirtualClock, now, simulate

WINDOW_S = 10
TEN_THOUSAND, ONE_THOUSAND = 1_667, 167  # a minute, in requests per window
HOUR = 3_600
TIME = VirtualClock()


def on_arrival(latency: float, random: Random) -> float:
    return min(latency, random.uniform(0.02, 0.03))


def with_the_answer(latency: float, random: Random) -> float:
    return latency


@dataclass
class Server:
    """Fixed windows of ten seconds; a request is counted some time after it was sent."""

    limit: int
    counted: Callable[[float, Random], float] = on_arrival
    others: float = 0.0
    """Part of the limit that another client spends, evenly."""
    headers: bool = True
    others_show: bool = True
    """Whether `Remaining` knows of the other client, or only the 429 does."""
    median_s: float = 0.15
    random: Random = field(default_factory=lambda: Random(1))
    admitted: dict[int, int] = field(default_factory=dict)
    refused: dict[int, int] = field(default_factory=dict)

    async def answer(self) -> tuple[bool, dict[str, str]]:
        latency = self.median_s * math.exp(math.log(4) / 2.326 * self.random.gauss(0, 1))
        until_counted = self.counted(latency, self.random)
        await TIME.sleep(until_counted)
        answer = self._count()
        await TIME.sleep(latency - until_counted)
        return answer

    def _count(self) -> tuple[bool, dict[str, str]]:
        window, passed = divmod(now(), WINDOW_S)
        window = int(window)
        ours = self.admitted.setdefault(window, 0)
        others = int(self.limit * self.others * passed / WINDOW_S)
        fits = ours + others < self.limit
        counts = self.admitted if fits else self.refused
        counts[window] = counts.get(window, 0) + 1
        visible = others if self.others_show else 0
        remaining = max(0, self.limit - self.admitted[window] - visible)
        return fits, self._limits(remaining, (window + 1) * WINDOW_S) if self.headers else {}

    def _limits(self, remaining: int, reset: int) -> dict[str, str]:
        return {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": str(remaining),
            "x-ratelimit-reset": str(reset),
        }

    @property
    def used(self) -> float:
        """Part of what whole windows admit that was used; the first and the last are no whole."""
        whole = sorted(self.admitted)[1:-1]
        return sum(self.admitted[window] for window in whole) / (self.limit * len(whole))

    @property
    def refused_per_mille(self) -> float:
        refused = sum(self.refused.values())
        return 1_000 * refused / (refused + sum(self.admitted.values()))


def drive(server: Server, seconds: float, *, skew: float = 0.0, share: float = 1.0) -> Limiter:
    """Ask as fast as the limiter lets 100 tasks; the limiter as it is at the end."""

    async def work() -> Limiter:
        limiter = Limiter(VirtualClock(skew), share)

        async def ask() -> None:
            while True:
                passed_at = await limiter.acquire()
                fits, headers = await server.answer()
                limiter.release(passed_at, headers, throttled=not fits)

        tasks = [asyncio.create_task(ask()) for _ in range(100)]
        await TIME.sleep(seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return limiter

    return simulate(work)


@pytest.mark.parametrize("counted", [on_arrival, with_the_answer])
@pytest.mark.parametrize("skew", [0, 3, -3, HOUR, -HOUR])
def test_a_thousand_a_minute_are_used_on_any_clock(skew, counted):
    server = Server(ONE_THOUSAND, counted)

    drive(server, 120, skew=skew)

    assert server.used >= 0.97
    assert server.refused_per_mille < 2


@pytest.mark.parametrize(
    ("skew", "counted"),
    [
        (0, on_arrival),
        (0, with_the_answer),
        (3, with_the_answer),
        (-3, on_arrival),
        (HOUR, on_arrival),
        (-HOUR, with_the_answer),
    ],
)
def test_ten_thousand_a_minute_are_used_on_any_clock(skew, counted):
    server = Server(TEN_THOUSAND, counted)

    drive(server, 37, skew=skew)

    assert server.used >= 0.97
    assert server.refused_per_mille < 2


@pytest.mark.parametrize("limit", [TEN_THOUSAND, ONE_THOUSAND])
@pytest.mark.parametrize("counted", [on_arrival, with_the_answer])
def test_another_client_of_the_same_app_gets_its_third(limit, counted):
    server = Server(limit, counted, others=0.3)

    drive(server, 60 if limit == ONE_THOUSAND else 37, skew=0.2)

    assert server.used >= 0.97 * 0.7
    assert server.refused_per_mille < 2


@pytest.mark.parametrize("limit", [TEN_THOUSAND, ONE_THOUSAND])
def test_a_client_that_the_headers_do_not_show_causes_no_storm_of_429s(limit):
    server = Server(limit, others=0.3, others_show=False)

    drive(server, 100 if limit == ONE_THOUSAND else 57)

    assert server.used >= 0.97 * 0.7
    assert server.refused_per_mille < 15  # the limit can be learned only by being refused


@pytest.mark.parametrize(("limit", "seconds"), [(TEN_THOUSAND, 37), (ONE_THOUSAND, 200)])
def test_without_headers_the_limit_is_learned_from_429s(limit, seconds):
    server = Server(limit, with_the_answer, headers=False)

    drive(server, seconds)

    assert server.used >= 0.97
    assert server.refused_per_mille < 25


@pytest.mark.parametrize("share", [0.25, 0.5])
def test_a_share_of_the_limit_leaves_the_rest_to_others(share):
    server = Server(ONE_THOUSAND)

    drive(server, 90, share=share)

    assert share * 0.97 <= server.used <= share * 1.03
    assert server.refused == {}


def test_a_share_is_ours_even_where_others_spend_theirs():
    server = Server(ONE_THOUSAND, others=0.5)

    drive(server, 90, share=0.5)

    assert server.used >= 0.5 * 0.95
    assert server.refused_per_mille < 2


def test_requests_are_spread_over_the_window():
    server = Server(ONE_THOUSAND)

    async def work() -> list[float]:
        limiter, times = Limiter(VirtualClock()), []

        async def ask() -> None:
            while True:
                passed_at = await limiter.acquire()
                times.append(passed_at)
                _, headers = await server.answer()
                limiter.release(passed_at, headers)

        tasks = [asyncio.create_task(ask()) for _ in range(20)]
        await TIME.sleep(56)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return times

    times = simulate(work)

    seconds = Counter(int(passed) for passed in times)
    whole = [seconds[second] for second in range(1_700_000_020, 1_700_000_050)]
    assert max(whole) <= 20, whole
    assert sorted(whole)[6] >= 16, whole  # a window begins and ends with a short rest


def test_a_clock_that_is_set_during_the_run_is_noticed():
    server = Server(ONE_THOUSAND)

    async def work() -> None:
        clock = VirtualClock()
        limiter = Limiter(clock)

        async def ask() -> None:
            while True:
                passed_at = await limiter.acquire()
                fits, headers = await server.answer()
                limiter.release(passed_at, headers, throttled=not fits)

        tasks = [asyncio.create_task(ask()) for _ in range(20)]
        await TIME.sleep(40)
        clock.skew = -HOUR
        await TIME.sleep(40)
        clock.skew = 20
        await TIME.sleep(40)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    simulate(work)

    assert server.used >= 0.9
    assert server.refused_per_mille < 5


def test_the_number_in_flight_grows_to_its_maximum_while_all_goes_well():
    async def work() -> float:
        limiter = Limiter(VirtualClock())
        for _ in range(MAX_CONCURRENCY):
            limiter.release(await limiter.acquire(), {})
        return limiter.concurrency

    assert simulate(work) == MAX_CONCURRENCY


def test_a_burst_of_server_errors_halves_the_number_in_flight_once():
    async def work() -> list[float]:
        limiter = Limiter(VirtualClock())
        for _ in range(MAX_CONCURRENCY):
            limiter.release(await limiter.acquire(), {})
        seen = []
        for _ in range(3):
            for passed_at in [await limiter.acquire() for _ in range(10)]:
                limiter.release(passed_at, None, trouble=True)
            seen.append(limiter.concurrency)
            await TIME.sleep(1.5)
        for _ in range(400):
            limiter.release(await limiter.acquire(), {})
        return [*seen, round(limiter.concurrency)]

    assert simulate(work) == [32.0, 16.0, 8.0, 29]


def test_no_more_than_the_number_in_flight_wait_for_an_answer():
    async def work() -> int:
        limiter = Limiter(VirtualClock())
        tasks = [asyncio.create_task(limiter.acquire()) for _ in range(30)]
        await TIME.sleep(60)
        passed = sum(task.done() for task in tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return passed

    assert simulate(work) == 8


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "soon"}, 1.0),
        ({}, 1.0),
        (
            {
                "x-ratelimit-limit": "167",
                "x-ratelimit-remaining": "0",
                "x-ratelimit-reset": "1700000010",
            },
            10.0,  # not 6.3: one answer does not yet tell how far our clock is off
        ),
    ],
)
def test_a_429_is_waited_for_as_long_as_its_headers_say(headers, seconds):
    async def work() -> float:
        limiter = Limiter(VirtualClock())
        began = await limiter.acquire()
        limiter.release(began, headers, throttled=True)
        return await limiter.acquire() - began

    assert simulate(work) == pytest.approx(seconds, abs=0.01)


def test_429s_in_a_row_without_headers_are_waited_for_longer_and_longer():
    async def work() -> list[float]:
        limiter, times = Limiter(VirtualClock()), []
        for _ in range(7):
            times.append(await limiter.acquire())
            limiter.release(times[-1], {}, throttled=True)
        limiter.release(await limiter.acquire(), {})
        times.append(await limiter.acquire())
        limiter.release(times[-1], {}, throttled=True)
        times.append(await limiter.acquire())
        return [round(after - before) for before, after in pairwise(times)]

    pauses = simulate(work)
    assert pauses[:6] == [1, 2, 4, 8, 8, 8]
    assert pauses[-1] == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-ratelimit-limit": "167", "x-ratelimit-remaining": "3"},
        {"x-ratelimit-limit": "", "x-ratelimit-remaining": "", "x-ratelimit-reset": ""},
        {"x-ratelimit-limit": "a", "x-ratelimit-remaining": "b", "x-ratelimit-reset": "c"},
    ],
)
def test_headers_that_are_missing_or_unreadable_change_nothing(headers):
    async def work() -> tuple[int | None, int]:
        limiter = Limiter(VirtualClock())
        limiter.release(await limiter.acquire(), headers)
        return limiter.limit, limiter.in_flight

    assert simulate(work) == (None, 0)


def test_a_late_answer_of_the_window_before_does_not_count_here():
    async def work() -> int:
        limiter = Limiter(VirtualClock())
        limits = Server(ONE_THOUSAND)._limits
        late, new = await limiter.acquire(), await limiter.acquire()
        await TIME.sleep(7)
        limiter.release(new, limits(160, 1_700_000_020))
        limiter.release(late, limits(5, 1_700_000_010))
        return limiter.remaining

    assert simulate(work) == 160


def test_the_time_to_the_end_of_the_window_is_known():
    async def work() -> float:
        limiter = Limiter(VirtualClock())
        limits = Server(ONE_THOUSAND)._limits
        limiter.release(await limiter.acquire(), limits(160, 1_700_000_010))
        await TIME.sleep(7)
        limiter.release(await limiter.acquire(), limits(160, 1_700_000_020))
        return limiter.seconds_to_reset

    assert simulate(work) == pytest.approx(9.3)


def test_every_answer_narrows_the_difference_between_the_clocks():
    clock = ServerClock()

    fits = [
        clock.learn(1_010, sent_at=1_103.0, arrived_at=1_103.2),
        clock.learn(1_010, sent_at=1_109.5, arrived_at=1_109.7),
        clock.learn(1_020, sent_at=1_110.5, arrived_at=1_110.75),
    ]

    assert fits == [False, True, True]
    assert (clock.ahead, clock.most, clock.doubt) == (99.5, 100.75, 1.25)


def test_a_clock_that_was_set_starts_the_comparison_anew():
    clock = ServerClock()
    clock.learn(1_010, sent_at=1_009.5, arrived_at=1_009.6)

    assert clock.learn(1_020, sent_at=5_011.0, arrived_at=5_011.5) is False
    assert (clock.ahead, clock.most) == (3_991.0, 4_001.5)


def test_two_clocks_drift_apart_a_little_in_every_window():
    clock = ServerClock()
    clock.learn(1_010, sent_at=1_009.5, arrived_at=1_009.6)

    for _ in range(10):
        clock.drift()

    assert clock.doubt == pytest.approx(10.1 + 10 * 0.01)


# Dies when a time in milliseconds sets our clock 56,000 years ahead, or a header ends the sync.
@pytest.mark.parametrize(
    ("limit", "remaining", "reset"),
    [
        ("167", "160", "1700000010000"),
        ("167", "160", "1700000010000000"),
        ("167", "160", "1700000010.5"),
        ("0", "0", "1700000010"),
        ("-5", "-5", "-5"),
        ("inf", "1", "nan"),
        ("1e400", "1", "1e400"),
        ("167", "-3", "9" * 400),
    ],
)
def test_headers_that_are_absurd_are_read_with_doubt(limit, remaining, reset):
    async def work() -> tuple[float, float]:
        limiter = Limiter(VirtualClock())
        headers = {
            "x-ratelimit-limit": limit,
            "x-ratelimit-remaining": remaining,
            "x-ratelimit-reset": reset,
        }
        began = now()
        for _ in range(30):
            limiter.release(await limiter.acquire(), headers)
        return limiter.seconds_ahead, now() - began

    ahead, seconds = simulate(work)
    assert abs(ahead) < 20
    assert seconds < 120


@pytest.mark.parametrize("form", ["3600", "Tue, 14 Nov 2023 23:13:23 GMT"])
def test_a_long_pause_is_announced_once_with_its_end(form):
    async def work() -> tuple[list[float], float]:
        limiter, told = Limiter(VirtualClock()), []
        limiter.announce = told.append
        sent = [await limiter.acquire() for _ in range(3)]
        for passed_at in sent:
            limiter.release(passed_at, {"retry-after": form}, throttled=True)
        return told, await limiter.acquire()

    told, passed_at = simulate(work)
    assert [round(until - passed_at) for until in told] == [0]
    assert passed_at - EPOCH == pytest.approx(HOUR, abs=2)
