"""Content from outside that Fin answers from: sources and their pages."""

from sandbox.directory import Json
from sandbox.founding import Founding
from sandbox.shelf import Kind

_SOURCE_BASE, _PAGE_BASE = 3_300, 12_000
_SOURCES, _PAGES = 3, 62
_SALT = 0xD3


def content_import_sources(founding: Founding, _: str) -> list[Json]:
    """Places that content is imported from."""
    return [
        {
            "type": "content_import_source",
            "id": _SOURCE_BASE + n,
            "last_synced_at": founding.moment(n + 1, 4),
            "sync_behavior": ("automatic", "manual", "api")[n],
            "status": "deactivated" if n == 1 else "active",
            "url": f"https://wiki-{n}.example.com",
            "created_at": founding.began_at,
            "updated_at": founding.moment(n, 4),
            "audience_ids": [501] if n == 0 else [],
        }
        for n in range(_SOURCES)
    ]


def external_pages(founding: Founding, _: str) -> list[Json]:
    """Imported pages."""
    found = []
    for n in range(_PAGES):
        created = founding.moment(n, _PAGES)
        updated = founding.later(created, _SALT, n)
        found.append(
            {
                "type": "external_page",
                "id": str(_PAGE_BASE + n),
                "title": f"Page {n + 1}",
                "html": f"<h1>Page {n + 1}</h1><p>What the wiki says about {n + 1}.</p>",
                "url": f"https://wiki-{n % 3}.example.com/{n}",
                "ai_agent_availability": True,
                "ai_copilot_availability": n % 2 == 0,
                "ai_sales_agent_availability": False,
                "fin_availability": True,
                "locale": "en",
                "source_id": _SOURCE_BASE + n % 3,
                "external_id": f"page-{n}",
                "created_at": created,
                "updated_at": updated,
                "last_ingested_at": updated,
            }
        )
    return found


KINDS = (
    Kind("content_import_sources", content_import_sources),
    Kind("external_pages", external_pages),
)
