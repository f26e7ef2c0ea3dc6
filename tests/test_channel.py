"""The channel between the two threads: in order, and never more bytes than it may hold."""

import asyncio
import queue
import threading
from contextlib import contextmanager, suppress

import pytest

from sources.intercom.channel import Channel


@contextmanager
def producing(work):
    """Run `work` in an event loop of another thread, as the fetcher does."""
    thread = threading.Thread(target=lambda: asyncio.run(work))
    thread.start()
    yield
    thread.join()


def test_items_come_out_in_the_order_in_which_they_went_in():
    channel = Channel(100)

    async def produce():
        for number in range(500):
            await channel.put(number, 10)

    with producing(produce()):
        taken = [channel.get(timeout=5) for _ in range(500)]

    assert taken == list(range(500))


def test_a_full_channel_waits_for_its_consumer():
    channel, put = Channel(100), []

    async def produce():
        for number in range(6):
            await channel.put(number, 40)
            put.append(number)

    async def main():
        task = asyncio.create_task(produce())
        for _ in range(20):
            await asyncio.sleep(0)
        before = list(put)
        channel.get()
        for _ in range(20):
            await asyncio.sleep(0)
        after = list(put)
        for _ in range(5):
            while True:
                try:
                    channel.get(timeout=0)
                    break
                except queue.Empty:
                    await asyncio.sleep(0)
        await task
        return before, after

    assert asyncio.run(main()) == ([0, 1], [0, 1, 2])


def test_an_item_larger_than_the_channel_passes_alone():
    channel = Channel(100)

    async def produce():
        await channel.put("small", 10)
        await channel.put("huge", 10_000)
        await channel.put("small again", 10)

    with producing(produce()):
        taken = [channel.get(timeout=5) for _ in range(3)]

    assert taken == ["small", "huge", "small again"]


def test_items_without_a_size_never_wait():
    channel = Channel(10)

    async def produce():
        await channel.put("fills it", 10)
        for number in range(100):
            await channel.put(number)

    asyncio.run(produce())

    assert [channel.get(timeout=0) for _ in range(101)] == ["fills it", *range(100)]


def test_an_empty_channel_says_so_in_time():
    with pytest.raises(queue.Empty):
        Channel(1).get(timeout=0.01)


def test_a_producer_can_wait_until_all_is_taken_and_more_is_asked_for():
    channel, seen = Channel(100), []

    async def produce():
        await channel.put("first", 10)
        await channel.put("second", 10)
        await channel.emptied()
        seen.append("emptied")
        await channel.put("third", 10)

    with producing(produce()):
        taken = [(channel.get(timeout=5), list(seen)) for _ in range(2)]
        while not seen:
            with suppress(queue.Empty):
                taken.append((channel.get(timeout=0.01), list(seen)))

    rest = [] if len(taken) == 3 else [(channel.get(timeout=5), list(seen))]
    assert [*taken, *rest] == [("first", []), ("second", []), ("third", ["emptied"])]


def test_what_was_put_can_be_taken_after_the_loop_has_ended():
    channel = Channel(100)

    asyncio.run(channel.put("left", 50))

    assert channel.get(timeout=0) == "left"


def test_a_producer_that_waits_can_be_cancelled():
    channel = Channel(10)

    async def main():
        await channel.put("first", 10)
        task = asyncio.create_task(channel.put("second", 10))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return task.cancelled()

    assert asyncio.run(main())
    assert channel.get(timeout=0) == "first"
    with pytest.raises(queue.Empty):
        channel.get(timeout=0)
