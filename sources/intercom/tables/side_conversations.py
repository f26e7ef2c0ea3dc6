"""Talks beside a conversation, with somebody else than its customer."""

from ..columns import Count, Key, col, key
from ..rows import Row
from .conversations import ConversationPart


class SideConversation(Row, table="side_conversations", nested=("conversation_parts",)):
    """One row per side conversation; `GET /conversations/{id}/side_conversations`, from 2.16."""

    id: Key = key("side_conversation_id", "Intercom's id.")
    conversation_id: Key = key("conversation_id", "The conversation that it stands beside.")
    parts_total_count: Count = col("total_count", "Parts that Intercom claims.")


class SideConversationPart(ConversationPart, table="side_conversation_parts"):
    """One row per message or event in a side conversation; comes with `side_conversations`."""

    side_conversation_id: Key = key("side_conversation_id", "The side conversation.")
