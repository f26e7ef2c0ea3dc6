"""Companies: list, scroll, search, one, its contacts and segments."""

from functools import partial

from sandbox import shapes
from sandbox.directory import Json
from sandbox.errors import ApiError, bad_parameter, not_found
from sandbox.fields import COMPANY_FIELDS, custom_attribute
from sandbox.listings import lookup, numbered_page, search_page, wrap
from sandbox.paging import Cursor, PageSize, cursor_pages, decode_cursor, page_number
from sandbox.routes import Call, Route
from sandbox.search import Dialect
from sandbox.versions import PREVIEW

_MOST_LISTED = 10_000


def list_companies(call: Call) -> Json:
    """POST /companies/list with query parameters; stops at 10,000 rows, hides userless ones."""
    order = call.query.get("order", "desc")
    if order not in ("asc", "desc"):
        raise bad_parameter("order must be asc or desc")
    table, size = call.workspace.companies, PageSize(15, 60)
    per_page = size.parse(call.query.get("per_page"), call.knobs.per_page_over_max)
    if page_number(call.query) * per_page > _MOST_LISTED:
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

    def is_shown(row: int) -> bool:
        return knobs.scroll_shows_removed_companies or row not in table.gone

    param = call.query.get("scroll_param")
    page, param = call.scroll.page(param, rows, is_shown, knobs.scroll_idle_s)
    return {
        "type": "list",
        "data": [_company(call, table.get(row)) for row in page],
        "pages": None,
        "total_count": None,
        "scroll_param": param,
    }


def search_companies(call: Call) -> Json:
    """POST /companies/search."""
    dialect = Dialect(
        COMPANY_FIELDS,
        frozenset({"=", "!=", ">", "<"}),
        open_ended=custom_attribute,
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
    notes = call.workspace.company_notes(found)
    return shapes.company(found, call.version, call.knobs, notes)


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
    found = [shapes.contact(table.get(one), call.version, call.knobs) for one in shown]
    return wrap("list", "data", found, len(rows), pages)


def company_segments(call: Call) -> Json:
    """GET /companies/{id}/segments."""
    return {"type": "list", "data": _found_company(call)["segments"]["segments"]}


_get, _post = partial(Route, "GET"), partial(Route, "POST")

ROUTES = [
    _get("/companies", filter_companies, "read_companies"),
    _post("/companies/list", list_companies, "read_companies"),
    _get("/companies/scroll", scroll_companies, "read_companies"),
    _post("/companies/search", search_companies, "read_companies", PREVIEW),
    _get("/companies/{id}", get_company, "read_companies"),
    _get("/companies/{id}/contacts", company_contacts, "read_companies"),
    _get("/companies/{id}/segments", company_segments, "read_companies"),
]
