"""What the user may set for the source, checked before the first request."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)

from . import forms
from .errors import SettingsInvalid

Names = Annotated[tuple[str, ...], BeforeValidator(forms.names)]
Lists = Annotated[dict[str, tuple[str, ...]], BeforeValidator(forms.lists)]

HOSTS = {
    "us": "https://api.intercom.io",
    "eu": "https://api.eu.intercom.io",
    "au": "https://api.au.intercom.io",
}


class Settings(BaseModel):
    """`[sources.intercom]`, one field per setting."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    access_token: str = Field(min_length=1, repr=False)
    region: Literal["us", "eu", "au"] = "us"
    base_url: str | None = None
    api_version: str = "Preview"
    start_date: datetime | None = None
    rate_limit_share: float = Field(default=1.0, gt=0, le=1)
    refresh_days: int = Field(default=30, ge=0)
    export_days: int = Field(default=30, ge=1)
    """Days that the exports read again: rows of reports go on changing, messages being opened."""
    resources: Names = ()
    """What a sync reads that is not told what to read; empty: all that cost few requests."""
    custom_object_types: Names = ()
    lookups: Lists = Field(default_factory=dict)
    """Ids by resource, for what Intercom does not list."""
    redact: Names = ()
    """Columns that are left out, as `contacts.email`, or hashed, as `contacts.email:hash`."""
    redact_salt: str | None = Field(default=None, min_length=16, repr=False)
    """Key of the hashes; without it they would give away what is easily guessed."""
    timeout_s: float = Field(default=60.0, gt=0)

    @field_validator("region", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("access_token")
    @classmethod
    def _plain(cls, value: str) -> str:
        token = value.strip()
        if not token or not token.isascii() or not token.isprintable() or " " in token:
            raise ValueError("a token is one word of plain letters, digits and signs")
        return token

    @field_validator("base_url")
    @classmethod
    def _absolute(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("an address starts with https:// (or http:// for a local sandbox)")
        if value and not _is_address(value):
            raise ValueError("an address is like https://api.intercom.io or http://127.0.0.1:8000")
        return value or None

    @field_validator("start_date", mode="before")
    @classmethod
    def _moment(cls, value: object) -> object:
        return parse_date(value) if value is not None else None

    @property
    def url(self) -> str:
        """Where requests go: `base_url` overrides `region`."""
        return (self.base_url or HOSTS[self.region]).rstrip("/")

    @property
    def host(self) -> str:
        """The host of `url`."""
        return urlsplit(self.url).hostname or ""


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname and parts.port != 0 and url.isprintable() and " " not in url)
    except ValueError:  # of the port, or of brackets around the host
        return False


def parse_date(value: object) -> datetime:
    """Read `2024-05-31` or an ISO 8601 time; without a zone it is UTC."""
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime(value.year, value.month, value.day, tzinfo=UTC)
    else:
        try:
            moment = datetime.fromisoformat(str(value).strip())
        except ValueError:
            raise ValueError(f"{value!r} is no date; write it as 2024-05-31") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def check(**values: object) -> Settings:
    """Make settings of what was configured; a wrong one is named in one sentence."""
    try:
        return Settings.model_validate({k: v for k, v in values.items() if v is not None})
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        name = ".".join(str(step) for step in problem["loc"])
        reason = problem["msg"].removeprefix("Value error, ")
        raise SettingsInvalid(f"the setting {name} cannot be used: {reason}") from None
