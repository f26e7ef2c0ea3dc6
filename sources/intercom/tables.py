"""The raw tables: one model each, every column with its JSON path and meaning in one line.

Endpoints and read kinds stand in `endpoints.py`. Every table begins with `workspace_id` and ends
with `synced_at` and `_extra`; times are UTC, durations whole seconds, ids text.
"""

from .rows import Count, Flag, Id, Json, Key, MaybeTime, Number, Row, Seconds, Text, Time, col, key


class Workspace(Row, table="workspaces", implied={"type": "admin", "app.type": "app"}):
    """The workspace that the token belongs to; `GET /me`."""

    id: Key = key("app.id_code", "Intercom's code of the workspace.")
    name: Text = col("app.name", "Name of the workspace.")
    region: Text = col("app.region", "Where the workspace is hosted: US, EU or AU.")
    timezone: Text = col("app.timezone", "Time zone of the workspace, an IANA name.")
    created_at: Time = col("app.created_at", "When the workspace was made.")
    identity_verification: Flag = col("app.identity_verification", "Identity verification is on.")
    secure: Flag = col("app.secure", "Undocumented; identity verification is enforced.")
    token_admin_id: Id = col("id", "Teammate that the token acts for.")
    token_admin_name: Text = col("name", "That teammate's name.")
    token_admin_email: Text = col("email", "That teammate's address.")
    token_admin_email_verified: Flag = col("email_verified", "That address is verified.")
    token_admin_job_title: Text = col("job_title", "That teammate's job title.")
    token_admin_away_mode_enabled: Flag = col("away_mode_enabled", "That teammate is away.")
    token_admin_away_mode_reassign: Flag = col(
        "away_mode_reassign", "New replies to that teammate go to the unassigned inbox."
    )
    token_admin_has_inbox_seat: Flag = col("has_inbox_seat", "That teammate has an inbox seat.")
    token_admin_team_ids: Json = col("team_ids", "Teams of that teammate.")
    token_admin_avatar: Json = col("avatar", "Picture of that teammate.")
    token_admin_role: Json = col("role", "Role of that teammate.")


class Admin(Row, table="admins", implied={"type": "admin"}):
    """One row per teammate; `GET /admins`."""

    id: Key = key("id", "Intercom's id.")
    name: Text = col("name", "Full name.")
    email: Text = col("email", "E-mail address.")
    job_title: Text = col("job_title", "Job title.")
    away_mode_enabled: Flag = col("away_mode_enabled", "The teammate is away now.")
    away_mode_reassign: Flag = col("away_mode_reassign", "Replies are reassigned while away.")
    away_status_reason_id: Id = col("away_status_reason_id", "Why the teammate is away.")
    has_inbox_seat: Flag = col("has_inbox_seat", "Has a paid inbox seat.")
    team_ids: Json = col("team_ids", "Ids of the teams the teammate belongs to.")
    avatar: Json = col("avatar", "Picture.")
    primary_team_ids: Json = col("team_priority_level.primary_team_ids", "Teams served first.")
    secondary_team_ids: Json = col("team_priority_level.secondary_team_ids", "Teams served next.")
    role: Json = col("role", "Role: id and name; from API version 2.16 on.")


class Team(Row, table="teams", implied={"type": "team"}):
    """One row per team; `GET /teams`."""

    id: Key = key("id", "Intercom's id.")
    name: Text = col("name", "Name.")
    admin_ids: Json = col("admin_ids", "Ids of the teammates in the team.")
    primary_admin_ids: Json = col("admin_priority_level.primary_admin_ids", "Served first.")
    secondary_admin_ids: Json = col("admin_priority_level.secondary_admin_ids", "Served next.")
    assignment_limit: Count = col("assignment_limit", "Most conversations a member may hold.")
    distribution_method: Text = col("distribution_method", "How conversations are handed out.")


class Tag(Row, table="tags", implied={"type": "tag"}):
    """One row per tag; `GET /tags`. Who carries it stands with the tagged objects."""

    id: Key = key("id", "Intercom's id.")
    name: Text = col("name", "Name.")
    applied_at: MaybeTime = col("applied_at", "Only set where a tag is part of another object.")
    applied_by: Json = col("applied_by", "Only set where a tag is part of another object.")


class Company(
    Row,
    table="companies",
    fingerprinted=True,
    implied={"type": "company", "tags.type": "tag.list", "segments.type": "segment.list"},
):
    """One row per company; `POST /companies/search`, `GET /companies/scroll`."""

    id: Key = key("id", "Intercom's id.")
    company_id: Text = col("company_id", "The id that you gave the company.")
    name: Text = col("name", "Name.")
    app_id: Text = col("app_id", "Code of the workspace.")
    plan: Json = col("plan", "Plan: id and name.")
    size: Count = col("size", "Number of employees.")
    website: Text = col("website", "Website.")
    industry: Text = col("industry", "Industry.")
    monthly_spend: Number = col("monthly_spend", "What the company spends a month, your currency.")
    session_count: Count = col("session_count", "Sessions of all its people.")
    user_count: Count = col("user_count", "People in the company.")
    custom_attributes: Json = col("custom_attributes", "Custom attributes by name.")
    tags: Json = col("tags.tags", "Tags: id and name.")
    segments: Json = col("segments.segments", "Segments: id and name.")
    notes: Json = col("notes", "Notes as Intercom lists them; from API version 2.16 on.")
    remote_created_at: MaybeTime = col("remote_created_at", "When the company was made at yours.")
    created_at: Time = col("created_at", "When Intercom first saw the company.")
    updated_at: Time = col("updated_at", "Last change that Intercom counts.")
    last_request_at: MaybeTime = col("last_request_at", "Last request by one of its people.")


class Contact(
    Row,
    table="contacts",
    fingerprinted=True,
    implied={
        "type": "contact",
        "avatar.type": "avatar",
        "tags.type": "list",
        "notes.type": "list",
        "companies.type": "list",
        "location.type": "location",
        "social_profiles.type": "list",
    },
):
    """One row per contact (user or lead); `POST /contacts/search`.

    The lists of tags, companies and notes are completed where Intercom cuts them at ten.
    """

    id: Key = key("id", "Intercom's id.")
    external_id: Text = col("external_id", "The id that you gave the contact.")
    app_id: Text = col("workspace_id", "Code of the workspace, as Intercom sends it.")
    role: Text = col("role", "user or lead.")
    email: Text = col("email", "E-mail address.")
    email_domain: Text = col("email_domain", "Domain of the address.")
    phone: Text = col("phone", "Telephone number.")
    formatted_phone: Text = col("formatted_phone", "Telephone number, formatted; Preview only.")
    name: Text = col("name", "Name.")
    owner_id: Id = col("owner_id", "Teammate that owns the contact; null when nobody does.")
    has_hard_bounced: Flag = col("has_hard_bounced", "Mail to the contact bounced for good.")
    marked_email_as_spam: Flag = col("marked_email_as_spam", "The contact called a mail spam.")
    unsubscribed_from_emails: Flag = col("unsubscribed_from_emails", "Wants no mail.")
    language_override: Text = col("language_override", "Language set for the contact.")
    browser: Text = col("browser", "Browser.")
    browser_version: Text = col("browser_version", "Version of the browser.")
    browser_language: Text = col("browser_language", "Language of the browser.")
    os: Text = col("os", "Operating system.")
    android_app_name: Text = col("android_app_name", "Android app.")
    android_app_version: Text = col("android_app_version", "Version of the Android app.")
    android_device: Text = col("android_device", "Android device.")
    android_os_version: Text = col("android_os_version", "Version of Android.")
    android_sdk_version: Text = col("android_sdk_version", "Version of the SDK in the app.")
    ios_app_name: Text = col("ios_app_name", "iOS app.")
    ios_app_version: Text = col("ios_app_version", "Version of the iOS app.")
    ios_device: Text = col("ios_device", "iOS device.")
    ios_os_version: Text = col("ios_os_version", "Version of iOS.")
    ios_sdk_version: Text = col("ios_sdk_version", "Version of the SDK in the app.")
    avatar_url: Text = col("avatar.image_url", "Picture.")
    location_country: Text = col("location.country", "Country by last address.")
    location_region: Text = col("location.region", "Region by last address.")
    location_city: Text = col("location.city", "City by last address.")
    location_country_code: Text = col("location.country_code", "Undocumented; three letters.")
    location_continent_code: Text = col("location.continent_code", "Undocumented; two letters.")
    sms_consent: Flag = col("sms_consent", "Undocumented; agreed to text messages.")
    unsubscribed_from_sms: Flag = col("unsubscribed_from_sms", "Undocumented; wants no SMS.")
    enabled_push_messaging: Flag = col("enabled_push_messaging", "Undocumented; takes pushes.")
    referrer: Text = col("referrer", "Undocumented; page the contact came from.")
    utm_campaign: Text = col("utm_campaign", "Undocumented; campaign that brought the contact.")
    utm_content: Text = col("utm_content", "Undocumented; its content.")
    utm_medium: Text = col("utm_medium", "Undocumented; its medium.")
    utm_source: Text = col("utm_source", "Undocumented; its source.")
    utm_term: Text = col("utm_term", "Undocumented; its search term.")
    opted_in_subscription_types: Json = col(
        "opted_in_subscription_types", "Undocumented; subscriptions chosen, first ten."
    )
    opted_out_subscription_types: Json = col(
        "opted_out_subscription_types", "Undocumented; subscriptions left, first ten."
    )
    custom_attributes: Json = col("custom_attributes", "Custom attributes by name.")
    tags: Json = col("tags.data", "Tags, ids only as Intercom sends them.")
    tags_url: Text = col("tags.url", "Where Intercom lists all tags.")
    tags_total_count: Count = col("tags.total_count", "Tags that Intercom counts.")
    tags_has_more: Flag = col("tags.has_more", "True if the list is not whole even so.")
    notes: Json = col("notes.data", "Notes, ids only as Intercom sends them.")
    notes_url: Text = col("notes.url", "Where Intercom lists all notes.")
    notes_total_count: Count = col("notes.total_count", "Notes that Intercom counts.")
    notes_has_more: Flag = col("notes.has_more", "True if the list is not whole even so.")
    companies: Json = col("companies.data", "Companies, ids only as Intercom sends them.")
    companies_url: Text = col("companies.url", "Where Intercom lists all companies.")
    companies_total_count: Count = col("companies.total_count", "Companies that Intercom counts.")
    companies_has_more: Flag = col("companies.has_more", "True if the list is not whole even so.")
    social_profiles: Json = col("social_profiles.data", "Profiles in social networks.")
    merge_history: Json = col("merge_history", "Contacts merged into this one, when asked for.")
    created_at: Time = col("created_at", "When the contact was made.")
    updated_at: Time = col("updated_at", "Last change that Intercom counts; tagging is none.")
    signed_up_at: MaybeTime = col("signed_up_at", "When the contact signed up at yours.")
    last_seen_at: MaybeTime = col("last_seen_at", "Last seen.")
    last_replied_at: MaybeTime = col("last_replied_at", "Last message from the contact.")
    last_contacted_at: MaybeTime = col("last_contacted_at", "Last message to the contact.")
    last_email_opened_at: MaybeTime = col("last_email_opened_at", "Last mail opened.")
    last_email_clicked_at: MaybeTime = col("last_email_clicked_at", "Last link clicked in a mail.")
    android_last_seen_at: MaybeTime = col("android_last_seen_at", "Last seen on Android.")
    ios_last_seen_at: MaybeTime = col("ios_last_seen_at", "Last seen on iOS.")


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
    source_author_type: Text = col("source.author.type", "Author: user, lead, admin, bot.")
    source_author_id: Id = col("source.author.id", "Author's id.")
    source_author_name: Text = col("source.author.name", "Author's name.")
    source_author_email: Text = col("source.author.email", "Author's address.")
    source_attachments: Json = col("source.attachments", "Files sent along; addresses expire.")
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
    state: Text = col("state", "State of the conversation around the part.")
    redacted: Flag = col("redacted", "The part was redacted.")
    author_type: Text = col("author.type", "Author: user, lead, admin, bot, team.")
    author_id: Id = col("author.id", "Author's id.")
    author_name: Text = col("author.name", "Author's name.")
    author_email: Text = col("author.email", "Author's address.")
    author_from_ai_agent: Flag = col("author.from_ai_agent", "Written by Fin.")
    author_is_ai_answer: Flag = col("author.is_ai_answer", "An answer that Fin made up itself.")
    assigned_to_type: Text = col("assigned_to.type", "admin, team, bot or nobody_admin.")
    assigned_to_id: Id = col("assigned_to.id", "New assignee; null with nobody_admin.")
    attachments: Json = col("attachments", "Files sent along; addresses expire.")
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


class Ticket(
    Row,
    table="tickets",
    fingerprinted=True,
    nested=("ticket_parts.ticket_parts",),
    implied={
        "type": "ticket",
        "ticket_state.type": "ticket_state",
        "contacts.type": "contact.list",
        "linked_objects.type": "list",
        "ticket_parts.type": "ticket_part.list",
    },
):
    """One row per ticket; `POST /tickets/search`."""

    id: Key = key("id", "Intercom's id.")
    ticket_id: Text = col("ticket_id", "The number that the inbox shows.")
    category: Text = col("category", "Customer, Back-office or Tracker.")
    open: Flag = col("open", "Open.")
    channel: Text = col("channel", "Undocumented; where the ticket came from.")
    is_shared: Flag = col("is_shared", "Shared with the customer.")
    ticket_state_id: Id = col("ticket_state.id", "State; from 2.12.")
    ticket_state_category: Text = col("ticket_state.category", "submitted to resolved.")
    ticket_state_internal_label: Text = col("ticket_state.internal_label", "Teammates read this.")
    ticket_state_external_label: Text = col("ticket_state.external_label", "Customers read this.")
    previous_ticket_state_id: Id = col("previous_ticket_state_id", "State before; from 2.16.")
    ticket_type_id: Id = col("ticket_type.id", "Type.")
    ticket_type_name: Text = col("ticket_type.name", "Name of the type.")
    ticket_type: Json = col("ticket_type", "The type as the ticket carries it.")
    ticket_attributes: Json = col("ticket_attributes", "Attributes by name, title and text too.")
    admin_assignee_id: Id = col("admin_assignee_id", "Assigned teammate; null when nobody is.")
    team_assignee_id: Id = col("team_assignee_id", "Assigned team; null when none is.")
    contacts: Json = col("contacts.contacts", "Contacts of the ticket.")
    linked_objects: Json = col("linked_objects.data", "Linked tickets and conversations.")
    linked_objects_total_count: Count = col("linked_objects.total_count", "How many are linked.")
    linked_objects_has_more: Flag = col("linked_objects.has_more", "True if the list was cut.")
    parts_total_count: Count = col("ticket_parts.total_count", "Parts that Intercom claims.")
    parts_received: Count = col("parts_received", "Parts that the last read received.")
    parts_truncated: Flag = col(
        "parts_truncated", "True if Intercom sent only the newest 500 parts; older ones stay."
    )
    created_at: Time = col("created_at", "When the ticket was made.")
    updated_at: Time = col("updated_at", "Last change that Intercom counts; may lag its parts.")
    snoozed_until: MaybeTime = col("snoozed_until", "Snoozed until then.")


class TicketPart(Row, table="ticket_parts", implied={"type": "ticket_part"}):
    """One row per thing that happened in a ticket; part of `POST /tickets/search`."""

    id: Key = key("id", "Intercom's id.")
    ticket_id: Key = key("ticket_id", "Ticket that the part belongs to.")
    part_type: Text = col("part_type", "What happened.")
    body: Text = col("body", "Text, HTML; null for pure events.")
    ticket_state: Text = col("ticket_state", "Category of the state after the part.")
    previous_ticket_state: Text = col("previous_ticket_state", "Category of the state before.")
    redacted: Flag = col("redacted", "The part was redacted.")
    author_type: Text = col("author.type", "Author: admin, bot, team or user.")
    author_id: Id = col("author.id", "Author's id.")
    author_name: Text = col("author.name", "Author's name.")
    author_email: Text = col("author.email", "Author's address.")
    assigned_to_type: Text = col("assigned_to.type", "admin, team, bot or nobody_admin.")
    assigned_to_id: Id = col("assigned_to.id", "New assignee; null with nobody_admin.")
    attachments: Json = col("attachments", "Files sent along; addresses live 30 minutes.")
    external_id: Text = col("external_id", "Your id of the part.")
    app_package_code: Text = col("app_package_code", "App that made the part.")
    translations: Json = col("translations", "Translations.")
    updated_attribute_data: Json = col("updated_attribute_data", "Attribute that changed.")
    created_at: Time = col("created_at", "When it happened.")
    updated_at: Time = col("updated_at", "Last change of the part.")


class RejectedRow(Row, table="rejected_rows"):
    """One row per object that did not fit its table; nothing is lost, and the exit code says so."""

    id: Key = key("id", "Hash of the object.")
    table_name: Text = col("table", "Table it was meant for.")
    object_id: Text = col("object_id", "Its id, if it had one.")
    error: Text = col("error", "Which keys did not fit, and why.")
    raw: Json = col("raw", "The object as it came.")


class SyncRun(Row, table="sync_runs", keys=("run_id", "resource")):
    """The ledger: one row per resource and run, written in the same package as the rows."""

    run_id: Key = key("run_id", "The run: time it started, and a random tail.")
    resource: Key = key("resource", "Resource that was read.")
    status: Text = col("status", "running, complete, unavailable, failed or interrupted.")
    reason: Text = col("reason", "Why, unless complete.")
    read_kind: Text = col("read_kind", "incremental (what changed) or complete (everything).")
    window_from: MaybeTime = col("window_from", "Lower end of what was asked for; null: all.")
    window_until: MaybeTime = col("window_until", "Upper end, frozen when the run started.")
    cursor: MaybeTime = col("cursor", "All rows updated before this moment are loaded.")
    requests: Count = col("requests", "Requests sent, retries included.")
    retries: Count = col("retries", "Requests sent again.")
    throttled: Count = col("throttled", "Requests answered 429.")
    claimed: Count = col("claimed", "Rows that Intercom said there are (total_count).")
    received: Count = col("received", "Rows received.")
    unchanged: Count = col("unchanged", "Rows received that the warehouse held already.")
    loaded: Count = col("loaded", "Rows written, all tables of the resource.")
    loaded_by_table: Json = col("loaded_by_table", "Rows written, by table.")
    rejected: Count = col("rejected", "Rows put aside in rejected_rows.")
    unknown_keys: Json = col("unknown_keys", "Keys kept in _extra, with their number.")
    truncated_threads: Count = col("truncated_threads", "Threads cut at 500 parts.")
    not_found: Count = col("not_found", "Objects gone between search and read.")
    replaced_characters: Count = col("replaced_characters", "NUL and such, now U+FFFD.")
    started_at: Time = col("started_at", "Start of the read.")
    finished_at: MaybeTime = col("finished_at", "End of the read; null while it runs.")
