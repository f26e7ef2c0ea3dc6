"""Calls by conversation, their transcripts and recordings."""

from functools import partial

from sandbox import shapes
from sandbox.catalogue import require
from sandbox.directory import Json
from sandbox.errors import ApiError, not_found
from sandbox.routes import Call, Route
from sandbox.subjects.calls import transcript, transcript_text
from sandbox.wire import Answer

_SCOPE = "read_conversations"
_MOST_IDS = 20


def search_calls(call: Call) -> Json:
    """POST /calls/search: the calls of one to twenty conversations, with their transcripts."""
    ids = call.body.get("conversation_ids") if isinstance(call.body, dict) else None
    if not isinstance(ids, list) or not 1 <= len(ids) <= _MOST_IDS:
        message = "A list of up to 20 conversation IDs is required"
        raise ApiError(400, "conversation_id_limit_exceeded", message)
    wanted = set(map(str, ids))
    rows = call.workspace.shelf.rows("calls")
    shown = [
        {
            **shapes.shelved("calls", row, call.version, call.knobs),
            "transcript": transcript(row),
            "transcript_status": "completed" if transcript(row) else None,
        }
        for row in rows
        if row["conversation_id"] in wanted
    ]
    return {"type": "list", "data": shown}


def call_transcript(call: Call) -> Answer:
    """GET /calls/{id}/transcript: a text file."""
    text = transcript_text(_found(call, "Not Found"))
    name = b'attachment; filename="transcript.txt"'
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-disposition", name)]
    return Answer(200, headers, text.encode())


def call_recording(call: Call) -> Answer:
    """GET /calls/{id}/recording: elsewhere, at an address that is signed and needs no token."""
    number = _found(call, "Recording Not Found")["id"]
    location = f"https://recordings.example.net/{number}.mp3?signature=s3cr3t"
    return Answer(302, [(b"location", location.encode())], b"")


def _found(call: Call, message: str) -> Json:
    found = require(call, "calls", call.args[0], (message, "not_found"))
    if found["recording_url"] is None:
        raise not_found(message)
    return found


_get = partial(Route, "GET")

ROUTES = [
    Route("POST", "/calls/search", search_calls, _SCOPE, 14),
    _get("/calls/{id}/transcript", call_transcript, _SCOPE, 14, "text/plain"),
    _get("/calls/{id}/recording", call_recording, _SCOPE, 14, ""),
]
