"""How each object looks from outside: the only place that knows the shapes of versions."""

from sandbox.directory import Json
from sandbox.ids import mix
from sandbox.knobs import Knobs
from sandbox.versions import PREVIEW

MAX_PARTS = 500
MAX_NESTED = 10
_OLD_PRIORITIES = {"none": "not_priority"}
_OLD_RESOLUTIONS = {"escalated": "routed_to_team", "negative_feedback": "routed_to_team"}
_PART_KEYS_SINCE = {"metadata": 14, "state": 13, "tags": 13, "event_details": 13}
_CONVERSATION_KEYS_SINCE = {
    "company": 15,
    "channel": 16,
    "external_references": 16,
    "sales_agent": 16,
    "sales_agent_participated": 16,
    "ai_topics": PREVIEW,
}
_AI_SINCE = dict.fromkeys(
    ("ai_chatbot_availability", "ai_copilot_availability", "ai_sales_agent_availability"), 16
)
_DRAFTS_SINCE = dict.fromkeys(
    ("body_markdown", "has_unpublished_changes", "draft_updated_at", "created_by_id"), 16
) | {"updated_by_id": 16}
_TRANSLATION_SINCE = {**_AI_SINCE, **_DRAFTS_SINCE, "audience_ids": 16}
_SINCE: dict[str, dict[str, int]] = {
    "articles": {
        **_AI_SINCE,
        **_DRAFTS_SINCE,
        "exclude_from_article_suggestions": 16,
        "help_center_audience": 16,
        "scheduled_publish_at": 16,
        "scheduled_unpublish_at": 16,
        "folder_id": PREVIEW,
    },
    "internal_articles": {
        **_AI_SINCE,
        "audience_ids": 16,
        "body_markdown": 16,
        "folder_id": PREVIEW,
        "tags": PREVIEW,
    },
    "help_centers": {"default": 16, "locales": 16},
    "content_import_sources": {"audience_ids": 16},
    "calls": dict.fromkeys(("duration", "talk_time", "queue_time", "hold_time"), PREVIEW),
    "company_notes": {"company": 16},
}
_ARTICLE_KEYS_UNTIL_2_15 = ("parent_id", "parent_type")


def public(found: Json, knobs: Knobs) -> Json:
    """The object without private keys, with the unknown keys that a knob adds."""
    shown = {key: value for key, value in found.items() if key[0] != "_"}
    if knobs.extra_keys:
        shown.update(knobs.extra_keys)
    return shown


def conversation_row(found: Json, version: int, knobs: Knobs) -> Json:
    """A conversation in a list or search: without parts and topics."""
    shown = public(found, knobs)
    del shown["conversation_parts"]
    shown.pop("ai_topics", None)
    _adapt_conversation(shown, version, knobs)
    return shown


def conversation(found: Json, version: int, knobs: Knobs, *, complete: bool = False) -> Json:
    """A single conversation with its 500 newest parts, or all of them when `complete`."""
    shown = public(found, knobs)
    listing = found["conversation_parts"]
    parts = listing["conversation_parts"]
    if len(parts) > MAX_PARTS and not complete:
        total = len(parts) if knobs.parts_total_past_500 == "true_total" else MAX_PARTS
        parts = parts[-MAX_PARTS:]
        listing = {**listing, "total_count": total}
    if knobs.parts_order == "shuffled":
        parts = sorted(parts, key=lambda part: mix(int(part["id"])))
    if version < PREVIEW:
        lacking = [key for key, since in _PART_KEYS_SINCE.items() if version < since]
        parts = [{k: v for k, v in part.items() if k not in lacking} for part in parts]
    shown["conversation_parts"] = {**listing, "conversation_parts": parts}
    _adapt_conversation(shown, version, knobs)
    return shown


def _adapt_conversation(shown: Json, version: int, knobs: Knobs) -> None:
    if knobs.teammates_key != "admins" and shown["teammates"]:
        teammates = shown["teammates"]
        shown["teammates"] = {"type": teammates["type"], "teammates": teammates["admins"]}
    if knobs.uncounted_parts:
        counted = shown["statistics"]["count_conversation_parts"] + knobs.uncounted_parts
        shown["statistics"] = {**shown["statistics"], "count_conversation_parts": counted}
    if version == PREVIEW:
        return
    for key, since in _CONVERSATION_KEYS_SINCE.items():
        if version < since:
            shown.pop(key, None)
    if version < 16:
        shown["priority"] = _OLD_PRIORITIES.get(shown["priority"], "priority")
        for key in ("admin_assignee_id", "team_assignee_id"):
            shown[key] = shown[key] or None
    if version < 15 and shown["ai_agent"]:
        state = shown["ai_agent"]["resolution_state"]
        state = _OLD_RESOLUTIONS.get(state, state)
        shown["ai_agent"] = {**shown["ai_agent"], "resolution_state": state}


def contact(
    found: Json,
    version: int,
    knobs: Knobs,
    *,
    merge_history: bool = False,
    complete: bool = False,
) -> Json:
    """A contact with the first ten tags, companies, notes and choices, or all of them."""
    shown = public(found, knobs)
    most = None if complete else MAX_NESTED
    base = f"/contacts/{found['id']}"
    tags = _references("tag", "/tags", [one["id"] for one in found["_tags"]])
    notes = _references("note", "/notes", [one["id"] for one in found["_notes"]])
    companies = _references("company", "/companies", found["_companies"])
    shown["tags"] = _nested(tags, f"{base}/tags", most)
    shown["notes"] = _nested(notes, f"{base}/notes", most)
    shown["companies"] = _nested(companies, f"{base}/companies", most)
    for choice in ("opted_in", "opted_out"):
        chosen = [one for one, picked in found["_subscriptions"] if picked == choice]
        rows = _references("subscription", "/subscription_types", chosen)
        shown[f"{choice}_subscription_types"] = _nested(rows, f"{base}/subscriptions", most)
    if merge_history and version >= 16:
        shown["merge_history"] = found["_merge_history"]
    if version < PREVIEW:
        del shown["formatted_phone"]
    if version < 16 and shown["owner_id"] is not None:
        shown["owner_id"] = int(shown["owner_id"])
    return shown


def _references(kind: str, path: str, ids: list[str]) -> list[Json]:
    return [{"id": one, "type": kind, "url": f"{path}/{one}"} for one in ids]


def _nested(rows: list[Json], url: str, most: int | None) -> Json:
    return {
        "type": "list",
        "data": rows[:most],
        "url": url,
        "total_count": len(rows),
        "has_more": most is not None and len(rows) > most,
    }


def company(found: Json, version: int, knobs: Knobs, notes: list[Json]) -> Json:
    """A company with the first ten of its notes; those came with 2.16."""
    shown = public(found, knobs)
    if version >= 16:
        rows = _references("note", "/notes", [one["id"] for one in notes])
        listing = _nested(rows, f"/companies/{found['id']}/notes", MAX_NESTED)
        shown["notes"] = listing | {"type": "note.list"}
    return shown


def ticket(found: Json, version: int, knobs: Knobs) -> Json:
    """A ticket with its 500 newest parts."""
    shown = public(found, knobs)
    parts = found["ticket_parts"]["ticket_parts"]
    if len(parts) > MAX_PARTS:
        shown["ticket_parts"] = {**found["ticket_parts"], "ticket_parts": parts[-MAX_PARTS:]}
    if version < 16:
        del shown["previous_ticket_state_id"]
        for key in ("admin_assignee_id", "team_assignee_id"):
            shown[key] = str(shown[key])
    if version <= 11:
        state = shown.pop("ticket_state") or {}
        shown["ticket_state"] = state.get("category")
        shown["ticket_state_internal_label"] = state.get("internal_label")
        shown["ticket_state_external_label"] = state.get("external_label")
    return shown


def admin(found: Json, version: int, knobs: Knobs) -> Json:
    """A teammate; roles came with 2.16."""
    shown = public(found, knobs)
    if version < 16:
        shown.pop("role", None)
    return shown


def shelved(kind: str, found: Json, version: int, knobs: Knobs, *, alone: bool = False) -> Json:
    """A smaller object in a list, or `alone` with what only its own path shows."""
    shown = public(found, knobs)
    if alone:
        shown |= found.get("_detail", {})
    elif kind == "macros" and not knobs.macro_bodies_in_lists:
        shown |= {"body": None, "body_text": None}
    if kind == "articles" and version >= 16:
        for key in _ARTICLE_KEYS_UNTIL_2_15:
            shown.pop(key, None)
    if version < PREVIEW:
        _drop_newer(shown, _SINCE.get(kind, {}), version)
        if shown.get("translated_content"):
            shown["translated_content"] = {
                locale: _drop_newer(dict(content), _TRANSLATION_SINCE, version)
                if isinstance(content, dict)
                else content
                for locale, content in shown["translated_content"].items()
            }
    return shown


def _drop_newer(shown: Json, since: dict[str, int], version: int) -> Json:
    for key, first in since.items():
        if version < first:
            shown.pop(key, None)
    return shown
