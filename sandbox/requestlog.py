"""The record of what clients asked, for tests and benchmarks to look at."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in and the status that it got (0: no complete answer was sent)."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    status: int
    at: float
    answered_at: float = 0.0


class RequestLog(list[Request]):
    """The requests in order; with `keep` only about that many of the newest."""

    def __init__(self, keep: int | None = None) -> None:
        """Keep all requests, or about the newest `keep`."""
        super().__init__()
        self._keep = keep
        self.total = 0

    def add(self, request: Request) -> None:
        """Append a request and let go of the oldest when there are too many."""
        self.append(request)
        self.total += 1
        if self._keep is not None and len(self) > 2 * self._keep:
            del self[: self._keep]
