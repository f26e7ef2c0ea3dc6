"""Every endpoint of the simulated API, one handler each; adding a resource starts here."""

from functools import partial

from sandbox import shapes
from sandbox.directory import Json
from sandbox.errors import ApiError, bad_parameter, not_found
from sandbox.fields import COMPANY_FIELDS, CONTACT_FIELDS, CONVERSATION_FIELDS, TICKET_FIELDS
from sandbox.listings import lookup, newest_first, numbered_page, search_page, wrap
from sandbox.paging import Cursor, PageSize, cursor_pages, decode_cursor, page_number
from sandbox.routes import Call, Route
from sandbox.search import Dialect
from sandbox.versions import PREVIEW

_ALL_TIMES = frozenset({"=", "!=", "IN", "NIN", ">", "<", ">=", "<="})
_SHORT_WORDS_UNTIL = 11
_MOST_COMPANIES_LISTED = 10_000
_MERGE_HOPS = 3


def me(call: Call) -> Json:
    """GET /me."""
    people, workspace = call.workspace.directory, call.workspace
    admin = shapes.admin(people.admins[1], call.version, call.knobs)
    keys = ("type", "id", "name", "email", "has_inbox_seat", "job_title", "team_ids", "role")
    return {
        **{key: admin[key] for key in keys if key in admin},
        "away_mode_enabled": admin["away_mode_enabled"],
        "away_mode_reassign": admin["away_mode_reassign"],
        "email_verified": True,
        "avatar": {"type": "avatar", "image_url": admin["avatar"]},
        "app": {
            "type": "app",
            "id_code": workspace.workspace_id,
            "name": "Acme Desk",
            "region": "US",
            "timezone": workspace.time_zone,
            "created_at": people.segments[0]["created_at"],
            "identity_verification": False,
            "secure": False,
        },
    }


def admins(call: Call) -> Json:
    """GET /admins."""
    rows = call.workspace.directory.admins
    shown = [shapes.admin(row, call.version, call.knobs) for row in rows]
    return {"type": "admin.list", "admins": shown}


def teams(call: Call) -> Json:
    """GET /teams."""
    rows = call.workspace.directory.teams
    return {"type": "team.list", "teams": [shapes.public(row, call.knobs) for row in rows]}


def tags(call: Call) -> Json:
    """GET /tags."""
    rows = call.workspace.directory.tags.values()
    return {"type": "list", "data": [shapes.public(row, call.knobs) for row in rows]}


def segments(call: Call) -> Json:
    """GET /segments, with the number of members when `include_count` asks for it."""
    rows = [shapes.public(row, call.knobs) for row in call.workspace.directory.segments]
    if call.query.get("include_count") == "true":
        contacts = call.workspace.all("contacts")
        members = [one for contact in contacts for one in contact["_segments"]]
        rows = [{**row, "count": members.count(row["id"])} for row in rows]
    return {"type": "segment.list", "segments": rows}


def list_conversations(call: Call) -> Json:
    """GET /conversations."""
    found, pages = newest_first(call, call.workspace.conversations, PageSize(20, 150))
    rows = [shapes.conversation_row(one, call.version, call.knobs) for one in found.objects]
    return wrap("conversation.list", "conversations", rows, found.total, pages)


def search_conversations(call: Call) -> Json:
    """POST /conversations/search."""
    dialect = Dialect(
        CONVERSATION_FIELDS,
        _ALL_TIMES,
        inclusive=call.knobs.greater_is_inclusive,
        short_order_words=call.version <= _SHORT_WORDS_UNTIL,
    )
    found, pages = search_page(call, call.workspace.conversations, dialect, PageSize(20, 150))
    rows = [shapes.conversation_row(one, call.version, call.knobs) for one in found.objects]
    return wrap("conversation.list", "conversations", rows, found.total, pages)


def get_conversation(call: Call) -> Json:
    """GET /conversations/{id}."""
    found = lookup(call.workspace.conversations, call.args[0], "Resource Not Found")
    return shapes.conversation(found, call.version, call.knobs)


def handling_events(call: Call) -> Json:
    """GET /conversations/{id}/handling_events."""
    found = lookup(call.workspace.conversations, call.args[0], "Resource Not Found")
    return {"handling_events": call.workspace.handling_events(found)}


def deleted_conversations(call: Call) -> Json:
    """GET /conversations/deleted."""
    order = call.query.get("order", "desc")
    if order not in ("asc", "desc"):
        raise bad_parameter("order must be asc or desc")
    rows = sorted(call.workspace.deleted_conversations, key=lambda row: row["deleted_at"])
    rows = rows if order == "asc" else rows[::-1]
    page, pages = numbered_page(call, rows, PageSize(20, 60))
    return wrap("conversations.list", "conversations", page, len(rows), pages)


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
        prefixes=("custom_attributes.",),
        short_order_words=call.version <= _SHORT_WORDS_UNTIL,
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
    rows = [_company(call, lookup(table, one, "Company Not Found")) for one in page]
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


def list_companies(call: Call) -> Json:
    """POST /companies/list with query parameters; stops at 10,000 rows, hides userless ones."""
    order = call.query.get("order", "desc")
    if order not in ("asc", "desc"):
        raise bad_parameter("order must be asc or desc")
    table, size = call.workspace.companies, PageSize(15, 60)
    per_page = size.parse(call.query.get("per_page"), call.knobs.per_page_over_max)
    if page_number(call.query) * per_page > _MOST_COMPANIES_LISTED:
        raise ApiError(400, "bad_request", "page limit reached, please use scroll API")
    active_at = table.columns["last_request_at"]
    rows = sorted(
        table.listed_rows(), key=lambda row: (active_at[row] or 0, row), reverse=order == "desc"
    )
    return _companies_page(call, rows)


def filter_companies(call: Call) -> Json:
    """GET /companies: a page by tag or segment, or one object by name or company_id."""
    table = call.workspace.companies
    for key in ("company_id", "name"):
        if key in call.query:
            for row in table.listed_rows():
                if table.get(row)[key] == call.query[key]:
                    return _company(call, table.get(row))
            raise not_found("Company Not Found", "company_not_found")
    rows = list(table.listed_rows())
    for key, plural in (("tag_id", "tags"), ("segment_id", "segments")):
        if key in call.query:
            wanted = call.query[key]
            rows = [
                row
                for row in rows
                if any(one["id"] == wanted for one in table.get(row)[plural][plural])
            ]
    return _companies_page(call, rows)


def _companies_page(call: Call, rows: list[int]) -> Json:
    page, pages = numbered_page(call, rows, PageSize(15, 60))
    table = call.workspace.companies
    shown = [_company(call, table.get(row)) for row in page]
    return wrap("list", "data", shown, len(rows), pages)


def scroll_companies(call: Call) -> Json:
    """GET /companies/scroll."""
    table, knobs = call.workspace.companies, call.knobs

    def rows() -> list[int]:
        return list(range(len(table)))

    page = call.scroll.page(call.query.get("scroll_param"), rows, knobs.scroll_idle_s)
    param = call.scroll.param
    if not page:
        call.scroll.close()
    shown = [row for row in page if knobs.scroll_shows_removed_companies or row not in table.gone]
    if page and not shown:
        return scroll_companies(call)
    return {
        "type": "list",
        "data": [_company(call, table.get(row)) for row in shown],
        "pages": None,
        "total_count": None,
        "scroll_param": param,
    }


def search_companies(call: Call) -> Json:
    """POST /companies/search."""
    dialect = Dialect(
        COMPANY_FIELDS,
        frozenset({"=", "!=", ">", "<"}),
        prefixes=("custom_attributes.",),
    )
    found, pages = search_page(call, call.workspace.companies, dialect, PageSize(15, 150))
    rows = [_company(call, one) for one in found.objects]
    return wrap("list", "data", rows, found.total, pages)


def get_company(call: Call) -> Json:
    """GET /companies/{id}."""
    return _company(call, _found_company(call))


def _found_company(call: Call) -> Json:
    table = call.workspace.companies
    return lookup(table, call.args[0], "Company Not Found", "company_not_found")


def _company(call: Call, found: Json) -> Json:
    return shapes.company(found, call.version, call.knobs)


def company_contacts(call: Call) -> Json:
    """GET /companies/{id}/contacts: a cursor in practice, page numbers work too."""
    company = _found_company(call)
    table, workspace = call.workspace.contacts, call.workspace
    row = workspace.companies.ids.decode(company["id"]) or 0
    rows = sorted(one for one in workspace.members.get(row, ()) if one not in table.unlisted)
    per_page = PageSize(50, 150).parse(call.query.get("per_page"), call.knobs.per_page_over_max)
    after = call.query.get("starting_after")
    page = decode_cursor(after).page if after else page_number(call.query)
    shown = rows[(page - 1) * per_page : page * per_page]
    following = None
    if page * per_page < len(rows):
        following = Cursor(None, table.ids.encode(shown[-1]), page + 1)
    pages = cursor_pages(page, per_page, len(rows), following)
    found = _contacts(call, [table.get(one) for one in shown])
    return wrap("list", "data", found, len(rows), pages)


def company_segments(call: Call) -> Json:
    """GET /companies/{id}/segments."""
    return {"type": "list", "data": _found_company(call)["segments"]["segments"]}


def search_tickets(call: Call) -> Json:
    """POST /tickets/search."""
    dialect = Dialect(
        TICKET_FIELDS,
        _ALL_TIMES,
        inclusive=call.knobs.greater_is_inclusive,
        short_order_words=call.version <= _SHORT_WORDS_UNTIL,
    )
    found, pages = search_page(call, call.workspace.tickets, dialect, PageSize(20, 150))
    rows = [shapes.ticket(one, call.version, call.knobs) for one in found.objects]
    return wrap("ticket.list", "tickets", rows, found.total, pages)


def get_ticket(call: Call) -> Json:
    """GET /tickets/{id}."""
    found = lookup(call.workspace.tickets, call.args[0], "Resource Not Found")
    return shapes.ticket(found, call.version, call.knobs)


def ticket_types(call: Call) -> Json:
    """GET /ticket_types."""
    return {"type": "list", "data": call.workspace.ticket_types()}


def ticket_states(call: Call) -> Json:
    """GET /ticket_states."""
    return {"type": "list", "data": call.workspace.ticket_states()}


_get, _post = partial(Route, "GET"), partial(Route, "POST")

ROUTES = [
    _get("/me", me, ""),
    _get("/admins", admins, "read_admins"),
    _get("/teams", teams, "read_admins"),
    _get("/tags", tags, "read_tags"),
    _get("/segments", segments, "read_contacts"),
    _get("/conversations", list_conversations, "read_conversations"),
    _post("/conversations/search", search_conversations, "read_conversations"),
    _get("/conversations/deleted", deleted_conversations, "read_conversations", 16),
    _get("/conversations/{id}", get_conversation, "read_conversations"),
    _get("/conversations/{id}/handling_events", handling_events, "read_conversations", 15),
    _get("/contacts", list_contacts, "read_contacts"),
    _post("/contacts/search", search_contacts, "read_contacts"),
    _get("/contacts/activities", contact_activities, "read_contacts", PREVIEW),
    _get("/contacts/{id}", get_contact, "read_contacts"),
    _get("/contacts/{id}/tags", contact_tags, "read_contacts"),
    _get("/contacts/{id}/companies", contact_companies, "read_contacts"),
    _get("/contacts/{id}/notes", contact_notes, "read_contacts"),
    _get("/contacts/{id}/segments", contact_segments, "read_contacts"),
    _get("/contacts/{id}/subscriptions", contact_subscriptions, "read_contacts"),
    _get("/companies", filter_companies, "read_companies"),
    _post("/companies/list", list_companies, "read_companies"),
    _get("/companies/scroll", scroll_companies, "read_companies"),
    _post("/companies/search", search_companies, "read_companies", PREVIEW),
    _get("/companies/{id}", get_company, "read_companies"),
    _get("/companies/{id}/contacts", company_contacts, "read_companies"),
    _get("/companies/{id}/segments", company_segments, "read_companies"),
    _post("/tickets/search", search_tickets, "read_tickets", 10),
    _get("/tickets/{id}", get_ticket, "read_tickets", 9),
    _get("/ticket_types", ticket_types, "read_tickets", 9),
    _get("/ticket_states", ticket_states, "read_tickets", 12),
]
