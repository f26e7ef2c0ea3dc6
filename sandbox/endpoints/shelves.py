"""The resources that are a list and its objects and nothing more, a record each."""

from collections.abc import Callable

from sandbox.catalogue import Listed, whole_seconds
from sandbox.directory import Json
from sandbox.founding import iso
from sandbox.paging import PageSize
from sandbox.routes import Call
from sandbox.versions import PREVIEW

_FIFTY = PageSize(50, 50)
_CONNECTOR_MISSING = ("Data connector not found", "data_connector_not_found")


def _in_folder(call: Call) -> Callable[[Json], bool]:
    asked = whole_seconds(call, "parent_folder_id", "parent_folder_id must be an integer")
    return lambda row: asked is None or row["parent_folder_id"] == asked


def _updated_since(call: Call) -> Callable[[Json], bool]:
    since = whole_seconds(call, "updated_since", "Invalid updated_since timestamp")
    return lambda row: since is None or row["updated_at"] >= iso(since, ".000")


def _not_archived(call: Call) -> Callable[[Json], bool]:
    with_archived = call.query.get("include_archived") == "true"
    return lambda row: with_archived or not row["archived"]


LISTED = (
    Listed(kind="away_status_reasons", path="/away_status_reasons", scope="read_admins", since=14,
           single=False),
    Listed(kind="brands", path="/brands", scope="read_brands", since=15),
    Listed(kind="emails", path="/emails", scope="read_emails", since=15),
    Listed(kind="audiences", path="/audiences", scope="read_audiences", since=16,
           paging="top_level", size=_FIFTY),
    Listed(kind="subscription_types", path="/subscription_types", scope="read_subscriptions",
           single=False),
    Listed(kind="office_hours_schedules", path="/office_hours_schedules",
           scope="read_write_office_hours", since=16, envelope="office_hours_schedule.list"),
    Listed(kind="office_hours_exceptions",
           path="/office_hours_schedules/{id}/office_hours_exceptions",
           scope="read_write_office_hours", since=16, envelope="office_hours_exception.list"),
    Listed(kind="help_centers", path="/help_center/help_centers", scope="read_articles_scope"),
    Listed(kind="help_center_redirects", path="/help_center/help_centers/{id}/redirects",
           scope="read_help_center_redirects_scope", since=16, paging="numbered",
           size=PageSize(50, 250), newest="updated_at",
           parent_missing=("Resource not found", "not_found")),
    Listed(kind="collections", path="/help_center/collections", scope="read_articles_scope",
           paging="numbered", size=PageSize(20, 150), newest="updated_at"),
    Listed(kind="folders", path="/folders", scope="read_articles_scope", since=PREVIEW,
           paging="numbered", keep=_in_folder),
    Listed(kind="content_snippets", path="/content_snippets", scope="read_content", since=16,
           paging="top_level", size=_FIFTY),
    Listed(kind="articles", path="/articles", scope="read_articles_scope", paging="numbered",
           size=PageSize(25, 150), newest="updated_at"),
    Listed(kind="internal_articles", path="/internal_articles", scope="read_articles_scope",
           since=13, paging="numbered", size=PageSize(25, 150)),
    Listed(kind="content_import_sources", path="/ai/content_import_sources",
           scope="read_ai_content", since=12, paging="numbered"),
    Listed(kind="external_pages", path="/ai/external_pages", scope="read_ai_content", since=12,
           paging="numbered"),
    Listed(kind="news_items", path="/news/news_items", scope="read_news", paging="numbered",
           size=PageSize(10, 150)),
    Listed(kind="newsfeeds", path="/news/newsfeeds", scope="read_news", paging="numbered",
           size=PageSize(10, 150)),
    Listed(kind="conversation_attributes", path="/conversations/attributes",
           scope="read_conversations", since=16, keep=_not_archived,
           missing=("Conversation attribute not found", "conversation_attribute_not_found")),
    Listed(kind="data_connectors", path="/data_connectors", scope="read_data_connectors",
           since=16, paging="cursor", size=PageSize(20, 50), newest="updated_at",
           missing=_CONNECTOR_MISSING),
    Listed(kind="macros", path="/macros", scope="read_conversations", since=16, paging="cursor",
           newest="updated_at", keep=_updated_since, missing=("Macro not found", "not_found")),
    Listed(kind="ticket_types", path="/ticket_types", scope="read_tickets", since=9),
    Listed(kind="ticket_states", path="/ticket_states", scope="read_tickets", since=12,
           single=False),
    Listed(kind="calls", path="/calls", scope="read_conversations", since=14, paging="numbered",
           size=PageSize(25, 25), missing=("Not Found", "not_found")),
    Listed(kind="company_notes", path="/companies/{id}/notes", scope="read_companies", since=15,
           paging="numbered", newest="created_at", single=False,
           parent_missing=("Company Not Found", "company_not_found")),
)  # fmt: skip

ROUTES = [route for listed in LISTED for route in listed.routes()]
