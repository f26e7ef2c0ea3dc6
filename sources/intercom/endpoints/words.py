"""What a record says, in words for people: what is read, and what it costs."""

from .record import Endpoint


def permission(endpoint: Endpoint) -> str:
    """What to tick in Intercom's Developer Hub, where it says so: no guess is made."""
    return endpoint.scope or ("none" if endpoint.path == "/me" else "not documented")


def words(endpoint: Endpoint) -> tuple[str, str]:
    """What each run reads of a resource, and the requests that it takes."""
    by_page = f"1 request per {endpoint.per_page} rows" if endpoint.per_page else ""
    if endpoint.read == "companion":
        parents = f"{endpoint.batch.size} rows" if endpoint.batch else "row"
        return f"with each row of {endpoint.parent} read", f"1 request per {parents} of it"
    if endpoint.setting:
        return f"those named in the setting {endpoint.setting}", "1 request for each"
    if endpoint.read == "list" and not endpoint.newest_first:
        return "whole, every run", by_page or "1 request per page"
    whole = ", once a day whole" if endpoint.complete else ""
    each = ", 1 per changed row" if endpoint.single else ""
    exported = "what is new, and the last `export_days` again"
    return {
        "reports": (exported, "3 requests or more for each dataset and month"),
        "receipts": (exported, "3 requests or more"),
        "one": ("one object", "1 request"),
        "list": (f"what is new{whole}", f"{by_page or '1 request per page'}{each}"),
        "search": ("what changed", by_page),
        "threads": ("what changed", f"1 request per changed row, and {by_page} to find them"),
        "companies": ("what changed, once a day whole", "1 request per 100 rows"),
        "log": ("what is new", "1 request per 30 days, more where much was done"),
        "feed": ("what is new", by_page),
    }[endpoint.read]
