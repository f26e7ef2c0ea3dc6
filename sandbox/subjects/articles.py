"""Public and internal articles, with the versions, drafts and statistics of the public ones."""

from sandbox.directory import Json
from sandbox.founding import DAY, Founding
from sandbox.shelf import Kind
from sandbox.subjects.help_centers import ARTICLE_BASE, COLLECTION_BASE, COLLECTIONS, FOLDER_BASE

ARTICLES, INTERNAL_ARTICLES = 60, 31
_INTERNAL_BASE = 4_400
_SALT = 0xD2


def articles(founding: Founding, _: str) -> list[Json]:
    """Articles, some drafts, some in two languages; `_detail` is shown only alone."""
    return [_article(founding, n) for n in range(ARTICLES)]


def _article(founding: Founding, n: int) -> Json:
    number, created = str(ARTICLE_BASE + n), founding.moment(n, ARTICLES)
    updated = founding.later(created, _SALT, n)
    words, author = _words("en", n, number), int(founding.admin_id(n))
    collection = COLLECTION_BASE + n % COLLECTIONS if n % 7 else None
    found: Json = {
        "type": "article",
        "id": number,
        "workspace_id": founding.workspace_id,
        **words,
        "author_id": author,
        "content_id": f"9{number}",
        "state": _state(n),
        "created_at": created,
        "updated_at": updated,
        "has_unpublished_changes": _has_draft(n),
        "draft_updated_at": updated if _has_draft(n) else None,
        "url": None if _state(n) == "draft" else f"https://help-10.example.com/en/{number}",
        "parent_id": collection,
        "parent_type": "collection" if collection else None,
        "parent_ids": [collection] if collection else [],
        "default_locale": "en",
        "translated_content": None,
        "tags": {"type": "tag.list", "tags": _tags(founding, n, created)},
        "folder_id": FOLDER_BASE + n % 4 if n % 5 == 0 else None,
        **_availability(n),
        "created_by_id": author,
        "updated_by_id": int(founding.admin_id(n + 1)),
        "exclude_from_article_suggestions": n % 11 == 0,
        "help_center_audience": "everyone",
        "scheduled_publish_at": founding.now + DAY if n % 13 == 1 else None,
        "scheduled_unpublish_at": None,
        "_detail": {"statistics": _statistics(founding, n)},
    }
    if n % 8 == 0:
        german = _content(founding, n, found, _words("de", n, number))
        found["translated_content"] = {"type": "article_translated_content", "de": german}
    if _has_draft(n):
        found["_draft"] = {"title": f"{words['title']} (new)", "body": "<p>Not yet shown.</p>"}
    return found


def _words(locale: str, n: int, number: str) -> Json:
    say = "Anleitung" if locale == "de" else "Guide"
    return {
        "title": f"{say} {n + 1}",
        "description": f"{say} for case {n + 1}" if n % 2 else "",
        "body": f'<p class="no-margin">{say} {number}: first this, then that.</p>',
        "body_markdown": f"{say} {number}: first this, then that.\n",
    }


def _content(founding: Founding, n: int, article: Json, words: Json) -> Json:
    """A translation, which has a state and an author of its own."""
    kept = ("created_at", "updated_at", "has_unpublished_changes", "draft_updated_at")
    return {
        "type": "article_content",
        **words,
        "author_id": int(founding.admin_id(n + 2)),
        "state": "published",
        **{key: article[key] for key in kept},
        "url": f"https://help-10.example.com/de/articles/{article['id']}",
        "audience_ids": [],
        **_availability(n),
        "created_by_id": article["created_by_id"],
        "updated_by_id": None,
    }


def _state(n: int) -> str:
    return "draft" if n % 6 == 1 else "published"


def _has_draft(n: int) -> bool:
    """Changes that wait behind a published article."""
    return n % 10 == 2 and _state(n) == "published"


def _availability(n: int) -> Json:
    return {
        "ai_chatbot_availability": n % 2 == 0,
        "ai_copilot_availability": True,
        "ai_sales_agent_availability": n % 4 == 0,
    }


def _tags(founding: Founding, n: int, at: int) -> list[Json]:
    if n % 9:
        return []
    applied_by = {"type": "admin", "id": founding.admin_id(n)}
    return [{**founding.directory.first_tags[n % 5], "applied_at": at, "applied_by": applied_by}]


def _statistics(founding: Founding, n: int) -> Json:
    views = founding.draw(_SALT, 1, n) % 900
    happy = founding.draw(_SALT, 2, n) % 101 if views else 0
    return {
        "type": "article_statistics",
        "views": views,
        "conversions": views // 40,
        "reactions": views // 9,
        "happy_reaction_percentage": float(happy),
        "neutral_reaction_percentage": float((100 - happy) // 2),
        "sad_reaction_percentage": float(100 - happy - (100 - happy) // 2),
        "fin_involvements": views // 5,
        "fin_resolutions": views // 12,
    }


def versions(founding: Founding, article_id: str) -> list[Json]:
    """Two to thirty versions of an article; the words of one are shown only alone."""
    n = int(article_id) - ARTICLE_BASE
    if not 0 <= n < ARTICLES:
        return []
    count = 30 if n == 3 else 2 + n % 3
    start = founding.moment(n, ARTICLES)
    found = []
    for turn in range(count):
        at = start + turn * (founding.now - start) // count
        words = _words("en", n, article_id)
        found.append(
            {
                "type": "article_version",
                "id": str(80_000 + n * 100 + turn),
                "article_id": article_id,
                "title": f"{words['title']}, version {turn + 1}",
                "description": words["description"],
                "author_id": founding.admin_id(n),
                "created_by_id": founding.admin_id(n + turn),
                "created_via": "web" if turn else "api",
                "from_version_id": str(80_000 + n * 100 + turn - 1) if turn else None,
                "state": _state(n),
                "created_at": at,
                "_detail": {
                    "body": words["body"],
                    "body_markdown": words["body_markdown"],
                    "updated_at": at,
                },
            }
        )
    return found


def internal_articles(founding: Founding, _: str) -> list[Json]:
    """Articles for teammates only."""
    found = []
    for n in range(INTERNAL_ARTICLES):
        created = founding.moment(n, INTERNAL_ARTICLES)
        words = _words("en", n, str(_INTERNAL_BASE + n))
        found.append(
            {
                "type": "internal_article",
                "id": str(_INTERNAL_BASE + n),
                **{key: words[key] for key in ("title", "body", "body_markdown")},
                "owner_id": int(founding.admin_id(n)),
                "author_id": int(founding.admin_id(n + 1)),
                "created_at": created,
                "updated_at": founding.later(created, _SALT, 3, n),
                "locale": "en",
                "folder_id": FOLDER_BASE + n % 3 if n % 2 else None,
                "audience_ids": [501] if n % 4 == 0 else [],
                **_availability(n),
                "tags": {"type": "tag.list", "tags": _tags(founding, n, created)},
            }
        )
    return found


KINDS = (
    Kind("articles", articles),
    Kind("article_versions", versions, parent="articles", parent_key="article_id"),
    Kind("internal_articles", internal_articles),
)
