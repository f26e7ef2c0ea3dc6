"""What a user may choose about the reports: `[transforms]` of dlt's configuration.

Models read the choices that change numbers as the one-row relation `settings`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from difflib import get_close_matches
from typing import Any, Literal, get_args
from zoneinfo import available_timezones

from .definitions import definitions
from .errors import SettingsError

Deleted = Literal["as_intercom", "count", "drop"]
_COLUMN = re.compile(r"[a-z_][a-z0-9_]{0,62}")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Choices about the reports; a model whose settings changed is rebuilt by itself."""

    dataset: str = "intercom_reporting"
    """Where the reporting tables are."""

    report_time_zone: str | None = None
    """IANA name of the zone that decides which day a moment belongs to; None: the workspace's."""

    deleted_conversations: Deleted = "as_intercom"
    """Deleted conversations count if Intercom retained their metrics, always, or never."""

    excluded_tags: tuple[str, ...] = ()
    """A conversation that carries one of these tags is left out of every number."""

    our_domains: tuple[str, ...] = ()
    """A contact with an address of one of these domains is a teammate, no customer."""

    bot_admins: tuple[str, ...] = ()
    """Teammates that are bots, by id or address."""

    bot_apps: tuple[str, ...] = ()
    """Apps that write in a teammate's name, by the code that parts carry."""

    office_hours_schedule: str | None = None
    """Id or name of the office-hours schedule that clocks follow; None: the oldest one."""

    extra_columns: Mapping[str, str] = field(default_factory=dict)
    """Columns of `conversations_with_attributes`, each with the custom attribute in it."""

    as_of: datetime | None = None
    """The moment that ages are measured at; None: the moment of the query."""

    def __post_init__(self) -> None:
        """Refuse what no warehouse could use, before anything runs."""
        if not _COLUMN.fullmatch(self.dataset):
            raise _refused("dataset", self.dataset, "may hold small letters, digits and _ only")
        zone = self.report_time_zone
        if zone is not None and zone not in available_timezones():
            near = _nearest(zone, available_timezones())
            raise _refused("report_time_zone", zone, f"is no IANA time zone name{near}")
        if self.deleted_conversations not in get_args(Deleted):
            words = ", ".join(get_args(Deleted))
            raise _refused(
                "deleted_conversations", self.deleted_conversations, f"is none of {words}"
            )
        for name in self.extra_columns:
            if name in {one.column for one in definitions().get("conversations", ())}:
                raise _refused("extra_columns", name, "is a column of conversations already")
            if not _COLUMN.fullmatch(name):
                raise _refused(
                    "extra_columns", name, "is no plain name of a column, like plan_name"
                )
        if self.as_of is not None and self.as_of.tzinfo is None:
            raise SettingsError("as_of needs a time zone")

    @classmethod
    def of(cls, section: Mapping[str, Any]) -> "Settings":
        """Settings by name, each of its type.

        Errors: `SettingsError` naming the setting, with the nearest one if there is no such.
        """
        known = {one.name for one in fields(cls)} - {"as_of"}
        for name in section:
            if name not in known:
                near = _nearest(name, known)
                raise SettingsError(f"there is no setting transforms.{name}{near}")
        return cls(**section)


def _refused(name: str, value: object, reason: str) -> SettingsError:
    return SettingsError(f"the setting transforms.{name} cannot be used: {value!r} {reason}")


def _nearest(name: str, known: set[str]) -> str:
    near = get_close_matches(name, sorted(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""
