"""Conversations told in a few words: `add(conversation("A", "Mon 09:00", part(...), ...))`.

Moments are a weekday of the first week of March 2026 and a UTC clock, `+1 Mon` the week after.
"""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from tests.golden.warehouse import Rows, new_rows

WORKSPACE = "w1"
SYNCED = datetime(2026, 4, 1, tzinfo=UTC)
_MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
Json = dict[str, Any]

ANNA: Json = {"author_type": "admin", "author_id": "1", "author_email": "anna@example.com"}
BEN: Json = {"author_type": "admin", "author_id": "2", "author_email": "ben@example.com"}
CUSTOMER: Json = {"author_type": "user", "author_id": "c1", "author_email": "kim@example.org"}
OPERATOR: Json = {"author_type": "admin", "author_id": "9", "author_email": "operator+x@i.io"}
FIN: Json = {"author_type": "bot", "author_id": "8", "author_from_ai_agent": True}
SUPPORT, BILLING = {"type": "team", "id": "t1"}, {"type": "team", "id": "t2"}
TO_ANNA, TO_BEN = {"type": "admin", "id": "1"}, {"type": "admin", "id": "2"}
NOBODY = {"type": "nobody_admin", "id": None}


def moment(text: str) -> datetime:
    """`Mon 09:00`, `Mon 09:00:30`, `+1 Tue 10:00`."""
    *weeks, day, clock = text.split()
    hours, minutes, *seconds = (int(number) for number in clock.split(":"))
    return _MONDAY + timedelta(
        weeks=int(weeks[0]) if weeks else 0,
        days=_DAYS.index(day),
        hours=hours,
        minutes=minutes,
        seconds=seconds[0] if seconds else 0,
    )


def part(
    at: str, part_type: str, by: Json, body: str | None = None, to: Json | None = None, **more: Any
) -> Json:
    """One part; a comment without a body says something."""
    if body is None and part_type in ("comment", "note"):
        body = "<p>Some words.</p>"
    assigned = {"assigned_to_type": to["type"], "assigned_to_id": to["id"]} if to else {}
    return {"at": at, "part_type": part_type, "body": body, **by, **assigned, **more}


class Golden:
    """The raw rows of one workspace, growing as conversations are told."""

    def __init__(self, workspace: str = WORKSPACE, timezone: str = "UTC") -> None:
        self.workspace = workspace
        self.numbers = count(1)
        self.rows: Rows = new_rows()
        self.row("workspaces", id=workspace, timezone=timezone)

    def row(self, table: str, **columns: Any) -> None:
        stamp = {"workspace_id": self.workspace, "synced_at": SYNCED}
        self.rows[table].append({**stamp, **columns})

    def conversation(
        self, name: str, at: str, *parts: Json, by: Json = CUSTOMER, **more: Any
    ) -> None:
        """An opening message and what followed; `more` overrides columns of the conversation."""
        columns = {
            "id": name,
            "created_at": moment(at),
            "updated_at": moment(parts[-1]["at"] if parts else at),
            "state": "open",
            "channel_initial": "email",
            "source_type": "email",
            "source_delivered_as": "customer_initiated",
            "source_body": "<p>Hello?</p>",
            "parts_received": len(parts),
            "parts_total_count": len(parts),
            "parts_truncated": False,
            **{
                f"source_{key}": by.get(key) for key in ("author_type", "author_id", "author_email")
            },
            **more,
        }
        self.row("conversations", **columns)
        synced_at = columns.get("synced_at", SYNCED)
        for told in parts:
            self.part(name, told, synced_at=synced_at)

    def part(self, conversation: str, told: Json, **more: Any) -> None:
        columns = {key: value for key, value in told.items() if key != "at"}
        self.row(
            "conversation_parts",
            **{
                "id": str(next(self.numbers)),
                "conversation_id": conversation,
                "created_at": moment(told["at"]),
                **more,
                **columns,
            },
        )
