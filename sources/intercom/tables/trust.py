"""What the pipeline says of itself: the ledger, and the rows that did not fit."""

from ..columns import Count, Id, Json, Key, MaybeTime, Text, Time, col, key
from ..rows import Row


class SyncRun(Row, table="sync_runs", keys=("run_id", "resource")):
    """The ledger: one row per resource and run, written in the same package as the rows."""

    run_id: Key = key("run_id", "The run: time it started, and a random tail.")
    resource: Key = key("resource", "Resource that was read; verify_* where it was verified.")
    status: Text = col(
        "status",
        "running, complete, failed, interrupted, unavailable (cannot be read with this token, plan,"
        " version or settings), or refused (was read before, and Intercom refuses it now).",
    )
    reason: Text = col("reason", "Why it is not complete, or what was not found.")
    read_kind: Text = col("read_kind", "incremental (what changed), complete (all) or verify.")
    window_from: MaybeTime = col("window_from", "Lower end of what was asked for; null: all.")
    window_until: MaybeTime = col("window_until", "Upper end, frozen when the run started.")
    cursor: MaybeTime = col("cursor", "All rows updated before this moment are loaded.")
    history_from: MaybeTime = col(
        "history_from", "Rows updated before this moment were not asked for; null: all were."
    )
    requests: Count = col("requests", "Requests sent, retries included.")
    retries: Count = col("retries", "Requests sent again.")
    throttled: Count = col("throttled", "Requests answered 429.")
    claimed: Count = col("claimed", "Rows that Intercom said there are (total_count).")
    received: Count = col("received", "Rows received.")
    unchanged: Count = col("unchanged", "Rows received that the warehouse held already.")
    reread: Count = col("reread", "Windows, lists and threads read twice: something was missing.")
    short: Count = col("short", "Rows claimed that did not come, though asked for twice.")
    short_threads: Count = col("short_threads", "Threads of which parts did not come, under 500.")
    missing: Count = col("missing", "When verified: rows that the warehouse did not have.")
    stale: Count = col("stale", "When verified: rows of which it had an older version.")
    unlisted: Count = col("unlisted", "When verified: rows it had and Intercom did not list.")
    loaded: Count = col("loaded", "Rows written, all tables of the resource.")
    loaded_by_table: Json = col("loaded_by_table", "Rows written, by table.")
    rejected: Count = col("rejected", "Rows put aside in rejected_rows.")
    unknown_keys: Json = col("unknown_keys", "Keys kept in _extra, with their number.")
    truncated_threads: Count = col("truncated_threads", "Threads cut at 500 parts.")
    not_found: Count = col("not_found", "Objects gone when they were asked for by their id.")
    replaced_characters: Count = col("replaced_characters", "NUL and such, now U+FFFD.")
    started_at: Time = col("started_at", "Start of the read.")
    finished_at: MaybeTime = col("finished_at", "End of the read; null while it runs.")


class RejectedRow(Row, table="rejected_rows"):
    """One row per object that did not fit its table, or that was refused.

    Nothing is lost, and the exit code says so.
    """

    id: Key = key("id", "Hash of the object.")
    table_name: Text = col("table", "Table it was meant for.")
    object_id: Text = col("object_id", "Its id, if it had one.")
    error: Text = col("error", "Which keys did not fit, and why.")
    raw: Json = col("raw", "The object as it came.")


class GoneObject(Row, table="gone_objects", keys=("resource", "id")):
    """One row per object that was asked for by its id and was no more.

    Where its own row has a later `synced_at` it came back.
    """

    resource: Key = key("resource", "Resource that the object belonged to.")
    id: Key = key("id", "Id that the object had.")
    status: Count = col("status", "Answer of Intercom: 404, or 410 for a contact that was merged.")
    moved_to: Id = col("moved_to", "Contact that a merged one went into, where Intercom tells.")
    seen_at: Time = col("seen_at", "When it was found gone.")
