"""Help centers, the order that articles stand in, and the news beside them."""

from ..tables import help_centers as tables
from .record import Endpoint

ENDPOINTS = (
    Endpoint(
        name="help_centers",
        table=tables.HelpCenter,
        read="list",
        path="/help_center/help_centers",
        complete=True,
    ),
    Endpoint(
        name="help_center_redirects",
        table=tables.HelpCenterRedirect,
        read="companion",
        parent="help_centers",
        parent_key="help_center_id",
        path="/help_center/help_centers/{id}/redirects",
        per_page=250,
        complete=True,
        since="2.16",
        scope="read_help_center_redirects_scope",
    ),
    Endpoint(
        name="collections",
        table=tables.Collection,
        read="list",
        path="/help_center/collections",
        complete=True,
    ),
    Endpoint(
        name="news_items",
        table=tables.NewsItem,
        read="list",
        path="/news/news_items",
        complete=True,
        scope="Read and list news items and newsfeeds",
    ),
    Endpoint(
        name="newsfeeds",
        table=tables.Newsfeed,
        read="list",
        path="/news/newsfeeds",
        complete=True,
        scope="Read and list news items and newsfeeds",
    ),
    Endpoint(
        name="newsfeed_items",
        table=tables.NewsfeedItem,
        read="companion",
        parent="newsfeeds",
        parent_key="newsfeed_id",
        path="/news/newsfeeds/{id}/items",
        complete=True,
        scope="Read and list news items and newsfeeds",
    ),
)
