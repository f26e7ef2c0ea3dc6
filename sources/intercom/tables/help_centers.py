"""Help centers and the order that articles stand in; the news beside them."""

from ..columns import Count, Flag, Id, Json, Key, Text, Time, col, key
from ..rows import Row


class HelpCenter(Row, table="help_centers", implied={"type": "help_center"}):
    """One row per help center; `GET /help_center/help_centers`."""

    id: Key = key("id", "Intercom's id.")
    app_id: Text = col("workspace_id", "Code of the workspace, as Intercom sends it.")
    identifier: Text = col("identifier", "Its name in addresses.")
    display_name: Text = col("display_name", "Name that teammates see.")
    website_turned_on: Flag = col("website_turned_on", "It is public.")
    url: Text = col("url", "Its address.")
    custom_domain: Text = col("custom_domain", "Domain of your own.")
    default: Flag = col("default", "The workspace's default; from 2.16 on Preview.")
    locales: Json = col("locales", "Languages; Preview only.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")


class Collection(Row, table="collections", implied={"type": "collection"}):
    """One row per collection of articles; `GET /help_center/collections`."""

    id: Key = key("id", "Intercom's id.")
    app_id: Text = col("workspace_id", "Code of the workspace, as Intercom sends it.")
    name: Text = col("name", "Name in the default language.")
    description: Text = col("description", "Description in the default language.")
    url: Text = col("url", "Its address.")
    icon: Text = col("icon", "Icon.")
    order: Count = col("order", "Place among its siblings, from 0.")
    default_locale: Text = col("default_locale", "Default language of the help center.")
    translated_content: Json = col("translated_content", "Name and description by language.")
    parent_id: Id = col("parent_id", "Collection it stands in; null at the top.")
    help_center_id: Id = col("help_center_id", "Help center.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")


class HelpCenterRedirect(
    Row, table="help_center_redirects", implied={"type": "help_center_redirect"}
):
    """One row per old address; `GET /help_center/help_centers/{id}/redirects`, from 2.16."""

    id: Key = key("id", "Intercom's id.")
    help_center_id: Key = key("help_center_id", "Help center.")
    from_url: Text = col("from_url", "The old address.")
    locale: Text = col("locale", "Language of the target.")
    target_type: Text = col("target_type", "article or collection.")
    target_id: Id = col("target_id", "Where it leads.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")


class NewsItem(Row, table="news_items", implied={"type": "news-item"}):
    """One row per announcement; `GET /news/news_items`."""

    id: Key = key("id", "Intercom's id.")
    app_id: Text = col("workspace_id", "Code of the workspace, as Intercom sends it.")
    title: Text = col("title", "Title.")
    body: Text = col("body", "Text, HTML.")
    sender_id: Id = col("sender_id", "Teammate that it comes from.")
    state: Text = col("state", "draft or live.")
    newsfeed_assignments: Json = col("newsfeed_assignments", "Feeds, and since when.")
    labels: Json = col("labels", "Labels.")
    cover_image_url: Text = col("cover_image_url", "Picture.")
    reactions: Json = col("reactions", "Emojis offered to readers.")
    deliver_silently: Flag = col("deliver_silently", "No badge tells of it.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")


class Newsfeed(Row, table="newsfeeds", implied={"type": "newsfeed"}):
    """One row per feed; `GET /news/newsfeeds`."""

    id: Key = key("id", "Intercom's id.")
    name: Text = col("name", "Name that teammates see.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")


class NewsfeedItem(
    Row, table="newsfeed_items", keys=("newsfeed_id", "news_item_id"), beside=NewsItem
):
    """One row per announcement that is live in a feed; `GET /news/newsfeeds/{id}/items`."""

    newsfeed_id: Key = key("newsfeed_id", "The feed.")
    news_item_id: Key = key("id", "The announcement.")
