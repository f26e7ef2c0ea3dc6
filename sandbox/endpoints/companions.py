"""Lists that belong to one contact, conversation, newsfeed or team; and visitors."""

from functools import partial

from sandbox import shapes
from sandbox.catalogue import require
from sandbox.directory import Json
from sandbox.errors import bad_parameter, not_found
from sandbox.listings import numbered_page
from sandbox.paging import Cursor, PageSize, decode_cursor, encode_cursor, whole_number
from sandbox.routes import Call, Route
from sandbox.subjects.news import live_items
from sandbox.subjects.teams import IDLE_AFTER_S, team_metrics

_MISSING = ("Resource Not Found", "not_found")


def merge_history(call: Call) -> Json:
    """GET /contacts/{id}/merge_history: users only; pages by `next_cursor` and `has_more`."""
    missing = ("Contact not found", "not_found")
    contact = require(call, "contacts", call.args[0], missing)
    if contact["role"] != "user":
        raise not_found(*missing)
    order = call.query.get("order", "desc")
    if order not in ("asc", "desc"):
        raise bad_parameter("order must be asc or desc")
    rows = contact["_merge_history"][:: 1 if order == "asc" else -1]
    size = PageSize(50, 150).parse(call.query.get("per_page"), call.knobs.per_page_over_max)
    number = decode_cursor(call.query["cursor"]).page if "cursor" in call.query else 1
    page, has_more = rows[(number - 1) * size : number * size], number * size < len(rows)
    found = {"type": "list", "data": page, "has_more": has_more}
    if has_more:
        last = page[-1]
        following = Cursor(last["merged_at"], last["source_contact_id"], number + 1)
        found["next_cursor"] = encode_cursor(following)
    return found


def side_conversations(call: Call) -> Json:
    """GET /conversations/{id}/side_conversations; `pages` never has a `next`."""
    require(call, "conversations", call.args[0], _MISSING)
    found = call.workspace.shelf.rows("side_conversations", call.args[0])
    page, pages = numbered_page(call, found, PageSize(25, 50))
    del pages["next"]
    return {
        "type": "side_conversation.list",
        "side_conversations": list(page),
        "total_count": len(found),
        "pages": pages,
    }


def newsfeed_items(call: Call) -> Json:
    """GET /news/newsfeeds/{id}/items: the live ones."""
    require(call, "newsfeeds", call.args[0], _MISSING)
    found = live_items(call.workspace.shelf.rows("news_items"), call.args[0])
    page, pages = numbered_page(call, found, PageSize(20, 150))
    shown = [shapes.shelved("news_items", row, call.version, call.knobs) for row in page]
    return {"type": "list", "pages": pages, "data": shown, "total_count": len(found)}


def get_team_metrics(call: Call) -> Json:
    """GET /teams/{id}/metrics: counted at this moment."""
    teams = {team["id"]: team for team in call.workspace.directory.teams}
    if call.args[0] not in teams:
        raise not_found("Team not found", "team_not_found")
    idle_after_s = whole_number(call.query.get("idle_threshold", IDLE_AFTER_S), "idle_threshold")
    found = team_metrics(call.workspace, teams[call.args[0]], idle_after_s)
    return {"type": "team_metric.list", "data": found}


def visitor(call: Call) -> Json:
    """GET /visitors: one, by `user_id`."""
    if "user_id" not in call.query:
        raise bad_parameter("user_id is required")
    for row in call.workspace.shelf.rows("visitors"):
        if row["user_id"] == call.query["user_id"]:
            return shapes.shelved("visitors", row, call.version, call.knobs)
    raise not_found("Visitor Not Found")


_get = partial(Route, "GET")

ROUTES = [
    _get("/contacts/{id}/merge_history", merge_history, "read_contacts", 16),
    _get("/conversations/{id}/side_conversations", side_conversations, "read_conversations", 16),
    _get("/news/newsfeeds/{id}/items", newsfeed_items, "read_news"),
    _get("/teams/{id}/metrics", get_team_metrics, "read_admins", 16),
    _get("/visitors", visitor, "read_contacts"),
]
