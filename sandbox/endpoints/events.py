"""Data events of one contact: the list of the last ninety days, and counts of all."""

from sandbox.catalogue import whole_seconds
from sandbox.directory import Json
from sandbox.errors import bad_parameter, not_found
from sandbox.paging import PageSize
from sandbox.routes import Call, Route
from sandbox.subjects.customers import event_summaries, listed_events, shown_event

_WHO = ("intercom_user_id", "user_id", "email")


def events(call: Call) -> Json:
    """GET /events: of a contact, newest first; `pages` holds URLs with times in milliseconds."""
    contact = _contact(call)
    rows = call.workspace.shelf.rows("events", contact["id"])
    if call.query.get("summary") == "true":
        who = {
            "email": contact["email"],
            "intercom_user_id": contact["id"],
            "user_id": contact["external_id"] or "",
        }
        return {"type": "event.summary", **who, "events": event_summaries(rows)}
    before = whole_seconds(call, "before", "before must be a timestamp in milliseconds")
    since = whole_seconds(call, "since", "since must be a timestamp in milliseconds")
    listed = [
        row
        for row in reversed(listed_events(rows, call.workspace.clock()))
        if (before is None or _ms(row) < before) and (since is None or _ms(row) >= since)
    ]
    per_page = PageSize(50, 150).parse(call.query.get("per_page"), call.knobs.per_page_over_max)
    page = listed[:per_page]
    pages: Json = {}
    if len(listed) > per_page:
        pages["next"] = _url(call, per_page, "before", _ms(page[-1]))
    if page:
        pages["since"] = _url(call, per_page, "since", _ms(page[0]) + 1)
    return {"type": "event.list", "events": list(map(shown_event, page)), "pages": pages}


def _contact(call: Call) -> Json:
    if call.query.get("type") != "user":
        raise bad_parameter("type must be user")
    given = [name for name in _WHO if name in call.query]
    if len(given) != 1:
        raise bad_parameter("exactly one of intercom_user_id, user_id and email is required")
    table, value = call.workspace.contacts, call.query[given[0]]
    if given[0] == "intercom_user_id":
        row = table.find(value)
        if row is not None:
            return table.get(row)
    else:
        field = "external_id" if given[0] == "user_id" else "email"
        for row in table.listed_rows():
            if table.get(row)[field] == value:
                return table.get(row)
    raise not_found("User Not Found")


def _ms(event: Json) -> int:
    """Milliseconds, by which events of one second can be told apart."""
    return int(event["created_at"]) * 1_000 + int(event["_key"]) % 1_000


def _url(call: Call, per_page: int, name: str, value: int) -> str:
    who = next(name for name in _WHO if name in call.query)
    return (
        f"{call.base_url}{call.path}?per_page={per_page}&{name}={value}"
        f"&{who}={call.query[who]}&type=user"
    )


ROUTES = [Route("GET", "/events", events, "read_events")]
