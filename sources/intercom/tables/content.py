"""What teammates write for customers, Fin and each other: articles, snippets, macros, pages."""

from ..columns import Count, Flag, Id, Json, Key, MaybeTime, Number, Text, Time, col, key
from ..rows import Row


class Article(
    Row,
    table="articles",
    implied={
        "type": "article",
        "tags.type": "tag.list",
        "statistics.type": "article_statistics",
    },
):
    """One row per public article; `GET /articles` finds them, `GET /articles/{id}` tells all.

    The statistics are what they were when the article was read last: after a change or a day.
    """

    id: Key = key("id", "Intercom's id.")
    app_id: Text = col("workspace_id", "Code of the workspace, as Intercom sends it.")
    title: Text = col("title", "Title in the default language.")
    description: Text = col("description", "Description in the default language.")
    body: Text = col("body", "Text in the default language, HTML.")
    body_markdown: Text = col("body_markdown", "The same as Markdown.")
    state: Text = col("state", "published or draft.")
    url: Text = col("url", "Where the article is shown.")
    default_locale: Text = col("default_locale", "Default language of the help center.")
    translated_content: Json = col("translated_content", "Texts by language.")
    author_id: Id = col("author_id", "Teammate shown as its author.")
    content_id: Id = col("content_id", "Undocumented; seen in recorded articles.")
    created_by_id: Id = col("created_by_id", "Teammate that made it.")
    updated_by_id: Id = col("updated_by_id", "Teammate of the last change.")
    parent_id: Id = col("parent_id", "Collection it stands in; up to 2.15.")
    parent_type: Text = col("parent_type", "collection or section; up to 2.15.")
    parent_ids: Json = col("parent_ids", "Collections it stands in.")
    folder_id: Id = col("folder_id", "Folder it lies in; Preview only.")
    tags: Json = col("tags.tags", "Tags with who applied them and when.")
    ai_chatbot_availability: Flag = col("ai_chatbot_availability", "Fin may answer from it.")
    ai_copilot_availability: Flag = col("ai_copilot_availability", "Copilot may answer from it.")
    ai_sales_agent_availability: Flag = col(
        "ai_sales_agent_availability", "The sales agent may answer from it."
    )
    exclude_from_article_suggestions: Flag = col(
        "exclude_from_article_suggestions", "Fin does not suggest it."
    )
    help_center_audience: Text = col("help_center_audience", "Who may see it.")
    has_unpublished_changes: Flag = col("has_unpublished_changes", "A draft waits behind it.")
    statistics_views: Count = col("statistics.views", "Views.")
    statistics_conversions: Count = col(
        "statistics.conversions | statistics.conversations", "Conversations begun from it."
    )
    statistics_reactions: Count = col("statistics.reactions", "Reactions.")
    statistics_happy_reaction_percentage: Number = col(
        "statistics.happy_reaction_percentage", "Happy ones, percent."
    )
    statistics_neutral_reaction_percentage: Number = col(
        "statistics.neutral_reaction_percentage", "Neutral ones, percent."
    )
    statistics_sad_reaction_percentage: Number = col(
        "statistics.sad_reaction_percentage", "Sad ones, percent."
    )
    statistics_fin_involvements: Count = col(
        "statistics.fin_involvements", "Conversations in which Fin used it."
    )
    statistics_fin_resolutions: Count = col(
        "statistics.fin_resolutions", "Of these, resolved by Fin."
    )
    statistics_fin_resolution_rate: Number = col(
        "statistics.fin_resolution_rate", "Their part, percent."
    )
    created_at: Time = col("created_at", "When the article was made.")
    updated_at: Time = col("updated_at", "Last change that Intercom counts; views are none.")
    draft_updated_at: MaybeTime = col("draft_updated_at", "Last change of the draft behind it.")
    scheduled_publish_at: MaybeTime = col("scheduled_publish_at", "To be published then.")
    scheduled_unpublish_at: MaybeTime = col("scheduled_unpublish_at", "To be withdrawn then.")


class ArticleDraft(Article, table="article_drafts"):
    """One row per article with unpublished changes: the article as it would be.

    `GET /articles/{id}/draft`; without statistics.
    """

    article_id: Key = key("article_id", "The article; the same as id.")


class ArticleVersion(Row, table="article_versions", implied={"type": "article_version"}):
    """One row per version of an article, without its text; `GET /articles/{id}/versions`."""

    id: Key = key("id", "Intercom's id.")
    article_id: Key = key("article_id", "The article.")
    title: Text = col("title", "Title.")
    description: Text = col("description", "Description.")
    author_id: Id = col("author_id", "Teammate shown as author.")
    created_by_id: Id = col("created_by_id", "Teammate that made the version.")
    created_via: Text = col("created_via", "How: web, api, ...")
    from_version_id: Id = col("from_version_id", "Version it was made from; null for the first.")
    state: Text = col("state", "published for the one that is shown, else draft.")
    created_at: Time = col("created_at", "When the version was made.")


class InternalArticle(
    Row,
    table="internal_articles",
    implied={"type": "internal_article", "tags.type": "tag.list"},
):
    """One row per article for teammates; `GET /internal_articles`."""

    id: Key = key("id", "Intercom's id.")
    title: Text = col("title", "Title.")
    body: Text = col("body", "Text, HTML.")
    body_markdown: Text = col("body_markdown", "The same as Markdown.")
    owner_id: Id = col("owner_id", "Teammate that owns it.")
    author_id: Id = col("author_id", "Teammate that wrote it.")
    locale: Text = col("locale", "Language.")
    folder_id: Id = col("folder_id", "Folder it lies in; Preview only.")
    audience_ids: Json = col("audience_ids", "Audiences that Fin may use it for; empty: all.")
    ai_chatbot_availability: Flag = col("ai_chatbot_availability", "Fin may answer from it.")
    ai_copilot_availability: Flag = col("ai_copilot_availability", "Copilot may answer from it.")
    ai_sales_agent_availability: Flag = col(
        "ai_sales_agent_availability", "The sales agent may answer from it."
    )
    tags: Json = col("tags.tags", "Tags; Preview only.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")


class ContentSnippet(Row, table="content_snippets", implied={"type": "content_snippet"}):
    """One row per snippet that Fin and Copilot answer from; `GET /content_snippets`."""

    id: Key = key("id", "Intercom's id.")
    title: Text = col("title", "Title.")
    locale: Text = col("locale", "Language.")
    json_blocks: Json = col("json_blocks", "Text, block by block.")
    body_markdown: Text = col("body_markdown", "Text as Markdown.")
    chatbot_availability: Count = col("chatbot_availability", "Old form: 1 when Fin may use it.")
    copilot_availability: Count = col("copilot_availability", "Old form: 1 when Copilot may.")
    ai_chatbot_availability: Flag = col("ai_chatbot_availability", "Fin may answer from it.")
    ai_copilot_availability: Flag = col("ai_copilot_availability", "Copilot may answer from it.")
    ai_sales_agent_availability: Flag = col(
        "ai_sales_agent_availability", "The sales agent may answer from it."
    )
    audience_ids: Json = col("audience_ids", "Audiences that Fin may use it for; empty: all.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")


class Folder(Row, table="folders", implied={"type": "folder"}):
    """One row per folder of content; `GET /folders`, Preview only."""

    id: Key = key("id", "Intercom's id.")
    name: Text = col("name", "Name.")
    description: Text = col("description", "Description.")
    emoji: Text = col("emoji", "Emoji.")
    parent_folder_id: Id = col("parent_folder_id", "Folder it lies in; null at the top.")
    content_count: Count = col("content_count", "Things in it.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")


class ContentImportSource(
    Row, table="content_import_sources", implied={"type": "content_import_source"}
):
    """One row per place that content for Fin comes from; `GET /ai/content_import_sources`."""

    id: Key = key("id", "Intercom's id.")
    url: Text = col("url", "Its address.")
    sync_behavior: Text = col("sync_behavior", "automatic, manual or api.")
    status: Text = col("status", "active or deactivated.")
    audience_ids: Json = col("audience_ids", "Audiences that Fin may use it for; empty: all.")
    last_synced_at: MaybeTime = col("last_synced_at", "Last import.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")


class ExternalPage(Row, table="external_pages", implied={"type": "external_page"}):
    """One row per imported page that Fin answers from; `GET /ai/external_pages`."""

    id: Key = key("id", "Intercom's id.")
    title: Text = col("title", "Title.")
    html: Text = col("html", "Text, HTML.")
    url: Text = col("url", "Its address.")
    locale: Text = col("locale", "Language.")
    source_id: Id = col("source_id", "Content import source.")
    external_id: Text = col("external_id", "Its id at the source.")
    ai_agent_availability: Flag = col("ai_agent_availability", "Fin may answer from it.")
    ai_copilot_availability: Flag = col("ai_copilot_availability", "Copilot may answer from it.")
    ai_sales_agent_availability: Flag = col(
        "ai_sales_agent_availability", "The sales agent may answer from it."
    )
    fin_availability: Flag = col("fin_availability", "Old form of the three before.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")
    last_ingested_at: MaybeTime = col("last_ingested_at", "Last time that Fin took it in.")


class Macro(Row, table="macros", implied={"type": "macro"}):
    """One row per saved reply that the token's teammate may see; `GET /macros`."""

    id: Key = key("id", "Intercom's id.")
    name: Text = col("name", "Name.")
    body: Text = col("body", "Text, HTML; placeholders as elements.")
    body_text: Text = col("body_text", "Plain text; placeholders in braces.")
    visible_to: Text = col("visible_to", "everyone or specific_teams.")
    visible_to_team_ids: Json = col("visible_to_team_ids", "Teams that may see it.")
    available_on: Json = col("available_on", "Where: inbox, messenger.")
    created_at: Time = col("created_at", "When it was made.")
    updated_at: Time = col("updated_at", "Last change.")
