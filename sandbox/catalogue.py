"""Lists that do nothing but show what is on the shelf: a record each, and what serves them all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from sandbox import shapes
from sandbox.directory import Json
from sandbox.errors import bad_parameter, not_found
from sandbox.listings import lookup, numbered_page
from sandbox.paging import PageSize, newest_pages
from sandbox.routes import Call, Route

Paging = Literal["all", "numbered", "top_level", "cursor"]
"""all: everything in one answer · numbered: by page number, `pages.next` is a URL · top_level: by
page number, without `pages` · cursor: newest first, from where the last page ended."""

Keep = Callable[[Call], Callable[[Json], bool]]

_DEFAULT_SIZE = PageSize(50, 150)
_TABLES = ("contacts", "companies", "conversations")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A list at `path` and, unless `single` is False, its objects at `path/{id}`."""

    kind: str
    path: str
    scope: str
    since: int = 0
    paging: Paging = "all"
    size: PageSize = _DEFAULT_SIZE
    newest: str = ""
    """Field by which the newest come first; empty: as they were made."""
    keep: Keep | None = None
    """Makes the filter that the query asks for."""
    envelope: str = "list"
    single: bool = True
    missing: tuple[str, str] = ("Resource Not Found", "not_found")
    """Message and code of the 404 for an object that is not there."""
    parent_missing: tuple[str, str] = ("Resource Not Found", "not_found")

    def routes(self) -> list[Route]:
        """The routes of the list and of its objects."""
        routes = [Route("GET", self.path, self.rows, self.scope, self.since)]
        if self.single:
            path = f"{self.path}/{{id}}"
            routes.append(Route("GET", path, self.one, self.scope, self.since))
        return routes

    def rows(self, call: Call) -> Json:
        """The list, or the page asked for."""
        found = call.workspace.shelf.rows(self.kind, self._parent(call))
        if self.keep is not None:
            found = list(filter(self.keep(call), found))
        field = self.newest
        if field:
            found.sort(key=lambda row: (row[field], row["id"]), reverse=True)
        if self.paging == "all":
            return {"type": self.envelope, "data": self._shown(call, found)}
        if self.paging == "cursor":
            per_page = self.size.parse(call.query.get("per_page"), call.knobs.per_page_over_max)
            page, pages = newest_pages(found, field, per_page, call.query.get("starting_after"))
            return {"type": self.envelope, "data": self._shown(call, page), "pages": pages}
        page, pages = numbered_page(call, found, self.size)
        shown = {"type": self.envelope, "data": self._shown(call, page), "total_count": len(found)}
        if self.paging == "numbered":
            return shown | {"pages": pages}
        return shown | {key: pages[key] for key in ("page", "per_page", "total_pages")}

    def one(self, call: Call) -> Json:
        """An object with all that is known of it."""
        parent = self._parent(call)
        found = call.workspace.shelf.find(self.kind, call.args[-1], parent)
        if found is None:
            raise not_found(*self.missing)
        return shapes.shelved(self.kind, found, call.version, call.knobs, alone=True)

    def _parent(self, call: Call) -> str:
        """The id of the parent in the path, which must be there."""
        parent = call.workspace.shelf.kinds[self.kind].parent
        if not isinstance(parent, str) or not parent:
            return call.args[0] if parent else ""
        require(call, parent, call.args[0], self.parent_missing)
        return call.args[0]

    def _shown(self, call: Call, rows: Sequence[Json]) -> list[Json]:
        return [shapes.shelved(self.kind, row, call.version, call.knobs) for row in rows]


def require(call: Call, kind: str, object_id: str, missing: tuple[str, str]) -> Json:
    """An object of any kind that has an id; 404 when it is not there."""
    if kind in _TABLES:
        return lookup(call.workspace.table(kind), object_id, *missing)
    found = call.workspace.shelf.find(kind, object_id)
    if found is None:
        raise not_found(*missing)
    return found


def whole_seconds(call: Call, name: str, message: str) -> int | None:
    """A Unix time from the query; 400 with `message` when it is no number."""
    asked = call.query.get(name)
    if asked is None:
        return None
    if not asked.lstrip("-").isdigit():
        raise bad_parameter(message)
    return int(asked)
