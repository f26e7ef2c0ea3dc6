"""Raw columns by which reports are computed, so that whoever takes one away can be told.

A column that reports only show, as a name or a remark, is not here: it is empty there, as wished.
Nor is what `our_domains`, `bot_admins` and `bot_apps` are looked up by: names that lead to nobody
are told by the check of settings.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

_CONTENT = "conversations conversation_events"
_REPLIES = "conversations conversation_events customer_waits metrics_by_period"
_STATES = "conversation_states resolution_cycles backlog_daily"
_HANDS = "conversation_assignments handling_sessions teammate_daily"
_CLOCK = "office_hours_slots conversations customer_waits resolution_cycles sla_targets"

_REPORTS = {
    "admin_activity_logs": {
        "activity_type": "teammate_daily",
        "admin_id": "teammate_daily",
        "metadata": "teammate_daily",
    },
    "contact_activities": {
        "event_type": "contact_redirects",
        "merge_source_id": "contact_redirects",
        "merge_target_id": "contact_redirects",
    },
    "contacts": {"location_country": "metrics_by_period"},
    "conversation_custom_attributes": {"value": "conversation_attributes"},
    "conversation_handling_events": {
        "conversation_id": "handling_sessions conversations metrics_by_period",
        "reason": "handling_sessions",
        "teammate_id": "handling_sessions conversations metrics_by_period",
        "type": "handling_sessions conversations metrics_by_period",
    },
    "conversation_parts": {
        "assigned_to_id": f"conversations {_HANDS}",
        "assigned_to_type": f"conversations {_HANDS}",
        "author_id": f"{_REPLIES} {_HANDS}",
        "author_type": f"{_REPLIES} {_STATES} {_HANDS}",
        "conversation_id": f"{_REPLIES} {_STATES} {_HANDS} sla_targets fin_conversations",
        "event_details": "conversation_attributes conversation_tags sla_targets conversations",
        "part_type": f"{_REPLIES} {_STATES} {_HANDS} sla_targets",
    },
    "conversations": {
        "admin_assignee_id": "conversations metrics_by_period",
        "ai_agent_last_answer_type": "fin_conversations metrics_by_period",
        "ai_agent_resolution_state": "fin_conversations metrics_by_period",
        "ai_agent_source_type": "fin_conversations conversations metrics_by_period",
        "ai_topics": "conversations fin_conversations metrics_by_period",
        "channel_current": "conversations metrics_by_period",
        "channel_initial": "conversations backlog_daily metrics_by_period",
        "company": "conversations metrics_by_period",
        "company_id": "conversations metrics_by_period",
        "contacts": "conversations metrics_by_period",
        "custom_attributes": "conversations conversation_attributes metrics_by_period",
        "linked_objects": "conversations",
        "priority": "conversations",
        "rating_teammate_id": "ratings teammate_daily metrics_by_period",
        "rating_teammate_type": "ratings teammate_daily metrics_by_period",
        "source_author_id": _CONTENT,
        "source_author_type": f"{_CONTENT} resolution_cycles metrics_by_period",
        "source_delivered_as": "conversations metrics_by_period",
        "source_type": f"{_CONTENT} metrics_by_period",
        "state": "conversations customer_waits sla_targets metrics_by_period",
        "statistics_assigned_team_first_response_time": "statistics_agreement",
        "statistics_last_closed_by_id": "statistics_agreement",
        "tags": "conversations conversation_tags metrics_by_period",
        "team_assignee_id": "conversations ratings metrics_by_period",
    },
    "office_hours_exceptions": dict.fromkeys(
        ("exception_date", "exception_type", "office_hours_schedule_id", "time_intervals"), _CLOCK
    ),
    "office_hours_schedules": dict.fromkeys(("time_intervals", "time_zone_name"), _CLOCK),
    "teams": {
        "admin_ids": "team_members teammates teams",
        "primary_admin_ids": "team_members",
        "secondary_admin_ids": "team_members",
    },
    "workspaces": {"timezone": "conversations backlog_daily teammate_daily metrics_by_period"},
}

COMPUTED_FROM: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        f"{table}.{column}": tuple(reports.split())
        for table, columns in _REPORTS.items()
        for column, reports in columns.items()
    }
)
"""The reports that are computed by a raw column, those that suffer most first."""


def without(columns: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Those of these columns that reports are computed by, with the reports."""
    return {name: COMPUTED_FROM[name] for name in columns if name in COMPUTED_FROM}
