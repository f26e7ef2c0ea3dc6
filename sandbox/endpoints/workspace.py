"""The workspace itself and its small lists: teammates, teams, tags, segments."""

from functools import partial

from sandbox import shapes
from sandbox.directory import Json
from sandbox.routes import Call, Route
from sandbox.subjects.segments import with_counts


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
        rows = with_counts(call.workspace, rows)
    return {"type": "segment.list", "segments": rows}


_get = partial(Route, "GET")

ROUTES = [
    _get("/me", me, ""),
    _get("/admins", admins, "read_admins"),
    _get("/teams", teams, "read_admins"),
    _get("/tags", tags, "read_tags"),
    _get("/segments", segments, "read_contacts"),
]
