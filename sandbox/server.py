"""A sandbox in this process: the simulated API on a real socket, in a thread of its own."""

import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

from sandbox.app import Api, Hook
from sandbox.control import Control
from sandbox.directory import Json
from sandbox.faults import Fault
from sandbox.knobs import Knobs
from sandbox.latency import Latency
from sandbox.limits import RateLimit
from sandbox.requestlog import RequestLog
from sandbox.serving import Serving
from sandbox.truth import truth
from sandbox.wire import Receive, Send
from sandbox.workspace import Workspace

DEFAULT_TOKEN = "sandbox-token"


class Sandbox:
    """A simulated Intercom workspace served on 127.0.0.1 while the `with` block lasts."""

    def __init__(
        self,
        conversations: int = 200,
        seed: int = 7,
        *,
        knobs: Knobs | None = None,
        now: Callable[[], float] | None = None,
        rate_limit_per_minute: int | None = None,
        token: str = DEFAULT_TOKEN,
        workspace_id: str = "acme1234",
        contacts: int | None = None,
        companies: int | None = None,
        time_zone: str = "America/New_York",
        history_seconds: int | None = None,
        port: int = 0,
        wall_clock: Callable[[], float] = time.time,
        latency: Latency | None = None,
        keep_requests: int | None = None,
    ) -> None:
        """Create the workspace; `now` dates objects, `wall_clock` drives limits and scrolls."""
        self.token = token
        self.knobs = knobs or Knobs()
        self.workspace = Workspace(
            conversations,
            seed,
            now or time.time,
            self.knobs,
            contacts=contacts,
            companies=companies,
            workspace_id=workspace_id,
            time_zone=time_zone,
            history_seconds=history_seconds,
        )
        self.limit = RateLimit(rate_limit_per_minute, wall_clock)
        self.api = Api(
            self.workspace, self.knobs, token, self.limit, wall_clock, keep_requests, latency
        )
        self._control = Control(self.api).routes()
        self._port = port
        self._thread: Serving | None = None
        self.bugs: list[Exception] = []
        """What went wrong in here although no fault was scripted."""
        self.has_ended = threading.Event()
        """Set by the first of them: whoever only serves may wait for it."""
        self.base_url = ""

    @property
    def requests(self) -> RequestLog:
        """Requests in the order in which they were answered; `clear()` forgets them."""
        return self.api.requests

    def fail(self, *faults: Fault) -> None:
        """Let matching requests fail, in the order given."""
        self.api.faults.faults.extend(faults)

    def on_request(self, hook: Hook) -> None:
        """Call `hook(request, workspace)` before every answer from now on."""
        self.api.hooks.append(hook)

    def truth(self, kind: str, *, complete: bool = False) -> Iterator[Json]:
        """Every object of a kind as a complete read would see it now; see `sandbox.truth`."""
        return truth(self.workspace, kind, complete=complete)

    def start(self) -> None:
        """Bind the socket and begin to serve."""
        # The protocol is named because asyncio sets TCP_NODELAY only on sockets that say TCP.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._port))
        self.base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._thread = Serving(self._dispatch, listener)
        self._thread.start()

    def stop(self) -> None:
        """Stop serving; requests still being answered are dropped."""
        if self._thread is not None:
            self._thread.stop()

    async def _dispatch(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        app = self._control if scope["path"].startswith("/_sandbox/") else self.api
        try:
            await app(scope, receive, send)  # type: ignore[arg-type]
        except Exception as error:
            # uvicorn's log is off because cut connections fill it; a bug must still be seen.
            traceback.print_exc()
            self.bugs.append(error)
            self.has_ended.set()
            raise

    def __enter__(self) -> "Sandbox":
        """Begin to serve."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop serving; a 500 that nobody scripted fails whoever used the sandbox."""
        self.stop()
        if self.bugs:
            raise RuntimeError("the sandbox failed, and no fault was scripted") from self.bugs[0]
