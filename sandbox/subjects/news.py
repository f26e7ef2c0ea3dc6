"""News items and the feeds in which the live ones appear."""

from sandbox.directory import Json
from sandbox.founding import Founding
from sandbox.shelf import Kind

_ITEM_BASE, FEEDS = 2_900, (68, 69)
_ITEMS = 27
_SALT = 0xD4


def news_items(founding: Founding, _: str) -> list[Json]:
    """News; each live item is assigned to the first feed, a third to both."""
    found = []
    for n in range(_ITEMS):
        created, is_live = founding.moment(n, _ITEMS), n % 7 != 2
        feeds = FEEDS if n % 3 == 0 else FEEDS[:1]
        shown = {"published_at": created}
        found.append(
            {
                "type": "news-item",
                "id": str(_ITEM_BASE + n),
                "workspace_id": founding.workspace_id,
                "title": f"What is new, part {n + 1}",
                "body": f"<p>Change {n + 1} is out.</p>",
                "sender_id": int(founding.admin_id(n)),
                "state": "live" if is_live else "draft",
                "newsfeed_assignments": [{"newsfeed_id": feed, **shown} for feed in feeds]
                if is_live
                else [],
                "labels": ["Product"] if n % 2 else [],
                "cover_image_url": None,
                "reactions": [None, None, None, None],
                "deliver_silently": n % 4 == 0,
                "created_at": created,
                "updated_at": founding.later(created, _SALT, n),
            }
        )
    return found


def newsfeeds(founding: Founding, _: str) -> list[Json]:
    """The feeds."""
    return [
        {
            "id": str(feed),
            "type": "newsfeed",
            "name": ("Everybody", "Customers")[n],
            "created_at": founding.began_at,
            "updated_at": founding.began_at + n,
        }
        for n, feed in enumerate(FEEDS)
    ]


def live_items(items: list[Json], feed: str) -> list[Json]:
    """The items that a feed shows now."""
    return [
        item
        for item in items
        if item["state"] == "live"
        and any(str(one["newsfeed_id"]) == feed for one in item["newsfeed_assignments"])
    ]


KINDS = (Kind("news_items", news_items), Kind("newsfeeds", newsfeeds))
