"""Everything that can go wrong between us and Intercom.

IntercomError
├── SettingsInvalid      a setting that the user must change first
├── RequestRejected      a 4xx that asking again will not heal
│   ├── TokenRefused     401: nothing can be read with this token
│   ├── NotPermitted     403, plan or version: this resource cannot be read
│   ├── NotFound         404 or 410: the object is gone or was never there
│   └── QueueFull        429: as many export jobs are pending as may be
├── Unavailable          retries are spent
│   └── Unreachable      not even a connection
└── UnexpectedShape      an answer that is not what the reference describes
"""


class IntercomError(Exception):
    """Base of the tree; its text is one sentence for the user."""


class SettingsInvalid(IntercomError):
    """A setting that the user must change first."""


class RequestRejected(IntercomError):
    """A 4xx; `status` and `code` are Intercom's own."""

    def __init__(self, request: str, status: int, code: str, message: str) -> None:
        super().__init__(f"{request} was refused with {status} {code}: {message}")
        self.request, self.status, self.code, self.message = request, status, code, message


class TokenRefused(RequestRejected):
    """401: nothing can be read with this token."""


class NotPermitted(RequestRejected):
    """A missing permission, plan or API version; concerns one resource only."""


class NotFound(RequestRejected):
    """404 or 410; `location` is where a merged contact went to."""

    location: str | None = None


class QueueFull(RequestRejected):
    """As many export jobs are pending as may be; one that ends makes room."""


class Unavailable(IntercomError):
    """Retries are spent; the same request may work later."""


class Unreachable(Unavailable):
    """Not even a connection."""


class UnexpectedShape(IntercomError):
    """An answer that is not what the reference describes: better no rows than wrong ones."""
