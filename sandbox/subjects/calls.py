"""Phone calls: one for each conversation that began on the phone."""

from sandbox.directory import Json
from sandbox.founding import Founding, iso
from sandbox.ids import call_id
from sandbox.shelf import Kind

_SALT = 0xD8


def calls(founding: Founding, _: str) -> list[Json]:
    """Calls, oldest first; every third carries its times as ISO text, as both forms occur."""
    talks = founding.talks
    rows = (row for row in range(len(talks.created_at)) if talks.channel(row) == "phone_call")
    return [_call(founding, row, n) for n, row in enumerate(rows)]


def _call(founding: Founding, row: int, n: int) -> Json:
    began, talks = founding.talks.created_at[row], founding.talks
    queue, talk = founding.draw(_SALT, row) % 90, 40 + founding.draw(_SALT, 1, row) % 800
    is_missed = n % 7 == 5
    ended = min(began + queue + (0 if is_missed else talk), founding.now)
    times: Json = {
        "initiated_at": began,
        "answered_at": None if is_missed else min(began + queue, ended),
        "ended_at": ended,
        "created_at": began,
        "updated_at": ended,
    }
    if n % 3 == 1:
        times = {key: at and iso(at) for key, at in times.items()}
    number = call_id(row)
    return {
        "type": "call",
        "id": number,
        "conversation_id": talks.ids.encode(row),
        "admin_id": None if is_missed else founding.admin_id(row),
        "contact_id": founding.people.ids.encode(talks.contact_row(row)),
        "state": "completed",
        **times,
        "recording_url": None if is_missed else f"https://api.intercom.io/calls/{number}/recording",
        "transcription_url": None
        if is_missed
        else f"https://api.intercom.io/calls/{number}/transcript",
        "call_type": "phone",
        "direction": "inbound" if n % 4 else "outbound",
        "ended_reason": "missed" if is_missed else "completed",
        "phone": f"+4930{2_000_000 + row}",
        "fin_recording_url": None,
        "fin_transcription_url": None,
        "duration": ended - began,
        "talk_time": None if is_missed else talk,
        "queue_time": queue,
        "hold_time": talk // 10 if n % 5 == 0 and not is_missed else None,
        "_began": began,
    }


def transcript(call: Json) -> list[Json]:
    """What was said; nobody says anything in a missed call."""
    if call["transcription_url"] is None:
        return []
    said = (("teammate", "How can I help?"), ("user", "My parcel is late."), ("teammate", "I see."))
    return [
        {"start": 3 + 6 * turn, "speaker": who, "text": text}
        for turn, (who, text) in enumerate(said)
    ]


def transcript_text(call: Json) -> str:
    """The same as a text file."""
    names = {"teammate": "Teammate 1", "user": "User"}
    return "\n".join(
        f'[00:00:{one["start"]:02d}] {names[one["speaker"]]}: "{one["text"]}"'
        for one in transcript(call)
    )


KINDS = (Kind("calls", calls),)
