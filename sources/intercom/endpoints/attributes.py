"""Fields and groups that a workspace defines for itself, and objects of its own making."""

from ..tables import attributes as tables
from .record import Endpoint

ENDPOINTS = (
    Endpoint(
        name="data_attributes",
        table=tables.DataAttribute,
        read="list",
        path="/data_attributes",
        params={"model": "{id}", "include_archived": "true"},
        # From 2.16 on those of conversations have an endpoint of their own.
        values={"contact": "", "company": "", "conversation": "2.15"},
        complete=True,
    ),
    Endpoint(
        name="conversation_attributes",
        table=tables.ConversationAttribute,
        read="list",
        path="/conversations/attributes",
        params={"include_archived": "true"},
        complete=True,
        since="2.16",
    ),
    Endpoint(
        name="segments",
        table=tables.Segment,
        read="list",
        path="/segments",
        rows="segments",
        params={"include_count": "true"},
        complete=True,
        scope="Read and list users and companies",
    ),
    Endpoint(
        name="audiences",
        table=tables.Audience,
        read="list",
        path="/audiences",
        per_page=50,
        complete=True,
        since="2.16",
    ),
    Endpoint(
        name="subscription_types",
        table=tables.SubscriptionType,
        read="list",
        path="/subscription_types",
        complete=True,
    ),
    Endpoint(
        name="custom_object_instances",
        table=tables.CustomObjectInstance,
        read="list",
        path="/custom_object_instances/{id}",
        per_page=150,
        setting="custom_object_types",
        complete=True,
        since="2.16",
        scope="Read and write custom object instances",
    ),
)
