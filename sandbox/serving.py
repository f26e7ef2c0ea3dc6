"""A thread that serves an ASGI application with uvicorn's HTTP protocol and stops at once."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable

import uvicorn
from uvicorn.server import ServerState

_BACKLOG = 512


class Serving(threading.Thread):
    """Serves until `stop`.

    uvicorn's own server polls for its end and waits for connections, a fifth of a second in
    all; tests begin and end hundreds of sandboxes.
    """

    def __init__(self, app: Callable[..., Awaitable[None]], listener: socket.socket) -> None:
        """Serve `app` to whoever connects to `listener`."""
        super().__init__(name="sandbox", daemon=True)
        self._config = uvicorn.Config(
            app,
            interface="asgi3",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=60,
        )
        self._listener = listener
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()

    def start(self) -> None:
        """Begin to serve; connections are accepted when this returns."""
        super().start()
        self._ready.wait()

    def stop(self) -> None:
        """End all connections and wait for the thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self.join()

    def run(self) -> None:
        """Serve; the body of the thread."""
        config, loop, state = self._config, self._loop, ServerState()
        asyncio.set_event_loop(loop)
        config.load()

        def protocol() -> asyncio.Protocol:
            return config.http_protocol_class(  # type: ignore[call-arg]
                config=config, server_state=state, app_state={}, _loop=loop
            )

        serving = loop.create_server(protocol, sock=self._listener, backlog=_BACKLOG)
        server = loop.run_until_complete(serving)
        self._ready.set()
        loop.run_forever()
        server.close()
        for connection in list(state.connections):
            connection.transport.abort()
        loop.run_until_complete(_cancel_all())
        loop.close()


async def _cancel_all() -> None:
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
