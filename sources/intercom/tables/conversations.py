"""Conversations, what happened in them, and which were deleted."""

from ..columns import (
    Count,
    Flag,
    HasFiles,
    HasPicture,
    Id,
    IsOperator,
    Json,
    Key,
    Letters,
    MaybeTime,
    Seconds,
    Text,
    Time,
    Words,
    col,
    fact,
    key,
)
from ..rows import Row


class Conversation(
    Row,
    table="conversations",
    fingerprinted=True,
    nested=("conversation_parts.conversation_parts",),
    implied={
        "type": "conversation",
        "tags.type": "tag.list",
        "contacts.type": "contact.list",
        "teammates.type": "admin.list",
        "conversation_parts.type": "conversation_part.list",
        "linked_objects.type": "list",
        "conversation_rating.contact.type": "contact",
        "statistics.type": "conversation_statistics",
        "sla_applied.type": "conversation_sla_summary",
        "ai_agent.content_sources.type": "content_source.list",
    },
):
    """One row per conversation, its opening message included; `GET /conversations/{id}`."""

    id: Key = key("id", "Intercom's id.")
    title: Text = col("title", "Title.")
    state: Text = col("state", "open, closed or snoozed.")
    open: Flag = col("open", "Open, as the inbox shows it.")
    read: Flag = col("read", "Read by the contact.")
    priority: Text = col("priority", "none to urgent; up to 2.15 priority or not_priority.")
    admin_assignee_id: Id = col("admin_assignee_id", "Assigned teammate; null when nobody is.")
    team_assignee_id: Id = col("team_assignee_id", "Assigned team; null when none is.")
    company_id: Id = col("company.id", "Company of the conversation (Intercom's id); from 2.15.")
    company: Json = col("company", "That company as the conversation carries it.")
    channel_initial: Text = col("channel.initial", "Channel it began on; from 2.16.")
    channel_current: Text = col("channel.current", "Channel it is on now; from 2.16.")
    contacts: Json = col("contacts.contacts", "Contacts taking part.")
    teammates: Json = col("teammates.admins | teammates.teammates", "Teammates taking part.")
    tags: Json = col("tags.tags", "Tags as Intercom lists them; unnested in staging.")
    custom_attributes: Json = col("custom_attributes", "Custom attributes by name.")
    linked_objects: Json = col("linked_objects.data", "Linked tickets and conversations.")
    linked_objects_total_count: Count = col("linked_objects.total_count", "How many are linked.")
    linked_objects_has_more: Flag = col("linked_objects.has_more", "True if the list was cut.")
    external_references: Json = col("external_references", "Ids in other systems; from 2.16.")
    ai_topics: Json = col("ai_topics", "Topics found by Intercom's AI.")
    topics: Json = col("topics", "Undocumented; topics as search rows carry them.")
    ticket: Json = col("ticket", "Undocumented; the ticket of the conversation.")
    monitor_evaluations: Json = col("monitor_evaluations", "Evaluations by monitors, if asked for.")
    scorecards: Json = col("scorecards", "Scorecards, if asked for.")

    source_id: Text = col("source.id", "Id of the opening message.")
    source_type: Text = col("source.type", "Kind of the opening message.")
    source_delivered_as: Text = col("source.delivered_as", "Who began it, as Intercom puts it.")
    source_subject: Text = col("source.subject", "Subject of the opening message.")
    source_body: Text = col("source.body", "Text of the opening message, HTML.")
    source_body_length: Letters = fact("source.body", "Characters of that text without markup.")
    source_body_words: Words = fact("source.body", "Words of that text.")
    source_body_has_picture: HasPicture = fact("source.body", "A picture stands in that text.")
    source_author_type: Text = col("source.author.type", "Author: user, lead, admin, bot.")
    source_author_id: Id = col("source.author.id", "Author's id.")
    source_author_name: Text = col("source.author.name", "Author's name.")
    source_author_email: Text = col("source.author.email", "Author's address.")
    source_author_is_operator: IsOperator = fact(
        "source.author.email", "That address is Operator's, Intercom's own bot."
    )
    source_attachments: Json = col("source.attachments", "Files sent along; addresses expire.")
    source_has_files: HasFiles = fact("source.attachments", "Files were sent along.")
    source_url: Text = col("source.url", "Page on which the conversation began.")
    source_redacted: Flag = col("source.redacted", "The opening message was redacted.")
    source_recipients: Json = col("source.recipients", "Recipients of an opening mail.")
    source_reply_to: Json = col("source.reply_to", "Reply-to of an opening mail.")
    source_email_message_metadata: Json = col("source.email_message_metadata", "Mail headers.")

    first_contact_reply_at: MaybeTime = col("first_contact_reply.created_at", "First answer.")
    first_contact_reply_type: Text = col("first_contact_reply.type", "Its channel.")
    first_contact_reply_url: Text = col("first_contact_reply.url", "Page it was written on.")

    rating_value: Count = col("conversation_rating.rating", "Rating of the teammate, 1 to 5.")
    rating_remark: Text = col("conversation_rating.remark", "Remark to the rating.")
    rating_requested_at: MaybeTime = col("conversation_rating.created_at", "Rating asked for.")
    rating_updated_at: MaybeTime = col("conversation_rating.updated_at", "Rating last changed.")
    rating_contact_id: Id = col("conversation_rating.contact.id", "Contact that rated.")
    rating_contact_external_id: Text = col(
        "conversation_rating.contact.external_id", "Your id of that contact."
    )
    rating_teammate_type: Text = col("conversation_rating.teammate.type", "Kind of who was rated.")
    rating_teammate_id: Id = col("conversation_rating.teammate.id", "Teammate that was rated.")

    sla_name: Text = col("sla_applied.sla_name", "SLA in force.")
    sla_status: Text = col("sla_applied.sla_status", "hit, missed, cancelled or active.")

    ai_agent_participated: Flag = col("ai_agent_participated", "Fin took part.")
    ai_agent_source_type: Text = col("ai_agent.source_type", "What set Fin to work.")
    ai_agent_source_title: Text = col("ai_agent.source_title", "Title of that.")
    ai_agent_last_answer_type: Text = col("ai_agent.last_answer_type", "ai_answer, custom_answer.")
    ai_agent_resolution_state: Text = col("ai_agent.resolution_state", "How Fin's part ended.")
    ai_agent_rating: Count = col("ai_agent.rating", "Rating of Fin, 1 to 5.")
    ai_agent_rating_remark: Text = col("ai_agent.rating_remark", "Remark to that rating.")
    ai_agent_rating_created_at: MaybeTime = col("ai_agent.created_at", "Rating of Fin asked for.")
    ai_agent_rating_updated_at: MaybeTime = col("ai_agent.updated_at", "That rating last changed.")
    ai_agent_content_sources: Json = col(
        "ai_agent.content_sources.content_sources", "Content that Fin answered from."
    )
    ai_agent_content_sources_total_count: Count = col(
        "ai_agent.content_sources.total_count", "How many pieces of content."
    )
    sales_agent_participated: Flag = col("sales_agent_participated", "The sales agent took part.")
    sales_agent: Json = col("sales_agent", "Outcome of the sales agent; from 2.16.")

    statistics_time_to_assignment: Seconds = col(
        "statistics.time_to_assignment", "To the last assignment before the first admin reply."
    )
    statistics_time_to_admin_reply: Seconds = col(
        "statistics.time_to_admin_reply", "To the first admin reply, office hours only."
    )
    statistics_time_to_first_close: Seconds = col(
        "statistics.time_to_first_close", "To the first close, office hours only."
    )
    statistics_time_to_last_close: Seconds = col(
        "statistics.time_to_last_close", "To the last close, office hours only."
    )
    statistics_median_time_to_reply: Seconds = col(
        "statistics.median_time_to_reply", "Median of replies to the contact, office hours only."
    )
    statistics_first_contact_reply_at: MaybeTime = col(
        "statistics.first_contact_reply_at", "First message of the contact."
    )
    statistics_first_assignment_at: MaybeTime = col(
        "statistics.first_assignment_at", "First assignment after that."
    )
    statistics_first_admin_reply_at: MaybeTime = col(
        "statistics.first_admin_reply_at", "First admin reply after that."
    )
    statistics_first_close_at: MaybeTime = col(
        "statistics.first_close_at", "First close after that."
    )
    statistics_last_assignment_at: MaybeTime = col(
        "statistics.last_assignment_at", "Last assignment."
    )
    statistics_last_assignment_admin_reply_at: MaybeTime = col(
        "statistics.last_assignment_admin_reply_at", "First admin reply since the last assignment."
    )
    statistics_last_contact_reply_at: MaybeTime = col(
        "statistics.last_contact_reply_at", "Last message of the contact."
    )
    statistics_last_admin_reply_at: MaybeTime = col(
        "statistics.last_admin_reply_at", "Last admin reply."
    )
    statistics_last_close_at: MaybeTime = col("statistics.last_close_at", "Last close.")
    statistics_last_closed_by_id: Id = col(
        "statistics.last_closed_by_id", "Teammate of the last close."
    )
    statistics_count_reopens: Count = col("statistics.count_reopens", "Reopenings.")
    statistics_count_assignments: Count = col("statistics.count_assignments", "Assignments.")
    statistics_count_conversation_parts: Count = col(
        "statistics.count_conversation_parts", "Parts that Intercom counts, hidden ones too."
    )
    statistics_assigned_team_first_response_time: Json = col(
        "statistics.assigned_team_first_response_time"
        " | statistics.assigned_team_first_response_time_by_team",
        "Seconds to the first response, per assigned team.",
    )
    statistics_assigned_team_first_response_time_in_office_hours: Json = col(
        "statistics.assigned_team_first_response_time_in_office_hours",
        "The same, office hours only.",
    )
    statistics_handling_time: Seconds = col(
        "statistics.handling_time", "Open and assigned to a teammate."
    )
    statistics_adjusted_handling_time: Seconds = col(
        "statistics.adjusted_handling_time", "Active in a teammate's inbox."
    )

    parts_total_count: Count = col("conversation_parts.total_count", "Parts that Intercom claims.")
    parts_received: Count = col("parts_received", "Parts that the last read received.")
    parts_truncated: Flag = col(
        "parts_truncated", "True if Intercom sent only the newest 500 parts; older ones stay."
    )
    created_at: Time = col("created_at", "When the conversation began.")
    updated_at: Time = col("updated_at", "Last change that Intercom counts.")
    waiting_since: MaybeTime = col("waiting_since", "The contact waits since then.")
    snoozed_until: MaybeTime = col("snoozed_until", "Snoozed until then.")


class ConversationPart(Row, table="conversation_parts", implied={"type": "conversation_part"}):
    """One row per thing that happened in a conversation; part of `GET /conversations/{id}`.

    Intercom sends the newest 500; parts loaded earlier stay. The opening message is no part.
    """

    id: Key = key("id", "Intercom's id.")
    conversation_id: Key = key("conversation_id", "Conversation that the part belongs to.")
    part_type: Text = col("part_type", "What happened: comment, note, close, assignment, ...")
    body: Text = col("body", "Text, HTML; null for pure events.")
    body_length: Letters = fact("body", "Characters of the text without markup.")
    body_words: Words = fact("body", "Words of the text.")
    body_has_picture: HasPicture = fact("body", "A picture stands in the text.")
    state: Text = col("state", "State of the conversation around the part.")
    redacted: Flag = col("redacted", "The part was redacted.")
    author_type: Text = col("author.type", "Author: user, lead, admin, bot, team.")
    author_id: Id = col("author.id", "Author's id.")
    author_name: Text = col("author.name", "Author's name.")
    author_email: Text = col("author.email", "Author's address.")
    author_is_operator: IsOperator = fact(
        "author.email", "That address is Operator's, Intercom's own bot."
    )
    author_from_ai_agent: Flag = col("author.from_ai_agent", "Written by Fin.")
    author_is_ai_answer: Flag = col("author.is_ai_answer", "An answer that Fin made up itself.")
    assigned_to_type: Text = col("assigned_to.type", "admin, team, bot or nobody_admin.")
    assigned_to_id: Id = col("assigned_to.id", "New assignee; null with nobody_admin.")
    attachments: Json = col("attachments", "Files sent along; addresses expire.")
    has_files: HasFiles = fact("attachments", "Files were sent along.")
    external_id: Text = col("external_id", "Your id of the part.")
    email_message_metadata: Json = col("email_message_metadata", "Mail headers.")
    metadata: Json = col("metadata", "Quick replies and what was chosen.")
    tags: Json = col("tags", "Tags of the part.")
    event_details: Json = col("event_details", "Details; their shape follows part_type.")
    app_package_code: Text = col("app_package_code", "App that made the part.")
    translations: Json = col("translations", "Translations, when asked for.")
    created_at: Time = col("created_at", "When it happened.")
    updated_at: Time = col("updated_at", "Last change of the part.")
    notified_at: MaybeTime = col("notified_at", "When somebody was told.")


class ConversationCustomAttribute(
    Row, table="conversation_custom_attributes", keys=("conversation_id", "name")
):
    """One row per conversation and custom attribute; the long form of `custom_attributes`."""

    conversation_id: Key = key("conversation_id", "Conversation.")
    name: Key = key("name", "Name of the attribute.")
    value: Json = col("value", "Its value, of any type.")


class ConversationHandlingEvent(Row, table="conversation_handling_events"):
    """One row per pause or resumption of handling; `GET /conversations/{id}/handling_events`."""

    id: Key = key("id", "Made of conversation, time, type and teammate: Intercom sends none.")
    conversation_id: Key = key("conversation_id", "Conversation.")
    type: Text = col("type", "paused or resumed.")
    reason: Text = col("reason", "Why.")
    teammate_type: Text = col("teammate.type", "admin, team or bot.")
    teammate_id: Id = col("teammate.id", "Who.")
    teammate_name: Text = col("teammate.name", "Name.")
    teammate_email: Text = col("teammate.email", "Address.")
    timestamp: Time = col("timestamp", "When it happened.")


class DeletedConversation(Row, table="deleted_conversations", implied={"type": "conversation"}):
    """One row per deleted conversation; `GET /conversations/deleted`, from 2.16."""

    id: Key = key("id", "Id that the conversation had.")
    metrics_retained: Flag = col("metrics_retained", "Its numbers stay in Intercom's reports.")
    deleted_at: Time = col("deleted_at", "When it was deleted.")
