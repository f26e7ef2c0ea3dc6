"""A TCP proxy that a test can cut: between a client and a server that is never told why."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

_CHUNK = 65_536


class Proxy:
    """Forwards 127.0.0.1:`port` to another port while the block lasts.

    `watch` sees what the client sends, before it is forwarded, and may say to cut: the server gets
    it all the same, and nobody hears the answer.
    """

    def __init__(self, target: int, watch: Callable[[bytes], bool] = lambda _: False) -> None:
        self.target, self.watch = target, watch
        self.cuts = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._threads = [threading.Thread(target=self._accept)]

    def __enter__(self) -> "Proxy":
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in list(self._open):
            self._close(one)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:  # it is down for a while: so are we
                client.close()
                continue
            self._open |= {client, server}
            for ends in ((client, server), (server, client)):
                thread = threading.Thread(target=self._forward, args=(*ends, ends[0] is client))
                self._threads.append(thread)
                thread.start()

    def _forward(self, source: socket.socket, sink: socket.socket, is_client: bool) -> None:
        with suppress(OSError):
            while chunk := source.recv(_CHUNK):
                is_cut = is_client and self.watch(chunk)
                if is_cut:
                    self.cuts += 1
                    self._close(source)
                sink.sendall(chunk)
                if is_cut:
                    sink.shutdown(socket.SHUT_WR)
                    return
        self._close(source)
        self._close(sink)

    def _close(self, one: socket.socket) -> None:
        self._open.discard(one)
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
