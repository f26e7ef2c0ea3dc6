"""Who received which message, for the Content Data Export."""

from collections.abc import Iterator
from datetime import UTC, datetime

from sandbox.directory import Json
from sandbox.founding import DAY, Founding
from sandbox.shelf import Kind

_TYPES = ("Email", "Chat", "Post", "Sms")
_RECEIPTS = 120
_SALT = 0xD9
_LATER = ("first_reply", "first_open", "first_click", "first_dismisall", "first_unsubscribe")
COLUMNS = (
    "user_id",
    "user_external_id",
    "company_id",
    "email",
    "name",
    "ruleset_id",
    "content_id",
    "content_type",
    "content_title",
    "ruleset_version_id",
    "receipt_id",
    "received_at",
    "series_id",
    "series_title",
    "node_id",
    "first_reply",
    "first_completion",
    "first_series_completion",
    "first_series_disengagement",
    "first_series_exit",
    "first_goal_success",
    "first_open",
    "first_click",
    "first_dismisall",
    "first_unsubscribe",
    "first_hard_bounce",
)


CLICK_COLUMNS = ("receipt_id", "user_id", "link_url", "clicked_at")


def receipts(founding: Founding, _: str) -> list[Json]:
    """Receipts, oldest first; what people did with a message comes days after it."""
    people = len(founding.people.created_at)
    return [_receipt(founding, n, people) for n in range(_RECEIPTS if people else 0)]


def _receipt(founding: Founding, n: int, people: int) -> Json:
    row = founding.draw(_SALT, n) % people
    person = founding.people.build(row, [])
    content, at = n % 6, founding.moment(n, _RECEIPTS)
    times = {
        name: at + 3_600 + founding.draw(_SALT, turn, n) % (9 * DAY)
        for turn, name in enumerate(_LATER)
        if founding.draw(_SALT, turn, n) % (turn + 2) == 0
    }
    return {
        "user_id": person["id"],
        "user_external_id": person["external_id"],
        "company_id": None,
        "email": person["email"],
        "name": person["name"],
        "ruleset_id": str(41_100 + content),
        "content_id": str(42_100 + content),
        "content_type": _TYPES[content % len(_TYPES)],
        "content_title": f"Message {content + 1}, to all",
        "ruleset_version_id": str(43_100 + content),
        "receipt_id": str(88_000_000 + n),
        "_received_at": at,
        "_times": times,
    }


def as_csv_row(receipt: Json, start: int, end: float) -> list[str]:
    """The receipt as an export of this span shows it: nothing that happened outside of it."""
    times = {name: at for name, at in receipt["_times"].items() if start <= at <= end}
    shown = receipt | {"received_at": receipt["_received_at"]} | times
    return [_text(shown.get(name)) for name in COLUMNS]


def clicks(found: list[Json], start: int, end: int) -> Iterator[list[str]]:
    """The clicks of a span, which come in a file of their own where archives are sent."""
    for receipt in found:
        at = receipt["_times"].get("first_click")
        if at is not None and start <= at <= end:
            link = f"https://acme.example/{receipt['content_id']}?a,b"
            yield [receipt["receipt_id"], receipt["user_id"], link, str(at)]


def _text(value: object) -> str:
    if isinstance(value, int):
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return "" if value is None else str(value)


KINDS = (Kind("content_receipts", receipts, key="receipt_id"),)
