"""Every behaviour that Intercom leaves open or that differs between workspaces, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass
class Knobs:
    """Behaviour of the simulated API; the defaults follow its description, mutable any time."""

    default_version: str = "Preview"
    """API version of a request without the header `Intercom-Version`."""

    accept_preview_word: bool = True
    """False: the word `Preview` is refused as a version and only the older `Unstable` works."""

    greater_is_inclusive: bool = False
    """True: `>` and `<` include equality in conversation and ticket search, as their tables say."""

    ids_are_ordered: bool = False
    """True: `>` and `<` compare the ids of conversations, as one published client asks for."""

    contact_day_granularity: bool | None = None
    """Contact dates match whole days of the workspace zone; None: on 2.16 and older only."""

    index_lag_s: float = 0.0
    """Seconds for which lists and searches still show the state before a change."""

    per_page_over_max: Literal["clamp", "reject"] = "clamp"
    """What a page size above the maximum does: it is lowered, or answered with 400."""

    wrong_method_status: Literal[404, 405] = 404
    """Status for a known path asked with a method that it lacks."""

    retry_after: bool = False
    """True: a 429 carries `Retry-After` beside the `X-RateLimit-*` headers."""

    compress: bool = False
    """True: answers are gzipped for clients that accept it, as Intercom does, at some cost."""

    rate_limit_headers: bool = True
    """False: answers carry no `X-RateLimit-*` headers, which old notes say happens."""

    workspace_rate_limit_per_minute: int | None = 25_000
    """Allowance that all apps of the workspace share; None: unlimited. Used only with a limit."""

    teammates_key: Literal["admins", "teammates"] = "admins"
    """Key of the list inside `conversation.teammates`: real payloads say `admins`."""

    contact_companies_key: Literal["data", "companies"] = "data"
    """List key of `/contacts/{id}/companies`: `data` in practice, `companies` in the schema."""

    parts_order: Literal["oldest_first", "shuffled"] = "oldest_first"
    """Order of conversation parts in an answer; Intercom promises none."""

    parts_total_past_500: Literal["true_total", "500"] = "true_total"
    """What `conversation_parts.total_count` says about a thread longer than 500 parts."""

    uncounted_parts: int = 0
    """Added to `statistics.count_conversation_parts`, which in practice exceeds the parts sent."""

    request_id: Literal["uuid", "short", "missing"] = "uuid"
    """Form of `request_id` in error answers."""

    scroll_idle_s: float = 60.0
    """Idle seconds after which a company scroll dies."""

    scroll_shows_removed_companies: bool = False
    """True: removed companies stay in the scroll, without a mark, while their own path is 404."""

    contact_tag_bumps_contact: bool = False
    """True: adding or removing a contact tag moves `contact.updated_at`."""

    ticket_state_bumps_ticket: bool = False
    """True: a ticket state set by an admin moves `ticket.updated_at`."""

    conversation_tag_bumps_conversation: bool = True
    """False: tagging a conversation does not move its `updated_at`."""

    rating_bumps_conversation: bool = True
    """False: a rating does not move the `updated_at` of its conversation."""

    redaction_bumps_conversation: bool = True
    """False: blanking a part does not move the `updated_at` of its conversation."""

    late_statistics_bump_conversation: bool = True
    """False: a late Fin resolution does not move the `updated_at` of its conversation."""

    scopes: frozenset[str] | None = None
    """Scopes of the token, for example `read_conversations`; None: all of them."""

    missing_scope: Literal["forbidden", "action_forbidden"] = "forbidden"
    """Code of the 403 for a missing scope; `action_forbidden` names the scope in its `data`."""

    plan_lacks: frozenset[str] = frozenset()
    """Paths, as `/teams/{id}/metrics`, that answer 403 since the plan does not include them."""

    activity_log_days: int | None = None
    """Widest span of activity logs, in days, that is answered with anything but 500."""

    macro_bodies_in_lists: bool = True
    """False: `/macros` leaves `body` and `body_text` null, as it does when there are many."""

    export_polls: int = 1
    """How often an export job says that it is not ready before it is."""

    export_ids_required: bool = True
    """False: reporting exports do without `app_id` and `client_id`, as callers report."""

    content_export_outcome: Literal["completed", "failed", "no_data"] = "completed"
    """How content export jobs end."""

    reporting_export_outcome: Literal["complete", "failed"] = "complete"
    """How reporting export jobs end."""

    failing_exports: int = 0
    """How many of the next export jobs fail, whatever their outcome would be."""

    reporting_retention_days: int | None = 730
    """Days that reporting data is kept; what begins earlier is refused. None: for ever."""

    content_export_form: Literal["gzip", "zip", "tar"] = "gzip"
    """How content is packed: one CSV, or one for each statistic, as old notes describe."""

    extra_export_columns: Mapping[str, str] = field(default_factory=dict)
    """Columns that nobody asked for, behind the others of every exported file."""

    extra_keys: Mapping[str, Any] = field(default_factory=dict)
    """Unknown keys put into every top-level object of every list and single answer."""
