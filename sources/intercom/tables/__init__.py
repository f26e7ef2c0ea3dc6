"""The raw tables: one model each, every column with its JSON path and meaning in one line.

Endpoints and read kinds stand in `endpoints/`. Every table begins with `workspace_id` and ends
with `synced_at` and `_extra`; times are UTC, durations whole seconds, ids text.
"""

from .conversations import (
    Conversation,
    ConversationCustomAttribute,
    ConversationHandlingEvent,
    ConversationPart,
    DeletedConversation,
)
from .people import Company, Contact, Tag
from .tickets import Ticket, TicketPart
from .trust import GoneObject, RejectedRow, SyncRun
from .workspace import Admin, Team, Workspace

__all__ = [
    "Admin",
    "Company",
    "Contact",
    "Conversation",
    "ConversationCustomAttribute",
    "ConversationHandlingEvent",
    "ConversationPart",
    "DeletedConversation",
    "GoneObject",
    "RejectedRow",
    "SyncRun",
    "Tag",
    "Team",
    "Ticket",
    "TicketPart",
    "Workspace",
]
