"""Empty objects in the form of the API, to be filled in."""

from sandbox.directory import Json


def blank_conversation(conversation_id: str, created_at: int) -> Json:
    """A conversation in the messenger in which nothing has been said yet."""
    return {
        "type": "conversation",
        "id": conversation_id,
        "title": None,
        "created_at": created_at,
        "updated_at": created_at,
        "read": False,
        "priority": "none",
        "company": None,
        "tags": {"type": "tag.list", "tags": []},
        "conversation_rating": None,
        "source": None,
        "contacts": {"type": "contact.list", "contacts": []},
        "custom_attributes": {},
        "sla_applied": None,
        "linked_objects": {"type": "list", "data": [], "total_count": 0, "has_more": False},
        "ai_agent_participated": False,
        "ai_agent": None,
        "ai_topics": None,
        "sales_agent_participated": False,
        "sales_agent": None,
        "channel": {"initial": "messenger", "current": "messenger"},
        "external_references": [],
        "topics": {},
        "ticket": None,
        "conversation_parts": {
            "type": "conversation_part.list",
            "conversation_parts": [],
            "total_count": 0,
        },
        "_handling_events": [],
    }


def opening_message(message_id: str, author: Json, body: str) -> Json:
    """The first message of a customer in the messenger."""
    return {
        "type": "conversation",
        "id": message_id,
        "delivered_as": "customer_initiated",
        "subject": "",
        "body": body,
        "author": author,
        "attachments": [],
        "url": None,
        "redacted": False,
    }
