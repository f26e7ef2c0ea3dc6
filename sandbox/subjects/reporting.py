"""The datasets of the Reporting Data Export, computed from the objects as they are now."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.directory import Json
from sandbox.fields import path
from sandbox.workspace import Workspace

Value = Callable[[Workspace, Json], object]


@dataclass(frozen=True)
class Attribute:
    """A column; jobs ask for it by its qualified id, files head it with its bare one."""

    group: str
    id: str
    get: Value

    @property
    def qualified_id(self) -> str:
        """The id with its group."""
        return f"{self.group}.{self.id}"


@dataclass(frozen=True)
class Dataset:
    """A table of the export; its span is cut by the attribute `time`, a field of the objects."""

    id: str
    name: str
    source: str
    time: str
    cut_by: str
    attributes: tuple[Attribute, ...]

    def shown(self) -> Json:
        """The dataset as `get_datasets` lists it."""
        return {
            "id": self.id,
            "name": self.name,
            "description": f"{self.name}, one row each.",
            "default_time_attribute_id": self.time,
            "attributes": [
                {
                    "id": one.id,
                    "qualified_id": one.qualified_id,
                    "name": one.id.replace("_", " ").capitalize(),
                }
                for one in self.attributes
            ],
        }

    def objects(self, workspace: Workspace, start: int, end: int) -> Iterator[Json]:
        """What the rows are about: everything of the span, both ends included, oldest first."""
        at = path(self.cut_by)
        shelved = self.source in workspace.shelf.kinds
        found = workspace.shelf.rows(self.source) if shelved else workspace.all(self.source)
        for one in found:
            moment = at(one)
            if isinstance(moment, int) and start <= moment <= end:
                yield one

    def row(self, workspace: Workspace, one: Json, wanted: list[str]) -> dict[str, str]:
        """An object as a row of the file: text by bare id."""
        known = {attribute.qualified_id: attribute for attribute in self.attributes}
        return {known[name].id: _text(known[name].get(workspace, one)) for name in wanted}


def has_reply(conversation: Json) -> bool:
    """Whether a customer ever said anything: up to 2.15 the export leaves out the others."""
    return conversation["statistics"]["first_contact_reply_at"] is not None


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _field(name: str) -> Value:
    get = path(name)
    return lambda _, one: get(one)


def _time(name: str) -> Value:
    """A Unix time as the files write it: in UTC, without saying so."""
    get = path(name)

    def text(_: Workspace, one: Json) -> object:
        at = get(one)
        is_time = isinstance(at, int) and at
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S") if is_time else None

    return text


def _teammate(name: str) -> Value:
    """The name of a teammate, which is what the files hold in columns called ids."""
    get = path(name)

    def text(workspace: Workspace, one: Json) -> object:
        admins = {admin["id"]: admin["name"] for admin in workspace.directory.admins}
        return admins.get(str(get(one)))

    return text


def _team(name: str) -> Value:
    get = path(name)
    return lambda workspace, one: workspace.directory.team_names.get(str(get(one)))


_CONVERSATION = (
    Attribute("standard", "conversation_id", _field("id")),
    Attribute("standard", "channel", _field("channel.current")),
    Attribute("standard", "current_conversation_state", _field("state")),
    Attribute("timestamp", "conversation_started_at", _time("created_at")),
    Attribute("teammate", "currently_assigned_teammate_id", _teammate("admin_assignee_id")),
    Attribute("team", "currently_assigned_team_id", _team("team_assignee_id")),
)
DATASETS = (
    Dataset(
        "conversation",
        "Conversations",
        "conversations",
        "conversation_started_at",
        "created_at",
        (
            *_CONVERSATION,
            Attribute("duration", "handling_time", _field("statistics.handling_time")),
            Attribute("standard", "reopens_count", _field("statistics.count_reopens")),
        ),
    ),
    Dataset(
        "conversation_rating_sent",
        "Ratings asked for",
        "conversations",
        "conversation_rating_updated_at",
        "conversation_rating.updated_at",
        (
            *_CONVERSATION,
            Attribute(
                "conversation-rating-sent",
                "conversation_rating",
                _field("conversation_rating.rating"),
            ),
            Attribute(
                "timestamp",
                "conversation_rating_updated_at",
                _time("conversation_rating.updated_at"),
            ),
            Attribute(
                "conversation-rating-sent",
                "rated_teammate_id",
                _teammate("conversation_rating.teammate.id"),
            ),
        ),
    ),
    Dataset(
        "call",
        "Calls",
        "calls",
        "call_initiated_at",
        "_began",
        (
            Attribute("call", "call_id", _field("id")),
            Attribute("standard", "conversation_id", _field("conversation_id")),
            Attribute("call", "call_direction", _field("direction")),
            Attribute("timestamp", "call_initiated_at", _time("_began")),
            Attribute("duration", "call_talk_time", _field("talk_time")),
        ),
    ),
    Dataset(
        "tickets_report",
        "Tickets",
        "tickets",
        "ticket_created_at",
        "created_at",
        (
            Attribute("standard", "ticket_id", _field("id")),
            Attribute("standard", "ticket_state", _field("ticket_state.internal_label")),
            Attribute("timestamp", "ticket_created_at", _time("created_at")),
        ),
    ),
)
BY_ID = {dataset.id: dataset for dataset in DATASETS}
