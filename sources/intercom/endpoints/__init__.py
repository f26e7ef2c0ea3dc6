"""What Intercom has: one record per resource, by subject. The folder you edit for a new one.

They are read in this order, a companion along with its parent.
"""

from . import (
    attributes,
    calls,
    connectors,
    content,
    conversations,
    exports,
    help_centers,
    lookups,
    people,
    tickets,
    workspace,
)
from .record import Batch, Child, Endpoint, Read
from .words import permission, words

__all__ = ["ENDPOINTS", "Batch", "Child", "Endpoint", "Read", "permission", "words"]

ENDPOINTS: tuple[Endpoint, ...] = (
    *workspace.ENDPOINTS,
    *attributes.ENDPOINTS,
    *help_centers.ENDPOINTS,
    *content.ENDPOINTS,
    *connectors.ENDPOINTS,
    *people.ENDPOINTS,
    *tickets.ENDPOINTS,
    *conversations.ENDPOINTS,
    *calls.ENDPOINTS,
    *lookups.ENDPOINTS,
    *exports.ENDPOINTS,  # last, as they wait for Intercom
)
