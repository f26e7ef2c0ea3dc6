"""Contacts: list, search, one, what hangs on one, and the activities of all."""

from functools import partial

from sandbox import shapes
from sandbox.directory import Json
from sandbox.errors import ApiError, bad_parameter
from sandbox.fields import CONTACT_FIELDS, custom_attribute
from sandbox.listings import lookup, newest_first, numbered_page, search_page, wrap
from sandbox.paging import PageSize
from sandbox.routes import Call, Route
from sandbox.search import SHORT_ORDER_WORDS_UNTIL, Dialect
from sandbox.versions import PREVIEW

_MERGE_HOPS = 3


def list_contacts(call: Call) -> Json:
    """GET /contacts."""
    found, pages = newest_first(call, call.workspace.contacts, PageSize(10, 150))
    return wrap("list", "data", _contacts(call, found.objects), found.total, pages)


def search_contacts(call: Call) -> Json:
    """POST /contacts/search: seconds on Preview, whole days of the workspace zone before."""
    by_day = call.knobs.contact_day_granularity
    by_day = call.version < PREVIEW if by_day is None else by_day
    hours = call.workspace.hours
    dialect = Dialect(
        CONTACT_FIELDS,
        frozenset({"=", ">", "<"}) if by_day else frozenset({"=", "!=", ">", "<", ">=", "<="}),
        day_start=hours.day_start if by_day else None,
        next_day_start=hours.next_day_start if by_day else None,
        open_ended=custom_attribute,
        short_order_words=call.version <= SHORT_ORDER_WORDS_UNTIL,
    )
    found, pages = search_page(call, call.workspace.contacts, dialect, PageSize(50, 150))
    return wrap("list", "data", _contacts(call, found.objects), found.total, pages)


def _contacts(call: Call, found: list[Json]) -> list[Json]:
    history = call.query.get("include_merge_history") == "true"
    return [shapes.contact(one, call.version, call.knobs, merge_history=history) for one in found]


def get_contact(call: Call) -> Json:
    """GET /contacts/{id}; a merged one is 410 with a Link from 2.16 on, 404 before."""
    workspace, contact_id = call.workspace, call.args[0]
    target = contact_id
    for _ in range(_MERGE_HOPS):
        target = workspace.merged_into.get(target, target)
    if target != contact_id and call.version >= 16:
        message = "This contact has been merged. See the 'Link' header for the canonical contact."
        link = f'</contacts/{target}>; rel="canonical"'.encode()
        raise ApiError(410, "contact_merged", message, ((b"link", link),))
    found = lookup(workspace.contacts, contact_id, "User Not Found")
    return _contacts(call, [found])[0]


def contact_tags(call: Call) -> Json:
    """GET /contacts/{id}/tags."""
    return {"type": "list", "data": _contact(call)["_tags"]}


def contact_segments(call: Call) -> Json:
    """GET /contacts/{id}/segments."""
    kept = _contact(call)["_segments"]
    rows = [row for row in call.workspace.directory.segments if row["id"] in kept]
    return {"type": "list", "data": rows}


def contact_subscriptions(call: Call) -> Json:
    """GET /contacts/{id}/subscriptions: explicit choices only."""
    chosen = {one for one, _ in _contact(call)["_subscriptions"]}
    rows = [row for row in call.workspace.directory.subscriptions if row["id"] in chosen]
    return {"type": "list", "data": rows}


def contact_companies(call: Call) -> Json:
    """GET /contacts/{id}/companies; the list key is a knob."""
    table, ids = call.workspace.companies, _contact(call)["_companies"]
    page, pages = numbered_page(call, ids, PageSize(50, 60))
    found = [lookup(table, one, "Company Not Found") for one in page]
    notes = call.workspace.company_notes
    rows = [shapes.company(one, call.version, call.knobs, notes(one)) for one in found]
    return wrap("list", call.knobs.contact_companies_key, rows, len(ids), pages)


def contact_notes(call: Call) -> Json:
    """GET /contacts/{id}/notes, newest first."""
    notes = _contact(call)["_notes"][::-1]
    page, pages = numbered_page(call, notes, PageSize(50, 150))
    return wrap("list", "data", page, len(notes), pages)


def _contact(call: Call) -> Json:
    return lookup(call.workspace.contacts, call.args[0], "User Not Found")


def contact_activities(call: Call) -> Json:
    """GET /contacts/activities: oldest first; the cursor is the id of the last row."""
    size = PageSize(50, 150)
    per_page = size.parse(call.query.get("per_page"), call.knobs.per_page_over_max)
    after, rows = call.query.get("starting_after"), call.workspace.activities
    ids = [row["id"] for row in rows]
    start = 0
    if after is not None:
        if after not in ids:
            raise bad_parameter("starting_after is not an activity")
        start = ids.index(after) + 1
    page = rows[start : start + per_page]
    has_more = start + per_page < len(rows)
    following = {"starting_after": page[-1]["id"]} if has_more else None
    pages = {"type": "pages", "per_page": per_page, "next": following}
    return {"type": "list", "data": page, "pages": pages}


_get, _post = partial(Route, "GET"), partial(Route, "POST")

ROUTES = [
    _get("/contacts", list_contacts, "read_contacts"),
    _post("/contacts/search", search_contacts, "read_contacts"),
    _get("/contacts/activities", contact_activities, "read_contacts", PREVIEW),
    _get("/contacts/{id}", get_contact, "read_contacts"),
    _get("/contacts/{id}/tags", contact_tags, "read_contacts"),
    _get("/contacts/{id}/companies", contact_companies, "read_contacts"),
    _get("/contacts/{id}/notes", contact_notes, "read_contacts"),
    _get("/contacts/{id}/segments", contact_segments, "read_contacts"),
    _get("/contacts/{id}/subscriptions", contact_subscriptions, "read_contacts"),
]
