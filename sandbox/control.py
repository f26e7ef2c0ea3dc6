"""The control routes under `/_sandbox/`, for tools that run beside a sandbox process.

GET and DELETE requests, GET requests/count, POST faults, POST change {n, seed, silent, only},
GET truth/{kind} as newline-delimited JSON, GET and POST knobs. None of them needs a token.
"""

from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from sandbox.app import Api
from sandbox.faults import Fault
from sandbox.truth import truth


class Control:
    """Handlers that look at and change the sandbox itself."""

    def __init__(self, api: Api) -> None:
        """Control this API."""
        self._api = api

    def routes(self) -> Starlette:
        """The handlers as an application."""
        return Starlette(
            routes=[
                Route("/_sandbox/requests", self.requests, methods=["GET", "DELETE"]),
                Route("/_sandbox/requests/count", self.count),
                Route("/_sandbox/faults", self.faults, methods=["POST"]),
                Route("/_sandbox/change", self.change, methods=["POST"]),
                Route("/_sandbox/truth/{kind}", self.truth),
                Route("/_sandbox/knobs", self.knobs, methods=["GET", "POST"]),
            ]
        )

    async def requests(self, request: Request) -> Response:
        """What clients asked so far; DELETE forgets it."""
        if request.method == "DELETE":
            self._api.requests.clear()
        return _json([asdict(one) for one in self._api.requests])

    async def count(self, _: Request) -> Response:
        """How many requests were answered since the start, forgotten ones included."""
        return _json({"count": self._api.requests.total})

    async def faults(self, request: Request) -> Response:
        """Add a fault, given by its fields."""
        faults = self._api.faults.faults
        faults.append(Fault(**orjson.loads(await request.body())))
        return _json({"faults": len(faults)})

    async def change(self, request: Request) -> Response:
        """Make random changes."""
        asked = orjson.loads(await request.body() or b"{}")
        change = self._api.workspace.change
        which = {"silent": asked.get("silent", False), "only": asked.get("only", ())}
        done = change(asked.get("n", 10), asked.get("seed", 0), **which)
        return _json({"changes": done})

    async def truth(self, request: Request) -> Response:
        """Every object of a kind, one a line."""
        complete = request.query_params.get("complete") == "true"
        found = truth(self._api.workspace, request.path_params["kind"], complete=complete)

        async def lines() -> AsyncIterator[bytes]:
            for one in found:
                yield orjson.dumps(one) + b"\n"

        return StreamingResponse(lines(), media_type="application/x-ndjson")

    async def knobs(self, request: Request) -> Response:
        """Show the knobs; POST sets the ones named."""
        knobs = self._api.knobs
        if request.method == "POST":
            asked = orjson.loads(await request.body())
            unknown = [name for name in asked if not hasattr(knobs, name)]
            if unknown:
                return _json({"error": f"no knob named {unknown[0]}"}, 400)
            for name, value in asked.items():
                setattr(knobs, name, value)
        return _json({name: _plain(value) for name, value in vars(knobs).items()})


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset | set) else value


def _json(found: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(found), status, media_type="application/json")
