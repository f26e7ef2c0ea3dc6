"""What hangs on a contact or a company: tags, notes, segments, events, and each other.

Who changed since when stands with the contact or company; a row that is gone has an older
`synced_at` than its contact or company.
"""

from ..columns import Id, Json, Key, MaybeTime, Text, Time, col, key
from ..rows import Row
from .attributes import Segment, SubscriptionType
from .people import Company, Contact


class ContactTag(Row, table="contact_tags", keys=("contact_id", "tag_id"), implied={"type": "tag"}):
    """One row per contact and tag; `GET /contacts/{id}/tags`."""

    contact_id: Key = key("contact_id", "The contact.")
    tag_id: Key = key("id", "The tag.")
    name: Text = col("name", "Its name.")
    applied_by_type: Text = col("applied_by.type", "Who applied it: admin, ...")
    applied_by_id: Id = col("applied_by.id", "That one's id.")
    applied_at: MaybeTime = col("applied_at", "When it was applied.")


class ContactCompany(
    Row, table="contact_companies", keys=("contact_id", "company_id"), beside=Company
):
    """One row per contact and company; `GET /contacts/{id}/companies`."""

    contact_id: Key = key("contact_id", "The contact.")
    company_id: Key = key("id", "The company, by Intercom's id.")


class ContactNote(Row, table="contact_notes", implied={"type": "note", "contact.type": "contact"}):
    """One row per note about a contact; `GET /contacts/{id}/notes`."""

    id: Key = key("id", "Intercom's id.")
    contact_id: Key = key("contact_id", "The contact whose notes were asked for.")
    noted_contact_id: Id = col("contact.id", "The contact as the note names it.")
    author_id: Id = col("author.id", "Teammate that wrote it.")
    author: Json = col("author", "That teammate as the note carries it.")
    body: Text = col("body", "Text, HTML.")
    created_at: Time = col("created_at", "When it was written.")


class ContactSegment(
    Row, table="contact_segments", keys=("contact_id", "segment_id"), beside=Segment
):
    """One row per contact and segment; `GET /contacts/{id}/segments`."""

    contact_id: Key = key("contact_id", "The contact.")
    segment_id: Key = key("id", "The segment.")


class ContactSubscription(
    Row,
    table="contact_subscriptions",
    keys=("contact_id", "subscription_type_id"),
    beside=SubscriptionType,
):
    """One row per choice that a contact made; `GET /contacts/{id}/subscriptions`.

    For a type with consent_type opt_out the contact left, for opt_in the contact joined.
    """

    contact_id: Key = key("contact_id", "The contact.")
    subscription_type_id: Key = key("id", "The subscription type.")


class ContactMerge(
    Row,
    table="contact_merge_history",
    keys=("contact_id", "source_contact_id"),
    implied={"type": "merge_history"},
):
    """One row per contact that went into a user; `GET /contacts/{id}/merge_history`, from 2.16."""

    contact_id: Key = key("contact_id", "The contact that stayed.")
    source_contact_id: Key = key("source_contact_id", "The contact that went into it.")
    source_contact_role: Text = col("source_contact_role", "Its role: user or lead.")
    merged_at: MaybeTime = col("merged_at", "When they were merged.")


class ContactActivity(Row, table="contact_activities", implied={"type": "contact_activity"}):
    """One row per making, change of role, merge or deletion of a contact.

    `GET /contacts/activities`, Preview only.
    """

    id: Key = key("id", "Intercom's id.")
    event_type: Text = col("event_type", "contact.created, contact.deleted, contact.merged, ...")
    contact_id: Id = col("contact_id", "The contact.")
    external_id: Text = col("external_id", "The id that you gave the contact.")
    role: Text = col("role", "user, lead or visitor.")
    merge_source_id: Id = col("merge_source_id", "Contact that went into the other.")
    merge_target_id: Id = col("merge_target_id", "Contact that stayed.")
    failure_reason: Text = col("failure_reason", "Why a merge failed.")
    created_at: Time = col("created_at", "When it happened.")


class DataEvent(Row, table="events", implied={"type": "event"}):
    """One row per thing that a contact did at yours in the last 90 days; `GET /events`."""

    id: Key = key("id", "Intercom's id, else made of everything else in the event.")
    contact_id: Key = key("contact_id", "The contact whose events were asked for.")
    event_name: Text = col("event_name", "What happened.")
    intercom_user_id: Id = col("intercom_user_id", "The contact as the event names it.")
    user_id: Text = col("user_id", "The id that you gave the contact.")
    email: Text = col("email", "The contact's address.")
    metadata: Json = col("metadata", "Details.")
    created_at: Time = col("created_at", "When it happened.")


class CompanySegment(
    Row, table="company_segments", keys=("company_id", "segment_id"), beside=Segment
):
    """One row per company and segment; `GET /companies/{id}/segments`."""

    company_id: Key = key("company_id", "The company, by Intercom's id.")
    segment_id: Key = key("id", "The segment.")


class CompanyNote(Row, table="company_notes", implied={"type": "note", "company.type": "company"}):
    """One row per note about a company; `GET /companies/{id}/notes`, from 2.15."""

    id: Key = key("id", "Intercom's id.")
    company_id: Key = key("company_id", "The company whose notes were asked for.")
    noted_company_id: Id = col("company.id", "The company as the note names it.")
    author_id: Id = col("author.id", "Teammate that wrote it.")
    author: Json = col("author", "That teammate as the note carries it.")
    body: Text = col("body", "Text, HTML.")
    created_at: Time = col("created_at", "When it was written.")


class CompanyContact(
    Row, table="company_contacts", keys=("company_id", "contact_id"), beside=Contact
):
    """One row per company and contact; `GET /companies/{id}/contacts`."""

    company_id: Key = key("company_id", "The company, by Intercom's id.")
    contact_id: Key = key("id", "The contact.")
