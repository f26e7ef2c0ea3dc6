"""What Intercom tells only to those who name an id."""

from ..tables import lookups as tables
from .record import Endpoint

ENDPOINTS = (
    Endpoint(
        name="visitors",
        table=tables.Visitor,
        read="one",
        path="/visitors",
        params={"user_id": "{id}"},
        rows="",
        setting="lookups",
    ),
    Endpoint(
        name="workflows",
        table=tables.Workflow,
        read="one",
        path="/export/workflows/{id}",
        rows="",
        setting="lookups",
        since="2.15",
    ),
    Endpoint(
        name="message_statuses",
        table=tables.MessageStatus,
        read="list",
        path="/messages/status",
        rows="events",
        params={"ruleset_id": "{id}"},
        parent_key="ruleset_id",
        per_page=100,
        setting="lookups",
        since="2.16",
    ),
    Endpoint(
        name="whatsapp_message_statuses",
        table=tables.WhatsappMessageStatus,
        read="one",
        path="/messages/whatsapp/status",
        params={"message_id": "{id}"},
        rows="",
        setting="lookups",
        since="2.16",
    ),
)
