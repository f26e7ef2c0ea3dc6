"""Export jobs: how many may be pending, when they are ready, how long their files last."""

from dataclasses import dataclass
from typing import Any

from sandbox.errors import ApiError
from sandbox.ids import mix

FILE_LIFE_S = 2 * 86_400


@dataclass
class Job:
    """An export that was asked for; its time passes with the requests about exports."""

    identifier: str
    request: Any
    outcome: str
    polls_left: int
    expires_at: float
    is_canceled: bool = False

    @property
    def is_pending(self) -> bool:
        """Whether it is still being worked on."""
        return self.polls_left > 0 and not self.is_canceled


class Jobs:
    """The export jobs of one sort; `message` is what the one too many is told."""

    def __init__(self, most_pending: int, message: str) -> None:
        """Have no jobs yet."""
        self._most_pending = most_pending
        self._message = message
        self._jobs: dict[str, Job] = {}

    def create(self, request: Any, outcome: str, polls: int, now: float) -> Job:
        """A job that is ready after `polls` looks at it; 429 when too many are pending.

        Being refused brings those pending nearer to their end, as waiting does.
        """
        pending = [job for job in self._jobs.values() if job.is_pending]
        if len(pending) >= self._most_pending:
            for job in pending:
                job.polls_left -= 1
            raise ApiError(429, "rate_limit_exceeded", self._message)
        identifier = f"{mix(len(self._jobs), self._most_pending):016x}"
        job = Job(identifier, request, outcome, polls, now + FILE_LIFE_S)
        self._jobs[identifier] = job
        return job

    def look(self, identifier: str) -> Job | None:
        """A job as its own status request finds it."""
        job = self._jobs.get(identifier)
        if job is not None and job.is_pending:
            job.polls_left -= 1
        return job

    def file_of(self, identifier: str, now: float) -> Job | None:
        """A job whose file can be downloaded now."""
        job = self._jobs.get(identifier)
        is_ready = job is not None and not job.is_pending and not job.is_canceled
        return job if job is not None and is_ready and now <= job.expires_at else None


class Exports:
    """The jobs of both exports."""

    def __init__(self) -> None:
        """Have no jobs yet."""
        self.content = Jobs(1, "Exceeded rate limit of 1 pending message data export jobs")
        self.reporting = Jobs(5, "Exceeded rate limit of 5 pending reporting dataset export jobs")
