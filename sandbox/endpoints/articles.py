"""Beside the lists of articles: search, drafts and versions."""

from functools import partial

from sandbox import shapes
from sandbox.catalogue import Listed, require
from sandbox.directory import Json
from sandbox.errors import bad_parameter, not_found
from sandbox.listings import numbered_page
from sandbox.paging import PageSize, whole_number
from sandbox.routes import Call, Route

_LOCALES = ("en", "de")
_SCOPE = "read_articles_scope"
_VERSIONS = Listed(
    kind="article_versions",
    path="/articles/{id}/versions",
    scope=_SCOPE,
    since=16,
    paging="numbered",
    size=PageSize(25, 150),
    newest="created_at",
)


def search_articles(call: Call) -> Json:
    """GET /articles/search: by words, state and help center."""
    query, shelf = call.query, call.workspace.shelf
    phrase, state = query.get("phrase", "").lower(), query.get("state", "all")
    center = query.get("help_center_id")
    centers = {one["id"]: one["help_center_id"] for one in shelf.rows("collections")}
    found = [
        row
        for row in shelf.rows("articles")
        if phrase in f"{row['title']} {row['body']}".lower()
        and state in ("all", row["state"])
        and (center is None or str(centers.get(str((row["parent_ids"] or [0])[0]))) == center)
    ]
    page, pages = numbered_page(call, found, PageSize(10, 150))
    articles = [shapes.shelved("articles", row, call.version, call.knobs) for row in page]
    with_marks = query.get("highlight") == "true"
    marks = [_highlight(row, phrase) for row in page] if with_marks else []
    data = {"articles": articles, "highlights": marks}
    return {"type": "list", "total_count": len(found), "data": data, "pages": pages}


def _highlight(article: Json, phrase: str) -> Json:
    return {
        "article_id": article["id"],
        "highlighted_title": [{"type": "plain", "text": article["title"]}],
        "highlighted_summary": [[{"type": "highlight", "text": phrase}]],
    }


def article_draft(call: Call) -> Json:
    """GET /articles/{id}/draft: the article as it would be; 404 when nothing waits."""
    found = require(call, "articles", call.args[0], ("Resource Not Found", "not_found"))
    if "_draft" not in found:
        raise not_found()
    return shapes.shelved("articles", found | found["_draft"], call.version, call.knobs)


def article_versions(call: Call) -> Json:
    """GET /articles/{id}/versions, newest first."""
    _check_locale(call)
    return _VERSIONS.rows(call)


def article_version(call: Call) -> Json:
    """GET /articles/{id}/versions/{id}: only here are the words."""
    _check_locale(call)
    return _VERSIONS.one(call)


def _check_locale(call: Call) -> None:
    if call.query.get("locale", "en") not in _LOCALES:
        raise bad_parameter("Unknown locale")


def search_internal_articles(call: Call) -> Json:
    """GET /internal_articles/search: by folder."""
    folder = call.query.get("folder_id")
    wanted = None if folder is None else whole_number(folder, "folder_id")
    rows = call.workspace.shelf.rows("internal_articles")
    found = [row for row in rows if wanted is None or row["folder_id"] == wanted]
    page, pages = numbered_page(call, found, PageSize(10, 150))
    shown = [shapes.shelved("internal_articles", row, call.version, call.knobs) for row in page]
    data = {"internal_articles": shown}
    return {"type": "list", "total_count": len(found), "data": data, "pages": pages}


_get = partial(Route, "GET")

ROUTES = [
    _get("/articles/search", search_articles, _SCOPE, 10),
    _get("/articles/{id}/draft", article_draft, _SCOPE, 16),
    _get("/articles/{id}/versions", article_versions, _SCOPE, 16),
    _get("/articles/{id}/versions/{id}", article_version, _SCOPE, 16),
    _get("/internal_articles/search", search_internal_articles, _SCOPE, 13),
]
