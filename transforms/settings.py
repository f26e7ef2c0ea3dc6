"""What a user may choose about the numbers. Models read it as the one-row relation `settings`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import available_timezones

from .errors import SettingsError

Deleted = Literal["as_intercom", "count", "drop"]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Choices that change numbers; a model whose settings changed is rebuilt by itself."""

    report_time_zone: str | None = None
    """IANA name of the zone that decides which day a moment belongs to; None: the workspace's."""

    deleted_conversations: Deleted = "as_intercom"
    """Deleted conversations count if Intercom retained their metrics, always, or never."""

    excluded_tags: tuple[str, ...] = ()
    """A conversation that carries one of these tags is left out of every number."""

    office_hours_schedule: str | None = None
    """Id or name of the office-hours schedule that clocks follow; None: the oldest one."""

    as_of: datetime | None = None
    """The moment that ages are measured at; None: the moment of the query."""

    def __post_init__(self) -> None:
        """Refuse what no warehouse could use, before anything runs."""
        zone = self.report_time_zone
        if zone is not None and zone not in available_timezones():
            raise SettingsError(f"report_time_zone: {zone!r} is no IANA time zone name")
        if self.deleted_conversations not in ("as_intercom", "count", "drop"):
            raise SettingsError(
                f"deleted_conversations: {self.deleted_conversations!r} is none of"
                " as_intercom, count, drop"
            )
        if self.as_of is not None and self.as_of.tzinfo is None:
            raise SettingsError("as_of needs a time zone")
