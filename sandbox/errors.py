"""Errors of the simulated API, as Intercom words them.

ApiError: answered as an `error.list` with its status.
"""

from collections.abc import Mapping
from typing import Any


class ApiError(Exception):
    """A refusal with a status, a code and a message; `headers` go with the answer.

    Without a code it is a plain `error`, as a few endpoints answer; `data` is put into the error.
    """

    def __init__(
        self,
        status: int,
        code: str | None,
        message: str,
        headers: tuple[tuple[bytes, bytes], ...] = (),
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """Describe the answer."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers
        self.data = data


def bad_parameter(message: str) -> ApiError:
    """400 for a parameter that does not fit."""
    return ApiError(400, "parameter_invalid", message)


def not_found(message: str = "Resource Not Found", code: str = "not_found") -> ApiError:
    """404 for an unknown path or id."""
    return ApiError(404, code, message)


def bad_cursor() -> ApiError:
    """400 for a cursor that this endpoint never gave."""
    return ApiError(
        400,
        "client_error",
        "Invalid starting_after param. Please try again using a starting_after value "
        "from a paginated response",
    )
