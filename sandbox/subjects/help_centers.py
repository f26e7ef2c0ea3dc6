"""Help centers with their collections and redirects, folders and snippets."""

from sandbox.directory import Json
from sandbox.founding import DAY, Founding
from sandbox.shelf import Kind

CENTERS = ("10", "11")
COLLECTION_BASE, ARTICLE_BASE, FOLDER_BASE = 6_100, 9_510, 41
COLLECTIONS, FOLDERS, SNIPPETS = 26, 7, 57
_REDIRECTS = {"10": 54, "11": 3}
_SALT = 0xD1


def help_centers(founding: Founding, _: str) -> list[Json]:
    """The help center of each brand."""
    return [
        {
            "id": center,
            "workspace_id": founding.workspace_id,
            "created_at": founding.began_at - 80 * DAY,
            "updated_at": founding.moment(n, 2),
            "identifier": f"acme-{center}",
            "website_turned_on": n == 0,
            "display_name": ("Acme Help", "Outlet Help")[n],
            "url": f"https://help-{center}.example.com",
            "custom_domain": f"help-{center}.example.com" if n == 0 else None,
            "default": n == 0,
            "locales": ["en", "de"] if n == 0 else ["en"],
        }
        for n, center in enumerate(CENTERS)
    ]


def collections(founding: Founding, _: str) -> list[Json]:
    """Collections; every third lies inside the one before it."""
    found = []
    for n in range(COLLECTIONS):
        number, parent = str(COLLECTION_BASE + n), n % 3 == 2
        created = founding.moment(n, COLLECTIONS)
        name, description = f"Topic {n + 1}", f"All about topic {n + 1}." if n % 2 else None
        german = {"type": "group_content", "name": f"Thema {n + 1}", "description": ""}
        found.append(
            {
                "id": number,
                "workspace_id": founding.workspace_id,
                "name": name,
                "description": description,
                "created_at": created,
                "updated_at": founding.later(created, _SALT, n),
                "url": f"https://help-10.example.com/en/collections/{number}",
                "icon": "book-bookmark" if n % 4 else None,
                "order": n,
                "default_locale": "en",
                "translated_content": {"type": "group_translated_content", "de": german}
                if n % 5 == 0
                else None,
                "parent_id": str(COLLECTION_BASE + n - 1) if parent else None,
                "help_center_id": None if parent else int(CENTERS[n % 2]),
            }
        )
    return found


def redirects(founding: Founding, center: str) -> list[Json]:
    """Old addresses of a help center and what they lead to now."""
    count = _REDIRECTS.get(center, 0)
    return [
        {
            "id": f"{center}{n:03d}",
            "type": "help_center_redirect",
            "from_url": f"https://help-{center}.example.com/old/{n}",
            "locale": "de" if n % 4 == 0 else "en",
            "help_center_id": center,
            "target_type": "collection" if n % 3 == 0 else "article",
            "target_id": str((COLLECTION_BASE if n % 3 == 0 else ARTICLE_BASE) + n % 20),
            "created_at": founding.moment(n, count),
            "updated_at": founding.later(founding.moment(n, count), _SALT, 1, n),
        }
        for n in range(count)
    ]


def folders(founding: Founding, _: str) -> list[Json]:
    """Folders for content; the later ones lie inside the first."""
    return [
        {
            "id": FOLDER_BASE + n,
            "name": f"Folder {n + 1}",
            "description": "Drafts" if n % 2 else None,
            "emoji": "📚" if n % 3 == 0 else None,
            "parent_folder_id": FOLDER_BASE if n > 3 else None,
            "content_count": n * 3,
            "created_at": founding.moment(n, FOLDERS),
            "updated_at": founding.later(founding.moment(n, FOLDERS), _SALT, 2, n),
        }
        for n in range(FOLDERS)
    ]


def content_snippets(founding: Founding, _: str) -> list[Json]:
    """Short pieces of text that Fin and teammates answer from."""
    return [
        {
            "type": "content_snippet",
            "id": str(7_700 + n),
            "title": f"How to do {n + 1}" if n % 6 else None,
            "locale": "de" if n % 9 == 0 else "en",
            "json_blocks": [{"type": "paragraph", "text": f"Open settings and choose {n + 1}."}],
            "body_markdown": f"Open settings and choose {n + 1}.\n",
            "chatbot_availability": n % 2,
            "copilot_availability": 1,
            "ai_chatbot_availability": n % 2 == 1,
            "ai_copilot_availability": True,
            "ai_sales_agent_availability": False,
            "created_at": founding.moment(n, SNIPPETS),
            "updated_at": founding.later(founding.moment(n, SNIPPETS), _SALT, 3, n),
            "audience_ids": [501] if n % 3 == 0 else [],
        }
        for n in range(SNIPPETS)
    ]


KINDS = (
    Kind("help_centers", help_centers),
    Kind("collections", collections),
    Kind("help_center_redirects", redirects, parent="help_centers", parent_key="help_center_id"),
    Kind("folders", folders),
    Kind("content_snippets", content_snippets),
)
