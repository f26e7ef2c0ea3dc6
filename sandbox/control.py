"""The control routes under `/_sandbox/`, for tools that run beside a sandbox process.

GET/DELETE requests, GET requests/count, POST faults, POST change, GET truth/{kind}, GET/POST knobs.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
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

Endpoint = Callable[[Request], Awaitable[Response]]


def control_app(api: Api) -> Starlette:
    """Routes that look at and change the sandbox itself; they need no token."""

    async def requests(request: Request) -> Response:
        if request.method == "DELETE":
            api.requests.clear()
            return _json({})
        return _json([asdict(one) for one in api.requests])

    async def count(_: Request) -> Response:
        return _json({"count": api.requests.total})

    async def faults(request: Request) -> Response:
        api.faults.faults.append(Fault(**orjson.loads(await request.body())))
        return _json({"faults": len(api.faults.faults)})

    async def change(request: Request) -> Response:
        asked = orjson.loads(await request.body() or b"{}")
        done = api.workspace.change(asked.get("n", 10), asked.get("seed", 0))
        return _json({"changes": done})

    async def all_of(request: Request) -> Response:
        complete = request.query_params.get("complete") == "true"

        async def lines() -> AsyncIterator[bytes]:
            for found in truth(api.workspace, request.path_params["kind"], complete=complete):
                yield orjson.dumps(found) + b"\n"

        return StreamingResponse(lines(), media_type="application/x-ndjson")

    async def knobs(request: Request) -> Response:
        if request.method == "POST":
            for name, value in orjson.loads(await request.body()).items():
                if not hasattr(api.knobs, name):
                    return _json({"error": f"no knob named {name}"}, 400)
                setattr(api.knobs, name, value)
        return _json({k: _plain(v) for k, v in vars(api.knobs).items()})

    return Starlette(
        routes=[
            Route("/_sandbox/requests", requests, methods=["GET", "DELETE"]),
            Route("/_sandbox/requests/count", count),
            Route("/_sandbox/faults", faults, methods=["POST"]),
            Route("/_sandbox/change", change, methods=["POST"]),
            Route("/_sandbox/truth/{kind}", all_of),
            Route("/_sandbox/knobs", knobs, methods=["GET", "POST"]),
        ]
    )


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset | set) else value


def _json(found: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(found), status, media_type="application/json")
