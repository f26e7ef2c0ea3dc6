"""A sync in a process of its own, which kills itself at a moment or waits to be killed."""

import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

from dlt.common.runtime.collector import NullCollector

from pipelines import reporting
from pipelines.sync import load, prepare
from pipelines.warehouse import Warehouse
from sources.intercom import Session, Settings, Slice
from sources.intercom.readers import Delivery, Item
from sources.intercom.session import Turn
from tests.acceptance.reader import endpoints

CONTEXT = get_context("forkserver")
# dlt is imported and SQL is parsed once, and not by each of fifty
CONTEXT.set_forkserver_preload([__name__, "tests.acceptance.warm"])


@dataclass(frozen=True)
class Orders:
    """What to sync, and when to die."""

    warehouse: Warehouse
    url: str
    token: str
    moment: str = ""
    """`Delivery`, or what dlt does: `Extract`, `Normalize`, `Load`, `Jobs`, each also ` over`."""
    nth: int = 1
    transform: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)
    """Of dlt, as environment variables."""


def start(orders: Orders) -> BaseProcess:
    process = CONTEXT.Process(target=sync, args=(orders,))
    process.start()
    return process


def sync(orders: Orders) -> None:
    """Conversations in slices of twelve."""
    os.environ.update(orders.settings)
    doom = _Doom(orders.moment, orders.nth)
    pipeline = orders.warehouse.pipeline()
    pipeline.collector = doom
    session = _Watched(
        Settings(access_token=orders.token, base_url=orders.url),
        endpoints("conversations"),
        slices=Slice(120),
    )
    session.doom = doom
    try:
        prepare(pipeline, session, orders.warehouse)
        load(pipeline, session, orders.warehouse)
    finally:
        session.close()
    if orders.transform:
        reporting.transform(pipeline, orders.warehouse)


class _Doom(NullCollector):
    """Told of every step by dlt."""

    def __init__(self, moment: str, left: int) -> None:
        super().__init__()
        self.moment, self.left, self.doing = moment, left, ""

    def met(self, moment: str) -> None:
        self.left -= moment == self.moment
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)

    def update(self, name: str, *_: object, **__: object) -> None:
        self.met(name)

    def _start(self, step: str) -> None:
        self.doing = step.split()[0]
        self.met(self.doing)

    def _stop(self) -> None:
        self.met(f"{self.doing} over")


class _Watched(Session):
    doom: _Doom

    def turn(self, name: str) -> Item | Turn:
        item = super().turn(name)
        if isinstance(item, Delivery):
            self.doom.met("Delivery")
        return item


def settings(folder: Path, more: Mapping[str, str]) -> dict[str, str]:
    """What makes dlt keep to a folder."""
    return {"DLT_DATA_DIR": str(folder), "HOME": str(folder), **more}
