"""A proxy as companies have them: tunnels what it is asked to, for those who say who they are."""

import base64
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer

_CHUNK = 65_536


@dataclass
class ConnectProxy:
    """Where it is, and which hosts it was asked for."""

    address: str
    asked: list[str] = field(default_factory=list)


@contextmanager
def connect_proxy(target: int, login: str = "") -> Iterator[ConnectProxy]:
    """Lead every tunnel to a port of 127.0.0.1; without the `login` (user:password) answer 407."""
    wanted = f"Basic {base64.b64encode(login.encode()).decode()}"

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            served.asked.append(self.rfile.readline().decode().split()[1])
            headers = {}
            while line := self.rfile.readline().decode().strip():
                name, _, value = line.partition(": ")
                headers[name.lower()] = value
            if login and headers.get("proxy-authorization") != wanted:
                self.wfile.write(b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n")
                return
            self.wfile.write(b"HTTP/1.1 200 Connected\r\n\r\n")
            with socket.create_connection(("127.0.0.1", target)) as server:
                back = threading.Thread(target=_forward, args=(server, self.connection))
                back.start()
                _forward(self.connection, server)
                back.join()

    class Server(ThreadingTCPServer):
        block_on_close = False
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        served = ConnectProxy(f"127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()


def _forward(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(_CHUNK):
            sink.sendall(chunk)
        sink.shutdown(socket.SHUT_WR)
